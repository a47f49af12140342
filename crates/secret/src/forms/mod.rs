//! The registry of seal forms.

/// A form that the user can choose for a secret of Parameter Store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormName {
    /// `ENCRYPTED_X` and `X_ARN`.
    Ciphertext,
    /// `SSM_PATH_TO_X`.
    RuntimePath,
}
