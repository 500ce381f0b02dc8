"""The facts of papers for a court: full identifiers, the claim, the course of events in short words.

Nothing an officer noted about people is here: no reason, no talk, no finding, no approval, no override,
no place where somebody was met. What is not on record is a line to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from noticegen.chinese import rmb
from noticegen.facts.account import account, claim
from noticegen.facts.loan import loan, rates
from noticegen.facts.paper import Paper, document, said
from noticegen.facts.people import ID_KINDS, ROLES, address_for, house_name
from noticegen.facts.story import story
from noticegen.model import (
    SPECIAL_POWERS,
    Agent,
    Case,
    EventType,
    Guarantee,
    GuaranteeKind,
    House,
    PartyKind,
)
from noticegen.money import bracketed, day, listed, money, percent
from noticegen.policy import Policy
from noticegen.suits import Suit, Surety, court
from noticegen.text import NOTHING, Text, many

T = EventType
BLANK = Text("＿＿＿＿＿＿", "____________")  # to be filled in by hand
NONE = Text("无", "none")
SEX = {"male": Text("男", "male"), "female": Text("女", "female")}
_POWERS = {
    "admit": Text("承认诉讼请求", "to admit claims"),
    "waive": Text("放弃诉讼请求", "to waive claims"),
    "change": Text("变更诉讼请求", "to change claims"),
    "settle": Text("进行和解", "to settle"),
    "counterclaim": Text("提起反诉", "to raise a counterclaim"),
    "appeal": Text("提起上诉", "to appeal"),
}
_AGENTS = {
    "staff": Text("本单位工作人员", "member of the plaintiff's staff"),
    "lawyer": Text("律师", "lawyer"),
}
_JOINT, _GENERAL = Text("连带责任保证", "joint guarantee"), Text("一般保证", "general guarantee")
_STATUTORY = Text("法定担保范围", "the scope the law gives")


def court_facts(
    case: Case, suit: Suit, paper: Paper, policy: Policy, *, approved: bool
) -> dict[str, object]:
    """What every paper for the court may say. `approved` = a named person let the complaint go."""
    locale = paper.locale
    return {
        **document(paper),
        **loan(case, locale),
        **rates(case, locale, policy),
        **account(case, paper, policy),
        **claim(case, paper, policy),
        **_route(case, suit, locale),
        **_plaintiff(case, suit, locale),
        **_parties(case, suit, paper),
        **_sums(case, suit, locale),
        **story(case, suit, paper, policy),
        "draft_complaint": not approved,
        "tone": "N",
    }


def blank(words: str, locale: str) -> str:
    """The words, or a line to be filled in by hand."""
    return words or said(BLANK, locale)


def _route(case: Case, suit: Suit, locale: str) -> dict[str, object]:
    way = suit.route.id
    return {
        "cause": said(suit.route.cause, locale),
        "route": said(suit.route.name, locale),
        "court": blank(court(case, suit.on), locale),
        "court_named": court(case, suit.on)
        or said(Text("＿＿＿＿＿＿人民法院", "the ____________ People's Court"), locale),
        "recourse": way == "recourse",
        "on_loan": way != "recourse",
        "by_form": way == "loan",
        "copies_count": str(suit.copies),
        "defendants_count": str(len(suit.defendants)),
    }


# --- the plaintiff --------------------------------------------------------------------------------


def plaintiff(case: Case, suit: Suit, locale: str) -> Mapping[str, str]:
    """Particulars of the plaintiff; of a creditor who is not the house only the name is on record."""
    house = case.house if suit.house else House(case.loan.lender)
    return {
        "name": house_name(house, locale),
        "code": blank(house.uscc, locale),
        "domicile": blank(house.address, locale),
        "head": blank(house.legal_representative, locale),
        "post": blank(house.representative_post, locale),
        "phone": blank(house.phone, locale),
        "body_type": blank(house.court.body_type, locale),
        "ownership": blank(house.court.ownership, locale),
    }


def agents(case: Case, suit: Suit, locale: str) -> tuple[Mapping[str, str], ...]:
    """The plaintiff's agents; one empty entry where none is on record."""
    known = case.house.court.agents if suit.house else ()
    return tuple(_agent(a, case, suit, locale) for a in (known or (Agent(""),)))


def _agent(agent: Agent, case: Case, suit: Suit, locale: str) -> Mapping[str, str]:
    own = house_name(case.house, locale) if agent.name and agent.kind == "staff" else ""
    employer = agent.employer or own
    parts = {
        "name": blank(agent.name, locale),
        "kind": said(_AGENTS[agent.kind], locale) if agent.name else said(BLANK, locale),
        "employer": blank(employer, locale),
        "post": blank(agent.post or ("律师" if agent.kind == "lawyer" else ""), locale),
        "phone": blank(agent.phone, locale),
        "licence": agent.licence or said(NONE, locale),
    }
    if locale == "zh":
        who = f"{parts['name']}，{parts['employer']}，{parts['post']}，联系电话：{parts['phone']}"
    else:
        who = f"{parts['name']}, {parts['employer']}, {parts['post']}, phone {parts['phone']}"
    return {**parts, "who": who}


def powers(case: Case, suit: Suit, locale: str) -> tuple[Mapping[str, str], ...]:
    """The special powers the plaintiff gives, one by one."""
    given = case.house.court.powers if suit.house else SPECIAL_POWERS
    return tuple({"power": said(_POWERS[p], locale)} for p in SPECIAL_POWERS if p in given)


def _plaintiff(case: Case, suit: Suit, locale: str) -> dict[str, object]:
    who, house = plaintiff(case, suit, locale), case.house if suit.house else House("")
    told = house.court
    if locale == "zh":
        line = (
            f"{who['name']}，统一社会信用代码：{who['code']}，住所地：{who['domicile']}，"
            f"联系电话：{who['phone']}"
        )
        head = f"{who['head']}，{who['post']}"
    else:
        line = (
            f"{who['name']}, unified social credit code {who['code']}, domicile: "
            f"{who['domicile']}, phone {who['phone']}"
        )
        head = f"{who['head']}, {who['post']}"
    given = powers(case, suit, locale)
    yes, no = ("■", "□") if told.electronic else ("□", "□")
    return {
        "plaintiff": who["name"],
        "plaintiff_line": line,
        "plaintiff_head": head,
        "head_name": who["head"],
        "head_post": who["post"],
        "plaintiff_code": who["code"],
        "plaintiff_domicile": who["domicile"],
        "agents": agents(case, suit, locale),
        "powers": given,
        "has_powers": bool(given),
        "service_recipient": blank(told.recipient or house.contact, locale),
        "service_address": blank(told.address or house.address, locale),
        "service_postcode": blank(told.postcode or house.postcode, locale),
        "service_phone": blank(told.phone or house.phone, locale),
        "service_email": blank(told.email, locale),
        "electronic_yes": yes,
        "electronic_no": no,
        "security": blank(told.security, locale),
    }


# --- the defendants -------------------------------------------------------------------------------


def particulars(case: Case, party: str, paper: Paper) -> dict[str, str]:
    """What singles a party out, each field alone; "" = not on record. Only an address from an identity
    card or a licence is the `registered` one."""
    locale, who = paper.locale, case.parties[party]
    registered = [a.text for a in who.addresses if a.source in {"id_card", "licence"}]
    usual = address_for(case, who, paper.as_of)
    home = usual.text if usual else ""
    return {
        "name": who.name,
        "sex": said(SEX[who.sex], locale) if who.sex in SEX else "",
        "born": day(who.birth_date, locale) if who.birth_date else "",
        "nation": who.nation,
        "employer": who.employer,
        "domicile": registered[0] if registered else home,
        "registered": registered[0] if registered else "",
        "usual": home,
        "phone": who.phone,
        "email": who.email,
        "id_kind": said(ID_KINDS.get(who.id_kind, Text("证件号码", "ID number")), locale),
        "id": who.id_number,
        "head": who.legal_representative,
        "post": who.representative_post,
    }


def who_is(case: Case, party: str, paper: Paper) -> str:
    """A party in one line, as a complaint names him."""
    p, zh = particulars(case, party, paper), paper.locale == "zh"
    gap = said(BLANK, paper.locale)
    number = f"{p['id_kind']}：{p['id'] or gap}" if zh else f"{p['id_kind']} {p['id'] or gap}"
    phone = f"联系电话：{p['phone'] or gap}" if zh else f"phone {p['phone'] or gap}"
    home = p["domicile"] or gap
    if case.parties[party].kind is PartyKind.PERSON:
        born = p["born"] and (f"{p['born']}出生" if zh else f"born {p['born']}")
        work = p["employer"] and (
            f"工作单位：{p['employer']}" if zh else f"employed at {p['employer']}"
        )
        at = f"住址：{home}" if zh else f"domicile: {home}"
        if p["usual"] and p["usual"] != p["domicile"]:
            at += f"，经常居住地或者送达地址：{p['usual']}" if zh else f", reached at: {p['usual']}"
        parts = [p["name"], p["sex"], born, p["nation"], work, number, at, phone]
    else:
        head = (
            f"法定代表人：{p['head'] or gap}" if zh else f"legal representative: {p['head'] or gap}"
        )
        head += bracketed(p["post"], paper.locale)
        at = f"住所地：{home}" if zh else f"domicile: {home}"
        parts = [p["name"], number, at, head, phone]
    return ("，" if zh else ", ").join(x for x in parts if x)


def _parties(case: Case, suit: Suit, paper: Paper) -> dict[str, object]:
    locale = paper.locale
    names = [case.parties[p].name for p in suit.defendants]
    joint = [s for s in suit.sureties if not s.general]
    general = [s for s in suit.sureties if s.general]
    return {
        "debtors": listed((case.parties[p].name for p in suit.debtors), locale),
        "defendants_named": listed(names, locale),
        "defendants": tuple(
            {
                "name": case.parties[p].name,
                "role": said(_role(case, suit, p), locale),
                "who": who_is(case, p, paper),
            }
            for p in suit.defendants
        ),
        "joint": tuple(_surety(case, s, locale) for s in joint),
        "general": tuple(_surety(case, s, locale) for s in general),
        "has_joint": bool(joint),
        "has_general": bool(general),
        "has_sureties": bool(suit.sureties),
        "deeds": tuple(_deed(case, s, d, locale) for s in suit.sureties for d in s.deeds),
    }


def _role(case: Case, suit: Suit, party: str) -> Text:
    roles = [role for p, role in case.roles if p == party and role in ROLES]
    return ROLES[roles[0]] if roles else Text("被告", "defendant")


def _surety(case: Case, surety: Surety, locale: str) -> dict[str, str]:
    scopes = list(dict.fromkeys(d.scope for d in surety.deeds if d.scope))
    return {
        "name": case.parties[surety.party].name,
        "scope": listed(scopes, locale) if scopes else said(_STATUTORY, locale),
        "limit": said(_limit(surety), locale),
    }


def _limit(surety: Surety) -> Text:
    """Up to what is claimed of a guarantor: what his cap leaves after his own payments; empty without one."""
    cap, left, paid = surety.cap, surety.left, surety.paid
    if cap is None or left is None:
        return NOTHING
    if not paid:
        return Text(f"，以{money(left, 'zh')}为限", f", up to {money(left, 'en')}")
    return Text(
        f"，以{money(left, 'zh')}（限额{money(cap, 'zh')}扣除其已付的{money(paid, 'zh')}）为限",
        f", up to {money(left, 'en')} (the limit of {money(cap, 'en')} less {money(paid, 'en')} already paid)",
    )


def _deed(case: Case, surety: Surety, deed: Guarantee, locale: str) -> dict[str, str]:
    kind = _GENERAL if surety.general or deed.kind is GuaranteeKind.GENERAL else _JOINT
    scope = deed.scope or said(_STATUTORY, locale)
    if deed.cap is not None:
        limit = Text(f"（限额{money(deed.cap, 'zh')}）", f" (limit {money(deed.cap, 'en')})")
        scope += said(limit, locale)
    months = deed.period_months
    period = (
        Text(f"{months}个月", many(months, "month")) if months else Text("未约定", "not agreed")
    )
    return {
        "name": case.parties[surety.party].name,
        "date": day(deed.deed_date, locale),
        "deed": deed.deed_name.removeprefix("《").removesuffix("》"),
        "number": deed.deed_no,
        "kind": said(kind, locale),
        "scope": scope,
        "period": said(period, locale),
    }


# --- the sums -------------------------------------------------------------------------------------


def running(suit: Suit, locale: str) -> str:
    """By what interest goes on after the as-of day: 以45,000.00元为基数、按年利率3.1%; "" = none."""
    parts = [
        f"以{money(r.base, 'zh')}为基数、按年利率{percent(r.rate)}"
        if locale == "zh"
        else f"on {money(r.base, 'en')} at {percent(r.rate)} a year"
        for r in suit.running
    ]
    return listed(parts, locale) if parts else ""


def _sums(case: Case, suit: Suit, locale: str) -> dict[str, object]:
    goes_on = running(suit, locale)
    return {
        "claim_principal": money(suit.principal, locale),
        "claim_interest": money(suit.interest, locale),
        "claim_penalty": money(suit.penalty, locale),
        "claim_compound": money(suit.compound, locale),
        "claim_costs": money(suit.costs, locale),
        "claim_total": money(suit.total, locale),
        "claim_total_capitals": rmb(suit.total),
        "running": goes_on or said(NONE, locale),
        "has_running": bool(goes_on),
        "has_interest": suit.interest > 0,
        "has_compound": suit.compound > 0,
        "compound_agreed": case.loan.compound,
        "has_costs": suit.costs > 0,
    }


def assets(case: Case, on: date) -> tuple[dict[str, str], ...]:
    """The property that can be named to a court: what officers noted of it else stays inside."""
    return tuple(
        {"owner": case.parties[e.party].name, "asset": e.details["asset"]}
        for e in case.of(T.ASSET_LEAD)
        if e.day <= on and e.details.get("asset", "").strip() and e.party in case.parties
    )
