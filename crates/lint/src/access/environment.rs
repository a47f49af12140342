//! The environment of a function, and what its variables hold as far as it is about secrets.

use std::collections::HashSet;

use sealform_reference::{Alternative, Delimiter, Segment, Source};
use sealform_resolve::Dialect;
use sealform_resolve::inventory::decrypts;
use sealform_secret::CiphertextBlob;
use sealform_yaml::NodeKind;

use super::follow::{follow, is_asked};
use super::text::{Text, text_at, text_of};
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// One variable.
#[derive(Clone, Debug)]
pub(crate) struct Variable<'d> {
    pub(crate) name: &'d str,
    /// Its place in the mapping that it is written in.
    pub(crate) place: PlaceId,
    /// Where it is in the linted file, or where its mapping is referred to from there.
    pub(crate) entry: PlaceId,
    /// Where its value is written.
    pub(crate) value: PlaceId,
    pub(crate) holds: Holds,
}

impl<'d> Variable<'d> {
    /// Where to point at: the variable itself, or the reference that brings it.
    pub(crate) fn span(&self, unit: &Unit<'d>) -> sealform_diagnostic::Span {
        if unit.is_own(self.place) { unit.key_span(self.place) } else { unit.span(self.entry) }
    }
}

/// What a variable holds.
#[derive(Clone, Debug)]
pub(crate) enum Holds {
    /// The path of a parameter that the function reads.
    Path(Text),
    /// What Parameter Store holds of a SecureString.
    Ciphertext(Ciphertext),
    /// A ciphertext blob that is written out.
    Blob,
    /// Something else.
    Other,
}

/// The ciphertext of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Ciphertext {
    /// The parameter's name or ARN, without version and flags; [`super::UNKNOWN`] for what is not known.
    pub(crate) parameter: String,
    /// The Region that the reference names.
    pub(crate) region: Option<String>,
}

/// What `name` names behind `ENCRYPTED_`.
pub(crate) fn encrypted_name(name: &str) -> Option<&str> {
    name.strip_prefix("ENCRYPTED_").filter(|rest| !rest.is_empty())
}

/// The variables of one mapping.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment<'d> {
    pub(super) variables: Vec<Variable<'d>>,
    /// Whether all of it is in the files.
    pub(super) is_whole: bool,
    /// Their names, where there are many.
    names: HashSet<&'d str>,
}

/// Up to so many variables, comparing names one by one is faster than hashing them.
const FEW: usize = 16;

impl<'d> Environment<'d> {
    /// Reads the environment at `place`.
    pub(super) fn read(unit: &Unit<'d>, place: PlaceId) -> Self {
        let at = follow(unit, place);
        if is_asked(unit, at) || unit.function(at).is_some() || !matches!(unit.node(at).kind, NodeKind::Mapping(_)) {
            return Self::default();
        }
        let variable = |child: PlaceId| {
            let Step::Key(name, _) = unit.places().get(child).step else { return None };
            let entry = if unit.is_own(child) { child } else { place };
            let value = follow(unit, child);
            Some(Variable { name, place: child, entry, value, holds: holds(unit, name, value) })
        };
        let variables: Vec<Variable<'d>> = unit.places().children(at).filter_map(variable).collect();
        let names = if variables.len() > FEW { variables.iter().map(|variable| variable.name).collect() } else { HashSet::new() };
        Self { variables, is_whole: true, names }
    }

    /// One without variables.
    pub(super) fn empty() -> Self {
        Self { is_whole: true, ..Self::default() }
    }

    /// Whether a variable is called `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        if self.names.is_empty() { self.variables.iter().any(|variable| variable.name == name) } else { self.names.contains(name) }
    }
}

fn holds(unit: &Unit<'_>, name: &str, value: PlaceId) -> Holds {
    if name.starts_with("SSM_PATH_TO_") {
        return Holds::Path(text_at(unit, value));
    }
    if let Some(text) = unit.index().variables_at(value) {
        let [Segment::Variable(variable)] = text.segments() else { return Holds::Other };
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return Holds::Other };
        // What is ours gets its companion and its statements when it is rendered.
        let is_ours = variable.delimiter == Delimiter::Angle;
        if is_ours || source.name.split('.').next() != Some("ssm") || decrypts(text.text(), source, variable.delimiter, unit.dialect()) {
            return Holds::Other;
        }
        return ciphertext(unit, name, value, source).map_or(Holds::Other, Holds::Ciphertext);
    }
    match unit.scalar(value) {
        Some(scalar) if CiphertextBlob::looks_like(&scalar.text) => Holds::Blob,
        _ => Holds::Other,
    }
}

/// What `source`, which does not decrypt, brings; `None` where it may as well be a String.
fn ciphertext(unit: &Unit<'_>, name: &str, value: PlaceId, source: &Source) -> Option<Ciphertext> {
    let address = text_of(unit, value, &source.address.as_ref()?.segments);
    let address = address.as_str();
    let (path, flag) = address.split_once('~').map_or((address, None), |(path, flag)| (path, Some(flag)));
    let words = || source.params.iter().flatten().filter_map(sealform_reference::Param::plain);
    let asks_for_ciphertext = words().any(|word| word == "noDecrypt") || flag == Some("false");
    if !asks_for_ciphertext && encrypted_name(name).is_none() {
        return None;
    }
    // No such source, or no such name, in the newer versions: another rule says so.
    let is_legacy = matches!(unit.dialect(), Dialect::V1 | Dialect::V2Legacy);
    let dotted = source.name.split_once('.').map(|(_, region)| region);
    if !is_legacy && (dotted.is_some() || flag.is_some()) {
        return None;
    }
    let region = dotted.or_else(|| words().find(|word| !matches!(*word, "raw" | "noDecrypt"))).map(str::to_owned);
    Some(Ciphertext { parameter: without_selector(path).to_owned(), region })
}

/// Takes the version or label off a parameter's name or ARN.
fn without_selector(path: &str) -> &str {
    let last = path.rfind('/').unwrap_or(0);
    match path[last..].find(':') {
        Some(colon) if last > 0 || !path.starts_with("arn:") => &path[..last + colon],
        _ => path,
    }
}
