"""The elements of the claim, as element form no. 08 (金融借款合同纠纷) asks for them in its order, and the
three that recourse adds (day, sum and voucher of the payment). The printed form, its annex for recourse
and `elements.json` are filled from the same values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from noticegen import episodes, recourse
from noticegen.accrual import ZERO
from noticegen.facts import Paper
from noticegen.facts.court import (
    BLANK,
    NONE,
    SEX,
    agents,
    blank,
    particulars,
    plaintiff,
    powers,
    running,
)
from noticegen.facts.loan import lender, rates
from noticegen.model import Case, EventType, GuaranteeKind, PartyKind
from noticegen.money import bracketed, clause, day, days, listed, money, percent
from noticegen.packet.parts import Exhibit
from noticegen.policy import Policy
from noticegen.proceedings import filings
from noticegen.suits import Suit, suit
from noticegen.text import Text

T = EventType
TICKED, OPEN = "■", "□"
Ticks: TypeAlias = Mapping[str, bool]
Value: TypeAlias = str | Ticks
_ID_KINDS = {
    "resident_id": Text("居民身份证", "resident ID card"),
    "passport": Text("护照", "passport"),
    "other": Text("其他证件", "other paper"),
}
_YES, _NO = Text("是", "yes"), Text("否", "no")
_WAYS: Mapping[str, Text] = {  # what a contract says of repayment → the boxes of the form
    "等额本息": Text("等额本息", "equal instalments"),
    "等额本金": Text("等额本金", "equal principal"),
    "一次": Text("到期一次性还本付息", "all at the end"),
    "按月": Text("按月计息、到期一次性还本", "monthly interest, principal at the end"),
    "按季": Text("按季计息、到期一次性还本", "quarterly interest, principal at the end"),
    "按年": Text("按年计息、到期一次性还本", "yearly interest, principal at the end"),
}


def elements(
    case: Case,
    on: date,
    policy: Policy,
    exhibits: Sequence[Exhibit] = (),
    locale: str = "zh",
) -> dict[str, Any]:
    """The elements for `elements.json`: strings as printed; boxes as {label: ticked}.

    `form` is "08" for a suit on the loan, "annex" for recourse (no element form exists), else ""."""
    way = suit(case, on, policy)
    paper = bare(case, on, locale)
    nested: dict[str, Any] = {}
    for name, value in values(case, way, paper, policy).items():
        section, _, key = name.partition("_")
        nested.setdefault(section, {})[key] = dict(value) if isinstance(value, Mapping) else value
    return {
        "schema_version": 1,
        "form": {"loan": "08", "recourse": "annex"}.get(way.route.id, ""),
        "cause": way.route.cause.to("zh" if locale == "zh" else "en"),
        "as_of": on.isoformat(),
        "plaintiff": dict(_plaintiff(case, way, locale)),
        "agents": [dict(a) for a in _agents(case, way, locale)],
        "defendants": [dict(d) for d in _defendants(case, way, paper)],
        **nested,
        "evidence": [
            {"number": e.number, "title": e.title.to("zh" if locale == "zh" else "en")}
            for e in exhibits
        ],
    }


def bare(case: Case, on: date, locale: str) -> Paper:
    """A paper without a number of its own, for the facts of the parties."""
    return Paper("complaint", "", locale, on, on, on, 1)


def element_facts(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, object]:
    """The same as facts of the printed form: each box with its tick."""
    made: dict[str, object] = {
        name: ticked(value) if isinstance(value, Mapping) else value
        for name, value in values(case, way, paper, policy).items()
    }
    told = [
        {k: ticked(v) if isinstance(v, Mapping) else str(v) for k, v in d.items()}
        for d in _defendants(case, way, paper)
    ]
    made["form_plaintiffs"] = (_plaintiff(case, way, paper.locale),)
    made["form_agents"] = tuple(
        {k: ticked(v) if isinstance(v, Mapping) else v for k, v in a.items()}
        for a in _agents(case, way, paper.locale)
    )
    made["form_persons"] = tuple(d for d in told if "sex" in d)
    made["form_bodies"] = tuple(d for d in told if "code" in d)
    return made


def ticked(boxes: Ticks) -> str:
    """■是　□否."""
    return "　".join(f"{TICKED if on else OPEN}{label}" for label, on in boxes.items())


# --- parties --------------------------------------------------------------------------------------


def _plaintiff(case: Case, way: Suit, locale: str) -> Mapping[str, str]:
    who = plaintiff(case, way, locale)
    return {**who, "registered": who["domicile"]}


def _agents(case: Case, way: Suit, locale: str) -> Iterator[dict[str, Value]]:
    special = bool(powers(case, way, locale))
    box = Text("特别授权", "special"), Text("一般授权", "general")
    for agent in agents(case, way, locale):
        yield {
            **{k: agent[k] for k in ("name", "employer", "post", "phone")},
            "authority": {_in(box[0], locale): special, _in(box[1], locale): not special},
        }


def _defendants(case: Case, way: Suit, paper: Paper) -> Iterator[dict[str, Value]]:
    locale = paper.locale
    side = _in(Text("被告", "Defendant"), locale)
    for party in way.defendants:
        p = {k: blank(v, locale) for k, v in particulars(case, party, paper).items()}
        p["id_kind"] = _in(_ID_KINDS.get(case.parties[party].id_kind, BLANK), locale)
        shared: dict[str, Value] = {"side": side, "name": p["name"], "phone": p["phone"]}
        if case.parties[party].kind is PartyKind.PERSON:
            sex = case.parties[party].sex
            yield {
                **shared,
                "sex": {_in(label, locale): sex == key for key, label in SEX.items()},
                **{k: p[k] for k in ("born", "nation", "employer", "usual", "id_kind", "id")},
                "domicile": p["registered"],  # the form asks for the place of the household register
                "post": _in(BLANK, locale),
            }  # fmt: skip
        else:
            empty = _in(BLANK, locale)
            yield {
                **shared, "domicile": p["domicile"], "registered": p["registered"], "head": p["head"],
                "post": p["post"], "code": p["id"], "body_type": empty, "ownership": empty,
            }  # fmt: skip


# --- elements -------------------------------------------------------------------------------------


def values(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, Value]:
    """Every element by its name, in the order of the form."""
    return {
        **_claims(case, way, paper, policy),
        **_forum(case, way, paper),
        **_contract(case, way, paper, policy),
        **_performance(case, way, paper, policy),
        **_security(case, way, paper),
        **_rest(case, way, paper, policy),
    }


def _in(text: Text, locale: str) -> str:
    return text.to("zh" if locale == "zh" else "en")


def _yes(holds: bool, locale: str) -> Ticks:
    return {_in(_YES, locale): holds, _in(_NO, locale): not holds}


def _claims(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, Value]:
    locale, on = paper.locale, paper.as_of
    as_of, sums = (day(on, "zh"), day(on, "en")), _sums(way)
    goes_on = running(way, locale) or _in(NONE, locale)
    called = [e for e in case.of(T.ACCELERATION) if e.day <= on]
    early = [Text("提前还款", "early repayment"), Text("解除合同", "rescission"), _NO]
    sureties = [case.parties[s.party].name for s in way.sureties]
    names = listed(sureties, locale) if sureties else ""
    method = Text(
        f"自{as_of[0]}起至实际清偿之日止，{running(way, 'zh') or '无'}继续计算",
        f"from {as_of[1]} to the day of actual payment, {running(way, 'en') or 'none'}",
    )
    if way.route.id == "recourse":
        principal = Text(
            f"截至{as_of[0]}，未偿还的代偿款{money(way.principal, 'zh')}",
            f"{money(way.principal, 'en')} paid for the debtors and open on {as_of[1]}",
        )
        interest = Text(
            f"截至{as_of[0]}，资金占用费{money(way.interest, 'zh')}",
            f"cost of funds {money(way.interest, 'en')} up to {as_of[1]}",
        )
    else:
        principal = Text(
            f"截至{as_of[0]}，尚欠本金{money(way.principal, 'zh')}",
            f"principal of {money(way.principal, 'en')} open on {as_of[1]}",
        )
        interest = Text(
            f"截至{as_of[0]}，利息{sums['interest'].zh}、罚息{sums['penalty'].zh}、复利{sums['compound'].zh}，合计{sums['all'].zh}",
            f"up to {as_of[1]}: interest {sums['interest'].en}, penalty interest {sums['penalty'].en}, compound interest {sums['compound'].en}, in all {sums['all'].en}",
        )
    security = Text(
        f"主张{names}承担保证责任", f"{names} to answer under the guarantee"
    ) if names else NONE  # fmt: skip
    return {
        "claims_principal": _in(principal, locale),
        "claims_interest": _in(interest, locale),
        "claims_method": _in(method, locale),
        "claims_until_paid": _yes(goes_on != _in(NONE, locale), locale),
        "claims_early": {
            _in(early[0], locale): bool(called),
            _in(early[1], locale): False,
            _in(early[2], locale): not called,
        },
        "claims_security": _in(security, locale),
        "claims_costs": money(way.costs, locale) if way.costs else _in(NONE, locale),
        "claims_court_costs": _yes(True, locale),
        "claims_other": _in(NONE, locale),
        "claims_total": money(way.total, locale),
    }


def _sums(way: Suit) -> dict[str, Text]:
    of = {"interest": way.interest, "penalty": way.penalty, "compound": way.compound}
    of["all"] = sum(of.values(), ZERO)
    return {k: Text(money(v, "zh"), money(v, "en")) for k, v in of.items()}


def _forum(case: Case, way: Suit, paper: Paper) -> dict[str, Value]:
    locale, loan = paper.locale, case.loan
    agreed = loan.dispute_body + bracketed(clause(loan.dispute_clause, locale), locale)
    asked = [f for f in filings(case, paper.as_of) if f.way == "preservation" and not f.withdrawn]
    done = _in(NONE, locale)
    if asked:
        event = asked[-1].event
        parts = (
            event.details.get("body", ""),
            day(event.day, locale),
            event.details.get("case_no", ""),
        )
        done = ("，" if locale == "zh" else ", ").join(p for p in parts if p)  # fmt: skip
    return {"forum_agreed": agreed or _in(NONE, locale), "forum_preservation": done}


def _contract(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, Value]:
    locale, loan, on = paper.locale, case.loan, paper.as_of
    known = rates(case, locale, policy)
    name = loan.contract_name.removeprefix("《").removesuffix("》")
    due = _yes(loan.maturity <= on, locale)
    term = Text(
        f"{day(loan.disbursed_on, 'zh')}至{day(loan.maturity, 'zh')}",
        f"{day(loan.disbursed_on, 'en')} to {day(loan.maturity, 'en')}",
    )
    rate = Text(f"年利率{percent(loan.annual_rate)}", f"{percent(loan.annual_rate)} a year")
    over = Text(
        f"在原利率基础上上浮{percent(loan.surcharge)}，即年利率{known['penalty_rate']}",
        f"the rate raised by {percent(loan.surcharge)}: {known['penalty_rate']} a year",
    )
    both = Text(
        f"约定{money(loan.principal, 'zh')}，实际{money(loan.principal, 'zh')}",
        f"agreed {money(loan.principal, 'en')}, paid out {money(loan.principal, 'en')}",
    )
    who = listed((p.name for p in case.borrowers), locale)
    by = lender(case, locale)
    sides = Text(f"贷款人：{by}；借款人：{who}", f"lender: {by}; borrower: {who}")
    return {
        "fact_contract": "，".join((f"《{name}》", loan.contract_no, day(loan.contract_date, "zh")))
        if locale == "zh"
        else f"{name}, No. {loan.contract_no}, {day(loan.contract_date, 'en')}",
        "fact_parties": _in(sides, locale),
        "fact_sum": _in(both, locale),
        "fact_due": due,
        "fact_term": _in(term, locale),
        "fact_rate": _in(rate, locale) + bracketed(clause(loan.rate_clause, locale), locale),
        "fact_overdue_rate": _in(over, locale)
        + bracketed(clause(loan.surcharge_clause, locale), locale)
        if loan.surcharge
        else _in(NONE, locale),
        "fact_compound": _yes(loan.compound, locale),
        "fact_compound_clause": clause(loan.compound_clause, locale) or _in(NONE, locale),
        "fact_damages": _in(NONE, locale),
        "fact_payout": f"{day(loan.disbursed_on, locale)}，{money(loan.principal, locale)}"
        if locale == "zh"
        else f"{day(loan.disbursed_on, locale)}, {money(loan.principal, locale)}",
    }


def _performance(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, Value]:
    locale, loan, on = paper.locale, case.loan, paper.as_of
    hit = next((key for key in _WAYS if key in loan.repayment_way), "")
    other = _in(Text("其他", "other"), locale)
    if loan.repayment_way and not hit:
        other += ("：" if locale == "zh" else ": ") + loan.repayment_way
    boxes = {_in(label, locale): key == hit for key, label in _WAYS.items()}
    paid = [r for r in recourse.bank_owed(case, on, policy).ledger if r.event == "payment"]
    principal = sum((r.to_principal for r in paid), ZERO)
    interest = sum((r.to_interest for r in paid), ZERO)
    repaid = Text(
        f"已还本金{money(principal, 'zh')}，已还利息{money(interest, 'zh')}",
        f"principal {money(principal, 'en')}, interest {money(interest, 'en')}",
    )
    found = episodes.episodes(case, on, policy)
    since = found[-1].anchor if found else loan.maturity
    until = recourse.owing_until(case, on, policy)
    late = (until - since).days
    overdue = Text(
        f"自{day(since, 'zh')}起逾期，至{day(until, 'zh')}已逾期{days(late, 'zh')}",
        f"overdue since {day(since, 'en')}, on {day(until, 'en')} for {days(late, 'en')}",
    )
    return {
        "fact_repayment": {**boxes, other: bool(loan.repayment_way) and not hit},
        "fact_repaid": _in(repaid, locale),
        "fact_overdue": _in(overdue, locale),
    }


def _security(case: Case, way: Suit, paper: Paper) -> dict[str, Value]:
    """Guarantees, from the deeds. The book has no mortgages and pledges: it says nothing of them, and not
    that there are none."""
    open_ = _in(BLANK, paper.locale)
    locale, none = paper.locale, _in(NONE, paper.locale)
    deeds = [(case.parties[s.party].name, d, s) for s in way.sureties for d in s.deeds]
    told = [
        f"{day(d.deed_date, 'zh')}，{name}，《{d.deed_name.strip('《》')}》{d.deed_no}"
        if locale == "zh"
        else f"{day(d.deed_date, 'en')}, {name}, {d.deed_name} {d.deed_no}"
        for name, d, _ in deeds
    ]
    joint, general = Text("连带责任保证", "joint"), Text("一般保证", "general")
    limits = [money(d.cap, locale) for _, d, _ in deeds if d.maximum_amount and d.cap is not None]
    return {
        "fact_pledge": open_,
        "fact_maximum": _yes(any(d.maximum_amount for _, d, _ in deeds), locale),
        "fact_maximum_limit": listed(limits, locale) if limits else none,
        "fact_registered": open_,
        "fact_guarantee": ("；" if locale == "zh" else "; ").join(told) or none,
        "fact_guarantee_kind": {
            _in(joint, locale): any(not s.general for s in way.sureties),
            _in(general, locale): any(
                s.general or d.kind is GuaranteeKind.GENERAL for _, d, s in deeds
            ),
        },
        "fact_other_security": open_,
    }


def _rest(case: Case, way: Suit, paper: Paper, policy: Policy) -> dict[str, Value]:
    locale, loan = paper.locale, case.loan
    named = [
        clause(c, locale) for c in (loan.due_clause, loan.rate_clause, loan.surcharge_clause) if c
    ]
    paid = [
        (e, money(e.amount or ZERO, locale), e.details.get("voucher", ""))
        for e in recourse.stands_in(case, paper.as_of, policy)
    ]
    join = "，" if locale == "zh" else ", "
    wish = case.house.court.mediation if way.house else ""
    options = {
        "willing": Text("是", "yes"), "unwilling": Text("否", "no"), "": Text("暂不确定，想要了解更多内容", "unsure, wants to know more"),
    }  # fmt: skip
    return {
        "fact_basis": ("、" if locale == "zh" else ", ").join(named) or _in(NONE, locale),
        "fact_other": _in(NONE, locale),
        "fact_paid_for": "；".join(
            join.join(x for x in (day(e.day, locale), sum_, voucher) if x)
            for e, sum_, voucher in paid
        )
        or _in(NONE, locale),
        "mediation_known": {
            _in(Text("了解", "knows"), locale): False, _in(Text("不了解", "does not know"), locale): False,
        },
        "mediation_wish": {_in(label, locale): key == wish and bool(wish) for key, label in options.items()},
    }  # fmt: skip
