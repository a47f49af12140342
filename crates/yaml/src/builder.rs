//! Builds the arena from what the parser finds, in one pass without recursion, and holds the limits on depth and aliases.
//!
//! It knows no parser: `parse.rs` feeds it.

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};

use crate::document::{Mapping, Pair, Slot};
use crate::name::quoted;
use crate::reports::Reports;
use crate::tag::CoreTag;
use crate::{Document, Node, NodeId, NodeKind, ScalarNode, Style, Tag, merge, scalar};

/// How deep collections may be nested, aliases expanded.
pub const MAX_DEPTH: usize = 255;

/// How many nodes all aliases together may stand for, each counted with all that it contains.
pub const MAX_ALIAS_NODES: u64 = 1_000_000;

/// How many nodes may be written in one document: about five times what a service file of 10 MB has.
pub const MAX_NODES: u64 = 4_000_000;

/// The document cannot be read on; what is wrong has been reported.
pub(crate) struct Stop;

/// What the parser says about a node apart from its content.
pub(crate) struct Properties {
    /// The parser's number of the anchor, 0 for none.
    pub(crate) anchor: usize,
    pub(crate) tag: Option<Tag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    Sequence,
    Mapping,
}

pub(crate) struct Builder {
    document: Document,
    reports: Reports,
    open: Vec<Frame>,
    /// Finished children of all open collections, the innermost one's at the end.
    children: Vec<NodeId>,
    /// By the parser's number.
    anchors: Vec<Option<Anchor>>,
    /// How many nodes are written.
    written: u64,
    /// How many nodes the aliases stand for.
    aliased: u64,
}

struct Frame {
    collection: Collection,
    id: NodeId,
    anchor: usize,
    tag: Option<Tag>,
    span: Span,
    first_child: usize,
    /// The depth of the deepest child.
    depth: usize,
    /// `written + aliased` before it began.
    nodes_before: u64,
}

#[derive(Clone, Copy)]
struct Anchor {
    id: NodeId,
    /// What it expands to; `None` while it is still open.
    size: Option<Size>,
}

#[derive(Clone, Copy)]
struct Size {
    nodes: u64,
    depth: usize,
}

impl Builder {
    pub(crate) fn new(file: FileId) -> Self {
        Self {
            document: Document::new(file),
            reports: Reports::default(),
            open: Vec::new(),
            children: Vec::new(),
            anchors: Vec::new(),
            written: 0,
            aliased: 0,
        }
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.reports.add(|| diagnostic);
    }

    /// Whether to read on: there are not too many reports yet.
    ///
    /// # Errors
    /// [`Stop`] where there are, and beyond [`MAX_NODES`] (SF004).
    pub(crate) fn go_on(&mut self, place: Span) -> Result<(), Stop> {
        if self.written > MAX_NODES {
            self.reports.add(|| {
                Diagnostic::error(&registry::TOO_LARGE, format!("the document has more than {MAX_NODES} values"))
                    .at(place, "the limit is reached here")
            });
            return Err(Stop);
        }
        if self.reports.is_full() { Err(Stop) } else { Ok(()) }
    }

    /// Whether the innermost collection that is open is a mapping.
    pub(crate) fn is_in_mapping(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.collection == Collection::Mapping)
    }

    pub(crate) fn finish(mut self) -> Result<Document, Vec<Diagnostic>> {
        if !self.reports.is_empty() {
            return Err(self.reports.into_list());
        }
        let root = self.children.pop().filter(|&root| !self.is_nothing(root));
        self.document.set_root(root);
        Ok(self.document)
    }

    pub(crate) fn scalar(&mut self, text: &str, style: Style, span: Span, properties: Properties) {
        let typed = match properties.tag {
            None => style == Style::Plain,
            Some(tag) => match tag.core() {
                Some(core) => {
                    self.check_core_tag(tag, core, text);
                    core != CoreTag::Str
                }
                // An intrinsic function's text is never typed, but nothing at all is null.
                None => span.is_empty(),
            },
        };
        let kind = NodeKind::Scalar(ScalarNode { text: text.into(), style, typed });
        self.written += 1;
        let id = self.document.push(Slot::Node(Node { span, tag: properties.tag, kind }));
        self.remember_anchor(properties.anchor, Anchor { id, size: Some(Size { nodes: 1, depth: 0 }) });
        self.add_child(id, span, 0);
    }

    pub(crate) fn alias(&mut self, anchor: usize, name: &str, span: Span) -> Result<(), Stop> {
        let Some(anchor) = self.anchors.get(anchor).copied().flatten() else {
            self.unknown_alias(name, span);
            return Ok(());
        };
        let Some(size) = anchor.size else {
            let anchored = self.document.span(anchor.id);
            self.report(
                Diagnostic::error(&registry::RECURSIVE_ALIAS, format!("the anchor {} contains an alias to itself", quoted(name)))
                    .at(span, "")
                    .label(Span { end: anchored.start, ..anchored }, "the anchored value begins here"),
            );
            self.placeholder(span);
            return Ok(());
        };
        self.aliased += size.nodes;
        if self.aliased > MAX_ALIAS_NODES {
            self.report(
                Diagnostic::error(&registry::ALIAS_BOMB, format!("the aliases expand to more than {MAX_ALIAS_NODES} nodes"))
                    .at(span, "the limit is reached here"),
            );
            return Err(Stop);
        }
        if self.open.len() + size.depth > MAX_DEPTH {
            self.too_deep(span);
            return Err(Stop);
        }
        let id = self.document.push(Slot::Alias { span, target: anchor.id });
        self.add_child(id, span, size.depth);
        Ok(())
    }

    pub(crate) fn unknown_alias(&mut self, name: &str, span: Span) {
        let name = quoted(name);
        self.report(
            Diagnostic::error(&registry::UNKNOWN_ALIAS, format!("the alias names no anchor: {name}"))
                .at(span, "")
                .help("an anchor must stand before its aliases, in the same file; quote a value that begins with `*`"),
        );
        self.placeholder(span);
    }

    pub(crate) fn begin(&mut self, collection: Collection, span: Span, properties: Properties) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep(span);
            return Err(Stop);
        }
        let Properties { anchor, tag } = properties;
        let kind = NodeKind::Sequence(Vec::new());
        let nodes_before = self.written + self.aliased;
        self.written += 1;
        let id = self.document.push(Slot::Node(Node { span, tag, kind }));
        self.remember_anchor(anchor, Anchor { id, size: None });
        if let Some(tag) = tag {
            let fits = match tag.core() {
                None => true,
                Some(CoreTag::Map) => collection == Collection::Mapping,
                Some(CoreTag::Seq) => collection == Collection::Sequence,
                Some(_) => false,
            };
            if !fits {
                self.misfit(tag);
            }
        }
        let first_child = self.children.len();
        self.open.push(Frame { collection, id, anchor, tag, span, first_child, depth: 0, nodes_before });
        Ok(())
    }

    /// Ends the innermost collection; `span` is that of its closing bracket, or empty.
    pub(crate) fn end(&mut self, span: Span) {
        let Some(frame) = self.open.pop() else { return };
        let mut whole = frame.span;
        if !span.is_empty() {
            whole.end = whole.end.max(span.end);
        }
        let kind = match frame.collection {
            Collection::Sequence => NodeKind::Sequence(self.children.drain(frame.first_child..).collect()),
            Collection::Mapping => NodeKind::Mapping(self.mapping(frame.first_child)),
        };
        if let Some(node) = self.document.own_node_mut(frame.id) {
            *node = Node { span: whole, tag: frame.tag, kind };
        }
        let depth = frame.depth + 1;
        let nodes = self.written + self.aliased - frame.nodes_before;
        self.remember_anchor(frame.anchor, Anchor { id: frame.id, size: Some(Size { nodes, depth }) });
        self.add_child(frame.id, whole, depth);
    }

    fn mapping(&mut self, first_child: usize) -> Mapping {
        let children: Vec<NodeId> = self.children.drain(first_child..).collect();
        let mut written = Vec::with_capacity(children.len() / 2);
        for pair in children.chunks_exact(2) {
            let &[key, value] = pair else { continue };
            match self.property_name(key) {
                Ok(text) => written.push(Pair { key, value, text }),
                Err(diagnostic) => self.report(diagnostic),
            }
        }
        merge::check_duplicates(&self.document, &written, &mut self.reports);
        let merged = merge::merged(&self.document, &written, &mut self.reports);
        Mapping { written, merged }
    }

    /// The key's text where it differs from the scalar's, as JavaScript's `String(key)` gives it.
    fn property_name(&self, key: NodeId) -> Result<Option<Box<str>>, Diagnostic> {
        let node = self.document.node(key);
        match &node.kind {
            NodeKind::Scalar(scalar) if node.tag.is_none_or(|tag| tag.intrinsic().is_none()) => {
                let special = if scalar.typed { scalar::resolve_special(&scalar.text) } else { None };
                Ok(special.map(|value| value.to_text()).filter(|text| **text != *scalar.text).map(String::into_boxed_str))
            }
            _ => Err(Diagnostic::error(&registry::KEY_NOT_TEXT, "a key must be a plain scalar, without an intrinsic function")
                .at(self.document.span(key), "")
                .help("quote a value that begins with `{` or `[`, for example `\"{{resolve:...}}\"`")),
        }
    }

    fn check_core_tag(&mut self, tag: Tag, core: CoreTag, text: &str) {
        let fits = match core {
            CoreTag::Str => true,
            CoreTag::Int => scalar::integer(text).is_some(),
            CoreTag::Float => scalar::float(text).is_some(),
            CoreTag::Bool => scalar::is_bool(text),
            CoreTag::Null => matches!(scalar::resolve_special(text), Some(crate::Scalar::Null)),
            CoreTag::Map | CoreTag::Seq => false,
        };
        if !fits {
            self.misfit(tag);
        }
    }

    fn misfit(&mut self, tag: Tag) {
        self.report(Diagnostic::error(&registry::YAML_SYNTAX, "the value is not of the type that its tag says").at(tag.span, "this tag"));
    }

    fn too_deep(&mut self, span: Span) {
        self.report(
            Diagnostic::error(&registry::TOO_DEEP, format!("the document is nested deeper than {MAX_DEPTH} levels"))
                .at(span, "the limit is reached here"),
        );
    }

    /// Stands for a value that could not be read, so that the rest can be checked.
    fn placeholder(&mut self, span: Span) {
        self.scalar("", Style::Plain, span, Properties { anchor: 0, tag: None });
    }

    fn remember_anchor(&mut self, number: usize, anchor: Anchor) {
        if number == 0 {
            return;
        }
        if self.anchors.len() <= number {
            self.anchors.resize(number + 1, None);
        }
        self.anchors[number] = Some(anchor);
    }

    fn add_child(&mut self, id: NodeId, span: Span, depth: usize) {
        self.children.push(id);
        if let Some(frame) = self.open.last_mut() {
            frame.depth = frame.depth.max(depth);
            frame.span.end = frame.span.end.max(span.end);
        }
    }

    /// Whether the document is empty: its root is a value that is not written, without tag.
    fn is_nothing(&self, root: NodeId) -> bool {
        let node = self.document.node(root);
        node.tag.is_none() && node.span.is_empty() && matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.style == Style::Plain)
    }
}
