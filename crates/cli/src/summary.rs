//! The summary of a conversion: the ways of the service's secrets before and after, with encryption, effort and price. AWS is not asked.

use std::collections::HashSet;
use std::sync::Arc;

use sealform_convert::{Converted, Facts};
use sealform_diagnostic::FileId;
use sealform_pipeline::Pipeline;
use sealform_pipeline::report::{Report, report};
use sealform_resolve::{Demand, DialectFlag, Inputs};
use sealform_secret::policy::{Asking, Policy};
use sealform_secret::{Answer, Answers, Classifier, FileText, Question, Way};

use crate::output::{columns, usd};
use crate::session;
use crate::world::World;

/// What the ways of a service are told from.
pub(crate) struct Telling {
    pub(crate) inputs: Inputs,
    pub(crate) policy: Policy,
    /// What the user says of the dialect before and after.
    pub(crate) dialects: [Option<DialectFlag>; 2],
    /// What AWS said, if it was asked.
    pub(crate) facts: Option<Facts>,
}

/// The table of the service `file` before and after `converted`; nothing where it has no secrets, or cannot be resolved without asking.
pub(crate) fn summary(telling: &Telling, file: FileId, converted: &[Converted], world: &mut World) -> Option<String> {
    world.assume_environment();
    let [before, after] = telling.dialects;
    let mut old = ways(telling, before, file, world, Answers::new())?;
    let mut answers = Answers::new();
    let mut new_file = file;
    for converted in converted {
        let path = world.sources().get(converted.file)?.path().to_owned();
        let id = world.sources_mut().add(path, converted.text.clone());
        if converted.path.is_empty() {
            new_file = id;
            continue;
        }
        let text = Arc::new(FileText { file: id, text: converted.text.as_str().into() });
        for path in [converted.path.clone(), format!("./{}", converted.path)] {
            answers.insert(Question::File(path.into()), Answer::File(Some(Arc::clone(&text))));
        }
    }
    let mut new = ways(telling, after, new_file, world, answers)?;
    if let Some(facts) = &telling.facts {
        // What AWS knows for a String parameter is no secret, neither before nor after.
        let public: HashSet<String> = old.rows.iter().filter(|row| !facts.is_secret(row.origin)).map(|row| row.source.clone()).collect();
        for report in [&mut old, &mut new] {
            report.rows.retain(|row| row.way != Way::DecryptedParameter || !public.contains(&row.source));
        }
    }
    (!old.rows.is_empty()).then(|| table(&old, &new))
}

fn ways(telling: &Telling, dialect: Option<DialectFlag>, file: FileId, world: &mut World, mut answers: Answers) -> Option<Report> {
    let source = world.sources().get(file)?.clone();
    let classifier = Classifier::new(Policy { asking: Asking::Offline, ..telling.policy.clone() });
    let mut pipeline = Pipeline::read(file, &source, dialect, telling.inputs.clone(), &classifier).ok()?;
    session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers)).ok()?;
    let demand = Demand::environments();
    let tree = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.resolve(&demand, answers)).ok()?;
    Some(report(&tree, world.sources(), pipeline.dialect(), classifier.policy()))
}

fn table(old: &Report, new: &Report) -> String {
    let encrypted = |encrypted: bool| if encrypted { "encrypted" } else { "CLEAR" }.to_owned();
    let count = |report: &Report, way: Way| report.rows.iter().filter(|row| row.way == way).count();
    let mut rows = vec![["WAY", "BEFORE", "AFTER", "AT REST", "IN TRANSIT", "EFFORT"].map(str::to_owned)];
    for way in Way::ALL {
        let (before, after) = (count(old, way), count(new, way));
        if before + after > 0 {
            let (at_rest, in_transit) = (encrypted(way.is_encrypted_at_rest()), encrypted(way.is_encrypted_in_transit()));
            rows.push([
                way.describe().to_owned(),
                before.to_string(),
                after.to_string(),
                at_rest,
                in_transit,
                way.effort().word().to_owned(),
            ]);
        }
    }
    let mut totals =
        vec![["", "ENCRYPTED AT REST", "ENCRYPTED IN TRANSIT", "KEYS A MONTH", "SECRETS A MONTH", "10,000 STARTS"].map(str::to_owned)];
    for (name, report) in [("before", old), ("after", new)] {
        let of = |holds: fn(Way) -> bool| format!("{} of {}", report.rows.iter().filter(|row| holds(row.way)).count(), report.rows.len());
        let monthly = report.monthly(|row| row.way);
        totals.push([
            name.to_owned(),
            of(Way::is_encrypted_at_rest),
            of(Way::is_encrypted_in_transit),
            usd(monthly.key_milli_usd),
            usd(monthly.secrets_milli_usd),
            usd(monthly.calls_milli_usd),
        ]);
    }
    format!("{}\n{}", columns(&rows), columns(&totals))
}
