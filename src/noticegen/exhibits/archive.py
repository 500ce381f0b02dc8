"""The last step of every copy: PDF/A-2b, checked, the same bytes each time."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, pdfa

FLAVOUR = "2b"
_DATE = re.compile(rb"<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")
_FIXED = b"<xmp:MetadataDate>2000-01-01T00:00:00+00:00</xmp:MetadataDate>"
_OBJECT = re.compile(r"\bobj (\d+) (\d+)\b")
# What programs leave in page content for themselves or for parts of the file that are not copied.
_PRIVATE = (
    "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/OPI", "/Alternates", "/AF",
    "/OC", "/Measure", "/PtData", "/Thumb", "/AA", "/DPart", "/WebCaptureID", "/ID",
)  # fmt: skip

logging.getLogger("pikepdf").addHandler(logging.NullHandler())


def tidy(pdf: pikepdf.Pdf) -> None:
    """Take out private data and empty resource lists, which a checker that lists what it knows stops at."""
    for item in pdf.objects:
        if isinstance(item, Stream | Dictionary):
            _tidy(item, 0)


def _tidy(item: pikepdf.Object, depth: int) -> None:
    kind = item.get(Name.Type)
    if kind in (Name.Font, Name.FontDescriptor):
        return
    for key in _PRIVATE:
        if key in item:
            del item[key]
    if Name.Metadata in item and kind != Name.Catalog:
        del item[Name.Metadata]
    for key in list(item.keys()):
        value = item[key]
        if not isinstance(value, Dictionary):
            continue
        if not value.is_indirect and depth < 3:  # noqa: PLR2004  # resources → list → its entries
            _tidy(value, depth + 1)
        if key in ("/Pattern", "/Shading", "/Properties", "/XObject") and not len(value.keys()):
            del item[key]


def prepare(pdf: pikepdf.Pdf) -> tuple[pdfa.Finding, ...]:
    """Declare the PDF as PDF/A-2b; what still stands in the way of that."""
    tidy(pdf)
    pdfa.prepare(pdf, FLAVOUR)
    metadata = pdf.Root.Metadata
    metadata.write(_DATE.sub(_FIXED, metadata.read_bytes()))
    return tuple(pdfa.check(pdf, FLAVOUR, deterministic_id=True).findings)


def written(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a prepared PDF, read back and checked. Raises ValueError when they are no PDF/A."""
    report = pdfa.check(pdf, FLAVOUR, deterministic_id=True)
    out = io.BytesIO()
    pdf.save(out, **report.save_kwargs)
    out.seek(0)
    verdict = pdfa.validate_written(out, FLAVOUR)
    if not verdict.passed:
        raise ValueError(verdict.summary(3))
    return out.getvalue()


def pages_at_fault(pdf: pikepdf.Pdf, findings: Iterable[pdfa.Finding]) -> set[int]:
    """The pages (from 0) that use an object a finding names; all pages when a finding names none."""
    every = set(range(len(pdf.pages)))
    faulty: set[tuple[int, int]] = set()
    for finding in findings:
        match = _OBJECT.search(finding.where)
        if match is None:
            return every
        faulty.add((int(match[1]), int(match[2])))
    found = {n for n, page in enumerate(pdf.pages) if not faulty.isdisjoint(_reached(page.obj))}
    return found or every


def _reached(page: pikepdf.Object) -> set[tuple[int, int]]:
    """The numbers of all objects the page draws with, and its own."""
    seen: set[tuple[int, int]] = set()
    stack: list[pikepdf.Object] = [page]
    while stack:
        item = stack.pop()
        if item.is_indirect:
            if item.objgen in seen or (item.objgen != page.objgen and _is_page(item)):
                continue
            seen.add(item.objgen)
        if isinstance(item, Array):
            values = [item[n] for n in range(len(item))]
        else:
            values = [item[key] for key in item.keys() if key != "/Parent"]  # noqa: SIM118
        stack += [v for v in values if isinstance(v, Array | Dictionary | Stream)]
    return seen


def _is_page(item: pikepdf.Object) -> bool:
    return isinstance(item, Dictionary) and item.get(Name.Type) == Name.Page
