//! The sources beyond the first ones: stacks, objects, git, scripts, flags, and those that are refused.

use crate::sources::{ALL, NEW, OLD, check};
use crate::world::{World, policy};
use sealform_resolve::{Demand, Dialect, Inputs, Javascript};

#[test]
fn a_refused_source_says_what_to_use_instead() {
    let report = |dialect, lines: &str, top: &str| {
        let yaml = format!("service: svc\nprovider: {{name: aws}}\n{top}custom:\n  v: {lines}\n");
        let run = World::usual().run(&yaml, Inputs { dialect, ..Inputs::default() }, &Demand::path("custom"), policy());
        let found = run.diagnostics.iter().find(|diagnostic| diagnostic.code.number == 102).expect("it is refused");
        format!("{}; {}", found.message, found.help.as_deref().unwrap_or_default())
    };
    let resolvers = "stages: {default: {resolvers: {mine: {type: vault}, acct: {type: aws}}}}\n";
    let rows = [
        report(Dialect::V4, "${vault:a.b}", ""),
        report(Dialect::V4, "${mine:a.b}", resolvers),
        report(Dialect::V4, "${acct:ssm:/p}", resolvers),
        report(Dialect::V3, "${mine:x}", "plugins: [serverless-offline, ./mine]\n"),
        report(Dialect::V3, "${git:sha1}", ""),
    ];
    insta::assert_snapshot!(rows.join("\n"), @r"
    the source `vault` is not supported: Vault gives secrets out in clear; keep the secret in Parameter Store as a SecureString and use `${ssm:...}`
    the resolver `mine` is not supported: Vault gives secrets out in clear; keep the secret in Parameter Store as a SecureString and use `${ssm:...}`
    the resolver `acct` of type `aws` is not supported; Sealform asks AWS with its own credentials: write `${ssm:...}`, `${cf:...}` or `${s3:...}`
    `mine` is not a source of variables; if the plugin `./mine` brings it in: sources of plugins are not supported, pass the value with --param and `${param:...}`; text for CloudFormation or IAM is escaped with a backslash: `\${...}`
    before v4 the source `git` needs the plugin serverless-plugin-git-variables; add `serverless-plugin-git-variables` to `plugins`; Sealform reads its variables without installing it
    ");
}

#[test]
fn stack_outputs() {
    check(&[
        (ALL, "${cf:stk.Out}", Ok("\"out\"")),
        (&[Dialect::V1, Dialect::V2Legacy, Dialect::V2, Dialect::V3], "${cf:stk.a.b}", Ok("\"dotted\"")),
        (&[Dialect::V4], "${cf:stk.a.b, 'fb'}", Ok("\"fb\"")),
        (NEW, "${cf(eu-west-1):stk.Out}", Ok("\"out-eu\"")),
        (OLD, "${cf.eu-west-1:stk.Out}", Ok("\"out-eu\"")),
        (NEW, "${cf.eu-west-1:stk.Out}", Err(108)),
        (&[Dialect::V3], "${cf(nowhere):stk.Out}", Err(107)),
        (ALL, "${cf:stk.Nope, 'fb'}", Ok("\"fb\"")),
        (ALL, "${cf:none.Out, 'fb'}", Ok("\"fb\"")),
        (ALL, "${cf:stk.my_secret}", Ok("<clear cf:stk.my_secret>")),
        (&[Dialect::V3], "${cf:stk}", Err(106)),
    ]);
    let run = World::usual().custom(Dialect::V3, "a: ${cf:stk.Out}\nb: ${cf:stk.a.b}\nc: ${cf(eu-west-1):stk.Out}\nd: ${cf:none.X, ''}");
    assert_eq!(run.rounds, [["cf us-east-1 stk", "cf eu-west-1 stk", "cf us-east-1 none"]], "each stack once, all in one round");
}

#[test]
fn objects_of_s3() {
    check(&[
        (ALL, "${s3:bkt/k/v.txt}", Ok("\"{\\\"a\\\":1} ${env:ONE}\"")),
        (ALL, "${s3:bkt/none, 'fb'}", Ok("\"fb\"")),
        (ALL, "${s3:bkt/my_secret}", Ok("<clear s3:bkt/my_secret>")),
        (&[Dialect::V4], "${s3:s3://bkt/none, 'fb'}", Ok("\"fb\"")),
        (&[Dialect::V3], "${s3:bkt}", Err(106)),
        (&[Dialect::V3], "${s3(eu-west-1):bkt/k/v.txt}", Err(107)),
    ]);
    let run = World::usual().custom(Dialect::V4, "a: ${s3(eu-west-1):bkt/x, ''}\nb: ${s3:arn:aws:s3:::bkt/y, ''}");
    assert_eq!(run.questions(), ["s3 eu-west-1 bkt/x", "s3 us-east-1 bkt/y"]);
}

#[test]
fn flags_from_text() {
    let first = &[Dialect::V1][..];
    let middle = &[Dialect::V2, Dialect::V3][..];
    check(&[
        (ALL, "${strToBool(true)}", Ok("true")),
        (ALL, "${strToBool(1)}", Ok("true")),
        (first, "${strToBool(TRUE)}", Err(107)),
        (&[Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4], "${strToBool(TRUE)}", Ok("true")),
        (middle, "${strToBool(false)}", Err(107)),
        (middle, "${strToBool(0)}", Err(107)),
        (&[Dialect::V1, Dialect::V2Legacy, Dialect::V4], "${strToBool(0)}", Ok("false")),
        (&[Dialect::V2, Dialect::V3], "${strToBool('false')}", Ok("false")),
        (ALL, "${strToBool(yes)}", Err(107)),
        (middle, "${strToBool()}", Err(107)),
        (ALL, "${strToBool(${env:MY_SECRET})}", Err(110)),
    ]);
}

#[test]
fn git_facts() {
    check(&[
        (&[Dialect::V4], "${git:branch}", Ok("\"main\"")),
        (&[Dialect::V4], "${git:tags, 'fb'}", Ok("\"fb\"")),
        (&[Dialect::V4], "${git:nope, 'fb'}", Err(106)),
        (&[Dialect::V1, Dialect::V2Legacy, Dialect::V2, Dialect::V3], "${git:branch}", Err(102)),
        (ALL, "$<git:branch>", Ok("\"main\"")),
    ]);
    let yaml = "service: svc\nprovider: {name: aws}\nplugins: [serverless-plugin-git-variables]\ncustom: {v: '${git:branch}'}\n";
    let run = World::usual().run(yaml, Inputs::default(), &Demand::path("custom"), policy());
    assert_eq!((run.shown.as_str(), run.codes()), ("{custom:{v:\"main\"}}", vec![]));
}

#[test]
fn scripts_run_only_where_they_are_allowed() {
    let inputs = || Inputs { javascript: Javascript::Allow, stage: Some("qa".to_owned()), ..Inputs::default() };
    let lines = "a: ${file(a.js):k}\nb: ${file(./a.js)}\nc: ${file(a.js):none, 'fb'}\nd: ${file(a.js):k}";
    let run = World::usual().custom_with(inputs(), lines, policy());
    assert_eq!(run.shown, "{a:\"js\",b:{k:[1,\"one\"],my_secret:<clear literal:2:38>},c:\"fb\",d:\"js\"}");
    assert_eq!(run.rounds[0].len(), 3, "each part of a script is asked for once: {:?}", run.rounds);
}
