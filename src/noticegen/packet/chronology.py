"""The course of events as a court reads it: contract, payout, default, demands, payments, each with the
evidence for it. Who of the house acted, what was said and where somebody was met stay inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from noticegen import episodes
from noticegen.addressing import NAMES, TO_COURT
from noticegen.deliveries import letters
from noticegen.events import METHODS, OUTCOMES, PROCEEDINGS, SPECS
from noticegen.model import Case, Event, EventType
from noticegen.money import day, money
from noticegen.packet.evidence import OF_LETTERS
from noticegen.packet.parts import Exhibit
from noticegen.policy import Policy
from noticegen.text import NOTHING, Text, many

T = EventType
TOLD = frozenset(
    {
        T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT, T.PROMISE, T.CREDIT_REPORT_NOTICE, T.PAYMENT, T.COST,
        T.SUB_PAYMENT, T.REFUND, T.WAIVER, T.PLAN, T.EXTENSION, T.ACCELERATION, T.COLLECTION_AUTHORITY,
        T.GUARANTOR_CONSENT, T.FILING, T.FILING_WITHDRAWN, T.JUDGMENT,
    }
)  # fmt: skip
MERGED = frozenset({T.CALL, T.MESSAGE})  # a month of daily calls is one line
REACHED = "connected_party"
_OWN_GROUPS = {"demand", "payment", "costs"}  # papers for the court that are events of their own


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `last` is after `day` where several steps are told as one. `refs` are exhibits.

    `event` is the event told ("" = a fact of the contract)."""

    day: date
    what: Text
    who: str
    result: Text
    refs: tuple[Exhibit, ...] = ()
    event: str = ""
    last: date | None = None
    count: int = 1
    reached: int = 0
    kind: EventType | None = None


def steps(case: Case, on: date, policy: Policy, exhibits: Sequence[Exhibit]) -> tuple[Step, ...]:
    """What happened up to `on`, in order of days; a run of calls to one party is one line."""
    found = [*_contract(case, on, policy, exhibits), *_log(case, on, exhibits)]
    return tuple(_merged(sorted(found, key=lambda s: s.day)))


def _contract(case: Case, on: date, policy: Policy, exhibits: Sequence[Exhibit]) -> Iterator[Step]:
    loan = case.loan
    names = "、".join(p.name for p in case.borrowers)
    money_out = Text(money(loan.principal, "zh"), money(loan.principal, "en"))
    yield Step(
        loan.contract_date,
        Text(f"签订{loan.contract_name}", f"{loan.contract_name} signed"),
        names, Text(loan.contract_no, loan.contract_no), _given(case, exhibits, "loan", on=loan.contract_date),
    )  # fmt: skip
    for deed in case.guarantees:
        name = case.parties[deed.party].name
        yield Step(
            deed.deed_date, Text(f"签订{deed.deed_name}", f"{deed.deed_name} signed"), name,
            Text(deed.deed_no, deed.deed_no), _given(case, exhibits, "guarantee", deed.party),
        )  # fmt: skip
    yield Step(
        loan.disbursed_on,
        Text("放款", "loan paid out"),
        names,
        money_out,
        _given(case, exhibits, "loan", on=loan.disbursed_on),
    )
    for episode in episodes.episodes(case, on, policy)[-1:]:
        yield Step(
            episode.anchor, Text("到期未还，开始逾期", "fell due and was not paid: default"), names,
            NOTHING, _given(case, exhibits, "account"),
        )  # fmt: skip


def _given(
    case: Case, exhibits: Sequence[Exhibit], group: str, party: str = "", on: date | None = None
) -> tuple[Exhibit, ...]:
    """The papers for the court of a group; of a party's, those of others are left out. Those dated
    `on` alone, if there are any."""
    papers = {e.id: e for e in case.of(T.EXHIBIT)}
    found = tuple(
        x
        for x in exhibits
        if group in x.groups
        and any(i in papers and (not party or papers[i].party in {"", party}) for i in x.events)
    )
    return tuple(x for x in found if x.day == on) or found


def _log(case: Case, on: date, exhibits: Sequence[Exhibit]) -> Iterator[Step]:
    refs: dict[str, list[Exhibit]] = {}
    for exhibit in exhibits:
        for proved in exhibit.events:
            refs.setdefault(proved, []).append(exhibit)
    sent = letters(case, TO_COURT, on)
    for event in case.events:
        if event.day > on or not _told(event, sent):
            continue
        own = tuple(refs.get(event.id, ()))
        if event.type is T.PAYMENT and not own:  # the entries of the account prove what came in
            own = _given(case, exhibits, "account")
        yield Step(
            event.day, _what(event, own), _name(case, event.party), _result(event), own, event.id,
            reached=int(event.outcome == REACHED), kind=event.type,
        )  # fmt: skip


def _told(event: Event, sent: dict[str, Event]) -> bool:
    if event.type in OF_LETTERS or event.type is T.ISSUED:
        return event.document in sent
    if event.type is T.EXHIBIT:
        return event.details.get("group") in _OWN_GROUPS
    return event.type in TOLD


def _what(event: Event, own: Sequence[Exhibit]) -> Text:
    if event.type is T.ISSUED:
        name = NAMES[event.details["kind"]]
        return Text(f"签发{name.zh}", f"{name.en} issued")
    if event.type is T.EXHIBIT and own:
        return own[0].title
    return SPECS[event.type].name


def _result(event: Event) -> Text:
    told = [
        Text(event.document, event.document),
        METHODS.get(event.details.get("method", ""), NOTHING),
        PROCEEDINGS.get(event.details.get("way", ""), NOTHING),
        OUTCOMES.get(event.outcome, NOTHING),
    ]
    if event.amount is not None:
        told.append(Text(money(event.amount, "zh"), money(event.amount, "en")))
    if event.by:
        told.append(Text(f"至{day(event.by, 'zh')}", f"by {day(event.by, 'en')}"))
    kept = [t for t in told if t.en]
    return Text("，".join(t.zh for t in kept), ", ".join(t.en for t in kept))


def _merged(found: Iterable[Step]) -> Iterator[Step]:
    """Runs of calls or messages to one party, none of them with its own evidence, become one line."""
    runs: dict[tuple[EventType, str], Step] = {}
    order: list[Step | tuple[EventType, str]] = []
    for step in found:
        if step.kind in MERGED and not step.refs:
            key = (step.kind, step.who)
            if key in runs:
                run = runs[key]
                runs[key] = replace(
                    run, last=step.day, count=run.count + 1, reached=run.reached + step.reached
                )
            else:
                runs[key] = step
                order.append(key)
            continue
        for key in [k for k in runs if k[1] == step.who]:
            order[order.index(key)] = _run(runs.pop(key))
        order.append(step)
    for one in order:
        yield _run(runs[one]) if isinstance(one, tuple) else one


def _run(step: Step) -> Step:
    if step.count == 1:
        return step
    times = Text(f"共{step.count}次", many(step.count, "time"))
    if step.kind is T.MESSAGE:
        return replace(step, result=times)
    answered = {
        0: Text("均非本人接听", "none of them answered by the party"),
        step.count: Text("均为本人接听", "all of them answered by the party"),
    }
    some = Text(f"其中{step.reached}次本人接听", f"{step.reached} of them answered by the party")
    told = answered.get(step.reached, some)
    return replace(step, result=Text(f"{times.zh}，{told.zh}", f"{times.en}, {told.en}"))


def _name(case: Case, party: str) -> str:
    return case.parties[party].name if party in case.parties else ""
