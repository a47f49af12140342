//! Reports names that Lambda refuses.

use sealform_diagnostic::{Diagnostic, Span, registry};

use super::pass::Pass;
use crate::variable_name::{Fault, fault};

/// Reports a name that Lambda refuses (SF308).
pub(super) fn check(name: &str, span: Span, pass: &mut Pass<'_>) {
    let (message, help) = match fault(name) {
        None => return,
        Some(Fault::Reserved) => (format!("`{name}` is a variable that Lambda sets itself"), "Call it otherwise."),
        Some(Fault::Malformed) => (
            format!("`{name}` is no name that Lambda allows"),
            "A name begins with a letter and has at least two characters: letters, digits and underscores.",
        ),
    };
    pass.report(Diagnostic::error(&registry::BAD_NAME, message).at(span, "").help(help));
}
