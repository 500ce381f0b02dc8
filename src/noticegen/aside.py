"""A second process for work that is only arithmetic on rows: a large import has two hands.

    with Aside() as aside:
        for result in aside.shared(work, portions): ...

It is started by the first portion given to it, so whoever never has much to do never pays for it.
Everything that writes or reads files and databases stays in the first process. When the second one
dies there is a clear error; it dies with the first.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from noticegen.errors import MissingError
from noticegen.text import Text

if TYPE_CHECKING:  # loaded with the first portion that is given away
    from concurrent.futures import ProcessPoolExecutor

P = TypeVar("P")
R = TypeVar("R")
AHEAD = 24  # portions given away and not yet done, at most
YOUNG = 100_000  # new objects between two looks of the collector
HELD = 60  # portions done but not yet wanted, at most: what bounds the memory


class Aside:
    """The second process. A class because it holds it; close it, or use it in a `with`."""

    def __init__(self, *, single: bool = False) -> None:
        """`single`: never start one (a machine with one processor has no use for it)."""
        self._pool: ProcessPoolExecutor | None = None
        self._single = single or processors() < 2

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; what it has not done is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    @property
    def running(self) -> bool:
        """Whether something was large enough to start it."""
        return self._pool is not None

    def submit(self, work: Callable[[P], R], portion: P) -> Future[R]:
        """Give away one portion, starting the process if need be; without one it is done here.

        `work` is a function of a module, what goes in and comes out can be pickled. The answer is to
        be asked for with `answer`."""
        if self._single:
            done: Future[R] = Future()
            done.set_result(work(portion))
            return done
        if self._pool is None:
            self._pool = _pool()
        try:
            return self._pool.submit(work, portion)
        except BrokenExecutor as death:
            raise _died() from death

    def shared(
        self, work: Callable[[P], R], portions: Iterable[P], *, alone: int = 0, ahead: int = AHEAD
    ) -> Iterator[R]:
        """`work(portion)` of each portion, in order: some done there, some here, whoever is free.

        The first `alone` portions are done here whatever happens. Raises MissingError when the
        second process has died, else what `work` raises."""
        out: deque[Future[R]] = deque()
        given = 0
        for portion in portions:
            given += 1
            if self._single or given <= alone:
                yield work(portion)
                continue
            if sum(not future.done() for future in out) < ahead:
                out.append(self.submit(work, portion))
            else:
                here: Future[R] = Future()
                here.set_result(work(portion))
                out.append(here)
            while out and (out[0].done() or len(out) > HELD):
                yield answer(out.popleft())
        while out:
            yield answer(out.popleft())


def answer(future: Future[R]) -> R:
    """What became of a portion given away. Raises MissingError when the process has died."""
    try:
        return future.result()
    except BrokenExecutor as death:
        raise _died() from death


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector of cycles look less often: of rows, or of modules, none is in a cycle that ends.

    What was loaded before (the program itself) it need not look at again."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _pool() -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_start)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start() -> None:
    """The first thing the second process does. Ctrl-C is for the first, whose end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(YOUNG, 50, 100)
    end_with_the_first()


def end_with_the_first() -> None:
    """In a process that another one started: end when that one does, however it is ended.

    Without this a worker of a killed pool waits for its next task for ever."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _died() -> MissingError:
    return MissingError(
        Text("导入的辅助进程异常终止", "the second process of the import died"),
        Text("检查内存；再运行同一命令即可，已导入的不会重复", "check the memory and run the same command again: nothing comes in twice"),
    )  # fmt: skip
