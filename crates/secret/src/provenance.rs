//! The way of a value: where it came from, and every reference that it passed through.

use std::fmt;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span};

/// Where a value came from and the references it passed through on its way to where it lands.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    origin: Span,
    hops: Hops,
}

/// References, in the order that a value passed through them. Values share the part of the way that they have in common, so that a chain
/// of thousands costs each of its links one step.
#[derive(Clone, Default)]
pub struct Hops(Option<Arc<Steps>>);

struct Steps {
    last: Step,
    before: Hops,
}

enum Step {
    Reference(Span),
    /// All that another value passed through, as when a value is taken out of a map that came from elsewhere.
    Hops(Hops),
}

impl Drop for Steps {
    /// Takes the steps apart one by one: a chain of thousands must not be dropped by recursion.
    fn drop(&mut self) {
        let mut rest = Vec::new();
        self.hand_over(&mut rest);
        while let Some(steps) = rest.pop() {
            if let Some(mut steps) = Arc::into_inner(steps) {
                steps.hand_over(&mut rest);
            }
        }
    }
}

impl Steps {
    fn hand_over(&mut self, rest: &mut Vec<Arc<Self>>) {
        rest.extend(self.before.0.take());
        if let Step::Hops(hops) = &mut self.last {
            rest.extend(hops.0.take());
        }
    }
}

impl Hops {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// These, and then the reference at `span`.
    #[must_use]
    pub fn through(&self, span: Span) -> Self {
        self.and(Step::Reference(span))
    }

    /// These, and then the `later` ones.
    #[must_use]
    pub fn along(&self, later: &Self) -> Self {
        match (self.is_empty(), later.is_empty()) {
            (true, _) => later.clone(),
            (_, true) => self.clone(),
            (false, false) => self.and(Step::Hops(later.clone())),
        }
    }

    fn and(&self, last: Step) -> Self {
        Self(Some(Arc::new(Steps { last, before: self.clone() })))
    }

    /// The references, the last one first.
    pub fn back(&self) -> impl Iterator<Item = Span> {
        let mut rest: Vec<&Steps> = self.0.as_deref().into_iter().collect();
        std::iter::from_fn(move || {
            while let Some(steps) = rest.pop() {
                rest.extend(steps.before.0.as_deref());
                match &steps.last {
                    Step::Reference(span) => return Some(*span),
                    Step::Hops(hops) => rest.extend(hops.0.as_deref()),
                }
            }
            None
        })
    }
}

impl PartialEq for Hops {
    fn eq(&self, other: &Self) -> bool {
        self.back().eq(other.back())
    }
}

impl fmt::Debug for Hops {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.back()).finish()
    }
}

/// The most references that a message points at: of a longer way, the last ones before the value lands.
const MOST_LABELS: usize = 8;

impl Provenance {
    /// A value that comes from the text at `origin`: a variable or a literal.
    #[must_use]
    pub fn new(origin: Span) -> Self {
        Self { origin, hops: Hops::default() }
    }

    /// The same value after it was referred to by the variable at `span`.
    #[must_use]
    pub fn through(&self, span: Span) -> Self {
        Self { origin: self.origin, hops: self.hops.through(span) }
    }

    /// The same value after all of `hops`.
    #[must_use]
    pub fn along(&self, hops: &Hops) -> Self {
        Self { origin: self.origin, hops: self.hops.along(hops) }
    }

    /// Where the value came from.
    #[must_use]
    pub fn origin(&self) -> Span {
        self.origin
    }

    /// The references it passed through.
    #[must_use]
    pub fn passed(&self) -> &Hops {
        &self.hops
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
        self.hops.back()
    }

    /// Points `diagnostic` at the origin, labels each hop (of a long way the last ones), and labels the place where the value `lands`.
    #[must_use]
    pub fn explain(&self, diagnostic: Diagnostic, origin_text: &str, lands: Span, lands_text: &str) -> Diagnostic {
        let mut diagnostic = diagnostic.at(self.origin, origin_text);
        let mut hops: Vec<Span> = self.hops_back().filter(|&hop| hop != lands && hop != self.origin).take(MOST_LABELS + 1).collect();
        let is_long = hops.len() > MOST_LABELS;
        hops.truncate(MOST_LABELS);
        for (index, &hop) in hops.iter().rev().enumerate() {
            let text = if is_long && index == 0 { "after further references it passes through here" } else { "it passes through here" };
            diagnostic = diagnostic.label(hop, text);
        }
        if lands.contains(self.origin) { diagnostic } else { diagnostic.label(lands, lands_text) }
    }
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::{FileId, registry};

    use super::*;

    fn span(start: usize) -> Span {
        Span::new(FileId::new(0), start, start + 1)
    }

    #[test]
    fn what_two_values_passed_through_is_put_together_in_order() {
        let inner = Provenance::new(span(0)).through(span(1)).through(span(2));
        let outer = Provenance::new(span(9)).through(span(3)).through(span(4));
        let both = inner.along(outer.passed()).through(span(5)).along(&Hops::default());
        assert_eq!(both.hops(), [1, 2, 3, 4, 5].map(span));
        assert_eq!(both.along(both.passed()).hops(), [1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map(span));
        let flat = (1..=5).fold(Provenance::new(span(0)), |flat, hop| flat.through(span(hop)));
        assert_eq!(both, flat, "however it was put together");
    }

    #[test]
    fn hundreds_of_thousands_are_compared_printed_and_dropped_without_recursion() {
        let long = || {
            (0..200_000).fold(Provenance::new(span(0)), |long, hop| {
                if hop % 2 == 0 { long.through(span(hop)) } else { Provenance::new(span(hop)).through(span(hop)).along(long.passed()) }
            })
        };
        assert!(long() == long());
        assert!(!format!("{:?}", long()).is_empty());
    }

    #[test]
    fn a_message_points_at_few_of_many() {
        let long = (1..=10_000).fold(Provenance::new(span(0)), |long, hop| long.through(span(hop)));
        let diagnostic = long.explain(Diagnostic::error(&registry::CYCLE, "x"), "from", span(20_000), "to");
        let starts: Vec<u32> = diagnostic.labels.iter().map(|label| label.span.start).collect();
        assert_eq!(starts, [9_993, 9_994, 9_995, 9_996, 9_997, 9_998, 9_999, 10_000, 20_000]);
        assert!(diagnostic.labels[0].text.starts_with("after further"));
    }
}
