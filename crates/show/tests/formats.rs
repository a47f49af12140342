//! Every rule in every format, and no secret in any of them: driven by the bad examples of the rules' own pages, so a new rule is covered at once.

use sealform_diagnostic::Sources;
use sealform_lint::{Config, Files, Outcome, RULES, Rule, lint};
use sealform_secret::Policy;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Strictness};
use sealform_show::{Coloring, FindingsFormat, Linted, findings};

fn linted(name: &str, text: &str) -> Linted {
    let policy = Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Offline,
    };
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    match lint(file, &sources, &Files::new(), &Config { policy, dialect: None }) {
        Outcome::Done(findings) => Linted::new(sources, findings),
        other => panic!("{name} is a whole file of its own: {other:?}\n{text}"),
    }
}

/// The bad examples of a rule's page.
fn bad_examples(rule: &Rule) -> Vec<String> {
    let page = sealform_lint::explain(rule.code);
    page.split("Found:\n\n```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

fn all() -> Vec<Linted> {
    let examples = RULES.iter().flat_map(|rule| {
        let id = rule.code.id();
        bad_examples(rule).into_iter().enumerate().map(move |(number, text)| linted(&format!("{id}-{number}.yml"), &text))
    });
    examples.collect()
}

/// What a format makes of findings; what depends on the version, and the pages of rules, which are in docs/rules, are left out.
fn document(format: FindingsFormat, linted: &[Linted], coloring: Coloring) -> String {
    let text = findings(format, linted, coloring);
    if format != FindingsFormat::Sarif {
        return text;
    }
    let mut log: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let run = &mut log["runs"][0];
    run["tool"]["driver"]["semanticVersion"] = "VERSION".into();
    for rule in run["tool"]["driver"]["rules"].as_array_mut().expect("there are rules") {
        rule["help"] = "PAGE".into();
    }
    serde_json::to_string_pretty(&log).expect("it was read")
}

/// Of each rule's first example the first finding of that rule: enough to see how it looks.
fn one_each() -> Vec<Linted> {
    let one = |rule: &&Rule| {
        let mut linted = linted(&format!("{}.yml", rule.code.id()), bad_examples(rule).first().expect("a rule has an example"));
        linted.findings.retain(|finding| finding.diagnostic.code == rule.code);
        linted.findings.truncate(1);
        linted
    };
    RULES.iter().map(one).collect()
}

#[test]
fn every_rule_is_shown_in_every_format() {
    for &format in FindingsFormat::ALL {
        let name = format.describe().0;
        // Annotations are the ten worst: there each rule is asked for by itself.
        let text = match format {
            FindingsFormat::Github => one_each().into_iter().map(|linted| document(format, &[linted], Coloring::Plain)).collect(),
            _ => document(format, &one_each(), Coloring::Plain),
        };
        for rule in RULES {
            assert!(text.contains(&rule.code.id()), "{name} does not show {}", rule.code.id());
        }
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn no_help_says_encrypted_twice() {
    assert!(!document(FindingsFormat::Json, &all(), Coloring::Plain).contains("ENCRYPTED_ENCRYPTED_"));
}

#[test]
fn the_ten_worst_are_annotated_and_the_others_counted() {
    let linted = all();
    let count: usize = linted.iter().map(|linted| linted.findings.len()).sum();
    let text = findings(FindingsFormat::Github, &linted, Coloring::Plain);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 11);
    assert!(lines[..10].iter().all(|line| line.starts_with("::error ")), "{text}");
    assert!(lines[10].contains(&format!("{} more findings", count - 10)), "{text}");
}

/// Looks for `secret` in every format, and for its form in JSON.
fn assert_hidden(linted: &[Linted], secret: &str, about: &str) {
    for &format in FindingsFormat::ALL {
        for coloring in [Coloring::Plain, Coloring::Colored] {
            let text = document(format, linted, coloring);
            let escaped = serde_json::to_string(secret).expect("text is JSON");
            assert!(!text.contains(secret) && !text.contains(escaped.trim_matches('"')), "{about}: {format:?} shows a secret");
        }
    }
}

#[test]
fn no_format_shows_what_a_finding_calls_secret() {
    let mut hunted = 0;
    for linted in all() {
        let secrets: Vec<String> = linted
            .findings
            .iter()
            .flat_map(|finding| &finding.secrets)
            .filter_map(|span| linted.sources.get(span.file)?.text().get(span.start as usize..span.end as usize))
            .flat_map(|text| text.lines().map(|line| line.trim().trim_matches(['"', '\'']).to_owned()))
            .filter(|text| text.len() >= 8)
            .collect();
        let linted = [linted];
        for secret in &secrets {
            hunted += 1;
            assert_hidden(&linted, secret, linted[0].sources.iter().next().map_or("", |(_, source)| source.path()));
        }
    }
    assert!(hunted > 0, "no example has a literal");
}

#[test]
fn no_format_shows_a_secret_on_or_beside_the_line_of_a_finding() {
    const TOKEN: &str = "ghp_7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS7bQ3xZ";
    const PASSWORD: &str = "canary-Pw-8f1g6h3j!";
    let places = [
        "      Environment: {Variables: {GITHUB_TOKEN: TOKEN, DB_PASSWORD: \"PASSWORD\"}}\n",
        "      Environment:\n        Variables:\n          A: '{{ resolve:ssm:/a }}'  # was TOKEN\n          # DB_PASSWORD: PASSWORD\n          B: x\n",
        "      Description: >-\n        postgres://app:PASSWORD@db/x and\n        TOKEN\n      Tags: ['{{ resolve:ssm:/a }}']\n",
        "      UserData: !Sub |\n        export DB_PASSWORD=PASSWORD\n        curl -H 'Authorization: Bearer TOKEN' https://${AWS::Region}.example.com {{ resolve:ssm:/a }}\n",
        "      Value: !Join ['', ['ghp_7bQ3xZ9kL2mW8v', 'T4nR6pD1cF5gH0jS7bQ3xZ', '{{ resolve:ssm:/a }}']]\n",
    ];
    for place in places {
        let properties = place.replace("TOKEN", TOKEN).replace("GITHUB_ghp_7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS7bQ3xZ", "GITHUB_TOKEN");
        let properties = properties.replace("PASSWORD", PASSWORD).replace(&format!("DB_{PASSWORD}"), "DB_PASSWORD");
        let text = format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api:\n    Type: AWS::Lambda::Function\n    Properties:\n{properties}"
        );
        let linted = [linted("template.yml", &text)];
        assert!(!linted[0].findings.is_empty(), "nothing is found in\n{text}");
        for secret in [TOKEN, PASSWORD, "T4nR6pD1cF5gH0jS7bQ3xZ"] {
            assert_hidden(&linted, secret, place);
        }
    }
}
