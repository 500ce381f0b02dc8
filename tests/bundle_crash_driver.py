"""Build a packet in a child process that dies at its k-th operation on files or the book; then build it again.

    python tests/bundle_crash_driver.py final|draft WORK POINTS

final: the first build of a packet; draft: one that takes the place of an older draft. POINTS as in
crash_driver.py. Prints one JSON line: what was tried and what was wrong. Papers are drawn before the
forks (`make_quick`); all else is the build as it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bundle_desk as on_desk
import pikepdf
from crash_driver import Countdown, chosen, die, ended, files_of, hook_kill
from crash_driver import start as start_issue
from demo_desk import NOW
from packet_cases import recourse_case
from pytest import MonkeyPatch
from test_bundle_story import few_papers

from noticegen import fsio
from noticegen.book import Book
from noticegen.bundle import bag, build
from noticegen.bundle.anchor import known_to, recorded
from noticegen.register import Register

Work = Callable[[], object]
BOOK = "book.sqlite"


def hook_engine(countdown: Countdown) -> None:
    """Count what writes past `os`: pikepdf before and after, files opened to be written."""
    for owner, name in ((pikepdf.Pdf, "save"), (pikepdf.Job, "run")):
        real = getattr(owner, name)

        def hooked(*args: Any, real: Any = real, name: str = name, **more: Any) -> Any:
            countdown(name)
            made = real(*args, **more)
            countdown(f"{name} done")
            return made

        setattr(owner, name, hooked)
    opened = io.open

    def open_(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if set(mode) & set("wxa+"):
            countdown("open")
        return opened(file, mode, *args, **more)

    io.open = open_


class Packet:
    """The desk, case and register from which it is built again and again. A class because forks share it."""

    def __init__(self, root: Path, draft: bool) -> None:
        self.root, self.draft = root, draft
        self.desk = on_desk.desk(root)
        self.case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), self.desk)
        self.before = on_desk.case_with_files(recourse_case(), self.desk)
        self.register = on_desk.register(self.case, self.desk)
        self.url = f"sqlite:///{root / BOOK}"
        Book.create(self.url).close()
        if draft:
            self.build(self.before)
        self.clean = root.with_name("clean")
        shutil.copytree(root, self.clean)

    def build(self, case: Any = None) -> str:
        with Book.open(self.url) as book:
            made = build(
                self.desk, case or self.case, self.register, on=on_desk.ON, profile="ew-ebundle",
                draft=self.draft, record=recorded(book, self.case.loan.id, NOW),
            )  # fmt: skip
        return "issued" if made.status == ("draft" if self.draft else "final") else made.status

    def fresh(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.clean, self.root)

    def killed(self, at: int) -> tuple[int, int]:
        def work() -> str:
            countdown = Countdown(at, die)
            hook_kill(countdown)
            hook_engine(countdown)
            return self.build()

        return ended(start_issue(work))

    def packets(self) -> dict[str, str]:
        """What stands under its name, locks and leavings left out."""
        found = files_of(self.desk.out)
        return {n: h for n, h in found.items() if "bundles/" in n and not n.endswith(".lock") and ".part/" not in n}  # fmt: skip

    def half(self, reference: dict[str, str]) -> list[str]:
        """After the crash: under the name of the packet is nothing, or a whole one; so with its zip."""
        wrong = []
        folders = {p.name: p for p in self.desk.out.rglob("*cn*") if p.is_dir()}
        places = [p for p in self.desk.out.rglob("bagit.txt") if ".part/" not in p.as_posix()]
        wrong += [f"half {p.parent.name}" for p in places if bag.check_layout(p.parent)]
        wrong += [f"no packet {name}" for name, path in folders.items() if not (path / "bagit.txt").is_file()]  # fmt: skip
        if self.draft:
            zips = list(self.desk.out.rglob("*.zip"))
            wrong += [f"old zip {z.name}" for z in zips if not self._agree(z, places)]
            return wrong
        return wrong + [f"torn {n}" for n, h in self.packets().items() if reference.get(n) != h]

    def _agree(self, zipped: Path, places: list[Path]) -> bool:
        """Whether a zip is that of the folder beside it."""
        if not places:
            return False
        made = b"".join(bag.zipped(places[0].parent, places[0].parent.name))
        return hashlib.sha256(made).hexdigest() == fsio.sha256_of(zipped)

    def after(self, reference: dict[str, str]) -> list[str]:
        """After the rerun: the same bytes, nothing left over, the hash in the book once."""
        wrong = [] if self.packets() == reference else ["other files than the undisturbed run"]
        wrong += [f"left {p.name}" for p in self.root.rglob("*") if fsio.is_temporary(p)]
        with Book.open(self.url) as book:
            known = known_to(book)(self.case.loan.id)
            if len(known) != (0 if self.draft else 1):
                wrong.append(f"the book knows {len(known)}")
            wrong += [p.where for p in Register(book).verify(self.root / "none")]
        return wrong


def main() -> None:
    """Sweep the points; see the module."""
    mode, work, points = sys.argv[1:4]
    patch = MonkeyPatch()
    on_desk.make_quick(patch, few_papers)
    packet = Packet(Path(work) / "desk", mode == "draft")
    packet.build()
    reference = packet.packets()
    wrong = packet.after(reference)
    tried = 0
    for k in chosen(points):
        packet.fresh()
        end = packet.killed(k)
        if end == (0, 0):
            break  # the build was over before the k-th operation
        tried += 1
        found = [f"ended {end}"] if end[0] != 9 else []
        found += packet.half(reference)
        found += [] if packet.build() == "issued" else ["the rerun is not final"]
        found += packet.after(reference)
        wrong += [f"{k}: {what}" for what in found]
    sys.stdout.write(json.dumps({"tried": tried, "wrong": wrong}))


if __name__ == "__main__":
    main()
