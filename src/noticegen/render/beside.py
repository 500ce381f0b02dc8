"""A second process that lays letters out: it loads the engine while the first one still decides.

    with Beside() as beside:
        beside.prepare(style)
        ... render(document, style, beside=beside)

Started for one command line, it gets documents and gives laid-out pages, nothing else: it opens no book
and writes no letter, and what it gives is read back by the first. Whatever it cannot do (it died, the
letter cannot be laid out) the first one does again itself, so that an error reads the same with it and
without. It ends when the first one does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from noticegen.render.style import HouseStyle

if TYPE_CHECKING:
    from noticegen.model import Document
    from noticegen.render.pdf import Laid


PATIENCE = 5  # seconds to wait for the process to end when it is told to


class Beside:
    """The process. A class because it holds it; close it, or use it in a `with`."""

    def __init__(self) -> None:
        """Start it. Raises OSError where no process can be started."""
        # -P: nothing is imported from the folder somebody happens to be in
        paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__], env=os.environ | paths,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._to, self._from = self._child.stdin, self._child.stdout
        self._asked = 0
        self._lost = False  # its answers cannot be read any more

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; what it is at is dropped."""
        self._child.terminate()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):  # it died before it was told everything
                pipe.close()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def prepare(self, style: HouseStyle) -> None:
        """Let it load what letters of this style need, while it has nothing else to do."""
        self._tell(style)

    def begin(
        self, document: Document, style: HouseStyle, bound: bool
    ) -> Callable[[], Laid | None]:
        """Let it lay out `document`; to be asked for the result, which is None when it gave none."""
        self._asked += 1
        self._tell((self._asked, document, style, bound))
        return partial(self._answer, self._asked)

    def _tell(self, what: object) -> None:
        with contextlib.suppress(OSError):  # it has died: the answer will be None
            pickle.dump(what, self._to, pickle.HIGHEST_PROTOCOL)
            self._to.flush()

    def _answer(self, number: int) -> Laid | None:
        """The answer to this question; those to earlier ones nobody waits for any more."""
        if self._lost:
            return None
        try:
            while (answer := pickle.load(self._from))[0] != number:
                pass
        except Exception:  # noqa: BLE001  # it died, or something else stands among the answers
            self._lost = True
            return None
        found: Laid | None = answer[1]
        return found


def main(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Do what comes in until nothing more does."""
    _load_engine()
    while True:
        try:
            what = pickle.load(asked)
        except EOFError:
            return
        if isinstance(what, HouseStyle):
            _prepare(what)
        else:
            number, *letter = what
            pickle.dump((number, _laid(*letter)), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _load_engine() -> None:
    """Load what every style needs; a house's own fonts come with the style."""
    from noticegen.render import html  # noqa: F401  # loaded while nothing is asked
    from noticegen.render.fonts import prepare_fonts, prepared
    from noticegen.render.pdf import load_engine

    shipped = HouseStyle(Path())
    if prepared(shipped):  # else it takes half a minute, and perhaps nobody asks
        load_engine(prepare_fonts(shipped))


def _prepare(style: HouseStyle) -> None:
    """Compile the layout of a style. (To lay out a letter that nobody sees costs more than it saves.)"""
    from noticegen.render import html, pdf
    from noticegen.render.fonts import prepare_fonts, prepared

    if prepared(style):
        with contextlib.suppress(Exception):  # the letter will meet it
            html.get_ready(style)
            pdf.get_ready(style, prepare_fonts(style))


def _laid(document: Document, style: HouseStyle, bound: bool) -> Laid | None:
    from noticegen.render import lay_out

    try:
        return lay_out(document, style, bound=bound)
    except Exception:  # noqa: BLE001  # the first process will meet it itself, and say it
        return None


def _over(*_: object) -> None:
    raise SystemExit


if __name__ == "__main__":
    # Ctrl-C is for the first process, whose end is ours
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _over)
    gc.set_threshold(1_000_000, 50, 100)  # a few letters long: what is loaded stays
    own = os.fdopen(os.dup(1), "wb")  # what libraries print must not stand among the answers
    os.dup2(2, 1)
    try:
        main(sys.stdin.buffer, own)
    finally:  # at once: the first process waits, and to take a large program down takes a while
        os._exit(0)
