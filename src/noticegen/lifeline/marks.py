"""What of a log is drawn: marks on a line of their party, spans between two days, sums of money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from noticegen import promises
from noticegen.addressing import NAMES
from noticegen.events import CHANNELS, OUTCOMES, SPECS
from noticegen.model import Case, Event
from noticegen.model import EventType as T
from noticegen.rules.steps import answered, holds
from noticegen.text import NOTHING, Lang, Text

Shape = Literal["contact", "visit", "letter", "served", "failed", "court", "stop", "other"]

SHAPES: dict[T, Shape] = {
    **dict.fromkeys((T.CALL, T.MESSAGE, T.CG_CONTACT, T.CREDIT_REPORT_NOTICE), "contact"),
    T.VISIT: "visit",
    **dict.fromkeys((T.ISSUED, T.DISPATCHED), "letter"),
    T.SERVED: "served",
    **dict.fromkeys((T.RETURNED, T.REFUSED), "failed"),
    **dict.fromkeys((T.FILING, T.FILING_WITHDRAWN, T.JUDGMENT), "court"),
    **dict.fromkeys((T.DEATH, T.INSOLVENCY), "stop"),
}
MONEY = (T.PAYMENT, T.SUB_PAYMENT, T.REFUND)
# Drawn otherwise (a span, a column), or of the house's own working: the log below has them.
NOT_MARKED = frozenset({*MONEY, T.PROMISE, T.PLAN, T.HOLD, T.HOLD_END, T.DISPUTE_ANSWERED, T.EXHIBIT,
    T.APPROVAL, T.SEAL_USE, T.LEGAL_APPROVAL, T.OVERRIDE, T.DATA_CHANGE})  # fmt: skip
REACHED = frozenset({"connected_party", "met_party"})  # he himself was spoken to


class Mark(NamedTuple):
    """One event on the line of `party` ("" = of the case). `full`: it reached whom it was meant for."""

    party: str
    at: datetime
    shape: Shape
    full: bool
    told: Text


class Span(NamedTuple):
    """Something that ran from `begin` to `last` (both included): promised money, a hold, a dispute."""

    party: str
    begin: date
    last: date
    kind: str  # kept | partial | broken | open | hold | dispute
    told: Text


class Money(NamedTuple):
    """A sum that moved on a day."""

    day: date
    amount: Decimal
    kind: T
    told: Text


def marks(case: Case, on: date) -> tuple[Mark, ...]:
    """The marks of all effective events up to and including `on`, in order of time."""
    titles = _titles(case)
    return tuple(
        Mark(e.party, e.at, SHAPES.get(e.type, "other"), _full(e, case), _told(e, titles))
        for e in case.events
        if e.day <= on and e.type not in NOT_MARKED
    )


def money(case: Case, on: date) -> tuple[Money, ...]:
    """What came in, was paid out by the house, or was paid back, up to and including `on`."""
    return tuple(Money(e.day, e.amount, e.type, _told(e, {})) for e in case.of(*MONEY) if e.day <= on and e.amount)  # fmt: skip


def spans(case: Case, on: date) -> tuple[Span, ...]:
    """Promises up to their last day, holds, and disputes up to their answer; what still runs ends on `on`."""
    return (*_promised(case, on), *_held(case, on), *_disputed(case, on))


def _promised(case: Case, on: date) -> Iterator[Span]:
    for state in promises.promises(case, on):
        made, last = state.promise, state.promise.by
        if last is not None and made.amount is not None:
            status = _STATUS[state.status]
            sum_ = f"{made.amount:,.2f}"
            told = Text(
                f"{made.day} 承诺 {last} 前还款 {sum_} 元：{status.zh}",
                f"promised on {made.day}: {sum_} by {last}; {status.en}",
            )
            yield Span(made.party, made.day, max(last, made.day), state.status, told)


_STATUS = {
    "kept": Text("已履行", "kept"),
    "partial": Text("部分履行", "kept in part"),
    "broken": Text("未履行", "broken"),
    "open": Text("未到期", "open"),
}


def _held(case: Case, on: date) -> Iterator[Span]:
    for party in ("", *case.parties):
        for hold, last in holds(case, on, party):
            if hold.party == party:
                told = Text(f"暂缓催收 {hold.day} 至 {last}", f"hold from {hold.day} to {last}")
                yield Span(party, hold.day, last, "hold", told)


def _disputed(case: Case, on: date) -> Iterator[Span]:
    """Up to its answer, as C-06 reads it."""
    for raised in case.of(T.DISPUTE):
        if raised.day <= on:
            answer = answered(case, raised, on)
            last = answer.day if answer else on
            told = Text(f"异议 {raised.day} 至 {last}", f"dispute from {raised.day} to {last}")
            yield Span(raised.party, raised.day, last, "dispute", told)


def _full(event: Event, case: Case) -> bool:
    """Whether it did what it was for: somebody was reached, the letter still stands."""
    match event.type:
        case T.CALL | T.MESSAGE | T.CG_CONTACT | T.VISIT:
            return event.outcome in REACHED
        case T.ISSUED:
            return all(e.document != event.document for e in case.of(T.VOIDED))
    return True


def _titles(case: Case) -> dict[str, Text]:
    """The title of each document by its number, as far as its kind is one the program knows."""
    kinds = {e.document: e.details.get("kind", "") for e in case.of(T.ISSUED)}
    return {number: NAMES[kind] for number, kind in kinds.items() if kind in NAMES}


def _told(event: Event, titles: Mapping[str, Text]) -> Text:
    """The event in a few words, for whoever points at its mark."""
    name, title = SPECS[event.type].name, titles.get(event.document, NOTHING)
    reached = OUTCOMES.get(event.outcome) or CHANNELS.get(event.channel) or NOTHING
    sum_ = f"{event.amount:,.2f}" if event.amount is not None else ""

    def in_words(lang: Lang) -> str:
        said = (f"{event.at:%Y-%m-%d %H:%M} {name.to(lang)}", event.party, reached.to(lang), sum_,
            title.to(lang), event.document, event.text)  # fmt: skip
        return " · ".join(filter(None, said))

    return Text(in_words("zh"), in_words("en"))


def first_day(case: Case, on: date, defaults: tuple[date, ...]) -> date:
    """The day with which the picture begins: a little before the first default; without one, that of the
    first thing of the last ninety days, or thirty days before `on`."""
    if defaults:
        return defaults[0] - timedelta(max(3, (on - defaults[0]).days // 30))
    since = on - timedelta(90)
    seen = [e.day for e in case.events if since <= e.day <= on and e.type not in NOT_MARKED]
    return min([*seen, on - timedelta(30)])
