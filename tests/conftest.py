"""Fixtures: a SQLite book, a real PostgreSQL server, and a book on each of the two."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import demo_desk
import pytest
from drawn_once import draw_once
from driving import Drivers
from hypothesis import settings

from noticegen.book import Book

# The suite says the same of the same source every time; what is drawn at random is for the campaigns
# (NOTICEGEN_RANDOM=1, and those of docs/quality.md). No test asserts a time.
CAMPAIGNS = ("NOTICEGEN_RANDOM", "NOTICEGEN_SECOND_OPINION", "NOTICEGEN_MACHINES")
RANDOM = any(os.environ.get(name) for name in CAMPAIGNS)
settings.register_profile("noticegen", derandomize=not RANDOM, deadline=None)
settings.load_profile("noticegen")

# A file is run by one process, which makes its fixtures once. The long files come first, the longest
# before the others: then no processor waits at the end for the other's last file.
LONG = (
    "wheel", "crash", "bundle_story", "press", "canary", "batch_crash", "register", "batch_workers", "bundle_seals", "bundle_lint",
    "bundle_crash", "import_corpus", "docs", "cli", "bundle_papers", "bundle_reading", "bundle_archive", "hostile", "render_pdf", "batch_press", "erasure", "bundle_anchor",
    "aside", "exhibits", "second_opinion", "batch_lists", "batch", "book", "due", "issue",
)  # fmt: skip
INSTALL = "PostgreSQL is not installed: apt-get install -y postgresql"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the order of the others stays."""
    place = {f"test_{name}.py": n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))


def _binaries() -> Path:
    """The folder of the newest PostgreSQL server on this machine; fails the test without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    pytest.fail(INSTALL)


def _as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as its own user."""
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv"):
        who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        return [*who, *command]
    return ["runuser", "-u", "postgres", "--", *command]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a running server of our own, gone when the session ends."""
    bin_ = _binaries()
    root = Path(tempfile.mkdtemp(prefix="ngpg", dir="/tmp"))  # a socket path has room for 107 bytes
    if os.geteuid() == 0:
        shutil.chown(root, "postgres", "postgres")
    data = root / "data"
    initdb = [str(bin_ / "initdb"), "-D", str(data), "-U", "book", "-A", "trust", "-E", "UTF8"]
    control = [str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(root / "log")]
    # processes are killed here, never the machine: what is written need not reach the disk
    quick = "-c fsync=off -c full_page_writes=off"
    options = (
        f"{quick} -c listen_addresses='' -c unix_socket_directories='{root}' -c max_connections=50"
    )
    try:
        subprocess.run(
            _as_owner([*initdb, "--locale=C.UTF-8"]), check=True, capture_output=True, cwd=root
        )
        subprocess.run(
            _as_owner([*control, "-o", options, "start"]), check=True, capture_output=True, cwd=root
        )
        yield str(root)
    finally:
        stop = _as_owner([*control, "-m", "immediate", "stop"])
        subprocess.run(stop, check=False, capture_output=True, cwd="/")
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _database(socket: str, template: str = "") -> Iterator[str]:
    """The address of a new database, empty or a copy of another; gone afterwards."""
    import psycopg

    name = f"b{uuid.uuid4().hex[:12]}"
    server = f"host={socket} user=book dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name} {template and 'template'} {template}".encode())
    yield f"postgresql://book@/{name}?host={socket}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A new, empty database."""
    with _database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk with its portfolio imported, one for all processes of the suite: to be copied
    (`demo_desk.imported`), never worked on."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    return demo_desk.made_once(shared / "examples")


@pytest.fixture(scope="session")
def drivers() -> Iterator[Drivers]:
    """Runs the drivers of crash tests."""
    started = Drivers()
    yield started
    started.close()


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same letter is drawn once in a process."""
    draw_once(monkeypatch)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite book may be made."""
    return f"sqlite:///{tmp_path / 'book.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def book_url(request: pytest.FixtureRequest) -> str:
    """An address for a new book, on each database in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


# To make a book takes longer than many a test: one is made, the others are its copies.


@pytest.fixture(scope="session")
def first_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite book that nobody writes in."""
    path = tmp_path_factory.mktemp("first") / "book.sqlite"
    Book.create(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def first_database(postgres: str) -> Iterator[str]:
    """The name of a database with a book that nobody writes in."""
    with _database(postgres) as url:
        Book.create(url).close()
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def book(first_file: Path, tmp_path: Path) -> Iterator[Book]:
    """An empty SQLite book."""
    path = shutil.copy2(first_file, tmp_path / "book.sqlite")
    with Book.open(f"sqlite:///{path}") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def any_book(request: pytest.FixtureRequest) -> Iterator[Book]:
    """An empty book, on each database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("book")
        return
    template = request.getfixturevalue("first_database")
    with (
        _database(request.getfixturevalue("postgres"), template) as url,
        Book.open(url) as made,
    ):
        yield made
