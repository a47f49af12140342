//! Tier and key of parameters, which GetParameters does not tell: DescribeParameters, fifty names a call. Needs `ssm:DescribeParameters`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_ssm::error::BuildError;
use aws_sdk_ssm::types::{ParameterMetadata as Described, ParameterStringFilter, ParameterTier};
use sealform_secret::{Answer, Learnt, ParameterAddress, ParameterMetadata, Question, Region, Tier};
use tokio::task::JoinSet;

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::{Outcomes, joined};
use crate::parameter::canonical;
use crate::session::Session;

/// Values in one filter, and parameters in one page (botocore ssm model, `ParameterStringFilterValueList` and
/// `DescribeParametersRequest$MaxResults`, read 2026-11-23).
const BATCH: usize = 50;

/// Pages for one batch. Each of fifty names may come on a page of its own, beside empty pages; more is a server that never ends.
const MAX_PAGES: usize = 200;

type Outcome = Result<Learnt<ParameterMetadata>, Failure>;

/// Answers [`Question::ParameterMetadata`] for all `addresses`, which are all in `region`. Versions have no metadata of their own.
pub(crate) async fn answer(session: Arc<Session>, region: Region, addresses: Vec<ParameterAddress>) -> Outcomes {
    let mut described = describe_all(&session, &region, addresses.iter().map(|address| name_of(&address.name)).collect()).await;
    // `/flat` and `flat` are one parameter, but the filter compares with the name that it was created under.
    let other: BTreeSet<String> =
        described.iter().filter(|(_, outcome)| **outcome == Ok(Learnt::Missing)).filter_map(|(name, _)| other_spelling(name)).collect();
    if !other.is_empty() {
        let again = describe_all(&session, &region, other).await;
        described.extend(again.into_iter().filter_map(|(name, outcome)| Some((other_spelling(&name)?, outcome))));
    }
    addresses
        .into_iter()
        .map(|address| {
            let learnt = described.get(&name_of(&address.name)).cloned().unwrap_or(Ok(Learnt::Missing));
            (Question::ParameterMetadata(address), learnt.map(Answer::ParameterMetadata))
        })
        .collect()
}

async fn describe_all(session: &Arc<Session>, region: &Region, names: BTreeSet<String>) -> BTreeMap<String, Outcome> {
    let names: Vec<String> = names.into_iter().collect();
    let mut tasks = JoinSet::new();
    for batch in names.chunks(BATCH) {
        tasks.spawn(describe(session.clone(), region.clone(), batch.to_vec()));
    }
    joined(tasks).await.into_iter().collect()
}

/// `/flat` for `flat` and the other way round; nothing for a name with levels.
fn other_spelling(name: &str) -> Option<String> {
    match name.strip_prefix('/') {
        Some(flat) if !flat.contains('/') => Some(flat.to_owned()),
        None if !name.contains('/') => Some(format!("/{name}")),
        _ => None,
    }
}

/// The name as it is written. Of an ARN it is the part behind `parameter`, whose slash belongs to the name if it has further levels.
fn name_of(name: &str) -> String {
    let Some((_, resource)) = name.split_once(":parameter/").filter(|_| name.starts_with("arn:")) else {
        return name.to_owned();
    };
    if resource.contains('/') { format!("/{resource}") } else { resource.to_owned() }
}

async fn describe(session: Arc<Session>, region: Region, names: Vec<String>) -> Vec<(String, Outcome)> {
    let subject = match names.as_slice() {
        [only] => format!("parameter `{only}`"),
        _ => format!("{} parameters", names.len()),
    };
    let call = Call { action: "ssm:DescribeParameters", region, subject, reply: Reply::Shown };
    let all = |outcome: Outcome| names.iter().map(|name| (name.clone(), outcome.clone())).collect();
    let described = match pages(&session, &call, &names).await {
        Ok(described) => described,
        Err(Stop::Refused(Cause::Denied)) => return all(Ok(Learnt::Denied)),
        Err(Stop::Refused(cause)) => return all(Err(session.failure(&cause, &call))),
        Err(Stop::Endless) => return all(Err(malformed(&call, "its pages do not end"))),
        Err(Stop::Unmade) => return all(Err(malformed(&call, "the filter could not be made"))),
    };
    let learnt: BTreeMap<String, ParameterMetadata> =
        described.into_iter().filter_map(|described| Some((canonical(described.name()?).to_owned(), metadata(&described)))).collect();
    names.iter().map(|name| (name.clone(), Ok(learnt.get(canonical(name)).cloned().map_or(Learnt::Missing, Learnt::Found)))).collect()
}

/// Why there is no complete list.
enum Stop {
    Refused(Cause),
    Endless,
    Unmade,
}

impl From<BuildError> for Stop {
    fn from(_: BuildError) -> Self {
        Self::Unmade
    }
}

async fn pages(session: &Session, call: &Call, names: &[String]) -> Result<Vec<Described>, Stop> {
    let filter = ParameterStringFilter::builder().key("Name").option("Equals").set_values(Some(names.to_vec())).build()?;
    let mut described = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..MAX_PAGES {
        let request = session
            .ssm(&call.region)
            .describe_parameters()
            .parameter_filters(filter.clone())
            .max_results(50)
            .set_next_token(token.clone())
            .send();
        let page = session.send(call, request).await.map_err(Stop::Refused)?;
        described.extend(page.parameters.unwrap_or_default());
        match page.next_token.filter(|next| !next.is_empty()) {
            None => return Ok(described),
            Some(next) if token.as_ref() == Some(&next) => return Err(Stop::Endless),
            next => token = next,
        }
    }
    Err(Stop::Endless)
}

fn metadata(described: &Described) -> ParameterMetadata {
    // What Intelligent-Tiering decided is told by the tier itself; the word in an answer means that it has not made it Advanced.
    let tier = if described.tier() == Some(&ParameterTier::Advanced) { Tier::Advanced } else { Tier::Standard };
    ParameterMetadata { tier, key: described.key_id().map(Into::into) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_arn_is_that_of_its_parameter() {
        let arn = |resource: &str| format!("arn:aws:ssm:eu-central-1:123456789012:parameter/{resource}");
        assert_eq!(name_of(&arn("a/b")), "/a/b");
        assert_eq!(name_of(&arn("flat")), "flat");
        assert_eq!(name_of("/flat"), "/flat");
        assert_eq!(name_of("/a/b"), "/a/b");
    }

    #[test]
    fn only_a_flat_name_has_another_spelling() {
        assert_eq!(other_spelling("/flat").as_deref(), Some("flat"));
        assert_eq!(other_spelling("flat").as_deref(), Some("/flat"));
        assert_eq!(other_spelling("/a/b"), None);
    }
}
