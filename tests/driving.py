"""Drivers of the crash tests, each run in a process forked from one that has imported everything.

A driver forks, kills and patches `os`, so that it cannot run in the process of the tests; and a new
interpreter for each takes longer than many a driver. `Drivers` starts one, and asks it for a fork."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any


class Drivers:
    """A process with the drivers in it. A class because it is started once and ended."""

    def __init__(self) -> None:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=env,
        )  # fmt: skip

    def __call__(self, module: str, said: Path, *words: str) -> Any:
        """Run `main` of a driver as a command line of these words; what it found. What it says is kept in
        files beside `said`. Fails with what it wrote to stderr."""
        out, err = said.with_suffix(".out"), said.with_suffix(".err")
        job = {"module": module, "words": words, "out": str(out), "err": str(err)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        code = self._process.stdout.readline().strip()
        assert code == "0", f"ended with {code}: {err.read_text('utf-8', 'replace')}"
        return json.loads(out.read_text("utf-8"))

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


def on_copy(drivers: Drivers, driver: str, base: Path, work: Path) -> Callable[..., Any]:
    """Runs a driver, by its mode and more words, on copies of the desk `base` made below `work`."""

    def run(mode: str, *more: str) -> Any:
        return drivers(driver, work, mode, str(base), str(work), *more)

    return run


def serve(answers: IO[str]) -> None:
    """Fork for each line on stdin; its exit code is the answer."""
    for line in sys.stdin:
        job = json.loads(line)
        driver = importlib.import_module(job["module"])
        child = os.fork()
        if child == 0:
            _drive(driver, job)
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


def _drive(driver: Any, job: dict[str, Any]) -> None:
    """Be a process of one's own that runs the driver and ends."""
    for fd, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), fd)
    sys.argv = [job["module"], *job["words"]]
    code = 1
    try:
        driver.main()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    own = os.fdopen(os.dup(1), "w")  # a driver has a stdout of its own
    os.dup2(2, 1)
    serve(own)
