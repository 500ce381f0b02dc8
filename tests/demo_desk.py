"""A desk with the example portfolio on its own day, and a command line run with the clock on it."""

from __future__ import annotations

import fcntl
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from noticegen import cli
from noticegen.cli.demo import prepare_demo
from noticegen.cli.session import Session

DAY = date(2026, 3, 27)
NOW = datetime(2026, 3, 27, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai, on the examples' own day


def new(folder: Path) -> Path:
    """A desk whose workbook is not yet imported."""
    prepare_demo(folder, DAY)
    return folder


def made_once(folder: Path) -> Path:
    """The desk `folder` with its portfolio imported. The first process that asks makes it, the others
    wait and find it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = new(folder.with_suffix(".part"))
            assert 0 == run(part, "import", str(part / "examples" / "portfolio.xlsx"))
            part.rename(folder)
    return folder


def imported(folder: Path, made: Path) -> Path:
    """A copy of a desk that has been imported once (`made`): imports are slow, copies are not."""
    shutil.copytree(made, folder)
    return folder


def run(folder: Path, *words: str, lang: str = "en", now: datetime = NOW) -> int:
    """One command line on that desk; its exit code."""
    session = Session(lang="zh" if lang == "zh" else "en", desk_path=folder, now=lambda: now)
    try:
        return cli.run(["--lang", lang, *words], session)
    finally:
        session.close()
