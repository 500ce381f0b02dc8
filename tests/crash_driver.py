"""Issue letters in a child process that dies, or meets a full disk, at its k-th operation; then rerun.

    python tests/crash_driver.py MODE DESK WORK LOAN fake|real|beside POINTS [SOCKET/DATABASE]

(beside: real letters, laid out in a second process.)

MODE: race (POINTS processes issue all ready loans at once, each in another order), days (four people
issue the same letters as of four days at once, POINTS times, every other time one of them is killed),
kill (SIGKILL before the k-th file or database operation, a write torn in half),
full (ENOSPC from the k-th write, fsync, link or open on), limit (RLIMIT_FSIZE of k bytes).
POINTS: "all", "every:N" or numbers with commas; with NOTICEGEN_CRASH=full in the environment "every:N" is
"all". Prints one JSON line: what was tried and what was
wrong. The hooks are here, in the test; the product knows nothing of them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from noticegen import fsio, render
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.desk import Desk
from noticegen.errors import NoticegenError
from noticegen.issue import issue
from noticegen.model import Document, EventType
from noticegen.register import Register
from noticegen.render.beside import Beside
from noticegen.vault import Vault

DAY = date(2026, 3, 27)
NOW = datetime(2026, 3, 27, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
KIND = "overdue-notice"
FILE_OPERATIONS = (
    "open",
    "write",
    "fsync",
    "rename",
    "replace",
    "link",
    "unlink",
    "mkdir",
    "fchmod",
)


class Countdown:
    """Counts operations and does something at the k-th (0 = never)."""

    def __init__(self, at: int, strike: Callable[[str], None]) -> None:
        self.done, self.at, self.strike = 0, at, strike

    def __call__(self, name: str) -> bool:
        """Count one operation; True when it is (or is past) the k-th."""
        self.done += 1
        if self.at and self.done == self.at:
            self.strike(name)
        return bool(self.at) and self.done >= self.at


class Jitter(Countdown):
    """Waits up to 3 ms before each operation, as `seed` wills, so that runs interleave anew each time."""

    def __init__(self, seed: str, at: int) -> None:
        super().__init__(at, die)
        self.seed = seed

    def __call__(self, name: str) -> bool:
        """Wait, then count."""
        time.sleep(hashlib.sha256(f"{self.seed}/{self.done}".encode()).digest()[0] / 85_000)
        return super().__call__(name)


def die(_name: str) -> None:
    """No clean-up, no exception, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


def hook_kill(countdown: Countdown) -> None:
    """Count file operations, statements and commits; the k-th is not reached (a write is torn)."""
    for name in FILE_OPERATIONS:
        real = getattr(os, name)

        def hooked(*args: Any, name: str = name, real: Any = real, **more: Any) -> Any:
            if name == "write" and countdown.done + 1 == countdown.at:
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            countdown(name)
            return real(*args, **more)

        setattr(os, name, hooked)
    hook_database(countdown)


def hook_database(countdown: Countdown) -> None:
    """Before each statement, before each commit."""
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: countdown("execute") and None)
    sa.event.listen(sa.Engine, "commit", lambda *_: countdown("commit") and None)


def hook_full(countdown: Countdown) -> None:
    """From the k-th on, every operation that needs room fails with ENOSPC."""
    for name in ("open", "write", "fsync", "link", "mkdir"):
        real = getattr(os, name)

        def hooked(*args: Any, name: str = name, real: Any = real, **more: Any) -> Any:
            creating = name != "open" or (len(args) > 1 and args[1] & os.O_CREAT)
            if creating and countdown(name):
                raise OSError(errno.ENOSPC, "no space left")
            return real(*args, **more)

        setattr(os, name, hooked)


def fake_render(
    document: Document, _style: object, _formats: object = (), **_more: object
) -> render.Rendered:
    """Files that depend on every word of the document, without an engine."""
    digest = render.content_hash(document)
    pdf = f"PDF {digest} ".encode() * 200
    return render.Rendered(pdf, f"DOCX {digest} ".encode() * 200, 1, digest, ())


WARM: dict[str, Any] = {}  # the policy is the same file each time; reading it is not the point


helped: Callable[[], contextlib.AbstractContextManager[Beside | None]] = contextlib.nullcontext


def run(desk: Desk, loan: str, now: datetime, on: date = DAY) -> str:
    """One `issue`, as the command line would run it."""
    desk.__dict__.update(WARM)
    with helped() as beside, Book.open(desk.book_url) as book:
        return issue(desk, book, KIND, loan, on=on, now=now, beside=beside).status


def in_child(work: Callable[[], object]) -> tuple[int, int]:
    """Run in a fork; (signal, exit code). Exit 100 and more = a NoticegenError, 9 = anything else."""
    return ended(start(work))


def start(work: Callable[[], object]) -> int:
    """The process id of a fork that does the work."""
    child = os.fork()
    if child == 0:
        code = 9
        try:
            code = 0 if work() == "issued" else 8
        except NoticegenError as refused:
            code = 100 + int(refused.code)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def ended(child: int) -> tuple[int, int]:
    """How it ended: (signal, exit code)."""
    _, status = os.waitpid(child, 0)
    return (os.WTERMSIG(status), 0) if os.WIFSIGNALED(status) else (0, os.WEXITSTATUS(status))


def files_of(out: Path) -> dict[str, str]:
    """Final names below the out folder, with the hash of what stands there."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not fsio.is_temporary(path)
    }


@contextlib.contextmanager
def fresh(base: Path, work: Path, admin: str) -> Iterator[Desk]:
    """A copy of the desk; with PostgreSQL a copy of its database too."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)
    desk = Desk.open(work, {})
    if not admin:
        yield desk
        return
    import psycopg

    socket, _, template = admin.rpartition("/")
    with psycopg.connect(f"host={socket} user=book dbname=postgres", autocommit=True) as server:
        server.execute(b"drop database if exists crash with (force)")
        server.execute(f"create database crash template {template}".encode())
    yield replace(desk, book_url=f"postgresql://book@/crash?host={socket}")


def copy_book(old_url: str, new_url: str) -> None:
    """Copy a book into a new one on another database."""
    with (
        Book.open(old_url) as source,
        Book.create(new_url) as target,
        source.read() as old,
        target.write() as new,
    ):
        new.execute(t.leaves.delete())
        new.execute(t.tree.delete())
        for table in t.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in old.execute(table.select())]
            if rows:
                new.execute(table.insert(), rows)


def problems_before(desk: Desk, reference: dict[str, str]) -> list[str]:
    """After the crash: nothing torn under a final name."""
    return [
        f"torn {name}" for name, found in files_of(desk.out).items() if reference[name] != found
    ]


def problems_after(desk: Desk, loan: str, reference: dict[str, str]) -> list[str]:
    """After the rerun: the same bytes, every number issued once, the register clean."""
    wrong = []
    if files_of(desk.out) != reference:
        wrong.append("other files than the undisturbed run")
    if any(fsio.is_temporary(path) for path in desk.out.rglob("*")):
        wrong.append("temporary files left")
    with Book.open(desk.book_url) as book:
        register = Register(book)
        entries = list(register.list())
        expected = [(n, "issued") for n in range(1, len(reference) // 2 + 1)]
        if [(e.seq, e.state) for e in entries] != expected:
            wrong.append(f"numbers {[(e.seq, e.state) for e in entries]}")
        case = book.load(loan, desk.house, Vault(desk.evidence))
        told = sorted(e.document for e in case.of(EventType.ISSUED))
        if told != sorted(e.number for e in entries):
            wrong.append("the log does not name each number once")
        wrong += [f"{p.where}: {p.what.en}" for p in register.verify(desk.out)]
        if not case.chain_intact:
            wrong.append("chain broken")
    return wrong


def attempt(mode: str, desk: Desk, loan: str, k: int) -> tuple[int, int]:
    """The disturbed run."""

    def disturbed() -> str:
        if mode == "kill":
            hook_kill(Countdown(k, die))
        elif mode == "full":
            hook_full(Countdown(k, lambda _: None))
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (k, k))
        return run(desk, loan, NOW)

    return in_child(disturbed)


READY = ("DK-0003", "DK-0007", "DK-0008", "DK-0009", "DK-0010", "DK-0011", "DK-0012", "DK-0013")


def race(desk: Desk, processes: int) -> dict[str, object]:
    """Several processes issue the same letters at once: 1 ... n, each once, everything verified."""
    children = []
    for n in range(processes):
        child = os.fork()
        if child == 0:
            code = 9
            try:
                for loan in READY[n:] + READY[:n] if n % 2 else READY:
                    run(desk, loan, NOW)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        children.append(child)
    codes = [os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children]
    wrong = []
    with Book.open(desk.book_url) as book:
        entries = list(Register(book).list())
        if [e.seq for e in entries] != list(range(1, len(READY) + 2)):  # DK-0013 has two addressees
            wrong.append(f"numbers {[(e.seq, e.state, e.loan) for e in entries]}")
        if {e.state for e in entries} != {"issued"}:
            wrong.append("not all issued")
        wrong += [f"{p.where}: {p.what.en}" for p in Register(book).verify(desk.out)]
    return {"tried": len(entries), "wrong": wrong, "ended": codes}


DAYS = tuple(DAY - timedelta(days=n) for n in range(4))


def as_of(desk: Desk, loan: str, on: date, seed: str, killed_at: int) -> Callable[[], str]:
    """One of the people: issues the letters of `loan` as of `on`, with pauses, or dies on the way."""

    def work() -> str:
        hook_kill(Jitter(seed, killed_at))
        return run(desk, loan, NOW, on)

    return work


def days(base: Path, folder: Path, admin: str, loan: str, rounds: int) -> dict[str, object]:
    """Whoever loses leaves nothing behind; who was killed, nothing that a rerun does not mend."""
    wrong, codes, voided = [], set(), 0
    for turn in range(rounds):
        with fresh(base, folder, admin) as desk:
            dies = turn % 2 * (10 + turn * 7 % 45)
            people = [
                start(as_of(desk, loan, on, f"{turn}/{on}", dies if on == DAYS[turn % 4] else 0))
                for on in DAYS
            ]
            codes |= {ended(child) for child in people}
            with Book.open(desk.book_url) as book:
                register = Register(book)
                found = [] if dies else [p.where for p in register.verify(desk.out)]
                if not dies and len({e.party for e in register.list(state="issued")}) != 2:
                    found.append("somebody got no letter")
                found += [f"{on} again" for on in DAYS if in_child(partial(run, desk, loan, LATER, on)) != (0, 0)]  # fmt: skip
                entries = list(register.list())
                letters = [(e.party, e.as_of) for e in entries if e.state == "issued"]
                if len(letters) != 8 or len(set(letters)) != 8:
                    found.append(f"letters {letters}")
                if [e.seq for e in entries] != list(range(1, len(entries) + 1)):
                    found.append("numbers have a gap")
                found += [f"{p.where}: {p.what.en}" for p in register.verify(desk.out)]
                voided += len(entries) - len(letters)
            wrong += [f"{turn}: {what}" for what in found]
    return {"tried": rounds, "wrong": wrong, "ended": sorted(codes), "voided": voided}


def chosen(points: str) -> Iterator[int]:
    """The operations to strike at."""
    if points == "all" or points.startswith("every:"):
        whole = points == "all" or os.environ.get("NOTICEGEN_CRASH") == "full"
        return count(1, 1 if whole else int(points.partition(":")[2]))
    return iter(int(point) for point in points.split(","))


def main() -> None:
    """Sweep the points; see the module."""
    mode, base, work, loan, engine, points, admin = (*sys.argv[1:8], "")[:7]
    global helped  # noqa: PLW0603  # chosen once, for the forks to come
    if engine == "beside":
        helped = Beside
    if engine == "fake":
        render.render = fake_render  # type: ignore[assignment]  # the seam: no engine is asked
    folder = Path(work)
    WARM["policy"] = Desk.open(Path(base), {}).policy
    with fresh(Path(base), folder, admin) as desk:
        with Book.open(desk.book_url) as book:  # what a process reads once is read before the forks
            issue(desk, book, KIND, loan, on=DAY, now=NOW, dry_run=True)
        if mode == "race":
            sys.stdout.write(json.dumps(race(desk, int(points))))
            return
        if mode == "days":
            sys.stdout.write(json.dumps(days(Path(base), folder, admin, loan, int(points))))
            return
        assert in_child(lambda: run(desk, loan, NOW)) == (0, 0), "the undisturbed run failed"
        reference = files_of(desk.out)
        assert problems_after(desk, loan, reference) == []
    tried, wrong, codes = 0, [], set()
    for k in chosen(points):
        with fresh(Path(base), folder, admin) as desk:
            ended = attempt(mode, desk, loan, k)
            if ended == (0, 0) and mode != "limit":
                break  # the run was over before the k-th operation
            tried += 1
            codes.add(ended)
            found = problems_before(desk, reference)
            again = in_child(lambda d=desk: run(d, loan, LATER))  # type: ignore[misc]  # bound now
            if again != (0, 0):
                found.append(f"the rerun ended with {again}")
            found += problems_after(desk, loan, reference)
            wrong += [f"{k}: {what}" for what in found]
    sys.stdout.write(json.dumps({"tried": tried, "wrong": wrong, "ended": sorted(codes)}))


if __name__ == "__main__":
    main()
