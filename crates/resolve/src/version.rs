//! The highest major version that a `frameworkVersion` allows.
//!
//! It reads npm's ranges (node-semver's README, "Ranges", read 2026-11-23) as far as majors go: `^3`, `2.x`, `>=1.2 <4.0.0`, `1 - 3`, `2 || 3`.

/// The newest major version of the Serverless Framework, for ranges without an upper end.
const NEWEST: u64 = 4;

/// The highest major version in `range`; `None` where it names none, or is no range.
pub(crate) fn highest_major(range: &str) -> Option<u64> {
    let alternatives: Option<Vec<Bounds>> = range.split("||").map(bounds).collect();
    alternatives?.into_iter().filter_map(Bounds::highest).max()
}

/// What the comparators of one alternative say together.
#[derive(Default)]
struct Bounds {
    /// The lowest upper end, as a major version that is still allowed.
    upper: Option<u64>,
    /// The highest lower end.
    lower: Option<u64>,
}

impl Bounds {
    fn highest(self) -> Option<u64> {
        self.upper.or_else(|| self.lower.map(|lower| lower.max(NEWEST)))
    }

    fn at_most(&mut self, major: u64) {
        self.upper = Some(self.upper.map_or(major, |upper| upper.min(major)));
    }
}

fn bounds(alternative: &str) -> Option<Bounds> {
    let mut bounds = Bounds::default();
    let mut operator = String::new();
    for word in alternative.split_whitespace() {
        // `a - b`: from a on, and then b as the upper end.
        if word == "-" {
            bounds.upper = None;
            "<=".clone_into(&mut operator);
            continue;
        }
        let version = word.trim_start_matches(['<', '>', '=', '~', '^']);
        operator.push_str(&word[..word.len() - version.len()]);
        if version.is_empty() {
            continue;
        }
        comparator(&std::mem::take(&mut operator), version, &mut bounds)?;
    }
    Some(bounds)
}

fn comparator(operator: &str, version: &str, bounds: &mut Bounds) -> Option<()> {
    let version = version.trim_start_matches('v');
    let mut numbers = version.split(['-', '+']).next()?.split('.');
    let first = numbers.next()?;
    if matches!(first, "*" | "x" | "X") {
        return Some(());
    }
    let major: u64 = first.parse().ok()?;
    let is_start = numbers.all(|number| matches!(number, "0" | "x" | "X" | "*"));
    match operator {
        "" | "=" | "^" | "~" | "<=" => bounds.at_most(major),
        "<" if is_start => bounds.at_most(major.saturating_sub(1)),
        "<" => bounds.at_most(major),
        ">" | ">=" => bounds.lower = Some(bounds.lower.map_or(major, |lower| lower.max(major))),
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_major_counts() {
        let rows = [
            ("3", Some(3)),
            ("^2.72.0", Some(2)),
            ("~1.83", Some(1)),
            ("3.x", Some(3)),
            ("=3.40.0", Some(3)),
            ("v3.1", Some(3)),
            (">=1.0.0 <2.0.0", Some(1)),
            (">=2.0.0 <4.0.0", Some(3)),
            (">= 2.0.0 < 4.0.0", Some(3)),
            (">=2 <3.5.1", Some(3)),
            (">=1.83 <=2.9", Some(2)),
            ("1.2.3 - 2.3.4", Some(2)),
            ("2 || 3", Some(3)),
            ("3||2", Some(3)),
            (">=2.0.0", Some(4)),
            (">5", Some(5)),
            ("*", None),
            ("", None),
            ("x", None),
            ("latest", None),
            ("${opt:v}", None),
            ("<>3", None),
        ];
        for (range, expected) in rows {
            assert_eq!(highest_major(range), expected, "{range}");
        }
    }
}
