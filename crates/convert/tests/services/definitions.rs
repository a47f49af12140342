//! Values that an environment leads to: they change where they stand, unless something else needs them.

use sealform_secret::forms::FormName;

use crate::support::{convert, converted, messages, messages_of, options};

#[test]
fn a_definition_that_only_environments_use_changes_where_it_stands() {
    let text = "service: s\ncustom:\n  a: ${self:custom.b}\n  b: ${ssm:/p} # the secret\nfunctions:\n  f:\n    environment:\n      X: ${self:custom.a}\n  g:\n    environment: {Y: '${self:custom.b}'}\n";
    let (new, _) = converted(text, FormName::RuntimePath);
    assert!(new.contains("  b: /p # the secret\n"), "{new}");
    assert!(new.contains("      SSM_PATH_TO_X: ${self:custom.a}\n"), "{new}");
    assert!(new.contains("    environment: {SSM_PATH_TO_Y: '${self:custom.b}'}\n"), "{new}");
}

#[test]
fn a_definition_that_something_else_uses_stays_and_the_variable_gets_the_path() {
    let text = "service: s\ncustom:\n  b: ${ssm:/p}\nfunctions:\n  f:\n    environment:\n      X: ${self:custom.b}\nresources:\n  Resources:\n    T:\n      Properties:\n        Name: ${self:custom.b}\n";
    let (new, messages) = converted(text, FormName::RuntimePath);
    assert!(new.contains("  b: ${ssm:/p}\n") && new.contains("      SSM_PATH_TO_X: /p\n"), "{new}");
    assert!(messages.iter().any(|message| message.contains("resources.Resources.T.Properties.Name")), "{messages:?}");
    // A reference to the whole of `custom` may need it too.
    let (new, _) =
        converted(&text.replace("custom.b}\n", "custom}\n").replace("X: ${self:custom}", "X: ${self:custom.b}"), FormName::RuntimePath);
    assert!(new.contains("  b: ${ssm:/p}\n"), "{new}");
}

#[test]
fn a_key_of_a_json_secret_is_named_beside_it() {
    let text = "service: s\ncustom:\n  db: ${ssm:/p}\nprovider:\n  environment:\n    PW: ${self:custom.db.auth.password}\n";
    let (new, _) = converted(text, FormName::RuntimePath);
    assert!(new.contains("    SSM_PATH_TO_PW: ${self:custom.db}\n    PW_JSON_KEY: auth.password\n"), "{new}");
}

#[test]
fn anchors_and_merge_keys_are_followed() {
    let text = "service: s\nprovider:\n  environment: &all\n    X: &x ${ssm:/p}\n    Z: 1\nfunctions:\n  f:\n    environment:\n      <<: *all\n      Y: *x\n";
    let (new, messages) = converted(text, FormName::RuntimePath);
    assert!(new.contains("    SSM_PATH_TO_X: &x /p\n") && new.contains("      SSM_PATH_TO_Y: *x\n"), "{new}\n{messages:?}");
    // An alias outside of the environments needs the clear text.
    let (new, messages) = converted(&format!("{text}custom:\n  c: *x\n"), FormName::RuntimePath);
    assert!(new.contains("    X: &x ${ssm:/p}\n"), "{new}");
    assert!(messages_of(&messages, "SF701"), "{messages:?}");
}

#[test]
fn included_files_are_converted_once() {
    let text = "service: s\nprovider:\n  environment: ${file(./env.yml):all}\nfunctions: ${file(functions.yml)}\ncustom:\n  secrets: ${file(secrets.yml)}\n";
    let files = [
        ("env.yml", "all:\n  X: ${ssm:/p}\nother: 1\n"),
        ("functions.yml", "f:\n  environment:\n    Y: ${self:custom.secrets.y}\ng:\n  environment: ${file(env.yml):all}\n"),
        ("secrets.yml", "y: ${ssm:/y}\n"),
    ];
    let conversion = convert(text, &files, options(FormName::RuntimePath)).expect("it is right");
    let of = |path: &str| conversion.files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    assert_eq!(of("env.yml"), Some("all:\n  SSM_PATH_TO_X: /p\nother: 1\n"));
    assert_eq!(of("secrets.yml"), Some("y: /y\n"));
    assert!(of("functions.yml").is_some_and(|text| text.contains("    SSM_PATH_TO_Y: ${self:custom.secrets.y}\n")), "{conversion:?}");
    assert!(of("").is_some_and(|text| text.contains("statements:")), "{conversion:?}");
}

#[test]
fn an_environment_that_is_not_read_is_named() {
    let text = "service: s\nprovider:\n  environment: ${file(env.${opt:stage}.yml)}\n";
    let conversion = convert(text, &[], options(FormName::RuntimePath)).expect("it is right");
    assert!(conversion.files.is_empty());
    assert!(messages_of(&messages(&conversion.diagnostics), "SF701"));
}
