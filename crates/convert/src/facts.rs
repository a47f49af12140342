//! What AWS said of the parameters that a service refers to, and what follows from it.

use std::collections::HashMap;

use sealform_diagnostic::Span;
use sealform_secret::forms::FormName;

use crate::found::Stored;
use crate::left::{Impossible, Reason};
use crate::parameter::{Parameter, Reference};
use crate::way::Exact;

/// What AWS said, by where the references are written.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<(Span, Fact)>);

/// What AWS said of one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A SecureString.
    Parameter {
        /// Its ARN.
        arn: String,
        /// The ARN of its customer managed key; `None` for the default key.
        key: Option<String>,
        /// Whether it is of the Advanced tier.
        advanced: bool,
    },
    /// A secret of Secrets Manager.
    Managed {
        /// Its ARN.
        arn: String,
        /// The ARN of its customer managed key; `None` for the default key.
        key: Option<String>,
    },
    /// A secret of which AWS did not say more: the calls are denied.
    Unchecked,
}

impl Facts {
    /// Records what is known of the reference at `span`.
    pub fn insert(&mut self, span: Span, fact: Fact) {
        self.0.push((span, fact));
    }

    /// Whether AWS said that the reference at `span` brings a secret; one of which it said nothing is a String parameter.
    #[must_use]
    pub fn is_secret(&self, span: Span) -> bool {
        self.at(span).is_some()
    }

    fn at(&self, span: Span) -> Option<&Fact> {
        self.0.iter().find(|(known, _)| known.contains(span) || span.contains(*known)).map(|(_, fact)| fact)
    }
}

/// What is known while one project is converted.
pub(crate) struct Known<'k> {
    /// `None`: AWS was not asked.
    pub(crate) facts: Option<&'k Facts>,
    /// Where the user wrote what stands at a place of the project.
    pub(crate) written: &'k dyn Fn(Span) -> Span,
}

/// What follows for a reference.
pub(crate) enum Verified {
    Secret,
    Public,
    Left(Reason),
}

impl Known<'_> {
    pub(crate) fn verdict(&self, reference: &Reference, stored: Option<&Stored>, form: FormName) -> Verified {
        if self.facts.is_none() {
            return Verified::Secret;
        }
        match self.of(reference) {
            None => match stored {
                // It was asked for and is not there.
                Some(stored) => Verified::Left(stored.otherwise.clone()),
                // It is no secret: a String parameter stays where it is.
                None => Verified::Public,
            },
            Some(Fact::Parameter { advanced: true, .. }) if form == FormName::Ciphertext => {
                Verified::Left(Reason::NoCiphertext(Impossible::AdvancedTier))
            }
            Some(Fact::Parameter { key: None, .. }) if form == FormName::Ciphertext => {
                Verified::Left(Reason::NoCiphertext(Impossible::DefaultKey))
            }
            Some(Fact::Parameter { .. } | Fact::Managed { .. } | Fact::Unchecked) => Verified::Secret,
        }
    }

    /// Whether AWS said that it is there.
    pub(crate) fn is_met(&self, reference: &Reference) -> bool {
        self.of(reference).is_some()
    }

    pub(crate) fn is_checked(&self, reference: &Reference) -> bool {
        self.of(reference).is_some_and(|fact| *fact != Fact::Unchecked)
    }

    /// What may be written into the file: only of names without variables, for the others are other parameters in other stages.
    pub(crate) fn exact<'r>(&self, references: impl Iterator<Item = &'r Reference>) -> HashMap<Parameter, Exact> {
        references
            .filter(|reference| !reference.parameter.has_variables())
            .filter_map(|reference| {
                let exact = match self.of(reference)? {
                    Fact::Parameter { arn, key, .. } => Exact { arn: arn.clone(), secret: None, key: key.clone() },
                    Fact::Managed { arn, key } => {
                        let parameter = arn.replacen(":secretsmanager:", ":ssm:", 1);
                        let (place, _) = parameter.split_once(":secret:")?;
                        let parameter = format!("{place}:parameter{}", reference.parameter.name);
                        Exact { arn: parameter, secret: Some(arn.clone()), key: key.clone() }
                    }
                    Fact::Unchecked => return None,
                };
                Some((reference.parameter.clone(), exact))
            })
            .collect()
    }

    fn of(&self, reference: &Reference) -> Option<&Fact> {
        self.facts?.at((self.written)(reference.span))
    }
}
