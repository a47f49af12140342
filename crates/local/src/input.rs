//! The members of a request, with their types checked. Knows no operation.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::refusal::Refusal;

/// The members of one request.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Input<'a> {
    /// A string; `null` counts as absent.
    pub(crate) fn text(self, member: &str) -> Result<Option<&'a str>, Refusal> {
        match self.present(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(member, "a string")),
        }
    }

    pub(crate) fn required_text(self, member: &str) -> Result<&'a str, Refusal> {
        self.text(member)?.ok_or_else(|| required(member))
    }

    pub(crate) fn flag(self, member: &str) -> Result<bool, Refusal> {
        match self.present(member) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(wrong_type(member, "a boolean")),
        }
    }

    /// An integer between `least` and `most`, or `default` where it is absent.
    pub(crate) fn number(self, member: &str, default: u64, least: u64, most: u64) -> Result<u64, Refusal> {
        let number = match self.present(member) {
            None => return Ok(default),
            Some(value) => value.as_i64().ok_or_else(|| wrong_type(member, "an integer"))?,
        };
        u64::try_from(number).ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            Refusal::validation(format!(
                "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must have value between {least} and {most}",
                camel(member)
            ))
        })
    }

    pub(crate) fn texts(self, member: &str) -> Result<Vec<&'a str>, Refusal> {
        match self.present(member) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                items.iter().map(|item| item.as_str().ok_or_else(|| wrong_type(member, "a list of strings"))).collect()
            }
            Some(_) => Err(wrong_type(member, "a list")),
        }
    }

    /// A list of structures.
    pub(crate) fn structures(self, member: &str) -> Result<Vec<Input<'a>>, Refusal> {
        match self.present(member) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                items.iter().map(|item| item.as_object().map(Input).ok_or_else(|| wrong_type(member, "a list of structures"))).collect()
            }
            Some(_) => Err(wrong_type(member, "a list")),
        }
    }

    /// A map from string to string, in the order of its keys.
    pub(crate) fn map(self, member: &str) -> Result<BTreeMap<String, String>, Refusal> {
        match self.present(member) {
            None => Ok(BTreeMap::new()),
            Some(Value::Object(map)) => map
                .iter()
                .map(|(key, value)| match value {
                    Value::String(value) => Ok((key.clone(), value.clone())),
                    _ => Err(wrong_type(member, "a map of strings")),
                })
                .collect(),
            Some(_) => Err(wrong_type(member, "a map")),
        }
    }

    /// Bytes, which travel as base64.
    pub(crate) fn blob(self, member: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        let Some(text) = self.text(member)? else { return Ok(None) };
        STANDARD.decode(text).map(|bytes| Some(Zeroizing::new(bytes))).map_err(|_| wrong_type(member, "base64"))
    }

    fn present(self, member: &str) -> Option<&'a Value> {
        self.0.get(member).filter(|value| !value.is_null())
    }
}

pub(crate) fn required(member: &str) -> Refusal {
    Refusal::validation(format!(
        "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
        camel(member)
    ))
}

/// Unlike AWS's own message this one never shows what was sent.
fn wrong_type(member: &str, expected: &str) -> Refusal {
    Refusal::new("SerializationException", format!("{member} must be {expected}"))
}

/// AWS names members in validation messages with a small first letter.
fn camel(member: &str) -> String {
    let mut letters = member.chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}
