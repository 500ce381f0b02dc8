"""Workers: the same bytes wherever a letter is drawn; one that dies, hangs or overeats costs one letter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import bad_workers
import batch_desk
import crash_driver
import demo_desk
import pytest
from batch_desk import run
from sample_document import notice, seal_png

from noticegen import batch as story
from noticegen import render
from noticegen.batch import Row
from noticegen.batch.draw import Answer, Layout, Task, draw
from noticegen.batch.executors import Drawer, Here, Pool, dask
from noticegen.book import Book
from noticegen.desk import Desk, shipped
from noticegen.errors import MissingError, UsageError
from noticegen.register import Register
from noticegen.render import HouseStyle

NOW = demo_desk.NOW
Work = Callable[[Task], Answer]


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)
    batch_desk.no_address(folder)
    return folder


@pytest.fixture
def desk(base: Path, tmp_path: Path) -> Desk:
    """A copy of it."""
    return Desk.open(demo_desk.imported(tmp_path / "d", base), {})


def run_with(desk: Desk, work: Work, monkeypatch: pytest.MonkeyPatch, *, seconds: int = 60, **more: object) -> tuple[story.BatchResult, list[Row]]:  # fmt: skip
    """A run whose workers do `work`; two processes."""
    monkeypatch.setattr(story, "Drawer", partial(Drawer, work=work, seconds=seconds))
    monkeypatch.setattr(story, "PROBES", 0)
    seen: list[Row] = []
    result = run(desk, NOW, seen=seen.append, **({"jobs": 2} | more))
    with Book.open(desk.book_url) as book:
        assert Register(book).verify(desk.out) == []
    return result, seen


def bad_row(seen: list[Row]) -> Row:
    """The one letter that failed."""
    (row,) = [r for r in seen if r.state == "failed"]
    return row


def test_a_letter_that_kills_its_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number is void with the reason; no other letter suffers from the death of the pool."""
    result, seen = run_with(desk, bad_workers.deadly, monkeypatch)

    assert ("DK-0008", "the worker died on it") == (bad_row(seen).loan, bad_row(seen).why[0].found_en)  # fmt: skip
    assert (8, 1) == (result.counts["issued"], result.counts["failed"])


def test_a_worker_killed_by_chance(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker that dies once costs nothing: its letters are drawn again."""
    monkeypatch.setenv("NOTICEGEN_TEST_MARK", str(tmp_path / "died"))
    result, _ = run_with(desk, bad_workers.deadly_once, monkeypatch)

    assert (tmp_path / "died").exists()
    assert (9, 0) == (result.counts["issued"], result.counts["failed"])


def test_a_letter_that_takes_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time it is a row; the worker goes on with the next."""
    result, seen = run_with(desk, bad_workers.slow, monkeypatch, seconds=3)

    assert "it took longer than 3 s" == bad_row(seen).why[0].found_en
    assert 8 == result.counts["issued"]


def test_a_letter_that_wants_too_much_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker may map two GiB; what wants more is a row."""
    result, seen = run_with(desk, bad_workers.greedy, monkeypatch)

    assert "it needs more memory than a worker may use" == bad_row(seen).why[0].found_en
    assert 8 == result.counts["issued"]


def test_other_versions_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker with another version of the program would give other bytes: the run stops."""
    with pytest.raises(MissingError, match=r"other versions: noticegen 0\.0\.0"):
        run_with(desk, bad_workers.other_version, monkeypatch)


def test_workers_are_replaced() -> None:
    """After so many tasks new processes take over."""
    layout = Layout.of(HouseStyle(shipped("templates")), b"")
    pool = Pool(1, recycle=2)
    try:
        drawer = Drawer(pool, layout, ("pdf",), work=bad_workers.pid)
        seen = [drawer.one(notice()).why for _ in range(4)]
        ids = [why.found_en for why in seen if why]
        assert ids[0] == ids[1] != ids[2] == ids[3]
    finally:
        pool.shutdown()


ORPHANS = """
import os, signal, sys

from noticegen.batch.executors import Pool

if __name__ == "__main__":
    pool = Pool(2)
    told = [pool.submit(os.getpid) for _ in range(2)]
    print(*{f.result() for f in told}, flush=True)
    os.kill(os.getpid(), int(sys.argv[1]))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_run(tmp_path: Path, how: signal.Signals) -> None:
    """When the run is killed, no worker is left waiting for letters that never come."""
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, "utf-8")
    with (tmp_path / "told").open(
        "w+", encoding="utf-8"
    ) as told:  # a pipe would not end before they do
        subprocess.run([sys.executable, str(script), str(how.value)], stdout=told, check=False)
        told.seek(0)
        workers = [int(pid) for pid in told.read().split()]
    assert workers
    until = time.monotonic() + 20
    while alive := [pid for pid in workers if Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > until:
            pytest.fail(f"still there: {alive}")
        time.sleep(0.1)


def test_the_same_bytes_here_and_there() -> None:
    """In this process, in another, and from a layout that came with the task: the same PDF and DOCX,
    seal and all."""
    style = HouseStyle(shipped("templates"))
    seal = seal_png()
    layout = Layout.of(style, seal)
    document = replace(notice(), seal=seal)
    direct = render.render(document, style)
    here = Drawer(Here(), layout, ("pdf", "docx")).one(document).files
    pool = Pool(1)
    try:
        drawer = Drawer(pool, layout, ("pdf", "docx"))
        there = drawer.one(document).files
        drawer._layout = layout  # as it goes to another machine: with the files
        unpacked = drawer.one(document).files
    finally:
        pool.shutdown()

    assert direct == here == there == unpacked


# --- a cluster ----------------------------------------------------------------------------------------


def test_a_cluster_needs_a_server(desk: Desk) -> None:
    """With a SQLite book --cluster is refused before anything is asked of the network."""
    with pytest.raises(UsageError, match="a cluster needs a book on PostgreSQL"):
        run(desk, NOW, cluster="tcp://127.0.0.1:1")


def test_no_scheduler_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers is said so."""
    monkeypatch.setattr("noticegen.batch.executors.PATIENCE", 2)
    with pytest.raises(MissingError, match="cannot be reached"), dask("tcp://127.0.0.1:1"):
        pass


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers, each a process of its own, on this machine."""
    folder = tmp_path_factory.mktemp("dask")
    os.environ["NOTICEGEN_TEST_MARK"] = str(folder / "died")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    code = (
        "import sys, distributed\n"
        "if __name__ == '__main__':\n"
        "    c = distributed.LocalCluster(n_workers=2, threads_per_worker=1, host='127.0.0.1', dashboard_address=None)\n"
        "    print(c.scheduler_address, flush=True)\n"
        "    sys.stdin.read()\n"
        "    c.close()\n"
    )
    script = folder / "cluster.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=env, cwd=folder,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        yield child.stdout.readline().strip()
        child.stdin.close()
        child.wait(60)


@pytest.fixture
def on_server(desk: Desk, postgres_url: str) -> Desk:
    """The desk with its book in PostgreSQL."""
    crash_driver.copy_book(desk.book_url, postgres_url)
    return replace(desk, book_url=postgres_url)


def test_on_a_cluster(
    on_server: Desk, base: Path, tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real letters from a cluster of separate processes are byte for byte those drawn here."""
    monkeypatch.setattr(story.select, "unpaid", lambda *_: ["DK-0003", "DK-0011"])
    far, _ = run_with(on_server, draw, monkeypatch, cluster=cluster, seconds=300)
    here = Desk.open(demo_desk.imported(tmp_path / "here", base), {})
    near, _ = run_with(here, draw, monkeypatch, jobs=0)

    assert 2 == far.counts["issued"] == near.counts["issued"]
    assert crash_driver.files_of(on_server.out) == crash_driver.files_of(here.out)


def test_a_worker_of_the_cluster_killed(on_server: Desk, cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """A worker killed in the middle of the run: its tasks run again elsewhere, each letter once."""
    result, _ = run_with(on_server, bad_workers.deadly_once, monkeypatch, cluster=cluster)

    assert Path(os.environ["NOTICEGEN_TEST_MARK"]).exists()
    assert (9, 0) == (result.counts["issued"], result.counts["failed"])
    with Book.open(on_server.book_url) as book:
        assert [(n, "issued") for n in range(1, 10)] == [(e.seq, e.state) for e in Register(book).list()]  # fmt: skip
