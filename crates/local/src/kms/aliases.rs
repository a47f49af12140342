//! `CreateAlias` and `ListAliases`.

use serde_json::{Value, json};

use crate::input::Input;
use crate::page::page;
use crate::refusal::Refusal;
use crate::region::{Region, THEN};

pub(crate) fn create_alias(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    region.keys.alias(input.required_text("AliasName")?, input.required_text("TargetKeyId")?)?;
    Ok(json!({}))
}

/// In pages of 50 unless `Limit` says otherwise (KMS API Reference, ListAliases, read 2026-11-23).
pub(crate) fn list_aliases(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let only = input.text("KeyId")?.map(|name| region.keys.find(name)).transpose()?;
    let aliases = region.keys.aliases.iter().filter(|(_, id)| only.is_none_or(|key| key.id == **id));
    let entries: Vec<Value> = aliases
        .map(|(alias, id)| {
            json!({
                "AliasName": alias, "AliasArn": region.keys.alias_arn(alias), "TargetKeyId": id, "CreationDate": THEN, "LastUpdatedDate": THEN,
            })
        })
        .collect();
    let limit = input.number("Limit", 50, 1, 1_000)?;
    let (entries, marker) =
        page(entries, input.text("Marker")?, limit).ok_or_else(|| Refusal::new("InvalidMarkerException", "Invalid marker"))?;
    let mut answer = json!({"Aliases": entries, "Truncated": marker.is_some()});
    if let Some(marker) = marker {
        answer["NextMarker"] = marker.into();
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    #[test]
    fn a_new_alias_is_listed() {
        let local = Local::from_yaml(DEMO).unwrap();
        ask(&local, "TrentService.CreateAlias", json!({"AliasName": "alias/other", "TargetKeyId": "11111111-2222-3333-4444-555555555555"}));
        let answer = ask(&local, "TrentService.ListAliases", json!({"KeyId": "alias/demo"}));
        let names: Vec<&str> = answer["Aliases"].as_array().unwrap().iter().map(|alias| alias["AliasName"].as_str().unwrap()).collect();
        assert_eq!(names, ["alias/demo", "alias/other"]);
        assert_eq!(answer["Truncated"], false);
    }

    #[test]
    fn aliases_come_in_pages() {
        let local = Local::from_yaml(DEMO).unwrap();
        let first = ask(&local, "TrentService.ListAliases", json!({"Limit": 2}));
        assert_eq!(first["Truncated"], true);
        let rest = ask(&local, "TrentService.ListAliases", json!({"Marker": first["NextMarker"]}));
        assert!(first["Aliases"].as_array().unwrap().iter().all(|alias| !rest["Aliases"].as_array().unwrap().contains(alias)));
        assert_eq!(refused(&local, "TrentService.ListAliases", json!({"Marker": "x"})).0, "InvalidMarkerException");
    }

    #[test]
    fn a_taken_or_malformed_alias_is_refused() {
        let local = Local::from_yaml(DEMO).unwrap();
        for (alias, code) in [
            ("alias/demo", "AlreadyExistsException"),
            ("demo", "InvalidAliasNameException"),
            ("alias/", "InvalidAliasNameException"),
            ("alias/aws/mine", "InvalidAliasNameException"),
        ] {
            assert_eq!(
                refused(&local, "TrentService.CreateAlias", json!({"AliasName": alias, "TargetKeyId": "alias/demo"})).0,
                code,
                "{alias}"
            );
        }
    }
}
