"""The last step of every copy: PDF/A-2b, checked, the same bytes each time."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

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
        if not value.is_indirect and depth < 3:  # resources → list → its entries
            _tidy(value, depth + 1)
        if key in ("/Pattern", "/Shading", "/Properties", "/XObject") and not len(value.keys()):
            del item[key]


def declare(pdf: pikepdf.Pdf) -> None:
    """Say in the PDF that it is PDF/A-2b, and make it so as far as that can be done from outside."""
    tidy(pdf)
    pdfa.prepare(pdf, FLAVOUR)
    metadata = pdf.Root.Metadata
    metadata.write(_DATE.sub(_FIXED, metadata.read_bytes()))


def attempt(pdf: pikepdf.Pdf) -> tuple[bytes, tuple[pdfa.Finding, ...]]:
    """The PDF declared and written, and what keeps these bytes from being PDF/A-2b.

    Written bytes are looked at once, and not the PDF before: a look costs more than all the rest. The
    objects that findings name have their numbers in the bytes."""
    declare(pdf)
    out = io.BytesIO()
    pdf.save(out, **pdfa.resolve_save_kwargs(FLAVOUR, deterministic_id=True))
    out.seek(0)
    return out.getvalue(), tuple(pdfa.validate_written(out, FLAVOUR).findings)


def written(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF as PDF/A-2b. Raises ValueError when it is none."""
    data, findings = attempt(pdf)
    if findings:
        raise ValueError("; ".join(map(str, findings[:3])))
    return data


def joined(parts: Iterable[bytes]) -> bytes:
    """Copies one behind the other, as one. Raises ValueError when that is no PDF/A."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as pdf:
                whole.pages.extend(pdf.pages)
        return written(whole)


def pages_at_fault(pdf: pikepdf.Pdf, findings: Iterable[pdfa.Finding]) -> set[int]:
    """The pages (from 0) that use an object a finding names; all pages when a finding names none."""
    every = set(range(len(pdf.pages)))
    faulty: set[tuple[int, int]] = set()
    for finding in findings:
        match = _OBJECT.search(finding.where)
        if match is None:
            return every
        faulty.add((int(match[1]), int(match[2])))
    found = _users(pdf, faulty)
    return {n for n, page in enumerate(pdf.pages) if page.obj.objgen in found} or every


def _users(pdf: pikepdf.Pdf, faulty: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The numbers of the pages from which the objects are reached, without passing another page."""
    holders: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for item in pdf.objects:
        for inner in _named_in(item):
            holders.setdefault(inner, set()).add(item.objgen)
    pages = {page.obj.objgen for page in pdf.pages}
    seen: set[tuple[int, int]] = set()
    stack = list(faulty)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            stack += holders.get(number, ()) if number not in pages else ()
    return seen & pages


def _named_in(item: pikepdf.Object) -> Iterator[tuple[int, int]]:
    """The numbers of the objects that an object names, but for the one above it."""
    stack: list[Any] = [item]
    while stack:
        value = stack.pop()
        if isinstance(value, Array):
            inner = [value[n] for n in range(len(value))]
        elif isinstance(value, Dictionary | Stream):
            inner = [value[key] for key in value.keys() if key != "/Parent"]  # noqa: SIM118  # not a real mapping
        else:
            continue
        for part in inner:
            if isinstance(part, pikepdf.Object) and part.is_indirect:
                yield part.objgen
            else:
                stack.append(part)
