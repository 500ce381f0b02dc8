"""What became of a file of evidence when it was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from noticegen.text import NOTHING, Text


class Fate(StrEnum):
    """How the copy relates to the native file. The last five classes are shown by a placeholder page.

    ok: its pages as they are. repaired: the file had faults that could be mended. flattened: notes,
    stamps or form fields became part of the page. rasterised: some pages are pictures with their
    text kept. signed: a signed PDF; the signature is valid in the native file only."""

    OK = "ok"
    REPAIRED = "repaired"
    FLATTENED = "flattened"
    RASTERISED = "rasterised"
    SIGNED = "signed"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"

    @property
    def shown(self) -> bool:
        """Whether the copy shows the content itself; if not, it is a page that says why not."""
        return self not in UNSHOWN


UNSHOWN = frozenset({Fate.ENCRYPTED, Fate.EMPTY, Fate.DAMAGED, Fate.UNSUPPORTED, Fate.TOO_LARGE})


@dataclass(frozen=True, slots=True)
class Signature:
    """What validation found about one signature of a PDF.

    `signer` is the common name in the certificate ("" = not read). `intact`: the signed bytes are
    unchanged and the signature fits them; None = not validated. `whole`: it covers the file to its
    end; None = not validated. Whether the certificate is to be trusted is not judged here."""

    field: str
    signer: str = ""
    intact: bool | None = None
    whole: bool | None = None
    note: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Taken:
    """A native file and its copy for the packet.

    `sha256` and `size` (bytes) are of the native file, `media` its type by content. `copy` is a
    PDF/A-2b of `pages` upright A4 pages, `text_pages` of which have text that can be read out.
    `transforms` name what was done, for a manifest. `note` is what a reader must know."""

    sha256: str
    name: str
    media: str
    size: int
    fate: Fate
    pages: int
    copy: Path
    text_pages: int
    transforms: tuple[str, ...] = ()
    note: Text = NOTHING
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker of copies says: the PDF itself, and the rest of `Taken` but the counts.

    `media` is "" unless the maker knows better than the first look. `comments` are the words of
    notes that show only when clicked on, with their page (from 1). `barred` says why the pages are
    not what the file is about (a form that only one program can fill in)."""

    pdf: bytes
    fate: Fate = Fate.OK
    transforms: tuple[str, ...] = ()
    note: Text = NOTHING
    signatures: tuple[Signature, ...] = ()
    media: str = ""
    comments: tuple[tuple[int, str], ...] = ()
    barred: Text = NOTHING
    named: bool = False  # whether the name of the file stands on a page


class Unshowable(Exception):
    """The file cannot be shown; a placeholder page takes its place."""

    def __init__(self, fate: Fate, why: Text) -> None:
        super().__init__(why.en)
        self.fate = fate
        self.why = why
