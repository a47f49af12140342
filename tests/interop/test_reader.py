"""The lines that `convert --explain-code` prints, driven against the embedded AWS: one request for many, freshness, faults, rotation.

The clock of the reader is set by the tests, and its waiting costs no time. Each test holds for Python and for Node.
"""

import json
import shutil
import subprocess
import sys
import urllib.request

import boto3
import pytest

from conftest import BINARY, HANDMADE, ROOT, environment, sealform

READERS = ROOT / "tests" / "interop" / "readers"
SERVICE = ROOT / "fixtures" / "services" / "seven-functions-v3" / "serverless.yml"
OLD, NEW = "made-up-Old-value", "made-up-New-value"
JSON = {"db": {"password": "made-up-Deep", "hosts": ["made-up-Zero", "made-up-One"]}, "none": None}
AWS = f"""
account: "123456789012"
region: us-west-2
keys: [{{alias: alias/app, id: 11111111-2222-3333-4444-555555555555}}]
parameters:
  - {{name: /app/x, type: SecureString, key: alias/app, value: {OLD}}}
  - {{name: /app/json, type: SecureString, key: alias/app, value: '{json.dumps(JSON)}'}}
  - {{name: /app/text, type: SecureString, key: alias/app, value: 'made-up-{{no JSON'}}
"""
TTL = 300
GET = "ssm:GetParameter"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    file = tmp_path_factory.mktemp("aws") / "aws.yml"
    file.write_text(AWS)
    process = subprocess.Popen([BINARY, "local", "serve", "--local", file], stdout=subprocess.PIPE, text=True, env=environment())
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(timeout=10)


class Aws:
    """The control plane of the embedded AWS, and a client of its own."""

    def __init__(self, url):
        self.url = url

    def _send(self, method, route, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sealform/{route}", data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def fault(self, kind, operation=GET, **more):
        self._send("POST", "faults", {"operation": operation, "kind": kind, **more})

    def heal(self):
        self._send("DELETE", "faults")

    def calls(self):
        """The operations called since the last time."""
        calls = self._send("GET", "calls")["calls"]
        self._send("DELETE", "calls")
        return [call["operation"] for call in calls]

    def client(self, service):
        options = dict(region_name="us-west-2", aws_access_key_id="AKIDLOCAL", aws_secret_access_key="local")
        return boto3.client(service, endpoint_url=self.url, **options)

    def put(self, name, value):
        self.client("ssm").put_parameter(Name=name, Type="SecureString", KeyId="alias/app", Value=value, Overwrite=True)
        self.calls()

    def ciphertext(self, name, variable):
        blob = self.client("ssm").get_parameter(Name=name)["Parameter"]
        self.calls()
        return {f"ENCRYPTED_{variable}": blob["Value"], f"{variable}_ARN": blob["ARN"]}


@pytest.fixture
def aws(url):
    aws = Aws(url)
    aws.heal()
    aws.put("/app/x", OLD)
    return aws


class Reader:
    """The printed lines in a process of their own, and the driver beside them."""

    def __init__(self, language, folder, url):
        done = sealform("convert", SERVICE, "--explain-code", language)
        assert done.returncode == 0, done.stderr
        if language == "python":
            name, command = "secrets_of_function.py", [sys.executable, "driver.py"]
        else:
            name, command = "secrets-of-function.mjs", ["node", "--no-warnings", "driver.mjs"]
            (folder / "node_modules").symlink_to(ROOT / "target" / "interop" / "node" / "node_modules")
        (folder / name).write_text(done.stdout)
        shutil.copy(READERS / command[-1], folder)
        env = environment(AWS_ENDPOINT_URL=url, AWS_LAMBDA_FUNCTION_NAME="f", PYTHONDONTWRITEBYTECODE="1")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=env)
        self.said, self.waited = "", []

    def ask(self, *names, **command):
        self.process.stdin.write(json.dumps({"get": names, **command}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        answer = json.loads(line)
        self.said, self.waited = answer["said"], answer["waited"]
        return answer["answers"]

    def value(self, name="X", **command):
        (answer,) = self.ask(name, **command)
        return answer.get("value", answer.get("error"))

    def malformed(self, name, environment):
        """The text of the typed error."""
        (answer,) = self.ask(name, environment=environment)
        assert answer.get("malformed"), answer
        return answer["text"]


@pytest.fixture(params=["python", "node"])
def reader(request, tmp_path, url):
    if request.param == "node":
        if not shutil.which("npm"):
            pytest.skip("needs node and npm")
        subprocess.run([ROOT / "tests" / "interop" / "node" / "install"], check=True, timeout=600)
    reader = Reader(request.param, tmp_path, url)
    reader.ask(environment={"SSM_PATH_TO_X": "/app/x"}, at=0)
    yield reader
    reader.process.stdin.close()
    assert reader.process.wait(timeout=20) == 0, reader.process.stderr.read()


def test_many_at_once_make_one_request(aws, reader):
    aws.fault("delay", delay_ms=200)
    assert [answer["value"] for answer in reader.ask(*["X"] * 25)] == [OLD] * 25
    assert aws.calls() == [GET]


def test_a_value_is_fresh_for_its_time_and_a_rotated_one_arrives_after_it(aws, reader):
    assert reader.value(at=0) == OLD
    aws.put("/app/x", NEW)
    assert reader.value(at=0.89 * TTL) == OLD and aws.calls() == []
    assert reader.value(at=1.11 * TTL) == NEW and aws.calls() == [GET]
    assert reader.value(at=1.11 * TTL + 0.89 * TTL) == NEW and aws.calls() == []


def test_the_time_is_jittered_and_can_be_set(aws, reader):
    names = [f"X{number}" for number in range(24)]
    reader.ask(*names, at=0, ttl=60, environment={f"SSM_PATH_TO_{name}": "/app/x" for name in names})
    assert len(aws.calls()) == len(names)
    reader.ask(*names, at=60, ttl=60)
    assert 0 < len(aws.calls()) < len(names), "some are read again a little earlier, some a little later"
    assert reader.value("Y", at=100, ttl=0, environment={"SSM_PATH_TO_Y": "/app/x"}) == OLD and aws.calls() == [GET]
    assert reader.value("Y", at=10**9, ttl=0) == OLD and aws.calls() == [], "0: for the life of the instance"


@pytest.mark.parametrize("kind", ["throttle", "deny", "reset", "malformed"])
def test_the_old_value_serves_while_reading_it_again_fails_but_not_for_ever(aws, reader, kind):
    assert reader.value(at=0) == OLD
    aws.put("/app/x", NEW)
    aws.fault(kind)
    assert reader.value(at=1.5 * TTL) == OLD
    assert "X: reading it again failed" in reader.said and OLD not in reader.said
    assert len(aws.calls()) >= 1
    (answer,) = reader.ask("X", at=2.01 * TTL)
    assert "error" in answer and "value" not in answer
    assert OLD not in answer["text"] and NEW not in answer["text"]
    aws.heal()
    assert reader.value(at=2.01 * TTL + 61) == NEW, "an error is not kept"


def test_throttling_is_met_with_five_attempts_and_jitter(aws, reader):
    aws.fault("throttle")
    answers = reader.ask(*["X"] * 20, at=0)
    assert {answer["error"] for answer in answers} == {"ThrottlingException"}
    assert aws.calls() == [GET] * 5, "for all who asked together"
    waited = reader.waited
    assert len(waited) == 4 and all(0 <= wait <= 2**attempt for attempt, wait in enumerate(waited)), waited
    assert len(set(waited)) == 4 and waited != sorted(map(round, waited)), "each wait is drawn"
    aws.heal()
    assert reader.value(at=1.01) == OLD, "after the first failure it waits for a second at most"
    aws.fault("throttle", times=3)
    reader.value(at=1000)
    assert aws.calls()[-4:] == [GET] * 4, "it ends where throttling does"


def test_a_failure_holds_back_the_next_attempt_longer_each_time(aws, reader):
    names = [f"X{number}" for number in range(24)]

    def tried(at):
        reader.ask(*names, at=at, environment={f"SSM_PATH_TO_{name}": "/app/x" for name in names})
        return len(aws.calls())

    aws.fault("deny")
    assert tried(0) == 24
    assert 0 < tried(0.5) < 24, "half of the second after the first failure, drawn for each"
    assert tried(1) + tried(2.6) >= 24
    for round_ in range(1, 9):
        assert tried(100 * round_) == 24, "after a minute at most"
    assert 0 < tried(830) < 24, "half of that minute"


def test_a_denial_is_not_tried_again_by_itself(aws, reader):
    of_kms = aws.ciphertext("/app/x", "Z")
    aws.fault("deny")
    (answer,) = reader.ask("X", at=0)
    assert answer["error"] == "AccessDeniedException" and not answer["malformed"]
    assert aws.calls() == [GET]
    aws.fault("deny", "kms:Decrypt")
    (answer,) = reader.ask("Z", environment=of_kms)
    assert answer["error"] == "AccessDeniedException" and aws.calls() == ["kms:Decrypt"]


def test_a_ciphertext_is_opened_once_for_the_life_of_the_instance(aws, reader):
    assert reader.value(at=0, environment={**aws.ciphertext("/app/x", "X"), "SSM_PATH_TO_X": ""}) == OLD
    assert reader.value(at=10**9) == OLD and aws.calls() == ["kms:Decrypt"]


@pytest.mark.parametrize("context", [None, "LambdaFunctionName=f"])
def test_what_was_sealed_by_hand_opens_with_and_without_a_context(aws, reader, context):
    given = ["--context", context] if context else []
    command = [BINARY, "seal", "--kms-key", "alias/app", "--endpoint-url", aws.url, *given]
    done = subprocess.run(command, input=HANDMADE, capture_output=True, text=True, timeout=60, env=environment())
    assert done.returncode == 0, done.stderr
    assert reader.value("H", environment={"ENCRYPTED_H": done.stdout.strip()}) == HANDMADE


def test_the_key_of_a_json_secret_is_picked(aws, reader):
    for keys, expected in {"db.password": "made-up-Deep", "db.hosts.1": "made-up-One"}.items():
        name = keys.replace(".", "_").upper()
        assert reader.value(name, environment={f"SSM_PATH_TO_{name}": "/app/json", f"{name}_JSON_KEY": keys}) == expected


def test_a_malformed_secret_is_a_typed_error_that_is_not_tried_again(aws, reader):
    of_json = {"SSM_PATH_TO_M": "/app/json", "M_JSON_KEY": "db.missing"}
    text = reader.malformed("M", of_json)
    assert "M: no JSON with the key db.missing" in text and "made-up" not in text
    assert aws.calls() == [GET]
    reader.value("M", at=100)
    assert aws.calls() == [], "it would be no better"
    aws.put("/app/json", json.dumps({"db": {"missing": "made-up-Mended"}}))
    assert reader.value("M", at=1.2 * TTL) == "made-up-Mended"
    aws.put("/app/json", json.dumps(JSON))


@pytest.mark.parametrize("keys", ["db.password.length", "db.hosts.2", "none", "toString", "db.hosts.x"])
def test_a_key_that_is_not_there_is_malformed(aws, reader, keys):
    text = reader.malformed("K", {"SSM_PATH_TO_K": "/app/json", "K_JSON_KEY": keys})
    assert "made-up" not in text
    text = reader.malformed("T", {"SSM_PATH_TO_T": "/app/text", "T_JSON_KEY": keys})
    assert "T: no JSON" in text and "made-up" not in text


@pytest.mark.parametrize("blob", ["", "no base64!", "bWFkZS11cC1TZWNyZXQ", "bWFkZS11cC1TZWNyZXQ="])
def test_a_malformed_ciphertext_is_a_typed_error(aws, reader, blob):
    text = reader.malformed("B", {"ENCRYPTED_B": blob, "B_ARN": "arn:aws:ssm:us-west-2:123456789012:parameter/app/x"})
    assert "ENCRYPTED_B" in text and (not blob or blob not in text)


def test_the_wrong_arn_is_told(aws, reader):
    given = aws.ciphertext("/app/x", "A")
    text = reader.malformed("A", {**given, "A_ARN": given["A_ARN"] + "2"})
    assert "another A_ARN" in text and OLD not in text and aws.calls() == ["kms:Decrypt"]


def test_a_refused_secret_is_read_again_at_most_once_in_five_seconds(aws, reader):
    assert reader.value(at=0) == OLD
    aws.put("/app/x", NEW)
    assert reader.value(at=1, invalidate=["X"]) == OLD and aws.calls() == []
    assert reader.value(at=6, invalidate=["X"]) == NEW and aws.calls() == [GET]
    aws.fault("deny")
    for second in range(12, 17):
        assert reader.value(at=second, invalidate=["X"]) == NEW, "the old value serves"
    assert aws.calls().count(GET) <= 5, "the negative cache holds"


def test_a_parameter_that_is_missing_is_an_error_of_its_own(aws, reader):
    (answer,) = reader.ask("N", environment={"SSM_PATH_TO_N": "/app/none"})
    assert answer["error"] == "ParameterNotFound" and aws.calls() == [GET]
