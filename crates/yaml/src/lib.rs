//! YAML and JSON text to an arena of nodes with exact byte spans, CloudFormation's short tags understood, hostile input refused.
//!
//! [`decode`] turns bytes into text, [`parse`] and [`parse_json`] turn text into a [`Document`], [`Document::text_map`] leads from the
//! decoded text of a scalar back to the bytes of the file. Scalars mean what js-yaml 4 reads, for that is what the Serverless Framework
//! uses. The parser behind it (`granit-parser`) shows in no signature. No message quotes a scalar's text; keys, anchors and tags may be named.

mod builder;
mod comments;
mod decode;
mod document;
pub mod edit;
mod json;
mod merge;
mod name;
mod parse;
mod plain_text;
mod reports;
mod scalar;
mod syntax;
mod tag;
mod text_map;

pub use builder::{MAX_ALIAS_NODES, MAX_DEPTH, MAX_NODES};
pub use decode::{LIMIT, decode};
pub use document::{Document, Entry, Mapping, Node, NodeId, NodeKind, ScalarNode, Style};
pub use json::parse_json;
pub use parse::parse;
pub use plain_text::plain_text;
pub use scalar::{Scalar, number_text};
pub use tag::{CoreTag, Tag};
pub use text_map::TextMap;
