"""`import`: data that others keep comes into the book, every fault named at once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli.session import Session, json_help, note, out, out_json, say, tr
from noticegen.errors import ExitCode
from noticegen.text import Text, many

if TYPE_CHECKING:
    from noticegen.book.apply import Change
    from noticegen.sources import Fault, Reading

SHOWN = 50  # faults and changes on the screen; the marked copy and --json have them all

_KINDS = {
    "added": Text("新增", "added"),
    "changed": Text("有变化", "changed"),
    "unchanged": Text("无变化", "unchanged"),
    "refused": Text("拒绝", "refused"),
}


@click.command(
    "import",
    help=tr(
        "导入工作簿（XLSX）、CSV 文件夹、JSON 文件，或以 SQLAlchemy 网址导入其他数据库（须 --mapping）。",
        "Import a workbook (XLSX), a folder of CSVs, a JSON file, or another database by SQLAlchemy URL (with --mapping).",
    ),
    epilog=tr("示例：noticegen import import.xlsx", "Example: noticegen import import.xlsx"),
)
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL...")
@click.option(
    "--encoding", help=tr("CSV 编码，例如 gb18030", "Encoding of CSV files, e.g. gb18030.")
)
@click.option(
    "--mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr("数据库字段对照（TOML）", "How the database's columns map (TOML)."),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=tr("只检查并显示变化，不写入", "Check and show the changes, write nothing."),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def import_(
    session: Session,
    sources: tuple[str, ...],
    encoding: str | None,
    mapping: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    reports = [
        _mailed(session, Path(source), dry_run, as_json)
        if _is_mail_list(source)
        else _one(session, source, encoding, mapping, dry_run, as_json)
        for source in sources
    ]
    if as_json:
        out_json({"dry_run": dry_run, "sources": reports})
    bad = any(report["faults"] or report["loans"].get("refused") for report in reports)
    return ExitCode.BAD_DATA if bad else ExitCode.DONE


def _one(
    session: Session,
    source: str,
    encoding: str | None,
    mapping: Path | None,
    dry_run: bool,
    as_json: bool,
) -> dict[str, Any]:
    """Read, apply and report one source; what `--json` says of it."""
    from noticegen import sources
    from noticegen.aside import Aside, few_collections

    where: str | Path = source if "://" in source else Path(source)
    vault = None if dry_run else session.vault
    with (
        few_collections(),
        Aside() as aside,
        _bar(tr("检查", "checking")) as told,
        sources.read(
            where,
            vault=vault,
            zone=session.zone,
            encoding=encoding,
            mapping=mapping,
            progress=told,
            today=session.today(),
            aside=aside,
        ) as reading,
    ):
        counts = reading.counts
        changes: Counter[str] = Counter()
        kept: list[dict[str, Any]] = []
        said: Counter[str] = Counter()
        own, noted = set[str](), set[str]()
        for change in session.book.apply(
            reading.filed, session.local_now(), dry_run=dry_run, aside=aside
        ):
            changes[change.kind] += 1
            own.add(change.loan)
            noted.update(change.noted)
            if as_json and change.kind != "unchanged":
                kept.append(_change(change))
            elif not as_json and change.kind in ("changed", "refused"):
                said[_say_change(change, said[change.kind])] += 1
        marked = _marked(reading, where) if reading.faults and not dry_run else None
        report = {
            "source": _named(source),
            "rows": dict(counts.rows),
            "examples": counts.examples,
            "loans": dict(changes),
            "also_noted_on": len(noted - own),
            "held": list(reading.held),
            "faults": [_fault(f) for f in reading.faults],
            "marked_copy": str(marked) if marked else None,
            "changes": kept,
        }
        if not as_json:
            _say_rest(said)
            _say(report, reading, marked, dry_run)
        return report


def _is_mail_list(source: str) -> bool:
    from noticegen.sources.maillist import is_mail_list

    return "://" not in source and is_mail_list(Path(source))


def _mailed(session: Session, path: Path, dry_run: bool, as_json: bool) -> dict[str, Any]:
    """The mail list of a batch run: its waybills become dispatches. Shaped as the report of a source."""
    from noticegen.batch.mailed import take_in
    from noticegen.errors import UsageError

    if dry_run:
        raise UsageError(
            Text("邮寄清单没有预演", "there is no dry run for a mail list"),
            Text("重复导入不会重复登记", "importing it twice records nothing twice"),
        )
    posted = list(take_in(path, session.desk, session.book, session.local_now()))
    bad = [line for line in posted if line.fault]
    faults = [
        {"row": x.row, "number": x.number, "found": say(x.fault[0]), "cure": say(x.fault[1])}
        for x in bad
        if x.fault
    ]
    if not as_json:
        for fault in faults[:SHOWN]:
            out(f"✗ {fault['row']} {fault['number']}: {fault['found']} — {fault['cure']}")
        done = len(posted) - len(bad)
        out(tr(f"{path}：已登记发出 {done} 份，有误 {len(bad)} 行", f"{path}: {done} on record as dispatched, {many(len(bad), 'line')} with faults"))  # fmt: skip
    return {"source": str(path), "rows": {"mail": len(posted)}, "loans": {}, "also_noted_on": 0, "held": [], "faults": faults, "marked_copy": None, "changes": []}  # fmt: skip


@contextmanager
def _bar(label: str) -> Iterator[Callable[[str, int], None]]:
    """Rows done, on stderr of a terminal; silent elsewhere. The total is not known beforehand."""
    if not sys.stderr.isatty():
        yield lambda what, rows: None
        return
    yield lambda what, rows: click.echo(f"\r{label} {what} {rows:,}", nl=False, err=True)
    click.echo("\r\033[K", nl=False, err=True)


def _named(source: str) -> str:
    """The source as it may be shown: a URL without its password."""
    if "://" not in source:
        return source
    from sqlalchemy import make_url

    return make_url(source).render_as_string(hide_password=True)


def _marked(reading: Reading, where: str | Path) -> Path | None:
    """The copy with the faults marked, beside the source (a database: here). None: none could be made."""
    from noticegen.errors import NoticegenError

    path = where if isinstance(where, Path) else Path("import")
    target = path.with_name(f"{path.stem}-{tr('问题', 'faults')}.xlsx")
    try:
        reading.marked_copy(target)
    except NoticegenError as error:
        note(say(error.message))
        return None
    return target


def _say(report: dict[str, Any], reading: Reading, marked: Path | None, dry_run: bool) -> None:
    faults = reading.faults
    for fault in faults[:SHOWN]:
        out(f"✗ {say(fault.message)}")
    if len(faults) > SHOWN:
        out(tr(f"……另有 {len(faults) - SHOWN} 处", f"... and {len(faults) - SHOWN} more"))
    if marked:
        out(tr(f"已标出问题的副本：{marked}", f"a copy with the faults marked: {marked}"))
    total = sum(report["rows"].values())
    told = "，".join if tr("zh", "en") == "zh" else ", ".join
    done = told(f"{say(_KINDS[kind])} {n}" for kind, n in sorted(report["loans"].items()))
    out(
        tr(
            f"{report['source']}：{total} 行；借款：{done or '0'}；暂不导入 {len(report['held'])}",
            f"{report['source']}: {many(total, 'row')}; loans: {done or '0'}; held back {len(report['held'])}",
        )
        + (tr("（预演，未写入）", " (dry run, nothing written)") if dry_run else "")
    )

    if also := report["also_noted_on"]:
        zh = f"客户资料的变更，另{'将记' if dry_run else '已记'}入来源以外 {also} 笔借款的台账"
        to_be = "would be noted" if dry_run else "also noted"
        out(tr(zh, f"changes of parties {to_be} on the logs of {many(also, 'further loan')} that the source does not hold"))  # fmt: skip
    if report["examples"]:
        left = report["examples"]
        note(
            tr(
                f"标记为“示例”的 {left} 行未导入；其中如有实际数据，请清除“标记”栏",
                f"rows marked 示例 (example) and left out: {left}; where one holds real data, clear its mark",
            )
        )


_BOOKED, _MORE = "booked", "more"


def _say_change(change: Change, before: int) -> str:
    """Say what changed of a loan, unless `before` of its kind have filled the screen (`more`), or only the day
    up to which payments are booked moved, as it does of every loan each morning (`booked`). Which it was."""
    from noticegen.book.changes import told
    from noticegen.events import SPECS
    from noticegen.model import EventType

    if change.details and {(d.sheet, d.field) for d in change.details} == {
        ("loan", "booked_until")
    }:
        return _BOOKED
    if before >= SHOWN:
        return _MORE
    why = f" {say(change.reason)}" if change.kind == "refused" else ""
    out(f"{change.loan}: {say(_KINDS[change.kind])}{why}")
    for line in told(change.details):
        out(f"    {say(line)}")
    # the log is only added to: how many of each is enough for the eye
    added = Counter(d.field for d in change.details if d.act == "logged")
    if added:
        kinds = ", ".join(f"{say(SPECS[EventType(k)].name)} {n}" for k, n in sorted(added.items()))
        out(
            "    "
            + tr(
                f"日志新增 {added.total()} 条：{kinds}", f"{added.total()} new on the log: {kinds}"
            )
        )
    return change.kind


def _say_rest(said: Counter[str]) -> None:
    """How many loans changed besides those that were told one by one."""
    if more := said[_MORE]:
        out(tr(f"……另有 {more} 笔有变化或被拒；--json 列出全部", f"... and {many(more, 'more loan')} changed or refused; --json lists all"))  # fmt: skip
    if booked := said[_BOOKED]:
        out(tr(f"另有 {booked} 笔只有入账截止日变化", f"{many(booked, 'loan')}: nothing but the day up to which payments are booked"))  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    from noticegen.book.changes import masked

    details = [
        {
            "what": d.what,
            "field": d.field,
            "old": masked(d.field, d.old),
            "new": masked(d.field, d.new),
        }
        for d in change.details
    ]
    return {
        "loan": change.loan,
        "kind": change.kind,
        "reason": say(change.reason),
        "details": details,
        "noted": list(change.noted),
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "address": fault.address,
        "code": fault.code,
        "found": say(fault.found),
        "expected": say(fault.expected),
        "cure": say(fault.cure),
        "loan": fault.loan,
    }


commands = {"import": import_}
