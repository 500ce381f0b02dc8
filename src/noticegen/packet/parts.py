"""The values a packet is made of. Two volumes that never mix: each part has one audience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from noticegen.model import Document
from noticegen.rules.table import join
from noticegen.text import NOTHING, Text


class Audience(StrEnum):
    """Whose eyes a part is for: the house's own (internal volume), or the court's and the parties'."""

    INTERNAL = "internal"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Span:
    """Pages of a volume, both ends included, counted from 1 on its very first page."""

    first: int
    last: int

    @property
    def pages(self) -> int:
        """How many pages."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Also:
    """What an exhibit proves in a group of evidence in which it does not stand."""

    group: str
    proves: Text


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence in the court set.

    `id` is what links name ("e-1-1"), `number` what is printed ("1-1": group, place in it). Its
    file is the evidence of hash `sha256`, or the issued document numbered `letter`. `events` are
    the ids of the events it proves. `source` says where it comes from, `proves` what for, all of it (CPL
    66, Evidence Provisions 19); `also` the part of that which belongs to other groups."""

    id: str
    number: str
    group: str
    title: Text
    proves: Text
    source: Text
    day: date | None = None
    sha256: str = ""
    letter: str = ""
    events: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()

    @property
    def groups(self) -> frozenset[str]:
        """The groups whose facts it proves."""
        return frozenset((self.group, *(a.group for a in self.also)))


@dataclass(frozen=True, slots=True)
class Paper:
    """A part that is composed, not taken in. `id` is what links name ("complaint", "g-1").

    `formats` are those it is wanted in. A paper with a `group` stands before the exhibits of that
    group of evidence; exhibits follow their separator."""

    id: str
    title: Text
    audience: Audience
    document: Document
    formats: tuple[str, ...] = ("pdf",)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part or step that the packet lacks: it cannot be final. `who` should supply it; `found` is what
    stands in its place, `mend` what to do."""

    id: str
    what: Text
    who: Text
    rule: str = ""
    found: Text = NOTHING
    mend: Text = NOTHING

    @property
    def told(self) -> Text:
        """All of it in one line."""
        return join([self.what, labelled(self.found, self.mend)])


def labelled(found: Text, mend: Text) -> Text:
    """What was found and how it is mended, each called so; what is empty is left out."""
    return join(
        [
            Text(f"查到：{found.zh}", f"found: {found.en}") if found.en else NOTHING,
            Text(f"办法：{mend.zh}", f"mend: {mend.en}") if mend.en else NOTHING,
        ]
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person may choose: a request for preservation; the column for originals in the list of
    evidence; DRAFT across every page."""

    preservation: bool = False
    originals: bool = False
    draft: bool = False


PLAIN = Wishes()
