"""Where letters are drawn: in this process, in worker processes, or on a Dask cluster.

All three are `concurrent.futures.Executor`s. What is ours is the handling of deaths: when a worker
dies, the tasks that were out are done again letter by letter, each alone, so that the letter that
kills workers is found and no other suffers.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

from noticegen.aside import end_with_the_first
from noticegen.batch.draw import Answer, Drawing, Layout, Task, draw, limit_memory, told, versions
from noticegen.book import Book
from noticegen.errors import MissingError, UsageError
from noticegen.model import Document
from noticegen.text import Text

LETTERS = 8  # in one task
RECYCLE = 100  # tasks, after which workers are replaced: what the libraries of a layout hold grows
COLLECTED = (50_000, 10, 10)  # new objects between two looks for cycles: a letter makes 30,000
MEMORY = 2048  # MiB a worker may map
SECONDS = 120  # for one letter
PATIENCE = 20  # seconds for a scheduler to answer
MOST_DEATHS = 20  # of workers in one run; then it is not the letters
DIED = told(Text("绘制进程异常终止", "the worker died on it"))


class Here(Executor):
    """Draws when asked, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # whoever asks for the result gets it, as from any executor
            done.set_exception(error)
        return done


class Pool(Executor):
    """Worker processes that start clean, have limits, and are replaced after a while.

    (`max_tasks_per_child` of the library can stop a pool for good in this Python: cpython#115634.)"""

    def __init__(self, jobs: int, *, memory: int = MEMORY, recycle: int = RECYCLE) -> None:
        self._jobs, self._memory, self._recycle = jobs, memory, recycle
        self._pool: ProcessPoolExecutor | None = None
        self._given = 0
        self.generation = 0  # of the workers now at work

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a task to a worker. Raises BrokenProcessPool when one has died."""
        if self._pool is None or self._given >= self._recycle * self._jobs:
            self._renew()
        assert self._pool is not None
        self._given += 1
        return self._pool.submit(fn, *args, **kwargs)

    def _renew(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False)  # it finishes what it was given
        self._given = 0
        self.generation += 1
        self._pool = ProcessPoolExecutor(
            self._jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self._memory,),
        )

    def broken(self) -> None:
        """A worker has died: the next task starts new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            self.generation += 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
            self._pool = None


def _start(memory: int) -> None:
    """The first thing a worker does. Ctrl-C is for the coordinator, whose end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_the_first()
    gc.set_threshold(*COLLECTED)
    limit_memory(memory)


@contextlib.contextmanager
def dask(address: str) -> Iterator[Executor]:
    """The executor of a Dask cluster. TLS and the rest of its set-up come from Dask's own
    configuration. Raises MissingError without the library or when the scheduler is not there."""
    try:
        import distributed
    except ImportError as missing:
        raise MissingError(
            Text("缺少 distributed", "the library distributed is missing"),
            Text("pip install 'noticegen[cluster]'", "pip install 'noticegen[cluster]'"),
        ) from missing
    try:
        client: Any = _client(distributed.Client, address)
    except (OSError, ValueError) as gone:
        raise MissingError(
            Text(f"连接不上调度器 {address}", f"the scheduler {address} cannot be reached"),
            Text("检查地址和网络", "check the address and the network"),
        ) from gone
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close()


def _client(make: Any, address: str) -> Any:
    return make(address, timeout=PATIENCE, set_as_default=False)


@contextlib.contextmanager
def executor(book: Book, jobs: int, cluster: str | None) -> Iterator[Executor]:
    """Where to draw: `cluster` = a scheduler's address, else `jobs` processes, 0 = here.

    Raises UsageError for a cluster with a SQLite book: when several machines take part, so may a
    second coordinator, and only a server keeps those apart."""
    if cluster is None:
        chosen: Executor = Pool(jobs) if jobs else Here()
        try:
            yield chosen
        finally:
            chosen.shutdown(wait=False, cancel_futures=True)
        return
    if book.url.get_backend_name() == "sqlite":
        raise UsageError(
            Text("集群须用 PostgreSQL 账簿", "a cluster needs a book on PostgreSQL"),
            Text("SQLite 账簿用 --jobs", "with a SQLite book use --jobs"),
        )
    with dask(cluster) as found:
        yield found


@dataclass(frozen=True, slots=True)
class Sent:
    """A task that is out. `future` None = it could not even be sent; `generation` of the workers."""

    task: Task
    future: Future[Answer] | None
    generation: int


class Drawer:
    """Letters in, drawings out, in order. A class because it holds the executor and counts deaths."""

    def __init__(
        self,
        executor: Executor,
        layout: Layout,
        formats: tuple[str, ...],
        *,
        press: bool = False,
        seconds: int = SECONDS,
        work: Callable[[Task], Answer] = draw,
    ) -> None:
        self._executor, self._formats, self._work = executor, formats, work
        self._press = press
        near = isinstance(executor, (Here, Pool))
        self._layout = layout.without_files() if near else layout
        self._seconds = 0 if isinstance(executor, Here) else seconds
        self._deaths = 0

    def start(self, documents: Sequence[Document]) -> list[Sent]:
        """Send letters out, a handful in each task; to the press all of them as one."""
        handful = max(len(documents), 1) if self._press else LETTERS
        firsts = range(0, len(documents), handful)
        return [self._send(self._task(documents[n : n + handful])) for n in firsts]

    def finish(self, sent: Sequence[Sent]) -> Iterator[Drawing]:
        """What came back, in the order of `start`."""
        for out in sent:
            answer = self._answer(out)
            if answer is None and self._press:
                yield from self._pressed_again(out.task)
            else:
                yield from answer.drawings if answer else self._one_by_one(out.task)

    def one(self, document: Document) -> Drawing:
        """Draw one letter now."""
        return next(self.finish(self.start([document])))

    def _pressed_again(self, task: Task) -> Iterator[Drawing]:
        """The stream of a worker that died: once more as it was, for it may not have been the letters;
        then without those that kill a worker when they are alone."""
        answer = self._answer(self._send(task))
        if answer:
            yield from answer.drawings
            return
        alone = list(self._one_by_one(task))
        well = [drawing.why != DIED for drawing in alone]
        rest = [d for d, stays in zip(task.documents, well, strict=True) if stays]
        sealed = [s for s, stays in zip(task.sealed, well, strict=True) if stays]
        answer = self._answer(
            self._send(replace(task, documents=tuple(rest), sealed=tuple(sealed)))
        )
        pressed = iter(answer.drawings if answer else [Drawing(None, DIED)] * len(rest))
        for drawing, stays in zip(alone, well, strict=True):
            yield next(pressed) if stays else drawing

    def _one_by_one(self, task: Task) -> Iterator[Drawing]:
        """Each letter of a task alone, with nothing else at work, so that a death has one cause."""
        for document, sealed in zip(task.documents, task.sealed, strict=True):
            answer = self._answer(
                self._send(replace(task, documents=(document,), sealed=(sealed,)))
            )
            yield answer.drawings[0] if answer else Drawing(None, DIED)

    def _task(self, documents: Sequence[Document]) -> Task:
        bare = tuple(replace(d, seal=b"") for d in documents)
        sealed = tuple(bool(d.seal) for d in documents)
        return Task(bare, sealed, self._layout, self._formats, self._seconds, self._press)

    def _send(self, task: Task) -> Sent:
        future: Future[Answer] | None = None
        with contextlib.suppress(BrokenProcessPool):
            future = self._executor.submit(self._work, task)
        return Sent(task, future, self._generation)

    @property
    def _generation(self) -> int:
        return self._executor.generation if isinstance(self._executor, Pool) else 0

    def _answer(self, out: Sent) -> Answer | None:
        """The answer of a worker; None when it died."""
        try:
            if out.future is None:
                raise BrokenProcessPool
            answer = out.future.result()
        except CancelledError as lost:
            raise _lost(lost) from None
        except Exception as error:
            if not isinstance(error, _deaths()):
                raise
            self._died(out, error)
            return None
        ours = versions(press=True) if self._press else versions()
        if answer.versions != ours:
            other = "; ".join(sorted(set(answer.versions) - set(ours)))
            raise MissingError(
                Text(f"绘制机的版本不同：{other}", f"a worker has other versions: {other}"),
                Text("各机安装同一锁定文件", "install the same lock file everywhere"),
            )
        return answer

    def _died(self, out: Sent, death: Exception) -> None:
        """Start new workers where it is for us to do; too many deaths are not about letters. Tasks
        that were out with the same workers fail with them, which is one death."""
        if isinstance(self._executor, Pool):
            if out.generation != self._executor.generation:
                return
            self._executor.broken()
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise _lost(death)


def _lost(death: BaseException) -> MissingError:
    return MissingError(
        Text("绘制进程一再异常终止，或集群已断开", f"workers keep dying, or the cluster is gone ({type(death).__name__})"),
        Text("检查内存；再运行同一命令即续办", "check the memory; the same command goes on where it stopped"),
    )  # fmt: skip


def _deaths() -> tuple[type[Exception], ...]:
    """What is raised for a task whose worker died."""
    if "distributed" not in sys.modules:
        return (BrokenProcessPool,)
    from distributed import KilledWorker

    return (BrokenProcessPool, KilledWorker)
