"""What a packet says of itself (`noticegen-bundle.json`): volumes, items, pages, hashes, verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from noticegen import fsio
from noticegen.bundle.bag import MOST_LISTED, is_safe
from noticegen.errors import DataError
from noticegen.packet import Span
from noticegen.text import Text


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Read):
    """One part of a volume. `first` and `last` are printed page numbers, both included.

    Of an exhibit: `number` as printed, the hash, name, type and size of its native file, what was
    done to it (`fate`, `transforms`), how many of its pages have text, what it proves, the number of
    the letter it is, the hashes of the proofs of that letter's service, the day it is of; `timed` = its
    group is kept in order of time, `late` = it was added to a lodged packet."""

    id: str
    title: str
    kind: str  # cover | contents | paper | separator | exhibit
    audience: str
    level: int
    first: int
    last: int
    number: str = ""
    group: str = ""
    sha256: str = ""
    name: str = ""
    media: str = ""
    size: int = 0
    fate: str = ""
    transforms: tuple[str, ...] = ()
    smaller: tuple[int, ...] = ()
    text_pages: int = 0
    note: str = ""
    events: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    letter: str = ""
    proofs: tuple[str, ...] = ()
    day: str = ""
    timed: bool = False
    late: bool = False

    @property
    def span(self) -> Span:
        """Its pages."""
        return Span(self.first, self.last)


def _inside(name: str) -> str:
    """A path of the payload that stays in it."""
    if not is_safe(name) or not name.startswith("data/"):
        raise ValueError("not a path of the payload")
    return name


Inside = Annotated[str, AfterValidator(_inside)]


class Row(_Read):
    """A row of a contents page or of the evidence list: the part it stands in, the part it names, and
    its cells as printed, in the order of the columns."""

    item: str
    target: str
    cells: tuple[str, ...]


class Lead(_Read):
    """Links of one page to one part: the number of the page, the part, how many."""

    page: int
    target: str
    count: int = 1


class Volume(_Read):
    """One PDF of the packet. `audience` is internal or court; `part` of `of` when it was split."""

    file: Inside
    title: str
    audience: Literal["internal", "court"]
    lang: str
    flavour: str
    first: int
    pages: int
    sha256: str
    archival: str  # pass, or the first finding of the checker
    part: int = 1
    of: int = 1
    seal: str = "none"
    lodged: str = ""  # its hash as it was lodged, when something was added to the packet later
    items: tuple[Item, ...]
    heads: dict[str, tuple[str, ...]] = {}  # columns of the lists, by the part they stand in
    rows: tuple[Row, ...] = ()
    leads: tuple[Lead, ...] = ()

    def sealed(self, seal: str, folder: Path) -> Volume:
        """The same, after it was sealed in its place below `folder`."""
        if seal == self.seal:
            return self
        digest = fsio.sha256_of(folder / self.file)
        return self.model_copy(update={"seal": seal, "sha256": digest})

    @property
    def last(self) -> int:
        """The number of its last page."""
        return self.first + self.pages - 1


class Native(_Read):
    """A native file kept byte for byte, and the item it belongs to."""

    file: Inside
    item: str
    sha256: str
    size: int


class Cut(_Read):
    """One part of a court volume as a file of its own, with the numbers that its pages have there: which
    volume (its file), which part, its first and last page."""

    file: Inside
    volume: Inside
    item: str
    first: int
    last: int
    sha256: str
    archival: str = "pass"
    seal: str = "none"

    def sealed(self, seal: str, folder: Path) -> Cut:
        """The same, after it was sealed in its place below `folder`."""
        if seal == self.seal:
            return self
        digest = fsio.sha256_of(folder / self.file)
        return self.model_copy(update={"seal": seal, "sha256": digest})


class Content(_Read):
    """The whole packet. `number` is that of the referral it carries; `on` the day of its figures;
    `gaps` are the ids of what it lacks (a draft)."""

    schema_version: int
    program: str
    loan: str
    number: str
    on: str
    locale: str
    profile: str
    draft: bool
    gaps: tuple[str, ...] = ()
    volumes: tuple[Volume, ...]
    papers: tuple[Cut, ...] = ()
    natives: tuple[Native, ...] = ()
    files: tuple[Inside, ...] = ()  # other files of the payload: elements.json, DOCX

    def text(self) -> str:
        """As it is written: the same for the same content."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def read_content(path: Path) -> Content:
    """Read it. Raises DataError naming the key that is wrong."""
    try:
        if path.stat().st_size > MOST_LISTED:
            raise OSError("too large")
        return Content.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        where = ""
        if isinstance(error, ValidationError):
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
        raise DataError(
            Text(f"{path.name} 不可读：{where}", f"{path.name} cannot be read: {where}"),
            Text("材料包不完整或被改动", "the packet is incomplete or was changed"),
        ) from error
