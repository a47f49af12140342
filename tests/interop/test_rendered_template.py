"""Templates of CloudFormation and SAM, rendered: cfn-lint passes them, and boto3 opens the environments of their functions."""

import base64
import json
import subprocess
import sys
import pathlib

import boto3
import pytest
import yaml

from conftest import BINARY, ROOT, environment, sealform

TOOLS = pathlib.Path(sys.executable).parent
LOCAL = ROOT / "fixtures" / "aws" / "orders.yml"
REGION = "eu-central-1"
SESSION_KEY = "made-up-session-key"
TEMPLATES = ["cloudformation.yml", "cloudformation.json", "sam.yml"]


class Loader(yaml.SafeLoader):
    """Short tags are read as what they hold: these tests look at environments and names."""


def _untagged(loader, _tag, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", _untagged)


@pytest.fixture(scope="module")
def orders():
    """The URL of the embedded AWS that holds the parameters of the templates."""
    process = subprocess.Popen([BINARY, "local", "serve", "--local", LOCAL], stdout=subprocess.PIPE, text=True, env=environment())
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture(scope="module", params=TEMPLATES)
def rendered(request, orders, tmp_path_factory):
    file = tmp_path_factory.mktemp("rendered") / request.param
    source = ROOT / "fixtures" / "templates" / request.param
    done = sealform(
        "render", source, "--endpoint-url", orders, "--region", REGION, "--kms-key", "alias/orders", "-o", file, SESSION_KEY=SESSION_KEY, AWS_REGION=REGION
    )
    assert done.returncode == 0, done.stderr
    return file


def test_cfn_lint_finds_no_error(rendered):
    done = subprocess.run(
        [TOOLS / "cfn-lint", "--non-zero-exit-code", "error", rendered], capture_output=True, text=True, timeout=300, env=environment(AWS_DEFAULT_REGION=REGION)
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_boto3_opens_what_the_functions_get(rendered, orders):
    made = dict(endpoint_url=orders, region_name=REGION, aws_access_key_id="AKIDLOCAL", aws_secret_access_key="local")
    kms, ssm = boto3.client("kms", **made), boto3.client("ssm", **made)
    text = rendered.read_text()
    template = json.loads(text) if rendered.suffix == ".json" else yaml.load(text, Loader)
    everywhere = template.get("Globals", {}).get("Function", {}).get("Environment", {}).get("Variables", {})
    opened = {}
    for resource in template["Resources"].values():
        if not resource["Type"].endswith("::Function"):
            continue
        properties = resource["Properties"]
        variables = everywhere | properties.get("Environment", {}).get("Variables", {})
        for name, value in variables.items():
            if name.startswith("ENCRYPTED_"):
                own = name.removeprefix("ENCRYPTED_")
                arn = variables.get(f"{own}_ARN")
                context = {"PARAMETER_ARN": arn} if arn else {"LambdaFunctionName": properties["FunctionName"]}
                answer = kms.decrypt(CiphertextBlob=base64.b64decode(value, validate=True), EncryptionContext=context)
                opened[own] = answer["Plaintext"].decode()
            elif name.startswith("SSM_PATH_TO_"):
                opened[name.removeprefix("SSM_PATH_TO_")] = ssm.get_parameter(Name=value, WithDecryption=True)["Parameter"]["Value"]
    assert opened["PAYMENT_TOKEN"] == "made-up-token-of-payment"
    assert opened["SESSION_KEY"] == SESSION_KEY
    assert len(opened) == {"cloudformation.yml": 4, "cloudformation.json": 2, "sam.yml": 3}[rendered.name]
    assert all(secret not in text for secret in opened.values())
