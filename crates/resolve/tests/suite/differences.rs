//! Where Sealform ends differently from the Serverless Framework on purpose.

use sealform_resolve::Dialect;

/// Rows that end differently.
pub(crate) struct Difference {
    /// The rows' names.
    names: &'static [&'static str],
    /// In which dialects.
    dialects: &'static [Dialect],
    /// Why, in one line.
    #[expect(dead_code, reason = "it is there to be read")]
    reason: &'static str,
}

impl Difference {
    /// Whether this row is one of them.
    pub(crate) fn covers(&self, name: &str, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect) && self.names.contains(&name)
    }
}

/// Rows that end differently in osls alone, which we read as v3, and why.
pub(crate) const OSLS_DIFFERENCES: &[(&str, &str)] =
    &[("double brace variableSyntax from the v1 manual", "osls refuses the setting, v3 ignores it; we warn")];

const OLD: &[Dialect] = &[Dialect::V1, Dialect::V2Legacy];
const NEW: &[Dialect] = &[Dialect::V2, Dialect::V3, Dialect::V4];
const ALL: &[Dialect] = &[Dialect::V1, Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4];

/// Where we differ on purpose.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        names: &[
            "ssm SecureString, raw + noDecrypt",
            "ssm SecureString, region + raw + noDecrypt",
            "ssm SecureString, region + raw",
            "ssm SecureString, noDecrypt + region",
        ],
        dialects: OLD,
        reason: "the old engine splits it at the comma and drops the value in silence; we refuse it",
    },
    Difference {
        names: &["ssm SecureString, raw + noDecrypt", "ssm SecureString, region + raw + noDecrypt"],
        dialects: &[Dialect::V4],
        reason: "v4 decrypts although it is told not to; we do as the author wrote",
    },
    Difference {
        names: &["ssm SecureString, noDecrypt + region"],
        dialects: &[Dialect::V4],
        reason: "v4 drops the Region; we ask where the author wrote",
    },
    Difference {
        names: &["ssm SecureString, quoted noDecrypt"],
        dialects: &[Dialect::V4],
        reason: "v4 takes the quoted word for a Region; it says clearly what is meant",
    },
    Difference { names: &["ssm dot region ~true"], dialects: &[Dialect::V4], reason: "v4 leaves it as text, which would be deployed" },
    Difference {
        names: &[
            "ssm secretsmanager text, no flag",
            "ssm secretsmanager text, ~false",
            "ssm secretsmanager json, no flag",
            "ssm secretsmanager json, ~false",
            "ssm secretsmanager json number, no flag",
            "ssm secretsmanager json number, ~false",
        ],
        dialects: OLD,
        reason: "there is no ciphertext of a Secrets Manager secret: AWS refuses to read it undecrypted, so it can only be meant as the secret",
    },
    Difference {
        names: &["ssm version ~true", "ssm label"],
        dialects: &[Dialect::V1],
        reason: "v1 drops the version or label and reads the latest; we refuse",
    },
    Difference {
        names: &["ssm version ~true", "ssm label"],
        dialects: &[Dialect::V2Legacy],
        reason: "v2 drops the version or label of a SecureString; we honour it",
    },
    Difference {
        names: &["ssm unknown flag", "ssm TRUE upper"],
        dialects: OLD,
        reason: "the old engine takes any other flag for no flag; we refuse a typo",
    },
    Difference {
        names: &["ssm missing, null", "type literal null"],
        dialects: &[Dialect::V1],
        reason: "the old engine's grammar has no null, and a value without fallback that is missing is an error",
    },
    Difference {
        names: &["type literal negative"],
        dialects: &[Dialect::V1],
        reason: "the old engine's grammar has no negative numbers, and a value without fallback that is missing is an error",
    },
    Difference {
        names: &["opt missing no fallback", "self missing", "empty fallback"],
        dialects: OLD,
        reason: "the old engine warns of a missing value and drops the key; we refuse it",
    },
    Difference {
        names: &["ssm access denied, fallback"],
        dialects: OLD,
        reason: "the old engine takes a denied call for a missing value; we never do",
    },
    Difference { names: &["ssm kms denied ~true"], dialects: OLD, reason: "we never decrypt, so a denied decryption is not met" },
    Difference {
        names: &["ssm embedded json secret"],
        dialects: NEW,
        reason: "we never see that the secret holds JSON; as part of a text it is refused when it is sealed",
    },
    Difference { names: &["ssm secret holds a variable ~true"], dialects: OLD, reason: "what comes from outside is never read again" },
    Difference { names: &["ssm string holds a variable"], dialects: ALL, reason: "what comes from outside is never read again" },
    Difference {
        names: &["ssm secret holds an escaped variable", "ssm json value holds a variable"],
        dialects: NEW,
        reason: "what comes from outside is never read again",
    },
    Difference {
        names: &["value nest depth 12 through env"],
        dialects: &[Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4],
        reason: "what comes from outside is never read again",
    },
    Difference { names: &["joined text does not form a variable"], dialects: OLD, reason: "a joined text is never read again" },
    Difference {
        names: &["ssm json number precision"],
        dialects: NEW,
        reason: "we never read the JSON of a secret, so no number in it loses digits",
    },
    Difference { names: &["ssm arn"], dialects: &[Dialect::V1], reason: "v1 asks for a parameter named `arn`; we refuse" },
    Difference {
        names: &["ssm arn"],
        dialects: &[Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4],
        reason: "the observed double of AWS knows no ARNs; AWS does",
    },
    Difference {
        names: &["aws region", "sls stage opt", "file tfstate"],
        dialects: &[Dialect::V1],
        reason: "v1 does not know it and fails or gives nonsense; we read it in every dialect",
    },
    Difference {
        names: &["param default", "param cli wins", "param other stage with ssm is not read", "param cli value with equals"],
        dialects: &[Dialect::V1, Dialect::V2Legacy, Dialect::V2],
        reason: "params came with 3.3; we read them in every dialect",
    },
    Difference {
        names: &["param missing fallback"],
        dialects: &[Dialect::V2],
        reason: "params came with 3.3; we read them in every dialect",
    },
    Difference {
        names: &["env name with colon"],
        dialects: &[Dialect::V4],
        reason: "v4 splits the name at the colon; we take it as the name",
    },
    Difference {
        names: &["env address is null"],
        dialects: &[Dialect::V4],
        reason: "v4 asks for a variable named `null`; an address that is null is a mistake",
    },
    Difference { names: &["self root"], dialects: &[Dialect::V2Legacy], reason: "v2 dumps its own instance; we refuse" },
    Difference {
        names: &["unknown source with fallback"],
        dialects: &[Dialect::V1, Dialect::V2Legacy, Dialect::V4],
        reason: "a source that nobody knows is an error from v2's new engine on, and here in every dialect",
    },
    Difference {
        names: &["strToBool of bool"],
        dialects: &[Dialect::V1],
        reason: "v1 joins no flags to text; what is a flag already is taken as it is",
    },
    Difference {
        names: &["strToBool(\"0\")"],
        dialects: &[Dialect::V4],
        reason: "v4 takes the quotes for part of the text; we read what is meant",
    },
    Difference {
        names: &["file js async function property"],
        dialects: &[Dialect::V4],
        reason: "v4 does not look behind a function; we do in every dialect",
    },
    Difference { names: &["self string length"], dialects: ALL, reason: "properties of JavaScript's strings are no part of a service" },
    Difference {
        names: &["angle delimiters, variableSyntax, no flag"],
        dialects: NEW,
        reason: "v3 and v4 ignore the setting, v2's new engine should refuse it and does not here; `$<...>` is ours",
    },
    Difference { names: &["angle delimiters, default syntax"], dialects: ALL, reason: "`$<...>` is ours" },
];
