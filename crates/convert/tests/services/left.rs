//! What is left for a person, with a message that quotes no value.

use sealform_secret::forms::FormName;

use crate::support::{convert, converted, messages, options};

#[test]
fn what_cannot_be_converted_stays_and_is_named() {
    let rows = [
        ("X: a-${ssm:/p}", "inside a longer text"),
        ("X: !Sub '${ssm:/p}-${AWS::Region}'", "intrinsic function"),
        ("X: ${ssm:/p, 'none'}", "has a fallback"),
        ("X: '{{resolve:secretsmanager:a:SecretString:b}}'", "is a dynamic reference"),
        ("API_SECRET: ${env:API_SECRET}", "from the environment of whoever deploys, `API_SECRET`"),
        ("DB_PASSWORD: hunter2hunter2", "is written out"),
        ("X: ${ssm:${opt:a}/b}", "begins with a variable"),
        ("X: ${ssm:/p}\n    SSM_PATH_TO_X: text", "that name is taken"),
        ("DB_PASSWORD: ${file(secrets.json):db}", "from a file that is not read"),
        ("DB_PASSWORD: ${opt:password}", "brings clear text"),
    ];
    for (entry, expected) in rows {
        let text = format!("service: s\nframeworkVersion: '3'\nprovider:\n  environment:\n    {entry}\n");
        let (new, messages) = converted(&text, FormName::RuntimePath);
        assert_eq!(new, text, "{entry}");
        assert!(messages.iter().any(|message| message.contains(expected)), "{entry}: {messages:?}");
    }
}

#[test]
fn a_variable_that_another_environment_overrides_stays() {
    let text = "service: s\nprovider:\n  environment:\n    X: ${ssm:/p}\nfunctions:\n  f:\n    environment:\n      X: 1\n";
    let (new, messages) = converted(text, FormName::RuntimePath);
    assert_eq!(new, text);
    assert!(messages.iter().any(|message| message.contains("another environment")), "{messages:?}");
    let both = text.replace("X: 1", "X: ${ssm:/q}");
    let (new, _) = converted(&both, FormName::RuntimePath);
    assert!(new.contains("    SSM_PATH_TO_X: /p\n") && new.contains("      SSM_PATH_TO_X: /q\n"), "{new}");
}

#[test]
fn a_name_that_is_used_elsewhere_stays() {
    let text = "service: s\nprovider:\n  environment:\n    X: ${ssm:/p}\ncustom:\n  y: ${self:provider.environment.X}\n";
    let (new, messages) = converted(text, FormName::RuntimePath);
    assert_eq!(new, text);
    assert!(messages.iter().any(|message| message.contains("used in clear text elsewhere")), "{messages:?}");
}

#[test]
fn the_command_that_stores_a_secret_reads_it_from_a_prompt() {
    let text =
        "service: shop\nprovider:\n  stage: prod\n  environment:\n    API_SECRET: ${env:API_SECRET}\n    DB_PASSWORD: hunter2hunter2\n";
    let conversion = convert(text, &[], options(FormName::RuntimePath)).expect("it is right");
    let helps: Vec<&str> = conversion.diagnostics.iter().filter_map(|diagnostic| diagnostic.help.as_deref()).collect();
    assert!(helps.iter().any(|help| help.contains("--name /shop/prod/API_SECRET --value file:///dev/stdin")), "{helps:?}");
    assert_eq!(conversion.masks.len(), 1, "the literal is masked");
    assert!(!format!("{:?} {:?}", helps, messages(&conversion.diagnostics)).contains("hunter2"));
}

#[test]
fn a_secret_that_nothing_uses_is_named() {
    let (new, messages) = converted("service: s\ncustom:\n  dead: ${ssm:/p}\n", FormName::RuntimePath);
    assert_eq!(new, "service: s\ncustom:\n  dead: ${ssm:/p}\n");
    assert!(messages.iter().any(|message| message.contains("`custom.dead` is decrypted on every command")), "{messages:?}");
}

#[test]
fn a_literal_that_lands_under_the_name_of_a_secret_is_masked_wherever_it_stands() {
    let secret = "hunter2hunter2";
    for (main, included) in [
        // Through an included file, whole and by a path, and through one that includes another place.
        ("      DB_PASSWORD: ${file(a.yml):x}\n", "x: hunter2hunter2\ny: shown\n"),
        ("      DB_PASSWORD: ${file(a.yml):x}\n", "x: pre-${self:custom.y}\ny: shown\nz: ${env:A, 'hunter2hunter2'}\n"),
        ("      DB_PASSWORD: ${file(a.yml):${sls:stage}.x}\n", "dev:\n  x: hunter2hunter2\n  y: shown\n"),
        // Through a path with a variable in it.
        ("      DB_PASSWORD: ${self:custom.${sls:stage}.x}\ncustom:\n  dev: {x: hunter2hunter2, y: shown}\n", ""),
        (
            "      DB_PASSWORD: ${self:custom.x-${sls:stage}, 'x'}\ncustom:\n  x-dev: ${self:custom.w}\n  w: hunter2hunter2\n  v: shown\n",
            "",
        ),
        ("      DB_PASSWORD: ${self:custom.${env:WAY}}\ncustom:\n  deep: {x: hunter2hunter2}\n", ""),
    ] {
        let text = format!("service: s\nprovider: {{name: aws}}\nfunctions:\n  f:\n    handler: a.b\n    environment:\n{main}");
        let conversion = convert(&text, &[("a.yml", included)], options(FormName::RuntimePath)).expect("it is right");
        let of = |index: u32| if index == 0 { text.as_str() } else { included };
        let masked: Vec<&str> = conversion
            .masks
            .iter()
            .map(|span| &of(if span.file == sealform_diagnostic::FileId::new(0) { 0 } else { 1 })[span.start as usize..span.end as usize])
            .collect();
        let expected = if included.contains("pre-") { "pre-" } else { secret };
        assert!(masked.iter().any(|text| text.contains(expected)), "{text}{included}: {masked:?}");
        assert!(!masked.iter().any(|text| text.contains("shown")), "{masked:?}");
    }
}
