//! Flags of another version in a reference to Parameter Store.

use sealform_diagnostic::{Applicability, Edit, Fix, registry};
use sealform_resolve::Dialect;

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::ssm::{SsmReference, ssm_references};
use crate::unit::Unit;

declare_rule! {
    /// A reference to Parameter Store has a flag of another version of the Serverless Framework.
    ///
    /// `~true`, `~false`, `~split` and `ssm.REGION` exist in v1 and v2's old engine only. From the new engine on (v3, v4) what stands behind the `~` is part of the parameter's *name*, and
    /// `ssm.us-east-1` is a source that nobody knows. The other way round v1 drops a version (`:3`), a label and all of an ARN behind its first colon, and reads another parameter or the latest version
    /// (serverless 1.83.3, 2.72.4, 3.40.0, run 2026-11-23).
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENDPOINT: ${ssm:/orders/endpoint~split}
    ///       TABLE: ${ssm.us-east-1:/orders/table}
    /// ```
    ///
    /// `--fix` writes `~false` as `(noDecrypt)` and `ssm.REGION` as `ssm(REGION)`, which mean the same. To take `~true` away makes the reference decrypt into the template, so that is an unsafe fix.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENDPOINT: ${ssm:/orders/endpoint}
    ///       TABLE: ${ssm(us-east-1):/orders/table}
    /// ```
    registry::WRONG_DIALECT_FLAG, Legacy, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for reference in ssm_references(unit).into_iter().filter(|reference| !reference.is_ours()) {
        let found = match unit.dialect() {
            Dialect::V1 => dropped(&reference),
            Dialect::V2Legacy => None,
            Dialect::V2 | Dialect::V3 | Dialect::V4 => old_flag(unit, &reference),
        };
        findings.extend(found.map(|finding| finding.address(unit.address(reference.place))));
    }
}

/// What v1 drops.
fn dropped(reference: &SsmReference<'_>) -> Option<Finding> {
    let colon = reference.in_address(':')?;
    let address = reference.source.address.as_ref()?;
    let is_arn = reference.written(address.range.clone()).starts_with("arn:");
    let message = if is_arn {
        "v1 knows no ARNs: it asks for a parameter of the name `arn`"
    } else {
        "v1 drops the version or label and reads the latest version"
    };
    let help = if is_arn { "write the parameter's name" } else { "take it away, or write `$<ssm:...>`, which honours it" };
    Some(Finding::new(&RULE, reference.span(colon..reference.end()), message).saying("v1 does not read this").help(help))
}

/// What the old engine read and the new one does not.
fn old_flag(unit: &Unit<'_>, reference: &SsmReference<'_>) -> Option<Finding> {
    let version = unit.dialect().name();
    let tilde = reference.in_address('~');
    let flag = tilde.map(|tilde| reference.written(tilde + 1..reference.end()));
    let region = reference.dotted_region();
    let (span, message, saying) = match (tilde, region) {
        (Some(tilde), _) => (
            reference.span(tilde..reference.end()),
            format!("`~` is no flag in {version}: it is part of the parameter's name, which AWS refuses"),
            "a flag of v1",
        ),
        (None, Some(_)) => (
            reference.span(reference.source.name_range.clone()),
            format!("`ssm.REGION` is no source of {version}"),
            "the old engine's way to name a Region",
        ),
        (None, None) => return None,
    };
    let mut words: Vec<&str> = region.into_iter().collect();
    words.extend(reference.params().iter().map(|param| reference.written(param.range.clone())));
    if flag == Some("false") && !reference.has_word("noDecrypt") {
        words.push("noDecrypt");
    }
    let head = if words.is_empty() { "ssm".to_owned() } else { format!("ssm({})", words.join(", ")) };
    let help = match flag {
        Some("true") => {
            format!("write `${{{head}:...}}`, which decrypts; better give the function the ciphertext (`noDecrypt`) or the path")
        }
        Some("false") | None => format!("write `${{{head}:...}}`"),
        Some("split") => format!("write `${{{head}:...}}`, which splits a StringList"),
        Some(_) => "a parameter's name holds letters, digits and `.-_/` only".to_owned(),
    };
    let finding = Finding::new(&RULE, span, message).saying(saying).help(help);
    Some(match fix(reference, tilde, flag, &head) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn fix(reference: &SsmReference<'_>, tilde: Option<usize>, flag: Option<&str>, head: &str) -> Option<Fix> {
    if !matches!(flag, None | Some("true" | "false" | "split")) {
        return None;
    }
    let mut edits: Vec<Edit> = Vec::new();
    if reference.written(reference.head()) != head {
        edits.push(reference.edit(reference.head(), head));
    }
    if let Some(tilde) = tilde {
        edits.push(reference.edit(tilde..reference.end(), ""));
    }
    // Without the flag it works, and puts the clear text into the template.
    let applicability = if flag == Some("true") { Applicability::Unsafe } else { Applicability::Safe };
    Some(Fix { title: "Write it as this version does".to_owned(), applicability, edits })
}
