"""The processes that read files for us, kept for the next file."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
from typing import Any

from noticegen.confined import command


class Died(Exception):
    """The process that read the file died; `code` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit code {code}")
        self.code = code


class Reader:
    """One such process. A class because it holds the pipes."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            command("noticegen.exhibits.worker"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=None if os.environ.get("NOTICEGEN_TRACE") else subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """Have a job done. Raises Died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            self._process.kill()
            raise Died(self._process.wait())
        answer: dict[str, Any] = json.loads(line)
        if "died" in answer:
            raise Died(answer["died"])
        return answer

    def alive(self) -> bool:
        """Whether it can be asked again, by us."""
        return self.owner == os.getpid() and self._process.poll() is None

    def close(self) -> None:
        """End it."""
        if self.owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


_idle: list[Reader] = []


def ask(job: dict[str, Any]) -> dict[str, Any]:
    """Have an idle reader, or a new one, do the job; threads may ask at once. Raises Died."""
    reader = _idle.pop() if _idle else Reader()
    if not reader.alive():
        reader.close()
        reader = Reader()
    try:
        answer = reader.ask(job)
    except Died:
        _put_back(reader)
        raise
    except BaseException:  # interrupted in the middle of a job: its answer is nobody's
        reader.close()
        raise
    _put_back(reader)
    return answer


def _put_back(reader: Reader) -> None:
    if reader.alive():
        _idle.append(reader)
    else:
        reader.close()


@atexit.register
def close_all() -> None:
    """End the processes."""
    while _idle:
        _idle.pop().close()
