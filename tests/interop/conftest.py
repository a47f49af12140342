"""What every interop test needs: the binary, the fixture, a scrubbed environment, the embedded AWS behind a loopback server."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "target" / "debug" / "sealform"
SERVICE = ROOT / "fixtures" / "services" / "seven-functions" / "serverless.yml"
LOCAL = ROOT / "fixtures" / "aws" / "seven-functions.yml"
KEY = "alias/seven-functions-dev"
SECRETKEY = "made-up-Secret-of-the-environment"
PARAMETER = "made-up-Secret-of-Parameter-Store"
MANAGED = "made-up-Secret-of-Secrets-Manager"
HANDMADE = "made-up-Secret-made-by-hand"


def environment(**more):
    """The environment of a child process: nothing of the developer's AWS settings, dummy credentials."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SEALFORM_"))}
    clean.update(
        AWS_ACCESS_KEY_ID="AKIDLOCAL",
        AWS_SECRET_ACCESS_KEY="local",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_DEFAULT_REGION="us-west-2",
        AWS_REGION="us-west-2",
        SECRETKEY=SECRETKEY,
    )
    clean.update(more)
    return clean


def sealform(*arguments, **more):
    """Runs the binary."""
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment(**more))


@pytest.fixture(scope="session")
def served():
    """The URL of `sealform local serve` with the fixture's file."""
    process = subprocess.Popen([BINARY, "local", "serve", "--local", LOCAL], stdout=subprocess.PIPE, text=True, env=environment())
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:"), url
    yield url
    process.terminate()
    assert process.wait(timeout=10) == 0, "it stops cleanly on SIGTERM"


@pytest.fixture(scope="session")
def template(served):
    """The fixture's template, rendered over HTTP against the served embedded AWS."""
    done = sealform("render", SERVICE, "--endpoint-url", served, "--kms-key", KEY, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def variables(template, function):
    """A function's environment as Lambda would hand it over: pseudo parameters put in."""
    logical_id = function[0].upper() + function[1:] + "LambdaFunction"
    properties = template["Resources"][logical_id]["Properties"]
    values = {name: substitute(value) for name, value in properties["Environment"]["Variables"].items()}
    return properties["FunctionName"], values


def substitute(value):
    """Evaluates Fn::Sub over the pseudo parameters of the fixture's account."""
    if isinstance(value, dict):
        (function, text), = value.items()
        assert function == "Fn::Sub", value
        for name, own in {"AWS::Region": "us-west-2", "AWS::AccountId": "123456789012", "AWS::Partition": "aws"}.items():
            text = text.replace("${" + name + "}", own)
        return text
    return value
