//! `$<...>`: Sealform's own delimiter, the same in every grammar. Its inside follows the new engine's rules.
//!
//! It must not disturb what people write with `$<` for other reasons (`$<name>` in a regular expression's
//! replacement, HTML, `$<<`): it is a variable only where the name of a source and a `:` or `(` follow.

use crate::error::Broken;
use crate::syntax::{Delimiter, Variable};
use crate::variable::{Scope, opens, variable};

/// The variable that begins with the `$` right before `behind`, which begins with `<`.
pub(crate) fn variable_behind<'a>(text: &'a str, behind: &'a str, depth: usize) -> Result<Option<(&'a str, Variable)>, nom::Err<Broken>> {
    let Some(opened) = behind.strip_prefix('<').filter(|opened| opens(opened)) else {
        return Ok(None);
    };
    let end = text.len() - opened.len();
    variable(Scope::new(text, Delimiter::Angle, end - 2, end, depth)?, opened).map(Some)
}
