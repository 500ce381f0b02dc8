"""What a chance case is signed on: contract, house, parties and deeds. Most are the usual ones, a few odd.

Whatever is odd is drawn seldom, so that a case that is blocked for one thing still shows the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from naive import world as w
from noticegen.model import (
    Case,
    Guarantee,
    GuaranteeKind,
    Instalment,
    LoanKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
)
from noticegen.workdays import add_months

Draw = Callable[[st.SearchStrategy[Any]], Any]
FIRM_CODES = (
    "91990001MA00000001",
    "91990001MA0000001X",
)  # invented; the checks say what they are worth

# Rates that with half as much again are just within the most that such a lender may take, and just above:
# 24 %, and for a private one four times the 3.1 % of March 2025
LIMITS = {
    "bank": ("0.16", "0.1601"),
    "local_financial": ("0.16", "0.1601"),
    "private": ("0.0826", "0.0827"),
}


def seldom(draw: Draw, usual: Any, *odd: Any) -> Any:
    """The usual one four times as often as all the odd ones together."""
    return draw(st.sampled_from([usual] * (4 * len(odd)) + list(odd)))


def case(draw: Draw) -> Case:
    """A loan of one instalment or three, with up to three guarantors, from its payout on."""
    count = draw(st.sampled_from([1, 1, 3]))
    dues = tuple(
        Instalment(n + 1, add_months(w.DUE, n), Decimal("10000.00"), Decimal("50.00"))
        for n in range(count)
    )
    deeds = guarantees(draw)
    found = w.case(
        w.loan(principal=Decimal(10000 * count), maturity=dues[-1].due, **terms(draw)),
        dues,
        deeds,
        co_borrower=draw(st.booleans()),
        authority=draw(st.booleans()),
        by=w.house(licensed=seldom(draw, False, True)),
        borrower=seldom(draw, w.person("B1"), firm("B1"), w.person("B1", addresses=())),
    )
    parties = {p: guarantor(draw, p) for p in dict.fromkeys(g.party for g in deeds)}
    signed = found.signatories
    if seldom(draw, False, True):  # he signed, and no deed of his is on record
        parties["G3"] = w.person("G3", 3)
        signed += (
            LoanParty("G3", draw(st.sampled_from([Role.GUARANTOR, Role.COUNTER_GUARANTOR]))),
        )
    return replace(
        found,
        parties={**found.parties, **parties},
        signatories=signed,
        booked_until=seldom(draw, found.booked_until, w.DUE + timedelta(days=6), None),
        chain_intact=seldom(draw, True, True, False),
    )


def terms(draw: Draw) -> dict[str, Any]:
    """The terms of the contract that the rules ask about."""
    lender_class = draw(st.sampled_from(["bank"] * 5 + ["private", "private", "local_financial"]))
    return {
        "kind": draw(st.sampled_from([LoanKind.GUARANTEED, LoanKind.ENTRUSTED])),
        "contract_date": seldom(draw, date(2025, 3, 18), date(2017, 9, 30), date(2017, 10, 1)),
        "lender": draw(st.sampled_from([w.BANK, w.BANK, w.HOUSE])),
        "lender_class": lender_class,
        "annual_rate": seldom(draw, Decimal("0.065"), *(map(Decimal, LIMITS[lender_class]))),
        "surcharge": seldom(draw, Decimal("0.5"), Decimal(0)),
        "misused": seldom(draw, False, True),
        "misuse_surcharge": seldom(draw, None, Decimal(1), Decimal("0.3")),
        "compound": draw(st.booleans()),
        "compound_clause": draw(st.sampled_from(["", "第七条"])),
        "day_basis": draw(st.sampled_from(["360", "365", "actual"])),
        "due_date_rule": seldom(draw, "as_is", "next_working"),
        "subsidised": draw(st.booleans()),
        "acceleration_clause": draw(st.sampled_from(["", "第十条"])),
        "allocation_order": seldom(draw, (), ("principal", "interest", "costs")),
        "allocation_clause": seldom(draw, "", "第十二条"),
        "rate_clause": seldom(draw, "第三条", ""),
        "surcharge_clause": seldom(draw, "第九条", ""),
        "account_name": seldom(draw, w.BANK, w.HOUSE, "示例信托有限公司"),
        "account_number": seldom(draw, "6200000000000005", ""),
        "trustee": seldom(draw, "", "示例信托有限公司"),
        "recourse_rate": seldom(draw, None, Decimal("0.08")),
        "notarised_deed": seldom(draw, "", "示例公证字第1号"),
        "dispute_way": seldom(draw, "", "court", "arbitration"),
        "dispute_body": "示例市示例区人民法院",
        "recourse_clause": seldom(draw, "第六条", ""),
    }


def guarantees(draw: Draw) -> tuple[Guarantee, ...]:
    """Up to two guarantors, each with a deed; one of them perhaps with a second one, on the other side or
    the same, with a number of its own or not."""
    found = [deed(draw, f"G{n + 1}", draw(st.booleans())) for n in range(draw(st.integers(0, 2)))]
    if found and seldom(draw, False, True):
        other = draw(st.sampled_from(["示保乙", found[0].deed_no]))
        side = draw(st.booleans())
        found.append(deed(draw, "G1", side, id="D-G1-2", deed_no=other))
    return tuple(found)


def deed(draw: Draw, party: str, counter: bool, **parts: Any) -> Guarantee:
    """One deed; `deed_date` may be after an extension."""
    return w.deed(
        party,
        counter=counter,
        kind=draw(st.sampled_from(list(GuaranteeKind))),
        period_months=draw(st.sampled_from([6, None, 12])),
        cap=seldom(draw, None, Decimal("500.00")),
        dispute_way=seldom(draw, "", "arbitration"),
        deed_date=seldom(draw, date(2025, 3, 18), w.DUE + timedelta(days=9)),
        **parts,
    )


def guarantor(draw: Draw, id: str) -> Party:
    """A person without a number on record, or what else a guarantor may be."""
    found: Party = seldom(
        draw, w.person(id, 3), firm(id), w.person(id, 1), w.person(id, 3, addresses=())
    )
    return found


def firm(id: str) -> Party:
    return w.person(id, kind=PartyKind.COMPANY, id_kind="uscc", id_number=FIRM_CODES[0])
