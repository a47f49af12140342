//! The grammar of variables: `${source(params):address, fallback}` and `$<...>`, with the byte range of every part.
//!
//! Also three small grammars that meet variables in the same files: `#{AWS::Region}` ([`pseudo()`]), the text of
//! `Fn::Sub` ([`sub()`]) and `{{resolve:...}}` ([`dynamic_references`]).
//!
//! This crate knows syntax only: not which sources exist, not what they mean, not what is secret. A message never
//! quotes the text of a reference, for a literal in it may be a secret.

mod angle;
mod ascii;
mod content;
mod dynamic;
mod error;
mod frame;
mod grammar;
mod legacy;
mod legacy_source;
mod literal;
mod modern;
mod pieces;
mod print;
mod pseudo;
mod sub;
mod syntax;
mod template;
mod v4;
mod v4_source;
mod variable;

pub use dynamic::{DynamicPart, DynamicReference, dynamic_references};
pub use error::SyntaxError;
pub use grammar::{Grammar, MAX_DEPTH, may_hold_variable, parse, parse_variables, readable};
pub use print::print;
pub use pseudo::{pseudo, pseudo_escape};
pub use sub::{SubSegment, sub};
pub use syntax::{Address, Alternative, Delimiter, Literal, Param, ParamValue, Range, Segment, Shape, Short, Source, Variable};
