//! The text that calls of `Fn::Join` and `Fn::Sub` make, with names for what only the deployment knows.

use sealform_yaml::NodeKind;

use crate::place::PlaceId;
use crate::unit::Unit;

/// Stands for a value that has no name of its own.
const UNNAMED: &str = "${?}";

/// The text that the value at `place` makes: `arn:aws:s3:::${Bucket}`. Calls are no deeper than the reader allows.
pub(crate) fn flat_text(unit: &Unit<'_>, place: PlaceId) -> String {
    let mut text = String::new();
    add(unit, place, &mut text);
    text
}

/// Whether the text says where something is, so that what is put into it is a name and not the thing: an ARN, a dynamic reference.
pub(crate) fn names_a_thing(unit: &Unit<'_>, place: PlaceId) -> bool {
    let text = flat_text(unit, place);
    text.starts_with("arn:") || text.contains("{{resolve:")
}

fn add(unit: &Unit<'_>, place: PlaceId, text: &mut String) {
    let Some(function) = unit.function(place) else {
        match unit.scalar(place) {
            Some(scalar) => text.push_str(&scalar.text),
            None => text.push_str(UNNAMED),
        }
        return;
    };
    let mut items = unit.places().children(function.argument);
    match (function.name, unit.scalar(function.argument)) {
        ("Fn::Sub", Some(scalar)) => text.push_str(&scalar.text),
        ("Ref" | "Fn::GetAtt", Some(scalar)) => text.extend(["${", &scalar.text, "}"]),
        ("Fn::Sub", None) => match items.next() {
            Some(first) => add(unit, first, text),
            None => text.push_str(UNNAMED),
        },
        ("Fn::Join", None) => {
            let (delimiter, list) = (items.next().and_then(|place| unit.scalar(place)), items.next());
            let Some(list) = list.filter(|&list| matches!(unit.node(list).kind, NodeKind::Sequence(_))) else {
                text.push_str(UNNAMED);
                return;
            };
            for (index, item) in unit.places().children(list).enumerate() {
                if index > 0 {
                    text.push_str(delimiter.map(|scalar| &*scalar.text).unwrap_or_default());
                }
                add(unit, item, text);
            }
        }
        ("Fn::Base64", _) if function.argument != place => add(unit, function.argument, text),
        ("Fn::Base64", Some(scalar)) => text.push_str(&scalar.text),
        _ => text.push_str(UNNAMED),
    }
}
