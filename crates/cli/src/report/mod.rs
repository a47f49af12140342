//! How diagnostics look: text for people, or JSON. Only this folder and `commands/` print.

mod excerpt;
mod human;
mod json;

use std::io::{IsTerminal, Write};

use sealform_diagnostic::{Diagnostic, Sources};

use crate::args::{Color, MessageFormat, Messages};

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

/// Whether standard error gets colours.
fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stderr().is_terminal() && anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    }
}
