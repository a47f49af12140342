//! The environments of a service, each mapping once, and the functions that get it.

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::Span;
use sealform_yaml::{NodeId, NodeKind, Style};

use crate::project::Project;
use crate::unit::Place;

/// A function of the service.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its key or logical ID.
    pub(crate) name: String,
    /// Its settings, or its resource: a mapping.
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// Where a function is written, which decides what it gets and what its role is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Under `functions`.
    Service,
    /// Under `resources`, as `AWS::Lambda::Function`.
    Lambda,
    /// Under `resources`, as `AWS::Serverless::Function`.
    Sam,
}

/// Who gets an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    /// Every function under `functions`: `provider.environment`.
    Provider,
    /// One function, by its number.
    Function(usize),
}

/// All functions and all mappings that are environments.
#[derive(Debug, Default)]
pub(crate) struct Environments {
    pub(crate) functions: Vec<Function>,
    /// By the mapping: who gets it.
    pub(crate) mappings: IndexMap<Place, IndexSet<Owner>>,
    /// Values that are nothing but a way to an environment, or to the functions: an alias or a variable.
    pub(crate) ways: IndexSet<Place>,
    /// Environments and functions that come from somewhere that is not read.
    pub(crate) unread: Vec<Span>,
}

impl Environments {
    pub(crate) fn of(project: &Project) -> Self {
        let mut found = Self::default();
        let Some(root) = project.root() else { return found };
        if let Some(functions) = project.get(root, "functions") {
            found.functions(project, functions);
        }
        let provider = project.get(root, "provider").map(|provider| found.way(project, provider));
        if let Some(environment) = provider.and_then(|provider| project.get(provider, "environment")) {
            found.environment(project, environment, Owner::Provider);
        }
        for index in 0..found.functions.len() {
            if let Some(environment) = project.get(found.functions[index].place, "environment") {
                found.environment(project, environment, Owner::Function(index));
            }
        }
        if let Some(resources) = project.get(root, "resources") {
            found.by_hand(project, resources);
        }
        found
    }

    /// Whether `owner` is, or is among, the functions that the provider's environment goes to.
    pub(crate) fn gets_shared(&self, owner: Owner) -> bool {
        match owner {
            Owner::Provider => true,
            Owner::Function(index) => self.functions[index].kind == Kind::Service,
        }
    }

    /// The numbers of the functions under `functions`.
    pub(crate) fn of_service(&self) -> impl Iterator<Item = usize> {
        self.functions.iter().enumerate().filter(|(_, function)| function.kind == Kind::Service).map(|(index, _)| index)
    }

    /// The mappings that become one environment with `mapping`, itself among them.
    pub(crate) fn layers(&self, mapping: Place) -> impl Iterator<Item = Place> {
        let owners = &self.mappings[&mapping];
        let meet = |own: Owner, other: Owner| {
            let shared = own == Owner::Provider || other == Owner::Provider;
            own == other || (shared && self.gets_shared(own) && self.gets_shared(other))
        };
        let among = self.mappings.iter().filter(move |(_, others)| others.iter().any(|&other| owners.iter().any(|&own| meet(own, other))));
        among.map(|(&mapping, _)| mapping)
    }

    /// Where a value leads, which is remembered as a way.
    pub(crate) fn way(&mut self, project: &Project, value: Place) -> Place {
        let settled = project.settle(value);
        if settled != value {
            self.ways.insert(value);
        }
        settled
    }

    fn functions(&mut self, project: &Project, functions: Place) {
        let settled = self.way(project, functions);
        let unit = project.unit(settled);
        match &unit.document.node(settled.node).kind {
            // Several files of functions: a list of mappings.
            NodeKind::Sequence(items) => {
                for &node in items {
                    self.functions(project, Place { node, ..settled });
                }
            }
            NodeKind::Mapping(_) => {
                for entry in unit.document.entries(settled.node) {
                    let place = self.way(project, Place { node: entry.value, ..settled });
                    if project.unit(place).is_mapping(place.node) {
                        self.functions.push(Function { name: entry.key.to_owned(), place, kind: Kind::Service });
                    } else if project.segments(place).is_some() {
                        self.unread.push(unit.span(entry.value));
                    }
                }
            }
            NodeKind::Scalar(_) if project.segments(settled).is_some() => self.unread.push(unit.span(settled.node)),
            NodeKind::Scalar(_) => {}
        }
    }

    pub(crate) fn environment(&mut self, project: &Project, value: Place, owner: Owner) {
        let settled = self.way(project, value);
        let unit = project.unit(settled);
        if !unit.is_mapping(settled.node) {
            if project.segments(settled).is_some() {
                self.unread.push(project.unit(value).span(value.node));
            }
            return;
        }
        if !self.mappings.entry(settled).or_default().insert(owner) {
            return;
        }
        for entry in unit.document.written_entries(settled.node).filter(|entry| is_merge(project, settled, entry.key_node)) {
            let merged = Place { node: entry.value, ..settled };
            match &unit.document.node(entry.value).kind {
                NodeKind::Sequence(items) => {
                    for &node in items {
                        self.environment(project, Place { node, ..settled }, owner);
                    }
                }
                NodeKind::Mapping(_) => self.environment(project, merged, owner),
                NodeKind::Scalar(_) => {}
            }
        }
    }
}

/// Whether a key is the `<<` of a merge.
pub(crate) fn is_merge(project: &Project, mapping: Place, key: NodeId) -> bool {
    match &project.unit(mapping).document.node(key).kind {
        NodeKind::Scalar(key) => key.style == Style::Plain && &*key.text == "<<",
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
    }
}
