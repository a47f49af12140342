//! Variables that refer to each other in a circle: one report that names every member. Where circles overlap, each member is named once:
//! else a knot of thousands would be reported thousands of times.

use sealform_diagnostic::{Diagnostic, registry};

use crate::arena::{Kind, NodeId};
use crate::context::Context;
use crate::value::Outcome;

impl Context<'_> {
    /// Reports the circle that `id`, which is being resolved already, closes. A fallback does not help, as with the Serverless Framework.
    pub(crate) fn cycle<T>(&mut self, id: NodeId) -> Outcome<T> {
        let begin = self.trail.iter().position(|&member| member == id).unwrap_or(0);
        let members: Vec<NodeId> = self.trail[begin..]
            .iter()
            .copied()
            .filter(|&member| matches!(self.state.arena.node(member).kind, Kind::Leaf(_) | Kind::Spent))
            .collect();
        if members.iter().all(|member| self.state.circled.contains(member)) && !self.state.circled.is_empty() {
            return Outcome::Failed;
        }
        let name = |member: NodeId| format!("`{}`", self.state.arena.path_of(member));
        let message = match members.as_slice() {
            [only] => format!("{} refers to itself", name(*only)),
            _ => "variables refer to each other in a circle".to_owned(),
        };
        let mut diagnostic = Diagnostic::error(&registry::CYCLE, message);
        let unnamed = members.iter().enumerate().filter(|(_, member)| !self.state.circled.contains(member));
        for (index, &member) in unnamed {
            let next = members.get(index + 1).or(members.first()).copied().unwrap_or(member);
            let span = self.state.arena.node(member).span;
            let text = format!("{} needs {}", name(member), name(next));
            diagnostic = if diagnostic.primary.is_none() { diagnostic.at(span, text) } else { diagnostic.label(span, text) };
        }
        self.state.circled.extend(&members);
        self.report(diagnostic.help("give one of them a value of its own"));
        Outcome::Failed
    }
}
