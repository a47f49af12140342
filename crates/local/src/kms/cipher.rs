//! `Encrypt`, `Decrypt` and `GenerateDataKey`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::blob::Blob;
use super::material;
use crate::input::{Input, required};
use crate::refusal::Refusal;
use crate::region::Region;

/// 1 to 4,096 bytes of plaintext (botocore KMS model, 1.44.5).
pub(crate) fn encrypt(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let key = region.keys.find(input.required_text("KeyId")?)?;
    let plaintext = input.blob("Plaintext")?.ok_or_else(|| required("Plaintext"))?;
    if !(1..=4096).contains(&plaintext.len()) {
        return Err(Refusal::validation(
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length between 1 and 4096",
        ));
    }
    let context = input.map("EncryptionContext")?;
    only_symmetric(input)?;
    key.usable_directly("kms:Encrypt")?;
    dry_run(input)?;
    Ok(json!({
        "CiphertextBlob": STANDARD.encode(key.seal(&context, &plaintext)), "KeyId": key.arn, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

pub(crate) fn decrypt(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let context = input.map("EncryptionContext")?;
    let named = input.text("KeyId")?.map(|name| region.keys.find(name)).transpose()?;
    only_symmetric(input)?;
    if input.texts("DryRunModifiers")?.contains(&"IGNORE_CIPHERTEXT") {
        if !input.flag("DryRun")? {
            return Err(Refusal::validation("DryRunModifiers needs DryRun"));
        }
        named.ok_or_else(|| required("KeyId"))?.usable_directly("kms:Decrypt")?;
        dry_run(input)?;
    }
    let bytes = input.blob("CiphertextBlob")?.ok_or_else(|| required("CiphertextBlob"))?;
    let blob = Blob::read(&bytes).ok_or_else(invalid_ciphertext)?;
    let key = region.keys.maker(&blob).ok_or_else(|| {
        Refusal::new(
            "AccessDeniedException",
            "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
        )
    })?;
    if named.is_some_and(|named| named.id != key.id) {
        return Err(Refusal::new(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        ));
    }
    key.usable_directly("kms:Decrypt")?;
    let plaintext = key.open(&context, &blob).ok_or_else(invalid_ciphertext)?;
    dry_run(input)?;
    Ok(json!({"KeyId": key.arn, "Plaintext": STANDARD.encode(&plaintext), "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}))
}

/// 1 to 1,024 bytes, or those of a `KeySpec` (botocore KMS model, 1.44.5).
pub(crate) fn generate_data_key(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let key = region.keys.find(input.required_text("KeyId")?)?;
    let length = match (input.text("KeySpec")?, input.number("NumberOfBytes", 0, 1, 1_024)?) {
        (Some("AES_256"), 0) => 32,
        (Some("AES_128"), 0) => 16,
        (None, length) if length > 0 => usize::try_from(length).unwrap_or_default(),
        _ => return Err(Refusal::validation("Please specify either number of bytes or key spec.")),
    };
    let context = input.map("EncryptionContext")?;
    key.usable_directly("kms:GenerateDataKey")?;
    dry_run(input)?;
    let mut plaintext = Zeroizing::new(vec![0; length]);
    material::random(&mut plaintext);
    let blob = key.seal_data_key(&context, &plaintext);
    Ok(json!({"CiphertextBlob": STANDARD.encode(blob), "Plaintext": STANDARD.encode(&plaintext), "KeyId": key.arn}))
}

/// A dry run never succeeds: this error says that the request would have
/// (KMS Developer Guide, "Testing your permissions", read 2026-11-23).
fn dry_run(input: Input<'_>) -> Result<(), Refusal> {
    if input.flag("DryRun")? {
        return Err(Refusal::new("DryRunOperationException", "The request would have succeeded, but the DryRun option is set."));
    }
    Ok(())
}

fn only_symmetric(input: Input<'_>) -> Result<(), Refusal> {
    match input.text("EncryptionAlgorithm")? {
        None | Some("SYMMETRIC_DEFAULT") => Ok(()),
        Some(_) => Err(Refusal::new("InvalidKeyUsageException", "Only SYMMETRIC_DEFAULT is imitated.")),
    }
}

/// KMS says nothing more, whether the context is wrong or a bit has flipped.
fn invalid_ciphertext() -> Refusal {
    Refusal::new("InvalidCiphertextException", "")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::{any, proptest};
    use serde_json::{Value, json};

    use crate::Local;
    use crate::testing::{DEMO, ask, refused, response, send_to};

    const DECRYPT: &str = "TrentService.Decrypt";
    const ENCRYPT: &str = "TrentService.Encrypt";

    fn demo() -> Local {
        Local::from_yaml(DEMO).unwrap()
    }

    fn sealed(local: &Local, context: Value) -> Value {
        ask(local, ENCRYPT, json!({"KeyId": "alias/demo", "Plaintext": STANDARD.encode("secret_value"), "EncryptionContext": context}))["CiphertextBlob"]
            .clone()
    }

    #[test]
    fn what_is_encrypted_is_decrypted() {
        let local = demo();
        let blob = sealed(&local, json!({"a": "1", "b": "2"}));
        let answer =
            ask(&local, DECRYPT, json!({"CiphertextBlob": blob, "EncryptionContext": {"b": "2", "a": "1"}, "KeyId": "alias/demo"}));
        assert_eq!(answer["Plaintext"], STANDARD.encode("secret_value"));
        assert_eq!(answer["KeyId"], "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555");
    }

    #[test]
    fn a_blob_looks_like_one_of_kms() {
        let local = demo();
        let blob = sealed(&local, json!({}));
        assert!(blob.as_str().unwrap().starts_with("AQICAH"));
        // A data key of 32 bytes is a blob of 184: 152 more than the plaintext.
        assert_eq!(STANDARD.decode(blob.as_str().unwrap()).unwrap().len(), 12 + 152);
        assert_ne!(blob, sealed(&local, json!({})), "the nonce is random");
        let data_key = ask(&local, "TrentService.GenerateDataKey", json!({"KeyId": "alias/demo", "KeySpec": "AES_256"}));
        let bytes = STANDARD.decode(data_key["CiphertextBlob"].as_str().unwrap()).unwrap();
        assert_eq!((bytes.len(), &bytes[..5]), (184, [1, 2, 3, 0, 0x78].as_slice()));
    }

    #[test]
    fn a_blob_is_readable_in_a_later_run() {
        let blob = sealed(&demo(), json!({}));
        assert_eq!(ask(&demo(), DECRYPT, json!({"CiphertextBlob": blob}))["Plaintext"], STANDARD.encode("secret_value"));
    }

    #[test]
    fn a_data_key_is_what_its_blob_holds() {
        let local = demo();
        let context = json!({"a": "1"});
        let key =
            ask(&local, "TrentService.GenerateDataKey", json!({"KeyId": "alias/demo", "NumberOfBytes": 7, "EncryptionContext": context}));
        let answer = ask(&local, DECRYPT, json!({"CiphertextBlob": key["CiphertextBlob"], "EncryptionContext": context}));
        assert_eq!(answer["Plaintext"], key["Plaintext"]);
        assert_eq!(refused(&local, "TrentService.GenerateDataKey", json!({"KeyId": "alias/demo"})).0, "ValidationException");
    }

    #[test]
    fn another_context_is_an_invalid_ciphertext_without_a_message() {
        let local = demo();
        let blob = sealed(&local, json!({"a": "1"}));
        for context in [json!({}), json!({"a": "2"}), json!({"A": "1"}), json!({"a": "1", "b": "2"}), json!({"a1": ""})] {
            let refusal = refused(&local, DECRYPT, json!({"CiphertextBlob": blob, "EncryptionContext": context}));
            assert_eq!(refusal, ("InvalidCiphertextException".to_owned(), String::new()), "{context}");
        }
    }

    #[test]
    fn a_changed_blob_is_refused() {
        let local = demo();
        let bytes = STANDARD.decode(sealed(&local, json!({})).as_str().unwrap()).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            let code = refused(&local, DECRYPT, json!({"CiphertextBlob": STANDARD.encode(changed)})).0;
            let expected = if (5..37).contains(&place) { "AccessDeniedException" } else { "InvalidCiphertextException" };
            assert_eq!(code, expected, "byte {place}");
        }
    }

    #[test]
    fn keys_that_cannot_be_used_say_why() {
        let local = demo();
        for (key, code) in [
            ("alias/off", "DisabledException"),
            ("alias/going", "KMSInvalidStateException"),
            ("alias/signing", "InvalidKeyUsageException"),
            ("alias/aws/ssm", "AccessDeniedException"),
            ("alias/aws/secretsmanager", "AccessDeniedException"),
            ("alias/none", "NotFoundException"),
        ] {
            assert_eq!(refused(&local, ENCRYPT, json!({"KeyId": key, "Plaintext": "YQ=="})).0, code, "{key}");
            assert_eq!(refused(&local, "TrentService.GenerateDataKey", json!({"KeyId": key, "KeySpec": "AES_256"})).0, code, "{key}");
        }
    }

    #[test]
    fn a_managed_key_decrypts_for_nobody_directly() {
        let local = demo();
        let blob = local.encrypt("alias/aws/ssm", &BTreeMap::new(), b"x").unwrap();
        assert_eq!(refused(&local, DECRYPT, json!({"CiphertextBlob": STANDARD.encode(blob)})).0, "AccessDeniedException");
    }

    #[test]
    fn the_named_key_must_be_the_one() {
        let local = demo();
        let blob = sealed(&local, json!({}));
        assert_eq!(refused(&local, DECRYPT, json!({"CiphertextBlob": blob, "KeyId": "alias/off"})).0, "IncorrectKeyException");
        let abroad = response(send_to(&local, "eu-central-1", DECRYPT, json!({"CiphertextBlob": blob})));
        assert_eq!(abroad.headers()["x-amzn-errortype"], "AccessDeniedException");
    }

    #[test]
    fn a_dry_run_fails_in_its_own_way() {
        let local = demo();
        let blob = sealed(&local, json!({"a": "1"}));
        let context = json!({"a": "1"});
        let ask = |members| refused(&local, DECRYPT, members).0;
        assert_eq!(ask(json!({"CiphertextBlob": blob, "EncryptionContext": context, "DryRun": true})), "DryRunOperationException");
        assert_eq!(ask(json!({"CiphertextBlob": blob, "DryRun": true})), "InvalidCiphertextException");
        let modifiers = json!(["IGNORE_CIPHERTEXT"]);
        assert_eq!(ask(json!({"KeyId": "alias/demo", "DryRun": true, "DryRunModifiers": modifiers})), "DryRunOperationException");
        assert_eq!(ask(json!({"KeyId": "alias/off", "DryRun": true, "DryRunModifiers": modifiers})), "DisabledException");
        assert_eq!(
            refused(&local, ENCRYPT, json!({"KeyId": "alias/demo", "Plaintext": "YQ==", "DryRun": true})).0,
            "DryRunOperationException"
        );
        assert!(local.calls().iter().filter(|call| call.operation == "kms:Decrypt").all(|call| call.dry_run));
    }

    #[test]
    fn plaintext_has_1_to_4096_bytes() {
        let local = demo();
        for (length, works) in [(0, false), (1, true), (4_096, true), (4_097, false)] {
            let members = json!({"KeyId": "alias/demo", "Plaintext": STANDARD.encode(vec![b'a'; length])});
            if works {
                let blob = ask(&local, ENCRYPT, members)["CiphertextBlob"].clone();
                ask(&local, DECRYPT, json!({"CiphertextBlob": blob}));
            } else {
                assert_eq!(refused(&local, ENCRYPT, members).0, "ValidationException");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_under_any_context_comes_back(
            plaintext in proptest::collection::vec(any::<u8>(), 1..300),
            context in proptest::collection::btree_map(".{0,12}", ".{0,12}", 0..4),
        ) {
            let local = demo();
            let blob = local.encrypt("alias/demo", &context, &plaintext).unwrap();
            let answer = ask(&local, DECRYPT, json!({"CiphertextBlob": STANDARD.encode(&blob), "EncryptionContext": context}));
            assert_eq!(STANDARD.decode(answer["Plaintext"].as_str().unwrap()).unwrap(), plaintext);
            let mut other = context.clone();
            other.insert("one more".to_owned(), String::new());
            let refusal = refused(&local, DECRYPT, json!({"CiphertextBlob": STANDARD.encode(&blob), "EncryptionContext": other}));
            assert_eq!(refusal.0, "InvalidCiphertextException");
        }

        #[test]
        fn no_bytes_make_decrypt_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let code = refused(&demo(), DECRYPT, json!({"CiphertextBlob": STANDARD.encode(bytes)})).0;
            assert_eq!(code, "InvalidCiphertextException");
        }
    }
}
