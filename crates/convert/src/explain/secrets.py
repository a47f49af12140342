"""Reads the secrets of a function by the variables that Sealform writes. Put it beside the handler as secrets_of_function.py."""

import base64
import binascii
import json
import math
import os
import random
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

TTL_SECONDS = 300  # how long a parameter is used before it is read again, +-10 % so that instances do not ask at once
MAX_STALE_SECONDS = 600  # how long the old value serves when reading it again fails
# Five attempts in all, with exponential backoff and jitter.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=2, read_timeout=5)
_secrets, _guard = {}, threading.Lock()


class MalformedSecret(Exception):
    """What was stored is no secret of the kind that is expected. It is not retried, and the message holds no value."""

    def __init__(self, variable, kind):
        super().__init__(f"{variable}: {kind}")
        self.variable, self.kind = variable, kind


def secret(name):
    """The clear text of the secret `name`, or the value of its key where `<name>_JSON_KEY` names one."""
    return _of(name).get()


def invalidate(name):
    """Call this when the secret was refused where it is used: it is read again, at most once in 5 seconds."""
    _of(name).invalidate()


def _of(name):
    with _guard:
        return _secrets.setdefault(name, _Secret(name))


class _Secret:
    def __init__(self, name):
        self.name, self.lock = name, threading.Lock()
        self.value, self.error, self.failures = None, None, 0
        self.read_at, self.fresh_until, self.retry_at = -math.inf, -math.inf, -math.inf

    def get(self):
        with self.lock:  # one thread reads, the others wait for what it reads
            now = time.monotonic()
            if self.value is not None and now < self.fresh_until:
                return self.value
            if now >= self.retry_at:
                self._read(now)
            if self.error is None:
                return self.value
            if self.value is not None and now < self.read_at + MAX_STALE_SECONDS:
                print(f"{self.name}: reading it again failed ({type(self.error).__name__}), the old value is used")
                return self.value
            raise self.error

    def invalidate(self):
        with self.lock:
            if time.monotonic() >= self.read_at + 5:
                self.fresh_until = self.retry_at = -math.inf

    def _read(self, now):
        ttl = TTL_SECONDS * random.uniform(0.9, 1.1)
        try:
            value, fixed = _open(self.name)
        except MalformedSecret as error:
            self.error, self.retry_at = error, now + ttl
        except Exception as error:  # noqa: BLE001: whatever it is, it is raised again below or waits for the next attempt
            self.failures += 1
            self.error, self.retry_at = error, now + random.uniform(0, min(60, 2 ** (self.failures - 1)))
        else:
            self.value, self.error, self.failures, self.read_at = value, None, 0, now
            self.fresh_until = math.inf if fixed else now + ttl  # a ciphertext in the environment never changes


def _open(name):
    """The clear text, and whether it is fixed for the life of this instance."""
    path = os.environ.get(f"SSM_PATH_TO_{name}")
    if path:
        answer = boto3.client("ssm", config=_CONFIG).get_parameter(Name=path, WithDecryption=True)
        return _checked(name, answer["Parameter"]["Value"]), False
    arn = os.environ.get(f"{name}_ARN")
    context = {"PARAMETER_ARN": arn} if arn else {"LambdaFunctionName": os.environ["AWS_LAMBDA_FUNCTION_NAME"]}
    try:
        blob = base64.b64decode(os.environ[f"ENCRYPTED_{name}"], validate=True)
    except binascii.Error:
        raise MalformedSecret(f"ENCRYPTED_{name}", "no base64") from None
    if not blob:
        raise MalformedSecret(f"ENCRYPTED_{name}", "empty")
    try:
        answer = boto3.client("kms", config=_CONFIG).decrypt(CiphertextBlob=blob, EncryptionContext=context)
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidCiphertextException":
            raise
        kind = f"KMS cannot open it: another {name}_ARN, an Advanced tier parameter, or base64 of base64"
        raise MalformedSecret(f"ENCRYPTED_{name}", kind) from None
    return _checked(name, answer["Plaintext"].decode()), True


def _checked(name, text):
    if not text:
        raise MalformedSecret(name, "empty")
    keys = os.environ.get(f"{name}_JSON_KEY")
    if not keys:
        return text
    try:
        value = json.loads(text)
        for key in keys.split("."):
            value = value[key]
    except (ValueError, KeyError, TypeError):
        raise MalformedSecret(name, f"no JSON with the key {keys}") from None
    return value
