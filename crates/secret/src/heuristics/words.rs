//! Takes a name apart into the words that a person reads in it. Judges nothing.

/// The words of one part of a name, in lower case, with a space between them: `apiKey`, `API_KEY`, `api-key` and `APIKey` are all `api key`.
pub(super) fn words(part: &str) -> String {
    let mut words = String::with_capacity(part.len() + part.len() / 2);
    let mut characters = part.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        if character.is_alphanumeric() {
            let after = characters.peek();
            let starts_word = before.is_none_or(|before: char| {
                character.is_uppercase() && (!before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()))
            });
            if starts_word && !words.is_empty() {
                words.push(' ');
            }
            words.extend(character.to_lowercase());
        }
        before = Some(character).filter(|character| character.is_alphanumeric());
    }
    words
}

/// The parts of a path or dotted address, the last one behind the rest: `/prod/db/password`, `custom.db.password`, `ssm:/a/b`.
pub(super) fn parts(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.split(['/', '.', ':', '~', ' ']).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{parts, words};

    #[test]
    fn every_way_of_writing_words_together_is_taken_apart() {
        for (name, expected) in [
            ("apiKey", "api key"),
            ("API_KEY", "api key"),
            ("api-key", "api key"),
            ("APIKey", "api key"),
            ("APIKEY", "apikey"),
            ("DBPassword", "db password"),
            ("X_JSON_KEY", "x json key"),
            ("S3Key", "s3 key"),
            ("MasterUserPassword", "master user password"),
            ("oauth2Token", "oauth2 token"),
            ("__secret__", "secret"),
            ("", ""),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn paths_and_addresses_have_parts() {
        assert_eq!(parts("/prod/db/password").collect::<Vec<_>>(), ["prod", "db", "password"]);
        assert_eq!(parts("custom.db.password").next_back(), Some("password"));
        assert_eq!(parts("ssm:/a/b~true").collect::<Vec<_>>(), ["ssm", "a", "b", "true"]);
    }
}
