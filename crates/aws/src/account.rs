//! Which account the credentials belong to: STS GetCallerIdentity, which needs no permission.

use std::sync::Arc;

use sealform_secret::{Answer, Question};

use crate::Failure;
use crate::failure::{Call, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// Answers [`Question::Account`].
pub(crate) async fn answer(session: Arc<Session>) -> Outcomes {
    vec![(Question::Account, ask(&session).await)]
}

async fn ask(session: &Session) -> Result<Answer, Failure> {
    let call = Call {
        action: "sts:GetCallerIdentity",
        region: session.region().clone(),
        subject: "the credentials".to_owned(),
        reply: Reply::Shown,
    };
    let output = session.send(&call, session.sts().get_caller_identity().send()).await.map_err(|cause| session.failure(&cause, &call))?;
    match output.account {
        Some(account) if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Answer::Account(account.into())),
        _ => Err(malformed(&call, "an account is twelve digits")),
    }
}
