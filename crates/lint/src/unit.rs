//! One linted file with the files that it includes: what every rule looks at.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use sealform_diagnostic::{Source, Span};
use sealform_reference::Grammar;
use sealform_resolve::Dialect;
use sealform_secret::Policy;
use sealform_yaml::{Document, Node, NodeKind, ScalarNode, TextMap};

use crate::access::Access;
use crate::flow::{Exposures, Mounts};
use crate::function::{Function, is_function_key};
use crate::index::Index;
use crate::kind::Kind;
use crate::literal::Literals;
use crate::place::{PlaceId, Places, Step};
use crate::sink::Sink;
use crate::template::Template;

/// A file of a unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitFile<'d> {
    /// Its path and text.
    pub(crate) source: &'d Source,
    /// What was parsed from the text.
    pub(crate) document: &'d Document,
    /// The path as the service names it; empty for the linted file itself.
    pub(crate) path: &'d str,
    /// Its outermost value; `None` where it holds nothing but comments.
    pub(crate) root: Option<PlaceId>,
}

/// One linted file, and those that it includes.
#[derive(Debug)]
pub(crate) struct Unit<'d> {
    kind: Kind,
    dialect: Dialect,
    grammar: Grammar,
    policy: &'d Policy,
    files: Vec<UnitFile<'d>>,
    places: Places<'d>,
    index: OnceCell<Index>,
    exposures: OnceCell<Exposures>,
    literals: OnceCell<Literals>,
    template: OnceCell<Template<'d>>,
    mounts: OnceCell<Mounts>,
    access: OnceCell<Access<'d>>,
    /// The keys of large mappings, as far as somebody looked for one.
    large: RefCell<HashMap<PlaceId, HashMap<&'d str, PlaceId>>>,
}

impl<'d> Unit<'d> {
    /// The unit of `files`: path as the service names it, source and document; the linted file first, under the empty path.
    pub(crate) fn new(kind: Kind, dialect: Dialect, policy: &'d Policy, files: &[(&'d str, &'d Source, &'d Document)]) -> Self {
        let mut places = Places::default();
        let add = |(index, &(path, source, document)): (usize, &(&'d str, &'d Source, &'d Document))| {
            let root = places.add(index, document);
            UnitFile { source, document, path, root }
        };
        let grammar = files.first().map_or(dialect.grammar(), |(_, _, document)| sealform_resolve::grammar(document, dialect).0);
        let files = files.iter().enumerate().map(add).collect();
        Self {
            kind,
            dialect,
            grammar,
            policy,
            files,
            places,
            index: OnceCell::new(),
            exposures: OnceCell::new(),
            literals: OnceCell::new(),
            template: OnceCell::new(),
            mounts: OnceCell::new(),
            access: OnceCell::new(),
            large: RefCell::default(),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// What decides the meaning of a reference; of a template it says nothing.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How variables are written: the dialect's way, or that of `provider.variableSyntax`.
    pub(crate) fn grammar(&self) -> Grammar {
        self.grammar
    }

    pub(crate) fn policy(&self) -> &'d Policy {
        self.policy
    }

    /// The linted file, then those that it includes.
    pub(crate) fn files(&self) -> &[UnitFile<'d>] {
        &self.files
    }

    pub(crate) fn places(&self) -> &Places<'d> {
        &self.places
    }

    /// What stands where.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self))
    }

    /// The outermost value of the linted file.
    pub(crate) fn root(&self) -> Option<PlaceId> {
        self.files.first().and_then(|file| file.root)
    }

    /// The file that `place` is in.
    pub(crate) fn file(&self, place: PlaceId) -> &UnitFile<'d> {
        &self.files[self.places.get(place).file]
    }

    pub(crate) fn node(&self, place: PlaceId) -> &'d Node {
        self.file(place).document.node(self.places.get(place).node)
    }

    /// Where the value at `place` is written; for an alias that is the `*name`.
    pub(crate) fn span(&self, place: PlaceId) -> Span {
        self.file(place).document.span(self.places.get(place).node)
    }

    /// Where the bytes `range` of the decoded text of the scalar at `place` are written.
    pub(crate) fn span_in(&self, place: PlaceId, range: Range<usize>) -> Span {
        self.text_map(place).span(range)
    }

    /// The way from the decoded text of the scalar at `place` back to its file.
    pub(crate) fn text_map(&self, place: PlaceId) -> TextMap {
        let file = self.file(place);
        file.document.text_map(file.source.text(), self.places.get(place).node)
    }

    /// Where the key of `place` is written; its value where it has none.
    pub(crate) fn key_span(&self, place: PlaceId) -> Span {
        match self.places.get(place).step {
            Step::Key(_, span) => span,
            Step::Root | Step::Index(_) => self.span(place),
        }
    }

    /// The scalar at `place`, tagged or not.
    pub(crate) fn scalar(&self, place: PlaceId) -> Option<&'d ScalarNode> {
        match &self.node(place).kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => None,
        }
    }

    /// The intrinsic function that is called at `place`, by its short tag or in its long form.
    pub(crate) fn function(&self, place: PlaceId) -> Option<Function<'d>> {
        let node = self.node(place);
        if let Some(name) = node.tag.as_ref().and_then(sealform_yaml::Tag::intrinsic) {
            return Some(Function { name, argument: place });
        }
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            return None;
        }
        let mut children = self.places.children(place);
        let (Some(argument), None) = (children.next(), children.next()) else { return None };
        match self.places.get(argument).step {
            Step::Key(name, _) if is_function_key(name) => Some(Function { name, argument }),
            _ => None,
        }
    }

    /// The key of `place`, or the nearest one around it.
    pub(crate) fn key(&self, place: PlaceId) -> Option<&'d str> {
        self.places.ancestors(place).find_map(|id| match self.places.get(id).step {
            Step::Key(key, _) => Some(key),
            Step::Root | Step::Index(_) => None,
        })
    }

    /// The value under `key` of the mapping at `place`.
    pub(crate) fn get(&self, place: PlaceId, key: &str) -> Option<PlaceId> {
        self.places.children(place).find(|&child| matches!(self.places.get(child).step, Step::Key(found, _) if found == key))
    }

    /// What stands under `key` of the mapping, or as item number `key` of the list, at `place`. Many of a large mapping are found in the time of one.
    pub(crate) fn child(&self, place: PlaceId, key: &str) -> Option<PlaceId> {
        /// Up to so many children, looking at each is faster than hashing them all.
        const FEW: usize = 32;
        let find = || {
            self.places.children(place).find(|&child| match self.places.get(child).step {
                Step::Key(found, _) => found == key,
                Step::Index(item) => key.parse() == Ok(item),
                Step::Root => false,
            })
        };
        let size = match &self.node(place).kind {
            NodeKind::Mapping(_) => self.file(place).document.entries(self.places.get(place).node).len(),
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => 0,
        };
        if size <= FEW {
            return find();
        }
        let mut large = self.large.borrow_mut();
        let keys = large.entry(place).or_insert_with(|| {
            let keyed = self.places.children(place).filter_map(|child| match self.places.get(child).step {
                Step::Key(key, _) => Some((key, child)),
                Step::Root | Step::Index(_) => None,
            });
            keyed.collect()
        });
        keys.get(key).copied()
    }

    /// The file that the service names `path`, if it was read.
    pub(crate) fn included(&self, path: &str) -> Option<&UnitFile<'d>> {
        self.files.iter().skip(1).find(|file| file.path == path)
    }

    /// Whether `place` is in the linted file itself.
    pub(crate) fn is_own(&self, place: PlaceId) -> bool {
        self.places.get(place).file == 0
    }

    /// Where values come from and where they land.
    pub(crate) fn exposures(&self) -> &Exposures {
        self.exposures.get_or_init(|| Exposures::new(self))
    }

    /// The secrets that are written out.
    pub(crate) fn literals(&self) -> &Literals {
        self.literals.get_or_init(|| Literals::new(self))
    }

    /// The value at the end of `path`, through mappings by key, from `place` on.
    pub(crate) fn at(&self, place: PlaceId, path: &[&str]) -> Option<PlaceId> {
        path.iter().try_fold(place, |place, key| self.get(place, key))
    }

    /// The way to `place` from the outermost value of its file: keys, and indexes in decimal.
    pub(crate) fn path(&self, place: PlaceId) -> Vec<std::borrow::Cow<'d, str>> {
        let mut steps: Vec<_> = self
            .places
            .ancestors(place)
            .filter_map(|id| match self.places.get(id).step {
                Step::Root => None,
                Step::Key(key, _) => Some(key.into()),
                Step::Index(index) => Some(index.to_string().into()),
            })
            .collect();
        steps.reverse();
        steps
    }

    /// The sink at the end of `keys`, which lead there from the outermost value of the linted file.
    pub(crate) fn sink_of(&self, keys: &[&str]) -> Sink {
        match self.kind {
            Kind::Service => Sink::of_service(keys),
            Kind::Template => Sink::of_template(keys),
        }
    }

    /// What the place itself is for, in the linted file.
    pub(crate) fn lands_as(&self, place: PlaceId) -> Sink {
        let keys: Vec<_> = self.path(place);
        let is_index = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
        self.sink_of(&keys.iter().map(|key| if is_index(key) { "0" } else { &**key }).collect::<Vec<_>>())
    }

    /// Who refers to what.
    pub(crate) fn mounts(&self) -> &Mounts {
        self.mounts.get_or_init(|| Mounts::new(self))
    }

    /// The parts of the template, or of the service's `resources`.
    pub(crate) fn template(&self) -> &Template<'d> {
        self.template.get_or_init(|| Template::new(self))
    }

    /// What functions may open, and what they must.
    pub(crate) fn access(&self) -> &Access<'d> {
        self.access.get_or_init(|| Access::new(self))
    }

    /// [`Unit::path`] in dots, as findings name their place.
    pub(crate) fn address(&self, place: PlaceId) -> String {
        self.path(place).join(".")
    }
}
