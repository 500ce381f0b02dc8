"""Binding of large exhibits, beside what pypdf and qpdf take to put the same pages together and nothing more.

    python benchmarks/bench_bundle.py [PAGES] [MB]      default 2000 pages, 500 MB

Exhibits are made once (pictures that do not compress, ten pages a file), their corners looked at once, as
intake does; each contender then runs in a process of its own, which says its time and its peak of memory.
The goal: a volume of 2,000 pages and 500 MB in less than 20 s and 512 MiB, linear in pages. pypdf is
measured when it is installed (`pip install pypdf`).
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pikepdf

PAGES_A_FILE = 10
WIDTH = 600  # pixels of a picture


def make(folder: Path, pages: int, megabytes: int) -> list[Path]:
    """Exhibits of ten pages, each page a picture of its share of the bytes."""
    height = max(1, megabytes * 1_000_000 // pages // (WIDTH * 3))
    files = []
    for n in range(-(-pages // PAGES_A_FILE)):
        pdf = pikepdf.new()
        for k in range(min(PAGES_A_FILE, pages - n * PAGES_A_FILE)):
            noise = hashlib.shake_128(b"%d/%d" % (n, k)).digest(WIDTH * height * 3)
            image = pikepdf.Stream(pdf, noise)
            image.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=WIDTH, Height=height,
                ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            )  # fmt: skip
            page = pdf.add_blank_page(page_size=(595.28, 841.89)).obj
            page.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(I=pdf.make_indirect(image))
            )
            page.Contents = pdf.make_indirect(
                pikepdf.Stream(pdf, b"q 400 0 0 600 90 120 cm /I Do Q")
            )
        files.append(folder / f"{n:04d}.pdf")
        pdf.save(files[-1])  # compressed once, as exhibits are
    return files


def ours(folder: Path, files: list[Path]) -> None:
    """Bind them: numbers, labels, bookmarks, PDF/A proven on what was written."""
    from noticegen.bundle.bind import Cover, Part, bind
    from noticegen.bundle.ink import inked
    from noticegen.desk import shipped
    from noticegen.fsio import sha256_of
    from noticegen.render import HouseStyle, prepare_fonts

    parts = [
        Part(f"e{n}", f"证据 {n}", file, label=f"证据1-{n}") for n, file in enumerate(files, 1)
    ]
    cover = Cover("案卷", "示例担保", "zh-Hans", date(2026, 3, 27))
    made = bind(
        parts, folder / "ours.pdf", cover, prepare_fonts(HouseStyle(shipped("templates"))),
        inked=lambda part: inked(part.pdf, sha256_of(part.pdf), folder / "looked"),
    )  # fmt: skip
    assert made.archival == (), made.archival[:3]


def looks(folder: Path, files: list[Path]) -> None:
    """Look at the corners, as is done once when an exhibit is new."""
    from noticegen.bundle.ink import inked
    from noticegen.fsio import sha256_of

    for file in files:
        inked(file, sha256_of(file), folder / "looked")


def checks(folder: Path, files: list[Path]) -> None:
    """Read the bound volume again for the linter."""
    from noticegen.bundle.look import look

    assert len(look(folder / "ours.pdf", "2b").pages) > len(files)


def pypdf(folder: Path, files: list[Path]) -> None:
    """The bare merge with pypdf."""
    from pypdf import PdfWriter

    with PdfWriter() as writer:
        for file in files:
            writer.append(file)
        writer.write(folder / "pypdf.pdf")


def qpdf(folder: Path, files: list[Path]) -> None:
    """The bare merge with qpdf."""
    names = [str(file) for file in files]
    pikepdf.Job(["qpdf", "--empty", "--pages", *names, "--", str(folder / "qpdf.pdf")]).run()


CONTENDERS = {"looks": looks, "ours": ours, "checks": checks, "qpdf": qpdf, "pypdf": pypdf}


def run(name: str, folder: Path) -> None:
    """One contender in this process; prints seconds and MiB."""
    files = sorted((folder / "in").glob("*.pdf"))
    begin = time.perf_counter()
    CONTENDERS[name](folder, files)
    took = time.perf_counter() - begin
    cpu = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(took, 1), "cpu": round(cpu, 1), "mib": round(peak)}))


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    megabytes = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        (folder / "in").mkdir()
        files = make(folder / "in", pages, megabytes)
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{pages} pages, {size:.0f} MB in {len(files)} files")
        print(f"{'':8} {'wall s':>8} {'CPU s':>8} {'MiB':>6}")
        for name in CONTENDERS:
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, held],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                print(f"{name:8} not measured: {done.stderr.strip().splitlines()[-1]}")
                continue
            told = json.loads(done.stdout.splitlines()[-1])
            print(f"{name:8} {told['seconds']:8.1f} {told['cpu']:8.1f} {told['mib']:6}")


if __name__ == "__main__":
    if len(sys.argv) > 3 and sys.argv[1] == "--one":
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
