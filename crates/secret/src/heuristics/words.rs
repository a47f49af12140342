//! Takes a name apart into the words that a person reads in it. Judges nothing.

/// The words of one part of a name, in lower case: `apiKey`, `API_KEY`, `api-key` and `APIKey` are all `api`, `key`.
pub(super) fn words(part: &str) -> Vec<String> {
    let characters: Vec<char> = part.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            open = false;
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(at + 1);
        let starts_hump = character.is_uppercase()
            && before.is_some_and(|before| !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()));
        if !open || starts_hump {
            words.push(String::new());
        }
        open = true;
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
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
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn paths_and_addresses_have_parts() {
        assert_eq!(parts("/prod/db/password").collect::<Vec<_>>(), ["prod", "db", "password"]);
        assert_eq!(parts("custom.db.password").next_back(), Some("password"));
        assert_eq!(parts("ssm:/a/b~true").collect::<Vec<_>>(), ["ssm", "a", "b", "true"]);
    }
}
