"""The real Serverless Framework (3 and osls) packages the seven functions as they are, converted and rendered: the template is looked at."""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import boto3
import pytest

from conftest import BINARY, HANDMADE, KEY, MANAGED, PARAMETER, ROOT, SECRETKEY, SERVICE, environment, sealform, substitute, variables

NODE = ROOT / "tests" / "interop" / "node"
CLEAR = (SECRETKEY, PARAMETER, MANAGED)

if not shutil.which("npm"):
    print("node and npm are not here: the tests with the Serverless Framework are left out")
    pytestmark = pytest.mark.skip(reason="needs node and npm")


@pytest.fixture(scope="module", autouse=True)
def installed():
    if shutil.which("npm"):
        subprocess.run([NODE / "install"], check=True, timeout=600)


@pytest.fixture(params=["serverless", "osls"])
def framework(request):
    return request.param


@pytest.fixture
def service(tmp_path, served):
    """A copy of the v3 fixture and of what it includes, with a ciphertext that the embedded KMS made by hand."""
    shutil.copytree(SERVICE.parent.parent, tmp_path / "services")
    folder = tmp_path / "services" / "seven-functions-v3"
    context = "LambdaFunctionName=seven-functions-dev-handmadeCiphertext"
    command = [BINARY, "seal", "--kms-key", KEY, "--context", context, "--endpoint-url", served]
    done = subprocess.run(command, input=HANDMADE, capture_output=True, text=True, timeout=120, env=environment())
    assert done.returncode == 0, done.stderr
    file = folder / "serverless.yml"
    text, count = re.subn(r"(ENCRYPTED_SECRETKEY: )AQICAH\S+", lambda found: found[1] + done.stdout.strip(), file.read_text())
    assert count == 1
    file.write_text(text)
    return folder


def package(service, served, framework, *arguments):
    """The template and the state that the framework makes."""
    done = subprocess.run(
        [NODE / "serverless", "package", *arguments],
        cwd=service,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment(AWS_ENDPOINT_URL=served, FRAMEWORK=framework),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = service / ".serverless"
    return (made / "cloudformation-template-update-stack.json").read_text(), (made / "serverless-state.json").read_text()


def clear(service):
    """The clear texts in what the framework would upload: template, state, and each file of the packages."""
    texts = []
    for file in (service / ".serverless").rglob("*"):
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as package:
                texts.extend(package.read(name) for name in package.namelist())
        elif file.is_file():
            texts.append(file.read_bytes())
    assert len(texts) > 2, "template, state and a handler"
    return {secret for secret in (*CLEAR, HANDMADE) if any(secret.encode() in text for text in texts)}


def function(template, key):
    """A function's name and environment."""
    properties = json.loads(template)["Resources"][key[0].upper() + key[1:] + "LambdaFunction"]["Properties"]
    return properties["FunctionName"], {name: substitute(value) for name, value in properties["Environment"]["Variables"].items()}


def opened(served, template, key):
    """What boto3 makes of a function's environment."""
    name, values = function(template, key)
    assert "SECRETKEY" not in values
    options = dict(endpoint_url=served, region_name="us-west-2", aws_access_key_id="AKIDLOCAL", aws_secret_access_key="local")
    if "SSM_PATH_TO_SECRETKEY" in values:
        answer = boto3.client("ssm", **options).get_parameter(Name=values["SSM_PATH_TO_SECRETKEY"], WithDecryption=True)
        return answer["Parameter"]["Value"]
    context = {"PARAMETER_ARN": values["SECRETKEY_ARN"]} if "SECRETKEY_ARN" in values else {"LambdaFunctionName": name}
    blob = base64.b64decode(values["ENCRYPTED_SECRETKEY"], validate=True)
    return boto3.client("kms", **options).decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"].decode()


EXPECTED = {
    "plainEnvironment": SECRETKEY,
    "handmadeCiphertext": HANDMADE,
    "decryptedAtDeployTime": PARAMETER,
    "ciphertextFromParameterStore": PARAMETER,
    "readAtRunTime": PARAMETER,
    "secretsManagerAtDeployTime": MANAGED,
    "secretsManagerAtRunTime": MANAGED,
}


def test_as_it_is_written_the_template_shows_the_clear_text(service, served, framework):
    template, state = package(service, served, framework)
    assert all(text in template and text in state for text in CLEAR)
    assert clear(service) == set(CLEAR)


def test_the_rendered_service_holds_ciphertexts_and_no_clear_text(service, served, framework):
    output = service / "serverless.sealed.yml"
    done = sealform("render", service / "serverless.yml", "--to", "serverless", "--endpoint-url", served, "--kms-key", KEY, "-o", output)
    assert done.returncode == 0, done.stderr
    template, _ = package(service, served, framework, "--config", output.name)
    assert clear(service) == set()
    assert function(template, "decryptedAtDeployTime")[1]["ENCRYPTED_SECRETKEY"].startswith("AQICAH")
    assert {key: opened(served, template, key) for key in EXPECTED} == EXPECTED


def put(diagnostics, served):
    """Runs the commands that put secrets into Parameter Store as they are printed, the secret typed at the prompt."""
    helps = [diagnostic["help"] for diagnostic in map(json.loads, diagnostics.splitlines()) if diagnostic["code"] == "SF711"]
    assert len(helps) == 1 and "${STAGE:?}" in helps[0], "the stage is for whoever types it"
    command = helps[0].split("\n", 1)[1]
    path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
    env = environment(AWS_ENDPOINT_URL=served, STAGE="dev", PATH=path)
    done = subprocess.run(["bash", "-c", command], input=SECRETKEY + "\n", capture_output=True, text=True, timeout=120, env=env)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("form", ["ciphertext", "runtime-path"])
def test_the_converted_service_holds_no_clear_text(service, served, framework, form):
    under = f"/{framework}-{form}/${{sls:stage}}"
    key = "11111111-2222-3333-4444-555555555555"
    arguments = ("--form", form, "--store-under", under, "--kms-key", key, "--write", "--message-format", "json")
    done = sealform("convert", service / "serverless.yml", *arguments)
    assert done.returncode == 0, done.stderr
    put(done.stderr, served)
    template, _ = package(service, served, framework)
    assert clear(service) == set()
    values = function(template, "plainEnvironment")[1]
    if form == "ciphertext":
        assert values["ENCRYPTED_SECRETKEY"].startswith("AQICAH")
        assert function(template, "decryptedAtDeployTime")[1]["ENCRYPTED_SECRETKEY"].startswith("AQICAH")
    else:
        assert values["SSM_PATH_TO_SECRETKEY"] == f"/{framework}-{form}/dev/SECRETKEY"
    assert {key: opened(served, template, key) for key in EXPECTED} == EXPECTED


def test_the_script_prints_what_the_readme_shows():
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"<!-- before and after -->\n```text\n(.*?)```", readme, re.S).group(1)
    done = subprocess.run([ROOT / "docs" / "before-and-after.sh"], capture_output=True, text=True, timeout=600, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert done.stdout == shown


def explained(language, folder, function, values, served, name, code):
    """What the printed lines make of a function's environment, in a process of its own."""
    done = sealform("convert", SERVICE.parent.parent / "seven-functions-v3" / "serverless.yml", "--explain-code", language)
    assert done.returncode == 0, done.stderr
    assert f"In the handler of `{function}`" in done.stdout
    command = {"python": [sys.executable, "-c", code], "node": ["node", "--no-warnings", "handler.mjs"]}[language]
    (folder / {"python": "secrets_of_function.py", "node": "secrets-of-function.mjs"}[language]).write_text(done.stdout)
    (folder / "handler.mjs").write_text(code)
    env = environment(AWS_ENDPOINT_URL=served, AWS_LAMBDA_FUNCTION_NAME=name, PYTHONDONTWRITEBYTECODE="1", **values)
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=env)


CODE = {
    "python": "import secrets_of_function as s; print([s.secret('SECRETKEY') for _ in range(3)][-1])",
    "node": "import { secret } from './secrets-of-function.mjs';\n"
    "console.log((await Promise.all([secret('SECRETKEY'), secret('SECRETKEY')]))[1]);\n",
}


@pytest.fixture
def folder(tmp_path):
    """A folder in which Node finds the SDK."""
    (tmp_path / "node_modules").symlink_to(ROOT / "target" / "interop" / "node" / "node_modules")
    return tmp_path


@pytest.mark.parametrize("language", CODE)
@pytest.mark.parametrize("function", ["plainEnvironment", "decryptedAtDeployTime", "secretsManagerAtDeployTime"])
def test_the_lines_for_the_handler_open_the_secret(folder, served, template, language, function):
    name, values = variables(template, function)
    done = explained(language, folder, function if function != "plainEnvironment" else "readAtRunTime", values, served, name, CODE[language])
    assert done.stdout.strip() == EXPECTED[function], done.stderr


@pytest.mark.parametrize("language", CODE)
@pytest.mark.parametrize("blob", ["", "no base64!", base64.b64encode(b"hunter2-is-no-blob").decode()])
def test_a_malformed_secret_is_a_typed_error_without_its_value(folder, served, language, blob):
    values = {"ENCRYPTED_SECRETKEY": blob}
    done = explained(language, folder, "readAtRunTime", values, served, "f", CODE[language])
    assert done.returncode == 1
    assert "MalformedSecret" in done.stderr and "ENCRYPTED_SECRETKEY" in done.stderr
    assert not blob or blob not in done.stderr
