//! The way of a value: where it came from, and every reference that it passed through.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span};

/// Where a value came from and the references it passed through on its way to where it lands.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    origin: Span,
    hops: Option<Arc<Hop>>,
}

#[derive(Debug, PartialEq)]
struct Hop {
    span: Span,
    before: Option<Arc<Hop>>,
}

impl Drop for Hop {
    /// Takes the hops apart one by one: a chain of thousands must not be dropped by recursion.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(mut hop) = before.and_then(Arc::into_inner) {
            before = hop.before.take();
        }
    }
}

impl Provenance {
    /// A value that comes from the text at `origin`: a variable or a literal.
    #[must_use]
    pub fn new(origin: Span) -> Self {
        Self { origin, hops: None }
    }

    /// The same value after it was referred to by the variable at `span`.
    #[must_use]
    pub fn through(&self, span: Span) -> Self {
        Self { origin: self.origin, hops: Some(Arc::new(Hop { span, before: self.hops.clone() })) }
    }

    /// Where the value came from.
    #[must_use]
    pub fn origin(&self) -> Span {
        self.origin
    }

    /// The references it passed through, in the order that the value took them.
    #[must_use]
    pub fn hops(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.hops_back().collect();
        spans.reverse();
        spans
    }

    /// The references it passed through, the last one first.
    pub fn hops_back(&self) -> impl Iterator<Item = Span> {
        std::iter::successors(self.hops.as_ref(), |hop| hop.before.as_ref()).map(|hop| hop.span)
    }

    /// Points `diagnostic` at the origin, labels each hop, and labels the place where the value `lands`.
    #[must_use]
    pub fn explain(&self, diagnostic: Diagnostic, origin_text: &str, lands: Span, lands_text: &str) -> Diagnostic {
        let mut diagnostic = diagnostic.at(self.origin, origin_text);
        for hop in self.hops() {
            if hop != lands && hop != self.origin {
                diagnostic = diagnostic.label(hop, "it passes through here");
            }
        }
        if lands.contains(self.origin) { diagnostic } else { diagnostic.label(lands, lands_text) }
    }
}
