//! Asks AWS for what `convert --resolve` wants to know of each parameter: its type, ARN, tier and key. No value is decrypted.

use sealform_convert::{Fact, Facts};
use sealform_diagnostic::{Diagnostic, FileId, Span, has_errors};
use sealform_model::{Tree, Value};
use sealform_pipeline::Pipeline;
use sealform_resolve::{Demand, Inputs};
use sealform_secret::policy::{Asking, Policy};
use sealform_secret::{
    Answer, Answers, Asked, Classified, Classifier, Content, KeyAddress, KeyMetadata, Learnt, ParameterAddress, ParameterMetadata,
    Question, Region, Secret, SecretAddress, SecretMetadata, Tier,
};

use crate::args::Convert;
use crate::world::World;
use crate::{connect, session};

/// A reference that resolves to something secret, and where it is written.
enum Met {
    Parameter { span: Span, address: ParameterAddress, arn: String },
    Managed { span: Span, address: SecretAddress },
}

/// Resolves the environments of the service and asks for what is in them.
///
/// # Errors
/// All that is wrong, warnings included.
pub(crate) fn ask(
    arguments: &Convert,
    inputs: Inputs,
    file: FileId,
    policy: Policy,
    world: &mut World,
    answers: &mut Answers,
) -> Result<Facts, Vec<Diagnostic>> {
    let Some(source) = world.sources().get(file).cloned() else { return Err(Vec::new()) };
    // What the environment of this process holds does not matter here.
    world.assume_environment();
    let classifier = Classifier::new(Policy { asking: Asking::Online, ..policy });
    let mut pipeline = Pipeline::read(file, &source, arguments.reading.dialect.map(session::dialect), inputs, &classifier)?;
    let settings = session::answered(&mut pipeline, answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let aws = connect::connect(&arguments.aws, settings.region).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    let demand = Demand::environments();
    let tree = session::answered(&mut pipeline, answers, world, |pipeline, answers| pipeline.resolve(&demand, answers));
    classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
    let mut met = Vec::new();
    walk(&tree?, &mut met);
    let mut wanted = Wanted { world, answers, diagnostics: Vec::new() };
    let facts = wanted.facts(met);
    if has_errors(&wanted.diagnostics) { Err(wanted.diagnostics) } else { Ok(facts) }
}

fn walk(tree: &Tree<Classified>, met: &mut Vec<Met>) {
    match &tree.value {
        Value::Leaf(leaf) => {
            let span = leaf.provenance.origin();
            let Content::Secret(secret) = &leaf.content else { return };
            met.extend(match secret {
                Secret::Parameter(parameter) => {
                    let arn = parameter.parameter.arn.as_str().to_owned();
                    Some(Met::Parameter { span, address: parameter.address.clone(), arn })
                }
                Secret::SecretsManager(secret) => Some(Met::Managed { span, address: secret.address.clone() }),
                Secret::Clear(_) | Secret::Joined(_) | Secret::Unasked(_) => None,
            });
        }
        Value::Sequence(items) => items.iter().for_each(|item| walk(item, met)),
        Value::Mapping(mapping) => mapping.iter().for_each(|(_, item)| walk(item, met)),
    }
}

/// Asks in two rounds: for the parameters and secrets, then for the keys that they name.
struct Wanted<'w> {
    world: &'w mut World,
    answers: &'w mut Answers,
    diagnostics: Vec<Diagnostic>,
}

impl Wanted<'_> {
    fn facts(&mut self, met: Vec<Met>) -> Facts {
        self.answer(met.iter().map(|met| match met {
            Met::Parameter { span, address, .. } => (Question::ParameterMetadata(address.clone()), *span),
            Met::Managed { span, address } => (Question::SecretMetadata(address.clone()), *span),
        }));
        let keys: Vec<(KeyAddress, Span)> = met.iter().filter_map(|met| self.key(met)).collect();
        self.answer(keys.into_iter().map(|(key, span)| (Question::Key(key), span)));
        let mut facts = Facts::default();
        for met in met {
            match &met {
                Met::Parameter { span, address, arn } => {
                    let fact = self.parameter(address).map(|metadata| Fact::Parameter {
                        arn: arn.clone(),
                        key: self.key_arn(&met),
                        advanced: metadata.tier == Tier::Advanced,
                    });
                    facts.insert(*span, fact.unwrap_or(Fact::Unchecked));
                }
                Met::Managed { span, address } => {
                    let fact =
                        self.secret(address).map(|metadata| Fact::Managed { arn: metadata.arn.to_string(), key: self.key_arn(&met) });
                    facts.insert(*span, fact.unwrap_or(Fact::Unchecked));
                }
            }
        }
        facts
    }

    fn answer(&mut self, questions: impl Iterator<Item = (Question, Span)>) {
        let mut asked: Vec<Asked> = Vec::new();
        for (question, span) in questions {
            if self.answers.get(&question).is_none() && !asked.iter().any(|other| other.question == question) {
                asked.push(Asked { question, span: Some(span) });
            }
        }
        if !asked.is_empty() {
            self.diagnostics.extend(self.world.answer(&asked, self.answers));
        }
    }

    fn parameter(&self, address: &ParameterAddress) -> Option<&ParameterMetadata> {
        match self.answers.get(&Question::ParameterMetadata(address.clone())) {
            Some(Answer::ParameterMetadata(Learnt::Found(metadata))) => Some(metadata),
            _ => None,
        }
    }

    fn secret(&self, address: &SecretAddress) -> Option<&SecretMetadata> {
        match self.answers.get(&Question::SecretMetadata(address.clone())) {
            Some(Answer::SecretMetadata(Learnt::Found(metadata))) => Some(metadata),
            _ => None,
        }
    }

    /// The key that something is encrypted with, and where it is asked for; none for the keys of AWS, which need no permission.
    fn key(&self, met: &Met) -> Option<(KeyAddress, Span)> {
        let (key, region, span) = match met {
            Met::Parameter { span, address, .. } => (self.parameter(address)?.key.clone()?, address.region.clone(), *span),
            Met::Managed { span, address } => (self.secret(address)?.key.clone()?, address.region.clone(), *span),
        };
        let of_aws = key.starts_with("alias/aws/") || key.contains(":alias/aws/");
        let region = key.split(':').nth(3).filter(|_| key.starts_with("arn:")).and_then(Region::parse).unwrap_or(region);
        (!of_aws).then_some((KeyAddress { region, key }, span))
    }

    fn key_arn(&self, met: &Met) -> Option<String> {
        let (address, _) = self.key(met)?;
        match self.answers.get(&Question::Key(address)) {
            Some(Answer::Key(Learnt::Found(KeyMetadata { arn, aws_managed: false, .. }))) => Some(arn.as_str().to_owned()),
            _ => None,
        }
    }
}
