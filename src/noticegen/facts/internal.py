"""The facts of the house's own referral file: full data, the log, the ledger, the rules' word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from noticegen import clocks, episodes, recourse
from noticegen.addressing import addresses
from noticegen.deliveries import delivery
from noticegen.events import CHANNELS, METHODS, OUTCOMES, SPECS, TERMS
from noticegen.facts.account import account, claim
from noticegen.facts.loan import loan, rates
from noticegen.facts.paper import Paper, document, said
from noticegen.facts.people import ROLES, address_source, house, post
from noticegen.facts.summary import in_short
from noticegen.model import Address, Case, Event, EventType, Finding, Role, Verdict
from noticegen.money import clause, day, day_in_table, digits, listed, money
from noticegen.policy import Policy
from noticegen.routes import route
from noticegen.rules.persons import confirmation
from noticegen.text import Text, many
from noticegen.wording.vocabulary.internal import INTERNAL

T = EventType
_ROLES = {**ROLES, Role.SPOUSE_SIGNATORY: Text("配偶（签约）", "spouse (signatory)")}
_SEX = {"male": Text("男", "male"), "female": Text("女", "female")}
_VERDICTS = {
    Verdict.PASS: Text("通过", "pass"),
    Verdict.FAIL: Text("未通过", "fail"),
    Verdict.OVERRIDDEN: Text("特批", "overridden"),
}
# Decisions and papers are told by their kind; what officers noted stays in the log.
_UNTOLD = frozenset({T.REASON, T.CORRECTION, T.CASH_FLOW, T.CONTACT_LIMIT, T.COMPLAINT, T.APPROVAL})


def internal(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of the referral of a loan; `party` plays no part: the file is about the whole case."""
    locale = paper.locale
    known = {
        **document(paper),
        **house(case, locale),
        **loan(case, locale),
        **rates(case, locale, policy),
        **_summary(case, paper, policy),
        **in_short(case, paper, policy),
        **claim(case, paper, policy),
        **account(case, paper, policy),
        **_sureties(case, paper, policy),
        **_steps(case, paper),
        **_log(case, paper, policy),
        "people": tuple(_people(case, paper.as_of, locale)),
        "tone": "N",
    }
    allowed = {*INTERNAL.facts, *INTERNAL.conditions, *INTERNAL.rows, "tone"}
    return {name: value for name, value in known.items() if name in allowed}


def _summary(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    locale, on, contract = paper.locale, paper.as_of, case.loan
    way = route(case, on, policy)
    episode = episodes.present_episode(case, on, policy)
    until = recourse.owing_until(case, on, policy) if episode else on
    agreed = " ".join(
        p for p in (contract.dispute_body, clause(contract.dispute_clause, locale)) if p
    )
    nothing = said(Text("未约定", "nothing agreed"), locale)
    leads = [e.text for e in case.of(T.ASSET_LEAD) if e.day <= on]
    booked = case.booked_until
    return {
        "ground": said(_ground(paper, episodes.days_overdue(case, on, policy)), locale),
        "route": said(way.name, locale),
        "cause": said(way.cause, locale),
        "route_why": said(way.why, locale),
        "route_doubt": said(way.doubt, locale),
        "has_route_doubt": bool(way.doubt.zh),
        "route_beside": said(way.beside, locale),
        "has_route_beside": bool(way.beside.zh),
        "dispute": agreed or nothing,
        "first_due": day(episode.anchor if episode else on, locale),
        "days_overdue": said(_counted(episodes.days_overdue(case, on, policy)), locale),
        "bank_paid": until < on,
        "overdue_until": day(until, locale),
        "days_until": said(_counted((until - episode.anchor).days if episode else 0), locale),
        "officer": contract.officer,
        "has_officer": bool(contract.officer),
        "branch": contract.branch,
        "has_branch": bool(contract.branch),
        "assets": "；".join(leads) if locale == "zh" else "; ".join(leads),
        "has_assets": bool(leads),
        "booked_until": day(booked, locale) if booked else "",
        "has_booked": booked is not None,
        **_opinion(paper),
    }


def _ground(paper: Paper, overdue: int) -> Text:
    """Why the case may be referred, in the words of rule S-17."""
    found = [f for f in paper.inner.findings if f.rule == "S-17"]
    good = [
        f.found for f in found if f.verdict in {Verdict.PASS, Verdict.OVERRIDDEN} and f.found.zh
    ]
    if good:
        kept = list(dict.fromkeys(good))
        return Text("；".join(t.zh for t in kept), "; ".join(t.en for t in kept))
    late = _counted(overdue)
    return Text(f"依据尚未具备（逾期{late.zh}）", f"no ground yet ({late.en} overdue)")


def _counted(count: int) -> Text:
    """So many days in the unit of the rules, which the file quotes."""
    return Text(f"{count}天", many(count, "day"))


def _opinion(paper: Paper) -> dict[str, object]:
    """The approval of the referral, once recorded and confirmed by a second person."""
    event = paper.inner.approval
    words = "" if event is None else event.text
    by = "" if event is None else f"{_by(event, paper.locale)} {day(event.day, paper.locale)}"
    return {"opinion": words, "opinion_by": by, "has_opinion": event is not None}


def _by(event: Event, locale: str) -> str:
    """Who decided, and as what."""
    role = post(event.details.get("role", ""), locale)
    shown = f"（{role}）" if locale == "zh" else f" ({role})"
    names = listed(event.actors, locale) if event.actors else ""
    return f"{names}{shown if role else ''}"


def _people(case: Case, on: date, locale: str) -> Iterable[dict[str, str]]:
    held = [(s.party, s.role) for s in case.signatories]
    held += [
        (g.party, Role.COUNTER_GUARANTOR if g.counter else Role.GUARANTOR) for g in case.guarantees
    ]
    for party, role in dict.fromkeys(held):
        who = case.parties[party]
        born = day_in_table(who.birth_date, locale) if who.birth_date else ""
        sex = said(_SEX[who.sex], locale) if who.sex in _SEX else ""
        head = " ".join(p for p in (who.legal_representative, who.representative_post) if p)
        more = "，" if locale == "zh" else ", "
        yield {
            "role": said(_ROLES[role], locale),
            "name": who.name,
            "id": who.id_number,
            "person": more.join(p for p in (sex, born, who.nation, who.employer, head) if p),
            "contact": more.join(p for p in (who.phone, who.email) if p),
            "address": _addresses(addresses(case, who, on), role, locale),
        }


def _addresses(known: Iterable[Address], role: Role, locale: str) -> str:
    parts = []
    for a in known:
        source = said(address_source(a, role), locale)
        parts.append(f"{a.text}（{source}）" if locale == "zh" else f"{a.text} ({source})")
    return "；".join(parts) if locale == "zh" else "; ".join(parts)


def _sureties(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    locale, on = paper.locale, paper.as_of
    rows = []
    for deed in case.guarantees:
        clock = clocks.guarantee_clock(case, deed, policy, on)
        kind = clocks.effective_kind(deed, policy)
        joint = Text("连带责任保证", "joint") if kind == "joint" else Text("一般保证", "general")
        cap = "" if deed.cap is None else f" ≤ {digits(deed.cap)}"
        scope = deed.scope or said(Text("法定范围", "as by law"), locale)
        state = clocks.no_period(case, deed, paper.as_of)
        period = arguable = "–"
        if clock is not None:
            state = clock.note if clock.note.zh else Text("进行中", "running")
            if clock.over(on) and clock.demanded_on is None:
                state = Text("已届满", "expired")
            ends = (clock.last_day, clock.rolled, clock.earliest, clock.latest)
            last, rolled, earliest, latest = (day_in_table(d, locale) for d in ends)
            period, arguable = f"{last} ({rolled})", f"{earliest} – {latest}"
        rows.append(
            {
                "name": case.parties[deed.party].name,
                "deed": f"{deed.deed_name} {deed.deed_no} {day_in_table(deed.deed_date, locale)}",
                "kind": said(joint, locale),
                "scope": scope + cap,
                "period": period,
                "arguable": arguable,
                "state": said(state, locale),
            }
        )
    return {
        "sureties": tuple(rows),
        "has_sureties": bool(rows),
        **_clocks(case, paper, policy),
    }


def _clocks(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    locale, found = paper.locale, clocks.of(case, paper.as_of, policy)
    rows = tuple(
        {
            "name": said(c.name, locale),
            "who": case.parties[c.party].name if c.party in case.parties else "",
            "start": day_in_table(c.start, locale),
            "last": f"{day_in_table(c.last_day, locale)} ({day_in_table(c.rolled, locale)})",
            "safe": day_in_table(c.safe_day, locale),
            "note": said(c.note, locale),
        }
        for c in found
    )
    relief = said(paper.inner.relief, locale) if paper.inner.relief else ""
    return {"clocks": rows, "has_clocks": bool(rows), "relief": relief, "has_relief": bool(relief)}


def _steps(case: Case, paper: Paper) -> dict[str, object]:
    """The rules' word on each step; what does not apply is left out."""
    locale = paper.locale
    told = [f for f in paper.inner.findings if f.verdict in _VERDICTS]
    return {
        "steps": tuple(_step(f, case, locale) for f in told),
        "passed": str(sum(f.verdict is Verdict.PASS for f in told)),
        "failed": str(sum(f.verdict is Verdict.FAIL for f in told)),
    }


def _step(finding: Finding, case: Case, locale: str) -> dict[str, str]:
    who = case.parties.get(finding.party)
    zh, _, en = finding.basis.partition(" / ")
    return {
        "rule": f"{finding.rule} {who.name}" if who else finding.rule,
        "needed": said(finding.needed, locale),
        "verdict": said(_VERDICTS[finding.verdict], locale),
        "found": said(finding.found, locale),
        "basis": (en or zh) if locale == "en" else zh,
    }


def _log(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    locale = paper.locale
    told = [e for e in case.events if e.day <= paper.as_of and e.type not in _UNTOLD]
    overrides = [e for e in case.of(T.OVERRIDE) if e.day <= paper.as_of]
    late = [
        e for e in told if (e.recorded_at - e.at).total_seconds() > policy.log.late_hours * 3600
    ]
    return {
        "chronology": tuple(_event(e, case, locale) for e in told),
        "has_events": bool(told),
        "overrides": tuple(_override(e, case, paper, policy) for e in overrides),
        "has_overrides": bool(overrides),
        "late": tuple(
            {
                "what": said(SPECS[e.type].name, locale),
                "at": f"{e.at:%Y-%m-%d %H:%M}",
                "recorded": f"{e.recorded_at:%Y-%m-%d %H:%M}",
            }
            for e in late
        ),
        "has_late": bool(late),
    }


def _event(event: Event, case: Case, locale: str) -> dict[str, str]:
    who, more = case.parties.get(event.party), "，" if locale == "zh" else ", "
    parts = [
        event.document,
        said(CHANNELS[event.channel], locale) if event.channel in CHANNELS else "",
        said(METHODS[event.details["method"]], locale)
        if event.details.get("method") in METHODS
        else "",
        said(OUTCOMES[event.outcome], locale) if event.outcome in OUTCOMES else "",
        money(event.amount, locale) if event.amount is not None else "",
        day(event.by, locale) if event.by else "",
        _proof(event, case, locale),
        listed((said(TERMS[key], locale) for key in _terms(event)), locale)
        if _terms(event)
        else "",
    ]
    return {
        "at": f"{event.at:%Y-%m-%d %H:%M}",
        "what": said(SPECS[event.type].name, locale),
        "who": who.name if who else "",
        "by": listed(event.actors, locale) if event.actors else "",
        "result": more.join(p for p in parts if p),
        "papers": more.join(f"{f.name} [{f.sha256[:8]}]" for f in event.evidence),
    }


def _terms(event: Event) -> tuple[str, ...]:
    """What an import changed; () for any other event."""
    return tuple(key for key in event.details.get("terms", "").split(",") if key in TERMS)


def _proof(event: Event, case: Case, locale: str) -> str:
    """Of a service, whether it counts."""
    if event.type is not T.SERVED:
        return ""
    issued = next((e for e in case.of(T.ISSUED) if e.document == event.document), None)
    if issued is None:
        return ""
    kind = issued.details.get("kind", "")
    made = delivery(case, kind, issued.party, issued.day, event.day)
    good = (
        Text("证明齐备", "proved") if event in made.proved else Text("证明不齐", "proof incomplete")
    )
    return said(good, locale)


def _override(event: Event, case: Case, paper: Paper, policy: Policy) -> dict[str, str]:
    locale = paper.locale
    second = confirmation(case, event, paper.as_of, policy.override.confirm_roles)
    return {
        "rule": event.details.get("rule", ""),
        "by": _by(event, locale),
        "on": day_in_table(event.day, locale),
        "confirmed": listed(second.actors, locale) if second else "",
        "reason": event.text,
    }
