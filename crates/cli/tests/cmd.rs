//! The command line as a user sees it: one case a file in `cmd/`.

#[test]
fn sessions() {
    trycmd::TestCases::new().case("tests/cmd/*.toml").case("tests/cmd/*.md");
}
