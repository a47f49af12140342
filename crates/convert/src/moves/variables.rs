//! Variables in the words of the later version: flags, Regions, delimiters, sources that were renamed.
//!
//! What each version makes of a reference: run on 1.83.3, 2.72.4, 3.40.0 and 4.41, 2026-11-23 (`sealform_resolve::inventory::decrypts`).

use sealform_diagnostic::{Diagnostic, Span};
use sealform_reference::{Alternative, Delimiter, Grammar, Segment, Source, Variable};
use sealform_resolve::Dialect;
use sealform_resolve::inventory::decrypts;
use sealform_yaml::NodeKind;
use sealform_yaml::edit::{Change, Piece};

use super::{Mover, left};
use crate::changes::Changes;
use crate::parameter::Parameter;
use crate::project::may_hold_variable;
use crate::unit::Place;

/// The options that v3 takes for `package` and `deploy` (Serverless v3 documentation, "Serverless Framework Commands", read 2026-11-25).
const OPTIONS: &[&str] = &[
    "stage",
    "region",
    "aws-profile",
    "app",
    "org",
    "use-local-credentials",
    "config",
    "param",
    "verbose",
    "force",
    "function",
    "conceal",
    "package",
];

impl Mover<'_> {
    pub(super) fn variables(&self, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        for (index, unit) in self.project.units.iter().enumerate() {
            for node in unit.values() {
                let place = Place { unit: index, node };
                let NodeKind::Scalar(scalar) = &unit.document.node(node).kind else { continue };
                if unit.document.alias_target(node).is_some()
                    || !may_hold_variable(&scalar.text, self.project.grammar)
                    || self.is_setting(place)
                {
                    continue;
                }
                let Ok(segments) = sealform_reference::parse(&scalar.text, self.project.grammar) else { continue };
                let mut text = Text { mover: self, text: &scalar.text, problems: Vec::new() };
                let pieces = text.pieces(&segments);
                let map = unit.document.text_map(&unit.text, node);
                diagnostics.extend(text.problems.iter().map(|problem| problem.diagnostic(map.span(problem.range.clone()))));
                if !pieces.is_empty() && changes.add(index, vec![Change::Text { scalar: node, pieces }]).is_err() {
                    let help = "Write it on one line, then convert again.";
                    diagnostics.push(left(unit.span(node), "this text is written in a way that is not edited", help));
                }
            }
        }
    }

    /// Whether it is a setting that goes, or is no text with variables.
    fn is_setting(&self, place: Place) -> bool {
        let Some(root) = self.project.root() else { return false };
        [&["provider", "variableSyntax"][..], &["frameworkVersion"], &["variablesResolutionMode"]]
            .into_iter()
            .any(|path| self.project.descend(root, path).is_some_and(|target| target.place == place))
    }
}

/// What does not move by itself.
struct Problem {
    range: std::ops::Range<usize>,
    message: String,
    help: &'static str,
}

impl Problem {
    fn diagnostic(&self, span: Span) -> Diagnostic {
        left(span, self.message.clone(), self.help)
    }
}

/// One text on its move.
struct Text<'t> {
    mover: &'t Mover<'t>,
    text: &'t str,
    problems: Vec<Problem>,
}

impl Text<'_> {
    fn pieces(&mut self, segments: &[Segment]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for segment in segments {
            match segment {
                Segment::Text { range, .. } => self.escapes(range.clone(), &mut pieces),
                Segment::Variable(variable) => {
                    let new = self.variable(variable);
                    if self.text.get(variable.range.clone()) != Some(&new) {
                        pieces.push(Piece { range: variable.range.clone(), text: new });
                    }
                }
            }
        }
        pieces
    }

    /// Text that the later version would take for a variable, where the delimiters were others.
    fn escapes(&mut self, range: std::ops::Range<usize>, pieces: &mut Vec<Piece>) {
        let Grammar::Custom(_) = self.mover.project.grammar else { return };
        let text = self.text.get(range.clone()).unwrap_or_default();
        let starts: Vec<usize> = match sealform_reference::parse(text, self.mover.to.grammar()) {
            Ok(segments) => segments
                .iter()
                .filter_map(|segment| match segment {
                    Segment::Variable(variable) if variable.delimiter == Delimiter::Dollar => Some(variable.range.start),
                    _ => None,
                })
                .collect(),
            Err(_) => text.match_indices("${").map(|(at, _)| at).collect(),
        };
        for start in starts {
            let at = range.start + start;
            if self.mover.to == Dialect::V4 {
                let message = "v4 would take this text for a variable, and knows no escape".to_owned();
                self.problems.push(Problem { range: at..range.end, message, help: "Put it together from parts, or keep v3." });
            } else {
                pieces.push(Piece { range: at..at, text: "\\".to_owned() });
            }
        }
    }

    fn variable(&mut self, variable: &Variable) -> String {
        if variable.delimiter == Delimiter::Angle {
            return self.text[variable.range.clone()].to_owned();
        }
        let parts: Vec<String> = variable
            .alternatives
            .iter()
            .map(|alternative| match alternative {
                Alternative::Source(source) => self.source(source, variable.delimiter),
                Alternative::Literal { range, .. } => self.text[range.clone()].trim().to_owned(),
            })
            .collect();
        let unchanged = matches!(variable.delimiter, Delimiter::Dollar)
            && variable.alternatives.iter().zip(&parts).all(|(alternative, part)| match alternative {
                Alternative::Source(source) => self.text[source.range.clone()].trim() == part,
                Alternative::Literal { .. } => true,
            });
        let written = &self.text[variable.range.clone()];
        // A blank before the source is nothing to the old engine, and ends the variable for the new one.
        let blank = self.mover.is_from_old_engine() && written[variable.delimiter.opener().len()..].starts_with([' ', '\t', '\n']);
        if unchanged && !blank { written.to_owned() } else { format!("${{{}}}", parts.join(", ")) }
    }

    fn source(&mut self, source: &Source, delimiter: Delimiter) -> String {
        let (name, dotted) = source.name.split_once('.').map_or((&*source.name, None), |(name, region)| (name, Some(region)));
        let address = source.address.as_ref().and_then(|address| address.plain());
        match (name, dotted) {
            ("ssm", _) => return self.parameter(source, delimiter),
            ("cf" | "s3", Some(region)) if self.mover.is_from_old_engine() => {
                let address = self.moved(source.address.as_ref().map(|address| address.range.clone()).unwrap_or_default());
                return format!("{name}({region}):{address}");
            }
            ("self", None) if self.mover.is_from_old_engine() && address == Some("provider.stage") && !self.mover.has_stage => {
                return "sls:stage".to_owned();
            }
            ("self", None) if self.mover.is_from_old_engine() && address == Some("provider.region") && !self.mover.has_region => {
                return "aws:region".to_owned();
            }
            ("opt", None) if self.mover.is_from_old_engine() && address.is_some_and(|name| !OPTIONS.contains(&name)) => {
                let message = format!("`--{}` is no option that later versions take", address.unwrap_or_default());
                let help = "Write `${param:...}` and give `--param name=value` on the command line.";
                self.problems.push(Problem { range: source.range.clone(), message, help });
            }
            ("env" | "opt" | "self", None) if self.mover.is_from_old_engine() && source.address.is_none() => {
                let message = format!("`{name}:` without an address brings everything in old versions, and is an error in later ones");
                self.problems.push(Problem { range: source.range.clone(), message, help: "Name what is wanted." });
            }
            _ => {}
        }
        self.moved(source.range.clone())
    }

    /// A reference to Parameter Store that brings the same: clear text, ciphertext, or a list.
    fn parameter(&mut self, source: &Source, delimiter: Delimiter) -> String {
        let (from, to) = (self.mover.from(), self.mover.to);
        let written = self.moved(source.range.clone());
        let decrypted = decrypts(self.text, source, delimiter, from);
        if !self.mover.is_from_old_engine() {
            // Only v4 reads other words for `noDecrypt` than its predecessors.
            let same = decrypts(self.text, source, delimiter, to) == decrypted;
            let region_lost = to == Dialect::V4 && source.params.as_ref().is_some_and(|params| params.len() > 1);
            if same && (decrypted || !region_lost) {
                return written;
            }
        }
        if matches!(to, Dialect::V1 | Dialect::V2Legacy) {
            return written;
        }
        let Some(parameter) = Parameter::read(self.text, source, from) else {
            let message = "the version or label behind this parameter's name is dropped in old versions, and read in later ones".to_owned();
            self.problems.push(Problem { range: source.range.clone(), message, help: "Remove it, or keep it if it is what you mean." });
            return written;
        };
        let flag =
            source.address.as_ref().and_then(|address| self.text.get(address.range.clone())?.rsplit_once('~').map(|(_, flag)| flag.trim()));
        let mut words: Vec<String> = parameter.region.iter().map(|region| self.retold(region)).collect();
        if decrypted && parameter.managed().is_none() && self.mover.is_from_old_engine() {
            // The old engine never reads JSON in a SecureString, the new one does unless it is told not to.
            words.push("raw".to_owned());
        } else if !decrypted && flag != Some("split") {
            words.push("noDecrypt".to_owned());
        }
        let words = if words.is_empty() { String::new() } else { format!("({})", words.join(", ")) };
        format!("ssm{words}:{}", self.retold(&parameter.path()))
    }

    /// The bytes `range` with the variables in them moved.
    fn moved(&mut self, range: std::ops::Range<usize>) -> String {
        let text = self.text.get(range).unwrap_or_default().trim().to_owned();
        self.retold(&text)
    }

    /// A text that is part of a variable, with the variables in it moved.
    fn retold(&mut self, text: &str) -> String {
        let Ok(segments) = sealform_reference::parse(text, self.mover.project.grammar) else { return text.to_owned() };
        if !segments.iter().any(|segment| matches!(segment, Segment::Variable(_))) {
            return text.to_owned();
        }
        let mut inner = Text { mover: self.mover, text, problems: Vec::new() };
        let mut out = String::new();
        for segment in &segments {
            match segment {
                Segment::Text { range, .. } => out.push_str(&text[range.clone()]),
                Segment::Variable(variable) => out.push_str(&inner.variable(variable)),
            }
        }
        // Their places are not known in the whole text: they count for it all.
        let whole = 0..self.text.len();
        self.problems.extend(inner.problems.into_iter().map(|problem| Problem { range: whole.clone(), ..problem }));
        out
    }
}
