//! What other files hold and must change is written out in the service file, as its author wrote it: the other files stay as they are.
//!
//! Only what carries a secret, or keeps the statements of a role that needs one, takes the place of its `${file(...)}` or alias. Its variables
//! stay variables: the Serverless Framework reads those of an included file as those of the service, from the same folder.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use sealform_diagnostic::{Diagnostic, Edit, FileId, Sources, Span, registry};
use sealform_model::{Tree, Value as Shape};
use sealform_resolve::DialectFlag;
use sealform_secret::Classified;
use sealform_yaml::edit::{Change, Value};
use sealform_yaml::{Document, NodeId, NodeKind};

use super::texts::Texts;
use super::touched::Touched;
use crate::back::Back;
use crate::changes::{Changes, Converted};
use crate::environment::is_merge;
use crate::project::Project;
use crate::unit::{Place, Unit};

/// How deep files may include one another.
const MAX_DEPTH: usize = 16;

/// A service that was resolved, and the file it was read from.
#[derive(Clone, Copy)]
pub struct Resolved<'s> {
    /// The files that were read.
    pub sources: &'s Sources,
    /// The service's file among them.
    pub file: FileId,
    /// What `--dialect` says of it.
    pub dialect: Option<DialectFlag>,
    /// The service, resolved.
    pub tree: &'s Tree<Classified>,
}

/// A service file with what must change written out in it.
#[derive(Debug)]
pub struct Inlined {
    converted: Converted,
}

impl Inlined {
    /// The text, to be resolved and sealed in place of the file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.converted.text
    }

    /// The place in the file itself of one in the text, which has the number `file` among the sources.
    #[must_use]
    pub fn back(&self, file: FileId, span: Span) -> Span {
        if span.file != file {
            return span;
        }
        Back::of(std::slice::from_ref(&self.converted)).span(Span { file: self.converted.file, ..span })
    }

    /// A message about the text as one about the file.
    #[must_use]
    pub fn back_in(&self, file: FileId, mut diagnostic: Diagnostic) -> Diagnostic {
        for label in diagnostic.primary.iter_mut().chain(&mut diagnostic.labels) {
            label.span = self.back(file, label.span);
        }
        diagnostic
    }
}

/// Writes out what must change and is written elsewhere; `None` where nothing of that kind is there.
///
/// # Errors
/// SF708 where the new text would not mean what was meant.
pub fn inline(resolved: Resolved<'_>) -> Result<Option<Inlined>, Vec<Diagnostic>> {
    let Some(source) = resolved.sources.get(resolved.file) else { return Ok(None) };
    let (project, _) = Project::read(resolved.file, source.path(), source.text(), resolved.dialect)?;
    let texts = Texts { sources: resolved.sources, project: &project };
    let touched = Touched::of(&project, &texts, resolved.tree);
    let inliner = Inliner { project: &project, texts: &texts, resolved, touched, units: RefCell::default() };
    let mut changes: Vec<Change> = Vec::new();
    let Some(root) = project.root() else { return Ok(None) };
    for entry in project.unit(root).document.written_entries(root.node) {
        if let Some(tree) = resolved.tree.get(entry.key).filter(|_| matches!(entry.key, "provider" | "functions" | "resources")) {
            inliner.walk(&project.units[0], entry.value, Some(tree), &[entry.key], &mut changes);
        }
    }
    if changes.is_empty() {
        return Ok(None);
    }
    let refused = |refused: sealform_yaml::edit::Refused| {
        vec![
            Diagnostic::error(&registry::CONVERSION_REFUSED, format!("nothing is rendered: {refused}"))
                .at(refused.span(), "")
                .help("Write this place in another way, for instance as a block without anchors."),
        ]
    };
    let mut all = Changes::of(&project);
    all.add(0, changes).map_err(refused)?;
    let converted = all.make(&project).map_err(refused)?.into_iter().next();
    let edits: Option<&Vec<Edit>> = converted.as_ref().and_then(|converted| converted.passes.first());
    Ok(if edits.is_some_and(|edits| !edits.is_empty()) { converted.map(|converted| Inlined { converted }) } else { None })
}

struct Inliner<'s> {
    project: &'s Project,
    texts: &'s Texts<'s>,
    resolved: Resolved<'s>,
    touched: Touched,
    units: RefCell<HashMap<FileId, Option<Rc<Unit>>>>,
}

impl Inliner<'_> {
    /// Goes through what is written in the service file.
    fn walk(&self, unit: &Unit, node: NodeId, tree: Option<&Tree<Classified>>, path: &[&str], changes: &mut Vec<Change>) {
        let document = &unit.document;
        let own = document.node(node);
        if own.tag.is_some() {
            return;
        }
        let is_way = document.alias_target(node).is_some() || matches!(own.kind, NodeKind::Scalar(_));
        if is_way {
            changes.extend(self.written_out(unit, node, tree, path, MAX_DEPTH).map(|value| Change::Value { node, value }));
            return;
        }
        match &own.kind {
            NodeKind::Scalar(_) => {}
            NodeKind::Sequence(items) => {
                for (index, &item) in items.iter().enumerate() {
                    self.walk(unit, item, self.item(tree, index), &self.item_path(path), changes);
                }
            }
            NodeKind::Mapping(_) => {
                for entry in document.written_entries(node) {
                    if !is_merge(self.project, Place { unit: 0, node }, entry.key_node) {
                        let below = [path, &[entry.key]].concat();
                        self.walk(unit, entry.value, tree.and_then(|tree| tree.get(entry.key)), &below, changes);
                    }
                }
            }
        }
    }

    /// An item of a resolved list; the whole of a list of mappings that was made one.
    fn item<'t>(&self, tree: Option<&'t Tree<Classified>>, index: usize) -> Option<&'t Tree<Classified>> {
        let tree = tree?;
        match &tree.value {
            Shape::Sequence(items) => items.get(index),
            _ => Some(tree),
        }
    }

    /// Parts of `functions` and of `resources` are as their whole.
    fn item_path<'p>(&self, path: &[&'p str]) -> Vec<&'p str> {
        if path.len() == 1 { path.to_vec() } else { [path, &["[]"]].concat() }
    }

    /// What a variable or an alias leads to, where that must change: as its author wrote it, with what it leads to in its turn.
    fn written_out(&self, unit: &Unit, node: NodeId, tree: Option<&Tree<Classified>>, path: &[&str], depth: usize) -> Option<Value> {
        let tree = tree.filter(|_| depth > 0)?;
        let span = unit.document.node(node).span;
        let target = unit.document.alias_target(node);
        if target.is_none() && !self.is_variable(unit, node) {
            return None;
        }
        let others = if path == ["functions"] && target.is_none() { self.other_parts(unit, node) } else { None };
        let entries: Vec<(Span, &Tree<Classified>)> = match (&tree.value, &others) {
            // A file among several whose functions came together: what others have a part in is nobody's alone.
            (Shape::Mapping(mapping), Some(others)) => {
                let own = unit.span(node);
                let entries = mapping.iter_with_spans().filter(|(_, _, tree)| came_through(tree, own));
                let entries: Vec<_> = entries.map(|(_, key, tree)| (key, tree)).collect();
                let alone = |(key, tree): &(Span, &Tree<Classified>)| {
                    key.file != own.file && !others.iter().any(|other| came_through(tree, *other))
                };
                if entries.iter().all(alone) { entries } else { Vec::new() }
            }
            (Shape::Mapping(mapping), None) => mapping.iter_with_spans().map(|(_, key, tree)| (key, tree)).collect(),
            (Shape::Sequence(items), _) => items.iter().map(|item| (item.span, item)).collect(),
            (Shape::Leaf(_), _) => return None,
        };
        let needed = match path {
            ["functions"] => entries.iter().any(|(_, tree)| self.touched.function(self.texts, tree)),
            _ => self.touched.is(self.texts, path, tree),
        };
        if !needed {
            return None;
        }
        if let Some(target) = target {
            return self.value(unit, target, Some(tree), path, depth - 1);
        }
        let (unit, node) = self.place(&entries, span, others.is_none())?;
        self.value(&unit, node, Some(tree), path, depth - 1)
    }

    fn is_variable(&self, unit: &Unit, node: NodeId) -> bool {
        let NodeKind::Scalar(scalar) = &unit.document.node(node).kind else { return false };
        let segments = sealform_reference::parse(&scalar.text, self.project.grammar);
        segments.is_ok_and(|segments| crate::project::whole(&segments).is_some())
    }

    /// Where the other items of the list of functions are written that `node` is one of; `None` where it is none.
    fn other_parts(&self, unit: &Unit, node: NodeId) -> Option<Vec<Span>> {
        let functions = unit.document.root().and_then(|root| unit.document.get(root, "functions"))?;
        let items = unit.document.items(functions);
        items.contains(&node).then(|| items.iter().filter(|&&item| item != node).map(|&item| unit.span(item)).collect())
    }

    /// Where these entries or items are written together: all of them, where they are a `whole`.
    fn place(&self, entries: &[(Span, &Tree<Classified>)], from: Span, whole: bool) -> Option<(Rc<Unit>, NodeId)> {
        let (first, _) = entries.first()?;
        let unit = self.unit(first.file)?;
        let found = unit.values().into_iter().filter_map(|node| {
            let written = unit.document.node(node).span;
            let outside = !(written.file == from.file && written.contains(from));
            Some((node, made_of(&unit.document, node, entries).filter(|_| outside)?))
        });
        let (node, count) = found.max_by_key(|(_, count)| *count)?;
        (!whole || count == entries.len()).then_some((unit, node))
    }

    /// A file that was read, parsed once.
    fn unit(&self, file: FileId) -> Option<Rc<Unit>> {
        let mut units = self.units.borrow_mut();
        let read = || {
            let source = self.resolved.sources.get(file)?;
            Unit::read(file, source.path(), source.path(), source.text()).ok().map(Rc::new)
        };
        units.entry(file).or_insert_with(read).clone()
    }

    /// A value as it is written, aliases and merge keys put in.
    fn value(&self, unit: &Unit, node: NodeId, tree: Option<&Tree<Classified>>, path: &[&str], depth: usize) -> Option<Value> {
        if let Some(value) = self.written_out(unit, node, tree, path, depth) {
            return Some(value);
        }
        let document = &unit.document;
        let own = document.node(node);
        let value = match &own.kind {
            NodeKind::Scalar(_) => document.value(node).into(),
            NodeKind::Sequence(items) => {
                let items = items.iter().enumerate();
                let path = self.item_path(path);
                Value::Sequence(
                    items.map(|(index, &item)| self.value(unit, item, self.item(tree, index), &path, depth)).collect::<Option<_>>()?,
                )
            }
            NodeKind::Mapping(_) => {
                let entries = document.entries(node).map(|entry| {
                    let below = [path, &[entry.key]].concat();
                    let value = self.value(unit, entry.value, tree.and_then(|tree| tree.get(entry.key)), &below, depth)?;
                    Some((entry.key.to_owned(), value))
                });
                Value::Mapping(entries.collect::<Option<_>>()?)
            }
        };
        Some(match own.tag.and_then(|tag| tag.short()) {
            Some(short) => Value::Intrinsic(short, Box::new(value)),
            None => value,
        })
    }
}

/// Whether something in a tree passed through the reference at `span`.
fn came_through(tree: &Tree<Classified>, span: Span) -> bool {
    match &tree.value {
        Shape::Leaf(leaf) => leaf.provenance.hops_back().any(|hop| hop.file == span.file && span.contains(hop)),
        Shape::Sequence(items) => items.iter().any(|item| came_through(item, span)),
        Shape::Mapping(mapping) => mapping.iter().any(|(_, tree)| came_through(tree, span)),
    }
}

/// How many of these entries or items a node is made of, where it is made of nothing else.
fn made_of(document: &Document, node: NodeId, entries: &[(Span, &Tree<Classified>)]) -> Option<usize> {
    if document.alias_target(node).is_some() {
        return None;
    }
    let spans: Vec<Span> = match &document.node(node).kind {
        NodeKind::Scalar(_) => return None,
        NodeKind::Sequence(items) => items.iter().map(|&item| document.span(item)).collect(),
        NodeKind::Mapping(_) => document.entries(node).map(|entry| entry.key_span).collect(),
    };
    let is_known = |span: &Span| entries.iter().any(|(known, _)| known == span);
    (!spans.is_empty() && spans.iter().all(is_known)).then_some(spans.len())
}
