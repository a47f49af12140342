//! Arrows between crates go only downward, and only `sealform-aws` knows the AWS SDK: the table of docs/architecture.md, held by machine.

use std::collections::BTreeMap;
use std::process::Command;

const LAYERS: &[(&str, u8)] = &[
    ("sealform-diagnostic", 0),
    ("sealform-yaml", 1),
    ("sealform-reference", 1),
    ("sealform-model", 2),
    ("sealform-secret", 3),
    ("sealform-resolve", 4),
    ("sealform-emit", 4),
    ("sealform-convert", 5),
    ("sealform-aws", 5),
    ("sealform-local", 5),
    ("sealform-pipeline", 5),
    ("sealform-lint", 5),
    ("sealform-show", 6),
    ("sealform", 7),
];

/// Each package of the workspace with its direct dependencies, development ones left out.
fn edges() -> BTreeMap<String, Vec<String>> {
    let output =
        Command::new(env!("CARGO")).args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let dependencies = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("a list");
        all.iter()
            .filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| dependency["name"].as_str().expect("text").to_owned())
            .collect()
    };
    packages.iter().map(|package| (package["name"].as_str().expect("text").to_owned(), dependencies(package))).collect()
}

#[test]
fn every_crate_has_a_layer_and_arrows_go_only_downward() {
    let layers: BTreeMap<&str, u8> = LAYERS.iter().copied().collect();
    let edges = edges();
    let names: Vec<&str> = edges.keys().map(String::as_str).collect();
    assert_eq!(names, layers.keys().copied().collect::<Vec<_>>(), "a crate without a layer, or a layer without a crate");
    for (package, dependencies) in &edges {
        for dependency in dependencies.iter().filter(|name| name.starts_with("sealform")) {
            assert!(layers[dependency.as_str()] < layers[package.as_str()], "{package} must not depend on {dependency}");
        }
    }
}

#[test]
fn only_the_aws_crate_knows_the_sdk_and_the_core_knows_no_runtime() {
    for (package, dependencies) in edges() {
        for dependency in dependencies {
            let sdk = dependency.starts_with("aws-") && dependency != "aws-lc-rs";
            assert!(!sdk || package == "sealform-aws", "{package} must not depend on {dependency}");
            let world = ["tokio", "hyper", "clap", "miette", "tempfile"].contains(&dependency.as_str());
            let shows = dependency == "miette" && package == "sealform-show";
            assert!(
                !world || shows || ["sealform", "sealform-aws", "sealform-local"].contains(&package.as_str()),
                "{package} must not depend on {dependency}"
            );
        }
    }
}
