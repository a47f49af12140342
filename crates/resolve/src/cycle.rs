//! Variables that refer to each other in a circle: one report that names every member.

use sealform_diagnostic::{Diagnostic, registry};

use crate::arena::{Kind, NodeId};
use crate::context::Context;
use crate::value::Outcome;

impl Context<'_> {
    /// Reports the circle that `id`, which is being resolved already, closes. A fallback does not help, as with the Serverless Framework.
    pub(crate) fn cycle<T>(&mut self, id: NodeId) -> Outcome<T> {
        let begin = self.trail.iter().position(|&member| member == id).unwrap_or(0);
        let members: Vec<NodeId> =
            self.trail[begin..].iter().copied().filter(|&member| matches!(self.state.arena.node(member).kind, Kind::Leaf(_))).collect();
        let name = |member: NodeId| format!("`{}`", self.state.arena.path_of(member));
        let message = match members.as_slice() {
            [only] => format!("{} refers to itself", name(*only)),
            _ => "variables refer to each other in a circle".to_owned(),
        };
        let mut diagnostic = Diagnostic::error(&registry::CYCLE, message);
        for (index, &member) in members.iter().enumerate() {
            let next = members.get(index + 1).or(members.first()).copied().unwrap_or(member);
            let span = self.state.arena.node(member).span;
            let text = format!("{} needs {}", name(member), name(next));
            diagnostic = if index == 0 { diagnostic.at(span, text) } else { diagnostic.label(span, text) };
        }
        self.report(diagnostic.help("give one of them a value of its own"));
        Outcome::Failed
    }
}
