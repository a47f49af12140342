//! The registry: every code, one entry each, in ascending order.
//!
//! An entry's doc comment is what `docs/diagnostics.md` prints: what happened, why it matters, what to do.

use crate::{Blame, Code, Page};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $blame:ident $constant:ident = $number:literal $name:literal;)+) => {
        $($(#[doc = $doc])+ pub static $constant: Code = Code {
            number: $number,
            name: $name,
            blame: Blame::$blame,
            page: Page::Diagnostics,
            explanation: concat!($($doc, "\n"),+),
        };)+
        /// Every code, in ascending order.
        pub static ALL: &[&Code] = &[$(&$constant),+];
    };
}

codes! {
    /// The YAML (or JSON) cannot be parsed.
    ///
    /// The label stands where the parser gave up; the cause is often a line above. Quote values that begin with
    /// `{`, `[`, `*`, `&`, `!`, `%`, `@` or a back quote.
    Input YAML_SYNTAX = 1 "yaml-syntax";
    /// The file is not UTF-8 text.
    ///
    /// A leading byte order mark is accepted; UTF-16 and other encodings are not. Save the file as UTF-8.
    Input NOT_UTF8 = 2 "not-utf8";
    /// The file holds a NUL byte.
    ///
    /// It is binary, or damaged.
    Input NUL_BYTE = 3 "nul-byte";
    /// The file is larger than Sealform reads.
    Input TOO_LARGE = 4 "too-large";
    /// The document is nested deeper than Sealform reads.
    Input TOO_DEEP = 5 "too-deep";
    /// Aliases expand to more nodes than Sealform reads ("billion laughs").
    Input ALIAS_BOMB = 6 "alias-bomb";
    /// A mapping holds the same key twice.
    ///
    /// Readers differ in which one wins, so neither does here. Remove or rename one.
    Input DUPLICATE_KEY = 7 "duplicate-key";
    /// The file holds more than one YAML document.
    ///
    /// A service is one document; what follows the `---` would be ignored by the Serverless Framework.
    Input SEVERAL_DOCUMENTS = 8 "several-documents";
    /// A tag is none of CloudFormation's short forms.
    ///
    /// Known are `!Ref`, `!Sub`, `!GetAtt`, `!Join` and the other intrinsic functions, and YAML's own `!!str` and the like.
    Input UNKNOWN_TAG = 9 "unknown-tag";
    /// An alias (`*name`) names no anchor (`&name`) that stands before it.
    Input UNKNOWN_ALIAS = 10 "unknown-alias";
    /// A merge key (`<<`) is given something other than a mapping or a list of mappings.
    Input MERGE_KEY = 11 "merge-key";
    /// A mapping's key is not a plain scalar.
    Input KEY_NOT_TEXT = 12 "key-not-text";
    /// An anchor contains an alias to itself.
    Input RECURSIVE_ALIAS = 13 "recursive-alias";

    /// A variable has no closing brace (or angle bracket).
    Input UNTERMINATED_VARIABLE = 30 "unterminated-variable";
    /// What stands before the `:` or `(` of a variable is not the name of a source.
    Input INVALID_VARIABLE_TYPE = 31 "invalid-variable-type";
    /// What follows a comma in a variable is neither a source nor a literal.
    ///
    /// A fallback is written bare, `${env:X, env:Y}` or `${env:X, 'text'}`, and no line break may follow the comma.
    Input INVALID_VARIABLE_SOURCE = 32 "invalid-variable-source";
    /// The params in parentheses of a variable are malformed.
    Input INVALID_VARIABLE_PARAM = 33 "invalid-variable-param";
    /// The address behind the `:` of a variable is malformed.
    Input INVALID_VARIABLE_ADDRESS = 34 "invalid-variable-address";
    /// A literal fallback is not the last alternative, or something follows it.
    Input INVALID_VARIABLE_LITERAL_SOURCE = 35 "invalid-variable-literal-source";
    /// A quoted text in a variable is malformed.
    ///
    /// `'...'` is taken raw and ends at the next `'`; `"..."` follows JSON's rules.
    Input INVALID_VARIABLE_STRING_LITERAL = 36 "invalid-variable-string-literal";
    /// A variable does not follow the old engine's syntax (v1, v2's old engine) or v4's.
    Input INVALID_LEGACY_VARIABLE = 37 "invalid-legacy-variable";

    /// The file is no service file: it lacks `service` or `provider`, or one of them has the wrong shape.
    Input NOT_A_SERVICE = 50 "not-a-service";
    /// A setting has the wrong shape.
    ///
    /// The message names what was expected.
    Input WRONG_SHAPE = 51 "wrong-shape";
    /// `sealform.toml` cannot be read as settings.
    Input BAD_SETTINGS = 52 "bad-settings";
    /// What is meant to ignore a finding says too little, so it ignores nothing.
    ///
    /// Both the code and the reason are needed: `# sealform: ignore[SF243] an example, no real token`, or in a template
    /// `Metadata: {sealform: {ignore: [{code: SF243, reason: ...}]}}`.
    Input BAD_SUPPRESSION = 53 "bad-suppression";
    /// A comment, an entry of `Metadata` or of `sealform.toml` ignores what is not found.
    ///
    /// What it was written for is gone. Left where it is, it would hide what somebody writes there later: remove it (`--fix` removes comments).
    Input UNUSED_SUPPRESSION = 54 "unused-suppression";
    /// The baseline cannot be read.
    ///
    /// It is made by `sealform lint --write-baseline FILE` and not meant to be edited; make it anew.
    Input BAD_BASELINE = 55 "bad-baseline";

    /// A variable found no value, and has no fallback.
    ///
    /// Give the value (an environment variable, `--param`, `--opt`, a parameter in Parameter Store), or write a fallback: `${env:X, 'default'}`.
    Input MISSING_VALUE = 101 "missing-value";
    /// A variable names a source that Sealform does not know.
    ///
    /// CloudFormation's and IAM's own `${...}` must be escaped with a backslash where they look like a variable (`\${aws:username}`).
    Input UNKNOWN_SOURCE = 102 "unknown-source";
    /// Variables refer to each other in a circle.
    Input CYCLE = 103 "cycle";
    /// A chain of references is longer than Sealform follows.
    Input TOO_MANY_HOPS = 104 "too-many-hops";
    /// A list, a mapping or null cannot become part of a longer text.
    Input NOT_TEXT = 105 "not-text";
    /// A variable lacks its address, or the address has the wrong shape.
    Input BAD_ADDRESS = 106 "bad-address";
    /// A variable's params in parentheses are not what its source takes.
    Input BAD_PARAMS = 107 "bad-params";
    /// A flag of another Serverless version stands in a reference to Parameter Store.
    ///
    /// `~true`, `~false` and `~split` exist in v1 and v2's old engine; from v3 on they would be part of the parameter's *name*. `(noDecrypt)` exists since v2.69.
    Input WRONG_DIALECT_FLAG = 108 "wrong-dialect-flag";
    /// An unknown word stands in the params of `ssm`.
    ///
    /// The Serverless Framework takes it for a Region and decrypts the value.
    Input UNKNOWN_SSM_WORD = 109 "unknown-ssm-word";
    /// A secret is used to build another reference's address.
    ///
    /// The address would reveal it: in messages, in CloudTrail, in file names.
    Input SECRET_IN_ADDRESS = 110 "secret-in-address";
    /// A whole secret is used where a mapping is expected.
    ///
    /// Sealform never sees what a secret holds, so it cannot spread it. Name the keys: `X: ${self:custom.secret.key}`.
    Input SECRET_SPREAD = 111 "secret-spread";
    /// A key of a JSON secret has a fallback.
    ///
    /// Sealform never sees the JSON, so the key is taken as present and the fallback is not used.
    Input FALLBACK_IGNORED = 112 "fallback-ignored";
    /// A variable takes its value from outside the service's folder.
    Input OUTSIDE_SERVICE = 113 "outside-service";
    /// A file that runs code (`.js`, `.ts`) is referred to.
    Input CODE_FILE = 114 "code-file";
    /// A setting that decides how variables are read cannot itself come from this source.
    Input INACCESSIBLE_SETTING = 115 "inaccessible-setting";
    /// The plugins of this service are not all emulated.
    ///
    /// What they add to the template is missing from Sealform's. With `--strict` this refuses the run.
    Input UNKNOWN_PLUGIN = 116 "unknown-plugin";
    /// The Serverless version that the file was written for decides what a reference means, and it is not clear which it is.
    Input DIALECT_UNCLEAR = 117 "dialect-unclear";

    /// A clear text would reach the template.
    ///
    /// CloudFormation keeps templates readable in its console, in the deployment bucket and in the function's configuration. Encrypt it with `--kms-key`, or keep it in Parameter Store.
    Input CLEAR_TEXT = 201 "clear-text";
    /// A secret is part of a longer text.
    ///
    /// Ciphertext cannot be joined. Pass the secret in a variable of its own and join in the function.
    Input SECRET_IN_TEXT = 202 "secret-in-text";
    /// A secret lands in a property, an output, a description, a tag or a name that can hold no sealed form.
    Input SECRET_IN_PROPERTY = 203 "secret-in-property";
    /// A String parameter holds a secret, by its name or its form.
    ///
    /// Parameter Store keeps a String in clear. Store it as SecureString, or declare its name public in `sealform.toml`.
    Input SECRET_STRING_PARAMETER = 204 "secret-string-parameter";
    /// CloudFormation resolves this dynamic reference with the deploying role.
    ///
    /// The template stays clean; who may read the deployed resource's configuration is another matter.
    Input DYNAMIC_REFERENCE = 205 "dynamic-reference";
    /// A dynamic reference stands where CloudFormation refuses it or where it leaks.
    Input DYNAMIC_REFERENCE_PLACE = 206 "dynamic-reference-place";
    /// A `NoEcho` parameter or another decrypting construct reaches a function's environment.
    Input DECRYPTED_BY_CLOUDFORMATION = 207 "decrypted-by-cloudformation";

    /// The SecureString is encrypted with the default key `alias/aws/ssm`.
    ///
    /// That key answers only to Parameter Store, so a function cannot decrypt the ciphertext itself. Use `--form runtime-path`, or store the parameter under a customer managed key.
    Input DEFAULT_KEY = 301 "default-key";
    /// The SecureString is of the Advanced tier.
    ///
    /// Its value is an Encryption SDK message, which KMS cannot decrypt. Use `--form runtime-path`.
    Input ADVANCED_TIER = 302 "advanced-tier";
    /// A value that should be a KMS ciphertext blob is none.
    ///
    /// It may be clear text. A blob is base64 of a KMS header and a PKCS#7 body, and begins with `AQICAH` or `AQECAH`.
    Input NOT_A_BLOB = 303 "not-a-blob";
    /// No key is given to encrypt a clear text with.
    Input NO_KEY = 304 "no-key";
    /// A clear text must be encrypted for a function whose name is not known at render time.
    Input UNKNOWN_FUNCTION_NAME = 305 "unknown-function-name";
    /// An empty text cannot be encrypted.
    Input EMPTY_SECRET = 306 "empty-secret";
    /// A name that Sealform must emit is taken by another variable.
    Input NAME_TAKEN = 307 "name-taken";
    /// An environment variable's name is not allowed by Lambda, or is reserved.
    Input BAD_NAME = 308 "bad-name";
    /// A function's environment is larger than Lambda's 4,096 bytes.
    Input ENVIRONMENT_TOO_LARGE = 309 "environment-too-large";
    /// A companion ARN names another parameter than its ciphertext comes from.
    Input COMPANION_MISMATCH = 310 "companion-mismatch";
    /// A companion ARN is built by an intrinsic function that cannot be compared; it is kept as written.
    Input COMPANION_UNCHECKED = 311 "companion-unchecked";
    /// A sealed form cannot be chosen without asking AWS.
    ///
    /// `--offline` leaves references as they are written; a render refuses what it then cannot seal.
    Input UNSEALED_OFFLINE = 312 "unsealed-offline";
    /// The form was changed to runtime-path, as `fallback` in `sealform.toml` allows.
    Input FORM_CHANGED = 313 "form-changed";
    /// The text is longer than KMS encrypts (4,096 bytes).
    Input TOO_LONG_FOR_KMS = 314 "too-long-for-kms";
    /// The ciphertext's base64 is one that only a lenient decoder reads.
    Input LENIENT_BASE64 = 315 "lenient-base64";
    /// A Secrets Manager secret has the runtime-path form only.
    Input RUNTIME_PATH_ONLY = 316 "runtime-path-only";
    /// Tier and key of a parameter could not be learnt.
    ///
    /// `ssm:DescribeParameters` was denied; the key given with `--kms-key` is taken as the parameter's.
    Input KEY_UNCHECKED = 317 "key-unchecked";
    /// The KMS key cannot encrypt or decrypt: wrong usage, disabled, or pending deletion.
    Input UNUSABLE_KEY = 318 "unusable-key";
    /// A clear text is encrypted anew at each render.
    ///
    /// KMS never gives the same ciphertext twice, so each deployment updates the function.
    Input ENCRYPTED_ANEW = 319 "encrypted-anew";

    /// A function's role is managed elsewhere, so the statements it needs are not in the template.
    Input FOREIGN_ROLE = 401 "foreign-role";
    /// One role is shared by functions with different secrets: each function can read every secret.
    Input SHARED_ROLE = 402 "shared-role";
    /// The ARN of a Secrets Manager secret is not known exactly, so IAM gets `NAME-??????`.
    Input INEXACT_SECRET_ARN = 403 "inexact-secret-arn";

    /// Events are not emitted yet.
    ///
    /// The template would lack what triggers the functions. `--skip-events` leaves the events out on purpose.
    Input EVENTS_NOT_EMITTED = 501 "events-not-emitted";
    /// The code folder holds files that must not be uploaded.
    ///
    /// `aws cloudformation package` zips every file of the folder. Give an artifact: `package.artifact`, or `--code ZIP`.
    Input CODE_FOLDER = 502 "code-folder";
    /// A setting is known to the Serverless Framework and not emitted by Sealform.
    Input NOT_EMITTED = 503 "not-emitted";
    /// Two things of the service get the same logical ID.
    Input LOGICAL_ID_TAKEN = 504 "logical-id-taken";
    /// `resources.extensions` names a resource that is not there, or an attribute that cannot be extended.
    Input BAD_EXTENSION = 505 "bad-extension";
    /// Per-function roles cannot be made as asked.
    Input BAD_FUNCTION_ROLE = 506 "bad-function-role";
    /// The template exceeds a limit of CloudFormation.
    Input TEMPLATE_LIMIT = 507 "template-limit";
    /// The template was sealed by the embedded AWS, whose keys are toys.
    Input EMBEDDED_AWS = 508 "embedded-aws";
    /// Events were left out.
    ///
    /// Deploying this template over a stack that has them deletes its APIs, schedules and subscriptions.
    Input EVENTS_SKIPPED = 509 "events-skipped";
    /// The template makes roles with names.
    ///
    /// Deploy with `--capabilities CAPABILITY_NAMED_IAM`.
    Input NAMED_ROLES = 510 "named-roles";

    /// AWS denied a call.
    ///
    /// The message names the action and what it was asked for. A denied call never counts as a missing value.
    World ACCESS_DENIED = 601 "access-denied";
    /// There are no AWS credentials, or they have expired.
    World NO_CREDENTIALS = 602 "no-credentials";
    /// AWS kept throttling a call.
    World THROTTLED = 603 "throttled";
    /// AWS could not be reached in time.
    World UNREACHABLE = 604 "unreachable";
    /// AWS (or what answered in its place) gave an answer that makes no sense.
    World MALFORMED_ANSWER = 605 "malformed-answer";
    /// A file or standard input cannot be read.
    World UNREADABLE_FILE = 606 "unreadable-file";
    /// A file cannot be written.
    World UNWRITABLE_FILE = 607 "unwritable-file";
    /// An endpoint speaks plain HTTP beyond this machine.
    ///
    /// A clear text would travel unencrypted. Use `https://`, or a loopback address.
    Input PLAIN_HTTP = 608 "plain-http";
    /// AWS refused a call for another reason.
    World AWS_ERROR = 609 "aws-error";
    /// A KMS key or alias does not exist.
    Input KEY_NOT_FOUND = 610 "key-not-found";
    /// A program that a source needs (git, Node.js) could not be run, failed, or took too long.
    ///
    /// What it printed is not shown: it may hold a secret. Run it yourself to see it.
    World PROGRAM_FAILED = 611 "program-failed";

    /// A secret is left as it was, for a person.
    ///
    /// `sealform convert` changes only what it can change without guessing. The help says what to do by hand; convert again afterwards.
    Input SECRET_LEFT = 701 "secret-left";
    /// Nobody checked the tier and the key of a parameter that was converted.
    ///
    /// The ciphertext form needs the Standard tier and a customer managed key. Give `--resolve` to have both asked, or `--kms-key`.
    Input CONVERSION_UNCHECKED = 702 "conversion-unchecked";
    /// A statement of IAM allows more than a converted secret needs.
    ///
    /// It is not removed: something else may need it. Remove it once nothing does.
    Input WIDE_STATEMENT = 703 "wide-statement";
    /// The Serverless Framework v2 fetches a parameter in clear text although the file asks for the ciphertext.
    ///
    /// What is deployed is the ciphertext; but who deploys needs `kms:Decrypt`, and the clear text is in memory and in the debug log.
    /// `variablesResolutionMode: 20210326` with version 2.69 or later, or v3, ends it.
    Input FETCHED_DECRYPTED = 704 "fetched-decrypted";
    /// `sealform convert --check` found edits that could be made.
    Input EDITS_POSSIBLE = 705 "edits-possible";
    /// The statements that a converted secret needs could not be added to its function's role.
    ///
    /// The role is not in this file, or it is written in a way that is not edited. Add the statements that the help shows.
    Input STATEMENTS_LEFT = 706 "statements-left";
    /// Something of the move to another version of the Serverless Framework is left for a person.
    Input MOVE_LEFT = 707 "move-left";
    /// The edited file would not have meant what was meant, so nothing was written.
    Input CONVERSION_REFUSED = 708 "conversion-refused";
    /// Something of the service cannot be rewritten on its way to the Serverless Framework, so nothing was written.
    ///
    /// Two files of a list share it, or a source that is no file brings it, or the version would read the value as a variable: v1 and v4 know no escape.
    Input NOT_RENDERED = 709 "not-rendered";
    /// The service file is written into another folder than the one its relative paths start from.
    Input OTHER_FOLDER = 710 "other-folder";
    /// A parameter that the converted file refers to must be put into Parameter Store before the next deployment.
    ///
    /// `sealform convert --store-under PATH` takes the clear texts of environment variables for parameters under this path. The help shows the command
    /// that puts one there, the value typed at a prompt.
    Input PARAMETER_TO_PUT = 711 "parameter-to-put";

    /// A clear text was about to be written. This is a bug in Sealform.
    ///
    /// Nothing was written. Please report it; the report needs no secret.
    Bug LEAK_STOPPED = 901 "leak-stopped";
    /// Sealform asked the same question again and again. This is a bug in Sealform.
    Bug NO_PROGRESS = 902 "no-progress";
    /// A question was put to somebody who cannot answer it. This is a bug in Sealform.
    Bug MISROUTED_QUESTION = 903 "misrouted-question";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_sorted_and_documented() {
        let mut names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len(), "a name stands twice");
        for pair in ALL.windows(2) {
            assert!(pair[0].number < pair[1].number, "{} stands before {}", pair[0].id(), pair[1].id());
        }
        for code in ALL {
            assert!((1..=999).contains(&code.number));
            assert!(code.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{}", code.name);
            let first = code.explanation.lines().next().unwrap_or_default().trim();
            assert!(first.ends_with('.') || first.ends_with(')'), "{} has no first sentence", code.id());
        }
    }
}
