//! Which `.env` files a service has, when they are read, and what a variable in them is.
//!
//! v1 reads none; v2 (from 2.13) and v3 only with `useDotenv: true`, `.env.<stage>` or else `.env`; v4 by default, `.env.<stage>` before
//! `.env` before the paths that `useDotenv` names (run with 2.72.4, 3.40.0, osls 4.3.1 and 4.41, 2026-11-23).

use std::collections::HashMap;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::Scalar;
use sealform_secret::{Answer, Part, Plaintext, Public, Question};

use super::expansion::{Piece, pieces};
use super::syntax::entries;
use crate::arena::Kind;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::value::{Outcome, Value, value_of};

/// What is known of the service's `.env` files.
#[derive(Debug, Default)]
pub(crate) struct Dotenv {
    stage: Stage,
    /// Variables that decide which file is read, and were not set: none of them may be set in a file.
    early: Vec<(Box<str>, Span)>,
}

#[derive(Debug, Default)]
enum Stage {
    /// The settings that name the files are not resolved yet.
    #[default]
    Unprepared,
    /// No file is read.
    Off,
    /// These files are read once a variable is missing.
    Named { paths: Vec<Box<str>>, rule: Rule },
    /// What the files say.
    Read { values: HashMap<Box<str>, Held>, rule: Rule },
}

/// How several files go together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// The first that exists, and variables in it are put in: v2 and v3.
    FirstExpanded,
    /// All, the first that has a name winning: v4.
    All,
}

/// The value of a variable in a file.
#[derive(Debug)]
enum Held {
    Written(String),
    /// It is being put together: to meet it again is a cycle.
    Running,
    Ready(Arc<Plaintext>),
}

impl Context<'_> {
    /// Resolves what names the `.env` files. It comes before everything else, for any `${env:...}` may need it.
    pub(crate) fn prepare_dotenv(&mut self) {
        if !matches!(self.state.dotenv.stage, Stage::Unprepared) {
            return;
        }
        self.before_dotenv += 1;
        let stage = self.dotenv_files();
        self.before_dotenv -= 1;
        match stage {
            Outcome::Value(stage) => self.state.dotenv.stage = stage,
            Outcome::Pending => {}
            Outcome::Missing | Outcome::Failed => self.state.dotenv.stage = Stage::Off,
        }
        if !self.state.dotenv.early.is_empty() {
            // Read now, so that a file that sets one of them is reported.
            let _ = self.read_dotenv();
        }
    }

    /// The variable `name`, which the process does not have, in the service's `.env` files.
    pub(crate) fn dotenv(&mut self, name: &str, span: Span) -> Outcome<Arc<Plaintext>> {
        if self.before_dotenv > 0 {
            self.state.dotenv.early.push((name.into(), span));
            return Outcome::Missing;
        }
        value_of!(self.read_dotenv());
        self.dotenv_value(name, span)
    }

    fn dotenv_files(&mut self) -> Outcome<Stage> {
        let dialect = self.state.inputs.dialect;
        if dialect == Dialect::V1 {
            return Outcome::Value(Stage::Off);
        }
        let v4 = dialect == Dialect::V4;
        let extra = match self.setting(&["useDotenv"]) {
            Outcome::Missing if v4 => Vec::new(),
            outcome => match value_of!(outcome) {
                Value::Leaf(leaf) => match leaf.as_public().map(Public::scalar) {
                    Some(Scalar::Bool(true)) => Vec::new(),
                    Some(Scalar::Null) if v4 => Vec::new(),
                    Some(Scalar::Text(path)) if v4 => vec![path.as_str().into()],
                    _ => return Outcome::Value(Stage::Off),
                },
                Value::Node(list, _) if v4 => value_of!(self.paths_of(list)),
                Value::Node(..) => return Outcome::Value(Stage::Off),
            },
        };
        let stage = value_of!(self.stage());
        let mut paths = vec![format!(".env.{stage}").into(), ".env".into()];
        paths.extend(extra);
        Outcome::Value(Stage::Named { paths, rule: if v4 { Rule::All } else { Rule::FirstExpanded } })
    }

    fn paths_of(&mut self, list: crate::arena::NodeId) -> Outcome<Vec<Box<str>>> {
        let Kind::Sequence(items) = &self.state.arena.node(list).kind else { return Outcome::Value(Vec::new()) };
        let mut paths = Vec::new();
        for item in items.clone() {
            if let Value::Leaf(leaf) = value_of!(self.head(item)) {
                paths.extend(leaf.as_public().and_then(Public::as_str).map(Box::from));
            }
        }
        Outcome::Value(paths)
    }

    /// Reads the files, if they were not read.
    fn read_dotenv(&mut self) -> Outcome<()> {
        let (paths, rule) = match &self.state.dotenv.stage {
            Stage::Unprepared => return Outcome::Pending,
            Stage::Off | Stage::Read { .. } => return Outcome::Value(()),
            Stage::Named { paths, rule } => (paths.clone(), *rule),
        };
        let start = Span::start_of(self.state.arena.node(self.state.root).span.file);
        let mut values = HashMap::new();
        let mut pending = false;
        for path in paths {
            match self.ask(Question::File(path), start) {
                None if rule == Rule::FirstExpanded => return Outcome::Pending,
                None => pending = true,
                Some(Answer::File(Some(file))) => {
                    // No excerpt may show any of it.
                    self.classifier.hold_span(Span::new(file.file, 0, file.text.len()));
                    let mut own = HashMap::new();
                    for entry in entries(&file.text) {
                        own.insert(Box::from(entry.name), Held::Written(entry.value));
                    }
                    own.extend(values);
                    values = own;
                    if rule == Rule::FirstExpanded {
                        break;
                    }
                }
                Some(_) => {}
            }
        }
        if pending {
            return Outcome::Pending;
        }
        for (name, span) in std::mem::take(&mut self.state.dotenv.early) {
            if values.contains_key(&name) {
                let message = format!("`env:{name}` decides which .env file is read, and is set in one");
                let help = "set it in the environment of the process, or write the setting without it";
                self.report(Diagnostic::error(&registry::INACCESSIBLE_SETTING, message).at(span, "").help(help));
            }
        }
        self.state.dotenv.stage = Stage::Read { values, rule };
        Outcome::Value(())
    }

    fn dotenv_value(&mut self, name: &str, span: Span) -> Outcome<Arc<Plaintext>> {
        let Stage::Read { values, rule } = &mut self.state.dotenv.stage else { return Outcome::Missing };
        let rule = *rule;
        let Some(held) = values.get_mut(name) else { return Outcome::Missing };
        let written = match std::mem::replace(held, Held::Running) {
            Held::Written(text) => text,
            Held::Ready(text) => {
                *held = Held::Ready(Arc::clone(&text));
                return Outcome::Value(text);
            }
            Held::Running => {
                let message = format!("`{name}` of a .env file refers to itself");
                self.report(Diagnostic::error(&registry::CYCLE, message).at(span, "it is asked for here").help("write its value out"));
                return Outcome::Failed;
            }
        };
        let outcome = match rule {
            Rule::FirstExpanded if written.contains('$') => self.expanded(name, &written, span),
            _ => Outcome::Value(Plaintext::new(written.clone(), format!("env:{name}"))),
        };
        if let Stage::Read { values, .. } = &mut self.state.dotenv.stage
            && let Some(held) = values.get_mut(name)
        {
            *held = match &outcome {
                Outcome::Value(text) => Held::Ready(Arc::clone(text)),
                _ => Held::Written(written),
            };
        }
        outcome
    }

    /// A value with its variables put in: those of the process first, then those of the file.
    fn expanded(&mut self, name: &str, written: &str, span: Span) -> Outcome<Arc<Plaintext>> {
        // Origins never hold the value: all text of the value goes by the name of its variable.
        let own = |text: &str| Plaintext::new(text.to_owned(), format!("env:{name}"));
        let mut parts: Vec<Arc<Plaintext>> = Vec::new();
        let mut pending = false;
        for piece in pieces(written) {
            match piece {
                Piece::Text(text) => parts.push(own(text)),
                Piece::Name(other, default) => match self.ask(Question::EnvironmentVariable(other.into()), span) {
                    None => pending = true,
                    Some(Answer::EnvironmentVariable(Some(text))) => parts.push(Arc::clone(text)),
                    Some(_) => match self.dotenv_value(other, span) {
                        Outcome::Missing => parts.push(own(default)),
                        Outcome::Pending => pending = true,
                        outcome => parts.push(value_of!(outcome)),
                    },
                },
            }
        }
        if pending {
            return Outcome::Pending;
        }
        let parts: Vec<Part<'_>> = parts.iter().map(|part| Part::Secret(part)).collect();
        Outcome::Value(Plaintext::concat(&parts))
    }
}
