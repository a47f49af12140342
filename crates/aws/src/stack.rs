//! The outputs of stacks: CloudFormation DescribeStacks, once a stack. Needs `cloudformation:DescribeStacks` on that stack alone: one
//! call for all stacks of a Region would need it on every stack, and `cloudformation:ListStacks` ("DescribeStacks", CloudFormation API
//! Reference, read 2026-11-23).

use std::sync::Arc;

use sealform_secret::{Answer, Plaintext, Question, StackAddress, StackOutputs};

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// Answers [`Question::StackOutputs`].
pub(crate) async fn answer(session: Arc<Session>, address: StackAddress) -> Outcomes {
    let outcome = ask(&session, &address).await.map(|outputs| Answer::StackOutputs(outputs.map(Arc::new)));
    vec![(Question::StackOutputs(address), outcome)]
}

async fn ask(session: &Session, StackAddress { region, name }: &StackAddress) -> Result<Option<StackOutputs>, Failure> {
    let call =
        Call { action: "cloudformation:DescribeStacks", region: region.clone(), subject: format!("stack `{name}`"), reply: Reply::Shown };
    let output = match session.send(&call, session.cloudformation(region).describe_stacks().stack_name(&**name).send()).await {
        Ok(output) => output,
        Err(cause) if is_missing(&cause) => return Ok(None),
        Err(cause) => return Err(session.failure(&cause, &call)),
    };
    let stack = output.stacks.unwrap_or_default().pop().ok_or_else(|| malformed(&call, "it describes no stack"))?;
    let mut outputs = StackOutputs::new();
    for output in stack.outputs.unwrap_or_default() {
        let (Some(key), Some(value)) = (output.output_key, output.output_value) else {
            return Err(malformed(&call, "an output lacks its key or its value"));
        };
        let value = Plaintext::new(value, format!("cf:{name}.{key}"));
        outputs.insert(key.into(), value);
    }
    Ok(Some(outputs))
}

/// CloudFormation has no code of its own for it: only the words tell it from a name that it does not take ("DescribeStacks",
/// CloudFormation API Reference, read 2026-11-23). The Serverless Framework looks for the same words (3.40.0,
/// `lib/configuration/variables/sources/instance-dependent/get-cf.js`).
fn is_missing(cause: &Cause) -> bool {
    matches!(cause, Cause::Refused { code, message: Some(message) } if code == "ValidationError" && message.contains("does not exist"))
}
