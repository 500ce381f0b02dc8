"""Documents possible or blocked today, mail without proof, and the time to pay named in letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from noticegen import clocks, recourse, rules
from noticegen.addressing import (
    BORROWERS,
    DEMAND,
    LISTING,
    NOTICE,
    OF_RECOURSE,
    PAYOFF,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    WARNING,
    WITHDRAWAL,
    holding,
)
from noticegen.compose import time_to_pay
from noticegen.creditor import house_is_lender
from noticegen.deliveries import lacking, papers_to
from noticegen.episodes import days_overdue, episodes
from noticegen.model import Event, EventType, Finding
from noticegen.proofs import document_state
from noticegen.rules.data import CLAIMS
from noticegen.rules.earlier import difference
from noticegen.rules.ground import paid_for_debtor
from noticegen.rules.listing import warned
from noticegen.rules.steps import concerned
from noticegen.text import Text
from noticegen.worklist.item import Ask, Held, Paper, Raw

T = EventType
# What asks for a document that is none of the letters after the notice (II-6).
BASES: Mapping[str, str] = {
    RECOURSE_NOTICE: "L-04",
    REFERRAL: "II-7",
    WARNING: "S-19",
    LISTING: "S-20",
    PAYOFF: "X-19",
    WITHDRAWAL: "X-20",
}
SHOWN = 4  # rules named in one item; the rest is counted


def _issued(ask: Ask, kind: str) -> bool:
    """Whether a document of this kind is out in the present (or last) default."""
    since = ask.zero or date.min
    void = {e.document for e in ask.case.of(T.VOIDED)}
    return any(
        e.details.get("kind") == kind and e.day >= since and e.document not in void
        for e in ask.case.of(T.ISSUED)
        if e.day <= ask.on
    )


def _end_is_near(ask: Ask) -> bool:
    days = ask.policy.guarantee.near_days
    return any(c.near(ask.on, days) for c in clocks.of(ask.case, ask.on, ask.policy))


def _in_default(ask: Ask) -> bool:
    return ask.zero is not None


def _loan_is_claimed(ask: Ask) -> bool:
    """Once the house has paid the creditor, it is recourse that is claimed from the borrower."""
    return ask.zero is not None and not paid_for_debtor(ask.case, ask.on, ask.policy)


def _recourse_is_open(ask: Ask) -> bool:
    claim = recourse.claim(ask.case, ask.on, ask.policy)
    return claim is not None and claim.total > 0 and not house_is_lender(ask.case)


def _paid_by_us(ask: Ask) -> bool:
    return recourse.asked_back(ask.case, ask.on, ask.policy) is not None


def _after_notice(ask: Ask) -> bool:
    return ask.zero is not None and (_issued(ask, NOTICE) or _end_is_near(ask))


def _before_payment(ask: Ask) -> bool:
    return _after_notice(ask) and not _paid_by_us(ask)


def _for_court(ask: Ask) -> bool:
    if ask.zero is None:
        return False
    late = days_overdue(ask.case, ask.on, ask.policy) >= ask.policy.long_overdue.warn_from
    unable = any(ask.zero <= e.day <= ask.on for e in ask.case.of(T.INABILITY_FINDING))
    return late or unable or _end_is_near(ask)


def _long_overdue(ask: Ask) -> bool:
    late = days_overdue(ask.case, ask.on, ask.policy) >= ask.policy.long_overdue.warn_from
    return ask.zero is not None and late


def _settled(ask: Ask) -> date | None:
    """The day on which a loan that was in default was settled, recourse included."""
    if not episodes(ask.case, ask.on, ask.policy):
        return None
    return recourse.settled_on(ask.case, ask.on, ask.policy)


def _just_paid_off(ask: Ask) -> bool:
    """Later a certificate is written when somebody asks for it."""
    ended = _settled(ask)
    return ended is not None and (ask.on - ended).days <= ask.plan.worklist.payoff_days


def _to_be_listed(ask: Ask) -> bool:
    return _settled(ask) is not None and any(_was_warned(ask, p) for p in _debtors(ask))


def _was_warned(ask: Ask, party: str) -> bool:
    """She was warned in the last default (S-20), and it was not decided since then not to enter her: who was
    never warned before pay-off is never entered, and nothing is left to do about her."""
    default = concerned(ask.case, LISTING, ask.on, ask.policy)
    return default is not None and bool(warned(ask.case, party, default.anchor, ask.on)[0].papers)


def _to_be_removed(ask: Ask) -> bool:
    return any(_is_removed(ask, p) for p in _debtors(ask))


def _is_removed(ask: Ask, party: str) -> bool:
    """She was entered, and her removal was decided since then."""
    entered = papers_to(ask.case, LISTING, party, date.min, ask.on)
    removals = [e for e in ask.case.of(T.LIST_REMOVAL, party=party) if e.day <= ask.on]
    return bool(entered) and any(e.at >= entered[-1].at for e in removals)


def _debtors(ask: Ask) -> tuple[str, ...]:
    return holding(ask.case, BORROWERS)


# When a kind is in play at all: nobody is shown a referral blocked by ten rules on day 1. A kind that
# the house added is in play while something is due.
IN_PLAY: Mapping[str, Callable[[Ask], bool]] = {
    NOTICE: _loan_is_claimed,
    RECOURSE_NOTICE: _recourse_is_open,
    REMINDER: _before_payment,
    RECOURSE: _recourse_is_open,
    DEMAND: _after_notice,
    WARNING: _long_overdue,
    LISTING: _to_be_listed,
    REFERRAL: _for_court,
    PAYOFF: _just_paid_off,
    WITHDRAWAL: _to_be_removed,
}


# Whom a kind that is in play concerns at all; any other concerns everybody it goes to.
CONCERNS: Mapping[str, Callable[[Ask, str], bool]] = {
    LISTING: _was_warned,
    WITHDRAWAL: _is_removed,
}


def documents(ask: Ask, kinds: Mapping[str, Paper]) -> Iterator[Raw]:
    """For each kind in play: the parties to whom it is possible today, and what blocks the others.

    A party that has one of this kind about what is asked now, or whom it does not concern, is left out."""
    for kind, (name, roles) in kinds.items():
        if not IN_PLAY.get(kind, _in_default)(ask):
            continue
        since = recourse.letters_since(ask.case, kind, ask.on, ask.policy) or date.min
        everybody = holding(ask.case, roles) if roles else ("",)
        concerns = CONCERNS.get(kind, _everybody)
        waiting = [
            p
            for p in everybody
            if concerns(ask, p) and not papers_to(ask.case, kind, p, since, ask.on)
        ]
        if not waiting:
            continue
        blocks = rules.stops(ask.case, kind, ask.on, ask.policy)
        of_all = [f for f in blocks if f.party not in everybody]
        held = [p for p in waiting if of_all or any(f.party == p for f in blocks)]
        for party in waiting:
            if party not in held:
                yield _possible(ask, kind, name, party)
        if held:
            of_held = [f for f in blocks if f.party in held]
            yield _blocked(ask, kind, name, held, [*of_all, *of_held])


def _everybody(ask: Ask, party: str) -> bool:
    return True


def _possible(ask: Ask, kind: str, name: Text, party: str) -> Raw:
    what = Text(f"签发{name.zh}", f"issue: {name.en}")
    if kind == NOTICE and ask.zero is not None:
        day = ask.zero + timedelta(ask.policy.steps.notice_late_after)
        return Raw("notice", party, day, what, f"{kind}/{ask.zero}", document=kind)
    ref, basis = f"{kind}/{ask.zero}", BASES.get(kind, "")
    return Raw("document", party, ask.on, what, ref, document=kind, basis=basis)


def _blocked(ask: Ask, kind: str, name: Text, held: list[str], findings: list[Finding]) -> Raw:
    """One item for all whom the document waits for, `held`, with all that blocks it for any of them."""
    first = rules.earliest(findings)
    ids = sorted({f.rule for f in findings}, key=lambda i: ("SXLC".index(i[0]), i))
    named = [rules.rule(i).name for i in ids[:SHOWN]]
    zh = "、".join(f"{i} {n.zh}" for i, n in zip(ids, named, strict=False))
    en = ", ".join(f"{i} {n.en}" for i, n in zip(ids, named, strict=False))
    if len(ids) > SHOWN:
        zh, en = f"{zh}等{len(ids)}项", f"{en} and {len(ids) - SHOWN} more"
    when = (
        Text(f"最早 {first}", f"from {first}")
        if first
        else Text("只能特批或已不能", "only by override, or not any more")
    )
    what = Text(f"{name.zh}，尚缺：{zh}；{when.zh}", f"{name.en}, waiting for: {en}; {when.en}")
    why = Held(tuple(filter(None, held)), tuple(ids), first)
    return Raw("blocked", "", first or ask.on, what, f"{kind}/{ask.zero}", document=kind, held=why)


def _out(ask: Ask, since: date) -> Iterator[tuple[Event, list[Event]]]:
    """Each document issued in [since, on], not void, and about what is still asked: its issue, and all that happened to it up to
    `on` in order of time. An hour noted by hand may lie before the hour of the issue."""
    found: dict[str, list[Event]] = {}
    for event in ask.case.of(T.ISSUED, T.VOIDED, T.DISPATCHED, T.SERVED, T.RETURNED, T.REFUSED):
        if event.day <= ask.on and event.document:
            found.setdefault(event.document, []).append(event)
    for events in found.values():
        paper = next((e for e in events if e.type is T.ISSUED), None)
        void = any(e.type is T.VOIDED for e in events)
        if paper is not None and not void and paper.day >= since and _asks_now(ask, paper):
            yield paper, events


def _asks_now(ask: Ask, paper: Event) -> bool:
    """Not of a letter that asked for what the house had paid, once that was paid back."""
    if paper.details.get("kind") not in OF_RECOURSE:
        return True
    paid = recourse.stands_in(ask.case, ask.on, ask.policy)
    return bool(paid) and paper.day >= paid[0].day


def mail(ask: Ask, *, at_once: bool = False) -> Iterator[Raw]:
    """L-20: letters of the present default, and of the list once all is settled, that are not proved to
    have arrived after some days; or, `at_once`, from the day they were issued or sent."""
    since = ask.zero or _settled(ask)
    if since is None:
        return
    terms = ask.plan.worklist
    for paper, events in _out(ask, since):
        kind, number = paper.details.get("kind", ""), paper.document
        state = document_state("issued", events, partial(lacking, ask.case))
        if ask.zero is None and kind not in AFTER_THE_END:
            continue
        if kind == REFERRAL and (state != "issued" or _handed_in(ask, paper)):
            continue
        last = max(e.day for e in events)
        told = _MAIL.get(state)
        wait = {"issued": terms.dispatch_days, "dispatched": terms.mail_days}
        days = 0 if at_once else wait.get(state, 0)
        if told is None or (ask.on - last).days < days:
            continue
        what = Text(f"{number} {told.zh}（{last}）", f"{number} {told.en} ({last})")
        basis = BASES[kind] if kind == REFERRAL else ""  # it is handed in, served on nobody
        if state in NOT_ARRIVED and _stale(ask, paper):
            what, basis = Text(what.zh + _VOID.zh, what.en + _VOID.en), "X-04"
        yield Raw("mail", paper.party, last + timedelta(days), what, number, number, basis=basis)


AFTER_THE_END = frozenset({LISTING, WITHDRAWAL})  # the time to object runs from their receipt
NOT_ARRIVED = frozenset({"issued", "returned"})
_VOID = Text(
    "；金额与记录不再相符：作废后另行签发",
    "; its sum is not the log's any more: void it, issue anew",
)


def _handed_in(ask: Ask, referral: Event) -> bool:
    """Whether a court or commission was gone to since, or a later referral is out."""
    filed = any(referral.day <= e.day <= ask.on for e in ask.case.of(T.FILING))
    later = papers_to(ask.case, REFERRAL, referral.party, referral.day, ask.on)
    return filed or (bool(later) and later[-1].document != referral.document)


def _stale(ask: Ask, paper: Event) -> bool:
    """Whether the letter tells a sum that a payment booked later or a correction has made wrong."""
    claims = paper.details.get("kind") in CLAIMS
    return claims and difference(ask.case, paper, ask.policy) is not None


_MAIL = {
    "issued": Text("已签发，未发出", "issued, not sent"),
    "dispatched": Text("已发出，无送达凭证", "sent, no proof of service"),
    "returned": Text("被退回，须再送达", "came back: serve it again"),
    "refused": Text("被拒收，须留置或再送达", "refused: leave it with a witness or serve it again"),
}


def deadlines(ask: Ask) -> Iterator[Raw]:
    """The time to pay of a served letter is about to end, or has just ended. It is counted from the
    first service that counts."""
    if ask.zero is None:
        return
    near = timedelta(ask.plan.worklist.deadline_days)
    for paper, events in _out(ask, ask.zero):
        if paper.details.get("kind") not in ASKS:
            continue
        number = paper.document
        served = [e.day for e in events if e.type is T.SERVED and not lacking(ask.case, e)]
        if not served:
            continue
        until = time_to_pay(paper.day, min(served), ask.policy)
        if not until - near <= ask.on <= until + near:
            continue
        what = Text(f"{number} 付款期限 {until} 届满", f"{number} time to pay ends on {until}")
        if ask.on > until:
            what = Text(
                f"{number} 付款期限已于 {until} 届满：下一步",
                f"{number} time to pay ended on {until}: next step",
            )
        yield Raw("deadline", paper.party, until, what, number, document=number)


# Letters that name a last day to pay; a reminder to a counter-guarantor asks for no payment.
ASKS = frozenset({NOTICE, RECOURSE_NOTICE, RECOURSE, DEMAND})
