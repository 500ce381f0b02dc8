"""`noticegen issue` for one loan, cold, beside a naive script that draws one letter, cold.

    python benchmarks/bench_issue.py [RUNS]

Prints medians of wall seconds and peak memory of whole processes, and the ratio to the peer. `issue`
has two processes where there are two processors; the memory is that of the larger one. Bytecode is
kept, as an installation has it. The peer is what a user would write instead: one DOCX by `DocxTemplate(path).render().save()`, one PDF
by `weasyprint.HTML(...).write_pdf()` with the same fonts; no checks, numbers or register.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

PEER = """
import sys
from docxtpl import DocxTemplate
from docx import Document
from weasyprint import HTML
folder = sys.argv[1]
page = Document(); page.add_paragraph("{{ name }}，请于{{ day }}前偿还{{ sum }}元。"); page.save(folder + "/t.docx")
doc = DocxTemplate(folder + "/t.docx"); doc.render({"name": "张三", "day": "2026年4月3日", "sum": "50,094.79"}); doc.save(folder + "/o.docx")
css = "@font-face{font-family:n;src:url(file://%s)} body{font-family:n}" % sys.argv[2]
HTML(string="<html lang=zh-Hans><style>" + css + "</style><body>" + "<p>张三，请于2026年4月3日前偿还50,094.79元。" * 20).write_pdf(folder + "/o.pdf")
"""


LOANS = ("DK-0003", "DK-0007", "DK-0008", "DK-0010", "DK-0011", "DK-0012")  # ready, one letter each


def measure(command: list[str], cwd: Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of one whole process."""
    begun = datetime.now(UTC)  # noqa: TID251 - a stopwatch, not a date
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = (datetime.now(UTC) - begun).total_seconds()  # noqa: TID251
    if child.returncode:
        raise SystemExit(f"{command} ended with {child.returncode}")
    return wall, usage.ru_maxrss / 1024


def main(runs: int) -> None:
    """Prepare a desk, then measure each command `runs` times (at most once a loan)."""
    from noticegen.cli.demo import prepare_demo
    from noticegen.render.fonts import cache_folder

    noticegen = [sys.executable, "-m", "noticegen"]
    with tempfile.TemporaryDirectory() as scratch:
        desk = Path(scratch) / "desk"
        prepare_demo(desk, datetime.now(UTC).astimezone().date())  # noqa: TID251
        subprocess.run(
            [*noticegen, "import", "examples/portfolio.xlsx"],
            cwd=desk,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        font = next(p for p in cache_folder().rglob("*") if p.suffix == ".ttf")
        peer = [sys.executable, "-c", PEER, scratch, str(font)]
        letter = [*noticegen, "issue", "overdue-notice"]
        commands = {
            "noticegen --help": lambda _: [*noticegen, "--help"],
            "noticegen issue (draft, PDF and DOCX)": lambda _: [*letter, "DK-0003", "--draft"],
            "naive script (one DOCX, one PDF)": lambda _: peer,
            "noticegen issue (registered)": lambda n: [*letter, LOANS[n]],
        }
        rows: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for n in range(runs):  # by turns: what else the machine is at, all of them meet
            for name, command in commands.items():
                rows[name].append(measure(command(n), desk))
    base = statistics.median(wall for wall, _ in rows["naive script (one DOCX, one PDF)"])
    for name, found in rows.items():
        wall = statistics.median(w for w, _ in found)
        print(
            f"{name:<42} {wall:6.2f} s  {statistics.median(m for _, m in found):6.0f} MiB  {wall / base:5.2f} x naive"
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(min(int(sys.argv[1]), len(LOANS)) if len(sys.argv) > 1 else len(LOANS))
