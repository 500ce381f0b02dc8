"""`person`: what is held on somebody, and its erasure when the time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from noticegen import identifiers
from noticegen.addressing import NAMES
from noticegen.cli import screen, words
from noticegen.cli.session import Session, as_day, json_help, out, out_json, say, table, tell, tr
from noticegen.errors import ExitCode, UsageError
from noticegen.events import SPECS
from noticegen.model import Role
from noticegen.schema import ADDRESSES, PARTIES
from noticegen.text import Text, many

if TYPE_CHECKING:
    from noticegen.erasure import Holding, OfLoan


@click.group(
    "person", help=tr("个人资料：查看、到期删除。", "Personal data: what is held, and its erasure.")
)
def person() -> None:
    pass


@person.command(
    "list",
    help=tr(
        "列出账簿中关于当事人 ID 的全部资料，以及从哪天起可以删除。",
        "List everything held on the party ID, and from which day it may be erased.",
    ),
    epilog=tr("示例：noticegen person list P03", "Example: noticegen person list P03"),
)
@click.argument("party", metavar="ID")
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("哪一天；默认今天", "Which day; default today.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def list_(session: Session, party: str, on: str | None, as_json: bool) -> int:
    from noticegen import erasure

    day = as_day(on, session)
    holding = erasure.hold(session.desk, session.book, party, day)
    why = erasure.refusal(holding, day)
    if as_json:
        out_json({**_plain(holding), "on": day, "erasable": why is None})
        return ExitCode.DONE
    _show(holding)
    out()
    out(say(why) if why else tr("保存期限已满，可以删除", "the time is over: it may be erased"))
    return ExitCode.DONE


@person.command(
    "erase",
    help=tr(
        "删除当事人 ID 及其已了结的贷款的全部记录、文书与凭证（不能恢复）。须两人：一人申请，另一人 --confirm。",
        "Erase the party ID with all records, letters and proofs of the loans, which are over. It cannot "
        "be undone. Two people: one asks, another one repeats it with --confirm.",
    ),
    epilog=tr(
        "示例：noticegen person erase P03 --by 刘总 --role approver --reason 保存期限届满，按规定删除个人资料",
        "Example: noticegen person erase P03 --by NAME --role approver --reason 'its years are over; house rule 12'",
    ),
)
@click.argument("party", metavar="ID")
@click.option("--by", required=True, help=tr("申请人或确认人", "Who asks, or confirms."))
@click.option("--role", required=True, help=tr("职务", "Her role."))
@click.option("--reason", help=tr("理由，不少于二十字", "Why, at least 20 characters."))
@click.option(
    "--confirm",
    is_flag=True,
    help=tr("以第二人身份确认并执行", "Confirm as the second person, and do it."),
)
@click.option(
    "--dry-run", is_flag=True, help=tr("只显示将删除什么", "Show what would go, erase nothing.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def erase(
    session: Session, party: str, by: str, role: str, reason: str | None, confirm: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    from noticegen import erasure

    now = session.local_now()
    holding = erasure.hold(session.desk, session.book, party, now.date())
    why = erasure.refusal(holding, now.date())
    if why is not None or dry_run:
        return _told(holding, why, as_json)
    if not confirm:
        if not reason:
            raise UsageError(Text("申请须写明 --reason", "asking needs --reason"))
        erasure.ask(session.desk, session.book, party, by=by, role=role, reason=reason, now=now)
        message = Text(
            "申请已登记，待另一人以 --confirm 确认；尚未删除",
            "it is noted and waits for a second person (--confirm); nothing is erased yet",
        )
        return _said(party, "asked", message, as_json)
    gone = erasure.confirm(session.desk, session.book, party, by=by, role=role, now=now)
    letters = sum(x.issued_at is not None for loan in holding.loans for x in loan.letters)
    message = Text(
        f"已删除 {gone.people} 名当事人、{len(holding.loans)} 笔贷款的记录、{letters} 份文书、{len(gone.evidence)} 个凭证文件。备份及源系统中的副本请另行处理",
        f"erased: {many(gone.people, 'party', 'parties')}, the records of {many(len(holding.loans), 'loan')}, {many(letters, 'letter')}, {many(len(gone.evidence), 'proof file')}. Copies in backups and in the loan system are yours to deal with",
    )
    return _said(party, "erased", message, as_json)


def _told(holding: Holding, why: Text | None, as_json: bool) -> int:
    """What would go, or why it may not go yet."""
    status = "planned" if why is None else "refused"
    if as_json:
        body = _plain(holding) if why is None else {"party": holding.party.id}
        out_json({**body, "status": status, "message": say(why or Text("", ""))})
    elif why is None:
        _show(holding)
    else:
        out(tr("不能删除：", "not erased: ") + say(why))
    return ExitCode.DONE if why is None else ExitCode.BLOCKED


def _said(party: str, status: str, message: Text, as_json: bool) -> int:
    if as_json:
        out_json({"party": party, "status": status, "message": say(message)})
    else:
        out(say(message))
    return ExitCode.DONE


def _show(holding: Holding) -> None:
    """Identifiers are masked, as everywhere on the screen."""
    told = {_name(key): _value(key, value) for key, value in _party(holding).items() if value}
    widest = max(map(screen.cells, told))
    for name, value in told.items():
        tell(f"{name}{' ' * (widest - screen.cells(name))}   {value}", widest + 3)
    for loan in holding.loans:
        out()
        roles = "、".join(say(words.ROLES[Role(role)]) for role in loan.roles)
        out(f"── {loan.case.loan.id} {roles} ──")
        if loan.free_from:  # that a loan is not over yet is said once, at the end
            out(tr(f"可删除日：{loan.free_from}", f"may go from: {loan.free_from}"))
        if loan.events:
            table(
                [tr("时间", "when"), tr("编号", "id"), tr("记录", "event"), tr("当事人", "party"), tr("摘要", "text"), tr("凭证", "proofs")],
                [(f"{e.at:%Y-%m-%d %H:%M}", e.id, say(SPECS[e.type].name), e.party, e.text, len(e.evidence)) for e in loan.events],
            )  # fmt: skip
        else:
            out(tr("没有记录", "no events"))
        for letter in loan.letters:
            title = say(NAMES.get(letter.kind, Text(letter.kind, letter.kind)))
            out(f"{letter.number}  {title}  {letter.party}  {letter.issued_on}")
    if holding.with_her:
        out()
        out(
            tr("一并删除（无其他贷款）：", "would go with it, being in no other loan: ")
            + ", ".join(holding.with_her)
        )
    if holding.asked_by:
        out(
            tr(
                f"{holding.asked_by} 已申请删除，待确认",
                f"{holding.asked_by} asked for the erasure; not confirmed yet",
            )
        )


def _name(key: str) -> str:
    """What a field is called on the sheets that come in."""
    return say(ADDRESSES.name if key == "addresses" else PARTIES.column(key).name)


def _value(key: str, value: str | list[str]) -> str:
    """A code in words; else as it stands."""
    if isinstance(value, list):
        return tr("；", "; ").join(value)
    known = None if key == "addresses" else PARTIES.column(key).words.get(value)
    return value if known is None else say(known)


def _party(holding: Holding) -> dict[str, Any]:
    told = holding.party
    masked = {
        "id_number": identifiers.mask_id(told.id_number) if told.id_number else "",
        "phone": identifiers.mask_mobile(told.phone) if told.phone else "",
    }
    plain = (
        "id",
        "name",
        "id_kind",
        "sex",
        "email",
        "employer",
        "nation",
        "legal_representative",
        "representative_post",
    )
    body: dict[str, Any] = {name: getattr(told, name) for name in plain}
    born = told.birth_date.isoformat() if told.birth_date else ""
    return body | masked | {"birth_date": born, "addresses": [a.text for a in told.addresses]}


def _plain(holding: Holding) -> dict[str, Any]:
    return {
        "party": _party(holding),
        "loans": [_loan(loan) for loan in holding.loans],
        "with": list(holding.with_her),
        "free_from": holding.free_from,
        "asked_by": holding.asked_by,
    }


def _loan(loan: OfLoan) -> dict[str, Any]:
    return {
        "loan": loan.case.loan.id,
        "roles": list(loan.roles),
        "free_from": loan.free_from,
        "events": [
            {"id": e.id, "at": e.at.isoformat(), "type": e.type.value, "party": e.party, "text": e.text,
             "evidence": [{"name": f.name, "sha256": f.sha256} for f in e.evidence]}
            for e in loan.events
        ],
        "letters": [{"number": x.number, "kind": x.kind, "party": x.party, "state": x.state} for x in loan.letters],
    }  # fmt: skip


commands = {"person": person}
