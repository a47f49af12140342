//! Finds what would leak: offline, by rules, in service files and in templates of CloudFormation and SAM.
//!
//! No I/O: [`lint`] takes texts, names the further files that it needs (`${file(...)}`), and is called again. Nothing is resolved by
//! asking; what is not known is reasoned about by source. No finding quotes a value: it names what it is and where it stands.

mod access;
mod config;
mod dynamic_references;
mod explain;
mod files;
mod finding;
mod flat_text;
mod flow;
mod function;
mod index;
mod kind;
mod lands;
mod lint;
mod literal;
mod parameter_flow;
mod place;
mod rule;
mod rules;
mod secrecy;
mod sink;
mod ssm;
mod suppress;
mod template;
mod unit;

pub use config::Config;
pub use explain::explain;
pub use files::{Files, Included};
pub use finding::{Confidence, Finding};
pub use kind::Kind;
pub use lint::{Outcome, lint};
pub use rule::{Group, Rule};
pub use rules::RULES;
pub use suppress::{Decisions, Ignore, Level};
