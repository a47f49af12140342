//! STS: who the caller is. There is one caller, whatever the request was signed with.

use serde_json::{Value, json};

use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;

pub(crate) fn get_caller_identity(region: &mut Region, _: Input<'_>) -> Result<Value, Refusal> {
    Ok(json!({"Arn": region.caller_arn(), "UserId": "AIDASEALFORMLOCAL0000", "Account": region.account}))
}

#[cfg(test)]
mod tests {
    use crate::Local;
    use crate::testing::{body, form};

    #[test]
    fn the_answer_is_xml() {
        let response = form(&Local::empty(), "Action=GetCallerIdentity&Version=2011-06-15");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/xml");
        let text = body(&response);
        assert!(
            text.starts_with(r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>"#)
        );
        assert!(text.contains("<Account>123456789012</Account>"), "{text}");
        assert!(text.contains("<Arn>arn:aws:iam::123456789012:user/sealform-local</Arn>"), "{text}");
    }

    #[test]
    fn another_action_is_refused_in_xml() {
        let response = form(&Local::empty(), "Action=AssumeRole&Version=2011-06-15");
        assert_eq!(response.status(), 400);
        assert!(body(&response).contains("<Code>InvalidAction</Code>"));
    }
}
