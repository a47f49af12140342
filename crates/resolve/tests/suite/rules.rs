//! The rules that hold for every source: types, joining, infection, fallbacks, laziness, batches, provenance.

use crate::world::{World, policy};
use sealform_resolve::{Demand, Dialect, Events, Inputs, Resolver};
use sealform_secret::{Answers, Classifier, Secret, Step};

fn v3(lines: &str) -> crate::world::Run {
    World::usual().custom(Dialect::V3, lines)
}

#[test]
fn a_whole_value_keeps_its_type_and_text_is_joined() {
    let run = v3("n: 5\nt: true\nwhole: ${self:custom.n}\nflag: ${self:custom.t}\njoined: a${self:custom.n}b${self:custom.t}\n\
                  block: |\n  ${self:custom.n}\nnumbers: ${env:NOPE, 1.50}\nnothing: ${env:NOPE, null}");
    assert_eq!(run.shown, "{n:5,t:true,whole:5,flag:true,joined:\"a5btrue\",block:\"5\\n\",numbers:1.5,nothing:null}");
    assert_eq!(run.codes(), Vec::<u16>::new());
}

#[test]
fn only_scalars_and_lists_of_them_become_text() {
    let run = v3("m: {a: 1}\nl: [a, 2, true, null]\nbad: x${self:custom.m}\nlist: x${self:custom.l}\nnone: x${env:NOPE, null}");
    assert_eq!(run.codes(), [105, 105]);
    assert_eq!(run.shown, "{m:{a:1},l:[\"a\",2,true,null],bad:null,list:\"xa,2,true,\",none:null}");
    for (lines, code) in [("l: [a]\nv: x${self:custom.l}", 105), ("l: true\nv: x${self:custom.l}", 105)] {
        assert_eq!(World::usual().custom(Dialect::V1, lines).codes(), [code], "the old engine joins text and numbers only");
    }
}

#[test]
fn what_is_made_with_a_secret_is_secret() {
    let run = v3(
        "a: x${env:MY_SECRET}\nb: x${ssm:/sec}-${env:MY_SECRET}\nc: ${self:custom.a}!\nd: {e: '${self:custom.a}'}\nf: ${self:custom.d}\n\
                  g: ${self:custom.b}-${env:ONE}\nh: [\"${self:custom.l}\"]\nl: ['${env:MY_SECRET}', y]\ni: x${self:custom.l}",
    );
    assert_eq!(
        run.shown,
        "{a:<clear \"x\"+env:MY_SECRET>,b:<joined>,c:<clear \"x\"+env:MY_SECRET+\"!\">,d:{e:<clear \"x\"+env:MY_SECRET>},\
         f:{e:<clear \"x\"+env:MY_SECRET>},g:<joined>,h:[[<clear env:MY_SECRET>,\"y\"]],l:[<clear env:MY_SECRET>,\"y\"],\
         i:<clear \"x\"+env:MY_SECRET+\",\"+\"y\">}"
    );
}

#[test]
fn a_joined_text_names_the_part_that_is_never_held() {
    let run = v3("a: x${env:MY_SECRET}-${ssm:/sec}");
    let leaf = run.tree.at(&["custom", "a"]).and_then(|tree| tree.as_leaf()).unwrap();
    let Some(Secret::Joined(joined)) = leaf.as_secret() else { panic!("{leaf:?}") };
    assert_eq!(joined.what, "a SecureString of Parameter Store");
    assert_eq!(joined.remote.len(), "${ssm:/sec}".len());
}

#[test]
fn a_secret_cannot_be_an_address() {
    let run = v3("a: ${env:${env:MY_SECRET}}\nb: ${file(${ssm:/sec}.yml), 'fb'}\nc: ${ssm:/x/${env:MY_SECRET}/y}");
    assert_eq!(run.codes(), [110, 110, 110]);
    assert!(!format!("{:?}", run.diagnostics).contains("hush"), "no message quotes a secret");
}

#[test]
fn a_literal_beside_a_secret_is_one() {
    let run = v3("a: ${env:OTHER_SECRET, 'x1'}\nb: ${env:NOPE, self:custom.my_secret, 'x2'}\nc: ${env:NOPE, 'x3'}");
    assert_eq!(run.shown, "{a:<clear literal:0:87>,b:<clear literal:0:133>,c:\"x3\"}");
}

#[test]
fn fallbacks_are_tried_from_left_to_right_and_no_further() {
    let run = v3("a: ${env:NOPE, env:ONE, ssm:/never}\nb: ${ssm:/str, ssm:/never}\nc: ${opt:nope, env:NOPE2, self:custom.a, 'no'}\n\
                  n: null\nd: ${self:custom.n, 'fb'}\ne: ''\nf: ${self:custom.e, 'fb'}\ng: 0\nh: ${self:custom.g, 'fb'}");
    assert_eq!(run.shown, "{a:\"one\",b:\"plain\",c:\"one\",n:null,d:\"fb\",e:\"\",f:\"\",g:0,h:0}");
    assert!(!run.questions().contains(&"ssm us-east-1 /never"));
}

#[test]
fn a_missing_value_names_its_source_and_what_to_do() {
    let run = v3("a: ${env:GONE}\nb: x${param:gone, opt:gone}\nc: ${ssm:/x/${env:GONE}, 'fb'}\nd: ${self:custom.a, 'fb'}");
    assert_eq!(run.codes(), [101, 101, 101], "what refers to a value in error is not reported again");
    let report = |index: usize| (run.diagnostics[index].message.as_str(), run.diagnostics[index].help.as_deref().unwrap_or_default());
    assert_eq!(
        report(1),
        ("no value is found for `env:GONE`", "set the environment variable GONE, or write a fallback: `${env:GONE, 'default'}`")
    );
    assert_eq!(
        report(0),
        ("no value is found for `param:gone` or `opt:gone`", "pass `--param gone=...`, set it under `params`, or write a fallback")
    );
}

#[test]
fn what_comes_from_outside_is_never_read_again() {
    let run = v3(
        "a: ${env:INJECT}\nb: ${self:custom.a}\nc: '${self:custom.open}${self:custom.close}'\nopen: \"\\\\${env:\"\nclose: ONE}\nd: ${ssm:/inject}",
    );
    assert_eq!(run.shown, "{a:\"${env:ONE}\",b:\"${env:ONE}\",c:\"${env:ONE}\",open:\"${env:\",close:\"ONE}\",d:\"${env:ONE}\"}");
}

#[test]
fn keys_of_a_json_secret_are_projected() {
    let run =
        v3("db: ${ssm:/sec}\na: ${self:custom.db.password}\nb: ${self:custom.db.a.b}\nm: ${ssm:/aws/reference/secretsmanager/found}\n\
                  c: ${self:custom.m.key, 'fb'}\nt: ${env:MY_SECRET}\nd: ${self:custom.t.key, 'fb'}\nenvironment: ${ssm:/sec}");
    assert_eq!(
        run.shown,
        "{db:<decrypt us-east-1 /sec>,a:<decrypt us-east-1 /sec .password>,b:<decrypt us-east-1 /sec .a .b>,m:<managed us-east-1 found>,\
         c:<managed us-east-1 found .key>,t:<clear env:MY_SECRET>,d:\"fb\",environment:<decrypt us-east-1 /sec>}"
    );
    assert_eq!(run.codes(), [112]);
}

#[test]
fn one_round_asks_for_all_that_is_independent() {
    let run = v3(
        "a: ${ssm:/sec}\nb: x${ssm:/str}y${env:ONE}${ssm:/other}\nc: {d: ['${file(a.yml):k}', '${ssm:/x/${env:KEY}/${env:NUMBER}, null}']}\n\
                  e: ${ssm:/sec}\nf: ${env:${env:KEY}, 'fb'}\ng: ${aws:accountId}",
    );
    assert_eq!(
        run.rounds,
        [
            &[
                "ssm us-east-1 /sec",
                "ssm us-east-1 /str",
                "env ONE",
                "ssm us-east-1 /other",
                "file a.yml",
                "env KEY",
                "env NUMBER",
                "account"
            ][..],
            &["ssm us-east-1 /x/k/42", "env k"],
        ]
    );
    assert_eq!(run.codes(), Vec::<u16>::new());
}

#[test]
fn only_what_is_wanted_is_asked() {
    let yaml = "service: svc\nprovider:\n  name: aws\n  apiKeys: ['${ssm:/api}']\n  environment: {A: '${ssm:/sec}'}\n\
                params: {prod: {x: '${ssm:/prod}'}}\n\
                custom:\n  unused: ${ssm:/unused}\n  used: ${ssm:/str}\n  alsoUnused: ${nosuch:x}\n  serverless-iam-roles-per-function: {defaultInherit: '${env:ONE}'}\n\
                functions:\n  f: {handler: '${self:custom.used}', events: [{sns: '${ssm:/event}'}]}\nresources: {Resources: {}}\n";
    let skipped = World::usual().run(yaml, Inputs::default(), &Demand::render(Events::Skipped), policy());
    assert_eq!(skipped.questions(), ["ssm us-east-1 /sec", "env ONE", "ssm us-east-1 /str"]);
    assert_eq!(
        skipped.shown,
        "{service:\"svc\",provider:{name:\"aws\",environment:{A:<decrypt us-east-1 /sec>}},\
         custom:{serverless-iam-roles-per-function:{defaultInherit:\"one\"}},functions:{f:{handler:\"plain\"}},resources:{Resources:{}}}"
    );
    let wanted = World::usual().run(yaml, Inputs::default(), &Demand::render(Events::Wanted), policy());
    assert_eq!(wanted.questions().len(), 5, "{:?}", wanted.questions());
    assert_eq!(World::usual().run(yaml, Inputs::default(), &Demand::path("custom.used"), policy()).shown, "{custom:{used:\"plain\"}}");
    assert_eq!(World::usual().run(yaml, Inputs::default(), &Demand::all(), policy()).codes(), [102, 101, 101, 101, 101]);
}

#[test]
fn a_value_remembers_the_way_it_came() {
    let yaml = "service: svc\nprovider: aws\ncustom:\n  a: ${ssm:/sec}\n  b: ${self:custom.a}\n  c: {d: '${self:custom.b}', e: text}\n\
                functions:\n  f: {environment: '${self:custom.c}'}\n";
    let run = World::usual().run(yaml, Inputs::default(), &Demand::render(Events::Wanted), policy());
    let written = |span: sealform_diagnostic::Span| &yaml[span.start as usize..span.end as usize];
    let environment = run.tree.at(&["functions", "f", "environment"]).unwrap();
    assert_eq!(written(environment.span), "'${self:custom.c}'", "the landing place");
    let leaf = |key: &str| environment.get(key).unwrap();
    let provenance = &leaf("d").as_leaf().unwrap().provenance;
    assert_eq!(written(provenance.origin()), "${ssm:/sec}");
    let hops: Vec<&str> = provenance.hops().into_iter().map(written).collect();
    assert_eq!(hops, ["${self:custom.a}", "${self:custom.b}", "${self:custom.c}"]);
    let provenance = &leaf("e").as_leaf().unwrap().provenance;
    assert_eq!((written(provenance.origin()), written(leaf("e").span)), ("text", "text"));
    assert_eq!(provenance.hops().len(), 1);
}

#[test]
fn references_lead_through_references() {
    let yaml = "service: svc\nprovider: aws\ncustom: ${file(a.yml)}\nother:\n  ref: ${self:custom.map.deep, self:custom.k}\n  map: ${self:custom}\n  key: ${self:other.map.list.1}\n";
    let mut world = World::usual();
    world.files.insert("a.yml".to_owned(), "k: v\nlist: [x, '${env:ONE}']\n".to_owned());
    let run = world.run(yaml, Inputs::default(), &Demand::path("other"), policy());
    assert_eq!(run.shown, "{other:{ref:\"v\",map:{k:\"v\",list:[\"x\",\"one\"]},key:\"one\"}}");
    assert_eq!(run.questions(), ["file a.yml", "env ONE"]);
}

#[test]
fn functions_in_a_list_are_merged_and_resources_are_not() {
    let yaml = "service: svc\nprovider: aws\nfunctions:\n  - f: {handler: a, events: [x]}\n  - ${file(fn.yml)}\nresources:\n  - {Resources: {A: 1}}\n  - ${file(fn.yml):none, 'x'}\n";
    let mut world = World::usual();
    world.files.insert("fn.yml".to_owned(), "f: {timeout: 3, events: ['${ssm:/never}']}\ng: {handler: b}\n".to_owned());
    let run = world.run(yaml, Inputs::default(), &Demand::render(Events::Skipped), policy());
    assert_eq!(
        run.shown,
        "{service:\"svc\",provider:{name:\"aws\"},functions:{f:{handler:\"a\",timeout:3},g:{handler:\"b\"}},resources:[{Resources:{A:1}},\"x\"]}"
    );
}

#[test]
fn pseudo_parameters_become_a_sub_where_the_plugin_is_used() {
    let yaml = |plugins: &str| {
        format!(
            "service: svc\nprovider: {{name: aws, environment: {{A: 'arn:#{{AWS::Region}}:${{env:ONE}}'}}}}\n{plugins}functions: {{f: {{handler: h, tags: {{T: '#@{{AWS::Region}}'}}}}}}\n\
             resources: {{Resources: {{Q: {{Fn::Sub: 'x#{{AWS::AccountId}}'}}, R: {{Fn::Sub: ['#{{A}}', {{A: '#{{B}}'}}]}}}}}}\n"
        )
    };
    let used = World::usual().run(
        &yaml("plugins: [serverless-pseudo-parameters]\n"),
        Inputs::default(),
        &Demand::render(Events::Wanted),
        policy(),
    );
    assert_eq!(
        used.shown,
        "{service:\"svc\",provider:{name:\"aws\",environment:{A:{Fn::Sub:\"arn:${AWS::Region}:one\"}}},plugins:[\"serverless-pseudo-parameters\"],\
         functions:{f:{handler:\"h\",tags:{T:\"#{AWS::Region}\"}}},\
         resources:{Resources:{Q:{Fn::Sub:\"x${AWS::AccountId}\"},R:{Fn::Sub:[\"${A}\",{A:{Fn::Sub:\"${B}\"}}]}}}}"
    );
    let unused = World::usual().run(&yaml(""), Inputs::default(), &Demand::render(Events::Wanted), policy());
    assert!(unused.shown.contains("A:\"arn:#{AWS::Region}:one\""), "{}", unused.shown);
}

/// Drives `settings` to its end.
fn settings(world: &mut World, yaml: &str, inputs: Inputs) -> (String, Vec<u16>, usize) {
    let classifier = Classifier::new(policy());
    let file = world.sources.add("serverless.yml", yaml);
    let (tree, _) = crate::world::read(file, yaml, inputs.dialect);
    let mut resolver = Resolver::new(tree, inputs, &classifier);
    let (mut answers, mut codes, mut rounds) = (Answers::new(), Vec::new(), 0);
    loop {
        let (step, diagnostics) = resolver.settings(&answers);
        codes.extend(diagnostics.iter().map(|diagnostic| diagnostic.code.number));
        match step {
            Step::Done(settings) => {
                let shown = format!("{} {} {} {}", settings.service, settings.stage, settings.region, settings.plugins.join(","));
                return (shown, codes, rounds);
            }
            Step::Needs(asked) => {
                rounds += 1;
                for ask in asked {
                    let answer = world.answer(&ask.question);
                    answers.insert(ask.question, answer);
                }
            }
        }
    }
}

#[test]
fn settings_come_from_flags_the_service_and_defaults() {
    let flags = || Inputs { stage: Some("qa".to_owned()), region: Some("eu-west-1".to_owned()), ..Inputs::default() };
    let rows: &[(&str, Inputs, &str, &[u16])] = &[
        ("service: a\nprovider: aws\n", Inputs::default(), "a dev us-east-1 ", &[]),
        ("service: {name: a}\nprovider: {stage: s, region: eu-west-3}\n", Inputs::default(), "a s eu-west-3 ", &[]),
        ("service: a\nprovider: {stage: s, region: eu-west-3}\n", flags(), "a qa eu-west-1 ", &[]),
        (
            "service: a-${env:ONE}\nprovider: {stage: '${opt:stage, env:KEY}', region: '${file(r.txt)}'}\n",
            Inputs::default(),
            "a-one k eu-west-2 ",
            &[],
        ),
        (
            "service: a\nprovider: {stage: '${opt:stage, ''dev''}'}\nplugins: [serverless-offline, '${env:ONE}']\n",
            flags(),
            "a qa eu-west-1 serverless-offline,one",
            &[116],
        ),
        (
            "service: a\nprovider: aws\nplugins: {modules: [serverless-webpack]}\n",
            Inputs::default(),
            "a dev us-east-1 serverless-webpack",
            &[],
        ),
        ("service: a\nprovider: {stage: '${ssm:/str}'}\n", Inputs::default(), "a dev us-east-1 ", &[115]),
        (
            "service: '${aws:accountId}'\nprovider: {region: '${self:custom.r}'}\ncustom: {r: '${ssm:/str}'}\n",
            Inputs::default(),
            " dev us-east-1 ",
            &[115, 115],
        ),
        ("service: a\nprovider: {region: nowhere, stage: {a: b}}\n", Inputs::default(), "a dev us-east-1 ", &[51, 51]),
        ("service: '${env:MY_SECRET}'\nprovider: {stage: '${sls:stage}'}\n", Inputs::default(), " dev us-east-1 ", &[103, 51]),
        ("service: a\nprovider: aws\nparams: {}\nstages: {}\n", Inputs { dialect: Dialect::V4, ..flags() }, "a qa eu-west-1 ", &[51]),
        ("- a\n", Inputs::default(), " dev us-east-1 ", &[50]),
        ("functions: {}\n", Inputs::default(), " dev us-east-1 ", &[50, 50]),
    ];
    for (yaml, inputs, expected, codes) in rows {
        let mut world = World::usual();
        world.files.insert("r.txt".to_owned(), "eu-west-2".to_owned());
        let (shown, found, rounds) = settings(&mut world, yaml, inputs.clone());
        assert_eq!((shown.as_str(), found.as_slice()), (*expected, *codes), "{yaml}");
        assert!(rounds <= 1, "all settings are asked for at once: {yaml}");
    }
}
