//! One line a finding, as compilers write them: editors and grep understand it.

use super::{counted, place};
use crate::{Coloring, Linted};

/// `path:line:column: severity CODE name: message`, and a line that counts them.
pub(crate) fn concise(linted: &[Linted], _: Coloring) -> String {
    let mut text = String::new();
    for linted in linted {
        for finding in &linted.findings {
            let diagnostic = &finding.diagnostic;
            let place =
                place(finding, &linted.sources).map(|place| format!("{}:{}:{}: ", place.path, place.start.line, place.start.column));
            text.push_str(&format!(
                "{}{} {} {}: {}\n",
                place.unwrap_or_default(),
                diagnostic.severity.word(),
                diagnostic.code.id(),
                diagnostic.code.name,
                one_line(&diagnostic.message)
            ));
        }
    }
    text.push_str(&counted(linted));
    text
}

fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
