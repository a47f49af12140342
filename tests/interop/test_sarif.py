"""What lint writes as SARIF is held against the schema of SARIF 2.1.0: the bad example of every rule, and a file that cannot be read."""

import json
import re
import subprocess

import jsonschema
import pytest

from conftest import BINARY, ROOT, environment


SCHEMA = ROOT / "fixtures" / "sarif" / "sarif-schema-2.1.0.json"
EXAMPLE = re.compile(r"^Found:\n\n```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)


def lint(here):
    run = subprocess.run(
        [BINARY, "lint", "--output-format", "sarif", ".", "missing.yml"], cwd=here, capture_output=True, text=True, timeout=120, env=environment()
    )
    assert run.returncode == 1, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    here = tmp_path_factory.mktemp("sarif")
    for page in (ROOT / "docs" / "rules").glob("SF*.md"):
        for number, text in enumerate(EXAMPLE.findall(page.read_text())):
            (here / f"{page.stem} é {number}.yml").write_text(text)
    return here


@pytest.fixture(scope="module")
def log(here):
    return lint(here)


def test_the_log_is_valid(log):
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    errors = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(log)]
    assert errors == []


def test_every_rule_is_listed_and_found_at_a_place_below_the_folder(log):
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    pages = {page.stem for page in (ROOT / "docs" / "rules").glob("SF*.md")}
    assert len(pages) > 5 and len(rules) == len(set(rules))
    assert pages <= {result["ruleId"] for result in run["results"]} <= set(rules)
    assert len(fingerprints(log)) == len(run["results"])
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            assert re.fullmatch(r"SF\d{3}%20%C3%A9%20\d\.yml", physical["artifactLocation"]["uri"])
            region = physical["region"]
            assert region["startLine"] >= 1 and region["startColumn"] >= 1
            assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


def fingerprints(log):
    return {result["partialFingerprints"]["sealform/v1"] for result in log["runs"][0]["results"]}


def test_fingerprints_outlive_edits_above(log, here):
    before = fingerprints(log)
    for path in here.glob("*.yml"):
        path.write_text("# a line more\n" + path.read_text())
    assert fingerprints(lint(here)) == before
