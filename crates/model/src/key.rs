//! Keys that the program itself writes, each made once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// The key `text` of a map, to be shared by all maps that have it.
#[must_use]
pub fn fixed_key(text: &'static str) -> Arc<str> {
    thread_local! {
        // By where in the program they stand, which is faster to look up than what they say.
        static KEYS: RefCell<HashMap<*const str, Arc<str>, foldhash::fast::RandomState>> = RefCell::default();
    }
    KEYS.with_borrow_mut(|keys| Arc::clone(keys.entry(std::ptr::from_ref(text)).or_insert_with(|| text.into())))
}
