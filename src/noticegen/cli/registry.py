"""`register`: what has been issued, in which state, and whether anything was altered."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noticegen.addressing import ASK_NOTHING
from noticegen.cli import screen, words
from noticegen.cli.session import Session, json_help, note, out, out_json, say, table, tell, tr
from noticegen.errors import BookError, DataError, ExitCode, UsageError
from noticegen.model import EventType
from noticegen.text import Text, many

if TYPE_CHECKING:
    from noticegen.merkle import Checkpoint
    from noticegen.model import Case
    from noticegen.register import Register


@click.group("register", help=tr("发文登记簿。", "The register of documents."))
def register() -> None:
    pass


def entry_of(session: Session, number: str) -> Any:
    """The entry of a number; for the id of a loan, its latest document that is not void."""
    from noticegen.register import Register

    book = Register(session.book)
    mine = [e for e in book.list(loan=number) if e.state != "void"]
    if not mine:
        return _numbered(session, book, number)
    return max(mine, key=lambda e: (e.issued_on, e.year, e.seq))


def only_entry_of(session: Session, number: str) -> Any:
    """As `entry_of`; raises UsageError where letters of the kind of the latest document went to several
    parties that day: what happened to one of them is told by its own number."""
    from noticegen.register import Register

    latest = entry_of(session, number)
    alike = [
        e
        for e in Register(session.book).list(loan=number, kind=latest.kind)
        if e.state != "void" and e.issued_on == latest.issued_on
    ]
    if len({e.party for e in alike}) < 2:
        return latest
    raise UsageError(
        Text(f"{number} 同日有几份此种文书，须写明文号", f"{number} has several such documents of that day: give the number"),
        Text("；".join(f"{e.number} 致 {e.party}" for e in alike), "; ".join(f"{e.number} to {e.party}" for e in alike)),
    )  # fmt: skip


def _numbered(session: Session, book: Register, number: str) -> Any:
    """The entry of a number. Raises UsageError, for the id of a loan one that says what it lacks."""
    try:
        return book.show(number)
    except UsageError as unknown:
        try:
            session.case(number)
        except UsageError:
            raise unknown from None
        raise UsageError(
            Text(f"{number} 没有已签发的文书", f"no document of {number} is out"),
            Text("先用 noticegen issue 签发；已作废的不计", "`noticegen issue` issues one; void ones do not count"),
        ) from None  # fmt: skip


def state_of(session: Session, entry: Any) -> str:
    """issued, dispatched, served ...: the register's word and the log together."""
    from noticegen import service

    return service.state_of(session.case(entry.loan), entry)


@register.command("list", help=tr("列出文书编号及其状态。", "List numbers and their states."))
@click.option("--loan", help=tr("只列这笔借款", "Only this loan."))
@click.option("--kind", help=tr("只列这种文书", "Only this kind."))
@click.option(
    "--state", type=click.Choice(list(words.STATES)), help=tr("只列此状态", "Only this state.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def list_(
    session: Session, loan: str | None, kind: str | None, state: str | None, as_json: bool
) -> int:
    from noticegen import service
    from noticegen.register import Register

    entries = list(Register(session.book).list(loan=loan, kind=kind))
    told: dict[str, tuple[str, str | None]] = {}  # by number: its state and its sum
    numbers: dict[str, list[Any]] = {}
    kept = session.book.kept(entry.loan for entry in entries)
    for entry in entries:
        if entry.loan in kept:
            numbers.setdefault(entry.loan, []).append(entry)
        else:  # erased: of its log nothing is left, of the number what the register says
            told[entry.number] = entry.state, None
    for case in session.book.load_many(numbers, session.desk.house, session.vault):
        for entry in numbers[case.loan.id]:
            told[entry.number] = service.state_of(case, entry), _total(case, entry.number)
    chosen = [(e, told[e.number][0]) for e in entries if state in (None, told[e.number][0])]
    if as_json:
        out_json({"documents": [_plain(e, *told[e.number]) for e, _ in chosen]})
        return ExitCode.DONE
    table(
        [
            tr("编号", "number"),
            tr("种类", "kind"),
            tr("借款", "loan"),
            tr("当事人", "party"),
            tr("签发日", "issued on"),
            tr("状态", "state"),
            tr("文件", "file"),
        ],
        [
            (e.number, e.kind, e.loan, e.party, e.issued_on, say(words.STATES[now]), e.file or "")
            for e, now in chosen
        ],
    )
    return ExitCode.DONE


def _plain(entry: Any, state: str, total: str | None) -> dict[str, Any]:
    """What `--json` says of an entry: the row of the register, its two lists as lists, state and sum."""
    row = asdict(entry)
    for name in ("key", "clauses"):  # of an erased letter neither is kept
        row[name] = json.loads(row[name]) if (row[name] or "").startswith("[") else []
    return {**row, "state": state, "total": total}


def _total(case: Case, number: str) -> str | None:
    """The sum the document names, as its entry on the log has it; None: it names none, or is no more."""
    issued = (e for e in case.log if e.document == number and e.type is EventType.ISSUED)
    return next((e.details.get("total") or None for e in issued), None)


@register.command(
    "show",
    help=tr(
        "查看一个编号（或某笔借款的最近一份文书）。",
        "Show one number (or the latest document of a loan).",
    ),
)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def show(session: Session, number: str, as_json: bool) -> int:
    from noticegen import service

    entry = entry_of(session, number)
    case = session.case(entry.loan) if session.book.kept([entry.loan]) else None
    state, total, events = entry.state, None, []
    if case is not None:
        state, total = service.state_of(case, entry), _total(case, entry.number)
        events = [e for e in case.log if e.document == entry.number]
    if as_json:
        life = [
            {"id": e.id, "at": e.at.isoformat(), "type": e.type.value, "details": dict(e.details)}
            for e in events
        ]
        out_json({**_plain(entry, state, total), "events": life})
        return ExitCode.DONE
    shown = {k: v for k, v in asdict(entry).items() if v} | {"state": say(words.STATES[state])}
    if entry.kind in ASK_NOTHING:
        shown.pop("deadline", None)  # the letter names no day to pay by
    named = {say(name): shown[key] for key, name in _NAMES.items() if key in shown}
    widest, most = max(map(screen.cells, named)), screen.width() or 0
    for name, value in named.items():
        told = f"{name}{' ' * (widest - screen.cells(name))}   {value}"
        # a hash that has no room beside its name has it below
        tell(told, widest + 3 if screen.cells(str(value)) + widest + 3 <= most else 4)
    for event in events:
        told = tr("；", "; ").join(words.detail(*pair) for pair in event.details.items())
        tell(f"{event.at:%Y-%m-%d %H:%M}   {say(_event_name(event.type))}   {told}", 19)
    return ExitCode.DONE


# What a person is shown of an entry, in this order; `--json` has the rest (keys, digests, leaves).
_NAMES = {
    "number": Text("编号", "number"),
    "state": Text("状态", "state"),
    "kind": Text("文书种类", "kind"),
    "loan": Text("借款", "loan"),
    "party": Text("当事人", "party"),
    "locale": Text("语言", "language"),
    "issuer": Text("签发单位", "issuer"),
    "anchor": Text("逾期起算日", "default since"),
    "as_of": Text("金额截至日", "figures as of"),
    "issued_on": Text("签发日", "issued on"),
    "deadline": Text("付款期限", "pay by"),
    "pages": Text("页数", "pages"),
    "file": Text("文件", "file"),
    "first_page": Text("起始页（印制流）", "first page (of a print stream)"),
    "pdf_sha256": Text("PDF 哈希", "SHA-256 of the PDF"),
    "docx_sha256": Text("DOCX 哈希", "SHA-256 of the DOCX"),
    "content_hash": Text("文字哈希", "hash of the words"),
    "void_reason": Text("作废理由", "void because"),
    "voided_at": Text("作废时间", "void since"),
}


def _event_name(kind: Any) -> Text:
    from noticegen.events import SPECS

    return SPECS[kind].name


@register.command(
    "verify",
    help=tr(
        "重算全部哈希，指出被改动之处；末三行为检查点。",
        "Recompute every hash and name what was altered; the last three lines are the checkpoint.",
    ),
)
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=tr("以前保存的检查点文件", "A checkpoint kept from before."),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def verify(session: Session, since: Path | None, as_json: bool) -> int:
    from noticegen.register import Register

    book = Register(session.book)
    old = None if since is None else checkpoint_in(since)
    problems = book.verify(session.desk.out, since=old, vault=session.vault)
    try:
        checkpoint = book.checkpoint()
    except BookError:  # the tree itself is damaged: say where, there is nothing to sign off
        for problem in problems:
            out(f"✗ {problem.where}: {say(problem.what)}")
        raise
    if as_json:
        found = [{"where": p.where, "what": say(p.what)} for p in problems]
        out_json(
            {
                "intact": not problems,
                "problems": found,
                "erased": book.erased(),
                "checkpoint": checkpoint.text,
            }
        )
    else:
        for problem in problems:
            out(f"✗ {problem.where}: {say(problem.what)}")
        issued = sum(1 for _ in book.list(state="issued"))
        if not problems:
            out(
                tr(
                    f"完整：{issued} 份文书，{checkpoint.size} 个叶节点",
                    f"intact: {many(issued, 'document')}, {many(checkpoint.size, 'leaf', 'leaves')}",
                )
            )
        if erased := book.erased():
            out(
                tr(
                    f"其中 {erased} 个叶节点的内容已依规删除（到期）",
                    f"of these, {many(erased, 'leaf', 'leaves')} stand for records that were erased when their time was over",
                )
            )
        out(checkpoint.text.strip())
    return ExitCode.BOOK if problems else ExitCode.DONE


@register.command(
    "extract",
    help=tr(
        "取出一份文书的副本：印制流中的单独成为一个 PDF；--docx 按原文制作 DOCX。",
        "A copy of one letter: out of its print stream as a PDF of its own; --docx makes a DOCX of it.",
    ),
)
@click.argument("number")
@click.option("--docx", is_flag=True, help=tr("DOCX 而不是 PDF", "A DOCX instead of the PDF."))
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr("写到这个文件；默认在当前文件夹", "Write this file; default: in the current folder."),
)
@click.pass_obj
def extract(session: Session, number: str, docx: bool, to: Path | None) -> int:
    from noticegen import fsio
    from noticegen.issue import copies

    entry = entry_of(session, number)
    made = copies.docx_of if docx else copies.pdf_of
    data = made(session.desk, session.book, entry)
    suffix = "docx" if docx else "pdf"
    path = to or Path(f"{entry.year}-{entry.kind}-{entry.seq:04d}.{suffix}")
    fsio.publish(path, data)
    out(f"{entry.number}  {path}")
    return ExitCode.DONE


def checkpoint_in(path: Path) -> Checkpoint:
    """The checkpoint in a file: its last three lines, so that all that `verify` printed may be kept."""
    from noticegen.merkle import Checkpoint

    try:
        lines = path.read_text("utf-8").splitlines()
        return Checkpoint.parse("\n".join([line for line in lines if line.strip()][-3:]) + "\n")
    except (OSError, ValueError) as error:
        raise DataError(
            Text(f"{path} 不是检查点", f"{path} holds no checkpoint"),
            Text(
                "给出当时保存的末三行（登记簿、个数、哈希）",
                "give the last three lines of an earlier `register verify`",
            ),
        ) from error


@register.command(
    "void",
    help=tr(
        "作废一个编号；编号保留，不再使用。",
        "Make a number void; it stays in the register and is never used again.",
    ),
)
@click.argument("number")
@click.option("--reason", required=True, help=tr("理由", "Why."))
@click.pass_obj
def void(session: Session, number: str, reason: str) -> int:
    from noticegen.issue.letter import retract
    from noticegen.register import Register
    from noticegen.textgate import check_text

    refused = check_text(reason, kind="text", max_length=500)
    if refused:
        raise UsageError(refused[0])
    book = Register(session.book)
    held = book.show(number)
    was = state_of(session, held)
    entry = book.void(number, reason, session.local_now(), partial(retract, session.desk, held))
    out(tr(f"{entry.number} 已作废", f"{entry.number} is void"))
    if entry.issued_at:
        note(tr("文件保留在原处备查。", "Its files stay where they are, for the record."))
    if was in {"dispatched", "served", "refused"}:
        note(tr(f"该文书{say(words.STATES[was])}：其送达不再计（前序步骤、时效），请告知收件人以新文书为准。", f"It was {say(words.STATES[was])}: that no longer counts, for the steps or for limitation; tell the addressee that a new one takes its place."))  # fmt: skip
    return ExitCode.DONE


commands = {"register": register}
