"""A batch run in a child process that dies, or meets a full disk, at its k-th operation; then rerun.

    python tests/batch_crash_driver.py MODE DESK WORK POINTS [SOCKET/DATABASE]

MODE and POINTS as in `crash_driver`. The run is of nine letters in chunks of two loans, drawn in the
process without an engine; one letter cannot be drawn. `press-kill` and so on: the letters stand in
print streams, but for one that differs there. Whole campaigns:

    python tests/batch_crash_driver.py kill DESK /tmp/w all
    python tests/batch_crash_driver.py press-kill DESK /tmp/w all

DESK is one that `noticegen demo` made, with its portfolio imported and templates without addresses
(`batch_desk.no_address`). Prints one JSON line: what was tried and what was wrong.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import batch_desk
from crash_driver import (
    NOW,
    Countdown,
    chosen,
    die,
    files_of,
    fresh,
    hook_full,
    hook_kill,
    in_child,
)

from noticegen import batch as story
from noticegen import fsio, render
from noticegen.batch import draw
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.vault import Vault

BAD, DIFFERS = "DK-0008", "DK-0011"
ENGINE = ["archive"]
WARM: dict[str, object] = {}


def run(desk: Desk, now: object = NOW) -> str:
    """One `noticegen batch`; "issued" when it finished."""
    desk.__dict__.update(WARM)
    result = batch_desk.run(desk, now, engine=ENGINE[0])  # type: ignore[arg-type]  # a time
    return "issued" if result.status in ("finished", "nothing_new") else result.status


def attempt(mode: str, desk: Desk, k: int) -> tuple[int, int]:
    """The disturbed run."""

    def disturbed() -> str:
        if mode == "kill":
            hook_kill(Countdown(k, die))
        elif mode == "full":
            hook_full(Countdown(k, lambda _: None))
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (k, k))
        return run(desk)

    return in_child(disturbed)


def problems(desk: Desk, reference: dict[str, str]) -> Iterator[str]:
    """After the rerun: the same files, numbers 1 to 9 each once, the failed one void, all verified."""
    if files_of(desk.out) != reference:
        differ = set(files_of(desk.out).items() ^ reference.items())
        yield f"other files than the undisturbed run: {sorted({name for name, _ in differ})}"
    if any(fsio.is_temporary(path) for path in desk.out.rglob("*")):
        yield "temporary files left"
    with Book.open(desk.book_url) as book:
        register = Register(book)
        made = [(e.seq, e.state) for e in register.list()]
        if made != [(n, "void" if n == 3 else "issued") for n in range(1, 10)]:
            yield f"numbers {made}"
        told = sorted(
            e.document
            for loan in batch_desk.READY
            for e in book.load(loan, desk.house, Vault(desk.evidence)).of(EventType.ISSUED)
        )
        if told != sorted(e.number for e in register.list(state="issued")):
            yield "the logs do not name each number once"
        yield from (f"{p.where}: {p.what.en}" for p in register.verify(desk.out))


def sweep(mode: str, points: str, desk_of: Callable[[], object], reference: dict[str, str]) -> dict[str, object]:  # fmt: skip
    """Strike, look, run again, look."""
    tried, wrong, codes = 0, list[str](), set[tuple[int, int]]()
    for k in chosen(points):
        with desk_of() as desk:  # type: ignore[attr-defined]  # a context manager
            ended = attempt(mode, desk, k)
            if ended == (0, 0) and mode != "limit":
                break  # the run was over before the k-th operation
            tried += 1
            codes.add(ended)
            found = [f"torn {n}" for n, h in files_of(desk.out).items() if reference.get(n) != h]
            again = in_child(lambda d=desk: run(d))  # type: ignore[misc]  # bound now
            if again != (0, 0):
                found.append(f"the rerun ended with {again}")
            if tried % 4 == 1:  # it finds nothing to do, wherever the first one was struck
                third = in_child(lambda d=desk: run(d, NOW + timedelta(minutes=5)))  # type: ignore[misc]
                if third != (0, 0):
                    found.append(f"a third run ended with {third}")
            found += problems(desk, reference)
            wrong += [f"{k}: {what}" for what in found]
    return {"tried": tried, "wrong": wrong, "ended": sorted(codes)}


def main() -> None:
    """Sweep the points; see the module."""
    mode, base, work, points, admin = (*sys.argv[1:6], "")[:5]
    if mode.startswith("press-"):
        mode, ENGINE[0] = mode.removeprefix("press-"), "press"
        draw.render_press = lambda _: batch_desk.FakePress((BAD, DIFFERS))  # type: ignore[assignment, return-value]
    render.render = batch_desk.failing(BAD)  # the seam: no engine is asked
    render.prepare_fonts = lambda *_: None  # type: ignore[assignment]  # none are needed
    story.CHUNK = 2
    WARM["policy"] = Desk.open(Path(base), {}).policy

    def desk_of() -> object:
        return fresh(Path(base), Path(work), admin)

    with fresh(Path(base), Path(work), admin) as desk:
        batch_desk.run(
            desk, NOW, dry_run=True, engine=ENGINE[0]
        )  # what a process reads once is read before the forks
        assert in_child(lambda: run(desk)) == (0, 0), "the undisturbed run failed"
        reference = files_of(desk.out)
        assert list(problems(desk, reference)) == []
    sys.stdout.write(json.dumps(sweep(mode, points, desk_of, reference)))


if __name__ == "__main__":
    main()
