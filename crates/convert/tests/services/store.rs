//! Clear texts that go to Parameter Store: `--store-under`.

use sealform_convert::{Options, StoreUnder};
use sealform_secret::forms::FormName;

use crate::support::{convert, messages, options};

fn stored(text: &str, under: &str, form: FormName) -> (String, Vec<String>, Vec<String>) {
    let options = Options { store_under: Some(StoreUnder::parse(under).expect("it is a path")), ..options(form) };
    let conversion = convert(text, &[], options).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics:?}"));
    let new = conversion.files.first().map_or_else(|| text.to_owned(), |file| file.text.clone());
    let helps = conversion.diagnostics.iter().filter_map(|diagnostic| diagnostic.help.clone()).collect();
    (new, messages(&conversion.diagnostics), helps)
}

const TEXT: &str = "service: shop\nframeworkVersion: '3'\nfunctions:\n  f:\n    environment:\n      API_SECRET: ${env:SECRET} # why\n      DB_PASSWORD: hunter2hunter2\n      TOKEN: ${opt:token}\n      LEFT_SECRET: ${env:LEFT_SECRET, 'none'}\n";

#[test]
fn clear_texts_become_parameters_in_either_form() {
    let (new, messages, helps) = stored(TEXT, "/shop/${sls:stage}/", FormName::RuntimePath);
    for line in [
        "SSM_PATH_TO_API_SECRET: /shop/${sls:stage}/SECRET # why",
        "SSM_PATH_TO_DB_PASSWORD: /shop/${sls:stage}/DB_PASSWORD",
        "SSM_PATH_TO_TOKEN: /shop/${sls:stage}/token",
        "LEFT_SECRET: ${env:LEFT_SECRET, 'none'}",
        "ssm:GetParameter",
    ] {
        assert!(new.contains(line), "{line} in\n{new}");
    }
    assert!(!new.contains("hunter2"), "{new}");
    assert_eq!(messages.iter().filter(|message| message.starts_with("SF711")).count(), 3, "{messages:?}");
    assert!(
        helps.iter().any(|help| help.contains("--type SecureString") && help.contains("--name \"/shop/${STAGE:?}/SECRET\"")),
        "{helps:?}"
    );
    assert!(!format!("{messages:?}{helps:?}").contains("hunter2"));
    let (new, _, helps) = stored(TEXT, "/shop/prod", FormName::Ciphertext);
    assert!(
        new.contains("ENCRYPTED_API_SECRET: ${ssm(noDecrypt):/shop/prod/SECRET} # why") && new.contains("API_SECRET_ARN: !Sub"),
        "{new}"
    );
    assert!(helps.iter().any(|help| help.contains("--key-id \"${KEY:?}\"")), "{helps:?}");
}

#[test]
fn a_second_time_changes_nothing() {
    for form in FormName::ALL {
        let (new, ..) = stored(TEXT, "/shop/${sls:stage}", *form);
        let (again, ..) = stored(&new, "/shop/${sls:stage}", *form);
        assert_eq!(again, new);
    }
}

#[test]
fn two_secrets_never_share_a_name() {
    let text =
        "service: s\nfunctions:\n  f:\n    environment:\n      A_SECRET: ${env:A}\n  g:\n    environment:\n      B_SECRET: ${opt:A}\n";
    let (new, messages, _) = stored(text, "/p", FormName::RuntimePath);
    assert!(new.contains("SSM_PATH_TO_A_SECRET: /p/A") && new.contains("B_SECRET: ${opt:A}"), "{new}");
    assert!(messages.iter().any(|message| message.contains("and another secret is")), "{messages:?}");
}

#[test]
fn a_path_that_the_version_does_not_read_is_refused() {
    let text = "service: s\nframeworkVersion: '1'\nprovider:\n  environment:\n    A_SECRET: ${env:A}\n";
    let options = Options { store_under: StoreUnder::parse("/p/${sls:stage}").ok(), ..options(FormName::RuntimePath) };
    assert!(convert(text, &[], options).is_err());
    assert!(
        stored(text, "/p/${self:provider.stage}", FormName::RuntimePath).0.contains("SSM_PATH_TO_A_SECRET: /p/${self:provider.stage}/A")
    );
}
