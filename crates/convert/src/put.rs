//! The command with which a person puts a secret into Parameter Store, and what to do then.

use sealform_reference::{Alternative, Segment, Variable};
use sealform_secret::forms::FormName;

use crate::project::Project;
use crate::way::Key;

/// What to put where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Put {
    /// The name of the parameter, as it stands in the file.
    pub(crate) path: String,
    command: String,
    then: Then,
}

/// What to do once it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing: the file refers to it already.
    Deploy,
    /// Convert as before: it was looked for and is not there.
    Convert,
    /// Convert, with this path for `--store-under`.
    ConvertUnder(String),
    /// Refer to it by hand.
    Refer,
}

impl Put {
    /// `key` and `form` decide the key that it is encrypted with.
    pub(crate) fn new(project: &Project, path: &str, key: &Key, form: FormName, then: Then) -> Self {
        let mut unset = Vec::new();
        let name = shell(project, path, &mut unset);
        let key = match key {
            Key::Given(_, given) => format!(" \\\n      --key-id '{given}'"),
            Key::Declared(id) => {
                unset.push(("KEY".to_owned(), format!("the ARN of `{id}`")));
                " \\\n      --key-id \"${KEY:?}\"".to_owned()
            }
            Key::Any if form == FormName::Ciphertext => {
                unset.push(("KEY".to_owned(), "a customer managed key, which the ciphertext form needs".to_owned()));
                " \\\n      --key-id \"${KEY:?}\"".to_owned()
            }
            Key::Any => String::new(),
        };
        let set = match unset.as_slice() {
            [] => String::new(),
            unset => {
                let each: Vec<String> = unset.iter().map(|(name, meaning)| format!("{name} set to {meaning}")).collect();
                format!(", with {}", each.join(" and "))
            }
        };
        // The value shows neither in the history of the shell nor in the list of processes: the command reads it from a file that is no file.
        let command = format!(
            "Put it into Parameter Store, the value typed at a prompt{set}:\n    read -rs V; printf %s \"$V\" | aws ssm put-parameter --type SecureString{key} \\\n      --name {name} --value file:///dev/stdin; unset V"
        );
        Self { path: path.to_owned(), command, then }
    }

    pub(crate) fn help(&self) -> String {
        let (command, path) = (&self.command, &self.path);
        match &self.then {
            Then::Deploy => command.clone(),
            Then::Convert => format!("{command}\nThen convert again."),
            Then::ConvertUnder(under) => format!("{command}\nThen convert again with `--store-under {under}`, which refers to it here."),
            Then::Refer => format!("{command}\nThen refer to `ssm:{path}` here, and convert again."),
        }
    }
}

/// A path for the shell: what a variable comes to where the file says it, else a variable of the shell that must be set.
fn shell(project: &Project, path: &str, unset: &mut Vec<(String, String)>) -> String {
    let segments = sealform_reference::parse(path, project.grammar).unwrap_or_default();
    if !segments.iter().any(|segment| matches!(segment, Segment::Variable(_))) {
        return path.to_owned();
    }
    let mut text = String::new();
    for segment in &segments {
        match segment {
            Segment::Text { value, .. } => text.push_str(value),
            Segment::Variable(variable) => match known(project, variable) {
                Some(value) => text.push_str(&value),
                None => {
                    let name = name(variable);
                    text.push_str(&format!("${{{name}:?}}"));
                    let written = path.get(variable.range.clone()).unwrap_or_default();
                    if !unset.iter().any(|(known, _)| *known == name) {
                        unset.push((name, format!("what `{written}` comes to")));
                    }
                }
            },
        }
    }
    format!("\"{text}\"")
}

/// What a variable comes to in every stage.
fn known(project: &Project, variable: &Variable) -> Option<String> {
    let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
    let address = source.address.as_ref()?.plain()?;
    // The command line decides about these.
    if ["provider.stage", "provider.region"].contains(&address) {
        return None;
    }
    let target = project.source(source).filter(|target| target.rest.is_empty())?;
    project.literal(target.place).filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte)))
}

/// `STAGE` of `${opt:stage, 'dev'}`.
fn name(variable: &Variable) -> String {
    let of_source = variable.alternatives.iter().find_map(|alternative| match alternative {
        Alternative::Source(source) => Some(source.address.as_ref().and_then(|address| address.plain()).unwrap_or(&source.name)),
        Alternative::Literal { .. } => None,
    });
    let word = of_source.unwrap_or_default().rsplit(|byte: char| !byte.is_ascii_alphanumeric()).find(|word| !word.is_empty());
    match word.filter(|word| !word.starts_with(|first: char| first.is_ascii_digit())) {
        Some(word) => word.to_ascii_uppercase(),
        None => "PART".to_owned(),
    }
}
