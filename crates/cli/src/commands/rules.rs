//! `sealform rules`: what the codes mean, from the same texts as docs/diagnostics.md and docs/rules/.

use std::io::Write;

use sealform_diagnostic::{Code, registry};
use sealform_lint::{RULES, explain};

use crate::args::Rules;
use crate::exit;

/// Prints one code's explanation, or the list of all.
pub(crate) fn run(arguments: &Rules) -> u8 {
    let text = match &arguments.code {
        None => list(),
        Some(wanted) => match codes().into_iter().find(|code| code.id().eq_ignore_ascii_case(wanted) || code.name == wanted) {
            Some(code) => about(code),
            None => {
                let _ = writeln!(std::io::stderr(), "error: there is no such code; `sealform rules` lists them all");
                return exit::USAGE;
            }
        },
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
    exit::DONE
}

/// Every code in ascending order: the registry's, and those that only lint has.
fn codes() -> Vec<&'static Code> {
    let mut codes: Vec<&'static Code> = registry::ALL.iter().copied().chain(RULES.iter().map(|rule| rule.code)).collect();
    codes.sort_by_key(|code| code.number);
    codes.dedup();
    codes
}

/// The rules of lint first, then what else is reported.
fn list() -> String {
    let mut text = String::from("Rules of lint\n");
    for rule in RULES {
        let how = format!("{} {} {}", rule.group.word(), rule.severity.word(), rule.confidence.word());
        text.push_str(&format!("{}  {how:<21}  {:<38} {}\n", rule.code.id(), rule.code.name, first_sentence(rule.code)));
    }
    text.push_str("\nOther codes\n");
    for code in codes().into_iter().filter(|code| !RULES.iter().any(|rule| rule.code == *code)) {
        text.push_str(&format!("{}  {:<38} {}\n", code.id(), code.name, first_sentence(code)));
    }
    text
}

fn about(code: &Code) -> String {
    let rule = RULES.iter().find(|rule| rule.code == code);
    let how =
        rule.map(|rule| format!("group {}, severity {}, confidence {}\n", rule.group.word(), rule.severity.word(), rule.confidence.word()));
    format!("{} {}\n{}\n{}\n{}\n", code.id(), code.name, how.unwrap_or_default(), explain(code).trim_end(), code.url())
}

fn first_sentence(code: &Code) -> String {
    explain(code).lines().next().unwrap_or_default().to_owned()
}
