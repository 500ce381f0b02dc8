"""Items sorted without holding them all: runs on disk, merged when they are read.

The files are private, have no name and are gone when they are closed.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from noticegen.text import Text
from noticegen.worklist import Item

RUN = 20_000  # items held in memory, about 20 MB


class Found:
    """What a day's worklist holds, in order. May be read several times, by one reader at a time.

    A class because it owns files: close it, or use it in a `with`."""

    def __init__(self, run: int = RUN) -> None:
        self._run = run
        self._held: list[Item] = []
        self._files: list[IO[bytes]] = []
        self.counts: Counter[str] = Counter()  # by kind of item
        self.loans = 0  # looked at
        self.faults: list[tuple[str, Text]] = []  # loans that could not be looked at, and why

    def __len__(self) -> int:
        return self.counts.total()

    def add(self, items: Iterable[Item]) -> None:
        """Put items where they belong."""
        for item in items:
            self._held.append(item)
            self.counts[item.kind] += 1
            if len(self._held) >= self._run:
                self._to_disk()

    def _to_disk(self) -> None:
        self._held.sort(key=lambda item: item.place)
        file = tempfile.TemporaryFile(prefix="noticegen-due-")  # noqa: SIM115  # lives as long as we
        for item in self._held:
            pickle.dump(item, file, pickle.HIGHEST_PROTOCOL)
        self._files.append(file)
        self._held = []

    def __iter__(self) -> Iterator[Item]:
        self._held.sort(key=lambda item: item.place)
        runs = [iter(self._held), *(_read(file) for file in self._files)]
        return heapq.merge(*runs, key=lambda item: item.place)

    def close(self) -> None:
        """Give the files back."""
        for file in self._files:
            file.close()
        self._files = []

    def __enter__(self) -> Found:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _read(file: IO[bytes]) -> Iterator[Item]:
    file.seek(0)
    while True:
        try:
            item: Item = pickle.load(file)
        except EOFError:
            return
        yield item
