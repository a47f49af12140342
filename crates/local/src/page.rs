//! Answers that come in pages: which slice, and the token for the next one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The items from where `token` points, at most `size` of them, and the token for what follows.
///
/// `None` where the token is none of ours.
pub(crate) fn page<T>(items: Vec<T>, token: Option<&str>, size: u64) -> Option<(Vec<T>, Option<String>)> {
    let start = match token {
        None => 0,
        Some(token) => read(token)?,
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let total = items.len();
    let slice: Vec<T> = items.into_iter().skip(start).take(size).collect();
    let end = start.saturating_add(slice.len());
    Some((slice, (end < total).then(|| write(end))))
}

fn write(start: usize) -> String {
    STANDARD.encode(format!("page:{start}"))
}

fn read(token: &str) -> Option<usize> {
    let bytes = STANDARD.decode(token).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("page:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn pages_join_to_the_whole() {
        let (first, token) = page(vec![1, 2, 3, 4, 5], None, 2).unwrap();
        let (second, token) = page(vec![1, 2, 3, 4, 5], token.as_deref(), 2).unwrap();
        let (third, end) = page(vec![1, 2, 3, 4, 5], token.as_deref(), 2).unwrap();
        assert_eq!(([first, second, third].concat(), end), (vec![1, 2, 3, 4, 5], None));
    }

    #[test]
    fn a_foreign_token_is_refused() {
        assert!(page(vec![1], Some("AAAA"), 1).is_none());
    }
}
