//! CloudFormation: a call a stack, and what its outputs become.

use std::collections::BTreeSet;

use sealform_aws::{Carried, Failure};
use sealform_diagnostic::registry;
use sealform_secret::{Answer, Question, StackAddress, StackOutputs};

use crate::played::{Played, ask_stack, region, with_status};

fn stack(outputs: &[(&str, &str)]) -> Carried {
    let member = |(key, value): &(&str, &str)| {
        format!("<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue><ExportName>x</ExportName></member>")
    };
    let outputs: String = outputs.iter().map(member).collect();
    with_status(
        200,
        format!(
            "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><DescribeStacksResult><Stacks><member>\
             <StackName>any</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>\
             <Outputs>{outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
        ),
    )
}

fn refusal(code: &str, message: &str) -> Carried {
    let body = format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
    with_status(if code == "AccessDenied" { 403 } else { 400 }, body)
}

fn outputs(answer: &Result<Answer, Failure>) -> Option<&StackOutputs> {
    match answer {
        Ok(Answer::StackOutputs(outputs)) => outputs.as_deref(),
        other => panic!("no answer about a stack: {other:?}"),
    }
}

#[tokio::test]
async fn each_stack_is_described_once_in_its_region() {
    let aws = Played::new(|_, _| stack(&[("Url", "https://a.example/?x=1&amp;y=2"), ("Empty", "")]));
    let abroad = Question::StackOutputs(StackAddress { region: region("us-west-2"), name: "app-dev".into() });
    let answers = aws.answer(&[ask_stack("app-dev"), ask_stack("other"), abroad, ask_stack("app-dev")]).await;
    assert_eq!(answers.len(), 3);
    for (_, answer) in &answers {
        let outputs = outputs(answer).expect("it is there");
        assert_eq!(outputs.len(), 2);
        assert_eq!(outputs["Url"].len_bytes(), "https://a.example/?x=1&y=2".len());
        assert!(outputs["Empty"].is_empty());
    }
    assert_eq!(outputs(&answers[1].1).expect("it is there")["Url"].origin(), "cf:other.Url");
    let asked: BTreeSet<(String, String)> = aws.requests().into_iter().map(|request| (request.host, request.text)).collect();
    let form = |name: &str| format!("Action=DescribeStacks&Version=2010-05-15&StackName={name}");
    let host = |region: &str| format!("cloudformation.{region}.amazonaws.com");
    assert_eq!(
        asked,
        [(host("eu-central-1"), form("app-dev")), (host("eu-central-1"), form("other")), (host("us-west-2"), form("app-dev"))].into()
    );
    assert_eq!(aws.requests().len(), 3);
}

#[tokio::test]
async fn a_stack_without_outputs_is_there_and_one_that_does_not_exist_is_missing() {
    let aws = Played::new(|_, _| stack(&[]));
    assert_eq!(outputs(&aws.answer_one(ask_stack("bare")).await).map(StackOutputs::len), Some(0));
    let aws = Played::new(|_, _| refusal("ValidationError", "Stack with id gone does not exist"));
    assert!(outputs(&aws.answer_one(ask_stack("gone")).await).is_none());
    assert_eq!(aws.requests().len(), 1);
}

#[tokio::test]
async fn what_else_is_refused_is_a_failure() {
    for (code, message, expected, words) in [
        ("AccessDenied", "no", &registry::ACCESS_DENIED, "AWS denied cloudformation:DescribeStacks on stack `app` in eu-central-1"),
        (
            "ValidationError",
            "1 validation error detected",
            &registry::AWS_ERROR,
            "AWS refused cloudformation:DescribeStacks on stack `app` in eu-central-1: ValidationError: 1 validation error detected",
        ),
        (
            "ExpiredToken",
            "expired",
            &registry::NO_CREDENTIALS,
            "AWS does not accept the credentials (asked for cloudformation:DescribeStacks on stack `app` in eu-central-1)",
        ),
        (
            "Throttling",
            "Rate exceeded",
            &registry::THROTTLED,
            "AWS throttled cloudformation:DescribeStacks on stack `app` in eu-central-1, at each of 10 attempts",
        ),
    ] {
        let aws = Played::new(move |_, _| refusal(code, message));
        let failure = aws.answer_one(ask_stack("app")).await.expect_err(code);
        assert_eq!((failure.code, failure.message.as_str()), (expected, words));
    }
}

#[tokio::test]
async fn nine_throttled_answers_are_survived() {
    let aws = Played::new(|_, before| if before < 9 { refusal("Throttling", "Rate exceeded") } else { stack(&[("A", "b")]) });
    assert!(outputs(&aws.answer_one(ask_stack("app")).await).is_some());
}

#[tokio::test]
async fn answers_that_make_no_sense() {
    let empty = "<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>";
    let lacking = "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs><member><OutputKey>hunter2</OutputKey></member>\
                   </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>";
    for body in [empty, lacking, "<DescribeStacksResponse><Desc", "hunter2"] {
        let aws = Played::new(move |_, _| with_status(200, body.to_owned()));
        let failure = aws.answer_one(ask_stack("app")).await.expect_err(body);
        assert_eq!(failure.code, &registry::MALFORMED_ANSWER, "{body}");
        assert!(!format!("{failure:?}").contains("hunter2"));
    }
}
