//! Only the trusted core takes a text from outside for public.

use sealform_model::Scalar;
use sealform_secret::Public;

fn main() {
    let _ = Scalar::Null;
    let _ = Public::null();
}
