//! The ways of a service's secrets as JSON: docs/report.md names every field.

use sealform_diagnostic::{Sources, Span};
use sealform_pipeline::report::{Report, Row};
use sealform_secret::{Effort, Way};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'r> {
    secrets: Vec<Secret<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Secret<'r> {
    function: &'r str,
    variable: &'r str,
    source: &'r str,
    path: &'r str,
    line: usize,
    column: usize,
    now: Described,
    sealed: Described,
}

#[derive(Serialize)]
struct Described {
    way: &'static str,
    encrypted_at_rest: bool,
    encrypted_in_transit: bool,
    effort: &'static str,
}

#[derive(Serialize)]
struct Summary {
    now: Total,
    sealed: Total,
}

#[derive(Serialize)]
struct Total {
    secrets: usize,
    encrypted_at_rest: usize,
    encrypted_in_transit: usize,
    /// US dollars, without free tiers.
    keys_usd_a_month: f64,
    secrets_usd_a_month: f64,
    usd_for_ten_thousand_starts: f64,
}

/// The object, indented, with a line feed at the end.
pub(crate) fn ways_json(report: &Report, sources: &Sources) -> String {
    let document = Document {
        secrets: report.rows.iter().map(|row| secret(row, sources)).collect(),
        summary: Summary { now: total(report, |row| row.way), sealed: total(report, |row| row.sealed) },
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn secret<'r>(row: &'r Row, sources: &'r Sources) -> Secret<'r> {
    let Span { file, start, .. } = row.origin;
    let source = sources.get(file);
    let place = source.map(|source| source.line_column(start as usize));
    Secret {
        function: &row.function,
        variable: &row.variable,
        source: &row.source,
        path: source.map(sealform_diagnostic::Source::path).unwrap_or_default(),
        line: place.map_or(1, |place| place.line),
        column: place.map_or(1, |place| place.column),
        now: described(row.way, row.way.effort()),
        sealed: described(row.sealed, row.sealed.effort_with_sealform()),
    }
}

fn described(way: Way, effort: Effort) -> Described {
    Described {
        way: way.word(),
        encrypted_at_rest: way.is_encrypted_at_rest(),
        encrypted_in_transit: way.is_encrypted_in_transit(),
        effort: effort.word(),
    }
}

fn total(report: &Report, way: impl Fn(&Row) -> Way) -> Total {
    let count = |holds: fn(Way) -> bool| report.rows.iter().filter(|row| holds(way(row))).count();
    let monthly = report.monthly(&way);
    let usd = |milli_usd: u32| f64::from(milli_usd) / 1_000.0;
    Total {
        secrets: report.rows.len(),
        encrypted_at_rest: count(Way::is_encrypted_at_rest),
        encrypted_in_transit: count(Way::is_encrypted_in_transit),
        keys_usd_a_month: usd(monthly.key_milli_usd),
        secrets_usd_a_month: usd(monthly.secrets_milli_usd),
        usd_for_ten_thousand_starts: usd(monthly.calls_milli_usd),
    }
}
