//! What goes wrong, in words.

use std::time::Instant;

use sealform_aws::{Aws, Carried, Options};
use sealform_diagnostic::{Code, registry};
use sealform_secret::{Answer, Question};
use serde_json::{Value, json};

use crate::played::{Played, all_there, ask_key, ask_parameter, error, found, ok, parameter, region, with_status};

#[tokio::test]
async fn credentials_that_aws_does_not_take() {
    for code in ["ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException", "MissingAuthenticationTokenException"]
    {
        let aws = Played::new(move |_, _| error(code, "The security token included in the request is invalid."));
        let failure = aws.answer_one(ask_parameter("/a")).await.expect_err(code);
        assert_eq!(failure.code, &registry::NO_CREDENTIALS);
        assert_eq!(failure.message, "AWS does not accept the credentials (asked for ssm:GetParameters on parameter `/a` in eu-central-1)");
        assert!(failure.help.is_some_and(|help| !help.contains('\n')));
        assert_eq!(aws.requests().len(), 1, "asking again does not help");
    }
}

#[tokio::test]
async fn answers_that_make_no_sense() {
    let without = |field: &str| {
        let mut answered = parameter("/a");
        answered.as_object_mut().unwrap().remove(field);
        json!({"Parameters": [answered]})
    };
    let with = |field: &str, value: &str| {
        let mut answered = parameter("/a");
        answered[field] = json!(value);
        json!({"Parameters": [answered]})
    };
    let answers: Vec<(Value, &str)> = vec![
        (json!({"Parameters": []}), "it leaves the parameter out"),
        (json!({"Parameters": [parameter("/b")]}), "it leaves the parameter out"),
        (without("ARN"), "the parameter's ARN is none"),
        (with("ARN", "arn:aws:ssm:eu-central-1:123456789012:parameter//a"), "the parameter's ARN is none"),
        (without("Value"), "the parameter has no value"),
        (with("Type", "Riddle"), "the parameter's type is not known"),
    ];
    for (answer, why) in answers {
        let aws = Played::new(move |_, _| ok(answer.clone()));
        let failure = aws.answer_one(ask_parameter("/a")).await.expect_err(why);
        assert_eq!(failure.code, &registry::MALFORMED_ANSWER, "{why}");
        assert_eq!(failure.message, format!("the answer to ssm:GetParameters on parameter `/a` in eu-central-1 makes no sense: {why}"));
    }
}

#[tokio::test]
async fn bodies_that_are_no_json_and_servers_that_are_not_aws() {
    for (status, body, expected) in [
        (200, "{\"Parameters\": [{\"Value\": \"hunter2", &registry::MALFORMED_ANSWER),
        (200, "hunter2", &registry::MALFORMED_ANSWER),
        (404, "<html>hunter2</html>", &registry::MALFORMED_ANSWER),
        (403, "hunter2", &registry::MALFORMED_ANSWER),
        (400, "{\"__type\": \"hunter2 \\n hunter2\"}", &registry::MALFORMED_ANSWER),
        (500, "{\"__type\": \"InternalServerError\"}", &registry::UNREACHABLE),
        (503, "hunter2", &registry::UNREACHABLE),
        (429, "hunter2", &registry::THROTTLED),
    ] {
        let aws = Played::new(move |_, _| with_status(status, body.to_owned()));
        let failure = aws.answer_one(ask_parameter("/a")).await.expect_err(body);
        let code: &Code = expected;
        assert_eq!(failure.code, code, "{status} {body}: {failure:?}");
        assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_service_out_of_reach_is_not_asked_over_and_over() {
    let aws = Played::new(|request, _| if request.operation == "GetParameters" { Carried::Reset } else { error("NotFoundException", "") });
    let questions: Vec<Question> = (0..300).map(|index| ask_parameter(&format!("/{index}/x"))).chain([ask_key("alias/gone")]).collect();
    let start = Instant::now();
    let answers = aws.answer(&questions).await;
    for (_, answer) in &answers[..300] {
        let failure = answer.as_ref().expect_err("it resets");
        assert_eq!(failure.code, &registry::UNREACHABLE);
        assert!(failure.message.ends_with("the connection was closed without an answer"), "{failure}");
    }
    assert!(matches!(answers[300].1, Ok(Answer::Key(_))), "another service is another matter");
    assert_eq!(aws.requests().len(), Options::CALLS_IN_FLIGHT * 10 + 1, "thirty calls were due");
    assert!(start.elapsed().as_secs() < 10);
}

#[tokio::test]
async fn questions_of_others_are_turned_away_without_a_call() {
    let aws = Played::new(|request, _| all_there(request));
    let answers = aws.answer(&[Question::EnvironmentVariable("X".into()), ask_parameter("/a"), Question::File("x.yml".into())]).await;
    assert_eq!(answers[0].1.as_ref().expect_err("not AWS's").code, &registry::MISROUTED_QUESTION);
    assert!(found(&answers[1].1).is_some());
    assert_eq!(answers[2].1.as_ref().expect_err("not AWS's").code, &registry::MISROUTED_QUESTION);
    assert!(Aws::new(Options::new(region("eu-central-1"))).answer(&[]).await.is_empty());
}
