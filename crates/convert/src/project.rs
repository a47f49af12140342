//! The files of a service together, and the ways that its variables lead through them: `${self:...}` and `${file(...)}`.

use std::collections::HashMap;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, FileId, has_errors};
use sealform_reference::{Alternative, Grammar, Segment, Shape, Source, Variable};
use sealform_resolve::{Dialect, DialectFlag};
use sealform_secret::{Answer, Answers, Asked, Question, Step};
use sealform_yaml::edit::Format;
use sealform_yaml::{NodeId, NodeKind};

use crate::changes::Converted;
use crate::unit::{Place, Unit};

/// How many variables a value may lead through.
pub(crate) const MAX_HOPS: usize = 16;

/// The service file and the files it includes.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) units: Vec<Unit>,
    pub(crate) dialect: Dialect,
    pub(crate) grammar: Grammar,
    included: HashMap<Box<str>, Option<usize>>,
    /// The texts with variables, by where they stand.
    texts: HashMap<Place, Arc<Vec<Segment>>>,
    /// The places of `texts`, in the order of writing.
    pub(crate) places: Vec<Place>,
}

/// Where a reference leads, and the keys behind it that are not in the files: those of a JSON secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) place: Place,
    pub(crate) rest: Vec<Box<str>>,
}

impl Project {
    /// Reads the service file.
    ///
    /// # Errors
    /// All that is wrong with its syntax.
    pub(crate) fn read(
        file: FileId,
        name: &str,
        text: &str,
        flag: Option<DialectFlag>,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let unit = Unit::read(file, "", name, text)?;
        let (dialect, mut diagnostics) = sealform_resolve::detect(&unit.document, flag);
        let (grammar, unread) = sealform_resolve::grammar(&unit.document, dialect);
        diagnostics.extend(unread);
        let (_, broken) = sealform_model::read(&unit.document, &unit.text, grammar);
        diagnostics.extend(broken);
        if has_errors(&diagnostics) {
            return Err(diagnostics);
        }
        let mut project = Self { units: Vec::new(), dialect, grammar, included: HashMap::new(), texts: HashMap::new(), places: Vec::new() };
        project.add(unit);
        Ok((project, diagnostics))
    }

    /// Reads a template, in which only `$<...>` is a variable.
    ///
    /// # Errors
    /// All that is wrong with its syntax.
    pub(crate) fn of_template(file: FileId, name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let unit = Unit::parse(file, "", Format::of(name, text), text)?;
        let (dialect, grammar) = (Dialect::V3, Grammar::Template);
        let mut project = Self { units: Vec::new(), dialect, grammar, included: HashMap::new(), texts: HashMap::new(), places: Vec::new() };
        project.add(unit);
        Ok(project)
    }

    /// The same files after a move to another version.
    ///
    /// # Errors
    /// What is wrong with the new texts.
    pub(crate) fn moved(&self, files: &[Converted], to: Dialect) -> Result<Self, Vec<Diagnostic>> {
        let included = self.included.clone();
        let mut project =
            Self { units: Vec::new(), dialect: to, grammar: to.grammar(), included, texts: HashMap::new(), places: Vec::new() };
        for unit in &self.units {
            let text = files.iter().find(|file| file.file == unit.file).map_or(&*unit.text, |file| &file.text);
            project.add(Unit::parse(unit.file, &unit.path, unit.format, text)?);
        }
        Ok(project)
    }

    /// Takes in the files that are included under a path without variables, each once. A file that is not there, runs code or is broken
    /// is left out.
    pub(crate) fn include(&mut self, answers: &Answers) -> Step<()> {
        let mut looked_at = 0;
        let mut asked = Vec::new();
        while looked_at < self.places.len() {
            let place = self.places[looked_at];
            looked_at += 1;
            for (path, span) in self.files_in(place) {
                // It is asked for as it is written, as whoever resolves variables asks.
                let question = Question::File(path.clone());
                let path = normal(&path);
                if self.included.contains_key(&*path) {
                    continue;
                }
                match answers.get(&question) {
                    None => asked.push(Asked { question, span: Some(span) }),
                    Some(Answer::File(Some(file))) => {
                        let unit = Unit::read(file.file, &path, &path, &file.text).ok();
                        let index = unit.map(|unit| self.add(unit));
                        self.included.insert(path, index);
                    }
                    Some(_) => drop(self.included.insert(path, None)),
                }
            }
        }
        asked.dedup_by(|one, other| one.question == other.question);
        if asked.is_empty() { Step::Done(()) } else { Step::Needs(asked) }
    }

    fn add(&mut self, unit: Unit) -> usize {
        let index = self.units.len();
        for node in unit.values() {
            let NodeKind::Scalar(scalar) = &unit.document.node(node).kind else { continue };
            let aliased = unit.document.alias_target(node).is_some();
            if aliased || !may_hold_variable(&scalar.text, self.grammar) || is_syntax(&unit, node) {
                continue;
            }
            let Ok(segments) = sealform_reference::parse(&scalar.text, self.grammar) else { continue };
            if segments.iter().any(|segment| matches!(segment, Segment::Variable(_))) {
                let place = Place { unit: index, node };
                self.texts.insert(place, Arc::new(segments));
                self.places.push(place);
            }
        }
        self.units.push(unit);
        index
    }

    pub(crate) fn unit(&self, place: Place) -> &Unit {
        &self.units[place.unit]
    }

    pub(crate) fn root(&self) -> Option<Place> {
        let node = self.units.first()?.document.root()?;
        Some(Place { unit: 0, node })
    }

    /// The parts of a text with variables; `None` for any other value.
    pub(crate) fn segments(&self, place: Place) -> Option<Arc<Vec<Segment>>> {
        self.texts.get(&self.own(place)).cloned()
    }

    /// The decoded text of a scalar.
    pub(crate) fn text(&self, place: Place) -> &str {
        match &self.unit(place).document.node(place.node).kind {
            NodeKind::Scalar(scalar) => &scalar.text,
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => "",
        }
    }

    /// The place with its alias followed.
    pub(crate) fn own(&self, place: Place) -> Place {
        Place { node: self.unit(place).own(place.node), ..place }
    }

    /// The value under `key`, merge keys applied.
    pub(crate) fn get(&self, place: Place, key: &str) -> Option<Place> {
        self.unit(place).document.get(place.node, key).map(|node| Place { node, ..place })
    }

    /// The place at the end of all variables and aliases that a value is nothing but; the value itself where it is none.
    pub(crate) fn settle(&self, place: Place) -> Place {
        let mut place = self.own(place);
        for _ in 0..MAX_HOPS {
            match self.step(place) {
                Some(Target { place: next, rest }) if rest.is_empty() => place = self.own(next),
                _ => break,
            }
        }
        place
    }

    /// Where the one variable that a value consists of leads.
    pub(crate) fn step(&self, place: Place) -> Option<Target> {
        let segments = self.segments(place)?;
        let variable = whole(&segments)?;
        match variable.alternatives.as_slice() {
            [Alternative::Source(source)] => self.source(source),
            _ => None,
        }
    }

    /// Where a source leads: only `self` and `file` lead into the files.
    pub(crate) fn source(&self, source: &Source) -> Option<Target> {
        let address = || source.address.as_ref().map(|address| address.plain());
        match &*source.name {
            "self" => self.descend(self.root()?, &keys(address()??)),
            "file" => {
                let [param] = source.params.as_deref()? else { return None };
                let index = (*self.included.get(&*normal(param.plain()?))?)?;
                let root = Place { unit: index, node: self.units[index].document.root()? };
                match address() {
                    None => Some(Target { place: root, rest: Vec::new() }),
                    Some(address) => self.descend(root, &keys(address?)),
                }
            }
            _ => None,
        }
    }

    /// Goes down from `start`, through variables on the way but not at the end.
    pub(crate) fn descend(&self, start: Place, path: &[&str]) -> Option<Target> {
        self.descend_within(start, path, MAX_HOPS)
    }

    fn descend_within(&self, start: Place, path: &[&str], hops: usize) -> Option<Target> {
        let mut place = start;
        for (depth, key) in path.iter().enumerate() {
            let settled = if hops == 0 { place } else { self.settle_within(place, hops - 1) };
            let unit = self.unit(settled);
            let next = match &unit.document.node(settled.node).kind {
                NodeKind::Mapping(_) => unit.document.get(settled.node, key)?,
                NodeKind::Sequence(items) => *items.get(key.parse::<usize>().ok()?)?,
                NodeKind::Scalar(_) => {
                    let rest = path[depth..].iter().map(|&key| key.into()).collect();
                    return Some(Target { place: settled, rest });
                }
            };
            place = Place { node: next, ..settled };
        }
        Some(Target { place, rest: Vec::new() })
    }

    fn settle_within(&self, place: Place, hops: usize) -> Place {
        let own = self.own(place);
        if hops == 0 { own } else { self.settle(own) }
    }

    /// The literal text that a place comes to, where that is known without asking.
    pub(crate) fn literal(&self, place: Place) -> Option<String> {
        let place = self.settle(place);
        if self.segments(place).is_some() { None } else { self.unit(place).scalar(place.node) }
    }

    /// Whether a value stands where nothing is emitted from: under `custom`, `params` or `stages`.
    pub(crate) fn is_definition(&self, place: Place) -> bool {
        let (unit, Some(root)) = (self.unit(place), self.root()) else { return false };
        let span = unit.span(place.node);
        place.unit == 0
            && ["custom", "params", "stages"]
                .into_iter()
                .filter_map(|key| unit.document.get(root.node, key))
                .any(|definitions| unit.document.node(definitions).span.contains(span))
    }

    /// Whether a name begins with a slash, once its variables are put in; `None` where that is not known without asking.
    pub(crate) fn begins_with_slash(&self, name: &str) -> Option<bool> {
        self.begins(name, MAX_HOPS)
    }

    fn begins(&self, text: &str, hops: usize) -> Option<bool> {
        let segments = sealform_reference::parse(text, self.grammar).ok()?;
        let Some(Segment::Variable(variable)) = segments.first() else { return Some(text.starts_with('/')) };
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
        let target = self.source(source).filter(|target| target.rest.is_empty() && hops > 0)?;
        let text = self.text(self.settle(target.place));
        if text.is_empty() { None } else { self.begins(text, hops - 1) }
    }

    fn files_in(&self, place: Place) -> Vec<(Box<str>, sealform_diagnostic::Span)> {
        let segments = self.texts.get(&place).cloned().unwrap_or_default();
        let mut files = Vec::new();
        for segment in segments.iter() {
            let Segment::Variable(variable) = segment else { continue };
            for alternative in &variable.alternatives {
                let Alternative::Source(source) = alternative else { continue };
                let [param] = source.params.as_deref().unwrap_or_default() else { continue };
                let Some(path) = param.plain().filter(|_| *source.name == *"file") else { continue };
                let extension = path.rsplit_once('.').map(|(_, extension)| extension);
                if matches!(extension, Some("yml" | "yaml" | "json")) {
                    files.push((path.into(), self.unit(place).span(place.node)));
                }
            }
        }
        files
    }
}

/// Whether a text is worth parsing.
pub(crate) fn may_hold_variable(text: &str, grammar: Grammar) -> bool {
    sealform_reference::may_hold_variable(text) || (grammar == Grammar::Custom(Shape::Hash) && text.contains("#{"))
}

/// The variable that a text consists of.
pub(crate) fn whole(segments: &[Segment]) -> Option<&Variable> {
    match segments {
        [Segment::Variable(variable)] => Some(variable),
        _ => None,
    }
}

/// The keys of a dotted path; empty ones are skipped, as the Serverless Framework does.
pub(crate) fn keys(path: &str) -> Vec<&str> {
    path.split('.').filter(|key| !key.is_empty()).collect()
}

/// A path as it is asked for: `./a.yml` and `a.yml` are one file.
fn normal(path: &str) -> Box<str> {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path.into()
}

/// Whether it is `provider.variableSyntax`, whose regular expression is no text with variables.
fn is_syntax(unit: &Unit, node: NodeId) -> bool {
    let document = &unit.document;
    let provider = document.root().filter(|_| unit.path.is_empty()).and_then(|root| document.get(root, "provider"));
    provider.and_then(|provider| document.get(provider, "variableSyntax")) == Some(node)
}
