//! The parts of a text that give way to what its variables brought; all else of it stays as it is written.

use sealform_reference::Segment;
use sealform_yaml::edit::Piece;

/// How CloudFormation reads a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it stands.
    Plain,
    /// As the text of an `Fn::Sub`, in which `${` begins a name.
    Sub,
}

/// The pieces of `text` that give way, so that it becomes `resolved`: what its `segments` came to, put together.
///
/// Where a value ends and the next begins is not known, and need not be: every way to part the whole between the plain parts gives the same.
pub(super) fn pieces(text: &str, segments: &[Segment], resolved: &str, reading: Reading) -> Vec<Piece> {
    let whole = || vec![Piece { range: 0..text.len(), text: escaped(resolved, reading) }];
    let Some(values) = parted(segments, resolved) else { return whole() };
    let mut pieces = Vec::new();
    let mut written = String::new();
    for (segment, value) in segments.iter().zip(values) {
        match segment {
            Segment::Variable(variable) => {
                let mut value = escaped(value, reading);
                if reading == Reading::Sub && written.ends_with('$') && value.starts_with('{') {
                    value.insert(1, '!');
                }
                written.push_str(&value);
                pieces.push(Piece { range: variable.range.clone(), text: value });
            }
            Segment::Text { range, value } => {
                let begins_name = reading == Reading::Sub && !pieces.is_empty() && written.ends_with('$') && value.starts_with('{');
                let new = if begins_name { format!("{{!{}", &value[1..]) } else { value.to_string() };
                written.push_str(&new);
                if text.get(range.clone()) != Some(&*new) {
                    pieces.push(Piece { range: range.clone(), text: new });
                }
            }
        }
    }
    pieces
}

/// What each segment stands for in `whole`; `None` where they do not make it.
fn parted<'w>(segments: &[Segment], whole: &'w str) -> Option<Vec<&'w str>> {
    let mut values = Vec::with_capacity(segments.len());
    let (mut rest, mut variables) = (whole, 0_usize);
    for (index, segment) in segments.iter().enumerate() {
        let Segment::Text { value, .. } = segment else {
            variables += 1;
            continue;
        };
        let at = match (variables, index + 1 == segments.len()) {
            (0, _) => rest.starts_with(&**value).then_some(0)?,
            (_, true) => rest.ends_with(&**value).then(|| rest.len() - value.len())?,
            (_, false) => rest.find(&**value)?,
        };
        values.extend(shares(&rest[..at], variables));
        values.push(&rest[at..at + value.len()]);
        (rest, variables) = (&rest[at + value.len()..], 0);
    }
    if variables == 0 && !rest.is_empty() {
        return None;
    }
    values.extend(shares(rest, variables));
    Some(values)
}

/// The whole for the first of several variables that follow each other, nothing for the others.
fn shares(text: &str, variables: usize) -> impl Iterator<Item = &str> {
    (0..variables).map(move |index| if index == 0 { text } else { "" })
}

/// A value as it is put into the text: `${!x}` is how an `Fn::Sub` says `${x}` ("Fn::Sub", CloudFormation Template Reference, read 2026-11-25).
fn escaped(value: &str, reading: Reading) -> String {
    match reading {
        Reading::Plain => value.to_owned(),
        Reading::Sub => value.replace("${", "${!"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, pieces};
    use sealform_reference::{Grammar, parse};

    fn made(text: &str, resolved: &str, reading: Reading) -> String {
        let segments = parse(text, Grammar::Template).expect("the test's text is right");
        let mut made = text.to_owned();
        for piece in pieces(text, &segments, resolved, reading).into_iter().rev() {
            made.replace_range(piece.range, &piece.text);
        }
        made
    }

    #[test]
    fn a_text_becomes_what_its_variables_came_to() {
        for (text, resolved) in [
            ("a-$<opt:a>-b", "a-x-b"),
            ("$<opt:a>$<opt:b>", "xy"),
            ("$<opt:a>.$<opt:b>.c", "x.y.z.c"),
            ("a$<opt:a>a", "aa"),
            (r"\$<opt:a> $<opt:a>", "$<opt:a> x"),
            ("${T}/$<opt:a>/${AWS::Region}", "${T}/${x}/${AWS::Region}"),
            ("a$<opt:a>", "something else"),
        ] {
            assert_eq!(made(text, resolved, Reading::Plain), resolved, "{text}");
        }
    }

    #[test]
    fn what_a_variable_brings_is_no_name_of_a_sub() {
        for (text, resolved, expected) in [
            ("${T}/$<opt:a>/x", "${T}/${y}/x", "${T}/${!y}/x"),
            ("$$<opt:a>", "${y}", "${!y}"),
            ("$<opt:a>{y}", "${y}", "${!y}"),
            ("$<opt:a>", "a${b}${!c}", "a${!b}${!!c}"),
            ("${T}$<opt:a>", "${T}plain", "${T}plain"),
        ] {
            assert_eq!(made(text, resolved, Reading::Sub), expected, "{text}");
        }
    }
}
