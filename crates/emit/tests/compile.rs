//! Invariant 2 by failing code: what is not sealed cannot be written, and a clear text cannot be put into a tree that can be.
//!
//! Each case that must not compile stands beside a twin that does and differs in the one thing that matters.

#[test]
fn nothing_but_sealed_trees_becomes_bytes() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_pass/*.rs");
    cases.compile_fail("tests/compile_fail/*.rs");
}
