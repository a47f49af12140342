//! The IAM that a sealed secret needs: one [`Grant`] a secret, merged into as few and as narrow statements as possible.

use crate::{KeyArn, ParameterArn, Region};

/// What a function must be allowed to do to open one sealed secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grant {
    /// `kms:Decrypt` on the key under the context `{"PARAMETER_ARN": parameter}`: the ciphertext form.
    DecryptParameter {
        /// The key.
        key: KeyArn,
        /// The parameter whose ciphertext it is.
        parameter: ParameterArn,
    },
    /// `kms:Decrypt` on the key under the context `{"LambdaFunctionName": function}`: our own encryption of a clear text.
    DecryptForFunction {
        /// The key.
        key: KeyArn,
        /// The function's name.
        function: Box<str>,
    },
    /// `ssm:GetParameter` and `ssm:GetParameters` on the parameter, and `kms:Decrypt` through SSM: the runtime-path form.
    ReadParameter {
        /// The parameter.
        parameter: ParameterArn,
        /// Its customer managed key; `None` for a String or under `alias/aws/ssm`, whose key policy allows it already.
        key: Option<KeyArn>,
    },
    /// `ssm:GetParameter(s)` on `/aws/reference/secretsmanager/NAME`, `secretsmanager:GetSecretValue` on the secret, and `kms:Decrypt` through Secrets Manager.
    ReadManagedSecret {
        /// The Region of the secret.
        region: Region,
        /// The ARN of `parameter/aws/reference/secretsmanager/NAME`.
        reference: ParameterArn,
        /// The secret's full ARN, or one that ends in `-??????`.
        secret: Box<str>,
        /// Its customer managed key, if it has one.
        key: Option<KeyArn>,
    },
}
