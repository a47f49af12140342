//! Whether a file is a service at all.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{DocumentKind, Expression, Scalar};

use crate::arena::{Kind, NodeId};
use crate::context::Context;
use crate::inputs::Dialect;

impl Context<'_> {
    /// Reports, once a run, a file that is no service.
    pub(crate) fn check_shape(&mut self) {
        let is_service = self.state.inputs.document == DocumentKind::Service;
        if std::mem::replace(&mut self.state.shape_checked, true) || !is_service {
            return;
        }
        let root = self.state.root;
        let span = self.state.arena.node(root).span;
        if !matches!(self.state.arena.node(root).kind, Kind::Mapping(_)) {
            let diagnostic = Diagnostic::error(&registry::NOT_A_SERVICE, "the file is no service: it is not a map").at(span, "");
            self.report(diagnostic.help("a service has at least the keys `service` and `provider`"));
            return;
        }
        self.check_params(root);
        for (key, help) in
            [("service", "name the service: `service: my-service`"), ("provider", "name the provider: `provider: {name: aws}`")]
        {
            let given = self.state.arena.child(root, key).map(|child| &self.state.arena.node(child).kind);
            if matches!(given, None | Some(Kind::Leaf(Expression::Scalar(Scalar::Null)))) {
                let message = format!("the file is no service: it has no `{key}`");
                let start = sealform_diagnostic::Span { end: span.start, ..span };
                self.report(Diagnostic::error(&registry::NOT_A_SERVICE, message).at(start, "").help(help));
            }
        }
    }

    /// v4 takes params in one of two places, not in both (its manual, "Parameters", read 2026-11-23).
    fn check_params(&mut self, root: NodeId) {
        let arena = &self.state.arena;
        if self.state.inputs.dialect != Dialect::V4 {
            return;
        }
        if let (Some(params), Some(stages)) = (arena.child(root, "params"), arena.child(root, "stages")) {
            let (params, stages) = (arena.node(params).span, arena.node(stages).span);
            let diagnostic = Diagnostic::error(&registry::WRONG_SHAPE, "v4 takes `params` or `stages`, not both").at(params, "");
            self.report(diagnostic.label(stages, "`stages` stands here").help("write them as `stages.STAGE.params`"));
        }
    }
}
