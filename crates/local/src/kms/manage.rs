//! `CreateKey` and `DescribeKey`.

use serde_json::{Value, json};

use super::keys::KeyUsage;
use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;

/// Symmetric keys for encryption only.
pub(crate) fn create_key(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    for (member, supported) in [("KeyUsage", "ENCRYPT_DECRYPT"), ("KeySpec", "SYMMETRIC_DEFAULT"), ("Origin", "AWS_KMS")] {
        if input.text(member)?.is_some_and(|asked| asked != supported) {
            return Err(Refusal::new("UnsupportedOperationException", format!("{member} other than {supported} is not imitated")));
        }
    }
    let metadata = region.keys.create(KeyUsage::EncryptDecrypt).metadata(&region.account);
    Ok(json!({"KeyMetadata": metadata}))
}

pub(crate) fn describe_key(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let key = region.keys.find(input.required_text("KeyId")?)?;
    Ok(json!({"KeyMetadata": key.metadata(&region.account)}))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    #[test]
    fn a_key_is_found_by_each_of_its_names() {
        let local = Local::from_yaml(DEMO).unwrap();
        let id = "11111111-2222-3333-4444-555555555555";
        let arn = format!("arn:aws:kms:us-west-2:123456789012:key/{id}");
        for name in [id, &arn, "alias/demo", "arn:aws:kms:us-west-2:123456789012:alias/demo"] {
            let metadata = ask(&local, "TrentService.DescribeKey", json!({"KeyId": name}))["KeyMetadata"].clone();
            assert_eq!(metadata["Arn"], arn, "{name}");
            assert_eq!(metadata["KeyId"], id);
            assert_eq!(metadata["KeyManager"], "CUSTOMER");
            assert_eq!(metadata["KeyState"], "Enabled");
            assert_eq!(metadata["Enabled"], true);
            assert_eq!(metadata["KeyUsage"], "ENCRYPT_DECRYPT");
            assert_eq!(metadata["KeySpec"], "SYMMETRIC_DEFAULT");
        }
    }

    #[test]
    fn every_region_has_the_managed_keys() {
        let metadata = ask(&Local::empty(), "TrentService.DescribeKey", json!({"KeyId": "alias/aws/ssm"}))["KeyMetadata"].clone();
        assert_eq!(metadata["KeyManager"], "AWS");
    }

    #[test]
    fn an_unknown_key_is_not_found() {
        let local = Local::empty();
        for name in ["alias/none", "11111111-0000-0000-0000-000000000000", "arn:aws:kms:eu-west-1:123456789012:alias/aws/ssm"] {
            assert_eq!(refused(&local, "TrentService.DescribeKey", json!({"KeyId": name})).0, "NotFoundException", "{name}");
        }
        assert_eq!(refused(&local, "TrentService.DescribeKey", json!({})).0, "ValidationException");
    }

    #[test]
    fn created_keys_differ_and_work() {
        let local = Local::empty();
        let first = ask(&local, "TrentService.CreateKey", json!({}))["KeyMetadata"]["KeyId"].clone();
        let second = ask(&local, "TrentService.CreateKey", json!({}))["KeyMetadata"]["KeyId"].clone();
        assert_ne!(first, second);
        ask(&local, "TrentService.Encrypt", json!({"KeyId": second, "Plaintext": "aGVsbG8="}));
        assert_eq!(refused(&local, "TrentService.CreateKey", json!({"KeySpec": "RSA_2048"})).0, "UnsupportedOperationException");
    }
}
