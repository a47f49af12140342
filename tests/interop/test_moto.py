"""The same render against a moto server over real HTTP: calls counted, bodies looked at, a fake ciphertext refused."""

import http.server
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import boto3
import pytest

from conftest import LOCAL, PARAMETER, SERVICE, environment, sealform


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def moto():
    """The URL of a moto server that holds a key, a SecureString and a secret."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1)
            break
        except OSError:
            time.sleep(0.2)
    clients = {
        name: boto3.client(name, endpoint_url=url, region_name="us-west-2", aws_access_key_id="AKIDLOCAL", aws_secret_access_key="local")
        for name in ("kms", "ssm", "secretsmanager")
    }
    key = clients["kms"].create_key()["KeyMetadata"]["KeyId"]
    clients["kms"].create_alias(AliasName="alias/moto", TargetKeyId=key)
    for index in range(25):
        clients["ssm"].put_parameter(Name=f"/app/value-{index}", Type="String", Value=f"public-{index}")
    clients["ssm"].put_parameter(Name="/app/token", Type="SecureString", KeyId=key, Value=PARAMETER)
    clients["secretsmanager"].create_secret(Name="app/managed", SecretString="made-up", KmsKeyId=key)
    yield url
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def recorded(moto):
    """A proxy before moto that keeps every target and body."""
    calls = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((self.headers.get("X-Amz-Target", "sts"), body))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length", "connection")}
            request = urllib.request.Request(moto + self.path, data=body, headers=headers, method="POST")
            try:
                answer = urllib.request.urlopen(request, timeout=30)
            except urllib.error.HTTPError as error:
                answer = error
            text = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "application/x-amz-json-1.1"))
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()


def service(tmp_path, environment_lines):
    """A small service with one function; its code is an artifact."""
    (tmp_path / "serverless.yml").write_text(
        "service: interop\nprovider:\n  name: aws\n  runtime: python3.13\n  region: us-west-2\npackage:\n  artifact: code.zip\n"
        "functions:\n  one:\n    handler: handler.main\n    environment:\n" + "".join(f"      {line}\n" for line in environment_lines)
    )
    return tmp_path / "serverless.yml"


def assert_never_decrypts(calls):
    assert calls
    for target, body in calls:
        assert not re.search(rb'"WithDecryption"\s*:\s*true', body), target
        assert not target.endswith((".Decrypt", ".GetSecretValue", ".GetParameter")), target


def test_parameters_are_asked_in_batches_of_ten(recorded, tmp_path):
    url, calls = recorded
    file = service(tmp_path, [f"VALUE_{index}: ${{ssm:/app/value-{index}}}" for index in range(25)])
    done = sealform("render", file, "--endpoint-url", url, "--format", "json")
    assert done.returncode == 0, done.stderr
    variables = json.loads(done.stdout)["Resources"]["OneLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert variables == {f"VALUE_{index}": f"public-{index}" for index in range(25)}
    assert [target for target, _ in calls] == ["AmazonSSM.GetParameters"] * 3
    assert sorted(len(json.loads(body)["Names"]) for _, body in calls) == [5, 10, 10]
    assert_never_decrypts(calls)


def test_motos_clear_text_is_refused_as_no_blob(recorded, tmp_path):
    url, calls = recorded
    done = sealform("render", service(tmp_path, ["TOKEN: ${ssm:/app/token}"]), "--endpoint-url", url)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "SF303" in done.stderr
    assert PARAMETER not in done.stderr
    assert_never_decrypts(calls)


def test_runtime_paths_and_own_encryption_work_against_moto(recorded, tmp_path):
    url, calls = recorded
    lines = ["TOKEN: ${ssm:/app/token}", "MANAGED: ${ssm:/aws/reference/secretsmanager/app/managed}"]
    done = sealform("render", service(tmp_path, lines), "--endpoint-url", url, "--form", "runtime-path", "--format", "json")
    assert done.returncode == 0, done.stderr
    variables = json.loads(done.stdout)["Resources"]["OneLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert variables == {"SSM_PATH_TO_TOKEN": "/app/token", "SSM_PATH_TO_MANAGED": "/aws/reference/secretsmanager/app/managed"}
    assert "made-up" not in done.stdout + done.stderr
    assert_never_decrypts(calls)


def test_the_fixture_asks_nothing_that_decrypts(recorded):
    url, calls = recorded
    done = sealform("render", SERVICE, "--endpoint-url", url, "--kms-key", "alias/moto")
    # moto does not hold the fixture's parameters: the run is refused, and still nothing was asked decrypted.
    assert done.returncode == 1
    assert done.stdout == ""
    assert_never_decrypts(calls)
