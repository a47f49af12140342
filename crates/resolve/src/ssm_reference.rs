//! What a reference to Parameter Store means under its dialect: the parameter, the Region, and whether the author wants the clear text.
//!
//! The facts are those of Serverless 1.83.3 (`lib/classes/Variables.js` getValueFromSsm), 2.72.4 and 3.40.0
//! (`lib/configuration/variables/sources/instance-dependent/get-ssm.js`), read and run 2026-11-23. Where they would decrypt by mistake, this refuses.

use sealform_diagnostic::{Code, Diagnostic, Span, registry};
use sealform_secret::{Intent, Region};

use crate::call::Call;
use crate::inputs::Dialect;

/// What a reference asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The Region it names; `None`: the service's.
    pub(crate) region: Option<Region>,
    /// What it names.
    pub(crate) target: Target,
    /// What is wanted of a SecureString.
    pub(crate) intent: Intent,
    /// What becomes of a StringList.
    pub(crate) list: List,
}

/// What a reference names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A parameter, by name or ARN.
    Parameter {
        /// The name or ARN.
        name: Box<str>,
        /// The version or label.
        selector: Option<Box<str>>,
    },
    /// A secret of Secrets Manager, behind `/aws/reference/secretsmanager/`.
    Secret {
        /// The secret's name.
        name: Box<str>,
        /// Its version or stage.
        selector: Option<Box<str>>,
    },
}

/// What becomes of a StringList.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// A list of its items.
    Split,
    /// Its text.
    Text,
}

/// Parameters of this path are secrets of Secrets Manager (Systems Manager User Guide, "Referencing AWS Secrets Manager secrets", read 2026-11-23).
const SECRETS_MANAGER: &str = "/aws/reference/secretsmanager/";

/// The flags of the old engine, behind `~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tilde {
    True,
    False,
    Split,
}

/// The words in parentheses.
#[derive(Default)]
struct Words {
    region: Option<Region>,
    raw: bool,
    no_decrypt: bool,
}

/// Reads the reference that `call` makes.
///
/// # Errors
/// SF106 without an address, SF107 for params that contradict each other, SF108 for what another dialect writes, SF109 for an unknown word.
pub(crate) fn read(call: &Call<'_>, dialect: Dialect) -> Result<Reference, Box<Diagnostic>> {
    let Some(address) = call.address.as_deref().filter(|address| !address.is_empty()) else {
        return Err(error(&registry::BAD_ADDRESS, call.address_span(), "`ssm` needs the name of a parameter", "write `${ssm:/path}`"));
    };
    let all_flags = call.is_angle();
    let (address, tilde) = match address.split_once('~') {
        None => (address, None),
        Some(_) if !(all_flags || dialect.is_legacy()) => return Err(foreign_tilde(call, dialect, address)),
        Some((name, flag)) => (name, Some(tilde_flag(call, flag)?)),
    };
    let dotted = call.suffix.map(|suffix| dotted_region(call, dialect, suffix)).transpose()?;
    let words = words(call, dialect)?;
    if dotted.is_some() && words.region.is_some() {
        return Err(bad_params(call.source_span(), "two Regions are given", "give one"));
    }
    if words.no_decrypt && tilde == Some(Tilde::True) {
        return Err(bad_params(call.source_span(), "`~true` and `noDecrypt` contradict each other", "give one of them"));
    }
    let (target, region_of_arn) = target(address);
    let selector = match &target {
        Target::Parameter { selector, .. } | Target::Secret { selector, .. } => selector,
    };
    if dialect == Dialect::V1 && !all_flags && (selector.is_some() || region_of_arn.is_some()) {
        let message = "v1 drops everything behind the first colon of a parameter's name";
        let help = "it would read the latest version; remove the version or label, or write `$<ssm:...>`, which honours it";
        return Err(wrong_flag(call.address_span(), message, help));
    }
    Ok(Reference {
        region: dotted.or(words.region.clone()).or(region_of_arn),
        target,
        intent: intent(dialect, all_flags, tilde, &words),
        list: list(dialect, all_flags, tilde, &words),
    })
}

/// Whether the author wants the clear text. `$<...>` decrypts unless it says that it does not.
fn intent(dialect: Dialect, all_flags: bool, tilde: Option<Tilde>, words: &Words) -> Intent {
    if words.no_decrypt || tilde == Some(Tilde::False) {
        return Intent::Ciphertext;
    }
    let decrypts = match dialect {
        _ if all_flags || tilde == Some(Tilde::True) => true,
        Dialect::V1 | Dialect::V2Legacy => false,
        Dialect::V2 | Dialect::V3 | Dialect::V4 => true,
    };
    if decrypts { Intent::Decrypt } else { Intent::Ciphertext }
}

fn list(dialect: Dialect, all_flags: bool, tilde: Option<Tilde>, words: &Words) -> List {
    let old = dialect.is_legacy() && !all_flags;
    if tilde == Some(Tilde::Split) || !(old || words.raw) { List::Split } else { List::Text }
}

fn tilde_flag(call: &Call<'_>, flag: &str) -> Result<Tilde, Box<Diagnostic>> {
    match flag {
        "true" => Ok(Tilde::True),
        "false" => Ok(Tilde::False),
        "split" => Ok(Tilde::Split),
        _ => {
            let message = "the flag behind `~` is none of `~true`, `~false` and `~split`";
            let help = "v1 takes any other text for `~false`, without a word; write the flag that is meant, in lower case and at the end";
            Err(wrong_flag(call.address_span(), message, help))
        }
    }
}

/// A `~` where it is part of the name: AWS knows no such name.
fn foreign_tilde(call: &Call<'_>, dialect: Dialect, address: &str) -> Box<Diagnostic> {
    let (name, flag) = address.split_once('~').unwrap_or((address, ""));
    let message = format!("`~` is no flag in {}: it would be part of the parameter's name", dialect.name());
    let help = match flag {
        "true" => format!("write `${{ssm:{name}}}`, which decrypts; or give --dialect v1 or v2 if the file is older"),
        "false" => format!("write `${{ssm(noDecrypt):{name}}}`; or give --dialect v1 or v2 if the file is older"),
        "split" => format!("write `${{ssm:{name}}}`, which splits a StringList; or give --dialect v1 or v2 if the file is older"),
        _ => "a parameter's name holds letters, digits and `.-_/` only".to_owned(),
    };
    wrong_flag(call.address_span(), message, &help)
}

fn dotted_region(call: &Call<'_>, dialect: Dialect, suffix: &str) -> Result<Region, Box<Diagnostic>> {
    let span = call.text.span(call.source.name_range.clone());
    if !(call.is_angle() || dialect.is_legacy()) {
        let message = format!("`ssm.REGION` is not known in {}", dialect.name());
        return Err(wrong_flag(span, message, &format!("write `${{ssm({suffix}):...}}`")));
    }
    Region::parse(suffix).ok_or_else(|| {
        let message = format!("`{suffix}` is not the name of an AWS Region");
        error(&registry::UNKNOWN_SSM_WORD, span, message, "write it as AWS does: `ssm.eu-central-1`")
    })
}

fn words(call: &Call<'_>, dialect: Dialect) -> Result<Words, Box<Diagnostic>> {
    let mut words = Words::default();
    if call.source.params.is_none() {
        return Ok(words);
    }
    if dialect == Dialect::V1 && !call.is_angle() {
        let help = "v1 writes `${ssm.eu-west-1:/path~true}`; or write `$<ssm(...):/path>`";
        return Err(wrong_flag(call.source_span(), "params in parentheses are not known in v1", help));
    }
    for (index, word) in call.params.iter().enumerate() {
        let Some(word) = word.as_deref() else { continue };
        match word {
            "raw" => words.raw = true,
            "noDecrypt" => words.no_decrypt = true,
            word => match Region::parse(word) {
                Some(region) if words.region.is_none() => words.region = Some(region),
                Some(_) => return Err(bad_params(call.param_span(index), "two Regions are given", "give one")),
                None => {
                    let message = "this is neither `raw`, `noDecrypt` nor the name of an AWS Region";
                    let help = "the Serverless Framework takes it for a Region and decrypts; mind the case: `noDecrypt`";
                    return Err(error(&registry::UNKNOWN_SSM_WORD, call.param_span(index), message, help));
                }
            },
        }
    }
    Ok(words)
}

/// What an address names, and the Region in it if it is an ARN.
fn target(address: &str) -> (Target, Option<Region>) {
    let arn: Vec<&str> = address.splitn(6, ':').collect();
    let arn_resource = match arn.as_slice() {
        ["arn", _, "ssm", region, _, resource] => resource.strip_prefix("parameter").map(|resource| (*region, resource)),
        _ => None,
    };
    let (region, path) = arn_resource.map_or((None, address), |(region, resource)| (Region::parse(region), resource));
    if let Some(secret) = path.strip_prefix(SECRETS_MANAGER) {
        let (name, selector) = split_selector(secret);
        return (Target::Secret { name: name.into(), selector: selector.map(Into::into) }, region);
    }
    let (path_name, selector) = split_selector(path);
    let name = &address[..address.len() - (path.len() - path_name.len())];
    (Target::Parameter { name: name.into(), selector: selector.map(Into::into) }, region)
}

fn split_selector(name: &str) -> (&str, Option<&str>) {
    name.split_once(':').map_or((name, None), |(name, selector)| (name, Some(selector)))
}

fn wrong_flag(span: Span, message: impl Into<String>, help: &str) -> Box<Diagnostic> {
    error(&registry::WRONG_DIALECT_FLAG, span, message, help)
}

fn bad_params(span: Span, message: &str, help: &str) -> Box<Diagnostic> {
    error(&registry::BAD_PARAMS, span, message, help)
}

fn error(code: &'static Code, span: Span, message: impl Into<String>, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message).at(span, "").help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_parameters_secrets_and_arns() {
        let parameter = |name: &str, selector: Option<&str>| Target::Parameter { name: name.into(), selector: selector.map(Into::into) };
        let secret = |name: &str, selector: Option<&str>| Target::Secret { name: name.into(), selector: selector.map(Into::into) };
        let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter";
        let rows = [
            ("/a/b".to_owned(), parameter("/a/b", None), None),
            ("flat".to_owned(), parameter("flat", None), None),
            ("/a/b:3".to_owned(), parameter("/a/b", Some("3")), None),
            ("/a/b:prod".to_owned(), parameter("/a/b", Some("prod")), None),
            (format!("{arn}/a/b"), parameter(&format!("{arn}/a/b"), None), Region::parse("eu-west-1")),
            (format!("{arn}/a/b:7"), parameter(&format!("{arn}/a/b"), Some("7")), Region::parse("eu-west-1")),
            ("/aws/reference/secretsmanager/a/b".to_owned(), secret("a/b", None), None),
            ("/aws/reference/secretsmanager/a/b:AWSPREVIOUS".to_owned(), secret("a/b", Some("AWSPREVIOUS")), None),
            (format!("{arn}/aws/reference/secretsmanager/x"), secret("x", None), Region::parse("eu-west-1")),
        ];
        for (address, expected, region) in rows {
            assert_eq!(target(&address), (expected, region), "{address}");
        }
    }
}
