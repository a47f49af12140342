//! Every source in every dialect: what is asked, what comes out, what is refused.

use crate::world::{World, policy};
use sealform_resolve::{Dialect, Inputs};
use sealform_secret::Policy;
use sealform_secret::policy::{Asking, Strictness};

pub(crate) const ALL: &[Dialect] = &[Dialect::V1, Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4];
pub(crate) const OLD: &[Dialect] = &[Dialect::V1, Dialect::V2Legacy];
pub(crate) const NEW: &[Dialect] = &[Dialect::V2, Dialect::V3, Dialect::V4];

/// A variable, and what it gives: a value as shown, or the code that refuses it.
pub(crate) type Row<'r> = (&'r [Dialect], &'r str, Result<&'r str, u16>);

pub(crate) fn check(rows: &[Row<'_>]) {
    for (dialects, variable, expected) in rows {
        for &dialect in *dialects {
            let run = World::usual().custom(dialect, &format!("v: \"{variable}\"\nref: referred\nmap: {{a: {{b: 1}}, list: [x, y]}}"));
            let found = match run.codes().first() {
                Some(&code) => Err(code),
                None => Ok(run.shown.strip_prefix("{v:").and_then(|shown| shown.split(",ref:").next()).unwrap_or_default().to_owned()),
            };
            assert_eq!(found.as_deref().map_err(|code| *code), *expected, "{variable} in {dialect:?}: {:?}", run.diagnostics);
        }
    }
}

#[test]
fn env() {
    check(&[
        (ALL, "${env:ONE}", Ok("\"one\"")),
        (ALL, "${env:NUMBER}", Ok("\"42\"")),
        (&[Dialect::V1, Dialect::V3, Dialect::V4], "${env:EMPTY, 'fb'}", Ok("\"\"")),
        (&[Dialect::V2Legacy, Dialect::V2], "${env:EMPTY, 'fb'}", Ok("\"fb\"")),
        (ALL, "${env:NOPE, 'fb'}", Ok("\"fb\"")),
        (ALL, "${env:NOPE}", Err(101)),
        (ALL, "${env:MY_SECRET}", Ok("<clear env:MY_SECRET>")),
        (ALL, "$<env:ONE>", Ok("<clear env:ONE>")),
        (ALL, "${env:INJECT}", Ok("\"${env:ONE}\"")),
        (&[Dialect::V3], "${env:}", Err(106)),
        (&[Dialect::V3], "${env:${self:custom.map}}", Err(106)),
    ]);
}

#[test]
fn opt_and_stage() {
    check(&[
        (ALL, "${opt:stage, 'fb'}", Ok("\"fb\"")),
        (ALL, "${opt:stage}", Err(101)),
        (NEW, "${sls:stage}", Ok("\"dev\"")),
        (NEW, "${sls:instanceId}", Err(106)),
        (NEW, "${sls:foo}", Err(106)),
        (OLD, "${self:provider.stage}", Ok("\"dev\"")),
        (NEW, "${self:provider.stage}", Err(101)),
    ]);
    let inputs = Inputs {
        stage: Some("qa".to_owned()),
        region: Some("eu-west-1".to_owned()),
        options: [("mine".to_owned(), "given".to_owned())].into_iter().collect(),
        ..Inputs::default()
    };
    let lines = "a: ${opt:stage}\nb: ${sls:stage}\nc: ${opt:mine}\nd: ${opt:region}\ne: ${aws:region}\nf: ${ssm:/sec}";
    let run = World::usual().custom_with(inputs, lines, policy());
    assert_eq!(run.shown, "{a:\"qa\",b:\"qa\",c:\"given\",d:\"eu-west-1\",e:\"eu-west-1\",f:<decrypt eu-west-1 /sec>}");
}

#[test]
fn aws() {
    check(&[
        (NEW, "${aws:accountId}", Ok("\"123456789012\"")),
        (NEW, "${aws:region}", Ok("\"us-east-1\"")),
        (&[Dialect::V3], "${aws:username}", Err(106)),
        (&[Dialect::V3], "${aws:}", Err(106)),
        (&[Dialect::V4], "${aws:partition}", Ok("\"aws\"")),
        (&[Dialect::V3], "${aws:partition}", Err(106)),
        (&[Dialect::V4], "${aws:ssm:/sec}", Ok("<decrypt us-east-1 /sec>")),
        (&[Dialect::V4], "${aws(eu-west-1):ssm:/sec}", Ok("<decrypt eu-west-1 /sec>")),
        (&[Dialect::V4], "${aws:cf:stk.Out}", Ok("\"out\"")),
        (&[Dialect::V4], "${aws:sns:x}", Err(106)),
        (&[Dialect::V2, Dialect::V3], "${aws:ssm:/sec}", Err(106)),
    ]);
}

#[test]
fn self_references() {
    check(&[
        (ALL, "${self:custom.ref}", Ok("\"referred\"")),
        (ALL, "${self:service}", Ok("\"svc\"")),
        (ALL, "${self:custom.map}", Ok("{a:{b:1},list:[\"x\",\"y\"]}")),
        (ALL, "${self:custom.map.a.b}", Ok("1")),
        (ALL, "${self:custom.map.list.1}", Ok("\"y\"")),
        (ALL, "${self:custom.map.list.2, 'fb'}", Ok("\"fb\"")),
        (ALL, "${self:custom.map.list.-1, 'fb'}", Ok("\"fb\"")),
        (ALL, "${self:custom.map.list.length, 'fb'}", Ok("\"fb\"")),
        (ALL, "${self:custom.nope.deeper, 'fb'}", Ok("\"fb\"")),
        (ALL, "${self:custom.nope}", Err(101)),
        (ALL, "${self:custom.${self:custom.ref}, 'fb'}", Ok("\"fb\"")),
        (&[Dialect::V1], "${self:service.name, 'fb'}", Ok("\"svc\"")),
        (&[Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4], "${self:service.name, 'fb'}", Ok("\"fb\"")),
        (&[Dialect::V3], "${self:}", Err(106)),
    ]);
}

#[test]
fn files() {
    check(&[
        (ALL, "${file(a.yml):k}", Ok("\"v\"")),
        (ALL, "${file(./a.yml):n}", Ok("1")),
        (ALL, "${file(a.yml):list.1}", Ok("\"one\"")),
        (ALL, "${file(a.yml):map}", Ok("{b:\"referred\"}")),
        (ALL, "${file(a.yml):nothing, 'fb'}", Ok("\"fb\"")),
        (ALL, "${file(a.yml):zz, 'fb'}", Ok("\"fb\"")),
        (ALL, "${file(none.yml), 'fb'}", Ok("\"fb\"")),
        (ALL, "${file(none.yml)}", Err(101)),
        (ALL, "${file(a.json):deep.x}", Ok("[1,2]")),
        (ALL, "${file(t.tfstate):outputs.x.value}", Ok("\"tf\"")),
        (ALL, "${file(text.txt)}", Ok("\"line one\\nline one\\n\"")),
        (&[Dialect::V3], "${file(plain.txt):k, 'fb'}", Ok("\"fb\"")),
        (&[Dialect::V4], "${file(plain.txt):k, 'fb'}", Ok("\"just text\"")),
        (ALL, "${file(../up.yml):k}", Ok("\"above\"")),
        (ALL, "${file(sub/b.yml):k}", Ok("\"v-sub\"")),
        (ALL, "${file(a.yml):my_secret}", Ok("<clear literal:1:85>")),
        (ALL, "${file(bad.json)}", Err(1)),
        (ALL, "${file(/etc/a.yml), 'fb'}", Err(113)),
        (OLD, "${file(~/a.yml), 'fb'}", Err(113)),
        (&[Dialect::V3], "${file(~/a.yml), 'fb'}", Ok("\"fb\"")),
        (ALL, "${file(a.js):k}", Err(114)),
        (ALL, "${file(a.mts)}", Err(114)),
        (&[Dialect::V3], "${file():k}", Err(107)),
    ]);
}

#[test]
fn params() {
    let yaml = |dialect| {
        let inputs = Inputs {
            dialect,
            stage: Some("qa".to_owned()),
            params: [("cli".to_owned(), "a=b".to_owned()), ("both".to_owned(), "flag".to_owned())].into_iter().collect(),
            ..Inputs::default()
        };
        let text = "service: svc\nprovider: aws\nparams:\n  default: {p: default, d: 1, both: x, token_secret: s3}\n  qa: {p: qa}\n  prod: {p: '${ssm:/prod}'}\n\
                    stages:\n  qa: {params: {p: v4qa}}\n  default: {params: {d: v4d, s: v4s}}\n\
                    custom:\n  - ${param:cli}\n  - ${param:both}\n  - ${param:p}\n  - ${param:d}\n  - ${param:s, 'none'}\n  - ${param:token_secret}\n";
        World::usual().run(text, inputs, &sealform_resolve::Demand::path("custom"), policy())
    };
    let v3 = yaml(Dialect::V3);
    assert_eq!(v3.shown, "{custom:[\"a=b\",\"flag\",\"qa\",1,\"none\",<clear literal:0:88>]}");
    assert_eq!(v3.questions(), Vec::<&str>::new(), "the params of other stages cost nothing");
    assert_eq!(yaml(Dialect::V4).shown, "{custom:[\"a=b\",\"flag\",\"v4qa\",\"v4d\",\"v4s\",<clear literal:0:88>]}");
}

#[test]
fn ssm_decrypts_as_the_dialect_says() {
    let v1 = &[Dialect::V1][..];
    let plain = "<decrypt us-east-1 /sec>";
    let cipher = "<ciphertext us-east-1 /sec>";
    check(&[
        (OLD, "${ssm:/sec}", Ok(cipher)),
        (NEW, "${ssm:/sec}", Ok(plain)),
        (OLD, "${ssm:/sec~true}", Ok(plain)),
        (OLD, "${ssm:/sec~false}", Ok(cipher)),
        (OLD, "${ssm:/sec~split}", Ok(cipher)),
        (NEW, "${ssm:/sec~true}", Err(108)),
        (NEW, "${ssm:/sec~false}", Err(108)),
        (NEW, "${ssm:/sec~split}", Err(108)),
        (ALL, "${ssm:/sec~TRUE}", Err(108)),
        (ALL, "${ssm:/sec~}", Err(108)),
        (NEW, "${ssm(raw):/sec}", Ok(plain)),
        (NEW, "${ssm(noDecrypt):/sec}", Ok(cipher)),
        (NEW, "${ssm(raw, noDecrypt):/sec}", Ok(cipher)),
        (NEW, "${ssm(noDecrypt, eu-west-1):/sec}", Ok("<ciphertext eu-west-1 /sec>")),
        (NEW, "${ssm(eu-west-1, raw, noDecrypt):/sec}", Ok("<ciphertext eu-west-1 /sec>")),
        (NEW, "${ssm(eu-west-1):/sec}", Ok("<decrypt eu-west-1 /sec>")),
        (NEW, "${ssm('noDecrypt'):/sec}", Ok(cipher)),
        (NEW, "${ssm(nodecrypt):/sec}", Err(109)),
        (NEW, "${ssm(eu-west-1, us-east-1):/sec}", Err(107)),
        (v1, "${ssm(noDecrypt):/sec}", Err(37)),
        (OLD, "${ssm.eu-west-1:/sec}", Ok("<ciphertext eu-west-1 /sec>")),
        (OLD, "${ssm.eu-west-1:/sec~true}", Ok("<decrypt eu-west-1 /sec>")),
        (&[Dialect::V3], "${ssm.eu-west-1:/sec}", Err(108)),
        (v1, "${ssm:/sec:3}", Err(108)),
        (NEW, "${ssm:/sec:3}", Ok("<decrypt us-east-1 /sec:3>")),
        (
            &[Dialect::V3],
            "${ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/sec:3}",
            Ok("<decrypt eu-west-1 arn:aws:ssm:eu-west-1:123456789012:parameter/sec:3>"),
        ),
        (&[Dialect::V3], "${ssm:}", Err(106)),
        // Our own delimiter takes every flag in every dialect, and decrypts unless it says no.
        (ALL, "$<ssm:/sec>", Ok(plain)),
        (ALL, "$<ssm:/sec~true>", Ok(plain)),
        (ALL, "$<ssm:/sec~split>", Ok(plain)),
        (ALL, "$<ssm:/sec~false>", Ok(cipher)),
        (ALL, "$<ssm(noDecrypt):/sec>", Ok(cipher)),
        (ALL, "$<ssm:/sec:3~false>", Ok("<ciphertext us-east-1 /sec:3>")),
        (ALL, "$<ssm:/sec~nope>", Err(108)),
        (ALL, "$<ssm(nodecrypt):/sec>", Err(109)),
        (ALL, "$<ssm(noDecrypt):/sec~true>", Err(107)),
    ]);
}

#[test]
fn ssm_values() {
    check(&[
        (ALL, "${ssm:/str}", Ok("\"plain\"")),
        (ALL, "${ssm:/inject}", Ok("\"${env:ONE}\"")),
        (ALL, "${ssm:/string-secret}", Err(204)),
        (OLD, "${ssm:/list}", Ok("\"a,b, c\"")),
        (OLD, "${ssm:/list~split}", Ok("[\"a\",\"b\",\" c\"]")),
        (NEW, "${ssm:/list}", Ok("[\"a\",\"b\",\" c\"]")),
        (NEW, "${ssm(raw):/list}", Ok("\"a,b, c\"")),
        (NEW, "x${ssm:/list}", Ok("\"xa,b, c\"")),
        (ALL, "${ssm:/missing, 'fb'}", Ok("\"fb\"")),
        (ALL, "${ssm:/missing, ssm:/str}", Ok("\"plain\"")),
        (ALL, "${ssm:/missing}", Err(101)),
        (NEW, "${ssm(${opt:region, 'eu-west-1'}):/str}", Ok("\"plain\"")),
        (ALL, "${ssm:/aws/reference/secretsmanager/found}", Ok("<managed us-east-1 found>")),
        (ALL, "${ssm:/aws/reference/secretsmanager/denied, 'fb'}", Ok("<managed us-east-1 denied>")),
        (ALL, "${ssm:/aws/reference/secretsmanager/none, 'fb'}", Ok("<clear literal:0:110>")),
        (OLD, "${ssm:/aws/reference/secretsmanager/found~true}", Ok("<managed us-east-1 found>")),
    ]);
    let run = World::usual().custom(Dialect::V3, "v: ${ssm:/aws/reference/secretsmanager/found:AWSPREVIOUS}");
    assert_eq!(run.questions(), ["secret us-east-1 found:AWSPREVIOUS"], "never asked of Parameter Store");
}

#[test]
fn other_sources_are_refused_even_with_a_fallback() {
    check(&[
        (ALL, "${vault:x.y, 'fb'}", Err(102)),
        (ALL, "${output:svc.key, 'fb'}", Err(102)),
        (ALL, "${nosuch:x, 'fb'}", Err(102)),
        (ALL, "${env:ONE, nosuch:x}", Ok("\"one\"")),
        (ALL, "${env:NOPE, nosuch:x, 'fb'}", Err(102)),
    ]);
}

#[test]
fn offline_leaves_what_aws_knows_as_it_is_written() {
    let offline = || Policy { asking: Asking::Offline, ..policy() };
    let lines = "a: ${ssm:/sec}\nb: x-${ssm:/sec}-${env:ONE}\nc: ${env:ONE, ssm:/sec}\nd: ${ssm:/a/${ssm:/b}, 'fb'}\ne: ${aws:accountId}\n\
                 f: ${self:custom.a.key, 'fb'}\ng: ${env:ONE}";
    let run = World::usual().custom_with(Inputs::default(), lines, offline());
    assert_eq!(
        run.shown,
        "{a:<unasked ${ssm:/sec}>,b:<unasked x-${ssm:/sec}-${env:ONE}>,c:\"one\",d:<unasked ${ssm:/a/${ssm:/b}, 'fb'}>,\
         e:<unasked ${aws:accountId}>,f:<unasked ${ssm:/sec}>,g:\"one\"}"
    );
    assert_eq!(run.questions(), ["env ONE"]);
    assert_eq!(run.codes(), Vec::<u16>::new());
}

#[test]
fn strict_makes_env_and_param_secret() {
    let strict = Policy { strictness: Strictness::Strict, ..policy() };
    let inputs =
        Inputs { params: [("cli".to_owned(), "x".to_owned())].into_iter().collect(), stage: Some("qa".to_owned()), ..Inputs::default() };
    let run = World::usual().custom_with(inputs, "a: ${env:ONE}\nb: ${param:cli}\nc: ${opt:stage}\nd: plain", strict);
    assert_eq!(run.shown, "{a:<clear env:ONE>,b:<clear param:cli>,c:\"qa\",d:\"plain\"}");
}
