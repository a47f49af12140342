//! One entry added to the file or replaced in it; every other byte stays: comments, order, quoting, line ends.
//!
//! The edits are splices on the spans of the parsed file. What comes out is read again and must hold the old entries and the
//! new one; where it does not, the file is left as it is.

use std::ops::Range;

use sealform_diagnostic::{FileId, Span};
use sealform_yaml::{Document, NodeId, NodeKind, Style, parse};

use super::entry::Entry;
use super::item::{Field, fields, flow, quoted};
use crate::error::LocalError;
use crate::file::File;
use crate::local::Local;

/// The text of the file with the entry in it. An entry of the same kind, name and Region is replaced, with its version and labels.
///
/// # Errors
/// As [`Local::from_yaml`], for the file as it was and as it would be; [`LocalError::NotEditable`] where the place of the entry is
/// written with anchors, merge keys or otherwise so that it cannot be edited alone.
///
/// # Security
/// The result holds secrets in clear, as the file does.
pub fn put(text: &str, entry: &Entry) -> Result<String, LocalError> {
    let file = File::read(text)?;
    let document = parse(FileId::new(0), text).map_err(|_| not_editable("its YAML is too unusual"))?;
    let edits = edits(text, &document, &file, entry)?;
    let edited = splice(text, edits);
    let expected = file.with(Some(entry));
    Local::from_yaml(&edited)?;
    if File::read(&edited)?.with(None) != expected {
        return Err(not_editable("an edit in its place would change other entries"));
    }
    Ok(edited)
}

/// What replaces what.
type Edit = (Range<usize>, String);

fn edits(text: &str, document: &Document, file: &File, entry: &Entry) -> Result<Vec<Edit>, LocalError> {
    let root = document.root().ok_or_else(|| not_editable("it is empty"))?;
    let fields = fields(entry, &file.region);
    let key = entry.kind().list_key();
    let Some(found) = document.written_entries(root).find(|found| found.key == key) else {
        return Ok(vec![new_list(text, document.span(root), key, &flow(&fields))]);
    };
    if document.alias_target(found.value).is_some() {
        return Err(not_editable("the list is an alias"));
    }
    match &document.node(found.value).kind {
        NodeKind::Sequence(items) => {
            let (name, region) = entry.place();
            match file.find(entry.kind(), name, region).and_then(|index| items.get(index)) {
                Some(item) => replace(document, *item, &fields),
                None => Ok(vec![add(text, document, found.value, items, &flow(&fields))?]),
            }
        }
        // Null, written or not.
        NodeKind::Scalar(_) => {
            let span = document.span(found.value);
            let space = if span.is_empty() { " " } else { "" };
            let place = if span.is_empty() { after_colon(text, found.key_span) } else { range(span) };
            Ok(vec![(place, format!("{space}[{}]", *flow(&fields)))])
        }
        NodeKind::Mapping(_) => Err(not_editable("the list is a mapping")),
    }
}

/// A list that is not there yet: at the end of the file, or within the braces that hold the whole file.
fn new_list(text: &str, root: Span, key: &str, item: &str) -> Edit {
    let range = range(root);
    if text.get(range.clone()).is_some_and(|root| root.starts_with('{')) {
        let end = range.end - 1;
        let last = text.get(..end).unwrap_or_default().trim_end().len();
        return (last..last, format!(", \"{key}\": [{item}]"));
    }
    let end = text.len();
    let line_end = line_end(text);
    let start = if text.ends_with('\n') { "" } else { line_end };
    let (_, indent) = line_start(text, range.start);
    (end..end, format!("{start}{indent}{key}:{line_end}{indent}  - {item}{line_end}"))
}

/// One more item: after the last, written as the others are.
fn add(text: &str, document: &Document, list: NodeId, items: &[NodeId], item: &str) -> Result<Edit, LocalError> {
    let list = range(document.span(list));
    let is_flow = text.get(list.clone()).is_some_and(|list| list.starts_with('['));
    let ends = items.first().zip(items.last()).map(|(first, last)| (range(document.span(*first)), range(document.span(*last))));
    match (is_flow, ends) {
        (true, None) => Ok((list.start + 1..list.start + 1, item.to_owned())),
        (true, Some((_, last))) => Ok((last.end..last.end, format!(", {item}"))),
        (false, Some((first, last))) => {
            let dash = text.get(..first.start).and_then(|before| before.rfind('-')).ok_or_else(|| not_editable("its list is unusual"))?;
            let (_, indent) = line_start(text, dash);
            let rest = text.get(last.end..).unwrap_or_default();
            let end = last.end + rest.find('\n').map_or(rest.len(), |newline| rest[..newline].trim_end_matches('\r').len());
            Ok((end..end, format!("{}{indent}- {item}", line_end(text))))
        }
        (false, None) => Err(not_editable("its list is unusual")),
    }
}

/// An item that is there: only its scalars where the fields stay the same, else the whole item.
fn replace(document: &Document, item: NodeId, fields: &[Field<'_>]) -> Result<Vec<Edit>, LocalError> {
    if document.alias_target(item).is_some() {
        return Err(not_editable("the entry is an alias"));
    }
    let written: Vec<_> = document.written_entries(item).collect();
    let same_fields = fields.iter().all(|field| !field.needed || written.iter().any(|entry| entry.key == field.name));
    let mut edits = Vec::new();
    for entry in &written {
        let field = fields.iter().find(|field| field.name == entry.key);
        let (Some(field), NodeKind::Scalar(scalar), true, None) =
            (field, &document.node(entry.value).kind, same_fields, document.alias_target(entry.value))
        else {
            return Ok(vec![(range(document.span(item)), flow(fields).to_string())]);
        };
        let is_block = matches!(scalar.style, Style::Literal | Style::Folded);
        if field.name == "name" || *scalar.text == *field.text {
            continue;
        }
        let span = document.span(entry.value);
        if is_block || span.is_empty() {
            return Ok(vec![(range(document.span(item)), flow(fields).to_string())]);
        }
        edits.push((range(span), quoted(field.text).to_string()));
    }
    Ok(edits)
}

fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, &new);
    }
    text
}

/// Where the line of `place` begins, and what stands before `place` in it, as blanks.
fn line_start(text: &str, place: usize) -> (usize, String) {
    let before = text.get(..place).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let indent = before.get(start..).unwrap_or_default().trim_start_matches('\u{feff}');
    (start, indent.chars().map(|_| ' ').collect())
}

/// An empty place right behind the colon of a key.
fn after_colon(text: &str, key: Span) -> Range<usize> {
    let end = key.end as usize;
    let colon = text.get(end..).and_then(|rest| rest.find(':')).map_or(end, |colon| end + colon + 1);
    colon..colon
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn not_editable(reason: &'static str) -> LocalError {
    LocalError::NotEditable { reason }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::put;
    use crate::LocalError;
    use crate::ssm::{ParameterType, Tier};
    use crate::store::{Entry, Kind, get, list};

    const HEAD: &str = "# mine\naccount: '123456789012'   # toy\nregion: us-west-2\n";
    const KEYS: &str = "keys: [{alias: alias/demo, id: 1111}]\n";

    fn parameter(name: &str, value: &str) -> Entry {
        Entry::Parameter {
            name: name.to_owned(),
            kind: ParameterType::String,
            tier: Tier::Standard,
            key: None,
            region: None,
            value: Zeroizing::new(value.to_owned()),
        }
    }

    fn edited(rest: &str, entry: &Entry) -> String {
        let text = format!("{HEAD}{rest}");
        let edited = put(&text, entry).unwrap_or_else(|error| panic!("{error}"));
        edited.strip_prefix(HEAD).unwrap().to_owned()
    }

    #[test]
    fn a_list_is_made_where_none_is() {
        let item = r#"{"name": "/a", "value": "x"}"#;
        assert_eq!(edited(KEYS, &parameter("/a", "x")), format!("{KEYS}parameters:\n  - {item}\n"));
        assert_eq!(edited("parameters:\nsecrets: []\n", &parameter("/a", "x")), format!("parameters: [{item}]\nsecrets: []\n"));
        assert_eq!(edited("parameters: # none yet\n", &parameter("/a", "x")), format!("parameters: [{item}] # none yet\n"));
        assert_eq!(edited("parameters: []\n", &parameter("/a", "x")), format!("parameters: [{item}]\n"));
        assert_eq!(edited("parameters: [ ] # none\n", &parameter("/a", "x")), format!("parameters: [{item} ] # none\n"));
    }

    #[test]
    fn an_item_follows_the_last_as_it_is_written() {
        let item = r#"{"name": "/b", "value": "x"}"#;
        assert_eq!(
            edited("parameters:\n- name: /a # first\n  value: |\n    long\n    text\n# end\n", &parameter("/b", "x")),
            format!("parameters:\n- name: /a # first\n  value: |\n    long\n    text\n- {item}\n# end\n")
        );
        assert_eq!(
            edited("parameters:\n    # c\n    -   {name: /a, value: 1} # d\n\nsecrets: []", &parameter("/b", "x")),
            format!("parameters:\n    # c\n    -   {{name: /a, value: 1}} # d\n    - {item}\n\nsecrets: []")
        );
        assert_eq!(
            edited("parameters: [\n  {name: /a, value: x}, # keep\n]\n", &parameter("/b", "x")),
            format!("parameters: [\n  {{name: /a, value: x}}, {item}, # keep\n]\n")
        );
        assert_eq!(
            edited("parameters:\n- {name: /a, value: 1}", &parameter("/b", "x")),
            format!("parameters:\n- {{name: /a, value: 1}}\n- {item}")
        );
    }

    #[test]
    fn only_the_value_changes_where_nothing_else_does() {
        for (before, after) in [
            ("parameters:\n- value: old # why\n  name: flat\n", "parameters:\n- value: \"new\" # why\n  name: flat\n"),
            (
                "parameters: [{name: /flat, 'value': 'old', type: String}]\n",
                "parameters: [{name: /flat, 'value': \"new\", type: String}]\n",
            ),
            (
                "parameters: [{name: flat, region: us-west-2, value: 1}]\n",
                "parameters: [{name: flat, region: us-west-2, value: \"new\"}]\n",
            ),
            ("parameters: [{name: flat, value: new}] # same\n", "parameters: [{name: flat, value: new}] # same\n"),
        ] {
            assert_eq!(edited(before, &parameter("flat", "new")), after);
        }
    }

    #[test]
    fn an_item_with_other_fields_is_written_anew() {
        let entry = Entry::Parameter {
            name: "/a".to_owned(),
            kind: ParameterType::SecureString,
            tier: Tier::Advanced,
            key: Some("alias/demo".to_owned()),
            region: None,
            value: Zeroizing::new("new".to_owned()),
        };
        let item = r#"{"name": "/a", "type": "SecureString", "tier": "Advanced", "key": "alias/demo", "value": "new"}"#;
        assert_eq!(
            edited(
                &format!("{KEYS}parameters:\n# one\n- name: /a\n  value: >-\n    old\n    text\n# two\n- {{name: /b, value: b}}\n"),
                &entry
            ),
            format!("{KEYS}parameters:\n# one\n- {item}\n# two\n- {{name: /b, value: b}}\n")
        );
        assert_eq!(
            edited("parameters: [{name: /a, value: x, labels: [l]}]\n", &parameter("/a", "y")),
            "parameters: [{\"name\": \"/a\", \"value\": \"y\"}]\n"
        );
    }

    #[test]
    fn regions_keep_entries_apart() {
        let secret = |region: Option<&str>, value: &str| Entry::Secret {
            name: "s".to_owned(),
            key: None,
            region: region.map(str::to_owned),
            value: Zeroizing::new(value.to_owned()),
        };
        let text = edited("secrets: [{name: s, value: here}]\n", &secret(Some("eu-west-1"), "there"));
        assert_eq!(text, "secrets: [{name: s, value: here}, {\"name\": \"s\", \"region\": \"eu-west-1\", \"value\": \"there\"}]\n");
        let text = format!("{HEAD}{text}");
        assert_eq!(*get(&text, Kind::Secret, "s", Some("eu-west-1")).unwrap().unwrap(), "there");
        assert_eq!(*get(&text, Kind::Secret, "s", None).unwrap().unwrap(), "here");
        assert!(get(&text, Kind::Parameter, "s", None).unwrap().is_none());
        let regions: Vec<String> = list(&text).unwrap().into_iter().map(|listed| listed.region).collect();
        assert_eq!(regions, ["us-west-2", "eu-west-1"]);
    }

    #[test]
    fn line_ends_and_json_stay() {
        let text = "account: \"123456789012\"\r\nregion: us-west-2\r\nparameters:\r\n- {name: /a, value: x} # c\r\n";
        let after = put(text, &parameter("/b", "x")).unwrap();
        assert_eq!(after, format!("{text}- {{\"name\": \"/b\", \"value\": \"x\"}}\r\n"));
        let json = "{\"account\": \"123456789012\", \"region\": \"us-west-2\"\n}\n";
        let after = put(json, &parameter("/b", "x")).unwrap();
        assert_eq!(
            after,
            "{\"account\": \"123456789012\", \"region\": \"us-west-2\", \"parameters\": [{\"name\": \"/b\", \"value\": \"x\"}]\n}\n"
        );
    }

    #[test]
    fn what_cannot_be_edited_alone_is_refused() {
        let refused = |rest: &str, entry: &Entry| put(&format!("{HEAD}{rest}"), entry).unwrap_err();
        let aliased = "parameters:\n- &a {name: /a, value: x}\n- {<<: *a, name: /b}\n";
        assert!(put(&format!("{HEAD}{aliased}"), &parameter("/b", "y")).is_err());
        assert!(matches!(refused("...\n", &parameter("/b", "y")), LocalError::NotEditable { .. } | LocalError::Unreadable { .. }));
        assert!(matches!(refused("", &parameter("a/b", "hunter2")), LocalError::Refused { .. }));
        let secure = Entry::Parameter {
            name: "/a".to_owned(),
            kind: ParameterType::SecureString,
            tier: Tier::Standard,
            key: Some("alias/none".to_owned()),
            region: None,
            value: Zeroizing::new("hunter2".to_owned()),
        };
        assert!(!refused("", &secure).to_string().contains("hunter2"));
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_read_back(value in "(?s).{1,80}", other in "[a-z]{1,8}") {
            let text = format!("{HEAD}parameters:\n- name: /a # stays\n  value: {other}\n- {{name: /b, value: b}}\n");
            for name in ["/a", "/b", "/c"] {
                let after = put(&text, &parameter(name, &value)).unwrap();
                proptest::prop_assert_eq!(&**get(&after, Kind::Parameter, name, None).unwrap().unwrap(), &value);
                proptest::prop_assert!(after.contains("# stays") && after.starts_with(HEAD));
            }
        }
    }
}
