//! Services of the repository and of the world: those without a secret come out byte for byte, and a second time changes nothing.

use std::path::{Path, PathBuf};

use sealform_secret::forms::FormName;

use crate::lint::unlisted;
use crate::support::{converted, messages_of};

/// The service files under `folder`, however deep.
#[expect(clippy::disallowed_methods, reason = "a test reads its data")]
fn services(folder: &Path, names: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(services(&path, names));
        } else if path.file_name().is_some_and(|name| names.iter().any(|known| name == *known)) {
            found.push((path.clone(), std::fs::read_to_string(&path).expect("it can be read")));
        }
    }
    found.sort();
    found
}

fn check(services: &[(PathBuf, String)]) -> usize {
    let mut changed = 0;
    for (path, text) in services {
        for form in FormName::ALL {
            let (new, messages) = converted(text, *form);
            let (again, _) = converted(&new, *form);
            assert_eq!(again, new, "{}: a second time changes it", path.display());
            assert!(new != *text || !messages_of(&messages, "SF702"), "{}: {messages:?}", path.display());
            assert!(new == *text || text.contains("ssm:") || text.contains("SSM_PATH_TO"), "{}: it has no secret", path.display());
            changed += usize::from(new != *text);
            if *form != FormName::RuntimePath {
                continue;
            }
            let found = unlisted(&new, path.parent(), *form);
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
        }
    }
    changed
}

#[test]
fn the_services_of_the_repository_convert() {
    let services =
        services(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"), &["serverless.yml", "serverless.yaml", "serverless.json"]);
    assert!(check(&services) > 0, "{} services", services.len());
}

#[test]
fn the_services_of_the_examples_convert() {
    let services = services(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle"), &["service.yml"]);
    if services.is_empty() {
        println!("SKIPPED: no folder shared/oracle beside the repository");
        return;
    }
    let changed = check(&services);
    println!("{} services, {changed} conversions that changed one", services.len());
    assert!(services.len() > 150 && changed > 0);
}
