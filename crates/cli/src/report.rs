//! What is said on standard error: text for people, or JSON. Only this file and `commands/` print.

use std::io::Write;

use sealform_diagnostic::{Diagnostic, Sources};
use sealform_show::Coloring;

use crate::args::{Color, MessageFormat, Messages};

/// Writes `diagnostics` to standard error, in the order that they were made.
pub(crate) fn report(diagnostics: &[Diagnostic], sources: &Sources, messages: Messages) {
    let text = match messages.message_format {
        MessageFormat::Human => sealform_show::for_people(diagnostics, sources, coloring(messages.color, &std::io::stderr())),
        MessageFormat::Json => sealform_show::json_lines(diagnostics, sources),
    };
    // A closed standard error is nobody's loss.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Whether what is written to `stream` gets colours.
pub(crate) fn coloring<S: anstream::stream::RawStream>(color: Color, stream: &S) -> Coloring {
    let colored = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => stream.is_terminal() && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
    };
    if colored { Coloring::Colored } else { Coloring::Plain }
}
