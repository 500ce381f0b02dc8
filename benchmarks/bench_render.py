"""What a letter costs: against the bare engines, from a cold start, and in memory.

    python benchmarks/bench_render.py [ROUNDS]

Printed per letter: median milliseconds of the whole `render` (PDF only), of WeasyPrint alone writing
the same tagged HTML with the same fonts, and their ratio; the same for DOCX against a loop of
`DocxTemplate(path).render(...).save()` on the same letterhead; wall time and peak memory of a
fresh process that makes both formats.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from sample_document import notice  # noqa: E402

from noticegen.model import Document  # noqa: E402
from noticegen.render import HouseStyle, prepare_fonts, render  # noqa: E402
from noticegen.render.docx import write_docx  # noqa: E402
from noticegen.render.html import html  # noqa: E402

STYLE = HouseStyle(ROOT / "templates")
COLD = f"""
import sys, resource
sys.path[:0] = {[str(ROOT / "src"), str(ROOT / "tests")]!r}
from pathlib import Path
from sample_document import notice
from noticegen.render import HouseStyle, render
render(notice("zh", 1, seal=False), HouseStyle(Path({str(ROOT / "templates")!r})))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """Median wall time of `act` in milliseconds, after two warm-up calls."""
    times = []
    for number in range(rounds + 2):
        start = time.perf_counter()
        act()
        if number >= 2:
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def bare_pdf(document: Document) -> Callable[[], bytes]:
    """WeasyPrint alone: the same HTML, style sheet, fonts and options, no check of anything."""
    import weasyprint

    from noticegen.render.fetch import AssetFetcher

    fonts = prepare_fonts(STYLE)
    os.environ["FONTCONFIG_FILE"] = str(fonts.config)
    source = html(document, STYLE)
    root = f":root{{--serif:{fonts.stack(fonts.serif)};--sans:{fonts.stack(fonts.sans)}}}\n"
    sheet = root + (STYLE.house / "letter.css").read_text("utf-8")
    fetcher = AssetFetcher(STYLE.house, document.seal)

    def act() -> bytes:
        page = weasyprint.HTML(string=source, url_fetcher=fetcher)
        css = weasyprint.CSS(string=sheet, url_fetcher=fetcher)
        return bytes(page.write_pdf(stylesheets=[css], pdf_variant="pdf/a-2b", pdf_tags=True))

    return act


def bare_docx(document: Document) -> Callable[[], bytes]:
    """docxtpl alone, opening the letterhead for each letter as its manual shows."""
    from docxtpl import DocxTemplate
    from markupsafe import Markup

    from noticegen.render.env import environment
    from noticegen.render.ooxml import body

    context = {
        "locale": document.locale, "letterhead": document.letterhead, "number": document.number,
        "title": document.title, "watermark": "", "pages": 2, "body": Markup(body(document)),
    }  # fmt: skip

    def act() -> bytes:
        template = DocxTemplate(STYLE.house / "letterhead.docx")
        template.render(context, environment())
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    return act


def cold(runs: int = 5) -> tuple[float, int]:
    """Median seconds and peak MiB of a fresh process that makes one letter in both formats."""
    times, peak = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", COLD], check=True, capture_output=True, text=True
        )
        times.append(time.perf_counter() - start)
        peak = max(peak, int(done.stdout))
    return statistics.median(times), peak


def main(rounds: int) -> None:
    """Measure and print a table."""
    for locale, count in (("zh", 1), ("zh", 18), ("en", 1)):
        document = notice(locale, count, seal=False)
        ours = median_ms(lambda d=document: render(d, STYLE, ("pdf",)), rounds)  # type: ignore[misc]  # default binds the loop's value
        bare = median_ms(bare_pdf(document), rounds)
        print(
            f"pdf  {locale} {count:2}: {ours:6.1f} ms, bare WeasyPrint {bare:6.1f} ms, ratio {ours / bare:.2f}"
        )
        write = median_ms(lambda d=document: write_docx(d, STYLE), rounds)  # type: ignore[misc]  # same
        ours = median_ms(lambda d=document: render(d, STYLE, ("docx",)), rounds)  # type: ignore[misc]  # same
        bare = median_ms(bare_docx(document), rounds)
        print(
            f"docx {locale} {count:2}: {write:6.1f} ms, read back {ours:6.1f} ms, bare docxtpl {bare:6.1f} ms: "
            f"{bare / write:.1f} and {bare / ours:.1f} times faster"
        )
    seconds, peak = cold()
    print(f"cold, both formats: {seconds:.2f} s wall, {peak} MiB peak")
    print(
        f"warm peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
