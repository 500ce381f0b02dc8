"""A PDF written as PDF/A, the same bytes each time, and proved by the checker that reads them back."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    """Write `pdf` to `target` as PDF/A of that flavour ("2b", "3b"), dated `day`, and read it back.

    Returns what the checker says, one line each: () if the written file is PDF/A. How it opens is
    left out of the verdict: it is a plain destination, which PDF/A allows."""
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
    return verdict(target, flavour)


def verdict(path: Path, flavour: str) -> tuple[str, ...]:
    """What keeps the file from being PDF/A of that flavour, one line each; () if it is."""
    report = pdfa.validate_written(path, flavour)
    return tuple(str(finding) for finding in report.findings if not _opening(finding))


def _opening(finding: Any) -> bool:
    return finding.kind == "unsupported" and OPENING in f"{finding.where} {finding.message}"


def _settle(pdf: pikepdf.Pdf, day: date) -> None:
    """The time at which the metadata was written is the day of the volume, not now."""
    held = pdf.Root.Metadata
    settled = _CHANGED.sub(rb"\g<1>%b\g<2>" % f"{day}T00:00:00Z".encode(), held.read_bytes())
    held.write(settled)


def require_archival(found: tuple[str, ...], name: str, allowed: Callable[[str], bool]) -> None:
    """Raise TemplateError naming the volume and the first rule it breaks."""
    bad = [line for line in found if not allowed(line)]
    if bad:
        raise TemplateError(
            Text(f"{name} 不是有效的 PDF/A：{bad[0]}", f"{name} is not valid PDF/A: {bad[0]}"),
            Text("检查版式，或删去有问题的证据文件", "check the layout, or the exhibit it names"),
        )
