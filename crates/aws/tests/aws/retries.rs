//! Attempts, waits and time limits.

use std::time::{Duration, Instant};

use sealform_aws::{Aws, Carried, Options};
use sealform_diagnostic::registry;
use sealform_secret::Question;
use serde_json::json;

use crate::played::{Played, all_there, ask_parameter, error, found, parameter, region, with_status};

/// What the SDK takes for throttling, and we with it.
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

#[tokio::test]
async fn nine_throttled_answers_are_survived() {
    for code in THROTTLING {
        let aws = Played::new(move |request, before| if before < 9 { error(code, "Rate exceeded") } else { all_there(request) });
        let start = Instant::now();
        assert!(found(&aws.answer_one(ask_parameter("/a")).await).is_some(), "{code}");
        assert_eq!(aws.requests().len(), 10);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn ten_are_the_end_and_the_number_is_said() {
    let aws = Played::new(|_, _| error("ThrottlingException", "Rate exceeded"));
    let failure = aws.answer_one(ask_parameter("/a")).await.expect_err("throttled out");
    assert_eq!(failure.code, &registry::THROTTLED);
    assert_eq!(failure.message, "AWS throttled ssm:GetParameters on parameter `/a` in eu-central-1, at each of 10 attempts");
    assert_eq!(aws.requests().len(), 10);
}

#[tokio::test]
async fn each_call_has_its_attempts_however_many_calls_there_are() {
    // 40 calls with nine retries each: the SDK's own bucket of 500 tokens, five a retry, would end them early.
    let aws = Played::new({
        let seen = std::sync::Mutex::new(std::collections::HashMap::<String, u32>::new());
        move |request, _| {
            let mut seen = seen.lock().unwrap();
            let times = seen.entry(request.text.clone()).or_default();
            *times += 1;
            if *times < 10 { error("ThrottlingException", "Rate exceeded") } else { all_there(request) }
        }
    });
    let questions: Vec<Question> = (0..400).map(|index| ask_parameter(&format!("/app/{index}"))).collect();
    for (_, answer) in aws.answer(&questions).await {
        assert!(found(&answer).is_some());
    }
    assert_eq!(aws.requests().len(), 400);
}

#[tokio::test]
async fn resets_and_server_errors_are_tried_again() {
    let aws = Played::new(|request, before| match before {
        0 | 3 => Carried::Reset,
        1 => with_status(500, json!({"__type": "InternalServerError"}).to_string()),
        2 => with_status(503, "gateway".to_owned()),
        _ => all_there(request),
    });
    assert!(found(&aws.answer_one(ask_parameter("/a")).await).is_some());
    assert_eq!(aws.requests().len(), 5);
}

#[tokio::test]
async fn an_answer_may_take_its_time_but_not_for_ever() {
    let answer = |_: &_| http::Response::new(json!({"Parameters": [parameter("/a")]}).to_string().into_bytes());
    let aws = Played::new(move |request, _| Carried::Delay(Duration::from_millis(20), answer(request)));
    assert!(found(&aws.answer_one(ask_parameter("/a")).await).is_some());

    let aws = Played::new(move |request, _| Carried::Delay(Duration::from_secs(3_600), answer(request)));
    let options = Options { carrier: Some(aws.clone()), attempts: 1, ..Options::new(region("eu-central-1")) };
    let start = Instant::now();
    let answers = Aws::new(options).answer(&[ask_parameter("/a")]).await;
    let failure = answers[0].1.as_ref().expect_err("it hangs");
    assert_eq!(failure.code, &registry::UNREACHABLE);
    assert!(failure.message.ends_with("no answer in time"), "{failure}");
    assert!(start.elapsed() < Duration::from_secs(12), "one attempt has ten seconds");
}

#[tokio::test]
async fn the_calls_under_way_are_bounded() {
    let under_way = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    // Each answer takes 10 ms, so 30 calls of which 8 may run take at least four rounds.
    let aws = Played::new(move |request, _| {
        under_way.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match all_there(request) {
            Carried::Answer(response) => Carried::Delay(Duration::from_millis(10), response),
            other => other,
        }
    });
    let questions: Vec<Question> = (0..300).map(|index| ask_parameter(&format!("/app/{index}"))).collect();
    let start = Instant::now();
    aws.answer(&questions).await;
    assert!(start.elapsed() >= Duration::from_millis(40));
    assert_eq!(aws.requests().len(), 30);
}
