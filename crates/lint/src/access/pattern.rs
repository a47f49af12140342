//! Whether two texts with unknown parts may be the same: IAM's `*` and `?`, and what is only known at deploy time.

use super::text::UNKNOWN;

/// So much work at most; beyond it anything may match.
const MOST: usize = 1 << 20;

/// Whether some text is meant by both. `*` and an unknown part stand for any text, `?` for any character.
pub(crate) fn may_match(one: &str, other: &str) -> bool {
    // Most texts differ, or are the same, before the first part that is not known.
    let (Some((one, other)), is_free) = (same_ends(one, other), |text: &str| text.chars().all(is_any)) else { return false };
    if one.is_empty() || other.is_empty() {
        return is_free(one) && is_free(other);
    }
    if is_free(one) || is_free(other) {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().saturating_mul(other.len()) > MOST {
        return true;
    }
    // `row[j]`: whether what is read of `one` may be the same as the first `j` of `other`.
    let mut row: Vec<bool> = vec![false; other.len() + 1];
    row[0] = true;
    for (j, &c) in other.iter().enumerate() {
        row[j + 1] = row[j] && is_any(c);
    }
    for &a in &one {
        let mut next = vec![false; other.len() + 1];
        next[0] = row[0] && is_any(a);
        for (j, &b) in other.iter().enumerate() {
            next[j + 1] = match (is_any(a), is_any(b)) {
                (true, true) => row[j + 1] || next[j] || row[j],
                (true, false) => row[j + 1] || next[j],
                (false, true) => next[j] || row[j + 1],
                (false, false) => row[j] && (a == b || a == '?' || b == '?'),
            };
        }
        row = next;
    }
    row[other.len()]
}

/// Both texts without what they begin and end with alike, up to the first part that is not known; `None` where they differ there.
fn same_ends<'t>(mut one: &'t str, mut other: &'t str) -> Option<(&'t str, &'t str)> {
    let same = |a: char, b: char| a == b || a == '?' || b == '?';
    while let (Some(a), Some(b)) = (one.chars().next(), other.chars().next()) {
        if is_any(a) || is_any(b) {
            break;
        }
        if !same(a, b) {
            return None;
        }
        (one, other) = (&one[a.len_utf8()..], &other[b.len_utf8()..]);
    }
    while let (Some(a), Some(b)) = (one.chars().next_back(), other.chars().next_back()) {
        if is_any(a) || is_any(b) {
            break;
        }
        if !same(a, b) {
            return None;
        }
        (one, other) = (&one[..one.len() - a.len_utf8()], &other[..other.len() - b.len_utf8()]);
    }
    Some((one, other))
}

/// As [`may_match`], for ARNs part by part: what is not known of one part does not reach into the next.
pub(crate) fn may_be_same_arn(one: &str, other: &str) -> bool {
    let parts = |arn| str::splitn(arn, 6, ':').collect::<Vec<&str>>();
    let (ones, others) = (parts(one), parts(other));
    match (ones.as_slice(), others.as_slice()) {
        (["arn", one @ ..], ["arn", other @ ..]) if one.len() == 5 && other.len() == 5 => {
            one.iter().zip(other).all(|(one, other)| may_match(one, other))
        }
        _ => may_match(one, other),
    }
}

fn is_any(c: char) -> bool {
    c == '*' || c == UNKNOWN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_compared_part_by_part() {
        let unknown = "arn:\u{fffd}:ssm:\u{fffd}:\u{fffd}:parameter/orders/";
        assert!(may_be_same_arn(&format!("{unknown}*"), &format!("{unknown}db")));
        assert!(may_be_same_arn("*", &format!("{unknown}db")));
        assert!(may_be_same_arn("arn:aws:ssm:*:parameter/orders/db", &format!("{unknown}db")));
        assert!(!may_be_same_arn(&format!("{unknown}mail/*"), &format!("{unknown}db")));
        assert!(!may_be_same_arn("arn:aws:ssm:eu-west-1:1:parameter/a", "arn:aws:ssm:us-east-1:1:parameter/a"));
    }

    #[test]
    fn texts_match_where_some_text_is_meant_by_both() {
        for (one, other) in [
            ("a", "a"),
            ("a*", "abc"),
            ("*", ""),
            ("a*c", "a?c"),
            ("parameter/\u{fffd}/x", "parameter/dev/x"),
            ("parameter/\u{fffd}", "parameter/dev*"),
            ("*b", "a*"),
            ("arn:*:ssm:*", "arn:aws:ssm:\u{fffd}:1:parameter/a"),
        ] {
            assert!(may_match(one, other), "{one} {other}");
            assert!(may_match(other, one), "{other} {one}");
        }
        for (one, other) in
            [("a", "b"), ("a", ""), ("a*", "b*"), ("a*b", "ab*c"), ("?", ""), ("parameter/\u{fffd}/x", "parameter/dev/y"), ("ab?", "ab")]
        {
            assert!(!may_match(one, other), "{one} {other}");
            assert!(!may_match(other, one), "{other} {one}");
        }
    }
}
