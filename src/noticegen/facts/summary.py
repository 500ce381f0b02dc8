"""What the one-page summary of a case says in short: who secures it, what runs out first, what the
court will ask for it. The sheets behind it say the same in full."""

from __future__ import annotations

from datetime import date

from noticegen import clocks, fees, recourse
from noticegen.clocks import Clock
from noticegen.facts.paper import Paper, said
from noticegen.model import Case, EventType, Guarantee, GuaranteeKind
from noticegen.money import bracketed, day, digits, money
from noticegen.policy import Policy
from noticegen.routes import route
from noticegen.suits import suit
from noticegen.text import Text

DEEDS_TOLD = 4  # more would push the summary over its page
_KINDS = {
    (True, GuaranteeKind.JOINT): Text("反担保，连带责任保证", "counter-guarantee, joint"),
    (True, GuaranteeKind.GENERAL): Text("反担保，一般保证", "counter-guarantee, general"),
    (False, GuaranteeKind.JOINT): Text("连带责任保证", "joint guarantee"),
    (False, GuaranteeKind.GENERAL): Text("一般保证", "general guarantee"),
}
_NOT_BEGUN = Text("保证期间未起算（尚未代偿）", "period not begun (nothing paid yet)")
_SPENT = Text("债权人已由本单位清偿", "the house has paid the creditor off")
_LOAN, _RECOURSE = "limitation", "recourse_limitation"


def in_short(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """Deeds, first dates and estimated fees, as the summary prints them."""
    return {
        **_deeds(case, paper, policy),
        **_dates(case, paper, policy),
        **_fees(case, paper, policy),
    }


# --- who secures it -------------------------------------------------------------------------------


def _deeds(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """The deeds whose time runs out first, and how many more there are."""
    on = paper.as_of
    known = [(g, clocks.guarantee_clock(case, g, policy, on)) for g in case.guarantees]
    known.sort(key=lambda pair: _urgency(pair[1], on))
    told = known[:DEEDS_TOLD]
    return {
        "first_sureties": tuple(_deed(case, g, c, paper, policy) for g, c in told),
        "more_sureties": str(len(known) - len(told)),
        "has_more_sureties": len(known) > len(told),
    }


def _urgency(clock: Clock | None, on: date) -> tuple[bool, date]:
    """Running periods by their end, then what is kept, over or not begun."""
    settled = clock is None or clock.demanded_on is not None or clock.over(on)
    return settled, date.max if clock is None else clock.earliest


def _deed(
    case: Case, deed: Guarantee, clock: Clock | None, paper: Paper, policy: Policy
) -> dict[str, str]:
    kind = _KINDS[deed.counter, clocks.effective_kind(deed, policy)]
    return {
        "name": case.parties[deed.party].name,
        "kind": said(kind, paper.locale),
        "cap": said(_cap(deed), paper.locale),
        "last": said(_last(deed, clock, paper.as_of), paper.locale),
    }


def _cap(deed: Guarantee) -> Text:
    if deed.cap is None:
        return Text("无最高限额", "no cap")
    return Text(f"最高限额{digits(deed.cap)}元", f"cap RMB {digits(deed.cap)}")


def _last(deed: Guarantee, clock: Clock | None, on: date) -> Text:
    """The last day of the period, or that it needs none."""
    if clock is None:
        return _NOT_BEGUN if deed.counter else _SPENT
    if kept := clock.demanded_on:
        return Text(f"{day(kept, 'zh')}已主张", f"kept on {day(kept, 'en')}")
    end = _end(clock)
    if clock.over(on):
        return Text(f"{end.zh}（已届满）", f"{end.en} (expired)")
    return end


def _end(clock: Clock) -> Text:
    """The last day; where an earlier one can be argued, that as well."""
    last, early = clock.last_day, clock.earliest
    text = Text(f"最后一日{day(last, 'zh')}", f"last day {day(last, 'en')}")
    if early >= last:
        return text
    return Text(
        f"{text.zh}（最早可主张{day(early, 'zh')}届满）",
        f"{text.en} ({day(early, 'en')} can be argued)",
    )


# --- what runs out first --------------------------------------------------------------------------


def _dates(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """The first clock of all, and the first limitation of what is claimed if that is another: of recourse
    once the house has paid."""
    on = paper.as_of
    running = [c for c in clocks.of(case, on, policy) if not c.over(on)]
    claimed = _RECOURSE if recourse.asked_back(case, on, policy) else _LOAN
    claims = [c for c in running if c.kind == claimed]
    told = dict.fromkeys((*running[:1], *claims[:1]))
    return {
        "first_dates": tuple(_date(case, c, paper.locale) for c in told),
        "has_first_dates": bool(told),
    }


def _date(case: Case, clock: Clock, locale: str) -> dict[str, str]:
    who = case.parties.get(clock.party)
    return {
        "name": said(clock.name, locale) + bracketed(who.name if who else "", locale),
        "safe": day(clock.safe_day, locale),
        "last": said(_end(clock), locale),
    }


# --- what the court asks --------------------------------------------------------------------------


def _fees(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """Estimates on the whole claim as of the day: for a suit, for a payment order where one is open, for
    preservation where property is known."""
    locale, on = paper.locale, paper.as_of
    claim, way = suit(case, on, policy), route(case, on, policy)
    sues = claim.by_complaint and claim.total > 0
    order = claim.total > 0 and (way.id == "payment_order" or bool(way.beside.zh))
    known = {
        "court_fee": fees.court_fee(claim.total, policy, on),
        "order_fee": fees.court_fee(claim.total, policy, on, "payment_order"),
        "preservation_fee": fees.preservation_fee(claim.total, policy, on),
        "claimed": claim.total,
    }
    return {
        **{name: money(sum_, locale) for name, sum_ in known.items()},
        "sues": sues,
        "has_order_fee": order,
        "has_preservation_fee": sues and any(e.day <= on for e in case.of(EventType.ASSET_LEAD)),
    }
