//! Generated services that mix all forms, dialects and styles: they convert, a second time changes nothing, and the linter finds nothing
//! that was not listed.

use std::fmt::Write as _;

use sealform_resolve::DialectFlag;
use sealform_secret::forms::FormName;

use crate::lint::unlisted;
use crate::support::{convert, converted, messages_of, options};

/// Throws that a seed decides (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("it is below a usize")
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const PUBLIC: [&str; 6] = ["orders", "${sls:stage}", "12", "!Ref Table", "${self:custom.public}", "'${opt:stage, \"dev\"}'"];
const NEW: [&str; 7] = [
    "${ssm:/app/NAME}",
    "'${ssm:/app/${sls:stage}/NAME}'",
    "\"${ssm(eu-west-1):/app/NAME}\"",
    "${ssm(raw):/app/NAME:3}",
    "${ssm:/aws/reference/secretsmanager/NAME}",
    "${self:custom.one}",
    "${self:custom.json.key}",
];
const OLD: [&str; 6] = [
    "${ssm:/app/NAME~true}",
    "'${ssm:/app/${self:provider.stage}/NAME~true}'",
    "\"${ssm.eu-west-1:/app/NAME~true}\"",
    "${ssm:/aws/reference/secretsmanager/NAME~true}",
    "${self:custom.one}",
    "${self:custom.json.key}",
];
const LEFT: [&str; 4] =
    ["postgres://app@${ssm:/app/NAMEFLAG}/db", "${ssm:/app/NAMEFLAG, 'none'}", "${env:APP_SECRET}", "!Sub '${ssm:/app/NAMEFLAG}'"];
const SEALED: [&str; 2] = ["SSM_PATH_TO_NAME: /app/NAME", "PLAIN_NAME: text"];

/// A service, and whether a secret of Parameter Store is in it that can be converted.
fn service(dice: &mut Dice) -> (String, bool) {
    let (version, old) = [("1", true), ("2", true), ("^3.0.0", false), ("4", false), (">=2.0 <4", false)][dice.below(5)];
    let with_secrets = !dice.one_in(5);
    let step = " ".repeat(2 + 2 * dice.below(2));
    let mut secret = false;
    let mut text = format!("# generated\nservice: app # é\nframeworkVersion: '{version}'\n");
    if dice.one_in(3) {
        text.push_str("plugins:\n  - serverless-iam-roles-per-function\n");
    }
    if dice.one_in(4) {
        text.push_str("\n\nplugins_: [a, b] # flow\n");
    }
    let flag = if old { "~true" } else { "" };
    text.push_str("custom:\n");
    let _ = writeln!(text, "{step}public: orders");
    if with_secrets {
        let _ = writeln!(text, "{step}one: ${{ssm:/app/one{flag}}} # the one\n{step}json: \"${{ssm:/app/json{flag}}}\"");
    }
    let _ = writeln!(text, "provider:\n{step}name: aws\n{step}stage: dev");
    if dice.one_in(2) {
        let _ = writeln!(text, "{step}environment:{}", dice.pick(&["", " # shared", " &shared"]));
        secret |= entries(dice, &mut text, &step.repeat(2), "P", old, with_secrets);
    }
    match dice.below(4) {
        0 => {
            let _ = writeln!(
                text,
                "{step}iamRoleStatements:\n{step}- Effect: Allow\n{step}  Action: s3:GetObject\n{step}  Resource: arn:aws:s3:::b/*"
            );
        }
        1 if !old => {
            let _ = writeln!(
                text,
                "{step}iam: {{role: {{statements: [{{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*'}}]}}}}"
            );
        }
        _ => {}
    }
    text.push_str("functions:\n");
    for number in 0..=dice.below(3) {
        let _ = writeln!(text, "\n{step}f{number}:\n{inner}handler: a.b", inner = step.repeat(2));
        match dice.below(4) {
            0 => {}
            1 => {
                let (value, of_secret) = value(dice, old, with_secrets);
                secret |= of_secret;
                if value.starts_with(['\'', '"']) {
                    let _ = writeln!(
                        text,
                        "{}environment: {{F{number}: {}, N: 1}} # flow",
                        step.repeat(2),
                        value.replace("NAME", &format!("f{number}"))
                    );
                } else {
                    let _ = writeln!(text, "{}environment: {{N: '1'}}", step.repeat(2));
                    secret &= !of_secret || text.contains("ssm");
                }
            }
            _ => {
                let _ = writeln!(text, "{}environment:", step.repeat(2));
                secret |= entries(dice, &mut text, &step.repeat(3), &format!("F{number}"), old, with_secrets);
            }
        }
    }
    if dice.one_in(3) {
        text.push_str("resources:\n  Resources:\n    Key:\n      Type: AWS::KMS::Key\n");
    }
    if dice.one_in(4) {
        text = text.trim_end().to_owned();
    }
    if dice.one_in(4) {
        text = text.replace('\n', "\r\n");
    }
    if dice.one_in(6) {
        text.insert(0, '\u{FEFF}');
    }
    (text, secret)
}

fn entries(dice: &mut Dice, text: &mut String, margin: &str, prefix: &str, old: bool, with_secrets: bool) -> bool {
    let mut secret = false;
    for number in 0..=dice.below(4) {
        let name = format!("{prefix}_V{number}");
        match dice.below(6) {
            0 => {
                let _ = writeln!(text, "{margin}{}", dice.pick(&SEALED).replace("NAME", &name));
            }
            1 if with_secrets => {
                let flag = if old { "~true" } else { "" };
                let value = dice.pick(&LEFT).replace("NAME", &name.to_lowercase()).replace("FLAG", flag);
                let _ = writeln!(text, "{margin}{name}: {value}");
            }
            _ => {
                let (value, of_secret) = value(dice, old, with_secrets);
                secret |= of_secret;
                let _ = writeln!(text, "{margin}{name}: {}{}", value.replace("NAME", &name.to_lowercase()), dice.pick(&["", " # why"]));
            }
        }
        text.push_str(dice.pick(&["", "", "\n"]));
    }
    secret
}

fn value(dice: &mut Dice, old: bool, with_secrets: bool) -> (String, bool) {
    if !with_secrets || dice.one_in(3) {
        return (dice.pick(&PUBLIC).to_owned(), false);
    }
    (dice.pick(if old { &OLD } else { &NEW }).to_owned(), true)
}

#[test]
fn five_hundred_generated_services_convert() {
    let (mut changed, mut unchanged) = (0, 0);
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let (text, _) = service(&mut dice);
        let holds_parameters = text.contains("ssm:") || text.contains("ssm(") || text.contains("ssm.");
        for &form in FormName::ALL {
            let (new, messages) = converted(&text, form);
            let (again, _) = converted(&new, form);
            assert_eq!(again, new, "seed {seed}: a second time changes\n{text}");
            assert!(new != text || !messages_of(&messages, "SF702"), "seed {seed}:\n{text}\n{messages:?}");
            assert!(holds_parameters || text.contains("SSM_PATH") || new == text, "seed {seed}: there is no secret in\n{text}");
            let storing =
                || sealform_convert::Options { store_under: sealform_convert::StoreUnder::parse("/app/dev").ok(), ..options(form) };
            let stored = convert(&text, &[], storing()).unwrap_or_else(|diagnostics| panic!("seed {seed}: {diagnostics:?} in\n{text}"));
            if let Some(file) = stored.files.first() {
                let again = convert(&file.text, &[], storing()).unwrap_or_else(|diagnostics| panic!("seed {seed}: {diagnostics:?}"));
                assert!(again.files.is_empty(), "seed {seed}: a second time changes\n{}", file.text);
            }
            let found = unlisted(&new, None, form);
            assert!(found.is_empty(), "seed {seed}: {found:#?} in\n{new}");
            let count = if new == text { &mut unchanged } else { &mut changed };
            *count += 1;
        }
    }
    assert!(changed > 500 && unchanged > 100, "{changed} changed, {unchanged} did not");
}

#[test]
fn generated_services_of_old_versions_move() {
    for seed in 0..200 {
        let (text, _) = service(&mut Dice(seed));
        for target in [DialectFlag::V3, DialectFlag::V4] {
            let options = sealform_convert::Options { target: Some(target), ..options(FormName::Ciphertext) };
            let Ok(conversion) = convert(&text, &[], options.clone()) else {
                assert!(text.contains("'4'"), "seed {seed}: only v4 has no way to v3\n{text}");
                continue;
            };
            let Some(file) = conversion.files.first() else { continue };
            let again =
                convert(&file.text, &[], options).unwrap_or_else(|diagnostics| panic!("seed {seed}: {diagnostics:?} in\n{}", file.text));
            assert!(again.files.is_empty(), "seed {seed}: a second time changes\n{}", file.text);
            assert!(!file.text.contains('~'), "seed {seed}: a flag of old versions is left in\n{}", file.text);
        }
    }
}
