"""`batch`: every letter of a kind that is due, in one run."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

import click

from noticegen.cli.session import Session, as_day, json_help, note, out, say, tell, tr
from noticegen.errors import ExitCode, OutputError
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.batch import BatchResult, Row

SHOWN = 40  # rows of each state on the screen; the workbook, the report and --json have them all
MOST_JOBS = 8

STATES = {
    "issued": Text("已签发", "issued"),
    "planned": Text("将签发", "would be issued"),
    "failed": Text("未能成文", "not drawn"),
    "refused": Text("不能签发", "refused"),
    "left_out": Text("暂缓或有异议，留给人工", "on hold or in dispute, left to a person"),
    "already": Text("本次逾期已发", "has one in this default"),
    "no_addressee": Text("无此类收件人", "no such addressee"),
}
UNSHOWN = ("issued", "no_addressee")  # states that are counted and not listed
_STAGES = {
    "decide": Text("核对", "checking"),
    "issue": Text("核对并签发", "checking and issuing"),
    "print": Text("打印件与清单", "print run and lists"),
}


@click.command(
    "batch",
    help=tr(
        "为所有到期应发 KIND 的借款成批签发，并生成打印件、邮寄清单、不签发清单和报告。中断后重新运行同一命令即续办。",
        "Issue KIND on every loan for which it is due; make print run, mail list, refusals and report. "
        "Interrupted, the same command goes on where it stopped.",
    ),
    epilog=tr(
        "示例：noticegen batch overdue-notice --dry-run",
        "Example: noticegen batch overdue-notice --dry-run",
    ),
)
@click.argument("kind")
@click.option(
    "--on",
    metavar="YYYY-MM-DD",
    help=tr("金额截至哪一天；默认今天", "Figures as of this day; default today."),
)
@click.option(
    "--jobs",
    type=click.IntRange(0, 64),
    help=tr(
        "绘制进程数；0 = 在本进程内；默认按处理器数",
        "Worker processes; 0 = draw in this one; default: as many as processors.",
    ),
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help=tr(
        "Dask 调度器地址（需 PostgreSQL 账簿）",
        "Address of a Dask scheduler (needs a book on PostgreSQL).",
    ),
)
@click.option(
    "--engine",
    type=click.Choice(["archive", "press"]),
    default="archive",
    show_default=True,
    help=tr(
        "archive：每份文书一个 PDF/A（和 DOCX）；press：大批量，文书在印制流中（需 noticegen[press]）",
        "archive: a PDF/A (and DOCX) of each letter; press: for many letters, which then stand in print "
        "streams (needs noticegen[press]).",
    ),
)
@click.option(
    "--dry-run", is_flag=True, help=tr("只显示计划，不取号", "Show the plan; take no number.")
)
@click.option(
    "--locale",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=tr("文书语言", "Language of the letters."),
)
@click.option(
    "--branch", default="", help=tr("只做这个机构的借款", "Only the loans of this branch.")
)
@click.option(
    "--retry",
    is_flag=True,
    help=tr("重试此前未能成文的", "Try again what could not be drawn before."),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def batch(
    session: Session, kind: str, on: str | None, jobs: int | None, cluster: str | None, engine: str,
    dry_run: bool, locale: str, branch: str, retry: bool, as_json: bool,
) -> int:  # fmt: skip
    from noticegen import batch as story
    from noticegen.aside import few_collections

    kept: list[Row] = []
    told_of = Counter[str]()  # by state: what may go out must not hide what may not
    # a run can have a hundred thousand rows: on the way to the screen they wait on disk
    with _spool() as spool:

        def seen(row: Row) -> None:
            if as_json:
                spool.add(_letter(row))
            elif row.state not in UNSHOWN:
                told_of[row.state] += 1
                if told_of[row.state] <= SHOWN:
                    kept.append(row)

        with _progress() as told, few_collections():
            result = story.batch(
                session.desk,
                session.book,
                kind,
                on=as_day(on, session),
                clock=session.now,
                locale=locale,
                branch=branch,
                jobs=min(os.cpu_count() or 1, MOST_JOBS) if jobs is None else jobs,
                cluster=cluster,
                engine=engine,
                dry_run=dry_run,
                retry=retry,
                progress=told,
                seen=seen,
                warn=lambda text: note(_unsealed(text)),
            )
        if as_json:
            _out_json(result, spool.lines(result))
        else:
            _say(session, result, kept)
    counts = result.counts
    return ExitCode.BLOCKED if counts["refused"] + counts["failed"] + counts["left_out"] else ExitCode.DONE  # fmt: skip


class _Spool:
    """Rows on their way to the screen, an object a line, in a temporary file. A class because it holds the
    file, and what that could not take: a run is not broken off for a list."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._full: OSError | None = None

    def add(self, row: dict[str, Any]) -> None:
        self._try(lambda: self._file.write(json.dumps(row, ensure_ascii=False) + "\n"))

    def lines(self, result: BatchResult) -> Iterable[str]:
        """All of them. Raises OutputError where some could not be kept."""
        self._try(lambda: self._file.seek(0))
        if self._full is not None:
            raise _list_lost(result) from self._full
        return self._file

    def _try(self, act: Callable[[], object]) -> None:
        if self._full is None:
            try:
                act()
            except OSError as full:
                self._full = full


@contextmanager
def _spool() -> Iterator[_Spool]:
    """Raises OutputError where there is no folder for temporary files; before anything is issued."""
    try:
        file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed below)
    except OSError as refused:
        raise OutputError(
            Text("没有可用的临时文件夹；尚未签发", "no folder for temporary files can be used; nothing was issued"),
            _ROOM,
        ) from refused  # fmt: skip
    try:
        yield _Spool(file)
    finally:
        with suppress(OSError):  # what it could not take was said already
            file.close()


_ROOM = Text(
    "请腾出空间，或以 TMPDIR 另指文件夹，再运行同一命令",
    "free some space, or name another folder in TMPDIR, and give the same command again",
)


def _list_lost(result: BatchResult) -> OutputError:
    lists = f"：{result.folder}" if result.folder else ""
    done = Text("未签发任何文书", "nothing was issued")
    if result.status != "planned":
        done = Text(
            f"批次 {result.run} 已完成，签发、登记和清单均已保存{lists}",
            f"the run {result.run} is finished; what it issued, its register and its lists are kept"
            + (f" in {result.folder}" if result.folder else ""),
        )
    return OutputError(
        Text(f"临时文件夹已满，不能输出逐份清单；{done.zh}", f"the temporary folder is full, so the list of letters cannot be shown; {done.en}"),
        _ROOM,
    )  # fmt: skip


def _say(session: Session, result: BatchResult, rows: list[Row]) -> None:
    for row in rows:
        _say_row(row)
    hidden = sum(n for state, n in result.counts.items() if state not in UNSHOWN) - len(rows)
    if hidden > 0:
        out(
            tr(
                f"……另有 {hidden} 份未列出；--json 列出全部",
                f"... and {hidden} more; --json lists all",
            )
        )
    told = [f"{say(STATES[state])} {n}" for state, n in result.counts.items() if n]
    quiet = tr(f"无到期未还 {result.quiet}", f"nothing unpaid {result.quiet}")
    out(f"{result.run}: " + tr("，", ", ").join([*told, quiet]))
    if result.status == "planned" and session.desk.house.seal:
        out(_seal(result))
    if result.status == "finished":
        for text in result.unfit:
            out(_unsealed(text))
    if result.status == "nothing_new":
        out(
            tr(
                f"没有新的可签发；当日批次 {result.before} 已完成",
                f"nothing new to issue; the run {result.before} of that day is finished",
            )
        )
    if result.resumed:
        note(tr("上次未完成的批次已续办。", "the run that was left unfinished was taken up."))
    if result.folder:
        for name in result.files:
            out(f"    {result.folder / name}")


def _seal(result: BatchResult) -> str:
    if result.sealed:
        return tr("印章：已由两人审批", "seal: allowed by two persons")
    options = f"{result.options} --letters {result.counts['planned']}"
    placed = Text(
        f"如需加盖：noticegen log {result.run} seal_use{options}",
        f"to have it placed: noticegen log {result.run} seal_use{options}",
    )
    if not result.unfit:
        return _unsealed(placed)
    return "\n".join([*map(_unsealed, result.unfit), f"      {say(placed)}"])


def _unsealed(why: Text) -> str:
    return say(Text(f"印章：不加盖；{why.zh}", f"seal: none; {why.en}"))


def _say_row(row: Row) -> None:
    earliest = tr(f"，最早 {row.earliest}", f", from {row.earliest}") if row.earliest else ""
    number = f" {row.number}" if row.number else ""
    if number and row.state == "failed":
        number += tr("（编号作废）", " (number void)")
    out(f"{row.loan}  {row.party}  {say(STATES[row.state])}{number}{earliest}")
    for why in row.why:
        rule = f"{why.rule} " if why.rule else ""
        tell(f"    {rule}{tr(why.found_zh, why.found_en)}", 6)
        if why.cure_en:
            tell(f"      {tr('办法：', 'mend: ')}{tr(why.cure_zh, why.cure_en)}", 8)


def _out_json(result: BatchResult, letters: Iterable[str]) -> None:
    """As `out_json`, with `letters` (an object a line) that are not in memory."""
    body = json.dumps({"schema_version": 1, **_plain(result)}, ensure_ascii=False, indent=2)
    out(body.removesuffix("\n}") + ',\n  "letters": [')
    between = ""
    for line in letters:
        click.echo(f"{between}    {line.rstrip()}", nl=False)
        between = ",\n"
    out("\n  ]\n}" if between else "  ]\n}")


def _plain(result: BatchResult) -> dict[str, Any]:
    return {
        "run": result.run,
        "status": result.status,
        "on": result.on.isoformat(),
        "counts": {**result.counts, "nothing_unpaid": result.quiet},
        "resumed": result.resumed,
        "before": result.before or None,
        "sealed": result.sealed,
        "seal_unfit": [say(text) for text in result.unfit],
        "folder": str(result.folder) if result.folder else None,
        "files": list(result.files),
    }


def _letter(row: Row) -> dict[str, Any]:
    return {
        "loan": row.loan,
        "party": row.party,
        "state": row.state,
        "number": row.number or None,
        "earliest": row.earliest or None,
        "warnings": list(row.warnings),
        "reasons": [
            {"rule": w.rule, "found": tr(w.found_zh, w.found_en), "cure": tr(w.cure_zh, w.cure_en)}
            for w in row.why
        ],
    }


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Loans done, rate and time left, on a terminal; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(say(_STAGES[what]), total=total, rate="")
            speed = next(t.speed for t in bar.tasks if t.id == tasks[what])
            bar.update(tasks[what], completed=done, rate=f"{speed:,.0f}/s" if speed else "")

        yield told


commands = {"batch": batch}
