//! GetParameters and DescribeParameters: how many calls, what is in them, how answers find their questions.

use std::collections::BTreeSet;

use sealform_diagnostic::registry;
use sealform_secret::{Answer, Learnt, ParameterAddress, ParameterMetadata, ParameterType, Question, Tier};
use serde_json::json;

use crate::played::{Played, all_there, ask_metadata, ask_parameter, ask_version, error, found, ok, parameter, region};

#[tokio::test]
async fn names_go_out_by_ten_in_each_region() {
    let aws = Played::new(|request, _| all_there(request));
    let in_region = |name: String, region_name: &str| {
        Question::Parameter(ParameterAddress { region: region(region_name), name: name.into(), selector: None })
    };
    let mut questions: Vec<Question> = (0..25).map(|index| in_region(format!("/app/{index:02}"), "eu-central-1")).collect();
    questions.extend((0..11).map(|index| in_region(format!("/app/{index:02}"), "us-west-2")));
    questions.push(questions[0].clone());
    let answers = aws.answer(&questions).await;
    assert_eq!(
        answers.iter().map(|(question, _)| question).collect::<Vec<_>>(),
        questions[..36].iter().collect::<Vec<_>>(),
        "in order, each once"
    );
    assert!(answers.iter().all(|(_, answer)| found(answer).is_some()));
    let mut calls: Vec<(String, usize)> =
        aws.requests().iter().map(|request| (request.host.clone(), request.texts("/Names").len())).collect();
    calls.sort();
    let host = |region: &str| format!("ssm.{region}.amazonaws.com");
    assert_eq!(
        calls,
        [
            (host("eu-central-1"), 5),
            (host("eu-central-1"), 10),
            (host("eu-central-1"), 10),
            (host("us-west-2"), 1),
            (host("us-west-2"), 10)
        ]
    );
    for request in aws.requests() {
        assert_eq!(request.operation, "GetParameters");
        assert_eq!(request.body()["WithDecryption"], json!(false), "said outright");
    }
}

#[tokio::test]
async fn an_answer_is_read_whole() {
    let aws = Played::new(|_, _| {
        ok(json!({"Parameters": [
            {"Name": "/a", "Type": "StringList", "Value": "x,y", "Version": 12, "ARN": "arn:aws:ssm:eu-central-1:123456789012:parameter/a"},
        ]}))
    });
    let answer = aws.answer_one(ask_parameter("/a")).await;
    let parameter = found(&answer).expect("it is there");
    assert_eq!(parameter.arn.as_str(), "arn:aws:ssm:eu-central-1:123456789012:parameter/a");
    assert_eq!((parameter.parameter_type, parameter.version, parameter.value.len_bytes()), (ParameterType::TextList, 12, 3));
}

#[tokio::test]
async fn what_is_listed_as_invalid_is_missing() {
    let aws = Played::new(|_, _| ok(json!({"Parameters": [parameter("/there")], "InvalidParameters": ["/gone", "flat"]})));
    let answers = aws.answer(&[ask_parameter("/gone"), ask_parameter("/there"), ask_parameter("flat")]).await;
    let there: Vec<bool> = answers.iter().map(|(_, answer)| found(answer).is_some()).collect();
    assert_eq!(there, [false, true, false]);
    assert_eq!(aws.requests().len(), 1);
}

#[tokio::test]
async fn versions_labels_and_the_newest_are_kept_apart() {
    let aws = Played::new(|_, _| {
        let with = |selector: &str, version: u32| {
            let mut answered = parameter("/a");
            answered["Selector"] = json!(selector);
            answered["Version"] = json!(version);
            answered
        };
        let mut newest = parameter("/a");
        newest["Version"] = json!(9);
        ok(json!({"Parameters": [with(":live", 7), newest, with(":2", 2)]}))
    });
    let answers = aws.answer(&[ask_version("/a", "2"), ask_parameter("/a"), ask_version("/a", "live")]).await;
    let versions: Vec<i64> = answers.iter().map(|(_, answer)| found(answer).expect("it is there").version).collect();
    assert_eq!(versions, [2, 9, 7]);
    let asked: BTreeSet<String> = aws.requests()[0].texts("/Names").into_iter().collect();
    assert_eq!(asked, ["/a", "/a:2", "/a:live"].map(str::to_owned).into());
}

#[tokio::test]
async fn a_missing_version_of_a_parameter_that_is_there_is_a_failure() {
    let aws = Played::new(|request, _| match request.texts("/Names").iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["/gone:1", "/there:99"] => ok(json!({"InvalidParameters": ["/there:99", "/gone:1"]})),
        ["/gone", "/there"] => ok(json!({"Parameters": [parameter("/there")], "InvalidParameters": ["/gone"]})),
        ref other => panic!("unexpected names {other:?}"),
    });
    let answers = aws.answer(&[ask_version("/there", "99"), ask_version("/gone", "1")]).await;
    let failure = answers[0].1.as_ref().expect_err("the version is not there");
    assert_eq!(failure.code, &registry::AWS_ERROR);
    assert_eq!(failure.message, "parameter `/there` in eu-central-1 has no version or label `99`");
    assert!(found(&answers[1].1).is_none(), "the whole parameter is missing, so a fallback applies");
    assert_eq!(aws.requests().len(), 2);
}

#[tokio::test]
async fn arns_and_both_spellings_of_a_flat_name_find_their_answer() {
    let aws = Played::new(|_, _| ok(json!({"Parameters": [parameter("/a/b"), parameter("flat")]})));
    let arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b";
    let answers = aws.answer(&[ask_parameter("flat"), ask_parameter("/flat"), ask_parameter(arn)]).await;
    let arns: Vec<&str> = answers.iter().map(|(_, answer)| found(answer).expect("it is there").arn.as_str()).collect();
    let flat = "arn:aws:ssm:eu-central-1:123456789012:parameter/flat";
    assert_eq!(arns, [flat, flat, arn]);
}

#[tokio::test]
async fn one_denied_name_among_25_is_named_and_the_others_are_answered() {
    let aws = Played::new(|request, _| {
        if request.texts("/Names").contains(&"/app/13".to_owned()) {
            return error("AccessDeniedException", "User: arn:aws:iam::123456789012:user/u is not authorized");
        }
        all_there(request)
    });
    let questions: Vec<Question> = (0..25).map(|index| ask_parameter(&format!("/app/{index:02}"))).collect();
    let answers = aws.answer(&questions).await;
    for (index, (_, answer)) in answers.iter().enumerate() {
        match answer {
            Err(failure) => {
                assert_eq!((index, failure.code), (13, &registry::ACCESS_DENIED));
                assert_eq!(failure.message, "AWS denied ssm:GetParameters on parameter `/app/13` in eu-central-1");
            }
            Ok(_) => assert!(found(answer).is_some()),
        }
    }
    assert_eq!(answers.iter().filter(|(_, answer)| answer.is_err()).count(), 1);
    assert_eq!(aws.requests().len(), 3 + 10);
}

#[tokio::test]
async fn one_ill_formed_name_does_not_spoil_its_batch() {
    let aws = Played::new(|request, _| {
        if request.texts("/Names").contains(&"a b".to_owned()) {
            return error("ValidationException", "Parameter name: can't be\u{1b}[31m prefixed");
        }
        all_there(request)
    });
    let answers = aws.answer(&[ask_parameter("/a"), ask_parameter("a b")]).await;
    assert!(found(&answers[0].1).is_some());
    let failure = answers[1].1.as_ref().expect_err("it has a space");
    assert_eq!(failure.code, &registry::AWS_ERROR);
    assert_eq!(
        failure.message,
        "AWS refused ssm:GetParameters on parameter `a b` in eu-central-1: ValidationException: Parameter name: can't be [31m prefixed"
    );
}

#[tokio::test]
async fn secrets_manager_references_are_never_put_into_get_parameters() {
    let aws = Played::new(|request, _| all_there(request));
    let answers = aws.answer(&[ask_parameter("/aws/reference/secretsmanager/db"), ask_parameter("/a")]).await;
    assert_eq!(answers[0].1.as_ref().expect_err("it is not asked").code, &registry::MISROUTED_QUESTION);
    assert!(found(&answers[1].1).is_some());
    assert_eq!(aws.requests()[0].texts("/Names"), ["/a"]);
}

#[tokio::test]
async fn metadata_is_asked_by_fifty_and_read_page_by_page() {
    let aws = Played::new(|request, _| {
        assert_eq!(request.body()["ParameterFilters"][0]["Key"], "Name");
        assert_eq!(request.body()["ParameterFilters"][0]["Option"], "Equals");
        let names = request.texts("/ParameterFilters/0/Values");
        let described: Vec<_> = names
            .iter()
            .map(|name| json!({"Name": name, "Type": "SecureString", "KeyId": "alias/app", "Tier": if name == "/app/003" { "Advanced" } else { "Standard" }}))
            .collect();
        match request.body()["NextToken"].as_str() {
            None if names.len() == 50 => ok(json!({"Parameters": described[..20], "NextToken": "more"})),
            None => ok(json!({"Parameters": described})),
            Some(_) => ok(json!({"Parameters": described[20..]})),
        }
    });
    let questions: Vec<Question> = (0..101).map(|index| ask_metadata(&format!("/app/{index:03}"))).collect();
    let answers = aws.answer(&questions).await;
    for (index, (_, answer)) in answers.iter().enumerate() {
        let Ok(Answer::ParameterMetadata(Learnt::Found(metadata))) = answer else { panic!("{index}: {answer:?}") };
        let tier = if index == 3 { Tier::Advanced } else { Tier::Standard };
        assert_eq!(metadata, &ParameterMetadata { tier, key: Some("alias/app".into()) });
    }
    let first_pages: Vec<usize> = aws
        .requests()
        .iter()
        .filter(|request| request.body()["NextToken"].is_null())
        .map(|request| request.texts("/ParameterFilters/0/Values").len())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(first_pages, [1, 50]);
    assert_eq!(aws.requests().len(), 3 + 2, "three batches, two of them with a second page");
}

#[tokio::test]
async fn metadata_of_arns_flat_names_and_what_is_not_there() {
    let aws = Played::new(|request, _| {
        let described = request.texts("/ParameterFilters/0/Values").into_iter().filter(|name| name == "/a/b" || name == "flat");
        ok(json!({"Parameters": described.map(|name| json!({"Name": name, "Tier": "Intelligent-Tiering"})).collect::<Vec<_>>()}))
    });
    let arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b";
    let answers = aws.answer(&[ask_metadata(arn), ask_metadata("/flat"), ask_metadata("/gone/away")]).await;
    let standard = Learnt::Found(ParameterMetadata { tier: Tier::Standard, key: None });
    for ((_, answer), expected) in answers.iter().zip([standard.clone(), standard, Learnt::Missing]) {
        let Ok(Answer::ParameterMetadata(learnt)) = answer else { panic!("{answer:?}") };
        assert_eq!(learnt, &expected);
    }
}

#[tokio::test]
async fn denied_metadata_is_an_answer() {
    let aws = Played::new(|_, _| error("AccessDeniedException", "no"));
    for (_, answer) in aws.answer(&[ask_metadata("/a"), ask_metadata("/b")]).await {
        assert!(matches!(answer, Ok(Answer::ParameterMetadata(Learnt::Denied))), "{answer:?}");
    }
    assert_eq!(aws.requests().len(), 1);
}

#[tokio::test]
async fn pages_that_never_end_are_malformed() {
    let aws = Played::new(|_, _| ok(json!({"Parameters": [], "NextToken": "again"})));
    let failure = aws.answer_one(ask_metadata("/a")).await.expect_err("it never ends");
    assert_eq!(failure.code, &registry::MALFORMED_ANSWER);
    assert_eq!(aws.requests().len(), 2);
}
