//! Whether something is a secret, as far as names and sources tell: what the user declared comes first.

use sealform_reference::{Alternative, Delimiter, Segment, Source, Variable};
use sealform_resolve::inventory::decrypts;
use sealform_secret::heuristics::{is_secret_form, is_secret_name, is_secret_property, may_be_secret_value};
use sealform_secret::policy::{Declared, Strictness};

use crate::finding::Confidence;
use crate::flat_text::names_a_thing;
use crate::flow::{Exposure, Landing, Origin, constants};
use crate::lands::lands;
use crate::place::PlaceId;
use crate::sink::Sink;
use crate::template::Parameter;
use crate::unit::Unit;

/// How Parameter Store addresses a secret of Secrets Manager.
pub(crate) const MANAGED: &str = "/aws/reference/secretsmanager/";

/// What a variable asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'u> {
    /// Its whole text, for ranges.
    pub(crate) text: &'u str,
    pub(crate) variable: &'u Variable,
    pub(crate) source: &'u Source,
    /// The address as it is written, to judge it by.
    pub(crate) address: &'u str,
}

/// Stands in a message for a variable in an address whose literals may be anything.
const NESTED: &str = "${...}";

impl Asked<'_> {
    /// The source's name without the old engine's Region.
    pub(crate) fn source_name(&self) -> &str {
        self.source.name.split('.').next().unwrap_or_default()
    }

    /// Whether the reference is all that stands there.
    pub(crate) fn is_whole(&self) -> bool {
        self.variable.range == (0..self.text.len())
    }

    fn is_password_in_url(&self) -> bool {
        is_password_in_url(self.text, self.variable)
    }

    /// Whether it is Sealform's own `$<...>`, which is sealed and not decrypted.
    pub(crate) fn is_ours(&self) -> bool {
        self.variable.delimiter == Delimiter::Angle
    }

    /// The address as messages show it, without flags: no literal of a nested variable, nothing that looks like a secret.
    pub(crate) fn shown(&self) -> String {
        let segments = self.source.address.as_ref().map(|address| &*address.segments).unwrap_or_default();
        let shown: String = segments
            .iter()
            .map(|segment| match segment {
                Segment::Text { value, .. } => &**value,
                Segment::Variable(variable) if holds_literal(variable) => NESTED,
                Segment::Variable(variable) => self.text.get(variable.range.clone()).unwrap_or(NESTED),
            })
            .collect();
        if is_secret_form(&shown) { NESTED.to_owned() } else { shown.split('~').next().unwrap_or_default().to_owned() }
    }

    /// What it is called in messages: `ssm:/p`, `env:X`.
    pub(crate) fn describe(&self) -> String {
        let shown = self.shown();
        let source = match (self.source_name(), self.source.params.as_deref().and_then(<[_]>::first).and_then(|param| param.plain())) {
            ("file", Some(path)) if !is_secret_form(path) => format!("file({path})"),
            ("file", _) => "an included file".to_owned(),
            (name, _) => name.to_owned(),
        };
        match shown.strip_prefix(MANAGED) {
            Some(name) => format!("secretsmanager:{name}"),
            None if shown.is_empty() => source,
            None if source.contains(' ') => format!("{shown} of {source}"),
            None => format!("{source}:{shown}"),
        }
    }
}

/// Whether a text is written out in `variable` or in one in it. Variables are no deeper than the grammar allows (SF005).
fn holds_literal(variable: &Variable) -> bool {
    variable.alternatives.iter().any(|alternative| matches!(alternative, Alternative::Literal { .. }))
        || variable.nested().any(holds_literal)
}

/// What `origin` asks for; `None` where it is written out.
pub(crate) fn asked<'u>(unit: &'u Unit<'_>, origin: Origin) -> Option<Asked<'u>> {
    let Origin::Asked { place, segment, alternative } = origin else { return None };
    let text = unit.index().variables_at(place)?;
    let Some(Segment::Variable(variable)) = text.segments().get(segment as usize) else { return None };
    let Some(Alternative::Source(source)) = variable.alternatives.get(alternative as usize) else { return None };
    let address = source.address.as_ref();
    let address = address.and_then(|address| address.plain().or_else(|| text.text().get(address.range.clone()))).unwrap_or_default();
    Some(Asked { text: text.text(), variable, source, address })
}

/// What the user or the heuristics say of a name.
pub(crate) fn is_secret(unit: &Unit<'_>, name: &str) -> bool {
    match unit.policy().names.declared(name) {
        Some(declared) => declared == Declared::Secret,
        None => is_secret_name(name),
    }
}

/// Whether a key of a secret's JSON is none that anybody hides: those of a database's secret ("AWS Secrets Manager secret JSON structure", read
/// 2026-11-23), and who a client is.
pub(crate) fn is_harmless_key(key: &str) -> bool {
    const HARMLESS: [&str; 15] = [
        "username",
        "user",
        "host",
        "hostname",
        "endpoint",
        "port",
        "region",
        "database",
        "dbname",
        "schema",
        "engine",
        "dbInstanceIdentifier",
        "dbClusterIdentifier",
        "clientId",
        "client_id",
    ];
    HARMLESS.iter().any(|harmless| harmless.eq_ignore_ascii_case(key))
}

/// Whether the name that a value lands under tells that it is a secret: most properties and settings with a word such as "token" in the name take
/// something else.
pub(crate) fn names_secret(unit: &Unit<'_>, sink: Sink, name: &str) -> bool {
    match sink {
        Sink::LambdaEnvironment | Sink::ContainerEnvironment | Sink::StageVariable | Sink::PlainParameter | Sink::Output => {
            is_secret(unit, name)
        }
        Sink::ApiKey => true,
        Sink::Property => match unit.policy().names.declared(name) {
            Some(declared) => declared == Declared::Secret,
            None => is_secret_property(name, ANY_VALUE),
        },
        _ => false,
    }
}

/// Any value that may be a secret: which one it is, is not known.
pub(crate) const ANY_VALUE: &str = "any-value-1";

/// Whether something of that name says where a secret is: `DB_SECRET_ARN`, `TOKEN_NAME`. What is sealed, or a path that a function opens, is judged
/// by what is put there.
pub(crate) fn is_pointer(name: &str) -> bool {
    const ENDS: [&str; 9] = ["ARN", "_NAME", "_ID", "_PATH", "Arn", "Name", "Id", "Path", "Prefix"];
    let ours = name.starts_with("SSM_PATH_TO_") || name.starts_with("ENCRYPTED_");
    !ours && ENDS.iter().any(|end| name.ends_with(end)) && !is_secret_name(name)
}

/// Whether `parameter` takes a text that is written into the stack as it is: no choice from a list, nothing of Parameter Store, no path or ARN.
pub(crate) fn takes_text(unit: &Unit<'_>, parameter: &Parameter<'_>) -> bool {
    let chosen = || unit.get(parameter.place, "AllowedValues").is_some();
    let default = || parameter.default.and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default();
    let names_a_thing = || !default().is_empty() && (is_path(default()) || !may_be_secret_value(default())) && !is_placeholder(default());
    matches!(parameter.parameter_type, "String" | "CommaDelimitedList") && !parameter.no_echo && !chosen() && !names_a_thing()
}

/// `orders/token`: of words between slashes.
fn is_path(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.len() <= 24 && part.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'))
    };
    text.contains('/') && text.trim_matches('/').split('/').all(word)
}

/// A default that somebody is meant to replace says nothing about what is put in its place.
fn is_placeholder(text: &str) -> bool {
    !(text.contains(['/', ':']) || text.parse::<f64>().is_ok() || matches!(text, "true" | "false" | "yes" | "no"))
}

/// Whether `parameter` has no NoEcho and takes a secret by its name.
pub(crate) fn takes_secret(unit: &Unit<'_>, parameter: &Parameter<'_>) -> bool {
    takes_text(unit, parameter) && is_secret(unit, parameter.name)
}

/// What `asked` decrypts, or brings in clear: how sure it is that this is a secret once it lands at `landing`. `None`: it is none.
pub(crate) fn secrecy(unit: &Unit<'_>, asked: &Asked<'_>, landing: &Landing) -> Option<Confidence> {
    let declared = |name| unit.policy().names.declared(name);
    if declared(asked.address) == Some(Declared::Public) {
        return None;
    }
    // What an address is made of may be written in the files: `${ssm:${self:custom.path}}`.
    let segments = asked.source.address.as_ref().filter(|address| address.plain().is_none()).map(|address| &*address.segments);
    let mut addresses = segments.map(|segments| constants(unit, segments)).unwrap_or_default();
    addresses.push(asked.address.to_owned());
    let is_managed = addresses.iter().any(|address| address.contains(MANAGED));
    let by_name = || {
        if declared(asked.address) == Some(Declared::Secret) || declared(&landing.name) == Some(Declared::Secret) {
            return Some(Confidence::High);
        }
        if declared(&landing.name) == Some(Declared::Public) || names_a_thing(unit, lands_in(unit, landing.place)) {
            return None;
        }
        if is_url_beside_its_password(unit, landing) {
            return None;
        }
        if addresses.iter().any(|address| is_secret(unit, address)) || file_names(asked).any(|name| is_secret(unit, name)) {
            let points = landing.sink != Sink::Name && is_pointer(&landing.name);
            return (!points).then_some(Confidence::High);
        }
        // A host or a user in the address of a database is no secret, though the address as a whole has the name of one.
        let whole = || is_whole(unit, landing.place) && (asked.is_whole() || asked.is_password_in_url());
        if (names_secret(unit, landing.sink, &landing.name) && whole()) || landing.passed(unit).any(|name| is_secret(unit, name) && whole())
        {
            return Some(Confidence::Medium);
        }
        says_decrypt(unit, asked).then_some(Confidence::Low)
    };
    let strict = unit.policy().strictness == Strictness::Strict;
    match asked.source_name() {
        "ssm" | "aws" if is_managed && landing.picked().is_some_and(is_harmless_key) => None,
        "ssm" | "aws" if is_managed => brings_clear_text(unit, asked).then_some(Confidence::High),
        "ssm" | "aws" if asked.address.starts_with("/aws/service/") => None,
        "ssm" => brings_clear_text(unit, asked).then(by_name).flatten(),
        "aws" if matches!(asked.address, "accountId" | "region" | "partition") => None,
        "aws" => brings_clear_text(unit, asked).then(by_name).flatten(),
        "vault" | "doppler" => Some(Confidence::High),
        "env" | "param" | "s3" | "cf" if strict => Some(Confidence::High),
        "env" if asked.is_ours() => Some(Confidence::High),
        "sls" | "git" | "strToBool" | "self" => None,
        _ => by_name(),
    }
}

/// Whether it lands as `MONGO_DB_URL` beside a `MONGO_DB_PASS`: the address of a store usually holds its password, but not where that stands by itself.
fn is_url_beside_its_password(unit: &Unit<'_>, landing: &Landing) -> bool {
    let Some(prefix) = landing.name.strip_suffix("_URL").or_else(|| landing.name.strip_suffix("_URI")) else { return false };
    let Some(beside) = unit.places().get(landing.place).parent else { return false };
    let is_password = |key: &str| {
        let own = key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
        own.is_some_and(|rest| matches!(rest, "PASS" | "PASSWORD" | "PASSWD" | "PWD"))
    };
    unit.places().children(beside).any(|place| unit.key(place).is_some_and(is_password))
}

/// Whether what stands at `place` is a reference and nothing else, or no text at all.
fn is_whole(unit: &Unit<'_>, place: PlaceId) -> bool {
    let joined = |segments: &[Segment]| segments.len() > 1;
    unit.index().variables_at(place).is_none_or(|text| !joined(text.segments()) || is_password(text.text(), text.segments()))
}

/// Whether one of the variables stands where a URL has its password.
fn is_password(text: &str, segments: &[Segment]) -> bool {
    segments.iter().any(|segment| matches!(segment, Segment::Variable(variable) if is_password_in_url(text, variable)))
}

/// `scheme://user:${...}@host`.
fn is_password_in_url(text: &str, variable: &Variable) -> bool {
    let (before, behind) = (text.get(..variable.range.start), text.get(variable.range.end..));
    let user = before.and_then(|before| before.strip_suffix(':')).and_then(|before| before.rsplit_once("://")).map(|(_, user)| user);
    user.is_some_and(|user| !user.contains(['/', '@'])) && behind.is_some_and(|behind| behind.starts_with('@'))
}

/// The outermost value that what stands at `place` becomes a part of.
fn lands_in(unit: &Unit<'_>, place: PlaceId) -> PlaceId {
    lands(unit, place).map_or(place, |lands| lands.value)
}

/// The name of a file may tell: `secrets.json`.
fn file_names<'u>(asked: &Asked<'u>) -> impl Iterator<Item = &'u str> + use<'u> {
    let text = asked.text;
    let params = asked.source.params.as_deref().filter(|_| *asked.source.name == *"file");
    params.unwrap_or_default().iter().filter_map(|param| param.plain().or_else(|| text.get(param.range.clone())))
}

/// Whether the author asks for the clear text by `~true`, of what is not clearly a setting.
fn says_decrypt(unit: &Unit<'_>, asked: &Asked<'_>) -> bool {
    let name = asked.address.split('~').next().unwrap_or_default();
    // In a folder of secrets all are secrets but settings.
    unit.dialect().is_legacy() && asked.address.ends_with("~true") && is_secret_name(&format!("secrets/{name}"))
}

fn brings_clear_text(unit: &Unit<'_>, asked: &Asked<'_>) -> bool {
    decrypts(asked.text, asked.source, asked.variable.delimiter, unit.dialect())
}

/// The landings of `exposure` at which what it asks for is a secret, with the highest confidence of all.
pub(crate) fn secret_landings<'e>(
    unit: &Unit<'_>,
    exposure: &'e Exposure,
    asked: &Asked<'_>,
    wanted: impl Fn(&Landing) -> bool,
) -> Option<(Confidence, Vec<&'e Landing>)> {
    let mut confidence = None;
    let mut landings = Vec::new();
    for landing in exposure.landings.iter().filter(|landing| wanted(landing)) {
        if let Some(sure) = secrecy(unit, asked, landing) {
            confidence = confidence.max(Some(sure));
            landings.push(landing);
        }
    }
    confidence.map(|confidence| (confidence, landings))
}
