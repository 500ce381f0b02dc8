"""Taking in a folder of files: `python benchmarks/bench_intake.py FOLDER [--keep CACHE] [--list]`.

Prints the share of each fate and its pages a second, and checks every copy: PDF/A-2b by
`pikepdf.pdfa`, A4, inert, the native file untouched, and the text that pdfium reads in a readable
source still in the copy (compared without blanks). Exit code 1 when less than 99 % of the readable
files pass, or a file was not classified."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from pikepdf import pdfa

from noticegen.exhibits import Taken, take_in

ENOUGH = 0.99


@dataclass
class Seen:
    """What was found for one file."""

    path: Path
    taken: Taken
    seconds: float
    readable: bool
    faults: list[str] = field(default_factory=list)


def squeezed(text: str) -> str:
    """Characters that print, without blanks; a hyphen at a line end as a hyphen."""
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    return "".join(c for c in text if not c.isspace() and c.isprintable())


def text_of(path: Path) -> str | None:
    """All text of a PDF as pdfium reads it; None when it cannot open the file."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return None
    parts = []
    try:
        for n in range(len(document)):
            try:
                page = document[n]
                parts.append(page.get_textpage().get_text_bounded(-1e6, -1e6, 1e6, 1e6))
            except pdfium.PdfiumError:
                continue
        return "".join(parts)
    finally:
        document.close()


def opens(path: Path) -> bool:
    """Whether pikepdf, pdfium or Pillow reads the file and finds a page in it."""
    from PIL import Image

    try:
        with pikepdf.open(path) as pdf:
            return pdf.pages[0].obj is not None
    except Exception:  # noqa: BLE001  # whatever a foreign file makes a reader say
        pass
    try:
        with pdfium.PdfDocument(path) as document:
            return document[0].get_width() > 0
    except Exception:  # noqa: BLE001  # whatever a foreign file makes a reader say
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
        return True
    except Exception:  # noqa: BLE001  # whatever a foreign file makes a reader say
        return False


def missing(source: str, copy: str) -> Counter[str]:
    """The characters of the source that the copy lacks."""
    return Counter(squeezed(source)) - Counter(squeezed(copy))


def look(path: Path, cache: Path) -> Seen:
    """Take in one file and check the copy."""
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    start = time.perf_counter()
    taken = take_in(path, path.name, cache)
    seen = Seen(path, taken, time.perf_counter() - start, opens(path))
    if hashlib.sha256(path.read_bytes()).hexdigest() != before or taken.sha256 != before:
        seen.faults.append("native changed")
    report = pdfa.validate_written(taken.copy, "2b")
    if not report.passed:
        seen.faults.append(f"not PDF/A: {report.findings[0]}")
    with pikepdf.open(taken.copy) as pdf:
        if len(pdf.pages) != taken.pages:
            seen.faults.append("page count")
        for page in pdf.pages:
            size = sorted(float(v) for v in page.mediabox[2:])
            if abs(size[0] - 595.28) > 2.1 or abs(size[1] - 841.89) > 2.1:
                seen.faults.append(f"not A4: {size}")
                break
        raw = pdf.Root.to_json(dereference=True)
        for word in (
            b"/JavaScript",
            b"/JS",
            b"/Launch",
            b"/EmbeddedFiles",
            b"/URI",
            b"/AcroForm",
            b"/AA",
        ):
            if word in raw:
                seen.faults.append(f"active: {word.decode()}")
    if seen.readable and not taken.fate.shown:
        seen.faults.append(f"readable but {taken.fate}")
    source = text_of(path)
    if source and taken.fate.shown:
        lost = missing(source, text_of(taken.copy) or "")
        if lost:
            share = lost.total() / max(1, len(squeezed(source)))
            seen.faults.append(f"text lost: {lost.total()} ({share:.1%}): {''.join(lost)[:30]!r}")
    return seen


def main() -> int:
    """Run over the folder and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    cache = options.keep or Path(tempfile.mkdtemp())
    files = sorted(p for p in options.folder.rglob("*") if p.is_file())
    seen = []
    crashed = 0
    for path in files:
        try:
            seen.append(look(path, cache))
        except Exception as error:  # noqa: BLE001  # that it never happens is what is measured
            crashed += 1
            print(f"NOT CLASSIFIED {path.name}: {type(error).__name__}: {error}"[:300])
            continue
        last = seen[-1]
        if options.list or last.faults:
            print(
                f"{last.taken.fate:12} {last.seconds:6.2f}s {path.name[-60:]} {last.taken.transforms} {last.taken.note.en} {last.faults}"
            )
    if not options.keep:
        shutil.rmtree(cache)
    groups: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        groups[one.taken.fate.value].append(one)
    print(f"\n{'fate':12} {'files':>6} {'share':>7} {'pages':>7} {'pages/s':>8}")
    for fate, members in sorted(groups.items(), key=lambda g: -len(g[1])):
        pages, seconds = sum(s.taken.pages for s in members), sum(s.seconds for s in members)
        print(
            f"{fate:12} {len(members):6} {len(members) / len(files):7.1%} {pages:7} {pages / seconds:8.1f}"
        )
    readable = [s for s in seen if s.readable]
    good = [s for s in readable if not s.faults]
    share = len(good) / max(1, len(readable))
    print(
        f"\nfiles {len(files)}, not classified {crashed}, readable {len(readable)}, of these whole and valid {len(good)} ({share:.2%})"
    )
    print(
        f"slowest {max((s.seconds for s in seen), default=0):.1f} s, all {sum(s.seconds for s in seen):.0f} s"
    )
    return 0 if share >= ENOUGH and not crashed else 1


if __name__ == "__main__":
    sys.exit(main())
