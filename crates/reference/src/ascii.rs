//! Runs that end at, or consist of, ASCII characters: looked for byte by byte, for no byte of another character is ASCII.

use crate::error::Parsed;

/// What stands before the first character that `ends` the run, if any.
pub(crate) fn take_till<'a>(ends: impl Fn(u8) -> bool) -> impl Fn(&'a str) -> Parsed<'a, &'a str> {
    move |input| Ok(split(input, input.bytes().position(|byte| byte.is_ascii() && ends(byte))))
}

/// The characters that `belong` to the run.
pub(crate) fn take_while<'a>(belongs: impl Fn(u8) -> bool) -> impl Fn(&'a str) -> Parsed<'a, &'a str> {
    move |input| Ok(split(input, input.bytes().position(|byte| !(byte.is_ascii() && belongs(byte)))))
}

/// What is left of `input`, and what stands before `at`.
fn split(input: &str, at: Option<usize>) -> (&str, &str) {
    let (taken, rest) = input.split_at(at.unwrap_or(input.len()));
    (rest, taken)
}
