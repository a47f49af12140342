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
# Five attempts in all, with exponential backoff and jitter.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=2, read_timeout=5)
_secrets, _clients, _guard = {}, {}, threading.Lock()


class MalformedSecret(Exception):
    """What was stored is no secret of the kind that is expected. It is not retried, and the message holds no value."""

    def __init__(self, variable, kind):
        super().__init__(f"{variable}: {kind}")
        self.variable, self.kind = variable, kind


def secret(name, ttl=TTL_SECONDS):
    """The clear text of the secret `name`, or the value of its key where `<name>_JSON_KEY` names one; with `ttl=0` it is read once."""
    return _of(name).get(ttl)


def invalidate(name):
    """Call this when the secret was refused where it is used: it is read again, at most once in 5 seconds."""
    _of(name).invalidate()


def _of(name):
    with _guard:
        return _secrets.setdefault(name, _Secret(name))


def _client(service):
    with _guard:  # boto3 makes one at a time
        if service not in _clients:
            _clients[service] = boto3.client(service, config=_CONFIG)
        return _clients[service]


class _Secret:
    def __init__(self, name):
        self.name, self.lock = name, threading.Lock()
        self.value, self.error, self.reads, self.failures = None, None, 0, 0
        self.tried_at, self.fresh_until, self.stale_until, self.retry_at = -math.inf, -math.inf, -math.inf, -math.inf

    def get(self, ttl):
        reads = self.reads
        with self.lock:  # one thread reads, the others take what it read, be it an error
            if self.value is not None and time.monotonic() < self.fresh_until:
                return self.value
            if time.monotonic() >= self.retry_at and reads == self.reads:
                self._read(ttl or math.inf)
            if self.error is None or (self.value is not None and time.monotonic() < self.stale_until):
                return self.value
            # Without the frames in which it was raised: they hold the secret.
            raise self.error.with_traceback(None)

    def invalidate(self):
        with self.lock:
            if time.monotonic() >= self.tried_at + 5:
                self.fresh_until = self.retry_at = -math.inf

    def _read(self, ttl):
        self.reads, self.tried_at = self.reads + 1, time.monotonic()
        jittered = ttl * random.uniform(0.9, 1.1)
        try:
            value, fixed = _open(self.name)
        except Exception as error:  # noqa: BLE001: whatever it is, it is raised by `get`
            wait = jittered
            if not isinstance(error, MalformedSecret):
                self.failures += 1
                wait = random.uniform(0, min(60, 2 ** (self.failures - 1)))
            self.error, self.retry_at = error, time.monotonic() + wait
            if self.value is not None and time.monotonic() < self.stale_until:
                print(f"{self.name}: reading it again failed ({_kind(error)}), the old value is used")
        else:
            self.value, self.error, self.failures = value, None, 0
            # A ciphertext in the environment never changes. An old value serves for twice the time where reading it again fails.
            self.fresh_until = math.inf if fixed else self.tried_at + jittered
            self.stale_until = self.tried_at + 2 * ttl


def _open(name):
    """The clear text, and whether it is fixed for the life of this instance."""
    path = os.environ.get(f"SSM_PATH_TO_{name}")
    if path:
        answer = _client("ssm").get_parameter(Name=path, WithDecryption=True)
        return _checked(name, answer["Parameter"]["Value"]), False
    blob = _blob(f"ENCRYPTED_{name}")
    for context in _contexts(name):
        try:
            answer = _client("kms").decrypt(CiphertextBlob=blob, EncryptionContext=context)
            return _checked(name, answer["Plaintext"].decode()), True
        except ClientError as error:
            if _kind(error) != "InvalidCiphertextException":
                raise
    raise MalformedSecret(f"ENCRYPTED_{name}", f"KMS cannot open it: another {name}_ARN, an Advanced tier parameter, or base64 of base64")


def _contexts(name):
    """The encryption contexts under which `ENCRYPTED_<name>` may have been made."""
    arn = os.environ.get(f"{name}_ARN")
    if arn:
        return [{"PARAMETER_ARN": arn}]
    # By `sealform render` for this function, or by hand without a context.
    return [{"LambdaFunctionName": os.environ["AWS_LAMBDA_FUNCTION_NAME"]}, {}]


def _blob(variable):
    try:
        blob = base64.b64decode(os.environ.get(variable, ""), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedSecret(variable, "no base64") from None
    if not blob:
        raise MalformedSecret(variable, "empty, or not there")
    return blob


def _checked(name, text):
    """The clear text or what its `<name>_JSON_KEY` picks."""
    keys = os.environ.get(f"{name}_JSON_KEY")
    value = _picked(text, keys.split(".")) if keys else text
    if not text or value is None:
        # Not where the parser fails: its error holds the whole text.
        raise MalformedSecret(name, f"no JSON with the key {keys}" if text else "empty")
    return value


def _picked(text, keys):
    try:
        value = json.loads(text)
        for key in keys:
            value = value[int(key)] if isinstance(value, list) else value[key]
    except (ValueError, LookupError, TypeError):
        return None
    return value


def _kind(error):
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
