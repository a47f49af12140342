//! The ways of a service's secrets as a table for people, and what they cost a month.

use sealform_pipeline::report::{Monthly, Report, Row};
use sealform_secret::Way;

use super::columns::columns;

const HEADINGS: [&str; 7] = ["FUNCTION", "VARIABLE", "SOURCE", "NOW", "AT REST", "IN TRANSIT", "SEALED"];

/// The table; a service without secrets gives one line that says so.
pub(crate) fn ways_table(report: &Report) -> String {
    if report.rows.is_empty() {
        return "no secrets\n".to_owned();
    }
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(report.rows.iter().map(row));
    let mut text = columns(&rows);
    text.push('\n');
    let summary = [
        ["", "ENCRYPTED AT REST", "ENCRYPTED IN TRANSIT", "EFFORT", "A MONTH", "10,000 STARTS"].map(str::to_owned),
        summary("now", report, |row| row.way),
        summary("sealed", report, |row| row.sealed),
    ];
    text.push_str(&columns(&summary));
    text
}

fn row(row: &Row) -> [String; HEADINGS.len()] {
    let encrypted = |encrypted: bool| if encrypted { "encrypted" } else { "CLEAR" };
    [
        row.function.to_string(),
        row.variable.to_string(),
        row.source.clone(),
        row.way.describe().to_owned(),
        encrypted(row.way.is_encrypted_at_rest()).to_owned(),
        encrypted(row.way.is_encrypted_in_transit()).to_owned(),
        if row.sealed == row.way { "as it is".to_owned() } else { row.sealed.describe().to_owned() },
    ]
}

fn summary(name: &str, report: &Report, way: impl Fn(&Row) -> Way) -> [String; 6] {
    let all = report.rows.len();
    let count = |holds: fn(Way) -> bool| report.rows.iter().filter(|row| holds(way(row))).count();
    let effort = report.rows.iter().map(|row| if name == "now" { way(row).effort() } else { way(row).effort_with_sealform() }).max();
    let monthly: Monthly = report.monthly(&way);
    [
        name.to_owned(),
        format!("{} of {all}", count(Way::is_encrypted_at_rest)),
        format!("{} of {all}", count(Way::is_encrypted_in_transit)),
        effort.map(|effort| effort.word().to_owned()).unwrap_or_default(),
        usd(monthly.fixed_milli_usd()),
        usd(monthly.calls_milli_usd),
    ]
}

/// `1.40 USD`, from thousandths.
pub(crate) fn usd(milli_usd: u32) -> String {
    format!("{}.{:02} USD", milli_usd / 1_000, milli_usd % 1_000 / 10)
}
