//! What each variable of an environment holds: a secret that can be converted, one that cannot, or none.

use sealform_diagnostic::Span;
use sealform_reference::{Alternative, Delimiter, Grammar, Literal, Segment, Source, Variable};
use sealform_resolve::inventory::decrypts;
use sealform_secret::forms::FormName;
use sealform_secret::heuristics::{is_secret_form, is_secret_name, is_secret_property, may_be_secret_value};
use sealform_secret::policy::{Declared, Policy};
use sealform_yaml::NodeId;

use crate::left::Reason;
use crate::parameter::{Parameter, Reference};
use crate::project::{Project, whole};
use crate::put::{Put, Then};
use crate::store::{Origin, StoreUnder};
use crate::unit::Place;
use crate::way::{Key, section};

/// Parameters that AWS publishes for everybody (Systems Manager User Guide, "Discovering public parameters", read 2026-11-23).
const PUBLIC_PARAMETERS: &str = "/aws/service/";

/// A variable of an environment that holds a secret which can be converted.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The environment that it is written in.
    pub(crate) mapping: Place,
    pub(crate) key: NodeId,
    pub(crate) name: Box<str>,
    /// Where its value is written.
    pub(crate) value: Place,
    pub(crate) reference: Reference,
    /// The scalar that holds the reference to Parameter Store: the value itself, or one that it leads to.
    pub(crate) definition: Place,
    /// The keys of a JSON secret.
    pub(crate) json_key: Vec<Box<str>>,
    /// Where it comes from, if it is to be put into Parameter Store first.
    pub(crate) stored: Option<Stored>,
}

/// A clear text that is to be put into Parameter Store, or is there already.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) origin: Origin,
    /// What is said where it stays.
    pub(crate) otherwise: Reason,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Found {
    Public,
    Secret { reference: Reference, definition: Place, json_key: Vec<Box<str>>, stored: Option<Stored> },
    Left(Reason),
}

/// Looks at values under one policy.
pub(crate) struct Finder<'p> {
    pub(crate) project: &'p Project,
    pub(crate) policy: &'p Policy,
    /// Where clear texts are to be put.
    pub(crate) under: Option<&'p StoreUnder>,
    /// The key that they are to be encrypted with.
    pub(crate) key: &'p Key,
    pub(crate) form: FormName,
}

impl Finder<'_> {
    /// What the variable `name` with the value at `value` holds.
    pub(crate) fn look(&self, name: &str, value: Place) -> Found {
        let mut place = self.project.own(value);
        let mut json_key: Vec<Box<str>> = Vec::new();
        // The longest way that the project follows, and an end for circles.
        for _ in 0..16 {
            match self.project.step(place) {
                Some(target) => {
                    json_key.splice(0..0, target.rest);
                    place = self.project.own(target.place);
                }
                None => break,
            }
        }
        self.at_the_end(name, value, place, json_key)
    }

    fn at_the_end(&self, name: &str, value: Place, place: Place, json_key: Vec<Box<str>>) -> Found {
        let unit = self.project.unit(place);
        if self.is_template_parameter(name, place) {
            return Found::Left(Reason::FromElsewhere);
        }
        if ["{{resolve:secretsmanager:", "{{resolve:ssm-secure:"].iter().any(|opening| self.project.text(place).contains(opening)) {
            return Found::Left(Reason::Dynamic);
        }
        let Some(segments) = self.project.segments(place) else {
            let secret = unit.scalar(place.node).is_some_and(|text| self.is_secret_literal(name, &text));
            // What leads to a literal is told apart by its own name too: `custom.password`.
            if !secret {
                return Found::Public;
            }
            let clear = Clear { name, origin: Origin::Literal(place), delimiter: Delimiter::Dollar, span: unit.span(place.node) };
            return self.store(clear, place, &json_key, |put| Reason::Literal { put });
        };
        let text = self.project.text(place);
        let tagged = [value, place].into_iter().any(|place| self.project.unit(place).document.node(place.node).tag.is_some());
        let Some(variable) = whole(&segments) else {
            let secret =
                segments.iter().any(|segment| matches!(segment, Segment::Variable(variable) if self.brings_secret(name, text, variable)));
            return match secret {
                true if tagged => Found::Left(Reason::InIntrinsic),
                true => Found::Left(Reason::InText),
                false => Found::Public,
            };
        };
        if !self.brings_secret(name, text, variable) {
            return Found::Public;
        }
        if tagged {
            return Found::Left(Reason::InIntrinsic);
        }
        let span = unit.document.text_map(&unit.text, place.node).span(variable.range.clone());
        let variable_delimiter = variable.delimiter;
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return Found::Left(Reason::Fallback) };
        if is_parameter_store(source) {
            return match Reference::read(text, variable, span, self.project.dialect) {
                Some(mut reference) => {
                    let name = &reference.parameter.name;
                    reference.parameter.slashed = reference.parameter.slashed.or_else(|| self.project.begins_with_slash(name));
                    Found::Secret { reference, definition: place, json_key, stored: None }
                }
                None => Found::Left(Reason::Unclear),
            };
        }
        let address = source.address.as_ref().and_then(|address| address.plain());
        let clear = |variable: &str| {
            let origin = Origin::Deployer(format!("{}:{variable}", source.name));
            (
                Clear { name: address.unwrap_or_default(), origin, delimiter: variable_delimiter, span },
                format!("{}:{variable}", source.name),
            )
        };
        match &*source.name {
            "env" => {
                let variable = address.unwrap_or(name);
                self.store(clear(variable).0, place, &json_key, |put| Reason::FromEnvironment { variable: variable.to_owned(), put })
            }
            "opt" | "param" => {
                let (clear, source) = clear(address.unwrap_or(name));
                self.store(clear, place, &json_key, |put| Reason::FromDeployer { source, put })
            }
            "file" => Found::Left(Reason::FromFile),
            _ => Found::Left(Reason::FromElsewhere),
        }
    }

    /// A clear text that can go to Parameter Store: converted where the user said under which path, else left with the command that puts it there.
    fn store(&self, clear: Clear<'_>, place: Place, json_key: &[Box<str>], reason: impl FnOnce(Put) -> Reason) -> Found {
        let suggested = self.suggested_path();
        let put = |path: &str, then| Put::new(self.project, path, self.key, self.form, then);
        // A key of a clear text is nothing that Parameter Store could hold.
        let fits = json_key.is_empty() && !matches!(self.project.grammar, Grammar::Custom(_));
        let path = self.under.and_then(|under| under.path(clear.name)).filter(|_| fits);
        let Some(path) = path else {
            let by_hand =
                StoreUnder::parse(&suggested).ok().and_then(|under| under.path(clear.name)).filter(|_| fits && self.under.is_none());
            return Found::Left(reason(match by_hand {
                Some(path) => put(&path, Then::ConvertUnder(suggested)),
                None => self.put_by_hand(clear.name),
            }));
        };
        let otherwise = reason(put(&path, Then::Convert));
        let slashed = if path.starts_with('/') { Some(true) } else { self.project.begins_with_slash(&path) };
        let parameter = Parameter { name: path, selector: None, region: None, slashed };
        let reference = Reference { parameter, delimiter: clear.delimiter, span: clear.span };
        let stored = Some(Stored { origin: clear.origin, otherwise });
        Found::Secret { reference, definition: place, json_key: Vec::new(), stored }
    }

    /// How to put what is called `name` into Parameter Store, and refer to it.
    pub(crate) fn put_by_hand(&self, name: &str) -> Put {
        Put::new(self.project, &format!("{}/{}", self.suggested_path(), plain(name)), self.key, self.form, Then::Refer)
    }

    /// Whether it is a `Ref` to a parameter of the template that CloudFormation fills with the clear text of Parameter Store.
    fn is_template_parameter(&self, name: &str, place: Place) -> bool {
        let unit = self.project.unit(place);
        let tagged = unit.document.node(place.node).tag.and_then(|tag| tag.intrinsic()) == Some("Ref");
        let id = if tagged { Some(place) } else { self.project.get(place, "Ref") };
        let Some(id) = id.map(|id| self.project.text(id)).filter(|id| !id.is_empty() && !id.contains("::")) else { return false };
        let of_type = |kind: &str| kind.starts_with("AWS::SSM::Parameter::Value");
        section(self.project, "Parameters").into_iter().filter(|(known, _)| known == id).any(|(_, parameter)| {
            let kind = self.project.get(parameter, "Type").and_then(|kind| self.project.literal(kind));
            kind.is_some_and(|kind| of_type(&kind)) && (self.is_secret_name(name) || self.is_secret_name(id))
        })
    }

    /// Whether a source brings a secret of whoever deploys, by its name.
    pub(crate) fn is_secret_of_deployer(&self, source: &Source) -> bool {
        let address = source.address.as_ref().and_then(|address| address.plain()).unwrap_or_default();
        matches!(&*source.name, "env" | "opt" | "param") && self.is_secret_name(address)
    }

    /// Whether a variable of `text` brings a secret in clear text into the variable `name` of an environment.
    pub(crate) fn brings_secret(&self, name: &str, text: &str, variable: &Variable) -> bool {
        // `$<...>` is Sealform's own and never leaks.
        variable.delimiter != sealform_reference::Delimiter::Angle
            && variable.alternatives.iter().any(|alternative| match alternative {
                Alternative::Source(source) => self.source(name, text, variable, source),
                Alternative::Literal { value: Literal::Text(value), .. } => is_secret_form(value),
                Alternative::Literal { .. } => false,
            })
    }

    fn source(&self, name: &str, text: &str, variable: &Variable, source: &Source) -> bool {
        let address = source.address.as_ref();
        let written = address.and_then(|address| text.get(address.range.clone())).unwrap_or_default();
        if is_parameter_store(source) {
            let declared_public = self.policy.names.declared(written) == Some(Declared::Public);
            return decrypts(text, source, variable.delimiter, self.project.dialect)
                && !written.starts_with(PUBLIC_PARAMETERS)
                && !declared_public;
        }
        if decrypts(text, source, variable.delimiter, self.project.dialect) {
            return true;
        }
        match &*source.name {
            // These lead into the files; what they lead to was looked at, or is not known.
            "self" => self.project.source(source).is_some_and(|target| self.holds_secret(target.place)),
            "env" | "opt" | "param" | "s3" | "cf" | "output" => self.is_secret_name(name) || self.is_secret_name(written),
            "vault" | "doppler" => true,
            "file" => self.is_secret_name(name) && self.project.source(source).is_none(),
            _ => false,
        }
    }

    /// Whether a value in the files, looked at by itself, holds a secret of Parameter Store in clear text.
    pub(crate) fn holds_secret(&self, place: Place) -> bool {
        let place = self.project.settle(place);
        let Some(segments) = self.project.segments(place) else { return false };
        let text = self.project.text(place);
        segments.iter().any(|segment| {
            let Segment::Variable(variable) = segment else { return false };
            variable.delimiter != sealform_reference::Delimiter::Angle
                && variable.alternatives.iter().any(|alternative| match alternative {
                    Alternative::Source(source) => is_parameter_store(source) && self.source("", text, variable, source),
                    Alternative::Literal { .. } => false,
                })
        })
    }

    /// A path for parameters that do not exist yet: `/SERVICE/STAGE`.
    fn suggested_path(&self) -> String {
        let literal = |path: &[&str]| {
            let place = self.project.descend(self.project.root()?, path).filter(|target| target.rest.is_empty())?;
            self.project.literal(place.place).filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
        };
        let service = literal(&["service"]).or_else(|| literal(&["service", "name"])).unwrap_or_else(|| "SERVICE".to_owned());
        let stage = literal(&["provider", "stage"]).unwrap_or_else(|| "dev".to_owned());
        format!("/{service}/{stage}")
    }

    /// Whether a literal beyond the environments is a secret: by its form, or by the name of its key.
    pub(crate) fn is_secret_property(&self, key: &str, text: &str) -> bool {
        match self.policy.names.declared(key) {
            Some(declared) => declared == Declared::Secret,
            None => is_secret_property(key, text),
        }
    }

    fn is_secret_literal(&self, name: &str, text: &str) -> bool {
        match self.policy.names.declared(name) {
            Some(declared) => declared == Declared::Secret,
            None => !is_sealed_name(name) && (is_secret_form(text) || (is_secret_name(name) && may_be_secret_value(text))),
        }
    }

    fn is_secret_name(&self, name: &str) -> bool {
        match self.policy.names.declared(name) {
            Some(declared) => declared == Declared::Secret,
            None => !is_sealed_name(name) && is_secret_name(name),
        }
    }
}

/// A clear text on its way to Parameter Store.
struct Clear<'n> {
    /// What it is called there.
    name: &'n str,
    origin: Origin,
    delimiter: Delimiter,
    span: Span,
}

/// A name as Parameter Store takes it.
fn plain(name: &str) -> String {
    let fits = |byte: char| byte.is_ascii_alphanumeric() || "._-".contains(byte);
    name.chars().map(|character| if fits(character) { character } else { '-' }).collect()
}

/// Whether a variable's name says that it holds no clear text.
fn is_sealed_name(name: &str) -> bool {
    name.starts_with("ENCRYPTED_") || name.starts_with("SSM_PATH_TO_") || name.ends_with("_ARN") || name.ends_with("_JSON_KEY")
}

fn is_parameter_store(source: &Source) -> bool {
    source.name.split('.').next() == Some("ssm")
}

/// Where a candidate and its way are written, for messages.
impl Candidate {
    pub(crate) fn span(&self, project: &Project) -> Span {
        project.unit(self.value).span(self.value.node)
    }
}
