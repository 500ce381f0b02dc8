"""What is checked, and how a row says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from noticegen.bundle.content import Content, Cut, Item, Volume
from noticegen.bundle.look import Page, Seen
from noticegen.bundle.profile import Profile
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the row, the file and page, what. `warns` = the profile only points it out."""

    row: int
    where: str
    what: Text
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Packet:
    """What is checked: what the packet says of itself, its volumes as they are, the profile."""

    content: Content
    seen: Sequence[tuple[Volume, Seen]]
    profile: Profile
    files: Sequence[tuple[str, int]]  # all files for the court: path, bytes
    cuts: Sequence[tuple[Cut, Seen]] = ()  # parts as files of their own, where their volume is read

    def each(self) -> Iterator[tuple[Volume, Seen]]:
        """The volumes that belong to the audiences of the profile."""
        return ((v, s) for v, s in self.seen if v.audience in self.profile.audience)


Check = Callable[[Packet], Iterator[tuple[str, Text]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: its number, what it asks, and its check."""

    row: int
    what: Text
    check: Check


def at(volume: Volume, page: int = 0) -> str:
    """A file, or a page of it by its number."""
    return f"{volume.file}:{page}" if page else volume.file


def pages(volume: Volume, seen: Seen) -> Iterator[tuple[int, Page]]:
    """The pages with the numbers they should have."""
    return iter(enumerate(seen.pages, volume.first))


def item_at(volume: Volume, number: int) -> Item | None:
    """The part that a page belongs to."""
    return next((i for i in volume.items if i.first <= number <= i.last), None)
