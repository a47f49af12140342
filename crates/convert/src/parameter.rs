//! A reference to Parameter Store as it is written: its parts keep the variables in them, for those stay in the file.

use sealform_diagnostic::Span;
use sealform_reference::{Delimiter, Param, ParamValue, Source, Variable};
use sealform_resolve::Dialect;

/// Parameters of this path are secrets of Secrets Manager (Systems Manager User Guide, "Referencing AWS Secrets Manager secrets", read 2026-11-23).
const SECRETS_MANAGER: &str = "/aws/reference/secretsmanager/";

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Parameter {
    /// The name or ARN without version or label.
    pub(crate) name: String,
    /// The version or label.
    pub(crate) selector: Option<String>,
    /// The Region it names; `None`: the service's.
    pub(crate) region: Option<String>,
    /// Whether the name begins with a slash, once its variables are put in; `None`: nobody knows.
    pub(crate) slashed: Option<bool>,
}

/// A reference that decrypts, in a text.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) parameter: Parameter,
    pub(crate) delimiter: Delimiter,
    pub(crate) span: Span,
}

impl Parameter {
    /// The parameter that `source` of `text` names; `None` where it is no source of Parameter Store, or where the versions of the
    /// Serverless Framework do not agree on what it names.
    pub(crate) fn read(text: &str, source: &Source, dialect: Dialect) -> Option<Self> {
        let (name, dotted) = source.name.split_once('.').map_or((&*source.name, None), |(name, region)| (name, Some(region)));
        if name != "ssm" {
            return None;
        }
        let address = source.address.as_ref()?;
        let written = address.plain().unwrap_or_else(|| text.get(address.range.clone()).unwrap_or_default()).trim();
        let legacy = matches!(dialect, Dialect::V1 | Dialect::V2Legacy);
        let (path, flag) = if legacy { written.split_once('~').unwrap_or((written, "")) } else { (written, "") };
        // v1 and v2's old engine read no version, and drop what follows a flag.
        if path.is_empty() || (legacy && (flag.contains(':') || behind_name(path).1.is_some())) {
            return None;
        }
        let words = source.params.iter().flatten().filter_map(|param| word(text, param));
        let region = dotted.map(str::to_owned).or_else(|| words.into_iter().find(|word| !matches!(&**word, "raw" | "noDecrypt")));
        let (name, selector) = behind_name(path);
        let slashed = if name.starts_with(['$', '#']) { None } else { Some(name.starts_with('/')) };
        Some(Self { name: name.to_owned(), selector: selector.map(str::to_owned), region, slashed })
    }

    /// The name of the secret of Secrets Manager that it stands for.
    pub(crate) fn managed(&self) -> Option<&str> {
        self.name.strip_prefix(SECRETS_MANAGER)
    }

    /// The name with version or label.
    pub(crate) fn path(&self) -> String {
        match &self.selector {
            Some(selector) => format!("{}:{selector}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether the name or the Region depends on variables, and so on the stage.
    pub(crate) fn has_variables(&self) -> bool {
        [Some(&self.name), self.region.as_ref()].into_iter().flatten().any(|text| text.contains(['{', '<']))
    }

    /// Whether the name is an ARN already.
    pub(crate) fn is_arn(&self) -> bool {
        self.name.starts_with("arn:")
    }

    /// The reference that brings the ciphertext, in `dialect`.
    pub(crate) fn ciphertext(&self, dialect: Dialect, delimiter: Delimiter) -> String {
        let (open, close) = (delimiter.opener(), delimiter.closing());
        let path = self.path();
        match (dialect, &self.region) {
            (Dialect::V1 | Dialect::V2Legacy, None) => format!("{open}ssm:{path}~false{close}"),
            (Dialect::V1 | Dialect::V2Legacy, Some(region)) => format!("{open}ssm.{region}:{path}~false{close}"),
            (Dialect::V2 | Dialect::V3 | Dialect::V4, None) => format!("{open}ssm(noDecrypt):{path}{close}"),
            // v4 drops the Region of any other order.
            (Dialect::V2 | Dialect::V3 | Dialect::V4, Some(region)) => format!("{open}ssm({region}, noDecrypt):{path}{close}"),
        }
    }
}

impl Reference {
    /// The one parameter that `variable` of `text` names; `None` where it has fallbacks too.
    pub(crate) fn read(text: &str, variable: &Variable, span: Span, dialect: Dialect) -> Option<Self> {
        let [sealform_reference::Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
        Some(Self { parameter: Parameter::read(text, source, dialect)?, delimiter: variable.delimiter, span })
    }
}

/// The name, and the version or label behind its colon. The colons of an ARN, and of variables in the name, are none.
fn behind_name(path: &str) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    let skip = if path.starts_with("arn:") { 5 } else { 0 };
    let mut colons = 0;
    for (at, character) in path.char_indices() {
        match character {
            '{' | '<' => depth += 1,
            '}' | '>' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                colons += 1;
                if colons > skip {
                    return (&path[..at], Some(&path[at + 1..]));
                }
            }
            _ => {}
        }
    }
    (path, None)
}

fn word(text: &str, param: &Param) -> Option<String> {
    match &param.value {
        ParamValue::Text(_) => {
            Some(param.plain().map_or_else(|| text.get(param.range.clone()).unwrap_or_default().trim().to_owned(), str::to_owned))
        }
        ParamValue::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use sealform_reference::{Segment, parse};

    use super::*;

    fn read(text: &str, dialect: Dialect) -> Option<Parameter> {
        let segments = parse(text, dialect.grammar()).expect("it is a variable");
        let [Segment::Variable(variable)] = segments.as_slice() else { panic!("{text} is no variable") };
        Reference::read(text, variable, Span::start_of(sealform_diagnostic::FileId::new(0)), dialect).map(|reference| reference.parameter)
    }

    #[test]
    fn references_are_read_as_they_are_written() {
        let parameter = |name: &str, selector: Option<&str>, region: Option<&str>| {
            Some(Parameter {
                name: name.to_owned(),
                selector: selector.map(str::to_owned),
                region: region.map(str::to_owned),
                slashed: Some(name.starts_with('/')),
            })
        };
        let rows = [
            ("${ssm:/p~true}", Dialect::V1, parameter("/p", None, None)),
            (
                "${ssm.eu-west-1:/p/${self:custom.stage}/k~true}",
                Dialect::V2Legacy,
                parameter("/p/${self:custom.stage}/k", None, Some("eu-west-1")),
            ),
            ("${ssm(eu-west-1, raw):/p:3}", Dialect::V3, parameter("/p", Some("3"), Some("eu-west-1"))),
            ("${ssm(${self:provider.region}):'/p'}", Dialect::V3, parameter("/p", None, Some("${self:provider.region}"))),
            (
                "${ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/p:live}",
                Dialect::V4,
                parameter("arn:aws:ssm:eu-west-1:123456789012:parameter/p", Some("live"), None),
            ),
            ("${ssm:/p:3}", Dialect::V1, None),
            ("${ssm:/p, 'x'}", Dialect::V3, None),
            ("${env:X}", Dialect::V3, None),
        ];
        for (text, dialect, expected) in rows {
            assert_eq!(read(text, dialect), expected, "{text}");
        }
    }

    #[test]
    fn each_dialect_has_its_spelling() {
        let mut parameter = read("${ssm:/p}", Dialect::V3).expect("it is a parameter");
        let spell = |parameter: &Parameter, dialect| parameter.ciphertext(dialect, Delimiter::Dollar);
        assert_eq!(spell(&parameter, Dialect::V1), "${ssm:/p~false}");
        assert_eq!(spell(&parameter, Dialect::V3), "${ssm(noDecrypt):/p}");
        parameter.region = Some("eu-west-1".to_owned());
        assert_eq!(spell(&parameter, Dialect::V2Legacy), "${ssm.eu-west-1:/p~false}");
        assert_eq!(spell(&parameter, Dialect::V4), "${ssm(eu-west-1, noDecrypt):/p}");
    }
}
