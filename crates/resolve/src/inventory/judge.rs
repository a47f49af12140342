//! How sensitive a reference is by its sources, their addresses and the name that it lands under. What a source brings is not known here.

use std::collections::HashMap;

use sealform_reference::{Alternative, Delimiter, Literal, Source, Variable};
use sealform_secret::heuristics::{is_secret_form, is_secret_name, is_secret_property};
use sealform_secret::policy::{Declared, Policy, Strictness};

use super::decrypts::{address_text, param_text};
use super::entry::Sensitivity;
use super::sink::Sink;
use crate::inputs::Dialect;
use crate::sources;

/// Parameters that AWS publishes for everybody (Systems Manager User Guide, "Discovering public parameters", read 2026-11-23).
const PUBLIC_PARAMETERS: &str = "/aws/service/";

/// Sources of the Serverless Framework that are not read here, and what they bring by themselves.
const ELSEWHERE: &[(&str, Sensitivity)] = &[
    ("cf", Sensitivity::Public),
    ("doppler", Sensitivity::Secret),
    ("git", Sensitivity::Public),
    ("output", Sensitivity::Public),
    ("s3", Sensitivity::Public),
    ("strToBool", Sensitivity::Public),
    ("terraform", Sensitivity::Public),
    ("vault", Sensitivity::Secret),
];

/// Judges under one dialect and one policy.
#[derive(Clone, Copy)]
pub(super) struct Judge<'p> {
    pub(super) dialect: Dialect,
    pub(super) policy: &'p Policy,
}

/// The sensitivity of each variable of one text, by where it begins.
pub(super) struct Verdicts(HashMap<usize, Sensitivity>);

impl Verdicts {
    /// The sensitivity of a variable of that text; one that was not judged is unknown.
    pub(super) fn of(&self, variable: &Variable) -> Sensitivity {
        self.0.get(&variable.range.start).copied().unwrap_or(Sensitivity::Unknown)
    }
}

impl Judge<'_> {
    /// The sensitivity of a variable in `text` and of all variables in its addresses and params, each judged once.
    pub(super) fn verdicts(self, text: &str, variable: &Variable) -> Verdicts {
        let mut verdicts = Verdicts(HashMap::new());
        self.judge(text, variable, &mut verdicts);
        verdicts
    }

    /// A variable is what its worst part is. Variables are nested no deeper than the grammar allows.
    fn judge(self, text: &str, variable: &Variable, verdicts: &mut Verdicts) -> Sensitivity {
        let own = variable.alternatives.iter().map(|alternative| match alternative {
            Alternative::Source(source) => self.source(text, source, variable.delimiter),
            Alternative::Literal { value: Literal::Text(value), .. } if is_secret_form(value) => Sensitivity::Secret,
            Alternative::Literal { .. } => Sensitivity::Public,
        });
        let nested = variable.nested().map(|nested| self.judge(text, nested, verdicts));
        let verdict = own.chain(nested).max().unwrap_or(Sensitivity::Public);
        verdicts.0.insert(variable.range.start, verdict);
        verdict
    }

    /// The sensitivity of a public value once it lands at `sink` under `key`.
    pub(super) fn landing(self, sink: Sink, key: &str) -> Sensitivity {
        // Any value that may be a secret: which one it is, is not known.
        const ANY_VALUE: &str = "any-value-1";
        let secret = match sink {
            Sink::LambdaEnvironment => self.is_secret_name(key),
            Sink::Custom | Sink::ResourceProperty => self.declared(key).unwrap_or_else(|| is_secret_property(key, ANY_VALUE)),
            _ => false,
        };
        if secret { Sensitivity::Secret } else { Sensitivity::Public }
    }

    fn source(self, text: &str, source: &Source, delimiter: Delimiter) -> Sensitivity {
        let address = source.address.as_ref().map(|address| address_text(text, address)).unwrap_or_default();
        let name = source.name.split('.').next().unwrap_or_default();
        let strict = self.policy.strictness == Strictness::Strict;
        match name {
            "ssm" if address.starts_with(PUBLIC_PARAMETERS) => return Sensitivity::Public,
            // Its type could be anything.
            "ssm" => return Sensitivity::Secret,
            "env" if delimiter == Delimiter::Angle => return Sensitivity::Secret,
            "env" | "param" | "s3" | "cf" if strict => return Sensitivity::Secret,
            "aws" if matches!(&*address, "accountId" | "region" | "partition") => return Sensitivity::Public,
            "aws" if self.dialect == Dialect::V4 => return Sensitivity::Secret,
            _ => {}
        }
        let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == name).map(|(_, sensitivity)| *sensitivity);
        let by_source = elsewhere.or_else(|| sources::find(&source.name).map(|_| Sensitivity::Public)).unwrap_or(Sensitivity::Unknown);
        // The name of a file may tell too: secrets.json.
        let params = source.params.iter().flatten().filter(|_| name == "file").map(|param| param_text(text, param));
        let named = self.is_secret_name(&address) || params.into_iter().any(|path| self.is_secret_name(&path));
        if named { Sensitivity::Secret } else { by_source }
    }

    fn is_secret_name(self, name: &str) -> bool {
        self.declared(name).unwrap_or_else(|| is_secret_name(name))
    }

    fn declared(self, name: &str) -> Option<bool> {
        self.policy.names.declared(name).map(|declared| declared == Declared::Secret)
    }
}
