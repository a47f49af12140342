//! What one variable of a function's environment becomes, by what its value is.

use std::borrow::Cow;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Severity, registry};
use sealform_model::{Scalar, Tree, Value};

use super::environment::{Entry, Owner, OwnerKind};
use super::pass::Pass;
use super::{companion, intrinsic};
use crate::forms::{PATH_PREFIX, Pieces, Remote, Variable, ciphertext, encrypted, kept};
use crate::policy::Declared;
use crate::{CiphertextBlob, Classified, Content, Intent, NotABlob, Plaintext, Public, SealedLeaf, Secret, heuristics};

/// What became of a variable.
pub(super) enum Fate {
    /// It stays as it is.
    Kept(Tree<SealedLeaf>),
    /// It is sealed; the text names its source.
    Sealed(Pieces, String),
    /// An answer is missing, or it is refused.
    Unfinished,
}

/// How the source of a text is called that the author wrote.
const LITERAL: &str = "literal";

/// Decides on one variable. Null is gone before.
pub(super) fn seal(entry: &Entry<'_>, owner: &Owner<'_>, pass: &mut Pass<'_>) -> Fate {
    match &entry.tree.value {
        Value::Leaf(leaf) => {
            let variable = Variable {
                name: entry.name,
                span: entry.tree.span,
                provenance: &leaf.provenance,
                function: owner.key,
                function_name: owner.name,
            };
            match &leaf.content {
                Content::Public(public) => self::public(public, &variable, owner, pass),
                Content::Secret(secret) => self::secret(secret, &variable, owner, pass),
            }
        }
        Value::Mapping(mapping) if intrinsic::name(mapping).is_some() => {
            runtime_path_of_intrinsic(entry, pass);
            Fate::Kept(intrinsic::pass_through(entry, pass))
        }
        Value::Mapping(_) | Value::Sequence(_) => {
            let message = format!("the environment variable `{}` must be text", entry.name);
            pass.report(
                Diagnostic::error(&registry::WRONG_SHAPE, message)
                    .at(entry.tree.span, "")
                    .help("Write it as JSON text if the function expects one."),
            );
            Fate::Unfinished
        }
    }
}

/// What is wrong with a dynamic reference that CloudFormation would decrypt into a function's configuration (SF206).
pub(super) fn decrypting_reference(name: &str, text: &str, pass: &Pass<'_>) -> Option<Diagnostic> {
    // Every public text of an environment comes here, and most are told by this.
    if !text.contains('{') {
        return None;
    }
    // Looked for as text, not parsed: an intrinsic function may build it of pieces.
    let what = if text.contains("{{resolve:ssm-secure") {
        "CloudFormation refuses `ssm-secure` in a function's environment"
    } else if text.contains("{{resolve:secretsmanager") {
        "CloudFormation would put the secret's clear text into the function's configuration"
    } else if reads_secret_parameter(name, text, pass) {
        "CloudFormation would put the parameter's clear text into the function's configuration"
    } else {
        return None;
    };
    let help = format!(
        "Write `{name}: $<ssm:/path>`, or `SSM_PATH_TO_{name}` with the path to read at run time (`/aws/reference/secretsmanager/NAME` for Secrets Manager)."
    );
    Some(Diagnostic::error(&registry::DYNAMIC_REFERENCE_PLACE, format!("`{name}` holds a dynamic reference: {what}")).help(help))
}

/// Whether a `{{resolve:ssm:...}}` is a secret by the name of its parameter or of the variable. The name of a thing may be put together of
/// words of secrets: `TOKEN_TABLE_ARN`.
fn reads_secret_parameter(name: &str, text: &str, pass: &Pass<'_>) -> bool {
    const POINTERS: [&str; 4] = ["_ARN", "_NAME", "_ID", "_PATH"];
    let is_secret = |name: &str| match pass.policy().names.declared(name) {
        Some(declared) => declared == Declared::Secret,
        None => heuristics::is_secret_name(name),
    };
    let names_secret = || is_secret(name);
    let points = POINTERS.iter().any(|end| name.ends_with(end)) || pass.policy().names.declared(name) == Some(Declared::Public);
    let references = sealform_reference::dynamic_references(text);
    let mut parameters = references.iter().filter(|reference| *reference.service.value == *"ssm");
    parameters.any(|reference| names_secret() || (is_secret(&reference.id.value) && !points))
}

fn public(public: &Public, variable: &Variable<'_>, owner: &Owner<'_>, pass: &mut Pass<'_>) -> Fate {
    let text = match public.scalar() {
        Scalar::Text(text) => Cow::Borrowed(text.as_str()),
        scalar => Cow::Owned(scalar.to_text()),
    };
    let name = variable.name;
    let is_text = matches!(text, Cow::Borrowed(_));
    if is_text {
        if let Some(diagnostic) = decrypting_reference(name, &text, pass) {
            pass.report(variable.provenance.explain(diagnostic, "", variable.span, &format!("it lands in `{name}`")));
            return Fate::Unfinished;
        }
        if name.starts_with(PATH_PREFIX) && kept::is_path(&text, pass.policy().asking) {
            return sealed(kept::path(&text, public, variable, pass), format!("ssm:{text}"));
        }
        match CiphertextBlob::parse(&text) {
            Ok(blob) => return sealed(Some(kept::blob(&blob, variable)), source_of(public)),
            Err(NotABlob::LenientBase64) => {
                pass.report(lenient(variable));
                return Fate::Kept(Tree::leaf(variable.span, SealedLeaf::Public(public.clone())));
            }
            Err(_) if variable.base() != name => return not_a_blob(public, &text, variable, pass),
            Err(_) => {}
        }
    }
    if is_secret(public, &text, variable, pass) {
        let plaintext = pass.demote(public, variable.provenance);
        return clear(&plaintext, source_of(public), variable, owner, pass);
    }
    let public = if owner.kind == OwnerKind::Generated && !is_text { public.derive(str::to_owned) } else { public.clone() };
    Fate::Kept(Tree::leaf(variable.span, SealedLeaf::Public(public)))
}

fn secret(secret: &Secret, variable: &Variable<'_>, owner: &Owner<'_>, pass: &mut Pass<'_>) -> Fate {
    // Only a record names the source of what is sealed.
    let source = || if pass.records_all() { secret.source() } else { String::new() };
    match secret {
        Secret::Parameter(parameter) if parameter.intent == Intent::Ciphertext => {
            let source = source();
            sealed(ciphertext::as_written(parameter, variable, pass), source)
        }
        Secret::Parameter(parameter) => remote(Remote::Parameter(parameter), source(), variable, pass),
        Secret::SecretsManager(managed) => remote(Remote::Managed(managed), source(), variable, pass),
        Secret::Clear(plaintext) => clear(plaintext, secret.source(), variable, owner, pass),
        Secret::Joined(joined) => {
            let diagnostic = variable.refusal(
                &registry::SECRET_IN_TEXT,
                format!("`{}` joins {} with other text, and a ciphertext cannot be joined", variable.name, joined.what),
                "Pass the secret in a variable of its own, and join in the function.",
            );
            let is_named = diagnostic.primary.iter().chain(&diagnostic.labels).any(|label| label.span == joined.remote);
            pass.report(if is_named { diagnostic } else { diagnostic.label(joined.remote, joined.what) });
            Fate::Unfinished
        }
        Secret::Unasked(_) => {
            let message = format!("`{}` cannot be sealed without asking AWS", variable.name);
            pass.report(variable.refusal(&registry::UNSEALED_OFFLINE, message, "Leave out `--offline`."));
            Fate::Unfinished
        }
    }
}

fn remote(remote: Remote<'_>, source: String, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Fate {
    sealed(pass.policy().form.form().seal(remote, variable, pass), source)
}

/// A clear text that we hold. It may be a blob that came from outside: then it is sealed already.
fn clear(plaintext: &Arc<Plaintext>, source: String, variable: &Variable<'_>, owner: &Owner<'_>, pass: &mut Pass<'_>) -> Fate {
    match CiphertextBlob::parse(plaintext.text()) {
        Ok(blob) => return sealed(Some(kept::blob(&blob, variable)), source),
        Err(NotABlob::LenientBase64) => {
            pass.report(Diagnostic { severity: Severity::Error, ..lenient(variable) });
            return Fate::Unfinished;
        }
        Err(_) => {}
    }
    if variable.base() != variable.name {
        pass.report(claims_ciphertext(variable));
        return Fate::Unfinished;
    }
    if let Some(diagnostic) = never_encrypted(&source, variable, owner, pass) {
        pass.report(diagnostic);
        return Fate::Unfinished;
    }
    sealed(encrypted::seal(plaintext, &source, variable, pass), source)
}

/// Why a clear text is not encrypted whatever key is named: in a template the text that is written stays as it is, and what all functions
/// get is not one's own.
fn never_encrypted(source: &str, variable: &Variable<'_>, owner: &Owner<'_>, pass: &Pass<'_>) -> Option<Diagnostic> {
    let name = variable.name;
    if owner.kind == OwnerKind::Globals {
        let message = format!("`{name}` ({source}) is encrypted for the name of one function, and `Globals` gives it to all");
        let help = format!(
            "Write it in the environment of each function that has a `FunctionName`, or keep it in Parameter Store and write `{name}: $<ssm:/path>`."
        );
        return Some(variable.refusal(&registry::UNKNOWN_FUNCTION_NAME, message, help));
    }
    (pass.is_template() && source == LITERAL).then(|| {
        let message = format!("`{name}` holds a clear text that is written in the template");
        let help = format!(
            "Keep it in Parameter Store as a SecureString and write `{name}: $<ssm:/path>`, or `{name}: $<env:{name}>` to have it encrypted with `--kms-key`. If it is no secret, declare its name public in sealform.toml."
        );
        variable.refusal(&registry::CLEAR_TEXT, message, help)
    })
}

fn sealed(pieces: Option<Pieces>, source: String) -> Fate {
    pieces.map_or(Fate::Unfinished, |pieces| Fate::Sealed(pieces, source))
}

/// Whether a public text is secret under the name it lands in, or under the name that stands behind the prefix of a sealed form.
fn is_secret(public: &Public, text: &str, variable: &Variable<'_>, pass: &Pass<'_>) -> bool {
    match variable.bare() {
        Some(bare) => pass.classifier().is_secret_here(&[variable.name, bare], public, text),
        None => pass.classifier().is_secret_here(&[variable.name], public, text),
    }
}

/// How messages and `--explain` name a public text that is taken for a secret after all.
fn source_of(public: &Public) -> String {
    if public.is_authored() { LITERAL } else { "outside" }.to_owned()
}

/// A text under `ENCRYPTED_X` that is no ciphertext: refused where its name or form says secret, else a warning.
fn not_a_blob(public: &Public, text: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Fate {
    if is_secret(public, text, variable, pass) {
        pass.demote(public, variable.provenance);
        pass.report(claims_ciphertext(variable));
        return Fate::Unfinished;
    }
    pass.report(variable.warning(
        &registry::NOT_A_BLOB,
        format!("`{}` says that it holds a ciphertext, but it is no KMS ciphertext blob", variable.name),
        "Make one with `sealform seal`, or call the variable otherwise.",
    ));
    Fate::Kept(Tree::leaf(variable.span, SealedLeaf::Public(public.clone())))
}

fn claims_ciphertext(variable: &Variable<'_>) -> Diagnostic {
    variable.refusal(
        &registry::NOT_A_BLOB,
        format!("`{}` says that it holds a ciphertext, but it is no KMS ciphertext blob: it may be the secret itself", variable.name),
        format!("Make a blob with `sealform seal`, or call the variable `{}` to have it encrypted.", variable.base()),
    )
}

fn lenient(variable: &Variable<'_>) -> Diagnostic {
    variable.warning(
        &registry::LENIENT_BASE64,
        format!("only a lenient decoder reads the base64 of `{}`", variable.name),
        "Write it without white space, with its padding, in the standard alphabet: not every language's decoder forgives.",
    )
}

/// The IAM of a path that is only known at deploy time cannot be completed.
fn runtime_path_of_intrinsic(entry: &Entry<'_>, pass: &mut Pass<'_>) {
    if entry.name.starts_with(PATH_PREFIX) && companion::text(entry.tree, pass.region(), None).is_none() {
        let provenance = crate::Provenance::new(entry.tree.span);
        let variable = Variable { name: entry.name, span: entry.tree.span, provenance: &provenance, function: "", function_name: None };
        kept::incomplete(&variable, "the path is known at deploy time only", pass);
    }
}

/// Whether the value is null, which unsets a variable.
pub(super) fn is_null(tree: &Tree<Classified>) -> bool {
    tree.as_leaf().and_then(Classified::as_public).is_some_and(|public| *public.scalar() == Scalar::Null)
}
