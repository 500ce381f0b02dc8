"""From a case to a finished document: facts for the audience, wording, and a check of the sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import cast

from noticegen import approved, chinese, clocks, facts, rules
from noticegen.errors import DataError
from noticegen.model import Case, Document, Severity, Verdict
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.wording import Kind, facts_used, render_wording
from noticegen.workdays import next_working_day

WATERMARK = Text("草稿", "DRAFT")
INSIDE = "internal"  # the audience that is the house itself


def deadline_for(issued_on: date, policy: Policy) -> date:
    """The last day to pay (included): the cautious day of delivery and the days to pay after it,
    moved off a rest day (Civil Code 203)."""
    days = policy.notice.delivery_days + policy.notice.cure_days
    return next_working_day(issued_on + timedelta(days=days))


def time_to_pay(issued_on: date, received: date, policy: Policy) -> date:
    """The last day to pay (included) of a letter that came to hand: the day it names, or the days to
    pay after receipt, moved off a rest day; as it says, the later of the two."""
    after = next_working_day(received + timedelta(days=policy.notice.cure_days))
    return max(deadline_for(issued_on, policy), after)


def compose(  # noqa: PLR0917 (the order in which the document is spoken of)
    case: Case,
    kind: Kind,
    party: str,
    locale: str,
    on: date,
    policy: Policy,
    *,
    number: str = "",
    issued_on: date | None = None,
    deadline: date | None = None,
    approvals: frozenset[str] = frozenset(),
) -> Document:
    """The document of this kind to `party`, with figures as of the end of day `on`.

    `number` "" makes a draft; `issued_on` is `on` unless given, `deadline` as `deadline_for`.
    `approvals` are the uses confirmed for this letter ("legal_approval" lets the consent box for an
    expired limitation appear). Raises DataError if the case does not bear the letter,
    UsageError without a wording in `locale`."""
    issued = issued_on or on
    paper = facts.Paper(
        kind=kind.id,
        title=kind.title(case.loan.kind, locale),
        locale=locale,
        as_of=on,
        issued_on=issued,
        deadline=deadline or deadline_for(issued, policy),
        copies=kind.copies,
        number=number,
        approvals=approvals,
        inner=inner(case, kind.id, on, policy) if kind.audience == INSIDE else facts.Inner(),
    )
    paper = replace(paper, replaced=facts.replaced(case, paper, party, policy))
    known = facts.of(kind.audience, case, party, paper, policy)
    wrong = amounts_agree(known)
    if wrong:
        raise DataError(
            Text("；".join(w.zh for w in wrong), "; ".join(w.en for w in wrong)),
            Text("这是程序错误，请勿签发", "this is a fault of the program: do not issue"),
        )
    blocks, slip, clauses = render_wording(kind, locale, known)
    house = case.house
    return Document(
        kind=kind.id,
        locale=locale,
        title=paper.title,
        letterhead=(house.name_en or house.name) if locale == "en" else house.name,
        number=number,
        blocks=blocks,
        slip=slip,
        watermark="" if number else WATERMARK.to("zh" if locale == "zh" else "en"),
        subject=f"{paper.title} {number}".strip(),
        issued_on=issued,
        audience=kind.audience,
        clauses=clauses,
        total=_total(known, facts_used(kind.wording[locale], clauses)),
    )


def inner(case: Case, kind: str, on: date, policy: Policy) -> facts.Inner:
    """The rules' word on the referral; why it goes out of house order, where a block was eased; the
    approval that holds."""
    findings = rules.check(case, kind, on, policy)
    eased = any(
        f.verdict is Verdict.FAIL
        and f.severity is Severity.WARN
        and policy.rule(f.rule).severity_for(kind) is Severity.BLOCK
        for f in findings
    )
    banner = rules.banner(clocks.of(case, on, policy), policy, on) if eased else None
    return facts.Inner(findings, banner, approved.referral(case, on, policy).event)


def _total(known: Mapping[str, object], used: frozenset[str]) -> str:
    """The sum a document asks for, else the debt it tells of; "" if it prints neither."""
    for name in ("asked", "asked_digits", "total", "total_digits", "debt", "debt_digits"):
        if name in used:
            return str(amount(known[name]))
    return ""


def amounts_agree(known: Mapping[str, object]) -> tuple[Text, ...]:
    """What does not add up in the facts of a document, read back from the printed strings: columns
    and rows of the table of instalments or of payments under the guarantee, total with costs, and
    every sum in capitals against the same in digits. () = all agree."""
    table = _table_disagrees(known) if "sum_lines" in known else ()
    claims = _claims_disagree(known) if "sum_claims" in known else ()
    return (*table, *claims, *_capitals_disagree(known))


_COLUMNS = {
    "principal": "sum_principal",
    "interest": "sum_interest",
    "penalty": "sum_penalty",
    "compound": "sum_compound",
    "received": "sum_received",
    "subtotal": "sum_lines",
}


def _table_disagrees(known: Mapping[str, object]) -> Iterator[Text]:
    lines = _rows(known, "lines")
    yield from _columns_disagree(known, lines, _COLUMNS)
    for line in lines:
        parts = (amount(line[c]) for c in ("principal", "interest", "penalty", "compound"))
        if sum(parts, Decimal(0)) != amount(line["subtotal"]):
            yield Text(
                f"第{line['number']}期小计不符", f"instalment {line['number']} does not add up"
            )
    yield from _total_disagrees(known, "sum_lines", "costs")


_CLAIMS = {
    "amount": "paid_out_digits",
    "principal": "recourse_principal",
    "interest": "recourse_interest",
    "subtotal": "sum_claims",
}


def _claims_disagree(known: Mapping[str, object]) -> Iterator[Text]:
    """The table of payments under the guarantee, and that of the interest on them."""
    claims = _rows(known, "claims")
    yield from _columns_disagree(known, claims, _CLAIMS)
    yield from _columns_disagree(known, _rows(known, "accruals"), {"amount": "accrued"})
    for line in claims:
        if amount(line["principal"]) + amount(line["interest"]) != amount(line["subtotal"]):
            yield Text(f"{line['date']} 小计不符", f"the payment of {line['date']} does not add up")
    yield from _total_disagrees(known, "sum_claims", "recourse_costs")


def _rows(known: Mapping[str, object], name: str) -> Sequence[Mapping[str, str]]:
    return cast("Sequence[Mapping[str, str]]", known[name])


def _columns_disagree(
    known: Mapping[str, object], lines: Sequence[Mapping[str, str]], feet: Mapping[str, str]
) -> Iterator[Text]:
    for column, foot in feet.items():
        if sum((amount(line[column]) for line in lines), Decimal(0)) != amount(known[foot]):
            yield Text(f"{column} 一列与合计不符", f"column {column} does not sum to its foot")


def _total_disagrees(known: Mapping[str, object], table: str, costs: str) -> Iterator[Text]:
    total = amount(known["total_digits"])
    if amount(known[table]) + amount(known[costs]) != total:
        yield Text("应付总额与各项之和不符", "the total is not the sum of its parts")
    if amount(known["total"]) != total:
        yield Text("文中总额与表中总额不符", "the total in the text is not that of the table")


def _capitals_disagree(known: Mapping[str, object]) -> Iterator[Text]:
    """`x_capitals` is the sum `x`, for every such pair."""
    for name, capitals in known.items():
        digits = name.removesuffix("_capitals")
        if digits != name and chinese.rmb_parse(cast(str, capitals)) != amount(known[digits]):
            yield Text("大写与小写不符", "capitals and digits differ")


def amount(printed: object) -> Decimal:
    """The number of a printed amount: 52,345.67元, RMB 52,345.67 or 52,345.67."""
    text = str(printed).removeprefix("RMB ").removesuffix("元").replace(",", "")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("not a printed amount") from None
