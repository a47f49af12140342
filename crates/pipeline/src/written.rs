//! What the author wrote where a secret came from: the reference, or the text that it was joined in.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use sealform_diagnostic::{FileId, Source, Sources, Span};
use sealform_model::{Expression, Interpolated};
use sealform_reference::{Grammar, Segment};
use sealform_resolve::{Dialect, inventory};
use sealform_secret::Provenance;
use sealform_secret::display::Asked;
use sealform_secret::policy::Policy;
use sealform_yaml::TextMap;

/// The texts of the files of a run, each file read again only when a secret came from it.
pub(crate) struct Written<'s> {
    sources: &'s Sources,
    service: FileId,
    dialect: Dialect,
    /// The service's, and that of the files it includes.
    grammar: OnceCell<Grammar>,
    policy: &'s Policy,
    files: Vec<OnceCell<Vec<Leaf>>>,
    /// What [`Self::made_by`] found, by origin and by where the walk back began.
    known: RefCell<HashMap<(Span, Span), Made>>,
}

/// The text that made a value, if one did.
type Made = Option<Arc<Interpolated>>;

/// A scalar of a file.
struct Leaf {
    span: Span,
    /// `None` for a literal.
    text: Made,
}

impl<'s> Written<'s> {
    /// No file read again yet. `service` is the service's file among `sources`.
    pub(crate) fn new(sources: &'s Sources, service: FileId, dialect: Dialect, policy: &'s Policy) -> Self {
        let files = sources.iter().map(|_| OnceCell::new()).collect();
        Self { sources, service, dialect, grammar: OnceCell::new(), policy, files, known: RefCell::default() }
    }

    /// The old engine's may have a `provider.variableSyntax` in it.
    fn grammar(&self) -> Grammar {
        *self.grammar.get_or_init(|| match (self.dialect, self.sources.get(self.service)) {
            (Dialect::V1 | Dialect::V2Legacy, Some(source)) => sealform_yaml::parse(self.service, source.text())
                .map_or_else(|_| self.dialect.grammar(), |document| sealform_resolve::grammar(&document, self.dialect).0),
            (dialect, _) => dialect.grammar(),
        })
    }

    /// What was written for a value that is not shown; `None` where that is the value itself.
    pub(crate) fn of(&self, asked: Asked<'_>) -> Option<String> {
        let (Asked::Secret(provenance) | Asked::Unasked(provenance)) = asked;
        let text = self.made_by(provenance)?;
        Some(match asked {
            Asked::Secret(_) => inventory::masked(&text, self.dialect, self.policy),
            Asked::Unasked(_) => inventory::masked_beside_secret(&text, self.dialect, self.policy),
        })
    }

    /// The text that made the value what it is: going back from where it landed, the first in which it was joined with other text, else
    /// the reference that brought it. Behind a literal that is the first reference to it.
    fn made_by(&self, provenance: &Provenance) -> Made {
        let origin = provenance.origin();
        let mut known = self.known.borrow_mut();
        let mut passed = Vec::new();
        let mut made_by = None;
        // The links of a chain of references share their way: each is walked once.
        for span in provenance.hops_back().chain([origin]) {
            if let Some(found) = known.get(&(origin, span)) {
                made_by = found.clone();
                break;
            }
            let text = self.leaf_at(span).and_then(|leaf| leaf.text.clone());
            let joined = text.as_deref().is_some_and(|text| !matches!(text.segments(), [Segment::Variable(_)]));
            passed.push((span, text));
            if joined {
                break;
            }
        }
        for (span, text) in passed.into_iter().rev() {
            made_by = made_by.or(text);
            known.insert((origin, span), made_by.clone());
        }
        made_by
    }

    fn leaf_at(&self, span: Span) -> Option<&Leaf> {
        let source = self.sources.get(span.file)?;
        let leaves = self.files.get(span.file.index())?.get_or_init(|| self.leaves(span.file, source));
        let behind = leaves.partition_point(|leaf| leaf.span.start <= span.start);
        leaves[..behind].last().filter(|leaf| leaf.span.end >= span.end)
    }

    /// The scalars of a file, by where they are written.
    fn leaves(&self, file: FileId, source: &Source) -> Vec<Leaf> {
        let extension = source.path().rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
        let parsed = match extension {
            Some("json" | "tfstate") => sealform_yaml::parse_json(file, source.text()),
            Some("yml" | "yaml") => sealform_yaml::parse(file, source.text()),
            _ if file == self.service => sealform_yaml::parse(file, source.text()),
            _ => return self.text_file(file, source),
        };
        // It was read before, so it can be read again.
        let Ok(document) = parsed else { return Vec::new() };
        let (tree, _) = sealform_model::read(&document, source.text(), self.grammar());
        let mut leaves = Vec::new();
        tree.for_each_leaf(&mut |span, leaf| {
            let text = if let Expression::Text(text) = leaf { Some(Arc::clone(text)) } else { None };
            leaves.push(Leaf { span, text });
        });
        leaves.sort_by_key(|leaf| (leaf.span.start, leaf.span.end));
        leaves
    }

    /// A text file is one value.
    fn text_file(&self, file: FileId, source: &Source) -> Vec<Leaf> {
        let span = Span::new(file, 0, source.text().len());
        let segments = sealform_reference::parse(source.text(), self.grammar()).unwrap_or_default();
        let holds_variable = segments.iter().any(|segment| matches!(segment, Segment::Variable(_)));
        let text = holds_variable.then(|| Arc::new(Interpolated::new(source.text(), segments, TextMap::whole(span))));
        vec![Leaf { span, text }]
    }
}
