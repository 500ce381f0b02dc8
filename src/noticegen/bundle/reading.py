"""The PDFs of a packet somebody hands us, read in a process of their own: `python -m noticegen.bundle.reading`.

Whoever made them may have made them to hurt: the child bounds its memory and processor time, and says of
each file that it begins with it, so that the one it died on can be named.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from noticegen.bundle.bag import Problem
from noticegen.bundle.content import Content, Cut, Volume
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import lint
from noticegen.bundle.profile import Name, Profile
from noticegen.bundle.seals import checked_against
from noticegen.confined import KILLED, MEMORY, OUT_OF_TIME, command, limit_self
from noticegen.text import Text

# Rows that only a court asks for are for `build`; these say whether a packet is whole.
WHOLE = frozenset({1, 2, 4, 5, 6, 7, 15, 17, 21, 22, 24, 25, 30, 37, 38, 39, 41, 42})
ANY = Profile(id="any", name=Name(zh="", en=""), source="", flavour="2b")
WRITTEN = 64 << 20  # bytes of any file that the child writes: none is meant to be
COPIES = 3  # of the largest file: two readers map it into their memory
LONG = Text("读取超时，已停止：文件可能是有意做成的", "reading it took too long and was stopped: it may be made so on purpose")  # fmt: skip
STARVED = Text("读取程序被系统终止，很可能内存不足；请在内存更大的机器上再试", "the system killed the reader, most likely for want of memory; try on a machine with more")  # fmt: skip
DIED = Text("读取程序异常终止：文件已损坏或有意做成", "the reader died on it: damaged, or made so on purpose")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take: processor seconds, and bytes of memory beside the files."""

    seconds: int = 1_200
    memory: int = MEMORY


LIMITS = Limits()
Before = Callable[[str], None]  # is told the file that comes next


def read_apart(
    folder: Path, content: Content, trust: Sequence[Path], limits: Limits = LIMITS
) -> Iterator[Problem]:
    """What is wrong with pages and seals of the volumes and papers that `content` names, all of them there.

    Yields a problem that names the file when the child that reads it runs out of time, is killed (for want
    of memory), or dies."""
    files = [*(v.file for v in content.volumes), *(c.file for c in content.papers)]
    sizes = [(folder / file).stat().st_size for file in files]
    job = {
        "folder": str(folder.absolute()), "content": content.text(),
        "trust": [str(path.absolute()) for path in trust], "seconds": limits.seconds,
        "memory": limits.memory + COPIES * max(sizes, default=0),
    }  # fmt: skip
    code, lines = _child(json.dumps(job), 4 * limits.seconds)
    where, found = "data", None
    for line in lines:
        where, found = line.get("at", where), line.get("problems", found)
    if found is None:
        yield Problem("pages", where, _end(code))
        return
    for kind, place, what in found:
        yield Problem(kind, place, Text(*what))


def _end(code: int) -> Text:
    """Why a child ended that did not say what it found."""
    if code in OUT_OF_TIME:
        return LONG
    return STARVED if code == KILLED else DIED


def _child(job: str, wall: int) -> tuple[int, list[dict[str, Any]]]:
    """The exit code of the child and what it said, line by line."""
    try:
        done = subprocess.run(
            command(__name__), input=job.encode(), check=False, timeout=wall, stdout=subprocess.PIPE,
            stderr=None if os.environ.get("NOTICEGEN_TRACE") else subprocess.DEVNULL,
        )  # fmt: skip
        code, said = done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        code, said = OUT_OF_TIME[0], late.stdout or b""
    lines = []
    for line in said.decode("utf-8", "replace").splitlines():
        with contextlib.suppress(ValueError):
            lines.append(json.loads(line))
    return code, lines


def read_here(
    folder: Path, content: Content, trust: Sequence[Path], before: Before = lambda _: None
) -> Iterator[Problem]:
    """The same in this process."""
    yield from _pages(folder, content, before)
    check = checked_against(trust)
    sealed: tuple[Volume | Cut, ...] = (*content.volumes, *content.papers)
    for one in sealed:
        before(one.file)
        yield from check(folder / one.file, one)


def _pages(folder: Path, content: Content, before: Before) -> Iterator[Problem]:
    """The rows of the linter that say whether the volumes are whole."""
    try:
        packet = packet_of(content, folder, ANY, ink=True, before=before)
    except Exception as error:  # noqa: BLE001 - whatever a foreign file does to the readers, it is named
        name = type(error).__name__
        yield Problem("pages", "data", Text(f"无法读取（{name}）", f"cannot be read ({name})"))
        return
    for fault in lint(packet):
        if fault.row in WHOLE:
            yield Problem(f"row {fault.row}", fault.where, fault.what)


def main(answers: IO[str]) -> None:
    """Do the job that stands on stdin."""
    job = json.loads(sys.stdin.read())
    limit_self(job["memory"], job["seconds"], WRITTEN)

    def say(line: dict[str, object]) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    content = Content.model_validate_json(job["content"])
    trust = [Path(path) for path in job["trust"]]
    found = [
        (p.kind, p.where, p.what)
        for p in read_here(Path(job["folder"]), content, trust, lambda file: say({"at": file}))
    ]
    say({"problems": found})


if __name__ == "__main__":
    own = os.fdopen(os.dup(1), "w")  # what libraries print must not stand among the answers
    os.dup2(2, 1)
    main(own)
