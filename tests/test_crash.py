"""A killed process, a full disk, two processes at once: no number lost, reused or doubled, no torn
file under a final name, the same bytes as an undisturbed run, and a register that verifies.

A sample of the operations; all of them with

    NOTICEGEN_CRASH=full pytest tests/test_crash.py tests/test_batch_crash.py
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import crash_driver
import demo_desk
import pytest
from driving import Drivers, on_copy

from noticegen import render
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import OutputError
from noticegen.issue import issue, letter
from noticegen.register import Register

Drive = Callable[..., Any]


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)


@pytest.fixture
def on_postgres(base: Path, postgres_url: str, postgres: str) -> str:
    """The same book in PostgreSQL; SOCKET/DATABASE for the driver."""
    crash_driver.copy_book(Desk.open(base, {}).book_url, postgres_url)
    with Book.open(postgres_url) as target:
        assert [] == Register(target).verify(base / "out")
    return f"{postgres}/{postgres_url.split('?', maxsplit=1)[0].rpartition('/')[2]}"


@pytest.fixture
def drive(drivers: Drivers, base: Path, tmp_path: Path) -> Drive:
    """Run the driver on a copy of the desk; what it found."""
    return on_copy(drivers, "crash_driver", base, tmp_path / "w")


def test_killed_anywhere(drive: Drive) -> None:
    """SIGKILL at every ninth file or database operation of two letters; one rerun mends it, each time."""
    found = drive("kill", "DK-0013", "fake", "every:9")

    assert [] == found["wrong"]
    assert [[9, 0]] == found["ended"]
    assert found["tried"] > 10


def test_killed_with_the_real_renderer(drive: Drive) -> None:
    """The same with real PDF and DOCX, at every 41st operation."""
    found = drive("kill", "DK-0003", "real", "every:41")

    assert [] == found["wrong"]
    assert found["tried"] > 1


def test_killed_beside_a_second_process(drive: Drive) -> None:
    """The same where a second process lays the letters out, which ends with the first."""
    found = drive("kill", "DK-0003", "beside", "every:53")

    assert [] == found["wrong"]
    assert found["tried"] > 1


def test_killed_on_postgresql(drive: Drive, on_postgres: str) -> None:
    """The same on PostgreSQL, at every 31st operation."""
    found = drive("kill", "DK-0013", "fake", "every:31", on_postgres)

    assert [] == found["wrong"]
    assert found["tried"] > 2


def test_no_room(drive: Drive) -> None:
    """ENOSPC from every third creating operation on: exit 7, nothing torn, the rerun completes."""
    found = drive("full", "DK-0013", "fake", "every:3")

    assert [] == found["wrong"]
    assert [[0, 107]] == found["ended"]
    assert found["tried"] > 5


def test_files_may_not_grow(drive: Drive) -> None:
    """Under a file-size limit the book or the letter is refused (exit 5 or 7); the rerun completes."""
    limits = "1024,8192,16384,32768,131072"
    found = drive("limit", "DK-0013", "fake", limits)

    assert [] == found["wrong"]
    assert {(0, 105)} <= {tuple(end) for end in found["ended"]} <= {(0, 0), (0, 105), (0, 107)}


def test_processes_at_once(drive: Drive) -> None:
    """Four processes issue the same nine letters at once: 1 ... 9, each once."""
    found = drive("race", "DK-0003", "fake", "4")

    assert {"tried": 9, "wrong": [], "ended": [0] * 4} == found


def test_processes_at_once_on_postgresql(drive: Drive, on_postgres: str) -> None:
    """The same on PostgreSQL."""
    found = drive("race", "DK-0003", "fake", "4", on_postgres)

    assert {"tried": 9, "wrong": [], "ended": [0] * 4} == found


def test_the_same_letter_for_other_days_at_once(drive: Drive) -> None:
    """Four people issue the same two letters as of four days: the losers' files never stay behind,
    an issued letter never loses its own, and where one of them was killed a rerun mends it."""
    found = drive("days", "DK-0013", "fake", "8")

    assert [] == found["wrong"]
    assert found["voided"] > 0  # they did meet
    assert {(0, 0), (0, 105), (9, 0)} >= {tuple(end) for end in found["ended"]} >= {(9, 0)}


def test_the_same_letter_for_other_days_at_once_on_postgresql(
    drive: Drive, on_postgres: str
) -> None:
    """The same on PostgreSQL."""
    found = drive("days", "DK-0013", "fake", "4", on_postgres)

    assert [] == found["wrong"]
    assert found["voided"] > 0


def test_the_sweep_sees_a_wrong_order(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealing before publishing would be found: a crash between leaves an issued number without files."""
    monkeypatch.setattr(render, "render", crash_driver.fake_render)
    desk = Desk.open(demo_desk.imported(tmp_path / "d", base), {})

    def dies(*_: object) -> None:
        raise OutputError(crash_driver_text(), crash_driver_text())

    monkeypatch.setattr(letter, "publish", lambda *_: None)
    monkeypatch.setattr(letter, "letter_of", dies)
    with Book.open(desk.book_url) as book:
        with pytest.raises(OutputError):
            issue(desk, book, "overdue-notice", "DK-0003", on=demo_desk.DAY, now=demo_desk.NOW)
        monkeypatch.undo()
        later = demo_desk.NOW + timedelta(minutes=5)
        issue(desk, book, "overdue-notice", "DK-0003", on=demo_desk.DAY, now=later)
        assert 2 == len(Register(book).verify(desk.out))


def crash_driver_text() -> Any:
    """Words for an error nobody reads."""
    from noticegen.text import Text

    return Text("停", "stop")
