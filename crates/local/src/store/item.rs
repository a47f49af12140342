//! One entry as text: the fields it needs, and a flow mapping of them on one line.

use zeroize::Zeroizing;

use super::entry::Entry;
use crate::ssm::{ParameterType, Tier};

/// One field of an entry.
pub(super) struct Field<'a> {
    pub(super) name: &'static str,
    pub(super) text: &'a str,
    /// Whether the entry means something else without it.
    pub(super) needed: bool,
}

/// Every field that the entry may be written with, in order.
pub(super) fn fields<'a>(entry: &'a Entry, home: &'a str) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    let mut push = |name, text, needed| fields.push(Field { name, text, needed });
    let (name, region) = entry.place();
    push("name", name, true);
    let (key, value) = match entry {
        Entry::Parameter { kind, tier, key, value, .. } => {
            push("type", kind.as_str(), *kind != ParameterType::String);
            push("tier", tier.as_str(), *tier != Tier::Standard);
            (key, value)
        }
        Entry::Secret { key, value, .. } => (key, value),
    };
    if let Some(key) = key {
        push("key", key, true);
    }
    let region = region.unwrap_or(home);
    push("region", region, region != home);
    push("value", value, true);
    fields
}

/// `{"name": "...", ...}`: YAML and JSON alike.
pub(super) fn flow(fields: &[Field<'_>]) -> Zeroizing<String> {
    let pairs: Vec<Zeroizing<String>> = fields
        .iter()
        .filter(|field| field.needed)
        .map(|field| Zeroizing::new(format!("\"{}\": {}", field.name, *quoted(field.text))))
        .collect();
    let pairs: Vec<&str> = pairs.iter().map(|pair| pair.as_str()).collect();
    Zeroizing::new(format!("{{{}}}", pairs.join(", ")))
}

/// Double-quoted, with everything escaped that a reader of YAML 1.1 or 1.2 might take for a line break or refuse.
pub(super) fn quoted(text: &str) -> Zeroizing<String> {
    let mut quoted = Zeroizing::new(String::with_capacity(text.len() + 2));
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
