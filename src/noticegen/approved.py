"""Whether an approval of the suit still holds: what it approved has not changed since.

Who approves a referral, a complaint or the seal on the court set approves a claim for sums against
parties. That interest goes on is known when it is given, so time alone takes nothing from it. It no
longer holds when money moved since (a payment, waiver, cost, payment to the creditor, write-off,
extension, acceleration, or a correction of one, that happened after it or was recorded after it), when
principal fell due since, when others are sued, or when it names a sum or defendants that are not those
of the claim. Then a person has to be asked again.

Two answers of `suits` decide it: the claim today from what was on the log when the approval was given,
and the claim today from what is on it now. An event that leaves the sums as they are changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from noticegen import rules
from noticegen.addressing import REFERRAL
from noticegen.errors import DataError
from noticegen.events import SPECS
from noticegen.memory import remembered
from noticegen.model import Case, Event, EventType
from noticegen.money import money
from noticegen.periods import named, strangers
from noticegen.policy import Policy
from noticegen.suits import Suit, suit
from noticegen.text import NOTHING, Text

T = EventType
COMPLAINT = "complaint"  # the kind that a `legal_approval` of the complaint names
MONEY = (
    T.PAYMENT, T.COST, T.SUB_PAYMENT, T.WAIVER, T.WRITE_OFF, T.EXTENSION, T.ACCELERATION,
)  # fmt: skip
_NAMED = 3  # events told one by one


@dataclass(frozen=True, slots=True)
class Word:
    """The approval that holds (None = there is none), and why the latest that was given does not."""

    event: Event | None = None
    overtaken: Text = NOTHING


@remembered
def referral(case: Case, on: date, policy: Policy) -> Word:
    """Whether the referral to court is approved on `on`, by two people, for the claim as it is."""
    return _word(case, on, policy, rules.referral_approvals(case, on, policy))


@remembered
def complaint(case: Case, on: date, policy: Policy) -> Word:
    """Whether legal let the complaint go (`legal_approval` with kind "complaint"), and another person
    confirmed it, for the claim as it is on `on`."""
    first = case.log[0].at if case.log else None
    given = rules.legal_nods(case, COMPLAINT, on, policy, first) if first else ()
    return _word(case, on, policy, given)


@remembered
def sealing(case: Case, on: date, policy: Policy) -> Word:
    """Whether the seal may be used on the court set (`seal_use` with the kind of the referral), by two
    people, for the claim as it is on `on`."""
    return _word(case, on, policy, rules.seal_uses(case, REFERRAL, on, policy))


def told(case: Case, event: Event, policy: Policy) -> Event:
    """An approval of the suit with the sum and the defendants of its day, where it states none; any
    other event as it is. So a change that leaves no date behind still shows."""
    if not _of_the_suit(event):
        return event
    claim = suit(case, event.day, policy)
    against = event.details.get("against", "") or "、".join(claim.defendants)
    amount = event.amount if event.amount is not None else (claim.total or None)
    return replace(event, amount=amount, details={**event.details, "against": against})


def _of_the_suit(event: Event) -> bool:
    wanted = {T.REFERRAL_APPROVED: "", T.LEGAL_APPROVAL: COMPLAINT, T.SEAL_USE: REFERRAL}
    kind = wanted.get(event.type)
    return kind is not None and event.details.get("kind", "") == kind


def _word(case: Case, on: date, policy: Policy, given: Iterable[Event]) -> Word:
    """The latest approval that holds; else why the latest does not."""
    why = NOTHING
    for event in sorted(given, key=lambda e: (e.at, e.id), reverse=True):
        changes = _changes(case, event, on, policy)
        if not changes:
            return Word(event)
        if why is NOTHING:
            zh, en = "；".join(c.zh for c in changes), "; ".join(c.en for c in changes)
            why = Text(f"{event.day}的审批不再适用：{zh}。请重新审批", f"the approval of {event.day} is overtaken: {en}; ask again")  # fmt: skip
    return Word(None, why)


def _changes(case: Case, approval: Event, on: date, policy: Policy) -> list[Text]:
    """What is no longer as it was approved; [] = it holds."""
    seen = replace(case, log=tuple(e for e in case.log if _seen(e, approval)))
    now = suit(case, on, policy)
    try:
        was, by_now = suit(seen, approval.day, policy), suit(seen, on, policy)
    except DataError:  # it rested on an entry that made no sense and was corrected since
        return [Text("所依据的记录已更正", "what it rested on was corrected")]
    return [
        *_parties_changed(case, approval, was, now),
        *(_sums_moved(case, approval, was, by_now, now) or _misstated(case, approval, policy)),
    ]


def _seen(event: Event, approval: Event) -> bool:
    """Whether it had happened, and was on record, when the approval was given."""
    return event.at <= approval.at and event.recorded_at <= approval.recorded_at


# --- whom ---------------------------------------------------------------------------------------


def _parties_changed(case: Case, approval: Event, was: Suit, now: Suit) -> Iterator[Text]:
    stated = approval.details.get("against", "")
    before = named(stated, case) if stated else frozenset(was.defendants)
    unknown = strangers(stated, case)
    if unknown or before != frozenset(now.defendants):
        old, new = [*_names(case, sorted(before)), *unknown], _names(case, now.defendants)
        yield Text(
            f"被告由{'、'.join(old)}变为{'、'.join(new)}",
            f"the defendants were {', '.join(old)}, now {', '.join(new)}",
        )
    elif (was.route.id, was.plaintiff) != (now.route.id, now.plaintiff):
        yield Text(
            f"途径由“{was.route.name.zh}”变为“{now.route.name.zh}”",
            f"the way was {was.route.name.en}, now {now.route.name.en}",
        )
    elif was.sureties != now.sureties:
        yield Text("担保人承担的责任有变", "what the guarantors answer for has changed")


def _names(case: Case, ids: Iterable[str]) -> list[str]:
    return [case.parties[i].name for i in ids if i in case.parties]


# --- how much -----------------------------------------------------------------------------------


def _sums_moved(
    case: Case, approval: Event, was: Suit, by_now: Suit, now: Suit
) -> tuple[Text, ...]:
    """That the claim is another than it was, carried to today (`by_now`); () = it only ran on."""
    if was.principal == by_now.principal and _sums(by_now) == _sums(now):
        return ()
    stated = was.total if approval.amount is None else approval.amount
    zh = f"审批的金额为{money(stated, 'zh')}（{approval.day}），现为{money(now.total, 'zh')}（{now.on}）"
    en = f"it was for {money(stated, 'en')} ({approval.day}), now it is {money(now.total, 'en')} ({now.on})"
    since = _since(case, approval, now.on)
    return (Text(f"{zh}，其间：{since.zh}", f"{en}, since then: {since.en}"),)


def _misstated(case: Case, approval: Event, policy: Policy) -> tuple[Text, ...]:
    """That it names another sum than the log gives for its day; () = it does not."""
    stated, again = approval.amount, suit(case, approval.day, policy).total
    if stated is None or stated == again:
        return ()
    return (
        Text(
            f"审批写明{money(stated, 'zh')}，按现有记录该日为{money(again, 'zh')}",
            f"it names {money(stated, 'en')}; for that day the log now gives {money(again, 'en')}",
        ),
    )


def _sums(of: Suit) -> tuple[object, ...]:
    return of.principal, of.interest, of.penalty, of.compound, of.costs, of.running


def _since(case: Case, approval: Event, on: date) -> Text:
    """What moved the sums, as the log calls it."""
    moves = _moving(case)
    found = [e for e in case.log if e.day <= on and not _seen(e, approval) and moves(e)]
    if not found:
        return Text("又有款项到期", "more fell due")
    kept = [_said(e) for e in found[:_NAMED]]
    more = len(found) - len(kept)
    zh, en = "、".join(t.zh for t in kept), ", ".join(t.en for t in kept)
    return Text(f"{zh}等{len(found)}项", f"{en} and {more} more") if more else Text(zh, en)


def _moving(case: Case) -> Callable[[Event], bool]:
    money_ids = {e.id for e in case.log if e.type in MONEY}
    return lambda e: e.type in MONEY or (e.type is T.CORRECTION and e.corrects in money_ids)


def _said(event: Event) -> Text:
    name = SPECS[event.type].name
    sums = ("", "") if event.amount is None else (f" {money(event.amount, 'zh')}", f" {money(event.amount, 'en')}")  # fmt: skip
    return Text(f"{name.zh} {event.day}{sums[0]}", f"{name.en} {event.day}{sums[1]}")
