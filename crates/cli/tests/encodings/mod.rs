//! What a secret looks like where it must not stand.

/// The forms in which a secret could stand in an output: raw, base64 at its three alignments, hex, URL-escaped.
pub(crate) fn of(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), secret.replace('-', "%2D")];
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    forms.extend([hex.to_uppercase(), hex]);
    forms.extend((0..3).map(|shift| base64_core(secret, shift)));
    forms
}

/// The base64 text of `secret` behind `shift` unknown bytes, without the characters that depend on its neighbours.
fn base64_core(secret: &str, shift: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u8> = std::iter::repeat_n(0, shift).chain(secret.bytes()).collect();
    let digits = bytes.chunks_exact(3).flat_map(|chunk| {
        let bits = u32::from(chunk[0]) << 16 | u32::from(chunk[1]) << 8 | u32::from(chunk[2]);
        [18, 12, 6, 0].map(|offset| char::from(ALPHABET[(bits >> offset & 63) as usize]))
    });
    digits.skip(if shift == 0 { 0 } else { shift + 1 }).collect()
}
