//! What the rules about asked-for secrets share: who is wanted, and how it is said.

use sealform_diagnostic::Severity;
use sealform_reference::{Alternative, Literal};
use sealform_resolve::Dialect;

use super::exposure::Landing;
use super::labels::{labelled, names};
use super::mend::mend;
use crate::finding::{Confidence, Finding};
use crate::rule::Rule;
use crate::secrecy::{Asked, MANAGED, asked, secret_landings};
use crate::sink::Sink;
use crate::unit::Unit;

/// The flows that a rule is about.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) sink: fn(Sink) -> bool,
    /// By the source's name.
    pub(crate) source: fn(&str) -> bool,
}

/// One finding for each reference that brings a secret to a wanted sink.
pub(crate) fn report(unit: &Unit<'_>, rule: &'static Rule, wanted: Wanted, findings: &mut Vec<Finding>) {
    for exposure in unit.exposures().iter() {
        let Some(asked) = asked(unit, exposure.origin) else { continue };
        if !(wanted.source)(asked.source_name()) {
            continue;
        }
        // What is ours is sealed where it can be.
        let reachable = |landing: &Landing| (wanted.sink)(landing.sink) && (!asked.is_ours() || landing.sink.is_published());
        let Some((confidence, landings)) = secret_landings(unit, exposure, &asked, reachable) else { continue };
        let (Some(first), Some(text)) = (landings.first(), unit.index().variables_at(exposure.origin.place())) else { continue };
        let message = format!("{} would be put in clear into {}, as {}", asked.describe(), first.sink.words(), names(&landings));
        let finding = Finding::new(rule, text.span(asked.variable.range.clone()), message)
            .saying(if asked.is_ours() { "it cannot be sealed there" } else { verb(&asked) })
            .help(help(unit, &asked, first))
            .confidence(confidence)
            // A name alone may mislead: it is worth a look, and seldom wrong.
            .severity(if confidence == Confidence::Low { Severity::Warning } else { rule.severity })
            .address(unit.address(first.place));
        let finding = literals(&asked).fold(finding, |finding, range| finding.secret(text.span(range)));
        let finding = match mend(unit, exposure.origin, &asked, &landings) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        findings.push(labelled(unit, finding, &landings));
    }
}

/// Texts that are written out beside the reference: a secret's default is one too.
fn literals(asked: &Asked<'_>) -> impl Iterator<Item = std::ops::Range<usize>> {
    asked.variable.alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Literal { range, value: Literal::Text(text) } if !text.is_empty() => Some(range.clone()),
        _ => None,
    })
}

fn verb(asked: &Asked<'_>) -> &'static str {
    match asked.source_name() {
        "ssm" | "aws" => "decrypted here, at deploy time",
        "env" => "read here, at deploy time",
        _ => "brought in here, at deploy time",
    }
}

/// What to write instead, in the dialect of the file.
fn help(unit: &Unit<'_>, asked: &Asked<'_>, landing: &Landing) -> String {
    let path = asked.shown();
    let path = path.as_str();
    // What is called encrypted keeps its name, and its companion has none of the prefix.
    let name = landing.name.strip_prefix("ENCRYPTED_").unwrap_or(&landing.name);
    let is_parameter = matches!(asked.source_name(), "ssm" | "aws");
    if landing.sink.is_published() {
        return "say where the secret is (a path, an ARN), not what it is".to_owned();
    }
    if landing.sink != Sink::LambdaEnvironment {
        return match landing.sink {
            Sink::Property if path.starts_with(MANAGED) => {
                format!("where the property allows it, write `{{{{resolve:secretsmanager:{}}}}}`", path.trim_start_matches(MANAGED))
            }
            Sink::Property if is_parameter => format!("where the property allows it, write `{{{{resolve:ssm-secure:{path}}}}}`"),
            _ => "let the resource read the secret at run time from Parameter Store or Secrets Manager".to_owned(),
        };
    }
    if !is_parameter {
        return format!(
            "keep it in Parameter Store as a SecureString and give the function `SSM_PATH_TO_{name}: /path`; or write `$<...>` for `${{...}}` and render with `--kms-key`"
        );
    }
    if path.starts_with(MANAGED) {
        return format!("give the function `SSM_PATH_TO_{name}: {path}` and the right to read it; `sealform convert` does");
    }
    let ciphertext = match unit.dialect() {
        Dialect::V1 | Dialect::V2Legacy => format!("${{ssm:{path}~false}}"),
        Dialect::V2 | Dialect::V3 | Dialect::V4 => format!("${{ssm(noDecrypt):{path}}}"),
    };
    format!(
        "write `SSM_PATH_TO_{name}: {path}`, or `ENCRYPTED_{name}: {ciphertext}` with `{name}_ARN`, and the statement that opens it; `sealform convert` does"
    )
}
