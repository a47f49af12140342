//! The registry is in order, and every rule's page tells the truth: its bad examples are found, its good ones are silent.

#[expect(dead_code, reason = "only the configuration is shared with the other tests")]
mod support;

use sealform_diagnostic::{Severity, Sources, registry};
use sealform_lint::{Files, Finding, Included, Outcome, RULES, Rule, lint};

fn findings(text: &str, include: Option<&str>) -> Vec<Finding> {
    let mut sources = Sources::new();
    let file = sources.add("example.yml", text);
    let mut files = Files::new();
    loop {
        match lint(file, &sources, &files, &support::config()) {
            Outcome::Done(findings) => return findings,
            Outcome::Needs(paths) => {
                for path in paths {
                    let read = include.map(|text| Included::Read(sources.add(path.clone(), text)));
                    files.insert(path, read.unwrap_or(Included::Unknown));
                }
            }
            Outcome::NotForUs => panic!("an example is a service or a template\n{text}"),
        }
    }
}

/// The blocks of `rule`'s page whose info string is `info`.
fn examples(rule: &Rule, info: &str) -> Vec<String> {
    let lines = rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut blocks = Vec::new();
    let mut block: Option<(bool, String)> = None;
    for line in lines {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(opening)) => block = Some((opening == info, String::new())),
            (Some(_), Some(_)) => blocks.extend(block.take().filter(|(wanted, _)| *wanted).map(|(_, text)| text)),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn codes_ascend_and_no_code_is_used_twice() {
    let numbers: Vec<u16> = RULES.iter().map(|rule| rule.code.number).collect();
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
    for code in registry::ALL {
        let rule = RULES.iter().find(|rule| rule.code.number == code.number);
        assert!(rule.is_none_or(|rule| rule.code == *code), "{} is taken", code.id());
    }
}

#[test]
fn bad_examples_are_found_and_good_ones_are_silent() {
    for rule in RULES {
        let (bad, good) = (examples(rule, "yaml,bad"), examples(rule, "yaml,good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{} needs a bad and a good example", rule.code.id());
        let include = examples(rule, "yaml,included").into_iter().next();
        for text in bad {
            assert!(
                findings(&text, include.as_deref()).iter().any(|finding| finding.diagnostic.code == rule.code),
                "{} misses\n{text}",
                rule.code.id()
            );
        }
        for text in good {
            let loud: Vec<_> =
                findings(&text, include.as_deref()).into_iter().filter(|finding| finding.diagnostic.severity > Severity::Note).collect();
            assert!(loud.is_empty(), "{} is good, but {loud:?}\n{text}", rule.code.id());
        }
    }
}
