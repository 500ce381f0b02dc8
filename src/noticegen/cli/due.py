"""`due`: the worklist of a day."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli.session import Session, as_day, json_help, note, out, say, tr
from noticegen.errors import ExitCode
from noticegen.text import Text, many
from noticegen.worklist.order import KINDS, LOSSES

if TYPE_CHECKING:
    from noticegen.due import Found, Setting
    from noticegen.worklist import Item, Paper

WIDTH = 100  # columns, where the output is no terminal
LIMIT = 200  # items on the screen unless asked otherwise
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "due",
    help=tr(
        "列出某一天要做的事：电话、走访、应发和可发的文书、承诺、期限、送达、暂缓、异议。先失去的排在前面。",
        "List what is to be done on a day: calls, visits, documents, promises, clocks, mail, holds, "
        "disputes. What is lost first comes first.",
    ),
    epilog=tr("示例：noticegen due --officer 王经办", "Example: noticegen due --officer 王经办"),
)
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("哪一天；默认今天", "Which day; default today.")
)
@click.option("--officer", default="", help=tr("只列这位经办人的", "Only of this officer."))
@click.option("--branch", default="", help=tr("只列这个机构的", "Only of this branch."))
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)),
    help=tr("只列这类事项；可重复", "Only this kind of item; may be repeated."),
)  # fmt: skip
@click.option(
    "--limit", default=LIMIT, type=click.IntRange(min=0),
    help=tr("屏幕上最多几项，0 为全部", "At most so many on the screen; 0 = all."),
)  # fmt: skip
@click.option("--xlsx", type=FILE, help=tr("写成工作簿", "Write a workbook."))
@click.option("--ics", type=FILE, help=tr("写成日历（iCalendar）", "Write a calendar (iCalendar)."))
@click.option(
    "--jobs", type=click.IntRange(min=1), help=tr("用几个进程", "Over so many processes.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def due(
    session: Session,
    on: str | None,
    officer: str,
    branch: str,
    kinds: tuple[str, ...],
    limit: int,
    xlsx: Path | None,
    ics: Path | None,
    jobs: int | None,
    as_json: bool,
) -> int:
    from noticegen.due import Wanted, gather

    day = as_day(on, session)
    wanted = Wanted(officer, branch, kinds)
    with gather(_setting(session), day, wanted, jobs or os.cpu_count() or 1) as found:
        _write(found, day, session, xlsx, ics)
        if as_json:
            for piece in _json(found, day, session):
                out(piece)
        else:
            _show(found, day, limit)
        for loan, why in found.faults:
            note(f"{loan}: {say(why)}")
        return ExitCode.BLOCKED if found.faults else ExitCode.DONE


def _setting(session: Session) -> Setting:
    from noticegen.due import Setting

    desk = session.desk
    papers = house_papers(desk.templates)
    return Setting(desk.book_url, desk.house, desk.evidence, desk.policy, desk.plan, papers)


def house_papers(templates: Path) -> dict[str, Paper]:
    """The kinds of documents the house has: name and to whom each goes."""
    from noticegen.wording import kinds, load_kind
    from noticegen.worklist import Paper

    loaded = [load_kind(templates, kind) for kind in kinds(templates)]
    return {kind.id: Paper(kind.name, kind.addressees) for kind in loaded}


def _write(found: Found, on: date, session: Session, xlsx: Path | None, ics: Path | None) -> None:
    from noticegen import fsio
    from noticegen.due import calendar, sheet

    if xlsx:
        sheet.write(xlsx, found, on, session.lang)
        note(tr(f"已写入 {xlsx}", f"wrote {xlsx}"))
    if ics:
        zone = session.desk.house.zone
        fsio.publish_chunks(ics, calendar.lines(found, on, zone, session.lang))
        note(tr(f"已写入 {ics}", f"wrote {ics}"))


# --- JSON: one object, written piece by piece -------------------------------------------------------


def _json(found: Found, on: date, session: Session) -> Iterator[str]:
    counts = {kind: found.counts[kind] for kind in KINDS if found.counts[kind]}
    head = {"schema_version": 1, "on": on, "loans": found.loans, "counts": counts}
    head["faults"] = [{"loan": loan, "why": why.to(session.lang)} for loan, why in found.faults]
    yield json.dumps(head, ensure_ascii=False, default=str)[:-1] + ', "items": ['
    items, last = iter(found), len(found)
    for n, item in enumerate(items, 1):
        told = json.dumps(_item(item, session), ensure_ascii=False, default=str)
        yield told + ("," if n < last else "")
    yield "]}"


def _item(item: Item, session: Session) -> dict[str, Any]:
    kind = KINDS[item.kind]
    return {
        "uid": item.uid,
        "kind": item.kind,
        "loss": kind.loss,
        "by": item.day,
        "loan": item.loan,
        "party": item.party,
        "role": item.role,
        "what": item.what.to(session.lang),
        "basis": item.basis,
        "document": item.document,
        "more": item.more.to(session.lang),
        "plan": item.plan.to(session.lang),
        "tone": item.tone,
        "officer": item.officer,
        "branch": item.branch,
    }


# --- the screen -------------------------------------------------------------------------------------


def _show(found: Found, on: date, limit: int) -> None:
    total = len(found)
    out(
        tr(
            f"{on}：{found.loans} 笔贷款，{total} 项",
            f"{on}: {many(found.loans, 'loan')}, {many(total, 'item')}",
        )
    )
    shown = islice(found, limit) if limit else iter(found)
    for loss, items in groupby(shown, key=lambda item: KINDS[item.kind].loss):
        out()
        out(f"── {say(LOSSES[loss])} ──")
        _table(items)
    if limit and total > limit:
        out()
        rest = total - limit
        out(
            tr(
                f"另有 {rest} 项：--limit 0、--xlsx、--json 列出全部",
                f"{rest} more: --limit 0, --xlsx or --json lists all",
            )
        )


def _table(items: Iterable[Item]) -> None:
    """One block, in at most the width of the terminal, 100 columns elsewhere."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    from noticegen.due.words import whom

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    heads = (
        Text("应办日", "by"), Text("贷款", "loan"), Text("对象", "who"), Text("事项", "what"), Text("依据", "basis"),
    )  # fmt: skip
    for n, head in enumerate(heads):
        drawn.add_column(say(head), overflow="fold", no_wrap=n == 0, ratio=1 if n == 3 else None)
    for item in items:
        what = Cell(say(item.what))
        if item.more.en:
            what.append(f"  {say(item.more)}", style="dim")
        if item.plan.en:
            what.append(f"\n→{say(item.plan)}", style="dim")
        drawn.add_row(str(item.day), item.loan, say(whom(item)), what, item.basis)
    width = None if sys.stdout.isatty() else WIDTH
    Console(width=width, highlight=False).print(drawn)


commands = {"due": due}
