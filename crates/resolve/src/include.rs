//! Files that a service includes: each is asked for, read and taken in once.

use std::sync::Arc;

use sealform_diagnostic::Span;
use sealform_model::{Expression, Interpolated, Scalar, Tree, read};
use sealform_reference::Segment;
use sealform_secret::{Answer, FileText, Question, ScriptRequest};
use sealform_yaml::TextMap;

use crate::arena::NodeId;
use crate::context::Context;
use crate::file_format::FileFormat;
use crate::value::Outcome;

/// What became of an included file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Included {
    /// It is read; this is its outermost node.
    Node(NodeId),
    /// There is no such file.
    Missing,
    /// It is broken, and that has been reported.
    Failed,
}

impl Included {
    fn outcome(self) -> Outcome<NodeId> {
        match self {
            Self::Node(id) => Outcome::Value(id),
            Self::Missing => Outcome::Missing,
            Self::Failed => Outcome::Failed,
        }
    }
}

impl Context<'_> {
    /// The outermost node of the file at `path`, for the variable at `span`.
    pub(crate) fn include(&mut self, path: &str, format: FileFormat, span: Span) -> Outcome<NodeId> {
        let included = match self.state.files.get(path) {
            Some(included) => *included,
            None => {
                let answer = match self.ask(Question::File(path.into()), span) {
                    None => return Outcome::Pending,
                    Some(Answer::File(Some(file))) => self.take_in(file, format),
                    Some(_) => Included::Missing,
                };
                self.state.files.insert(path.into(), answer);
                answer
            }
        };
        included.outcome()
    }

    /// What the file at `path` gives at `address` when it is run: the outermost node of that.
    pub(crate) fn run_script(&mut self, path: &str, address: &str, span: Span) -> Outcome<NodeId> {
        let keys = address.split('.').filter(|key| !key.is_empty());
        let request =
            ScriptRequest { path: path.into(), address: keys.map(Into::into).collect(), options: self.state.inputs.all_options() };
        let included = match self.state.scripts.get(&request) {
            Some(included) => *included,
            None => {
                let answer = match self.ask(Question::Script(request.clone()), span) {
                    None => return Outcome::Pending,
                    Some(Answer::Script(Some(json))) => self.take_in(json, FileFormat::Json),
                    Some(_) => Included::Missing,
                };
                self.state.scripts.insert(request, answer);
                answer
            }
        };
        included.outcome()
    }

    fn take_in(&mut self, file: &FileText, format: FileFormat) -> Included {
        let parsed = match format {
            FileFormat::Yaml => sealform_yaml::parse(file.file, &file.text),
            FileFormat::Json => sealform_yaml::parse_json(file.file, &file.text),
            FileFormat::Text => return self.take_in_text(file),
        };
        let document = match parsed {
            Ok(document) => document,
            Err(diagnostics) => {
                diagnostics.into_iter().for_each(|diagnostic| self.report(diagnostic));
                return Included::Failed;
            }
        };
        let (tree, diagnostics) = read(&document, &file.text, self.state.grammar);
        diagnostics.into_iter().for_each(|diagnostic| self.report(diagnostic));
        Included::Node(self.state.arena.add_file(tree))
    }

    /// A text file is one value; variables in it are the author's, as in YAML.
    fn take_in_text(&mut self, file: &FileText) -> Included {
        let span = Span::new(file.file, 0, file.text.len());
        let leaf = match sealform_reference::parse(&file.text, self.state.grammar) {
            Ok(segments) if segments.iter().any(|segment| matches!(segment, Segment::Variable(_))) => {
                Expression::Text(Arc::new(Interpolated::new(file.text.clone(), segments, TextMap::whole(span))))
            }
            Ok(segments) => {
                let plain = segments.iter().map(|segment| match segment {
                    Segment::Text { value, .. } => &**value,
                    Segment::Variable(_) => "",
                });
                Expression::Scalar(Scalar::Text(plain.collect()))
            }
            Err(errors) => {
                for error in errors {
                    let at = Span::new(file.file, error.range.start, error.range.end);
                    let mut diagnostic = sealform_diagnostic::Diagnostic::error(error.code, error.message).at(at, "");
                    diagnostic.help = error.help;
                    self.report(diagnostic);
                }
                return Included::Failed;
            }
        };
        Included::Node(self.state.arena.add_file(Tree::leaf(span, leaf)))
    }
}
