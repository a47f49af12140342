//! How diagnostics look: text for people, or JSON. Only this folder and `commands/` print.

mod excerpt;
mod human;
mod json;

use std::io::{IsTerminal, Write};

use sealform_diagnostic::{Diagnostic, Sources};

use crate::args::{Color, MessageFormat, Messages};

pub(crate) use json::{Place as JsonPlace, Report as JsonReport, object as json_report, place as json_place};

/// Writes `diagnostics` to standard error, in the order that they were made.
pub(crate) fn report(diagnostics: &[Diagnostic], sources: &Sources, messages: Messages) {
    let mut text = String::new();
    let excerpts = excerpt::Excerpts::new(sources);
    let colored = colored(messages.color);
    for diagnostic in diagnostics {
        match messages.message_format {
            MessageFormat::Human => human::render(diagnostic, &excerpts, colored, &mut text),
            MessageFormat::Json => json::render(diagnostic, sources, &mut text),
        }
    }
    // A closed standard error is nobody's loss.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// `diagnostics` as text for people.
pub(crate) fn for_people(diagnostics: &[&Diagnostic], sources: &Sources, colored: bool) -> String {
    let mut text = String::new();
    let excerpts = excerpt::Excerpts::new(sources);
    diagnostics.iter().for_each(|diagnostic| human::render(diagnostic, &excerpts, colored, &mut text));
    text
}

/// Whether standard output gets colours.
pub(crate) fn colored_stdout(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// Whether standard error gets colours.
fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stderr().is_terminal() && anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    }
}
