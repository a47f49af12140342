//! How a message names a key, an anchor or a tag: short, and without characters that would disturb a terminal.

const LONGEST: usize = 60;

/// `name` in back quotes, cut to 60 characters, control characters escaped.
pub(crate) fn quoted(name: &str) -> String {
    let mut text = String::from("`");
    let mut characters = name.chars();
    for character in characters.by_ref().take(LONGEST) {
        if character.is_control() {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
    }
    if characters.next().is_some() {
        text.push_str("...");
    }
    text.push('`');
    text
}
