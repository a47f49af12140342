//! Parameters as Parameter Store holds them: GetParameters without decryption, ten names a call. Needs `ssm:GetParameters`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_ssm::operation::get_parameters::GetParametersOutput;
use aws_sdk_ssm::types as ssm;
use sealform_diagnostic::registry;
use sealform_secret::{Answer, Parameter, ParameterAddress, ParameterArn, ParameterType, Plaintext, Question, Region};
use tokio::task::JoinSet;

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed, misrouted};
use crate::outcome::{Outcomes, joined};
use crate::session::Session;

/// Names in one GetParameters (botocore ssm model, `ParameterNameList`, read 2026-11-23).
const BATCH: usize = 10;

/// Parameter Store reads these from Secrets Manager, and only decrypted (AWS Systems Manager User Guide, "Referencing AWS Secrets
/// Manager secrets from Parameter Store parameters", read 2026-11-23).
const SECRETS_MANAGER_REFERENCE: &str = "/aws/reference/secretsmanager/";

/// `None`: there is no such parameter.
type Found = Result<Option<Arc<Parameter>>, Failure>;

/// Answers [`Question::Parameter`] for all `addresses`, which are all in `region`.
pub(crate) async fn answer(session: Arc<Session>, region: Region, addresses: Vec<ParameterAddress>) -> Outcomes {
    let wanted: BTreeSet<Wanted> = addresses.iter().filter(|address| !is_reference(address)).map(Wanted::of).collect();
    let mut found = get(&session, &region, wanted).await;
    // AWS lists a version that is not there like a name that is not there. The bare name tells them apart.
    let doubtful: BTreeSet<Wanted> = found
        .iter()
        .filter(|(wanted, found)| wanted.selector.is_some() && matches!(found, Ok(None)))
        .map(|(wanted, _)| wanted.bare())
        .filter(|bare| !found.contains_key(bare))
        .collect();
    if !doubtful.is_empty() {
        found.extend(get(&session, &region, doubtful).await);
    }
    addresses
        .into_iter()
        .map(|address| {
            let outcome =
                if is_reference(&address) { Err(misrouted("the value of a Secrets Manager secret")) } else { outcome(&address, &found) };
            (Question::Parameter(address), outcome)
        })
        .collect()
}

fn is_reference(address: &ParameterAddress) -> bool {
    address.name.starts_with(SECRETS_MANAGER_REFERENCE)
}

fn outcome(address: &ParameterAddress, found: &BTreeMap<Wanted, Found>) -> Result<Answer, Failure> {
    let wanted = Wanted::of(address);
    let answered = found.get(&wanted).cloned().unwrap_or(Ok(None))?;
    if let (None, Some(selector)) = (&answered, &wanted.selector)
        && found.get(&wanted.bare()).cloned().unwrap_or(Ok(None))?.is_some()
    {
        // The Serverless Framework's ParameterVersionNotFound ends the run as well, and takes no fallback.
        return Err(Failure::new(
            &registry::AWS_ERROR,
            format!("parameter `{}` in {} has no version or label `{selector}`", address.name, address.region),
        ));
    }
    Ok(Answer::Parameter(answered))
}

/// A parameter as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    name: Box<str>,
    selector: Option<Box<str>>,
}

impl Wanted {
    fn of(address: &ParameterAddress) -> Self {
        Self { name: address.name.clone(), selector: address.selector.clone() }
    }

    fn bare(&self) -> Self {
        Self { name: self.name.clone(), selector: None }
    }

    /// As GetParameters takes it: `name` or `name:selector`.
    fn asked(&self) -> String {
        match &self.selector {
            Some(selector) => format!("{}:{selector}", self.name),
            None => self.name.to_string(),
        }
    }

    /// `batch`'s call as if it had been for this one alone.
    fn call(&self, batch: &Call) -> Call {
        Call { subject: format!("parameter `{}`", self.asked()), ..batch.clone() }
    }

    /// Whether `parameter` is the answer to it. AWS answers name and selector apart, the selector with its colon; emulators leave the
    /// selector away or in the name (moto 5.2, read 2026-11-23), and then a version number must do.
    fn is_answered_by(&self, parameter: &ssm::Parameter) -> bool {
        let name = parameter.name().unwrap_or_default();
        if self.selector.is_some() && *name == self.asked() {
            return true;
        }
        let same = canonical(name) == canonical(&self.name) || parameter.arn() == Some(&*self.name);
        let selector = parameter.selector().map(|selector| selector.trim_start_matches(':')).filter(|selector| !selector.is_empty());
        same && match (&self.selector, selector) {
            (None, None) => true,
            (Some(wanted), Some(answered)) => **wanted == *answered,
            (Some(wanted), None) => **wanted == *parameter.version().to_string(),
            (None, Some(_)) => false,
        }
    }
}

/// `/flat` is `flat` (AWS Systems Manager User Guide, "Creating Systems Manager parameters", read 2026-11-23); a name with levels
/// keeps its slash, and an ARN is left as it is.
pub(crate) fn canonical(name: &str) -> &str {
    match name.strip_prefix('/') {
        Some(flat) if !flat.is_empty() && !flat.contains('/') => flat,
        _ => name,
    }
}

async fn get(session: &Arc<Session>, region: &Region, wanted: BTreeSet<Wanted>) -> BTreeMap<Wanted, Found> {
    let wanted: Vec<Wanted> = wanted.into_iter().collect();
    let mut tasks = JoinSet::new();
    for batch in wanted.chunks(BATCH) {
        tasks.spawn(get_batch(session.clone(), region.clone(), batch.to_vec()));
    }
    joined(tasks).await.into_iter().collect()
}

/// One call; where it is refused for what may be the fault of one name, one call a name, so that the message can say which.
async fn get_batch(session: Arc<Session>, region: Region, batch: Vec<Wanted>) -> Vec<(Wanted, Found)> {
    let call = call(&region, &batch);
    let cause = match send(&session, &call, &batch).await {
        Ok(output) => return read(output, &call, batch),
        Err(cause) => cause,
    };
    if batch.len() == 1 || !may_be_one_name(&cause) {
        let failure = session.failure(&cause, &call);
        return batch.into_iter().map(|wanted| (wanted, Err(failure.clone()))).collect();
    }
    let mut tasks = JoinSet::new();
    for wanted in batch {
        tasks.spawn(get_one(session.clone(), region.clone(), wanted));
    }
    joined(tasks).await
}

async fn get_one(session: Arc<Session>, region: Region, wanted: Wanted) -> Vec<(Wanted, Found)> {
    let batch = vec![wanted];
    let call = call(&region, &batch);
    match send(&session, &call, &batch).await {
        Ok(output) => read(output, &call, batch),
        Err(cause) => batch.into_iter().map(|wanted| (wanted, Err(session.failure(&cause, &call)))).collect(),
    }
}

fn may_be_one_name(cause: &Cause) -> bool {
    *cause == Cause::Denied || cause.code().is_some()
}

async fn send(session: &Session, call: &Call, batch: &[Wanted]) -> Result<GetParametersOutput, Cause> {
    let names = batch.iter().map(Wanted::asked).collect();
    // Said outright, though it is AWS's default: this is the product's promise.
    session.send(call, session.ssm(&call.region).get_parameters().set_names(Some(names)).with_decryption(false).send()).await
}

fn call(region: &Region, batch: &[Wanted]) -> Call {
    let subject = match batch {
        [only] => format!("parameter `{}`", only.asked()),
        [first, ..] => format!("{} parameters (`{}`, ...)", batch.len(), first.asked()),
        [] => "no parameter".to_owned(),
    };
    Call { action: "ssm:GetParameters", region: region.clone(), subject, reply: Reply::Shown }
}

/// Matches by name and selector: AWS answers in alphabetical order, and lists what is missing apart, with status 200.
fn read(output: GetParametersOutput, call: &Call, mut batch: Vec<Wanted>) -> Vec<(Wanted, Found)> {
    let mut all = Vec::with_capacity(batch.len());
    for answered in output.parameters.unwrap_or_default() {
        // `/flat` and `flat` are two names and one answer.
        let (hits, rest): (Vec<_>, Vec<_>) = batch.into_iter().partition(|wanted| wanted.is_answered_by(&answered));
        batch = rest;
        if let Some(first) = hits.first() {
            let found: Found = parameter(answered, &first.call(call)).map(|parameter| Some(Arc::new(parameter)));
            all.extend(hits.into_iter().map(|wanted| (wanted, found.clone())));
        }
    }
    let missing = output.invalid_parameters.unwrap_or_default();
    all.extend(batch.into_iter().map(|wanted| {
        let found =
            if missing.contains(&wanted.asked()) { Ok(None) } else { Err(malformed(&wanted.call(call), "it leaves the parameter out")) };
        (wanted, found)
    }));
    all
}

fn parameter(answered: ssm::Parameter, call: &Call) -> Result<Parameter, Failure> {
    let arn = answered.arn.as_deref().and_then(ParameterArn::parse).ok_or_else(|| malformed(call, "the parameter's ARN is none"))?;
    let parameter_type = match answered.r#type {
        Some(ssm::ParameterType::String) => ParameterType::Text,
        Some(ssm::ParameterType::StringList) => ParameterType::TextList,
        Some(ssm::ParameterType::SecureString) => ParameterType::SecureString,
        _ => return Err(malformed(call, "the parameter's type is not known")),
    };
    let value = answered.value.ok_or_else(|| malformed(call, "the parameter has no value"))?;
    let origin = format!("ssm:{}:{}", arn.as_str(), answered.version);
    Ok(Parameter { arn, parameter_type, version: answered.version, value: Plaintext::new(value, origin) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, selector: Option<&str>) -> Wanted {
        Wanted { name: name.into(), selector: selector.map(Into::into) }
    }

    fn answered(name: &str, selector: Option<&str>, version: i64) -> ssm::Parameter {
        ssm::Parameter::builder().name(name).set_selector(selector.map(str::to_owned)).version(version).build()
    }

    #[test]
    fn a_slash_makes_no_difference_to_a_flat_name_only() {
        assert_eq!(canonical("/flat"), "flat");
        assert_eq!(canonical("flat"), "flat");
        assert_eq!(canonical("/a/b"), "/a/b");
        assert_eq!(canonical("/"), "/");
        assert_eq!(
            canonical("arn:aws:ssm:eu-central-1:123456789012:parameter/flat"),
            "arn:aws:ssm:eu-central-1:123456789012:parameter/flat"
        );
    }

    #[test]
    fn answers_are_matched_by_name_and_selector() {
        for (wanted, answered, expected) in [
            (wanted("/a/b", None), answered("/a/b", None, 7), true),
            (wanted("/a/b", None), answered("/a/b", Some(":7"), 7), false),
            (wanted("/a/b", Some("7")), answered("/a/b", Some(":7"), 7), true),
            (wanted("/a/b", Some("7")), answered("/a/b", Some("7"), 7), true),
            (wanted("/a/b", Some("live")), answered("/a/b", Some(":live"), 7), true),
            (wanted("/a/b", Some("live")), answered("/a/b", Some(":7"), 7), false),
            (wanted("/a/b", Some("7")), answered("/a/b", None, 7), true),
            (wanted("/a/b", Some("7")), answered("/a/b", None, 8), false),
            (wanted("/a/b", Some("live")), answered("/a/b", None, 7), false),
            (wanted("/a/b", Some("live")), answered("/a/b:live", None, 7), true),
            (wanted("/flat", None), answered("flat", None, 1), true),
            (wanted("flat", None), answered("/flat", None, 1), true),
            (wanted("/a/b", None), answered("/a/c", None, 1), false),
        ] {
            assert_eq!(wanted.is_answered_by(&answered), expected, "{wanted:?} {answered:?}");
        }
    }

    #[test]
    fn an_arn_is_answered_by_the_parameter_that_has_it() {
        let arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b";
        let parameter = ssm::Parameter::builder().name("/a/b").arn(arn).build();
        assert!(wanted(arn, None).is_answered_by(&parameter));
        assert!(wanted(arn, None).is_answered_by(&answered(arn, None, 1)));
        assert!(!wanted(arn, None).is_answered_by(&answered("/a/b", None, 1)));
    }
}
