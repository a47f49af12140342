//! A value that is to be written, before it has a style.

use std::borrow::Cow;

use crate::{Scalar, number_text};

/// What an edit puts into a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number, as JavaScript has them.
    Number(f64),
    /// Text: it gets quotes wherever a reader of YAML 1.1 or 1.2 could take it for anything else.
    Text(String),
    /// A list.
    Sequence(Vec<Value>),
    /// A mapping in its order.
    Mapping(Vec<(String, Value)>),
    /// An intrinsic function by its short form, without the `!`: `Sub`, `GetAtt`. JSON gets the full form.
    Intrinsic(&'static str, Box<Value>),
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Null => Self::Null,
            Scalar::Bool(flag) => Self::Bool(flag),
            Scalar::Number(number) => Self::Number(number),
            Scalar::Text(text) => Self::Text(text),
        }
    }
}

impl Value {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A mapping of these entries.
    #[must_use]
    pub fn mapping<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Mapping(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The value under `path`, outermost key first: `["a", "b"]` gives `{a: {b: value}}`.
    #[must_use]
    pub fn under(self, path: &[&str]) -> Self {
        path.iter().rev().fold(self, |inner, key| Self::mapping([(*key, inner)]))
    }

    /// The text of a scalar as YAML and JSON write it without quotes; `None` for text and for collections.
    pub(super) fn bare(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Null => Some("null".into()),
            Self::Bool(true) => Some("true".into()),
            Self::Bool(false) => Some("false".into()),
            Self::Integer(number) => Some(number.to_string().into()),
            Self::Number(number) if number.is_nan() => Some(".nan".into()),
            Self::Number(number) if number.is_infinite() => Some(if *number > 0.0 { ".inf".into() } else { "-.inf".into() }),
            Self::Number(number) => Some(number_text(*number).into()),
            _ => None,
        }
    }
}
