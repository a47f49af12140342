//! `sealform rules`: what the codes mean, from the same texts as docs/diagnostics.md.

use std::io::Write;

use sealform_diagnostic::{Code, registry};

use crate::args::Rules;
use crate::exit;

/// Prints one code's explanation, or the list of all.
pub(crate) fn run(arguments: &Rules) -> u8 {
    let mut text = String::new();
    match &arguments.code {
        None => {
            registry::ALL.iter().for_each(|code| text.push_str(&format!("{}  {:<32} {}\n", code.id(), code.name, first_sentence(code))))
        }
        Some(wanted) => match registry::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(wanted) || code.name == wanted) {
            Some(code) => text.push_str(&format!("{} {}\n\n{}", code.id(), code.name, sealform_show::explanation(code))),
            None => {
                let _ = writeln!(std::io::stderr(), "error: there is no such code; `sealform rules` lists them all");
                return exit::USAGE;
            }
        },
    }
    let _ = std::io::stdout().write_all(text.as_bytes());
    exit::DONE
}

fn first_sentence(code: &Code) -> &str {
    code.explanation.lines().next().unwrap_or_default().trim()
}
