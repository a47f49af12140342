//! Edits: what they write in each style, what they refuse, and that nothing else changes, over random documents.

mod documents;
mod random;
mod styles;
