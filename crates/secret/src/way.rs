//! The ways in which a Lambda function gets a secret, and what each is worth: where it lies in clear, what it costs in work and money.
//!
//! Facts only; which way a service takes is found out by those who read services.

/// One way from where a secret is kept to the function that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// `X: ${env:X}`, a literal, a param: the clear text is put into the template.
    ClearText,
    /// `X: ${ssm:/p~true}`, or bare in v3: decrypted at deploy time, and put into the template.
    DecryptedParameter,
    /// `X: ${ssm:/aws/reference/secretsmanager/NAME}`: decrypted at deploy time, and put into the template.
    DecryptedManagedSecret,
    /// `ENCRYPTED_X: AQICAH...`: encrypted by hand, or by a render.
    Ciphertext,
    /// `ENCRYPTED_X` as Parameter Store holds it, with `X_ARN`.
    ParameterCiphertext,
    /// `SSM_PATH_TO_X: /p`: read by the function.
    RuntimePath,
    /// `SSM_PATH_TO_X: /aws/reference/secretsmanager/NAME`, or a secret's ARN: read by the function.
    ManagedAtRunTime,
}

/// How much a way asks of those who keep it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Nothing beyond naming the secret.
    Low,
    /// A few lines in the handler, or a statement of IAM.
    Medium,
    /// A step by hand at each change of the secret.
    High,
}

/// What a way costs, in thousandths of a US dollar, without free tiers (us-east-1).
///
/// KMS: 1 USD a month for a customer managed key, 0.03 USD for 10,000 requests (<https://aws.amazon.com/kms/pricing/>). Secrets Manager:
/// 0.40 USD a month for a secret, 0.05 USD for 10,000 calls (<https://aws.amazon.com/secrets-manager/pricing/>). Parameter Store: nothing for
/// Standard parameters read at standard throughput (<https://aws.amazon.com/systems-manager/pricing/>). All read 2026-11-25.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// A month, for each customer managed key; secrets that share it share the price.
    pub key_milli_usd: u32,
    /// A month, for each secret.
    pub secret_milli_usd: u32,
    /// For 10,000 times that a function opens it.
    pub calls_milli_usd: u32,
}

impl Way {
    /// Every way, those that leak first.
    pub const ALL: [Self; 7] = [
        Self::ClearText,
        Self::DecryptedParameter,
        Self::DecryptedManagedSecret,
        Self::Ciphertext,
        Self::ParameterCiphertext,
        Self::RuntimePath,
        Self::ManagedAtRunTime,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ClearText => "clear-text",
            Self::DecryptedParameter => "decrypted-parameter",
            Self::DecryptedManagedSecret => "decrypted-managed-secret",
            Self::Ciphertext => "ciphertext",
            Self::ParameterCiphertext => "parameter-ciphertext",
            Self::RuntimePath => "runtime-path",
            Self::ManagedAtRunTime => "managed-at-run-time",
        }
    }

    /// What it is, for people.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::ClearText => "clear text in the template",
            Self::DecryptedParameter => "SecureString, decrypted at deploy time",
            Self::DecryptedManagedSecret => "Secrets Manager, decrypted at deploy time",
            Self::Ciphertext => "ciphertext of its own",
            Self::ParameterCiphertext => "SecureString's ciphertext",
            Self::RuntimePath => "SecureString, read at run time",
            Self::ManagedAtRunTime => "Secrets Manager, read at run time",
        }
    }

    /// Whether the secret lies encrypted wherever it is stored: template, state file, deployment bucket, the function's configuration.
    #[must_use]
    pub fn is_encrypted_at_rest(self) -> bool {
        !matches!(self, Self::ClearText | Self::DecryptedParameter | Self::DecryptedManagedSecret)
    }

    /// Whether the secret stays encrypted on its way to the function. Inside TLS all ways are; this is about who reads along: a deploy
    /// step, CloudFormation and Lambda's API see the clear text of the ways that leak.
    #[must_use]
    pub fn is_encrypted_in_transit(self) -> bool {
        self.is_encrypted_at_rest()
    }

    /// How much it asks of those who keep it up, without Sealform.
    #[must_use]
    pub fn effort(self) -> Effort {
        match self {
            Self::ClearText | Self::DecryptedParameter | Self::DecryptedManagedSecret => Effort::Low,
            Self::RuntimePath | Self::ManagedAtRunTime => Effort::Medium,
            Self::Ciphertext | Self::ParameterCiphertext => Effort::High,
        }
    }

    /// What it costs. The key of a SecureString is taken to be a customer managed one: the default key costs nothing, and fits the
    /// run-time path only.
    #[must_use]
    pub fn price(self) -> Price {
        let key_milli_usd = 1_000;
        match self {
            Self::ClearText => Price::default(),
            // Opened once a deployment.
            Self::DecryptedParameter => Price { key_milli_usd, ..Price::default() },
            Self::DecryptedManagedSecret => Price { secret_milli_usd: 400, ..Price::default() },
            Self::Ciphertext | Self::ParameterCiphertext | Self::RuntimePath => {
                Price { key_milli_usd, secret_milli_usd: 0, calls_milli_usd: 30 }
            }
            Self::ManagedAtRunTime => Price { key_milli_usd: 0, secret_milli_usd: 400, calls_milli_usd: 50 },
        }
    }

    /// The way that Sealform takes instead; itself where it is safe. `runtime_path` asks for that form where there is a choice.
    #[must_use]
    pub fn sealed(self, form: crate::forms::FormName) -> Self {
        match (self, form) {
            (Self::ClearText, _) => Self::Ciphertext,
            (Self::DecryptedParameter, crate::forms::FormName::Ciphertext) => Self::ParameterCiphertext,
            (Self::DecryptedParameter, crate::forms::FormName::RuntimePath) => Self::RuntimePath,
            (Self::DecryptedManagedSecret, _) => Self::ManagedAtRunTime,
            (safe, _) => safe,
        }
    }

    /// How much it asks of those who keep it up with Sealform: it writes the ciphertext, its companion and the statements.
    #[must_use]
    pub fn effort_with_sealform(self) -> Effort {
        match self {
            Self::ClearText | Self::DecryptedParameter | Self::DecryptedManagedSecret => Effort::Low,
            // The handler has a few lines to open what it gets.
            Self::Ciphertext | Self::ParameterCiphertext | Self::RuntimePath | Self::ManagedAtRunTime => Effort::Medium,
        }
    }
}

impl Effort {
    /// The word that is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::FormName;

    #[test]
    fn every_way_ends_in_one_that_is_encrypted_and_stays_there() {
        for form in [FormName::Ciphertext, FormName::RuntimePath] {
            for way in Way::ALL {
                let sealed = way.sealed(form);
                assert!(sealed.is_encrypted_at_rest() && sealed.is_encrypted_in_transit(), "{}", way.word());
                assert_eq!(sealed.sealed(form), sealed, "{}", way.word());
                assert_eq!(sealed == way, way.is_encrypted_at_rest(), "{}", way.word());
            }
        }
    }
}
