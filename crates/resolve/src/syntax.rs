//! `provider.variableSyntax`: the regular expression that v1 and v2's old engine find variables with.
//!
//! The usual shapes are recognised. Any other would need an engine for JavaScript's regular expressions to be read as meant.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_reference::{Grammar, Shape};
use sealform_yaml::{Document, NodeKind, Scalar};

use crate::inputs::Dialect;

/// The grammar of a service file in `dialect`: that of its `provider.variableSyntax` where v1 or v2's old engine obey one.
///
/// # Errors
/// Diagnostics: SF051 for a shape that is not known, and in v2's new engine, which refuses the setting; a warning where v3 and v4 ignore it.
#[must_use]
pub fn grammar(document: &Document, dialect: Dialect) -> (Grammar, Vec<Diagnostic>) {
    let setting = document.root().and_then(|root| document.get(document.get(root, "provider")?, "variableSyntax"));
    let Some(id) = setting.filter(|&id| matches!(document.node(id).kind, NodeKind::Scalar(_))) else {
        return (dialect.grammar(), Vec::new());
    };
    let Scalar::Text(syntax) = document.value(id) else { return (dialect.grammar(), Vec::new()) };
    let span = document.span(id);
    let diagnostic = match (of(&syntax, dialect), dialect) {
        (Some(grammar), _) => return (grammar, Vec::new()),
        (None, Dialect::V1 | Dialect::V2Legacy) => {
            let message = format!("the shape of variables that `provider.variableSyntax` gives is not known: `{syntax}`");
            let help = "known are `${...}`, `${{...}}`, `#{...}` and `$<...>` around one class of characters, such as `\\$<([^<>]+?)>`";
            wrong(message, span, help)
        }
        (None, Dialect::V2) => {
            wrong("v2's new engine refuses `provider.variableSyntax`".to_owned(), span, "remove it, or remove `variablesResolutionMode`")
        }
        (None, Dialect::V3 | Dialect::V4) => {
            let message =
                format!("{} ignores `provider.variableSyntax`: variables of another shape stay as they are written", dialect.name());
            let diagnostic = Diagnostic::warning(&registry::WRONG_SHAPE, message).at(span, "");
            diagnostic.help("remove it and write `${...}`; or give --dialect v1 or v2 if the file is older")
        }
    };
    (dialect.grammar(), vec![diagnostic])
}

/// The grammar that a `provider.variableSyntax` means; `None` where the dialect does not obey it, or its shape is not known.
pub(crate) fn of(syntax: &str, dialect: Dialect) -> Option<Grammar> {
    if !dialect.is_legacy() {
        return None;
    }
    let (opener, group, closer) = parts(syntax)?;
    match (opener.as_str(), closer.as_str()) {
        ("${", "}") if leaves_foreign(group) => Some(Grammar::V2Legacy),
        ("${", "}") => Some(Grammar::V1),
        ("${{", "}}") => Some(Grammar::Custom(Shape::DoubleBrace)),
        ("#{", "}") => Some(Grammar::Custom(Shape::Hash)),
        ("$<", ">") => Some(Grammar::Custom(Shape::Angle)),
        _ => None,
    }
    .filter(|_| leaves_foreign(group) || is_class(group))
}

/// v2's own expression (`lib/classes/Variables.js`, 2.72.4, read 2026-11-23), and v1's with the usual guard before it.
fn leaves_foreign(group: &str) -> bool {
    group == r"[^{}:]+?(?:\(|:)(?:[^:{}][^{}]*?)?"
        || group.strip_prefix("(?!AWS").and_then(|rest| rest.split_once(')')).is_some_and(|(_, rest)| is_class(rest))
}

/// Whether it is one class of characters, once or more.
fn is_class(group: &str) -> bool {
    let class = group.trim_end_matches(['?', '+', '*']);
    let mut escaped = false;
    let end = class.find(|c| {
        let ends = c == ']' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    class.len() < group.len() && class.starts_with('[') && end == Some(class.len() - 1)
}

/// What stands before, in and behind the one group, the outer two without the backslashes that escape them.
fn parts(syntax: &str) -> Option<(String, &str, String)> {
    let open = syntax.find('(')?;
    let close = syntax.rfind(')')?;
    let plain = |text: &str| text.replace('\\', "");
    (open < close).then(|| (plain(&syntax[..open]), &syntax[open + 1..close], plain(&syntax[close + 1..])))
}

fn wrong(message: String, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error(&registry::WRONG_SHAPE, message).at(span, "").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_shapes_are_known() {
        let rows = [
            (r"\${([^{}]+?)}", Some(Grammar::V1)),
            (r"${([^{}]+?)}", Some(Grammar::V1)),
            (r#"\${([ ~:a-zA-Z0-9._@'",\-\/\(\)]+?)}"#, Some(Grammar::V1)),
            (r"\${([^{}:]+?(?:\(|:)(?:[^:{}][^{}]*?)?)}", Some(Grammar::V2Legacy)),
            (r"\${((?!AWS)[ ~:a-zA-Z0-9._@,/\(\)-]+?)}", Some(Grammar::V2Legacy)),
            (r"\${((?!AWS::)[^{}]+)}", Some(Grammar::V2Legacy)),
            (r#"\${{([ ~:a-zA-Z0-9._@\'",\-\/\(\)]+?)}}"#, Some(Grammar::Custom(Shape::DoubleBrace))),
            (r"\$\{\{([^{}]+?)\}\}", Some(Grammar::Custom(Shape::DoubleBrace))),
            (r"\$<([^<>]+?)>", Some(Grammar::Custom(Shape::Angle))),
            (r"#{([^{}]+?)}", Some(Grammar::Custom(Shape::Hash))),
            (r"\#\{([^{}]+?)\}", Some(Grammar::Custom(Shape::Hash))),
            (r"%{([^{}]+?)}", None),
            (r"\${(a|b)}", None),
            (r"\${([a]+)([b]+)}", None),
            ("x", None),
        ];
        for (syntax, expected) in rows {
            assert_eq!(of(syntax, Dialect::V1), expected, "{syntax}");
            assert_eq!(of(syntax, Dialect::V3), None, "{syntax}");
        }
    }
}
