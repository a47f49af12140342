//! CloudFormation: stacks that exist, with their outputs. Nothing here makes or changes one.

use indexmap::IndexMap;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::input::Input;
use crate::kms;
use crate::refusal::Refusal;
use crate::region::{Region, THEN_ISO};

/// The outputs of a stack, in the order of the file.
pub(crate) type Outputs = IndexMap<String, Zeroizing<String>>;

/// Puts a stack into a Region.
///
/// # Errors
/// `ValidationException`, `AlreadyExistsException`.
pub(crate) fn create(region: &mut Region, name: &str, outputs: &Outputs) -> Result<(), Refusal> {
    // `CreateStackInput` of botocore's CloudFormation model (1.43.11).
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.len() > 128 || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || !name.bytes().all(rest) {
        return Err(Refusal::validation("a stack's name is made of at most 128 letters, digits and hyphens, and begins with a letter"));
    }
    match region.stacks.insert(name.to_owned(), outputs.clone()) {
        None => Ok(()),
        Some(_) => Err(Refusal::new("AlreadyExistsException", "Stack already exists")),
    }
}

/// All stacks on one page, or the one that is named or whose ID is given.
pub(crate) fn describe_stacks(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let wanted = input.text("StackName")?;
    let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted == name || wanted == id(region, name));
    let shown: Vec<Value> =
        region.stacks.iter().filter(|(name, _)| is_wanted(name)).map(|(name, outputs)| show(region, name, outputs)).collect();
    match wanted {
        Some(wanted) if shown.is_empty() => Err(Refusal::validation(format!("Stack with id {wanted} does not exist"))),
        _ => Ok(json!({"Stacks": shown})),
    }
}

/// The resources of a stack: those that a file describes hold none, so each that is named is missing.
pub(crate) fn describe_stack_resource(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let (stack, resource) = (input.required_text("StackName")?, input.required_text("LogicalResourceId")?);
    existing(region, stack)?;
    Err(Refusal::validation(format!("Resource {resource} does not exist for stack {stack}")))
}

/// All resources of a stack: none.
pub(crate) fn describe_stack_resources(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    existing(region, input.required_text("StackName")?)?;
    Ok(json!({"StackResources": []}))
}

/// # Errors
/// `ValidationException` in the words of CloudFormation for a stack that is not there.
fn existing(region: &Region, stack: &str) -> Result<(), Refusal> {
    let known = region.stacks.keys().any(|name| stack == name || stack == id(region, name));
    if known { Ok(()) } else { Err(Refusal::validation(format!("Stack '{stack}' does not exist"))) }
}

/// `Stack` of botocore's CloudFormation model (1.43.11).
fn show(region: &Region, name: &str, outputs: &Outputs) -> Value {
    let outputs: Vec<Value> = outputs.iter().map(|(key, value)| json!({"OutputKey": key, "OutputValue": value.as_str()})).collect();
    json!({
        "StackId": id(region, name), "StackName": name, "CreationTime": THEN_ISO, "StackStatus": "CREATE_COMPLETE", "Outputs": outputs,
    })
}

/// The ID of a stack ends in a UUID, here derived from its name where AWS draws it.
fn id(region: &Region, name: &str) -> String {
    let bytes = kms::derive(&[b"stack", region.account.as_bytes(), region.name.as_bytes(), name.as_bytes()]);
    let hex: String = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let uuid = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    crate::arn::arn("cloudformation", &region.name, &region.account, &format!("stack/{name}/{uuid}"))
}

#[cfg(test)]
mod tests {
    use crate::Local;
    use crate::testing::{DEMO, body, form, form_to};

    fn describe(local: &Local, name: &str) -> (u16, String) {
        let response = form(local, &format!("Action=DescribeStacks&Version=2010-05-15&StackName={name}"));
        (response.status().as_u16(), body(&response))
    }

    #[test]
    fn outputs_are_a_list_in_xml() {
        let (status, text) = describe(&Local::from_yaml(DEMO).unwrap(), "app-dev");
        assert_eq!(status, 200);
        assert!(
            text.starts_with(
                r#"<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackId>arn:aws:cloudformation:us-west-2:123456789012:stack/app-dev/"#
            ),
            "{text}"
        );
        assert!(text.contains("<CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>"), "{text}");
        assert!(
            text.contains(
                "<Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://a.example/?x=1&amp;y=&lt;2&gt;</OutputValue></member>\
                 <member><OutputKey>Port</OutputKey><OutputValue>5432</OutputValue></member></Outputs>"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_stack_is_found_by_its_id_and_without_a_name_all_are() {
        let local = Local::from_yaml(DEMO).unwrap();
        let (_, text) = describe(&local, "app-dev");
        let id = text.split("<StackId>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        let (status, by_id) = describe(&local, &id.replace(':', "%3A").replace('/', "%2f"));
        assert_eq!(status, 200);
        assert!(by_id.contains("<StackName>app-dev</StackName>"));
        let all = body(&form(&local, "Action=DescribeStacks&Version=2010-05-15"));
        assert_eq!(all.matches("<StackName>").count(), 2);
        assert!(all.contains("<StackName>bare</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>"));
        assert_eq!(local.calls()[0].names, ["app-dev"]);
        assert_eq!(local.calls()[0].operation, "cloudformation:DescribeStacks");
    }

    #[test]
    fn a_missing_stack_is_a_validation_error() {
        let local = Local::from_yaml(DEMO).unwrap();
        let (status, text) = describe(&local, "a+b%26");
        assert_eq!(status, 400);
        assert!(text.contains("<Code>ValidationError</Code><Message>Stack with id a b&amp; does not exist</Message>"), "{text}");
        let abroad = form_to(&local, "eu-central-1", "cloudformation", "Action=DescribeStacks&StackName=app-dev");
        assert_eq!(abroad.status(), 400, "a stack belongs to one Region");
        let there = form_to(&local, "eu-central-1", "cloudformation", "Action=DescribeStacks&StackName=abroad");
        assert_eq!(there.status(), 200);
    }

    #[test]
    fn resources_of_a_missing_stack_are_refused_and_others_have_none() {
        let local = Local::from_yaml(DEMO).unwrap();
        for action in ["DescribeStackResources", "DescribeStackResource"] {
            let response = form(&local, &format!("Action={action}&StackName=none&LogicalResourceId=Bucket"));
            assert_eq!(response.status(), 400);
            assert!(body(&response).contains("<Code>ValidationError</Code><Message>Stack 'none' does not exist"), "{}", body(&response));
        }
        let all = form(&local, "Action=DescribeStackResources&StackName=app-dev");
        assert_eq!(all.status(), 200);
        let one = form(&local, "Action=DescribeStackResource&StackName=app-dev&LogicalResourceId=Bucket");
        assert!(body(&one).contains("Resource Bucket does not exist for stack app-dev"), "{}", body(&one));
    }

    #[test]
    fn the_scope_of_the_signature_tells_the_service() {
        let local = Local::from_yaml(DEMO).unwrap();
        let at_sts = form_to(&local, "us-west-2", "sts", "Action=DescribeStacks");
        assert!(body(&at_sts).contains("<Code>InvalidAction</Code>"), "{}", body(&at_sts));
        assert_eq!(form_to(&local, "us-west-2", "sts", "Action=GetCallerIdentity").status(), 200);
    }
}
