"""A PDF written as PDF/A, the same bytes each time, and proved by the checker that reads them back."""

from __future__ import annotations

import contextlib
import gc
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import pdfa

from noticegen.errors import TemplateError
from noticegen.text import Text

GENERATOR = "noticegen"
# How a volume opens is allowed in PDF/A (ISO 19005-2, 6.5.1), but unknown to this checker.
OPENING = "/OpenAction"
_CHANGED = re.compile(rb"(<xmp:MetadataDate>)[^<]*(</xmp:MetadataDate>)")


def write_archival(
    pdf: pikepdf.Pdf, target: Path, flavour: str, *, title: str, author: str, day: date
) -> tuple[str, ...]:
    """`save_archival`, and what the checker says of the written file, one line each: () if it is PDF/A."""
    save_archival(pdf, target, flavour, title=title, author=author, day=day)
    return verdict(target, flavour)


def save_archival(
    pdf: pikepdf.Pdf, target: Path, flavour: str, *, title: str, author: str, day: date
) -> None:
    """Write `pdf` to `target` as PDF/A of that flavour ("2b", "3b"), dated `day`."""
    moment = f"{day:%Y%m%d}"
    info = pdf.docinfo
    for key in list(info.keys()):
        del info[key]
    info["/Title"], info["/Author"], info["/Creator"] = title, author, GENERATOR
    info["/Producer"] = GENERATOR
    info["/CreationDate"] = info["/ModDate"] = f"D:{moment}000000Z"
    opening = pdf.Root.get(OPENING)
    if opening is not None:
        del pdf.Root[OPENING]
    pdfa.prepare(pdf, flavour)
    _settle(pdf, day)
    if opening is not None:
        pdf.Root[OPENING] = opening
    pdf.save(target, **pdfa.resolve_save_kwargs(pdfa.Flavour(flavour), deterministic_id=True))


def verdict(path: Path, flavour: str, *, shell: bool = False) -> tuple[str, ...]:
    """What keeps the file from being PDF/A of that flavour, one line each; () if it is. With `shell` what
    its pages draw is left out: for pages that were proved in another file (`prints`).

    The checker looks no further where it meets an opening. If that is a plain destination, it is asked
    a second time: about everything in the file but the opening."""
    with _undisturbed():
        found = list(pdfa.validate_written(path, flavour).findings)
        with pikepdf.open(path) as pdf:
            if _is_destination(pdf.Root.get(OPENING)):
                del pdf.Root[OPENING]
                found = [f for f in found if f.kind == "violation"]
                if shell:
                    _empty(pdf)
                found += pdfa.check(pdf, flavour).findings
    return tuple(dict.fromkeys(map(str, found)))


def _empty(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, b""))
        page.obj.Resources = pikepdf.Dictionary()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """No collection of garbage meanwhile: the checker takes any warning that Python gives while it reads
    a page (a file somewhere that nobody closed) for a fault of that page. What is garbage already waits
    too: to sweep it first takes longer than to check a small file."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _is_destination(opening: Any) -> bool:
    """A page and where on it, at which zoom: no action."""
    return (
        isinstance(opening, pikepdf.Array)
        and len(opening) == 5
        and isinstance(opening[0], pikepdf.Dictionary)
        and opening[0].get("/Type") == "/Page"
        and opening[1] == "/XYZ"
    )


def _settle(pdf: pikepdf.Pdf, day: date) -> None:
    """The time at which the metadata was written is the day of the volume, not now."""
    held = pdf.Root.Metadata
    settled = _CHANGED.sub(rb"\g<1>%b\g<2>" % f"{day}T00:00:00Z".encode(), held.read_bytes())
    held.write(settled)


def require_archival(found: tuple[str, ...], name: str) -> None:
    """Raise TemplateError naming the file and the first rule it breaks."""
    if found:
        raise TemplateError(
            Text(f"{name} 不是有效的 PDF/A：{found[0]}", f"{name} is not valid PDF/A: {found[0]}"),
            Text("检查版式，或删去有问题的证据文件", "check the layout, or the exhibit it names"),
        )
