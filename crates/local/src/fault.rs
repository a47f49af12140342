//! Faults: what goes wrong on purpose. Decides which fault meets a request, not how it looks on the wire.

use std::time::Duration;

use serde::Deserialize;

use crate::call::Call;
use crate::operation;

/// Something that goes wrong whenever an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As IAM names it (`ssm:GetParameters`), or without the service (`GetParameters`).
    pub operation: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How often, then never again; `None`: every time.
    pub times: Option<u32>,
    /// Only requests that name one of these; `None`: every request.
    pub names: Option<Vec<String>>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// `ThrottlingException`, "Rate exceeded".
    Throttle,
    /// `AccessDeniedException` in the words of IAM.
    Deny,
    /// The connection ends without an answer.
    Reset,
    /// The right answer comes later.
    Delay(Duration),
    /// Status 200 with a body that breaks off.
    Malformed,
    /// `ExpiredTokenException`: the caller's credentials have expired.
    Expired,
}

impl Fault {
    fn meets(&self, call: &Call) -> bool {
        let operation = self.operation == call.operation || call.operation.split_once(':').is_some_and(|(_, bare)| bare == self.operation);
        let named = self.names.as_ref().is_none_or(|names| call.names.iter().any(|name| names.contains(name)));
        operation && named && self.times != Some(0)
    }
}

/// The first fault that meets the call, spent once.
pub(crate) fn strike(faults: &mut [Fault], call: &Call) -> Option<Fault> {
    let fault = faults.iter_mut().find(|fault| fault.meets(call))?;
    fault.times = fault.times.map(|times| times - 1);
    Some(fault.clone())
}

/// A fault as it is written in the file and sent to the control plane.
#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultEntry {
    operation: String,
    kind: KindName,
    #[serde(default)]
    delay_ms: Option<u64>,
    #[serde(default)]
    times: Option<u32>,
    #[serde(default)]
    names: Option<Vec<String>>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Throttle,
    Deny,
    Reset,
    Delay,
    Malformed,
    Expired,
}

impl FaultEntry {
    /// # Errors
    /// The field that is wrong, and why. A misspelt operation would never strike, so it is refused.
    pub(crate) fn check(self) -> Result<Fault, (&'static str, &'static str)> {
        if !operation::is_known(&self.operation) {
            return Err(("operation", "no such operation; write it as `ssm:GetParameters`"));
        }
        let kind = match (self.kind, self.delay_ms) {
            (KindName::Delay, Some(delay)) => FaultKind::Delay(Duration::from_millis(delay)),
            (KindName::Delay, None) => return Err(("delay_ms", "a delay needs `delay_ms`, its length in milliseconds")),
            (_, Some(_)) => return Err(("delay_ms", "only the kind `delay` takes it")),
            (KindName::Throttle, None) => FaultKind::Throttle,
            (KindName::Deny, None) => FaultKind::Deny,
            (KindName::Reset, None) => FaultKind::Reset,
            (KindName::Malformed, None) => FaultKind::Malformed,
            (KindName::Expired, None) => FaultKind::Expired,
        };
        Ok(Fault { operation: self.operation, kind, times: self.times, names: self.names })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Fault, FaultKind};
    use crate::testing::{DEMO, ask, body, delay, form, refused, response, send};
    use crate::{Local, Outcome};

    const GET_MANY: &str = "AmazonSSM.GetParameters";

    fn local(kind: FaultKind, times: Option<u32>, names: Option<&[&str]>) -> Local {
        let local = Local::from_yaml(DEMO).unwrap();
        let names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        local.inject(Fault { operation: "GetParameters".to_owned(), kind, times, names });
        local
    }

    #[test]
    fn throttling_ends_after_its_times() {
        let local = local(FaultKind::Throttle, Some(2), None);
        let throttled = ("ThrottlingException".to_owned(), "Rate exceeded".to_owned());
        assert_eq!(refused(&local, GET_MANY, json!({"Names": ["flat"]})), throttled);
        ask(&local, "AmazonSSM.GetParameter", json!({"Name": "flat"}));
        assert_eq!(refused(&local, GET_MANY, json!({"Names": ["flat"]})), throttled);
        ask(&local, GET_MANY, json!({"Names": ["flat"]}));
        assert_eq!(local.calls().len(), 4);
    }

    #[test]
    fn a_denial_names_the_one_that_is_denied() {
        let local = local(FaultKind::Deny, None, Some(&["/demo/secure"]));
        ask(&local, GET_MANY, json!({"Names": ["flat"]}));
        let (code, message) = refused(&local, GET_MANY, json!({"Names": ["flat", "/demo/secure"]}));
        assert_eq!(code, "AccessDeniedException");
        assert_eq!(
            message,
            "User: arn:aws:iam::123456789012:user/sealform-local is not authorized to perform: ssm:GetParameters on resource: \
             arn:aws:ssm:us-west-2:123456789012:parameter/demo/secure because no identity-based policy allows the ssm:GetParameters action"
        );
    }

    #[test]
    fn the_carrier_gets_what_it_has_to_play() {
        let slow = local(FaultKind::Delay(Duration::from_millis(30)), None, None);
        assert_eq!(delay(&send(&slow, GET_MANY, json!({"Names": ["flat"]}))), Some(Duration::from_millis(30)));
        assert!(matches!(send(&local(FaultKind::Reset, None, None), GET_MANY, json!({"Names": ["flat"]})), Outcome::Reset));
        let broken = response(send(&local(FaultKind::Malformed, None, None), GET_MANY, json!({"Names": ["flat"]})));
        assert_eq!(broken.status(), 200);
        assert!(serde_json::from_slice::<serde_json::Value>(broken.body()).is_err());
        assert_eq!(refused(&local(FaultKind::Expired, None, None), GET_MANY, json!({"Names": []})).0, "ExpiredTokenException");
    }

    #[test]
    fn the_file_holds_faults_too() {
        let faults =
            "faults: [{operation: sts:GetCallerIdentity, kind: expired, times: 1}, {operation: kms:DescribeKey, kind: delay, delay_ms: 5}]";
        let local = Local::from_yaml(&format!("account: \"123456789012\"\nregion: us-west-2\n{faults}")).unwrap();
        let expired = form(&local, "Action=GetCallerIdentity&Version=2011-06-15");
        assert_eq!(expired.status(), 403);
        assert!(body(&expired).contains("<Code>ExpiredToken</Code>"));
        assert_eq!(form(&local, "Action=GetCallerIdentity&Version=2011-06-15").status(), 200);
        assert!(delay(&send(&local, "TrentService.DescribeKey", json!({"KeyId": "alias/aws/ssm"}))).is_some());
        local.clear_faults();
        ask(&local, "TrentService.DescribeKey", json!({"KeyId": "alias/aws/ssm"}));
    }
}
