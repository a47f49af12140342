//! The file put into an account, by the same functions that answer requests.

use std::collections::BTreeSet;

use crate::error::{LocalError, Place};
use crate::file::{File, KeyEntry, ParameterEntry};
use crate::local::Local;
use crate::refusal::Refusal;
use crate::ssm::{self, NewParameter};
use crate::{cloudformation, received, s3, secrets};

/// As [`Local::from_yaml`].
pub(crate) fn load(text: &str) -> Result<Local, LocalError> {
    let file = File::read(text)?;
    if file.account.len() != 12 || !file.account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong("account", "12 digits"));
    }
    check_region("region", Some(&file.region))?;
    let local = Local::new(&file.account, &file.region);
    load_keys(&local, &file.keys)?;
    for (index, entry) in file.parameters.iter().enumerate() {
        load_parameter(&local, entry, &format!("parameters[{index}]"))?;
    }
    for (index, entry) in file.secrets.iter().enumerate() {
        let place = format!("secrets[{index}]");
        check_region(&format!("{place}.region"), entry.region.as_deref())?;
        check_key(&local, entry.region.as_deref(), entry.key.as_deref(), &place)?;
        local
            .with_region(entry.region.as_deref().unwrap_or(local.region()), |region| {
                secrets::create(region, &entry.name, entry.key.as_deref(), &entry.value)
            })
            .map_err(|refusal| refused(&place, refusal))?;
    }
    for (index, entry) in file.stacks.iter().enumerate() {
        let place = format!("stacks[{index}]");
        check_region(&format!("{place}.region"), entry.region.as_deref())?;
        local
            .with_region(entry.region.as_deref().unwrap_or(local.region()), |region| {
                cloudformation::create(region, &entry.name, &entry.outputs)
            })
            .map_err(|refusal| refused(&place, refusal))?;
    }
    for (index, entry) in file.objects.iter().enumerate() {
        local
            .with_region(local.region(), |region| s3::create(region, &entry.bucket, &entry.key, &entry.value))
            .map_err(|refusal| refused(&format!("objects[{index}]"), refusal))?;
    }
    for (index, entry) in file.faults.into_iter().enumerate() {
        let unreadable = |(field, reason)| LocalError::Unreadable {
            place: Place::path(format!("faults[{index}].{field}")),
            reason: String::from(reason),
        };
        local.inject(entry.check().map_err(unreadable)?);
    }
    Ok(local)
}

/// One key may have several aliases: entries with the same ID.
fn load_keys(local: &Local, entries: &[KeyEntry]) -> Result<(), LocalError> {
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("keys[{index}]");
        check_region(&format!("{place}.region"), entry.region.as_deref())?;
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if entry.id.is_empty() || entry.id.len() > 64 || !entry.id.bytes().all(is_id) {
            return Err(wrong(&format!("{place}.id"), "a key ID, such as 11111111-2222-3333-4444-555555555555"));
        }
        if !entry.alias.starts_with("alias/") {
            return Err(wrong(&format!("{place}.alias"), "an alias with its prefix, such as `alias/demo`"));
        }
        local
            .with_region(entry.region.as_deref().unwrap_or(local.region()), |region| {
                region.keys.insert_customer_key(&entry.id, entry.usage, entry.state);
                region.keys.alias(&entry.alias, &entry.id)
            })
            .map_err(|refusal| refused(&format!("{place}.alias"), refusal))?;
    }
    Ok(())
}

fn load_parameter(local: &Local, entry: &ParameterEntry, place: &str) -> Result<(), LocalError> {
    check_region(&format!("{place}.region"), entry.region.as_deref())?;
    check_key(local, entry.region.as_deref(), entry.key.as_deref(), place)?;
    if entry.version == Some(0) {
        return Err(wrong(&format!("{place}.version"), "a number from 1"));
    }
    let labels: BTreeSet<&String> = entry.labels.iter().collect();
    if labels.len() != entry.labels.len() || labels.len() > 10 || !labels.iter().all(|label| ssm::is_label(label)) {
        return Err(wrong(&format!("{place}.labels"), "at most 10 different labels of letters, digits and `.-_`"));
    }
    let new = NewParameter {
        name: &entry.name,
        kind: Some(entry.kind),
        tier: Some(entry.tier),
        key: entry.key.as_deref(),
        value: &entry.value,
        overwrite: false,
    };
    let stored = local.with_region(entry.region.as_deref().unwrap_or(local.region()), |region| {
        ssm::put(region, &new)?;
        let parameter = region.parameters.get_mut(ssm::canonical(entry.name.trim()));
        if let Some(version) = parameter.and_then(|parameter| parameter.versions.last_mut()) {
            version.number = entry.version.unwrap_or(version.number);
            version.labels.clone_from(&entry.labels);
        }
        Ok(())
    });
    stored.map_err(|refusal| refused(place, refusal))
}

/// A key is written as in a request, but an alias never without its prefix.
fn check_key(local: &Local, region: Option<&str>, key: Option<&str>, place: &str) -> Result<(), LocalError> {
    let Some(key) = key else { return Ok(()) };
    let found = local.with_region(region.unwrap_or(local.region()), |region| region.keys.find(key).map(|_| ()));
    found.map_err(|_| {
        let alias = if key.starts_with("alias/") || key.starts_with("arn:") { "" } else { "; an alias begins with `alias/`" };
        wrong(&format!("{place}.key"), &format!("a key of the same Region that stands under `keys`{alias}"))
    })
}

fn check_region(place: &str, region: Option<&str>) -> Result<(), LocalError> {
    match region {
        Some(region) if !received::is_region(region) => Err(wrong(place, "a Region, such as us-west-2")),
        _ => Ok(()),
    }
}

fn wrong(path: &str, wanted: &str) -> LocalError {
    LocalError::Unreadable { place: Place::path(path), reason: format!("expected {wanted}") }
}

/// What AWS would refuse; its message might quote a name, so the reason is ours.
fn refused(path: &str, refusal: Refusal) -> LocalError {
    let reason = match refusal.code {
        "AlreadyExistsException" | "ParameterAlreadyExists" | "ResourceExistsException" => "it stands twice in this Region".to_owned(),
        "InvalidKeyId" | "EncryptionFailure" => "its key is not enabled for encryption".to_owned(),
        // The messages of PutParameter and of names quote nothing.
        _ => refusal.message,
    };
    LocalError::Refused { place: Place::path(path), code: refusal.code, reason }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused, response, send_to};

    fn error(text: &str) -> String {
        match Local::from_yaml(text) {
            Ok(_) => panic!("accepted"),
            Err(error) => error.to_string(),
        }
    }

    fn with(rest: &str) -> String {
        format!("account: \"123456789012\"\nregion: us-west-2\n{rest}")
    }

    #[test]
    fn what_stands_in_the_file_is_there() {
        let local = Local::from_yaml(DEMO).unwrap();
        assert_eq!((local.account(), local.region()), ("123456789012", "us-west-2"));
        assert_eq!(ask(&local, "AmazonSSM.GetParameter", json!({"Name": "flat"}))["Parameter"]["Value"], "plain");
        let deeper = ask(&local, "AmazonSSM.GetParameter", json!({"Name": "/demo/deep/er:stable"}))["Parameter"].clone();
        assert_eq!((&deeper["Version"], &deeper["Selector"]), (&json!(7), &json!(":stable")));
    }

    #[test]
    fn an_entry_belongs_to_one_region() {
        let local = Local::from_yaml(DEMO).unwrap();
        assert_eq!(refused(&local, "AmazonSSM.GetParameter", json!({"Name": "/abroad"})).0, "ParameterNotFound");
        let answer = response(send_to(&local, "eu-central-1", "AmazonSSM.GetParameter", json!({"Name": "/abroad"})));
        assert_eq!(answer.status(), 200);
    }

    #[test]
    fn clear_texts_are_the_secret_ones() {
        let texts = Local::from_yaml(DEMO).unwrap().clear_texts();
        assert!(texts.contains(&"the-secure-value".to_owned()));
        assert!(texts.contains(&"{\"password\":\"the-secret-value\"}".to_owned()));
        assert!(!texts.contains(&"plain".to_owned()));
    }

    #[test]
    fn errors_name_places_and_fields() {
        for (rest, expected) in [
            ("keys: [{alias: demo, id: a}]", "keys[0].alias: expected an alias with its prefix, such as `alias/demo`"),
            (
                "keys: [{alias: alias/a, id: a}, {alias: alias/a, id: b}]",
                "keys[1].alias: it stands twice in this Region (AlreadyExistsException)",
            ),
            (
                "parameters: [{name: /a, value: hunter2}, {name: /a, value: hunter2}]",
                "parameters[1]: it stands twice in this Region (ParameterAlreadyExists)",
            ),
            (
                "parameters: [{name: /a, type: Secure, value: hunter2}]",
                "parameters[0].type, line 3, column 31: not one of the words that this field takes",
            ),
            ("parameters: [{name: /a, value: [hunter2]}]", "parameters[0].value, line 3, column 32: the wrong type"),
            ("parameters: [{name: /a}]", "parameters[0], line 3, column 14: `value` is missing"),
            ("parameters: [{name: /a, valeu: hunter2}]", "parameters[0], line 3, column 25: a field that is not known here"),
            (
                "parameters: [{name: /a, type: SecureString, key: demo, value: hunter2}]",
                "parameters[0].key: expected a key of the same Region that stands under `keys`; an alias begins with `alias/`",
            ),
            ("parameters: [{name: /a, version: 0, value: hunter2}]", "parameters[0].version: expected a number from 1"),
            (
                "secrets: [{name: a, key: alias/b, value: hunter2}]",
                "secrets[0].key: expected a key of the same Region that stands under `keys`",
            ),
            ("stacks: [{name: a}, {name: a}]", "stacks[1]: it stands twice in this Region (AlreadyExistsException)"),
            (
                "stacks: [{name: a_b}]",
                "stacks[0]: a stack's name is made of at most 128 letters, digits and hyphens, and begins with a letter (ValidationException)",
            ),
            ("stacks: [{name: a, outputs: {Hunter: [hunter2]}}]", "line 3, column 38: the wrong type"),
            (
                "objects: [{bucket: abc, key: k, value: hunter2}, {bucket: abc, key: k, value: hunter2}]",
                "objects[1]: it stands twice in this Region (AlreadyExistsException)",
            ),
            (
                "objects: [{bucket: ABC, key: k, value: hunter2}]",
                "objects[0]: a bucket's name is made of 3 to 63 small letters, digits, dots and hyphens (InvalidBucketName)",
            ),
            (
                "faults: [{operation: ssm:GetParamters, kind: deny}]",
                "faults[0].operation: no such operation; write it as `ssm:GetParameters`",
            ),
        ] {
            assert_eq!(error(&with(rest)), expected, "{rest}");
        }
        assert_eq!(error("account: 1234\nregion: us-west-2"), "account: expected 12 digits");
    }

    #[test]
    fn an_unquoted_scalar_is_its_text() {
        let local = Local::from_yaml("account: 012345678901\nregion: us-west-2\nparameters: [{name: n, value: 0x10}]").unwrap();
        assert_eq!(local.account(), "012345678901");
        assert_eq!(ask(&local, "AmazonSSM.GetParameter", json!({"Name": "n"}))["Parameter"]["Value"], "0x10");
    }

    #[test]
    fn no_error_quotes_a_value() {
        for rest in [
            "parameters: [{name: /a, type: hunter2, value: x}]",
            "parameters: hunter2",
            "parameters: [{name: /a, hunter2: x, value: x}]",
            "hunter2: x",
            "parameters: [{name: 'a b hunter2', value: x}]",
            "parameters: [{name: hunter2/b, value: x}]",
            "keys: [{alias: alias/a, id: a, state: hunter2}]",
            "parameters: [{name: /a, value: \"hunter2\\q\"}]",
            "secrets: [{name: 'hunter2 ', value: hunter2}]",
            "parameters: [{name: /a, value: *hunter2}]",
        ] {
            let message = error(&with(rest));
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
