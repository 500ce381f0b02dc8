"""What a worker of a test does in place of drawing well: it dies, hangs, or wants too much memory.

Functions of a module, so that a worker process can be told which by name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from batch_desk import FakePress, fake_render

from noticegen import render
from noticegen.batch import draw as drawing
from noticegen.batch.draw import Answer, Drawing, Task, draw, told, versions
from noticegen.text import Text

BAD = "借字第0008号"  # the contract of DK-0008


def fair(task: Task) -> Answer:
    """Every letter, without an engine; each says which process drew it."""
    if task.press:
        return _with(task, lambda: None)
    return Answer(
        tuple(Drawing(fake_render(d, None, task.formats)) for d in task.documents), versions()
    )


def pid(task: Task) -> Answer:
    """Which process is at work."""
    me = told(Text(str(os.getpid()), str(os.getpid())))
    return Answer(tuple(Drawing(None, me) for _ in task.documents), versions())


def deadly(task: Task) -> Answer:
    """The letter of DK-0008 kills the process that draws it, each time."""
    if any(BAD in repr(document) for document in task.documents):
        os.kill(os.getpid(), signal.SIGKILL)
    return fair(task)


def deadly_once(task: Task) -> Answer:
    """It kills the first process only: the file named by NOTICEGEN_TEST_MARK remembers."""
    mark = Path(os.environ["NOTICEGEN_TEST_MARK"])
    if any(BAD in repr(document) for document in task.documents) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return fair(task)


def slow(task: Task) -> Answer:
    """The letter of DK-0008 never ends; the real worker has a time limit."""
    return _with(task, lambda: time.sleep(600))


def greedy(task: Task) -> Answer:
    """The letter of DK-0008 wants more memory than a worker may use."""
    return _with(task, lambda: bytearray(64 << 30))


def other_version(task: Task) -> Answer:
    """Another version of the program answers."""
    return replace(fair(task), versions=("noticegen 0.0.0",))


def _with(task: Task, trouble: object) -> Answer:
    def drawn(document: object, *_: object) -> render.Rendered:
        if BAD in repr(document):
            trouble()  # type: ignore[operator]  # called for what it does
        return fake_render(document, None, task.formats)  # type: ignore[arg-type]  # a Document

    render.render = drawn  # type: ignore[assignment]  # in this worker process only
    render.prepare_fonts = lambda *_: None  # type: ignore[assignment]  # none are needed
    drawing.render_press = lambda _: FakePress()  # type: ignore[assignment, return-value]  # as above
    return draw(task)
