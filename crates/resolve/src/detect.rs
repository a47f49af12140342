//! Which dialect a file is written in: what a reference means depends on it.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_reference::{Alternative, Delimiter, Grammar, Segment, Variable};
use sealform_yaml::{Document, NodeId, NodeKind, Scalar};

use crate::inputs::{Dialect, DialectFlag};
use crate::version::highest_major;

/// Decides the dialect of a service: `flag`, else `frameworkVersion` (of a range over majors the highest) and `variablesResolutionMode`, else
/// the flags that the file uses (`~true`: v2's old engine, which reads v1's files too), else v3.
///
/// What cannot be known is taken to decrypt.
///
/// # Errors
/// Diagnostics: SF117 (a warning) where `frameworkVersion` is there and cannot be understood.
#[must_use]
pub fn detect(document: &Document, flag: Option<DialectFlag>) -> (Dialect, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let file = File { document };
    let dialect = match flag {
        Some(DialectFlag::V1) => Dialect::V1,
        Some(DialectFlag::V2) => file.second_version(),
        Some(DialectFlag::V3) => Dialect::V3,
        Some(DialectFlag::V4) => Dialect::V4,
        None => file.dialect(&mut diagnostics),
    };
    (dialect, diagnostics)
}

struct File<'d> {
    document: &'d Document,
}

impl File<'_> {
    fn dialect(&self, diagnostics: &mut Vec<Diagnostic>) -> Dialect {
        if let Some(version) = self.scalar(&["frameworkVersion"]) {
            match highest_major(&version.to_text()) {
                Some(0 | 1) => return Dialect::V1,
                Some(2) => return self.second_version(),
                Some(3) => return Dialect::V3,
                Some(_) => return Dialect::V4,
                None => {
                    let guess = self.guess();
                    let message =
                        format!("`frameworkVersion` does not say which version of Serverless this is for; it is read as {}", guess.name());
                    let span = self.span_of(&["frameworkVersion"]).unwrap_or(Span::start_of(self.document.file()));
                    let diagnostic = Diagnostic::warning(&registry::DIALECT_UNCLEAR, message).at(span, "");
                    diagnostics.push(diagnostic.help("write a range with a major version, such as '3' or '^2.72.0', or give --dialect"));
                    return guess;
                }
            }
        }
        self.guess()
    }

    fn guess(&self) -> Dialect {
        if self.has_new_engine() {
            Dialect::V2
        } else if self.document.root().is_some_and(|root| self.uses_tilde_flags(root)) {
            Dialect::V2Legacy
        } else {
            Dialect::V3
        }
    }

    fn second_version(&self) -> Dialect {
        if self.has_new_engine() { Dialect::V2 } else { Dialect::V2Legacy }
    }

    /// Whether `variablesResolutionMode` switches v2's old engine off (Serverless 2.72 manual, "Variables", read 2026-11-23).
    fn has_new_engine(&self) -> bool {
        self.scalar(&["variablesResolutionMode"]).is_some_and(|mode| mode.to_text() == "20210326")
    }

    fn uses_tilde_flags(&self, id: NodeId) -> bool {
        match &self.document.node(id).kind {
            NodeKind::Scalar(scalar) => text_uses_tilde_flags(&scalar.text),
            NodeKind::Sequence(items) => items.iter().any(|&item| self.uses_tilde_flags(item)),
            NodeKind::Mapping(_) => self.document.entries(id).any(|entry| self.uses_tilde_flags(entry.value)),
        }
    }

    fn scalar(&self, path: &[&str]) -> Option<Scalar> {
        let id = self.at(path)?;
        matches!(self.document.node(id).kind, NodeKind::Scalar(_)).then(|| self.document.value(id))
    }

    fn span_of(&self, path: &[&str]) -> Option<Span> {
        self.at(path).map(|id| self.document.span(id))
    }

    fn at(&self, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(self.document.root()?, |id, key| self.document.get(id, key))
    }
}

/// Whether a `${ssm:...~true}` stands in the text. `$<...>` says nothing: it takes every flag in every dialect.
fn text_uses_tilde_flags(text: &str) -> bool {
    if !text.as_bytes().contains(&b'~') || !text.contains("ssm") || !sealform_reference::may_hold_variable(text) {
        return false;
    }
    let segments = sealform_reference::parse(text, Grammar::V2Legacy).unwrap_or_default();
    segments.iter().any(|segment| matches!(segment, Segment::Variable(variable) if variable_uses_tilde_flags(text, variable)))
}

fn variable_uses_tilde_flags(text: &str, variable: &Variable) -> bool {
    let own = variable.delimiter == Delimiter::Dollar
        && variable.alternatives.iter().any(|alternative| match alternative {
            Alternative::Source(source) if source.name.split('.').next() == Some("ssm") => {
                let address = source.address.as_ref().and_then(|address| text.get(address.range.clone())).unwrap_or_default();
                matches!(address.rsplit_once('~'), Some((_, "true" | "false" | "split")))
            }
            _ => false,
        });
    own || variable.nested().any(|nested| variable_uses_tilde_flags(text, nested))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealform_diagnostic::FileId;

    fn found(text: &str, flag: Option<DialectFlag>) -> (Dialect, Vec<u16>) {
        let document = sealform_yaml::parse(FileId::new(0), text).expect("the test's YAML is right");
        let (dialect, diagnostics) = detect(&document, flag);
        (dialect, diagnostics.iter().map(|diagnostic| diagnostic.code.number).collect())
    }

    #[test]
    fn the_file_says_its_dialect() {
        let rows = [
            ("service: a", Dialect::V3),
            ("", Dialect::V3),
            ("frameworkVersion: '3'", Dialect::V3),
            ("frameworkVersion: 3", Dialect::V3),
            ("frameworkVersion: '>=1.2 <2.0.0'", Dialect::V1),
            ("frameworkVersion: ^2.72", Dialect::V2Legacy),
            ("frameworkVersion: '>=2.1.0 <4.0.0'", Dialect::V3),
            ("frameworkVersion: '2'\nvariablesResolutionMode: 20210326", Dialect::V2),
            ("frameworkVersion: '2'\nvariablesResolutionMode: '20210219'", Dialect::V2Legacy),
            ("frameworkVersion: '4'", Dialect::V4),
            ("variablesResolutionMode: '20210326'", Dialect::V2),
            ("a: ['${ssm:/p~true}']", Dialect::V2Legacy),
            ("a: {b: 'x ${ssm.eu-west-1:/p/${opt:stage}~split} y'}", Dialect::V2Legacy),
            ("a: '${file(${ssm:/p~false})}'", Dialect::V2Legacy),
            ("a: $<ssm:/p~true>", Dialect::V3),
            ("a: '${ssm:/p~x}'", Dialect::V3),
            ("frameworkVersion: '3'\na: ['${ssm:/p~true}']", Dialect::V3),
        ];
        for (text, expected) in rows {
            assert_eq!(found(text, None), (expected, vec![]), "{text}");
        }
    }

    #[test]
    fn the_flag_decides_but_for_the_engine_of_v2() {
        assert_eq!(found("frameworkVersion: '3'", Some(DialectFlag::V1)), (Dialect::V1, vec![]));
        assert_eq!(found("frameworkVersion: '3'", Some(DialectFlag::V2)), (Dialect::V2Legacy, vec![]));
        assert_eq!(found("variablesResolutionMode: 20210326", Some(DialectFlag::V2)), (Dialect::V2, vec![]));
        assert_eq!(found("a: '${ssm:/p~true}'", Some(DialectFlag::V4)), (Dialect::V4, vec![]));
    }

    #[test]
    fn what_is_unclear_is_said() {
        assert_eq!(found("frameworkVersion: latest", None), (Dialect::V3, vec![117]));
        assert_eq!(found("frameworkVersion: '*'\na: '${ssm:/p~true}'", None), (Dialect::V2Legacy, vec![117]));
    }
}
