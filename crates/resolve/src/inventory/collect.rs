//! Walks a tree and lists its references in the order of the file.

use std::sync::Arc;

use sealform_model::{Expression, Interpolated, Tree, Value};
use sealform_reference::{Alternative, Literal, ParamValue, Segment, Source, Variable};
use sealform_secret::display::MASK;
use sealform_secret::policy::Policy;

use super::decrypts::{decrypts, param_text};
use super::entry::{Entry, Part, Sensitivity};
use super::infection::{Patient, spread};
use super::judge::{Judge, Verdicts};
use super::sink::Sink;
use super::written;
use crate::inputs::Dialect;

/// Every reference in `tree`, read with the grammar of `dialect`, in the order of the file; a reference under an alias once for each
/// place. What is broken was reported by the reader and is not listed.
#[must_use]
pub fn inventory(tree: &Tree<Expression>, dialect: Dialect, policy: &Policy) -> Vec<Entry> {
    let judge = Judge { dialect, policy };
    let mut collector = Collector { judge, path: Vec::new(), found: Vec::new() };
    collector.walk(tree);
    let mut found = collector.found;
    spread(&mut found);
    found.iter().map(|found| found.entry(judge)).collect()
}

struct Collector<'t, 'p> {
    judge: Judge<'p>,
    path: Vec<Step<'t>>,
    found: Vec<Found>,
}

/// A key of a map or an index of a list.
enum Step<'t> {
    Key(&'t str),
    Index(String),
}

impl Step<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Key(key) => key,
            Self::Index(index) => index,
        }
    }
}

/// A variable of a text before its sensitivity is settled.
struct Found {
    text: Arc<Interpolated>,
    /// Which segment of the text it is.
    segment: usize,
    at: Arc<str>,
    sink: Sink,
    sensitivity: Sensitivity,
}

impl<'t> Collector<'t, '_> {
    /// Trees are no deeper than the reader allows.
    fn walk(&mut self, tree: &'t Tree<Expression>) {
        match &tree.value {
            Value::Leaf(Expression::Text(text)) => self.text(text),
            Value::Leaf(Expression::Scalar(_) | Expression::Broken) => {}
            Value::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(index.to_string()));
                    self.walk(item);
                    self.path.pop();
                }
            }
            Value::Mapping(mapping) => {
                for (key, item) in mapping.iter() {
                    self.path.push(Step::Key(key));
                    self.walk(item);
                    self.path.pop();
                }
            }
        }
    }

    fn text(&mut self, text: &Arc<Interpolated>) {
        let path: Vec<&str> = self.path.iter().map(Step::text).collect();
        let key = self.path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(*key) } else { None });
        let at: Arc<str> = path.join(".").into();
        let sink = Sink::of(&path);
        let landing = self.judge.landing(sink, key.unwrap_or_default());
        for (segment, piece) in text.segments().iter().enumerate() {
            if let Segment::Variable(variable) = piece {
                let sensitivity = self.judge.verdicts(text.text(), variable).of(variable).max(landing);
                self.found.push(Found { text: Arc::clone(text), segment, at: Arc::clone(&at), sink, sensitivity });
            }
        }
    }
}

impl Found {
    fn variable(&self) -> Option<&Variable> {
        match self.text.segments().get(self.segment) {
            Some(Segment::Variable(variable)) => Some(variable),
            _ => None,
        }
    }

    fn entry(&self, judge: Judge<'_>) -> Entry {
        let variable = self.variable().expect("the segment is a variable");
        let verdicts = judge.verdicts(self.text.text(), variable);
        let judged = Judged { text: &self.text, at: &self.at, dialect: judge.dialect, verdicts };
        judged.entry(variable, self.sink, self.sensitivity)
    }
}

impl Patient for Found {
    fn at(&self) -> &str {
        &self.at
    }

    fn self_paths(&self) -> Vec<&str> {
        let alternatives = self.variable().map(|variable| &*variable.alternatives).unwrap_or_default();
        let path = |alternative| match alternative {
            &Alternative::Source(Source { ref name, address: Some(ref address), .. }) if **name == *"self" => address.plain(),
            _ => None,
        };
        alternatives.iter().filter_map(path).collect()
    }

    fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    fn infect(&mut self, sensitivity: Sensitivity) {
        self.sensitivity = sensitivity;
    }
}

/// One variable of a text, and what was judged of it and of those in it.
struct Judged<'f> {
    text: &'f Interpolated,
    at: &'f str,
    dialect: Dialect,
    verdicts: Verdicts,
}

impl Judged<'_> {
    fn entry(&self, variable: &Variable, sink: Sink, sensitivity: Sensitivity) -> Entry {
        let whole = self.text.text();
        let sources = variable.alternatives.iter().map(|alternative| match alternative {
            Alternative::Source(source) => self.part(source),
            Alternative::Literal { value, .. } if written::hides(sensitivity, value) => Part::Literal(MASK.to_owned()),
            Alternative::Literal { value: Literal::Text(value), .. } => Part::Literal(value.to_string()),
            Alternative::Literal { value, .. } => Part::Literal(value.to_string()),
        });
        let nested = variable.nested().map(|nested| self.entry(nested, Sink::Address, self.verdicts.of(nested)));
        let decrypts = variable.alternatives.iter().any(|alternative| match alternative {
            Alternative::Source(source) => decrypts(whole, source, variable.delimiter, self.dialect),
            Alternative::Literal { .. } => false,
        });
        Entry {
            span: self.text.span(variable.range.clone()),
            at: self.at.into(),
            delimiter: variable.delimiter,
            text: written::variable(&self.verdicts, whole, variable, sensitivity),
            sources: sources.collect(),
            nested: nested.collect(),
            sensitivity,
            sink,
            decrypts,
        }
    }

    fn part(&self, source: &Source) -> Part {
        let text = self.text.text();
        let params = source.params.iter().flatten().map(|param| match &param.value {
            ParamValue::Literal(_) => param_text(text, param),
            ParamValue::Text(segments) => written::part(&self.verdicts, text, &param.range, segments),
        });
        Part::Source {
            name: source.name.as_str().into(),
            params: params.collect(),
            address: source.address.as_ref().map(|address| written::part(&self.verdicts, text, &address.range, &address.segments)),
        }
    }
}
