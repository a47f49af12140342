//! The registry of seal forms that `--form` can name. A form is one file beside this one and one line in `forms!`.
//!
//! What is not chosen by name stands beside them: our own encryption of a clear text, what is kept as it is written, and the
//! dynamic references of properties outside a function's environment.

pub(crate) mod dynamic_reference;
pub(crate) mod encrypted;
mod form;
pub(crate) mod kept;
mod key;
mod managed;

pub(crate) use form::{Companion, Form, PATH_PREFIX, Pieces, Remote, Variable};

/// Whether CloudFormation resolves `{{resolve:ssm-secure:...}}` in this property. `keys` lead from `Properties` to it, without the indices of
/// lists.
#[must_use]
pub fn resolves_ssm_secure(resource_type: &str, keys: &[&str]) -> bool {
    dynamic_reference::allows(resource_type, keys)
}

macro_rules! forms {
    ($($(#[doc = $doc:literal])+ $module:ident::$form:ident = $name:literal;)+) => {
        $(pub(crate) mod $module;)+

        /// A form that the user can choose for a secret of Parameter Store.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FormName {
            $($(#[doc = $doc])+ $form,)+
        }

        impl FormName {
            /// Every form, the default first.
            pub const ALL: &[Self] = &[$(Self::$form),+];

            /// The name in `--form`, `sealform.toml` and `--explain`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$form => $name,)+
                }
            }

            pub(crate) fn form(self) -> &'static dyn Form {
                match self {
                    $(Self::$form => &$module::$form,)+
                }
            }
        }
    };
}

forms! {
    /// `ENCRYPTED_X`, the SecureString as Parameter Store holds it, and `X_ARN`, the encryption context that KMS demands back.
    ciphertext::Ciphertext = "ciphertext";
    /// `SSM_PATH_TO_X`, the path that the function reads at run time.
    runtime_path::RuntimePath = "runtime-path";
}

impl FormName {
    /// The form that is called `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }
}
