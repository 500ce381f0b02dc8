"""What a letter costs in the press, beside what a user would write instead.

    python benchmarks/bench_press.py [--letters N] [--rounds N] [--cjk FOLDER]

Two letters: one page (a short notice without slip) and the notice as composed (four pages with
slip). Each maker runs in a process of its own, in turn, so that all meet the same noise; printed is
the median over the rounds of CPU milliseconds of one core per letter and per page, warm (start-up
and the first letter are not counted), and how many times longer each takes than the press.

FOLDER holds NotoSerifCJK-Regular.ttc and NotoSansCJK-Regular.ttc (Debian: fonts-noto-cjk). Needs the
dependency group `bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import peers  # noqa: E402
from composed_letters import letters  # noqa: E402
from peers import STYLE  # noqa: E402
from sample_document import notice, seal_png  # noqa: E402

from noticegen.model import Document  # noqa: E402
from noticegen.render import prepare_fonts, render  # noqa: E402
from noticegen.render.docx import write_docx  # noqa: E402
from noticegen.render.html import press_html  # noqa: E402

Maker = Callable[[Sequence[Document]], Iterator[int]]
DEBIAN = Path("/usr/share/fonts/opentype/noto")


def one_page(count: int) -> list[Document]:
    """A notice of one page: an account of one line, no slip."""
    made = []
    for n in range(count):
        letter = notice("zh", 1, name=f"李示例{chr(0x4E00 + n)}", seal=False)
        blocks = letter.blocks[:6] + letter.blocks[-2:]
        number = f"〔2026〕催字第{n:04d}号"
        made.append(replace(letter, blocks=blocks, slip=(), number=number))
    return made


def press_rendering(documents: Sequence[Document]) -> Iterator[int]:
    """PlutoPrint alone: ready HTML laid out and drawn into one stream, nothing checked."""
    from noticegen.render.press import Press

    layout = (STYLE.house / "letter.html").read_text("utf-8")
    sources = [press_html(document, layout) for document in documents]
    run = Press(STYLE, Path(os.environ["BENCH_SCRATCH"]) / "unused.pdf")
    sheet = run._sheet("zh")
    for source in sources:
        run._book.load_html(source, user_style=sheet)
        pages = run._book.get_page_count()
        for number in range(pages):
            run._book.render_page(run._canvas, number)
            run._canvas.show_page()
        yield pages


def press_sealed(documents: Sequence[Document]) -> Iterator[int]:
    """The whole press with a seal on each letter."""
    seal = seal_png(1000)
    yield from press_whole([replace(document, seal=seal) for document in documents])


def press_whole(documents: Sequence[Document]) -> Iterator[int]:
    """The whole press: characters and glyphs checked, drawn, read back, compared, hashed, written."""
    from noticegen.render.press import press
    from noticegen.render.presscheck import furniture

    folder = Path(os.environ["BENCH_SCRATCH"])
    press(documents[:1], STYLE, folder / f"warm-{os.getpid()}.pdf")
    furniture(STYLE, "zh")
    yield 0
    done = press(documents[1:], STYLE, folder / f"stream-{os.getpid()}.pdf")
    assert not done.left_out
    yield from (place.pages for place in done.placed)


def archive(documents: Sequence[Document]) -> Iterator[int]:
    """The archive engine: PDF/A, tagged, read back and compared."""
    for document in documents:
        yield render(document, STYLE, ("pdf",)).pages


def docx(documents: Sequence[Document]) -> Iterator[int]:
    """Our DOCX, read back and compared."""
    for document in documents:
        yield len(render(document, STYLE, ("docx",)).docx)


def docx_unread(documents: Sequence[Document]) -> Iterator[int]:
    """Our DOCX, only written."""
    for document in documents:
        yield len(write_docx(document, STYLE))


MAKERS: dict[str, tuple[Maker, float]] = {  # with the share of the letters each gets
    "press, rendering alone": (press_rendering, 1),
    "press, all checks": (press_whole, 1),
    "press, all checks, sealed": (press_sealed, 1),
    "Typst": (peers.typst, 0.3),
    "WeasyPrint loop, TrueType": (peers.weasyprint_truetype, 0.05),
    "WeasyPrint loop, CJK collection": (peers.weasyprint_collection, 0.03),
    "archive engine": (archive, 0.05),
    "DOCX, written and read back": (docx, 0.3),
    "DOCX, written": (docx_unread, 0.3),
    "docxtpl loop": (peers.docxtpl, 0.1),
}


def child(name: str, letter: str, count: int) -> None:
    """Time one maker in this process and print CPU seconds per letter."""
    maker, share = MAKERS[name]
    count = max(4, round(count * share))
    documents = one_page(count) if letter == "one page" else list(letters(count, ("zh",)))
    prepare_fonts(STYLE)
    made = maker(documents)
    next(made)
    begun = time.process_time()
    rest = sum(1 for _ in made)
    print(json.dumps((time.process_time() - begun) / rest))


def measure(name: str, letter: str, count: int, scratch: str, cjk: Path) -> float:
    """CPU milliseconds per letter of one maker, in a process of its own."""
    environment = {**os.environ, "BENCH_SCRATCH": scratch, "BENCH_CJK": str(cjk)}
    done = subprocess.run(
        [sys.executable, __file__, "--child", name, letter, "--letters", str(count)],
        check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    return float(json.loads(done.stdout)) * 1000


def main() -> None:
    """Measure all makers in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cjk", type=Path, default=DEBIAN)
    parser.add_argument("--child", nargs=2)
    given = parser.parse_args()
    if given.child:
        child(*given.child, given.letters)
        return
    names = [n for n in MAKERS if "CJK" not in n or (given.cjk / "NotoSerifCJK-Regular.ttc").is_file()]  # fmt: skip
    for letter in ("one page", "notice"):
        pages = render((one_page(1) if letter == "one page" else list(letters(1, ("zh",))))[0], STYLE).pages  # fmt: skip
        times: dict[str, list[float]] = {name: [] for name in names}
        with tempfile.TemporaryDirectory() as scratch:
            for _ in range(given.rounds):
                for name in names:
                    times[name].append(measure(name, letter, given.letters, scratch, given.cjk))
        bare = statistics.median(times["press, rendering alone"])
        whole = statistics.median(times["press, all checks"])
        print(
            f"\n{letter} ({pages} pages): CPU ms per letter, per page, × rendering, × whole press"
        )
        for name in names:
            ms = statistics.median(times[name])
            print(f"  {name:32} {ms:8.2f} {ms / pages:8.2f} {ms / bare:7.1f} {ms / whole:7.1f}")


if __name__ == "__main__":
    main()
