//! How sources hand over what they found: judged public or secret, with the way it came; or the report that they cannot.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::{Classified, Content, Origin, Plaintext, Provenance, Secret, Text};

use crate::call::Call;
use crate::context::Context;
use crate::value::{Outcome, Value};

impl Context<'_> {
    /// A text from outside as the value of `call`.
    pub(crate) fn outside(&self, call: &Call<'_>, text: &Arc<Plaintext>, origin: Origin, names: &[&str]) -> Value {
        let content = self.judge(text, origin, names);
        Value::Leaf(Classified { content, provenance: Provenance::new(call.span()) })
    }

    /// A text from outside, judged by where it comes from, by `names` and by its form.
    pub(crate) fn judge(&self, text: &Arc<Plaintext>, origin: Origin, names: &[&str]) -> Content {
        match self.classifier.outside(text, origin, names) {
            Text::Public(public) => Content::Public(public),
            Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
        }
    }

    /// The value, secret after all if one of `names` says so.
    pub(crate) fn judged(&self, value: Value, names: &[&str]) -> Value {
        match &value {
            Value::Leaf(leaf) => match leaf.as_public().and_then(|public| public.as_str()) {
                Some(text) if self.classifier.is_secret(names, text) => self.demoted(value),
                _ => value,
            },
            Value::Node(..) => value,
        }
    }

    /// The value taken for a secret, whatever it holds.
    pub(crate) fn demoted(&self, value: Value) -> Value {
        let Value::Leaf(leaf) = &value else { return value };
        let Content::Public(public) = &leaf.content else { return value };
        let plaintext = self.classifier.demote(public, leaf.provenance.origin());
        Value::Leaf(Classified::secret(Secret::Clear(plaintext), leaf.provenance.clone()))
    }

    /// Reports an address that the source does not take.
    pub(crate) fn bad_address(&mut self, call: &Call<'_>, message: &str, help: &str) -> Outcome {
        self.report(Diagnostic::error(&registry::BAD_ADDRESS, message).at(call.address_span(), "").help(help));
        Outcome::Failed
    }
}
