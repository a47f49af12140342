//! Resolves all that is wanted, so that every question of a round is asked at once. It copies nothing.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::Expression;
use sealform_yaml::MAX_DEPTH;

use crate::arena::{Head, Inside, Kind, NodeId, Size};
use crate::context::Context;
use crate::demand::Want;
use crate::value::{Outcome, Value};

/// The most values that a service may hold once every reference is written out.
const MAX_VALUES: u32 = 1_000_000;

const LEAF: Size = Size { height: 0, values: 1 };

impl Context<'_> {
    /// Resolves what is wanted of the node. [`Outcome::Value`] only when no answer is missing; what is wrong counts as resolved.
    /// `depth` is the number of lists and maps around it.
    pub(crate) fn force(&mut self, id: NodeId, want: &Want, depth: usize) -> Outcome<Size> {
        match &self.state.arena.node(id).kind {
            Kind::Leaf(Expression::Text(_)) | Kind::Spent => {}
            // Nothing can be asked for a scalar; it is looked at when it is written out.
            Kind::Leaf(_) => return Outcome::Value(LEAF),
            Kind::Sequence(_) | Kind::Mapping(_) => return self.force_inside(id, want, depth),
        }
        if let Outcome::Pending = self.settle(id) {
            return Outcome::Pending;
        }
        let Head::Ready(Value::Node(target, _)) = self.state.arena.node(id).head else { return Outcome::Value(LEAF) };
        self.trail.push(id);
        let outcome = self.force_inside(target, want, depth);
        self.trail.pop();
        outcome
    }

    fn force_inside(&mut self, id: NodeId, want: &Want, depth: usize) -> Outcome<Size> {
        let whole = matches!(want, Want::Everything);
        match self.state.arena.node(id).inside {
            Inside::Ready(size) => return self.check_size(id, size, depth),
            Inside::Waiting(round) if whole && round == self.state.round => return Outcome::Pending,
            Inside::Running => return self.cycle(id),
            Inside::Fresh | Inside::Waiting(_) => {}
        }
        if depth >= MAX_DEPTH {
            return self.too_deep(id);
        }
        // What is wanted in part is marked too: a list that holds itself must not be followed for ever.
        self.state.arena.node_mut(id).inside = Inside::Running;
        self.trail.push(id);
        let mut size = Size { height: 0, values: 1 };
        let mut pending = false;
        for index in 0..self.state.arena.child_count(id) {
            let Some((key, child)) = self.state.arena.child_at(id, index) else { break };
            let wanted = key.map_or(want, |key| want.of_key(key));
            if matches!(wanted, Want::Nothing) {
                continue;
            }
            match self.force(child, wanted, depth + 1) {
                Outcome::Value(inner) => {
                    size.height = size.height.max(inner.height);
                    size.values = size.values.saturating_add(inner.values);
                }
                Outcome::Pending => pending = true,
                // Reported, and stands in the tree as null.
                Outcome::Missing | Outcome::Failed => {
                    self.state.arena.node_mut(child).head = Head::Failed;
                    size.values = size.values.saturating_add(1);
                }
            }
        }
        self.trail.pop();
        size.height += 1;
        self.state.arena.node_mut(id).inside = match (pending, whole) {
            (true, _) => Inside::Waiting(self.state.round),
            (false, true) => Inside::Ready(size),
            (false, false) => Inside::Fresh,
        };
        if pending { Outcome::Pending } else { self.check_size(id, size, depth) }
    }

    /// Refuses what would be too deep to walk, or too large to hold, once it is written out.
    fn check_size(&mut self, id: NodeId, size: Size, depth: usize) -> Outcome<Size> {
        if depth + size.height as usize > MAX_DEPTH {
            return self.too_deep(id);
        }
        if size.values > MAX_VALUES {
            let message = format!("the references expand to more than {MAX_VALUES} values");
            let span = self.state.arena.node(id).span;
            self.report(Diagnostic::error(&registry::ALIAS_BOMB, message).at(span, "").help("refer to the parts that are needed"));
            // Reported once, however many references lead here.
            self.state.arena.node_mut(id).head = Head::Failed;
            return Outcome::Failed;
        }
        Outcome::Value(size)
    }

    fn too_deep(&mut self, id: NodeId) -> Outcome<Size> {
        let message = format!("with its references written out this is nested deeper than {MAX_DEPTH} levels");
        let span = self.state.arena.node(id).span;
        self.report(Diagnostic::error(&registry::TOO_DEEP, message).at(span, "").help("refer to the parts that are needed"));
        self.state.arena.node_mut(id).head = Head::Failed;
        Outcome::Failed
    }
}
