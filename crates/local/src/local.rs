//! The one function from a request to a response, and what surrounds it: faults, the record of calls, the Regions.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use serde_json::Value;

use crate::answer::Protocol;
use crate::call::Call;
use crate::error::{LocalError, Place};
use crate::fault::{self, Fault, FaultKind};
use crate::input::Input;
use crate::operation::Service;
use crate::received::{self, Received};
use crate::refusal::Refusal;
use crate::region::Region;

/// An AWS account in memory. Shared between threads by reference; each request sees what the one before it left.
pub struct Local {
    account: String,
    region: String,
    state: Mutex<State>,
}

/// What becomes of a request.
pub enum Outcome {
    /// The answer, at once.
    Answer(Response<Vec<u8>>),
    /// The answer, to be held back for this long by whoever carries it.
    Delay(Duration, Response<Vec<u8>>),
    /// No answer: the connection is to end.
    Reset,
}

struct State {
    regions: BTreeMap<String, Region>,
    faults: Vec<Fault>,
    calls: Vec<Call>,
    requests: u64,
}

impl Local {
    /// Account 123456789012 with us-east-1 as its Region, and nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self::new("123456789012", "us-east-1")
    }

    /// The account that a file describes.
    ///
    /// Two keys are required, `account` (12 digits) and `region`. Optional are
    /// `keys: [{alias, id, usage, state, region}]`, `parameters: [{name, type, tier, key, value, region, version, labels}]`,
    /// `secrets: [{name, key, value, region}]`, `stacks: [{name, region, outputs: {key: value}}]`, `objects: [{bucket, key, value}]` and
    /// `faults: [{operation, kind, delay_ms, times, names}]`. An alias is written
    /// with its prefix, `alias/demo`.
    ///
    /// # Errors
    /// [`LocalError::Unreadable`] for broken YAML, an unknown or missing field or one of the wrong type;
    /// [`LocalError::Refused`] for what AWS would refuse.
    ///
    /// # Security
    /// The text holds secrets in clear; no error quotes any of it.
    pub fn from_yaml(text: &str) -> Result<Self, LocalError> {
        crate::load::load(text)
    }

    pub(crate) fn new(account: &str, region: &str) -> Self {
        let state = State { regions: BTreeMap::new(), faults: Vec::new(), calls: Vec::new(), requests: 0 };
        Self { account: account.to_owned(), region: region.to_owned(), state: Mutex::new(state) }
    }

    /// The account's ID, 12 digits.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The Region that unsigned requests and entries without one of their own belong to.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Answers one request.
    ///
    /// The Region is the one that the request was signed for; an unsigned request (`curl`) gets the file's Region.
    /// Signatures are not checked.
    pub fn handle(&self, request: Request<Vec<u8>>) -> Outcome {
        let mut state = self.lock();
        state.requests += 1;
        let request_id = format!("00000000-0000-4000-8000-{:012x}", state.requests);
        let protocol = received::protocol(&request);
        let received = match received::read(&request, protocol) {
            Ok(received) => received,
            Err(refusal) => return Outcome::Answer(protocol.refuse(&refusal, &request_id)),
        };
        let region = received::signed_region(&request).unwrap_or(&self.region);
        state.answer(&self.account, region, &self.region, &received, protocol, &request_id)
    }

    /// Makes something go wrong from now on. Of several faults that meet a request the one injected first strikes.
    pub fn inject(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    /// Lets everything go well again.
    pub fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    /// Every call so far.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.lock().calls.clear();
    }

    /// Every value that is secret: those of SecureStrings and of secrets, in all versions. For tests that look for leaks.
    ///
    /// # Security
    /// Clear text: nothing but a test may ask.
    pub fn clear_texts(&self) -> Vec<String> {
        let state = self.lock();
        let texts = state.regions.values().flat_map(|region| {
            let parameters = region.parameters.values().flat_map(crate::ssm::Parameter::secrets);
            parameters.chain(region.secrets.values().flat_map(crate::secrets::Secret::texts)).collect::<Vec<_>>()
        });
        texts.collect()
    }

    /// Encrypts as `kms:Encrypt` does, in the account's Region, for fixtures and tests; AWS managed keys are usable here.
    ///
    /// # Errors
    /// [`LocalError::Refused`] where no such key exists.
    pub fn encrypt(&self, key: &str, context: &BTreeMap<String, String>, plaintext: &[u8]) -> Result<Vec<u8>, LocalError> {
        let mut state = self.lock();
        let region = state.region(&self.account, &self.region);
        let refused =
            |refusal: Refusal| LocalError::Refused { place: Place::path("key"), code: refusal.code, reason: "no such key".to_owned() };
        let key = region.keys.find(key).map_err(refused)?;
        Ok(key.seal(context, plaintext))
    }

    /// Runs `change` on a Region, which springs into being where it is new.
    pub(crate) fn with_region<T>(&self, name: &str, change: impl FnOnce(&mut Region) -> T) -> T {
        change(self.lock().region(&self.account, name))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn region(&mut self, account: &str, name: &str) -> &mut Region {
        self.regions.entry(name.to_owned()).or_insert_with(|| Region::new(account, name))
    }

    /// `home` is the account's own Region.
    fn answer(&mut self, account: &str, region: &str, home: &str, received: &Received, protocol: Protocol, request_id: &str) -> Outcome {
        let operation = received.operation;
        let input = Input(&received.members);
        let is_true = |member: &str| received.members.get(member) == Some(&Value::Bool(true));
        let call = Call {
            operation: operation.action(),
            region: region.to_owned(),
            names: operation.service.names(input),
            with_decryption: is_true("WithDecryption"),
            dry_run: is_true("DryRun"),
        };
        let fault = fault::strike(&mut self.faults, &call);
        self.calls.push(call.clone());
        let region = self.region(account, if operation.service == Service::S3 { home } else { region });
        let refuse = |refusal: &Refusal| Outcome::Answer(protocol.refuse(refusal, request_id));
        let delay = match fault {
            None => None,
            Some(fault) => match fault.kind {
                FaultKind::Reset => return Outcome::Reset,
                FaultKind::Malformed => return Outcome::Answer(protocol.malformed(request_id)),
                FaultKind::Throttle => return refuse(&Refusal::new("ThrottlingException", "Rate exceeded")),
                FaultKind::Expired => {
                    return refuse(&Refusal::new("ExpiredTokenException", "The security token included in the request is expired"));
                }
                FaultKind::Deny => return refuse(&denied(region, received, &call, fault.names.as_deref())),
                FaultKind::Delay(delay) => Some(delay),
            },
        };
        let response = match (operation.run)(region, input) {
            Ok(members) => protocol.answer(operation.name, &members, request_id),
            Err(refusal) => protocol.refuse(&refusal, request_id),
        };
        match delay {
            Some(delay) => Outcome::Delay(delay, response),
            None => Outcome::Answer(response),
        }
    }
}

/// IAM's words (IAM User Guide, "Troubleshoot access denied error messages", read 2026-11-23); the resource is the first that is denied.
fn denied(region: &Region, received: &Received, call: &Call, names: Option<&[String]>) -> Refusal {
    let name = call.names.iter().find(|name| names.is_none_or(|names| names.contains(name)));
    let resource = received.operation.service.resource(region, name.map(String::as_str));
    let caller = region.caller_arn();
    let action = &call.operation;
    Refusal::new(
        "AccessDeniedException",
        format!(
            "User: {caller} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
        ),
    )
}

#[cfg(test)]
mod tests {
    use http::Request;
    use serde_json::json;
    use static_assertions::assert_impl_all;

    use super::Local;
    use crate::testing::{DEMO, ask, refused, response, send_to};

    assert_impl_all!(Local: Send, Sync);

    #[test]
    fn calls_are_recorded_without_values() {
        let local = Local::from_yaml(DEMO).unwrap();
        ask(&local, "AmazonSSM.GetParameters", json!({"Names": ["flat", "/none"], "WithDecryption": true}));
        send_to(&local, "eu-central-1", "secretsmanager.CreateSecret", json!({"Name": "n", "SecretString": "hunter2"}));
        let calls = local.calls();
        assert_eq!(
            (calls[0].operation.as_str(), calls[0].region.as_str(), calls[0].with_decryption),
            ("ssm:GetParameters", "us-west-2", true)
        );
        assert_eq!(calls[0].names, ["flat", "/none"]);
        assert_eq!((calls[1].region.as_str(), calls[1].names.as_slice()), ("eu-central-1", ["n".to_owned()].as_slice()));
        assert!(!format!("{calls:?}").contains("hunter2"));
        local.clear_calls();
        assert!(local.calls().is_empty());
    }

    #[test]
    fn what_is_not_imitated_is_an_unknown_operation() {
        let local = Local::empty();
        for target in ["AmazonSSM.GetParameterHistory", "DynamoDB_20120810.GetItem", "nonsense"] {
            assert_eq!(refused(&local, target, json!({})).0, "UnknownOperationException", "{target}");
        }
        let bare = response(local.handle(Request::get("/").body(Vec::new()).unwrap()));
        assert_eq!(bare.headers()["x-amzn-errortype"], "UnknownOperationException");
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_without_being_quoted() {
        let local = Local::empty();
        for body in ["", "{", "[]", "\"hunter2\"", "{\"Name\": {\"hunter2\": 1}}"] {
            let request = Request::post("/").header("x-amz-target", "AmazonSSM.GetParameter").body(body.as_bytes().to_vec()).unwrap();
            let answer = response(local.handle(request));
            assert_eq!(answer.status(), 400, "{body}");
            assert!(!crate::testing::body(&answer).contains("hunter2"));
        }
    }

    #[test]
    fn every_answer_has_an_id_of_its_own() {
        let local = Local::empty();
        let ids: Vec<_> = (0..2).map(|_| response(send_to(&local, "us-east-1", "TrentService.ListAliases", json!({})))).collect();
        assert_ne!(ids[0].headers()["x-amzn-requestid"], ids[1].headers()["x-amzn-requestid"]);
    }
}
