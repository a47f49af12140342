"""The handler with boto3 against the embedded AWS: each function gets its secret back, and only with the right context."""

import base64
import hashlib
import json
import subprocess
import sys

import boto3
import pytest
from botocore.exceptions import ClientError

from conftest import HANDMADE, MANAGED, PARAMETER, SECRETKEY, SERVICE, environment, variables

EXPECTED = {
    "plainEnvironment": (SECRETKEY, "ciphertext"),
    "handmadeCiphertext": (HANDMADE, "ciphertext"),
    "decryptedAtDeployTime": (PARAMETER, "ciphertext"),
    "ciphertextFromParameterStore": (PARAMETER, "ciphertext"),
    "readAtRunTime": (PARAMETER, "runtime-path"),
    "secretsManagerAtDeployTime": (MANAGED, "runtime-path"),
    "secretsManagerAtRunTime": (MANAGED, "runtime-path"),
}


def invoke(served, template, function):
    """Runs the handler in a process of its own, with nothing but what Lambda would hand over."""
    name, values = variables(template, function)
    assert "SECRETKEY" not in values, "no clear text under the variable's own name"
    code = "import json, handler; print(json.dumps(handler.show({}, None)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=SERVICE.parent,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(AWS_ENDPOINT_URL=served, AWS_LAMBDA_FUNCTION_NAME=name, **values, SECRETKEY="", PYTHONDONTWRITEBYTECODE="1"),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("function", EXPECTED)
def test_the_handler_gets_its_secret(served, template, function):
    value, way = EXPECTED[function]
    assert invoke(served, template, function) == {"way": way, "sha256": hashlib.sha256(value.encode()).hexdigest()}


def client(service, served):
    return boto3.client(service, endpoint_url=served, region_name="us-west-2", aws_access_key_id="AKIDLOCAL", aws_secret_access_key="local")


@pytest.mark.parametrize("function", ["decryptedAtDeployTime", "ciphertextFromParameterStore"])
def test_the_arn_is_the_encryption_context(served, template, function):
    _, values = variables(template, function)
    kms, blob = client("kms", served), base64.b64decode(values["ENCRYPTED_SECRETKEY"], validate=True)
    answer = kms.decrypt(CiphertextBlob=blob, EncryptionContext={"PARAMETER_ARN": values["SECRETKEY_ARN"]})
    assert answer["Plaintext"].decode() == PARAMETER
    for wrong in ({}, {"PARAMETER_ARN": values["SECRETKEY_ARN"] + "2"}, {"parameter_arn": values["SECRETKEY_ARN"]}):
        with pytest.raises(ClientError, match="InvalidCiphertextException"):
            kms.decrypt(CiphertextBlob=blob, EncryptionContext=wrong)


def test_our_own_ciphertext_is_bound_to_the_function(served, template):
    name, values = variables(template, "plainEnvironment")
    kms, blob = client("kms", served), base64.b64decode(values["ENCRYPTED_SECRETKEY"], validate=True)
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"LambdaFunctionName": name})["Plaintext"].decode() == SECRETKEY
    with pytest.raises(ClientError, match="InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"LambdaFunctionName": "another"})


def test_the_runtime_path_is_readable(served, template):
    _, values = variables(template, "readAtRunTime")
    answer = client("ssm", served).get_parameter(Name=values["SSM_PATH_TO_SECRETKEY"], WithDecryption=True)
    assert answer["Parameter"]["Value"] == PARAMETER
