# `just` lists the recipes.
default:
    @just --list

# What CI runs.
[group('check')]
ready:
    .ci/run

# All tests.
[group('check')]
test:
    cargo test --workspace

# The interop tests with real clients (installs them into target/interop).
[group('check')]
interop:
    tests/interop/run

# Accept new snapshots.
[group('change')]
accept:
    INSTA_UPDATE=always TRYCMD=overwrite TRYBUILD=overwrite cargo test --workspace

# Rewrite docs/diagnostics.md, docs/sources.md and docs/rules/ from their registries, and the screens of docs/linting.md.
[group('change')]
docs:
    UPDATE_DOCS=1 cargo test -p sealform --test docs --test linting

# Format everything.
[group('change')]
fmt:
    git ls-files '*.rs' ':!crates/*/tests/ui/*' ':!crates/*/tests/compile_*/*' | xargs rustfmt --edition 2024

# The figures of docs/performance.md.
[group('measure')]
bench:
    cargo bench -p sealform-pipeline
    cargo build --release -p sealform
    tests/interop/startup
    tests/interop/lint-speed

# Fuzz one target for a minute: yaml, reference, render or lint (`fuzz/seed-lint` makes a corpus for the last).
[group('measure')]
fuzz target="render" seconds="60":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}
