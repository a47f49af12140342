//! Clear text: it goes in, and nothing but KMS's Encrypt gets it out.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A decrypted value, wiped when dropped.
///
/// # Security
/// It cannot be printed, cloned, compared, hashed, serialized or read outside this crate: share it by [`Arc`], join it by
/// [`Plaintext::concat`], ask for its length. The one way out is [`Exposed`], for the one caller of KMS's Encrypt.
///
/// ```
/// # use std::sync::Arc;
/// # let clear = sealform_secret::Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
/// assert_eq!(format!("{clear:?}"), "[REDACTED]");
/// assert_eq!(clear.len_bytes(), 7);
/// let shared = Arc::clone(&clear);
/// assert!(shared.origin() == clear.origin());
/// ```
///
/// It cannot be printed,
/// ```compile_fail,E0277
/// # let clear = sealform_secret::Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
/// assert_eq!(format!("{clear}"), "[REDACTED]");
/// ```
/// read,
/// ```compile_fail,E0624
/// # let clear = sealform_secret::Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
/// assert_eq!(clear.text(), "hunter2");
/// ```
/// copied,
/// ```compile_fail,E0277
/// # let clear = sealform_secret::Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
/// let copied = sealform_secret::Plaintext::clone(&clear);
/// ```
/// or compared.
/// ```compile_fail,E0369
/// # use std::sync::Arc;
/// # let clear = sealform_secret::Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
/// let shared = Arc::clone(&clear);
/// assert!(shared == clear);
/// ```
pub struct Plaintext {
    text: Zeroizing<String>,
    origin: Box<str>,
}

impl Plaintext {
    /// Takes a clear text in. `origin` names where it came from (`env:DB_PASSWORD`, never the value): two of the same origin are
    /// the same secret.
    #[must_use]
    pub fn new(text: String, origin: impl Into<Box<str>>) -> Arc<Self> {
        Arc::new(Self { text: Zeroizing::new(text), origin: origin.into() })
    }

    /// Joins clear texts and public texts into one clear text; its origin is the origins joined by `+`.
    #[must_use]
    pub fn concat(parts: &[Part<'_>]) -> Arc<Self> {
        let mut text = Zeroizing::new(String::with_capacity(parts.iter().map(Part::len_bytes).sum()));
        let mut origin = String::new();
        for part in parts {
            if !origin.is_empty() {
                origin.push('+');
            }
            match part {
                Part::Public(public) => {
                    text.push_str(public);
                    // The public text itself keeps `a${env:X}` and `b${env:X}` apart.
                    origin.push_str(&format!("{public:?}"));
                }
                Part::Secret(secret) => {
                    text.push_str(&secret.text);
                    origin.push_str(&secret.origin);
                }
            }
        }
        Arc::new(Self { text, origin: origin.into() })
    }

    /// Where it came from, as it was named when it was made.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The length in bytes.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn expose(&self) -> Exposed<'_> {
        Exposed(self.text.as_bytes())
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[REDACTED]")
    }
}

/// A piece of a joined clear text.
pub enum Part<'p> {
    /// Text that anybody may see.
    Public(&'p str),
    /// Clear text.
    Secret(&'p Plaintext),
}

impl Part<'_> {
    fn len_bytes(&self) -> usize {
        match self {
            Self::Public(text) => text.len(),
            Self::Secret(secret) => secret.len_bytes(),
        }
    }
}

/// The bytes of a [`Plaintext`], borrowed for one call of KMS's Encrypt.
///
/// # Security
/// `clippy.toml` forbids [`crate::EncryptRequest::exposed`] everywhere; the one place that answers Encrypt expects it with a reason.
pub struct Exposed<'p>(&'p [u8]);

impl Exposed<'_> {
    /// The clear text's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0
    }
}
