//! Whether a file is a service at all.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{Expression, Scalar};

use crate::arena::Kind;
use crate::context::Context;

impl Context<'_> {
    /// Reports, once a run, a file that is no service.
    pub(crate) fn check_shape(&mut self) {
        if std::mem::replace(&mut self.state.shape_checked, true) {
            return;
        }
        let root = self.state.root;
        let span = self.state.arena.node(root).span;
        if !matches!(self.state.arena.node(root).kind, Kind::Mapping(_)) {
            let diagnostic = Diagnostic::error(&registry::NOT_A_SERVICE, "the file is no service: it is not a map").at(span, "");
            self.report(diagnostic.help("a service has at least the keys `service` and `provider`"));
            return;
        }
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
}
