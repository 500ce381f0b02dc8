"""A batch run end to end beside what a user would write instead, in the same process on the same letters.

    python benchmarks/bench_batch.py engine [LETTERS]       archive run (PDF) against bare WeasyPrint
    python benchmarks/bench_batch.py press [LETTERS]        press run against Typst and WeasyPrint loops
    python benchmarks/bench_batch.py coordinator [LETTERS]  everything but drawing, at N and at 10 N
    python benchmarks/bench_batch.py workers [LETTERS]      one worker against two (wall time)
    python benchmarks/bench_batch.py scale ENGINE JOBS LETTERS...   a run of each size in a fresh process:
                                                            cost of a letter, memory of every process
    python benchmarks/bench_batch.py book DIR LOANS READY/LATE ENGINE JOBS   one run over a large book: a share
                                                            READY of letters, LATE of loans refused; the rest
                                                            was never late (0.1/0.1). DIR is kept: made once, run once

Processor seconds of this process and its children, because other work on the machine does not count
in them; the ratio is what matters. The portfolio is the examples multiplied (`multiply`): a seeded
mix of loans that are ready, refused for each usual reason, and paid.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: the same portfolio each time

from noticegen import batch as story
from noticegen import render, sources
from noticegen.book import Book, Dossier
from noticegen.cli.demo import prepare_demo
from noticegen.desk import Desk
from noticegen.issue import letter as letters
from noticegen.model import Document
from noticegen.vault import Vault

DAY = date(2026, 3, 27)
NOW = datetime(2026, 3, 27, 6, 0, tzinfo=UTC)
KIND = "overdue-notice"
READY = ("DK-0003", "DK-0007", "DK-0009", "DK-0010", "DK-0012")
NEVER_LATE = ("DK-0001",)
OTHERS = (*NEVER_LATE, "DK-0002", "DK-0004", "DK-0005")


def multiply(
    examples: list[Dossier], many: int, ready: float, late: float = 1.0
) -> Iterator[Dossier]:
    """`many` loans like those of the examples, a share of `ready` that may be issued, a share of `late`
    that is refused for a reason or not yet due, and the rest never late."""
    dice = Random(20260327)
    kinds = {d.loan.id: d for d in examples}
    for n in range(many):
        point = dice.random()
        like = READY if point < ready else OTHERS if point < ready + late else NEVER_LATE
        yield _renamed(kinds[dice.choice(like)], n, dice)


def _renamed(like: Dossier, n: int, dice: Random) -> Dossier:
    """The same course with other people, numbers and addresses."""

    def own(party: str) -> str:
        return f"{party}-{n:07d}" if party else ""

    post = f"{dice.randrange(100, 860):03d}000"
    parties = tuple(
        replace(
            p,
            id=own(p.id),
            name=f"{p.name}{n}" if p.kind.value == "company" else p.name,
            addresses=tuple(replace(a, text=f"{a.text}{n}室", postcode=post) for a in p.addresses),
        )
        for p in like.parties
    )
    key = f"B{n:07d}"
    return replace(
        like,
        loan=replace(like.loan, id=key, contract_no=f"示担借字第{n:07d}号"),
        parties=parties,
        signatories=tuple(replace(s, party=own(s.party)) for s in like.signatories),
        guarantees=tuple(replace(g, party=own(g.party), deed_no=f"示担反字第{n:07d}号") for g in like.guarantees),
        events=tuple(replace(e, party=own(e.party)) for e in like.events),
    )  # fmt: skip


def desk_with(folder: Path, many: int, ready: float = 0.8, late: float = 1.0) -> Desk:
    """A new desk whose book holds `many` loans."""
    prepare_demo(folder, DAY)
    desk = Desk.open(folder, {})
    vault = Vault(desk.evidence)
    workbook = folder / "examples" / "portfolio.xlsx"
    with Book.open(desk.book_url) as book:
        with sources.read(workbook, vault=vault, zone="Asia/Shanghai") as reading:
            examples = list(reading.dossiers)
        for change in book.apply(multiply(examples, many, ready, late), NOW):
            if change.kind != "added":
                raise SystemExit(f"{change}")
    return desk


def only_pdf(folder: Path) -> None:
    """Letters of this desk have no DOCX: that is timed apart."""
    import shutil

    from noticegen.desk import shipped

    shutil.copytree(shipped("templates"), folder / "templates")
    kind = folder / "templates" / KIND / "kind.toml"
    kind.write_text(kind.read_text("utf-8").replace('formats = ["pdf", "docx"]', 'formats = ["pdf"]'), "utf-8")  # fmt: skip
    config = folder / "noticegen.toml"
    config.write_text(config.read_text("utf-8") + '\n[paths]\ntemplates = "templates"\n', "utf-8")


def processor() -> float:
    """Processor seconds so far, of this process and of children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """(processor seconds, wall seconds, what came of it)."""
    cpu, wall = processor(), time.perf_counter()
    made = work()
    return processor() - cpu, time.perf_counter() - wall, made


def run(
    desk: Desk, jobs: int = 0, stage: list[tuple[str, float]] | None = None, engine: str = "archive"
) -> story.BatchResult:
    """One whole batch run."""

    def told(what: str, done: int, total: int) -> None:
        if stage is not None and what == "print":
            stage.append((what, processor()))

    with Book.open(desk.book_url) as book:
        return story.batch(
            desk, book, KIND, on=DAY, clock=lambda: NOW, jobs=jobs, engine=engine, progress=told
        )


def engine(many: int) -> None:
    """The archive run against bare WeasyPrint writing the same tagged HTML, warm, TrueType font."""
    from noticegen.render.html import html

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        desk = desk_with(folder, many)
        only_pdf(folder)
        desk = Desk.open(folder, {})
        documents: list[Document] = []
        real = render.render

        def watched(document: Document, *more: object) -> render.Rendered:
            documents.append(document)
            return real(document, *more)  # type: ignore[arg-type]  # handed on as they came

        render.render = watched
        stages: list[tuple[str, float]] = []
        begun = processor()
        cpu, _, result = timed(lambda: run(desk, stage=stages))
        render.render = real
        lists = begun + cpu - stages[0][1]
        issued = result.counts["issued"]  # type: ignore[attr-defined]  # a BatchResult
        style = letters.style(desk)
        pages = [html(d, style) for d in documents[1:]]  # the first is the probe
        peer, _, _ = timed(lambda: [bare(page, desk) for page in pages])
        docx, _, _ = timed(lambda: [render.render(d, style, ("docx",)) for d in documents[1:]])
    print(f"{issued} letters of {many} loans")
    print(f"archive run, end to end     {cpu / issued * 1000:8.1f} ms/letter  {cpu / peer:5.2f} x bare WeasyPrint")  # fmt: skip
    print(
        f"  of it print run and lists {lists / issued * 1000:8.1f} ms/letter  {lists / peer:5.2f} x"
    )
    print(f"bare WeasyPrint, same HTML  {peer / issued * 1000:8.1f} ms/letter  1.00 x")
    print(f"DOCX, checked (timed apart) {docx / issued * 1000:8.1f} ms/letter")


def press(many: int) -> None:
    """The press run against loops that only render the same letters: Typst, WeasyPrint with the static
    TrueType font and, where it is installed, with the distribution's CJK collection.

    Fixed costs (imports, fonts, the first letter) are taken out of all: a small run goes before."""
    import os
    from itertools import islice

    import peers

    from noticegen.batch import draw

    documents: list[Document] = []
    spent = [0.0]
    real = draw._pressed

    def watched(letters: object, *more: object) -> object:
        cpu = processor()
        made = real(letters, *more)  # type: ignore[arg-type]  # handed on as they came
        spent[0] += processor() - cpu
        documents.extend(letters)  # type: ignore[arg-type]  # documents
        return made

    draw._pressed = watched  # type: ignore[assignment]  # to see what is drawn
    with tempfile.TemporaryDirectory() as scratch:
        run(desk_with(Path(scratch) / "warm", 8), engine="press")
        desk = desk_with(Path(scratch) / "desk", many)
        documents.clear()
        spent[0] = 0.0
        stages: list[tuple[str, float]] = []
        begun = processor()
        cpu, _, result = timed(lambda: run(desk, stage=stages, engine="press"))
        lists = begun + cpu - stages[0][1]
        issued = result.counts["issued"]  # type: ignore[attr-defined]  # a BatchResult
        each = {"press run, end to end": cpu / issued, "  of it drawing": spent[0] / issued, "  of it print run and lists": lists / issued}  # fmt: skip
        os.environ["BENCH_SCRATCH"], os.environ["BENCH_CJK"] = scratch, str(peers_cjk())
        loops = {
            "Typst": (peers.typst, 60),
            "WeasyPrint loop, TrueType": (peers.weasyprint_truetype, 12),
        }
        if (peers_cjk() / "NotoSerifCJK-Regular.ttc").is_file():
            loops["WeasyPrint loop, CJK collection"] = (peers.weasyprint_collection, 4)
        for name, (loop, count) in loops.items():
            made = loop(documents[1 : count + 2])
            next(made)
            peer, _, rest = timed(lambda m=made, n=count: sum(1 for _ in islice(m, n)))  # type: ignore[misc]  # bound now
            each[name] = peer / rest  # type: ignore[operator]  # a number
    print(f"{issued} letters of {many} loans")
    for name, seconds in each.items():
        print(f"{name:34}{seconds * 1000:8.2f} ms/letter {seconds / each['press run, end to end']:7.2f} x the run")  # fmt: skip


def peers_cjk() -> Path:
    """Where Debian keeps its CJK fonts."""
    return Path("/usr/share/fonts/opentype/noto")


def bare(page: str, desk: Desk) -> bytes:
    """What a user would write: the tagged PDF/A of one page, the stylesheet and the fonts kept."""
    import weasyprint

    from noticegen.render import pdf
    from noticegen.render.fetch import AssetFetcher

    style = letters.style(desk)
    fonts = render.prepare_fonts(style)
    sheet = pdf._stylesheet((style.house / "letter.css").read_text("utf-8"), fonts)
    fetcher = AssetFetcher(style.house, b"")
    made: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        font_config=pdf._font_config(fonts.config),
        stylesheets=[sheet],
        pdf_variant=pdf.VARIANT,
        pdf_tags=True,
    )
    return made


def coordinator(many: int) -> None:
    """Everything but drawing, with letters of one empty page: cost per letter and peak memory."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from batch_desk import fake_render, no_address

    render.render = fake_render
    render.prepare_fonts = lambda *_: None  # type: ignore[assignment]  # none are needed
    each = []
    for n in (many, many * 10):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "desk"
            desk = desk_with(folder, n)
            no_address(folder)
            desk = Desk.open(folder, {})
            cpu, wall, result = timed(lambda d=desk: run(d))  # type: ignore[misc]  # bound now
        issued = result.counts["issued"]  # type: ignore[attr-defined]  # a BatchResult
        each.append(cpu / issued)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{issued:7} letters of {n:7} loans: {cpu / issued * 1000:6.2f} ms of a core each, {wall:6.1f} s, peak {memory:5.0f} MiB")  # fmt: skip
    print(f"ten times as many cost {each[1] / each[0]:.2f} x as much each")


def workers(many: int) -> None:
    """Wall time with one worker and with two; says nothing on a machine that does other work."""
    walls = []
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as scratch:
            desk = desk_with(Path(scratch) / "desk", many)
            _, wall, result = timed(lambda d=desk, j=jobs: run(d, j))  # type: ignore[misc]  # bound now
        walls.append(wall)
        print(f"{jobs} workers: {wall:6.1f} s for {result.counts['issued']} letters")  # type: ignore[attr-defined]  # a BatchResult
    print(f"two are {walls[0] / walls[1]:.2f} x one")


def scale(engine: str, jobs: str, *sizes: str) -> None:
    """Runs of several sizes, each in a fresh process with workers of its own."""
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            desk_with(Path(scratch) / "desk", int(size))
            told = apart(f"{scratch}/desk", engine, jobs)
        each = told["cpu"] / told["issued"] * 1000
        first = first or each
        print(
            f"{told['issued']:7} letters of {size:>7} loans: {each:6.1f} ms of processor each ({each / first:.2f} x the first), "
            f"{told['wall']:7.1f} s, coordinator {told['peak']:5.0f} MiB, largest worker {told['worker']:5.0f} MiB",
            flush=True,
        )


def large(folder: str, many: str, shares: str, engine: str, jobs: str) -> None:
    """One run over a book of `many` loans at `folder`, which is made if it is not there."""
    if not Path(folder).exists():
        ready, late = map(float, shares.split("/"))
        _, wall, _ = timed(lambda: desk_with(Path(folder), int(many), ready, late))
        print(f"a book of {many} loans: {wall:.0f} s", flush=True)
    told = apart(folder, engine, jobs)
    print(
        f"{told['issued']:.0f} letters, {told['cpu'] / told['issued'] * 1000:.1f} ms of processor each, {told['wall']:.0f} s, "
        f"coordinator {told['peak']:.0f} MiB, largest worker {told['worker']:.0f} MiB"
    )


def apart(desk: str, engine: str, jobs: str) -> dict[str, float]:
    """What a run in a process of its own says it took (`alone`)."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import bench_batch; bench_batch.alone(*sys.argv[1:])"
    words = [sys.executable, "-c", code, desk, engine, jobs]
    told: dict[str, float] = json.loads(
        subprocess.run(words, check=True, capture_output=True).stdout
    )
    return told


def alone(desk: str, engine: str, jobs: str) -> None:
    """One run in this process; prints what it took as JSON."""
    peaks: dict[str, float] = {}
    spent: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
                peaks[pid] = max(peaks.get(pid, 0.0), memory(f"/proc/{pid}"))
                spent[pid] = max(spent.get(pid, 0.0), seconds(f"/proc/{pid}"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun, wall = seconds("/proc/self"), time.perf_counter()
    result = run(Desk.open(Path(desk), {}), int(jobs), engine=engine)
    told: dict[str, float] = {
        "issued": result.counts["issued"],
        "cpu": seconds("/proc/self") - begun + sum(spent.values()),
        "wall": time.perf_counter() - wall,
        "peak": memory("/proc/self"),
    }
    over.set()
    watcher.join()
    print(json.dumps(told | {"worker": max(peaks.values(), default=0.0)}))


def seconds(process: str) -> float:
    """Processor seconds of a process so far; 0 if it has ended. (`RUSAGE_CHILDREN` knows the dead only.)"""
    with contextlib.suppress(OSError):
        fields = Path(process, "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def memory(process: str) -> float:
    """MiB of a process at most; 0 if it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(process, "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    if sys.argv[1] == "scale":
        scale(*sys.argv[2:])
        raise SystemExit
    if sys.argv[1] == "book":
        large(*sys.argv[2:])
        raise SystemExit
    chosen = {"engine": engine, "coordinator": coordinator, "workers": workers, "press": press}
    chosen[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 100)
