//! The command line: arguments, the driver between the core and the world, and how diagnostics look.
//!
//! It is a library only so that benchmarks, fuzzing and tests can run the very pipeline that the binary runs.

mod args;
mod code;
mod commands;
mod connect;
mod diff;
mod exit;
mod explain;
mod facts;
mod git;
mod lint;
mod logging;
mod output;
mod progress;
mod report;
mod script;
mod session;
mod settings;
mod summary;
mod template;
mod values;
mod world;
mod write;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    panic_quietly();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { exit::USAGE } else { exit::DONE };
            // Nobody is left to be told if this cannot be printed.
            let _ = error.print();
            return code.into();
        }
    };
    logging::start();
    let code = match &cli.command {
        Command::Render(arguments) => commands::render::run(arguments),
        Command::Print(arguments) => commands::print::run(arguments),
        Command::References(arguments) => commands::references::run(arguments),
        Command::Lint(arguments) => commands::lint::run(arguments),
        Command::Report(arguments) => commands::report::run(arguments),
        Command::Convert(arguments) => commands::convert::run(arguments),
        Command::Seal(arguments) => commands::seal::run(arguments),
        Command::Local(arguments) => commands::local::run(arguments),
        Command::Rules(arguments) => commands::rules::run(arguments),
    };
    code.into()
}

/// A panic's message may quote what it panicked over: only the place is printed.
#[expect(clippy::exit, clippy::print_stderr, reason = "a panic is the one end that does not return to main")]
fn panic_quietly() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("error: a bug in Sealform, at {place}; nothing was written. Please report it, without any secret.");
        std::process::exit(i32::from(exit::BUG));
    }));
}
