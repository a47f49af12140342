//! The settings that variables themselves depend on: service, stage, Region, plugins. They may hold variables, but none of AWS.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{DocumentKind, Scalar};
use sealform_secret::{Answer, Classified, Content, Origin, Plaintext, Provenance, Public, Question, Region};

use crate::arena::Kind;
use crate::call::Call;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::plugins;
use crate::value::{Outcome, Value, value_of};

/// What a service says of itself before anything else can be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The service's name; empty for a template.
    pub service: Box<str>,
    /// `--stage`, else `provider.stage`, else `dev`.
    pub stage: Box<str>,
    /// `--region`, else `provider.region`, else `us-east-1`.
    pub region: Region,
    /// The names of the plugins, in order.
    pub plugins: Vec<Box<str>>,
}

/// The defaults (Serverless manual, "AWS - Properties", read 2026-11-23).
const DEFAULT_STAGE: &str = "dev";
const DEFAULT_REGION: &str = "us-east-1";

impl Context<'_> {
    /// All settings; `None` where an answer is missing.
    pub(crate) fn settings(&mut self) -> Option<Settings> {
        self.check_shape();
        let service = match self.state.inputs.document {
            DocumentKind::Service => self.service(),
            DocumentKind::Template => Outcome::Missing,
        };
        let stage = self.stage();
        let region = self.region();
        let plugins = self.plugins();
        if matches!(service, Outcome::Pending)
            || matches!(stage, Outcome::Pending)
            || matches!(region, Outcome::Pending)
            || matches!(plugins, Outcome::Pending)
        {
            return None;
        }
        Some(Settings {
            service: value_or(service, "".into()),
            stage: value_or(stage, DEFAULT_STAGE.into()),
            region: match region {
                Outcome::Value(region) => region,
                _ => Region::parse(DEFAULT_REGION)?,
            },
            plugins: value_or(plugins, Vec::new()),
        })
    }

    /// The stage as text.
    pub(crate) fn stage(&mut self) -> Outcome<Box<str>> {
        let value = value_of!(self.stage_value());
        self.setting_text(&value, "stage")
    }

    /// The stage with the way it came.
    pub(crate) fn stage_value(&mut self) -> Outcome {
        if let Some(stage) = &self.state.stage {
            return Outcome::Value(stage.clone());
        }
        let stage = value_of!(self.provider_setting("stage", DEFAULT_STAGE));
        self.state.stage = Some(stage.clone());
        Outcome::Value(stage)
    }

    /// The Region that everything is asked in that names none.
    pub(crate) fn region(&mut self) -> Outcome<Region> {
        if let Some(region) = &self.state.region {
            return Outcome::Value(region.clone());
        }
        let value = value_of!(self.region_value());
        let text = value_of!(self.setting_text(&value, "region"));
        let Some(region) = Region::parse(&text) else {
            // It is not quoted: what is no Region may be anything, and it may come from the environment.
            let mut diagnostic = Diagnostic::error(&registry::WRONG_SHAPE, "the Region is not the name of an AWS Region");
            if let (None, Value::Leaf(leaf)) = (&self.state.inputs.region, &value) {
                diagnostic = diagnostic.at(leaf.provenance.origin(), "");
            }
            self.report(diagnostic.help("write it as AWS does: eu-central-1"));
            // Reported once; the default stands in.
            self.state.region = Region::parse(DEFAULT_REGION);
            return Outcome::Failed;
        };
        self.state.region = Some(region.clone());
        Outcome::Value(region)
    }

    /// The Region with the way it came.
    pub(crate) fn region_value(&mut self) -> Outcome {
        self.provider_setting("region", DEFAULT_REGION)
    }

    /// The names of the plugins. The first time they are known, those that are not emulated are reported.
    pub(crate) fn plugins(&mut self) -> Outcome<Vec<Box<str>>> {
        if let Some(plugins) = &self.state.plugins {
            return Outcome::Value(plugins.clone());
        }
        self.settings_depth += 1;
        let outcome = self.plugin_names();
        self.settings_depth -= 1;
        let plugins = match outcome {
            Outcome::Missing => Vec::new(),
            outcome => value_of!(outcome),
        };
        if let Some(diagnostic) = plugins::check(&plugins, self.classifier.policy().strictness) {
            self.report(diagnostic);
        }
        let names: Vec<Box<str>> = plugins.into_iter().map(|(name, _)| name).collect();
        self.state.plugins = Some(names.clone());
        Outcome::Value(names)
    }

    /// Refuses what a setting cannot come from, while one is being resolved: AWS is asked with the settings' help.
    pub(crate) fn refuse_in_settings(&mut self, call: &Call<'_>) -> Outcome<()> {
        if self.settings_depth == 0 {
            return Outcome::Value(());
        }
        let message = format!("the stage, the Region, the plugins and the service's name cannot come from `{}`", call.source.name);
        let help = "AWS is asked in the Region that these settings name; use `${opt:...}`, `${env:...}`, `${param:...}` or `${file(...)}`";
        self.report(Diagnostic::error(&registry::INACCESSIBLE_SETTING, message).at(call.span(), "").help(help));
        Outcome::Failed
    }

    fn service(&mut self) -> Outcome<Box<str>> {
        let outcome = self.setting(&["service"]);
        let value = match value_of!(outcome) {
            // v1 and v2 took a map with a name.
            Value::Node(id, _) => {
                let name = self.state.arena.child(id, "name");
                match name {
                    Some(name) => value_of!(self.head(name)),
                    None => Value::Node(id, Provenance::new(self.state.arena.node(id).span)),
                }
            }
            leaf => leaf,
        };
        self.setting_text(&value, "service")
    }

    fn plugin_names(&mut self) -> Outcome<Vec<(Box<str>, Span)>> {
        let root = self.state.root;
        let list = match value_of!(self.walk(root, ["plugins"])) {
            // `plugins: {localPath: ..., modules: [...]}`.
            Value::Node(id, _) if matches!(self.state.arena.node(id).kind, Kind::Mapping(_)) => value_of!(self.walk(id, ["modules"])),
            value => value,
        };
        let Value::Node(id, _) = list else { return Outcome::Missing };
        let mut names = Vec::new();
        let mut pending = false;
        for index in 0..self.state.arena.child_count(id) {
            let Some((_, item)) = self.state.arena.child_at(id, index) else { break };
            match self.head(item) {
                Outcome::Value(Value::Leaf(leaf)) => {
                    if let Some(name) = leaf.as_public().and_then(Public::as_str) {
                        names.push((name.into(), self.state.arena.node(item).span));
                    }
                }
                Outcome::Pending => pending = true,
                Outcome::Value(Value::Node(..)) | Outcome::Missing | Outcome::Failed => {}
            }
        }
        if pending { Outcome::Pending } else { Outcome::Value(names) }
    }

    /// A flag, else a key of `provider`, else a default.
    fn provider_setting(&mut self, name: &'static str, default: &'static str) -> Outcome {
        let root = Span::start_of(self.state.arena.node(self.state.root).span.file);
        let flag = match name {
            "stage" => &self.state.inputs.stage,
            _ => &self.state.inputs.region,
        };
        if let Some(flag) = flag {
            let plaintext = Plaintext::new(flag.clone(), format!("opt:{name}"));
            let content = self.judge(&plaintext, Origin::Named, &[name]);
            return Outcome::Value(Value::Leaf(Classified { content, provenance: Provenance::new(root) }));
        }
        match self.setting(&["provider", name]) {
            Outcome::Value(value) if !value.is_null() => return Outcome::Value(value),
            Outcome::Value(_) | Outcome::Missing => {}
            outcome => return outcome,
        }
        let variables = if name == "region" { self.region_variables() } else { &[] };
        for &variable in variables {
            match self.ask(Question::EnvironmentVariable(variable.into()), root) {
                None => return Outcome::Pending,
                Some(Answer::EnvironmentVariable(Some(text))) if !text.is_empty() => {
                    let content = self.judge(text, Origin::Named, &[variable]);
                    return Outcome::Value(Value::Leaf(Classified { content, provenance: Provenance::new(root) }));
                }
                Some(_) => {}
            }
        }
        Outcome::Value(Value::public(Public::fixed(default), root))
    }

    /// The environment variables that name the Region before the default is taken. Of the Serverless Framework's versions v4 alone looks at one
    /// (`packages/sf-core`, 4.41, run 2026-11-23); a template goes where the AWS CLI deploys it (AWS CLI User Guide, "Environment variables",
    /// read 2026-11-25).
    fn region_variables(&self) -> &'static [&'static str] {
        match (self.state.inputs.document, self.state.inputs.dialect) {
            (DocumentKind::Template, _) => &["AWS_REGION", "AWS_DEFAULT_REGION"],
            (DocumentKind::Service, Dialect::V4) => &["AWS_REGION"],
            (DocumentKind::Service, _) => &[],
        }
    }

    /// What stands at a path, while sources of AWS are refused.
    pub(crate) fn setting(&mut self, path: &[&str]) -> Outcome {
        let root = self.state.root;
        self.settings_depth += 1;
        let outcome = self.walk(root, path.iter().copied());
        self.settings_depth -= 1;
        outcome
    }

    fn setting_text(&mut self, value: &Value, name: &str) -> Outcome<Box<str>> {
        let (span, what) = match value {
            Value::Leaf(leaf) => match &leaf.content {
                Content::Public(public) => match public.scalar() {
                    Scalar::Text(text) => return Outcome::Value(text.as_str().into()),
                    Scalar::Number(_) => return Outcome::Value(public.to_text().into()),
                    Scalar::Null | Scalar::Bool(_) => (leaf.provenance.origin(), "not text"),
                },
                Content::Secret(_) => (leaf.provenance.origin(), "a secret"),
            },
            Value::Node(id, _) => (self.state.arena.node(*id).span, "not text"),
        };
        let message = format!("`{name}` is {what}");
        self.report(Diagnostic::error(&registry::WRONG_SHAPE, message).at(span, "").help("it becomes part of names: write a plain text"));
        Outcome::Failed
    }
}

fn value_or<T>(outcome: Outcome<T>, default: T) -> T {
    if let Outcome::Value(value) = outcome { value } else { default }
}
