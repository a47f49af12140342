//! Environment variables of `.env` files: which files each dialect reads, what wins, and that nothing of them shows.

use crate::world::{Run, World, policy};
use sealform_resolve::{Demand, Dialect, Inputs};

const MIDDLE: &[Dialect] = &[Dialect::V2Legacy, Dialect::V2, Dialect::V3];

fn run(dialect: Dialect, top: &str, lines: &str) -> Run {
    let mut world = World::usual();
    for (path, text) in [
        (".env.dev", "FROM=dev\nONE=file\nDB_PASSWORD=hunter2\nJOINED=\"${ONE}-${FROM}-$KEY-${NONE:-d}\"\nLOOP=$LOOP\n"),
        (".env", "FROM=base\nBASE=base\nSTAGE=qa\n"),
        (".env.extra", "BASE=extra\nEXTRA=extra\n"),
        (".env.other", ""),
    ] {
        world.files.insert(path.to_owned(), text.to_owned());
    }
    let indented: String = lines.lines().map(|line| format!("  {line}\n")).collect();
    let yaml = format!("service: svc\nprovider: {{name: aws, region: us-east-1}}\n{top}\ncustom:\n{indented}");
    let mut run = world.run(&yaml, Inputs { dialect, ..Inputs::default() }, &Demand::path("custom"), policy());
    run.shown = run.tree.get("custom").map(crate::world::show).unwrap_or_default();
    run
}

#[test]
fn files_are_read_as_the_dialect_says() {
    let lines = "a: ${env:FROM, 'no'}\nb: ${env:BASE, 'no'}\nc: ${env:ONE}\nd: ${env:EXTRA, 'no'}";
    let none = "{a:\"no\",b:\"no\",c:\"one\",d:\"no\"}";
    let stage_only = "{a:\"dev\",b:\"no\",c:\"one\",d:\"no\"}";
    let both = "{a:\"dev\",b:\"base\",c:\"one\",d:\"no\"}";
    assert_eq!(run(Dialect::V1, "useDotenv: true", lines).shown, none);
    for &dialect in MIDDLE {
        assert_eq!(run(dialect, "", lines).shown, none, "{dialect:?}");
        assert_eq!(run(dialect, "useDotenv: false", lines).shown, none, "{dialect:?}");
        assert_eq!(run(dialect, "useDotenv: true", lines).shown, stage_only, "{dialect:?}");
    }
    assert_eq!(run(Dialect::V4, "", lines).shown, both);
    assert_eq!(run(Dialect::V4, "useDotenv: true", lines).shown, both);
    assert_eq!(run(Dialect::V4, "useDotenv: false", lines).shown, none);
    assert_eq!(run(Dialect::V4, "useDotenv: .env.extra", lines).shown, both.replace("d:\"no\"", "d:\"extra\""));
    assert_eq!(run(Dialect::V4, "useDotenv: [.env.other, .env.extra]", lines).shown, both.replace("d:\"no\"", "d:\"extra\""));
}

#[test]
fn no_file_is_read_while_no_variable_is_missing() {
    for dialect in [Dialect::V3, Dialect::V4] {
        assert_eq!(run(dialect, "useDotenv: true", "a: ${env:ONE}").questions(), ["env ONE"], "{dialect:?}");
    }
    assert_eq!(run(Dialect::V3, "useDotenv: true", "a: ${env:FROM}").rounds, [vec!["env FROM"], vec!["file .env.dev"]]);
    assert_eq!(run(Dialect::V4, "", "a: ${env:FROM}").rounds, [vec!["env FROM"], vec!["file .env.dev", "file .env"]]);
}

#[test]
fn variables_in_values_are_put_in_but_not_in_v4() {
    let lines = "a: ${env:JOINED}\nb: ${env:LOOP, 'no'}";
    let three = run(Dialect::V3, "useDotenv: true", lines);
    assert_eq!((three.shown.as_str(), three.codes()), ("{a:\"one-dev-k-d\",b:null}", vec![103]), "the process wins there too");
    let four = run(Dialect::V4, "", lines);
    assert_eq!((four.shown.as_str(), four.codes()), ("{a:\"${ONE}-${FROM}-$KEY-${NONE:-d}\",b:\"$LOOP\"}", vec![]));
}

#[test]
fn values_are_judged_like_the_environments() {
    let found = run(Dialect::V3, "useDotenv: true", "a: ${env:DB_PASSWORD}\nb: $<env:FROM>");
    assert_eq!(found.shown, "{a:<clear env:DB_PASSWORD>,b:<clear env:FROM>}");
}

#[test]
fn what_decides_which_file_is_read_cannot_stand_in_one() {
    let stage = "useDotenv: true\nparams: {default: {x: 1}}";
    let yaml = |dialect| {
        let mut world = World::usual();
        world.files.insert(".env".to_owned(), "STAGE=qa\n".to_owned());
        let yaml = format!(
            "service: svc\nprovider: {{name: aws, stage: \"${{env:STAGE, 'dev'}}\"}}\n{stage}\ncustom: {{a: '${{env:NOPE, 1}}'}}\n"
        );
        world.run(&yaml, Inputs { dialect, ..Inputs::default() }, &Demand::path("custom"), policy()).codes()
    };
    assert_eq!(yaml(Dialect::V3), [115]);
    assert_eq!(yaml(Dialect::V4), [115]);
}
