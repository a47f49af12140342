//! Text that anybody may see. It is made from constants, from other public text, or by classification; never from an arbitrary string.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use sealform_model::Scalar;

/// A scalar that may be emitted as it is.
///
/// Outside this crate it is made only from text that stands in the program ([`Public::fixed`]), from numbers and flags, and from other
/// `Public`s; what came from the author's file or the world becomes public only by [`crate::Classifier`].
#[derive(Clone, Debug)]
pub struct Public {
    /// Shared, for every phase hands most of them on as they are.
    scalar: Arc<Scalar>,
    authored: bool,
    form: Form,
}

/// What is known of a text's looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nobody has looked, or a declared name decided.
    Unknown,
    /// It is no secret by its form: to look again would find the same.
    Harmless,
}

/// A piece of a longer text that is public, piece by piece.
#[derive(Clone, Copy, Debug)]
pub enum PublicPart<'p> {
    /// Text that the author wrote around variables.
    Authored(&'p str),
    /// The value of a variable.
    Value(&'p Public),
}

/// What is known of its looks says nothing about what it is.
impl PartialEq for Public {
    fn eq(&self, other: &Self) -> bool {
        self.scalar == other.scalar && self.authored == other.authored
    }
}

impl Public {
    /// A text that stands in the program itself.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        thread_local! {
            /// The program has a few hundred such texts, and a template some thousands of times one of them.
            static FIXED: RefCell<HashMap<&'static str, Arc<Scalar>, foldhash::fast::RandomState>> = RefCell::default();
        }
        let make = || Arc::new(Scalar::Text(text.to_owned()));
        let scalar = FIXED.with_borrow_mut(|fixed| Arc::clone(fixed.entry(text).or_insert_with(make)));
        Self { scalar, authored: true, form: Form::Unknown }
    }

    /// A number.
    #[must_use]
    pub fn number(number: f64) -> Self {
        Self::of(Scalar::Number(number), true)
    }

    /// A flag.
    #[must_use]
    pub fn flag(flag: bool) -> Self {
        Self::of(Scalar::Bool(flag), true)
    }

    /// Nothing.
    #[must_use]
    pub fn null() -> Self {
        Self::of(Scalar::Null, true)
    }

    /// The texts of `parts` joined; numbers and flags as JavaScript writes them, null as nothing.
    pub fn concat<'p>(parts: impl IntoIterator<Item = &'p Self>) -> Self {
        let mut text = String::new();
        let mut authored = true;
        for part in parts {
            authored &= part.authored;
            part.push_to(&mut text);
        }
        Self::of(Scalar::Text(text), authored)
    }

    /// The texts of `parts` joined, of which the classifier found none secret.
    pub(crate) fn joined<'p>(parts: impl Iterator<Item = PublicPart<'p>> + Clone) -> Self {
        let mut text = String::with_capacity(parts.clone().map(|part| part.len_bytes()).sum());
        let mut authored = true;
        for part in parts {
            match part {
                PublicPart::Authored(part) => text.push_str(part),
                PublicPart::Value(part) => {
                    authored &= part.authored;
                    part.push_to(&mut text);
                }
            }
        }
        Self::of(Scalar::Text(text), authored)
    }

    /// A text made from this one's by a plain function, which can capture nothing.
    #[must_use]
    pub fn derive(&self, make: fn(&str) -> String) -> Self {
        let text = match &*self.scalar {
            Scalar::Text(text) => make(text),
            scalar => make(&scalar.to_text()),
        };
        Self::of(Scalar::Text(text), self.authored)
    }

    /// The pieces of the text between `separator`s, as JavaScript's `split` gives them.
    pub fn split(&self, separator: char) -> impl Iterator<Item = Self> {
        let text = self.to_text();
        let pieces: Vec<String> = text.split(separator).map(str::to_owned).collect();
        let authored = self.authored;
        pieces.into_iter().map(move |piece| Self::of(Scalar::Text(piece), authored))
    }

    /// A map's key as a value. Keys are the author's own text: no variable is ever resolved in them.
    #[must_use]
    pub fn key(key: &str) -> Self {
        Self::of(Scalar::Text(key.to_owned()), true)
    }

    /// A path that the user named on the command line.
    #[must_use]
    pub fn path(path: &std::path::Path) -> Self {
        Self::of(Scalar::Text(path.display().to_string()), false)
    }

    /// A scalar of the author's file.
    pub(crate) fn authored(scalar: Scalar) -> Self {
        Self::of(scalar, true)
    }

    /// A scalar from outside (an environment variable, a parameter) that classification found public.
    pub(crate) fn outside(scalar: Scalar) -> Self {
        Self::of(scalar, false)
    }

    /// The same, with what is known of its looks.
    pub(crate) fn with_form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// What is known of its looks.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    fn of(scalar: Scalar, authored: bool) -> Self {
        Self { scalar: Arc::new(scalar), authored, form: Form::Unknown }
    }

    fn push_to(&self, text: &mut String) {
        match &*self.scalar {
            Scalar::Null => {}
            Scalar::Text(part) => text.push_str(part),
            scalar => text.push_str(&scalar.to_text()),
        }
    }

    /// The scalar.
    #[must_use]
    pub fn scalar(&self) -> &Scalar {
        &self.scalar
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &*self.scalar {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar as text: numbers and flags as JavaScript writes them, null as `null`.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.scalar.to_text()
    }

    /// The scalar as text, as [`Self::to_text`] gives it.
    #[must_use]
    pub fn into_text(self) -> String {
        match Arc::unwrap_or_clone(self.scalar) {
            Scalar::Text(text) => text,
            scalar => scalar.to_text(),
        }
    }

    /// Whether all of it stands in the author's files or in the program, nothing comes from outside.
    #[must_use]
    pub fn is_authored(&self) -> bool {
        self.authored
    }
}

impl PublicPart<'_> {
    fn len_bytes(&self) -> usize {
        match self {
            Self::Authored(text) => text.len(),
            Self::Value(public) => public.as_str().map_or(0, str::len),
        }
    }
}
