"""What a worker does: finished documents in, bytes out. It knows no book, no register, no folder of
letters; doing a task twice, here or elsewhere, gives the same bytes and does no harm.

A task is a handful of letters and carries everything they are drawn from, the layout files too, so
that a worker on another machine needs only this program and the same versions of its libraries.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import importlib.metadata
import os
import signal
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from noticegen import __version__, render
from noticegen.batch.rows import Why
from noticegen.errors import DataError, MissingError, NoticegenError, TemplateError
from noticegen.model import Document
from noticegen.render import HouseStyle, Rendered
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.render.press import Press
    from noticegen.render.stream import Stream

_ALONE = (
    threading.Lock()
)  # the engines are not made for threads, and a cluster's worker may have several
GRACE = 20  # seconds after which a worker that does not heed its time limit is ended


@dataclass(frozen=True, slots=True)
class Layout:
    """What letters look like: the files below `house/` and the house's own fonts, by name, and the
    seal; `digest` names them all."""

    files: Mapping[str, bytes]
    fonts: Mapping[str, bytes]
    style: HouseStyle  # its paths are those of the machine that made it
    seal: bytes
    digest: str

    @classmethod
    def of(cls, style: HouseStyle, seal: bytes) -> Layout:
        """Everything read once. Raises OSError for a font that cannot be read."""
        files = {
            path.relative_to(style.house).as_posix(): path.read_bytes()
            for path in sorted(style.house.rglob("*"))
            if path.is_file()
        }
        fonts = {path.name: path.read_bytes() for path in style.extra_fonts}
        digest = hashlib.sha256()
        for name, data in sorted((files | fonts).items()):
            digest.update(name.encode() + hashlib.sha256(data).digest())
        digest.update(repr((style.docx_font, style.docx_heading_font, style.page_cap)).encode())
        return cls(files, fonts, style, seal, digest.hexdigest())

    def without_files(self) -> Layout:
        """For workers on this machine: they read the files where they are."""
        return replace(self, files={}, fonts={})


@dataclass(frozen=True, slots=True)
class Task:
    """Letters to draw. `sealed` says on which the seal is placed: their documents come without it."""

    documents: tuple[Document, ...]
    sealed: tuple[bool, ...]
    layout: Layout
    formats: tuple[str, ...]
    seconds: int  # for each letter; 0 = no limit
    press: bool = False  # all of them as one print stream


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn letter, or why it could not be drawn. With a `first_page` the PDF is a print stream, the
    same for all its letters, in which this one begins there."""

    files: Rendered | None
    why: Why | None = None
    first_page: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker sends back, and by which versions it was made."""

    drawings: tuple[Drawing, ...]
    versions: tuple[str, ...]


@lru_cache(maxsize=2)
def versions(*, press: bool = False) -> tuple[str, ...]:
    """What the bytes of a letter depend on beside the task."""
    names = [
        "weasyprint",
        "pydyf",
        "fonttools",
        "docxtpl",
        "python-docx",
        "jinja2",
        "pylopdf-fonts-zh-cn",
    ]
    if press:
        names += ["plutoprint", "pikepdf"]
    return (f"noticegen {__version__}", *(f"{n} {importlib.metadata.version(n)}" for n in names))


def draw(task: Task) -> Answer:
    """Draw every letter of the task; one that cannot be drawn does not stop the others.

    What the press does not print as the archive engine would, that engine makes. Raises MissingError
    when a library or font is missing: that is about the machine, not a letter."""
    with _ALONE:
        style = _style(task.layout)
        render.prepare_fonts(style)  # outside the time limit: the first time takes half a minute
        whole = [
            replace(document, seal=task.layout.seal) if sealed else document
            for document, sealed in zip(task.documents, task.sealed, strict=True)
        ]
        pressed = _pressed(whole, style, task.seconds) if task.press else [None] * len(whole)
        made = [ready or _one(d, style, task) for d, ready in zip(whole, pressed, strict=True)]
        known = versions(press=True) if task.press else versions()
    return Answer(tuple(made), known)


def _pressed(
    documents: Sequence[Document], style: HouseStyle, seconds: int
) -> Sequence[Drawing | None]:
    """The letters as one print stream; None for each that is not in it.

    A letter that cannot be laid out leaves no trace; one that is stopped half-way may have, so the
    stream is begun again without it."""
    todo = list(range(len(documents)))
    while todo:
        at = todo[0]
        try:
            press = render_press(style)
            for at in todo:
                with _limited(seconds), contextlib.suppress(TemplateError, DataError):
                    press.add(documents[at])
            at = -1
            with _limited(seconds):
                stream = press.close()
        except MissingError:
            raise
        except Exception:  # noqa: BLE001  # foreign C code: it is left out, and the archive engine says why
            todo = [n for n in todo if n != at] if at >= 0 else []
            continue
        return _in_stream(documents, stream, press.made)
    return [None] * len(documents)


def render_press(style: HouseStyle) -> Press:
    """A press that keeps its stream in memory; tests put something else here."""
    from noticegen.render.press import Press

    return Press(style, None)


def _in_stream(documents: Sequence[Document], stream: Stream, made: bytes) -> list[Drawing | None]:
    placed = {place.number: place for place in stream.placed}
    return [
        Drawing(Rendered(made, b"", p.pages, p.content_hash, ()), None, p.first_page)
        if (p := placed.get(document.number))
        else None
        for document in documents
    ]


def _one(document: Document, style: HouseStyle, task: Task) -> Drawing:
    try:
        with _limited(task.seconds):
            return Drawing(render.render(document, style, task.formats))
    except MissingError:
        raise
    except NoticegenError as error:
        return Drawing(None, Why("", error.message.zh, error.message.en, error.hint.zh, error.hint.en))  # fmt: skip
    except TimeoutError:
        return Drawing(
            None, told(Text(f"超过{task.seconds}秒", f"it took longer than {task.seconds} s"))
        )
    except MemoryError:
        return Drawing(None, told(Text("内存不足", "it needs more memory than a worker may use")))
    except Exception as error:  # noqa: BLE001  # one bad letter never stops the run
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
        return Drawing(None, told(Text(f"程序错误：{place}", f"bug: {place}")))


def told(what: Text) -> Why:
    """A reason without a rule."""
    return Why("", what.zh, what.en)


@lru_cache(maxsize=2)
def _unpacked(digest: str) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="noticegen-")


def _style(layout: Layout) -> HouseStyle:
    """The style with paths of this machine: where the files are, or where they are put now."""
    if not layout.files:
        return layout.style
    root = Path(_unpacked(layout.digest).name)
    for folder, files in (("house", layout.files), ("fonts", layout.fonts)):
        for name, data in files.items():
            path = root / folder / name
            if not path.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    fonts = tuple(root / "fonts" / name for name in layout.fonts)
    return replace(layout.style, templates=root, extra_fonts=fonts)


@contextlib.contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """TimeoutError after so many seconds; a worker stuck in foreign code, or in a thread where no
    signal reaches it, is ended a little later."""
    if not seconds:
        yield
        return
    faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=_nowhere())
    try:
        if threading.current_thread() is threading.main_thread():
            with _alarm(seconds):
                yield
        else:
            yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@lru_cache(maxsize=1)
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def limit_memory(mebibytes: int) -> None:
    """The most a worker may map; what does not fit fails that letter. First thing a worker does."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = mebibytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
