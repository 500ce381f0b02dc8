"""A batch run that is killed, meets a full disk, or is killed on PostgreSQL: the same command finishes it
with the same numbers and the same bytes. A sample of the operations; all of them with

    NOTICEGEN_CRASH=full pytest tests/test_crash.py tests/test_batch_crash.py
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import batch_desk
import crash_driver
import demo_desk
import pytest
from driving import Drivers, on_copy

from noticegen import batch as story
from noticegen import fsio, render
from noticegen.batch import draw
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import BookError
from noticegen.register import Register

Drive = Callable[..., Any]


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)
    batch_desk.no_address(folder)
    return folder


@pytest.fixture
def drive(drivers: Drivers, base: Path, tmp_path: Path) -> Drive:
    """Run the driver on a copy of the desk; what it found."""
    return on_copy(drivers, "batch_crash_driver", base, tmp_path / "w")


def test_killed_anywhere(drive: Drive) -> None:
    """SIGKILL at every 101st file or database operation; one rerun mends it, each time."""
    found = drive("kill", "every:101")

    assert [] == found["wrong"]
    assert [[9, 0]] == found["ended"]
    assert found["tried"] > 4


def test_killed_anywhere_in_a_press_run(drive: Drive) -> None:
    """The same where letters share print streams: same numbers, same streams, none left that is no one's."""
    found = drive("press-kill", "every:113")

    assert [] == found["wrong"]
    assert [[9, 0]] == found["ended"]
    assert found["tried"] > 3


def test_no_room(drive: Drive) -> None:
    """ENOSPC from every 53rd creating operation on: nothing torn, the rerun completes."""
    found = drive("full", "every:53")

    assert [] == found["wrong"]
    assert found["tried"] > 1


def test_files_may_not_grow(drive: Drive) -> None:
    """Under a file-size limit the book, a letter or a list is refused; the rerun completes."""
    found = drive("limit", "600,8192,65536")

    assert [] == found["wrong"]


def test_killed_on_postgresql(drive: Drive, base: Path, postgres_url: str, postgres: str) -> None:
    """The same on PostgreSQL, at every 223rd operation."""
    crash_driver.copy_book(Desk.open(base, {}).book_url, postgres_url)
    admin = f"{postgres}/{postgres_url.split('?', maxsplit=1)[0].rpartition('/')[2]}"
    found = drive("kill", "every:223", admin)

    assert [] == found["wrong"]
    assert found["tried"] > 1


@pytest.mark.parametrize("engine", ["archive", "press"])
def test_the_database_goes_away(base: Path, tmp_path: Path, postgres_url: str, postgres: str, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:  # fmt: skip
    """PostgreSQL restarts in the middle of a run: exit 5, and the same command finishes it with the same
    files as a run that nobody disturbed."""
    crash_driver.copy_book(Desk.open(base, {}).book_url, postgres_url)
    monkeypatch.setattr(render, "render", batch_desk.fake_render)
    monkeypatch.setattr(draw, "render_press", lambda _: batch_desk.FakePress())
    monkeypatch.setattr(story, "CHUNK", 3)
    calm = Desk.open(demo_desk.imported(tmp_path / "calm", base), {})
    batch_desk.run(calm, crash_driver.NOW, engine=engine)
    desk = Desk.open(demo_desk.imported(tmp_path / "d", base), {})
    desk = replace(desk, book_url=postgres_url)
    real, left = fsio.publish_many, [1]

    def restarts(files: Sequence[tuple[Path, bytes]]) -> None:
        real(files)
        left[0] -= 1
        if left[0] < 0:
            everybody_out(postgres)

    with monkeypatch.context() as patch:
        patch.setattr(fsio, "publish_many", restarts)
        with pytest.raises(BookError, match="cannot be reached"):
            batch_desk.run(desk, crash_driver.NOW, engine=engine)
    batch_desk.run(desk, crash_driver.LATER, engine=engine)

    assert crash_driver.files_of(calm.out) == crash_driver.files_of(desk.out)
    with Book.open(desk.book_url) as book:
        assert [(n, "issued") for n in range(1, 10)] == [(e.seq, e.state) for e in Register(book).list()]  # fmt: skip
        assert [] == Register(book).verify(desk.out)


def test_a_run_whose_lock_is_gone_stops(base: Path, tmp_path: Path, postgres_url: str, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """A run keeps no transaction open while it draws; when the server ends the session of its lock, another
    run could begin: it stops before it issues anything more, and the same command finishes it."""
    import psycopg

    crash_driver.copy_book(Desk.open(base, {}).book_url, postgres_url)
    monkeypatch.setattr(render, "render", batch_desk.fake_render)
    monkeypatch.setattr(story, "CHUNK", 3)
    desk = Desk.open(demo_desk.imported(tmp_path / "d", base), {})
    desk = replace(desk, book_url=postgres_url)
    states: list[set[str]] = []

    def ended(_what: str, _done: int, _total: int) -> None:
        """After the first chunk the session that holds the lock is ended, and no other."""
        with psycopg.connect(f"host={postgres} user=book dbname=postgres", autocommit=True) as admin:  # fmt: skip
            rows = admin.execute("select state from pg_stat_activity where datname not in ('postgres')").fetchall()  # fmt: skip
            states.append({state for (state,) in rows})
            admin.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")  # fmt: skip

    with pytest.raises(BookError, match="cannot be reached"):
        batch_desk.run(desk, crash_driver.NOW, progress=ended)
    assert [{"idle"}] == states
    with Book.open(desk.book_url) as book:
        assert 1 == sum(e.state == "issued" for e in Register(book).list())
    assert 9 == batch_desk.run(desk, crash_driver.LATER).counts["issued"]
    with Book.open(desk.book_url) as book:
        assert [(n, "issued") for n in range(1, 10)] == [(e.seq, e.state) for e in Register(book).list()]  # fmt: skip
        assert [] == Register(book).verify(desk.out)


def everybody_out(socket: str) -> None:
    """Every connection is closed by the server, as when it restarts."""
    import psycopg

    with psycopg.connect(f"host={socket} user=book dbname=postgres", autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname not in ('postgres')"
        )
