//! Text that anybody may see. It is made from constants, from other public text, or by classification; never from an arbitrary string.

use sealform_model::Scalar;

/// A scalar that may be emitted as it is.
///
/// Outside this crate it is made only from text that stands in the program ([`Public::fixed`]), from numbers and flags, and from other
/// `Public`s; what came from the author's file or the world becomes public only by [`crate::Classifier`].
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    scalar: Scalar,
    authored: bool,
}

impl Public {
    /// A text that stands in the program itself.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        Self { scalar: Scalar::Text(text.to_owned()), authored: true }
    }

    /// A number.
    #[must_use]
    pub fn number(number: f64) -> Self {
        Self { scalar: Scalar::Number(number), authored: true }
    }

    /// A flag.
    #[must_use]
    pub fn flag(flag: bool) -> Self {
        Self { scalar: Scalar::Bool(flag), authored: true }
    }

    /// Nothing.
    #[must_use]
    pub fn null() -> Self {
        Self { scalar: Scalar::Null, authored: true }
    }

    /// The texts of `parts` joined; numbers and flags as JavaScript writes them, null as nothing.
    pub fn concat<'p>(parts: impl IntoIterator<Item = &'p Self>) -> Self {
        let mut text = String::new();
        let mut authored = true;
        for part in parts {
            authored &= part.authored;
            match &part.scalar {
                Scalar::Null => {}
                Scalar::Text(part) => text.push_str(part),
                scalar => text.push_str(&scalar.to_text()),
            }
        }
        Self { scalar: Scalar::Text(text), authored }
    }

    /// A text made from this one's by a plain function, which can capture nothing.
    #[must_use]
    pub fn derive(&self, make: fn(&str) -> String) -> Self {
        let text = match &self.scalar {
            Scalar::Text(text) => make(text),
            scalar => make(&scalar.to_text()),
        };
        Self { scalar: Scalar::Text(text), authored: self.authored }
    }

    /// The pieces of the text between `separator`s, as JavaScript's `split` gives them.
    pub fn split(&self, separator: char) -> impl Iterator<Item = Self> {
        let text = self.to_text();
        let pieces: Vec<String> = text.split(separator).map(str::to_owned).collect();
        let authored = self.authored;
        pieces.into_iter().map(move |piece| Self { scalar: Scalar::Text(piece), authored })
    }

    /// A map's key as a value. Keys are the author's own text: no variable is ever resolved in them.
    #[must_use]
    pub fn key(key: &str) -> Self {
        Self { scalar: Scalar::Text(key.to_owned()), authored: true }
    }

    /// A path that the user named on the command line.
    #[must_use]
    pub fn path(path: &std::path::Path) -> Self {
        Self { scalar: Scalar::Text(path.display().to_string()), authored: false }
    }

    /// A scalar of the author's file.
    pub(crate) fn authored(scalar: Scalar) -> Self {
        Self { scalar, authored: true }
    }

    /// A scalar from outside (an environment variable, a parameter) that classification found public.
    pub(crate) fn outside(scalar: Scalar) -> Self {
        Self { scalar, authored: false }
    }

    /// The scalar.
    #[must_use]
    pub fn scalar(&self) -> &Scalar {
        &self.scalar
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.scalar {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar as text: numbers and flags as JavaScript writes them, null as `null`.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.scalar.to_text()
    }

    /// Whether all of it stands in the author's files or in the program, nothing comes from outside.
    #[must_use]
    pub fn is_authored(&self) -> bool {
        self.authored
    }
}
