//! Sorts questions by service and Region, asks side by side, and puts the answers back in the order of the questions.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use sealform_secret::{Answer, Question, Region};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;

use crate::failure::misrouted;
use crate::session::Session;
use crate::{Failure, Options, account, encrypt, key, metadata, object, parameter, secret, stack};

/// Answers and failures, each beside its question.
pub(crate) type Outcomes = Vec<(Question, Result<Answer, Failure>)>;

/// AWS, for one run.
pub struct Aws {
    options: Options,
    session: OnceCell<Result<Arc<Session>, Failure>>,
}

impl Aws {
    /// Touches nothing: credentials and configuration are looked for at the first question.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, session: OnceCell::new() }
    }

    /// Answers `questions` in the fewest calls, Regions and services side by side. Every question comes back once, in its order.
    ///
    /// What this machine knows itself (the environment, files, git, scripts) is not AWS's to answer and comes back as SF903.
    pub async fn answer(&self, questions: &[Question]) -> Vec<(Question, Result<Answer, Failure>)> {
        let mut seen = HashSet::new();
        let questions: Vec<&Question> = questions.iter().filter(|question| seen.insert(*question)).collect();
        let sorted = Sorted::of(&questions);
        let mut outcomes: HashMap<Question, Result<Answer, Failure>> = HashMap::new();
        if !sorted.is_empty() {
            match self.session().await {
                Ok(session) => outcomes.extend(sorted.ask(&session).await),
                Err(failure) => outcomes.extend(
                    questions.iter().filter(|question| is_for_aws(question)).map(|&question| (question.clone(), Err(failure.clone()))),
                ),
            }
        }
        questions
            .into_iter()
            .map(|question| {
                let outcome = outcomes.remove(question).unwrap_or_else(|| Err(misrouted("something that is not its to know")));
                (question.clone(), outcome)
            })
            .collect()
    }

    async fn session(&self) -> Result<Arc<Session>, Failure> {
        self.session.get_or_init(async || Session::start(&self.options).await.map(Arc::new)).await.clone()
    }
}

fn is_for_aws(question: &Question) -> bool {
    !matches!(question, Question::EnvironmentVariable(_) | Question::File(_) | Question::Git(_) | Question::Script(_))
}

/// Waits for all `tasks`. A panic in one goes on here.
pub(crate) async fn joined<T: 'static>(mut tasks: JoinSet<Vec<T>>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(task) = tasks.join_next().await {
        match task {
            Ok(outcomes) => all.extend(outcomes),
            Err(error) => {
                if let Ok(panic) = error.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }
    all
}

/// The questions of one kind for each Region that is to be asked.
#[derive(Default)]
struct Sorted {
    parameters: BTreeMap<Region, Vec<sealform_secret::ParameterAddress>>,
    metadata: BTreeMap<Region, Vec<sealform_secret::ParameterAddress>>,
    keys: Vec<sealform_secret::KeyAddress>,
    secrets: Vec<sealform_secret::SecretAddress>,
    encrypt: Vec<sealform_secret::EncryptRequest>,
    stacks: Vec<sealform_secret::StackAddress>,
    objects: Vec<sealform_secret::ObjectAddress>,
    account: bool,
}

impl Sorted {
    fn of(questions: &[&Question]) -> Self {
        let mut sorted = Self::default();
        for question in questions {
            match question {
                Question::Parameter(address) => sorted.parameters.entry(address.region.clone()).or_default().push(address.clone()),
                Question::ParameterMetadata(address) => sorted.metadata.entry(address.region.clone()).or_default().push(address.clone()),
                Question::Key(address) => sorted.keys.push(address.clone()),
                Question::SecretMetadata(address) => sorted.secrets.push(address.clone()),
                Question::Encrypt(request) => sorted.encrypt.push(request.clone()),
                Question::Account => sorted.account = true,
                Question::StackOutputs(address) => sorted.stacks.push(address.clone()),
                Question::Object(address) => sorted.objects.push(address.clone()),
                Question::EnvironmentVariable(_) | Question::File(_) | Question::Git(_) | Question::Script(_) => {}
            }
        }
        sorted
    }

    fn is_empty(&self) -> bool {
        self.parameters.is_empty()
            && self.metadata.is_empty()
            && self.keys.is_empty()
            && self.secrets.is_empty()
            && self.encrypt.is_empty()
            && self.stacks.is_empty()
            && self.objects.is_empty()
            && !self.account
    }

    async fn ask(self, session: &Arc<Session>) -> Outcomes {
        let mut tasks: JoinSet<Outcomes> = JoinSet::new();
        for (region, addresses) in self.parameters {
            tasks.spawn(parameter::answer(session.clone(), region, addresses));
        }
        for (region, addresses) in self.metadata {
            tasks.spawn(metadata::answer(session.clone(), region, addresses));
        }
        for address in self.keys {
            tasks.spawn(key::answer(session.clone(), address));
        }
        for (name, addresses) in secret::by_name(self.secrets) {
            tasks.spawn(secret::answer(session.clone(), name, addresses));
        }
        for request in self.encrypt {
            tasks.spawn(encrypt::answer(session.clone(), request));
        }
        for address in self.stacks {
            tasks.spawn(stack::answer(session.clone(), address));
        }
        for address in self.objects {
            tasks.spawn(object::answer(session.clone(), address));
        }
        if self.account {
            tasks.spawn(account::answer(session.clone()));
        }
        joined(tasks).await
    }
}
