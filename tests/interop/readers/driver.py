"""Drives the lines that `convert --explain-code python` prints: one command a line in JSON on standard input, one answer a line out.

The clock is set by the commands, and waiting costs no time.
"""

import concurrent.futures
import contextlib
import io
import json
import os
import sys
import time
import traceback

import secrets_of_function as reader
from botocore.exceptions import ClientError

waited, now = [], [0.0]
time.sleep = waited.append
time.monotonic = lambda: now[0]


def everything(error):
    """All that a log of an error may show: its texts, its causes, and what stands in the frames that it went through."""
    seen = []
    while error is not None:
        stack = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), capture_locals=True)
        locals_of_reader = [frame.locals for frame in stack if frame.filename.endswith("secrets_of_function.py")]
        seen.append(f"{error!s} {error!r} {vars(error)} {locals_of_reader}")
        error = error.__cause__ or error.__context__
    return " ".join(seen)


def ask(name, ttl):
    try:
        return {"value": reader.secret(name) if ttl is None else reader.secret(name, ttl)}
    except Exception as error:  # noqa: BLE001: it is what is tested
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        return {"error": code, "malformed": isinstance(error, reader.MalformedSecret), "text": everything(error)}


for line in sys.stdin:
    command = json.loads(line)
    os.environ.update(command.get("environment", {}))
    now[0] = float(command.get("at", now[0]))
    waited.clear()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), concurrent.futures.ThreadPoolExecutor(32) as pool:
        for name in command.get("invalidate", []):
            reader.invalidate(name)
        answers = list(pool.map(lambda name: ask(name, command.get("ttl")), command.get("get", [])))
    print(json.dumps({"answers": answers, "said": said.getvalue(), "waited": waited}), flush=True)
