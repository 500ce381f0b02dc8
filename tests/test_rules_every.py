"""What every rule says before every kind of document, on cases good and bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from later_cases import (
    DEMAND,
    LISTING,
    PAYOFF,
    RECOURSE,
    REFERRAL,
    REMINDER,
    WARNING,
    after,
    calls,
    paper,
)
from ledger_cases import KIND, PEOPLE, STEPS, answer, case, day, deed, person, policy, whole

from noticegen import rules
from noticegen.addressing import RECOURSE_NOTICE
from noticegen.model import Address, GuaranteeKind, Instalment, LoanParty, Party, PartyKind, Role

ON = "03-27"
WILD = "03-20 08:00 visit B evidence=\n03-21 23:00 call B actors=\n03-21 12:00 dispute B"
PAID_FOR = after(
    "04-02 10:00 sub_payment - amount=20000",
    *paper(RECOURSE, "G1", "04-03", "04-04"),
    *calls("03-29", "04-10"),
)
LIVES = [(STEPS, ON), (WILD, "03-31"), ("", "03-19"), (PAID_FOR, "04-20"),
         (after("04-02 10:00 payment B amount=90000"), "04-20")]  # fmt: skip
KINDS = (
    KIND,
    REMINDER,
    RECOURSE,
    RECOURSE_NOTICE,
    DEMAND,
    WARNING,
    LISTING,
    REFERRAL,
    PAYOFF,
    "list-withdrawal",
)
# Much at once: a borrower and her firm, a general and a capped guarantor, a firm that backs the house; a
# plan, a limit, a cost, a waiver, letters with and without proof, a suit, a preservation, a judgment.
FULL = after(
    "03-21 20:00 contact_limit B limit=illness by=2026-03-22",
    "03-24 11:00 visit F actors=周示例 trading=reduced warnings=credit",
    "03-25 22:30 call B outcome=connected_other whom=neighbour told=debt recorded=03-29",
    "03-25 23:00 hold F id=H0 by=2026-03-26 reason=客户承诺还款",
    "03-26 09:00 hold - id=H1 by=2026-03-27 reason=客户承诺还款",
    "03-27 11:00 issued F document=N2 kind=overdue-notice total=30056.88 as_of=2026-03-27",
    "03-29 15:00 served F document=N2 method=company recipient=mail_room evidence=slip",
    "04-01 09:00 plan B id=P1 approver=郑示例 amount=2000 schedule=2026-04-10=1000;2026-04-20=1000 by=2026-04-20 text=分期",
    "04-02 09:00 complaint F",
    "04-05 12:00 payment B amount=1000 promise=P1",
    "04-06 12:00 waiver B component=interest amount=50",
    "04-07 09:00 cost - amount=300 what=公证费 evidence=voucher",
    "04-08 09:00 acceleration - id=A1",
    "04-09 09:00 cash_flow B by=2026-04-12 what=粮款",
    *paper(REMINDER, "G2", "04-10", "04-12", "R2"),
    f"04-10 10:00 issued G3 document=R3 kind={REMINDER}",
    "04-14 10:00 returned G3 document=R3 method=ems why=moved evidence=returned_envelope",
    "04-15 10:00 address_change G3 address=示例省示例市新街3号 source=licence",
    "04-16 10:00 dispute G2",
    "05-06 10:00 sub_payment - amount=40000 voucher=V1",
    "05-07 10:00 sub_payment - amount=500 voucher=V2 payee=某公司",
    *paper(RECOURSE, "G2", "05-08", "05-09", "D2"),
    f"05-08 10:00 issued G3 document=D3 kind={RECOURSE}",
    "05-10 15:00 served G3 document=D3 method=company recipient=other evidence=slip",
    "05-20 10:00 payment B amount=700",
    "06-01 10:00 asset_lead B text=示例市房产一处",
    "06-02 10:00 filing - id=F1 way=preservation body=示例法院 against=F",
    "06-03 10:00 filing - id=F2 way=suit body=示例法院 against=G1",
    "06-10 10:00 inability_finding B test=closed reviewer=周示例",
    "07-01 10:00 judgment B by=2026-07-15 body=示例法院 case_no=示1号",
    "07-10 10:00 insolvency F",
)
FULL_DAYS = ("04-18", "07-20", "10-20")
FIRM = Party("F", PartyKind.COMPANY, "示例合作社", "uscc", "91990000MA00004100",
             addresses=(Address("示例市工业路1号", "licence"),))  # fmt: skip
SURETY = replace(FIRM, id="G3", name="示例商贸公司", id_number="91990000MA00004101", addresses=())
RICH: dict[str, Any] = {
    "parties": {p.id: p for p in (*PEOPLE, FIRM, SURETY)},
    "signatories": (LoanParty("B", Role.BORROWER), LoanParty("F", Role.CO_BORROWER)),
    "guarantees": (
        deed("G1", counter=False, kind=GuaranteeKind.GENERAL, period_months=6, scope="本金", dispute_way="arbitration", dispute_body="示例仲裁委"),
        deed("G2", cap=Decimal("20000.00"), scope="代偿款"),
        deed("G3", period_months=None),
    ),
    "instalments": tuple(
        Instalment(n, on, Decimal(due), Decimal("0.00"))
        for n, on, due in ((1, date(2026, 3, 20), 30000), (2, date(2026, 9, 20), 20000))
    ),
    "loan": {"maturity": date(2026, 9, 20), "compound": True, "officer": "周示例", "subsidised": True},
    "house": {"licensed": True, "keeps_list": True, "list_rule": "《办法》第八条", "list_reviewer": "风险部", "account_number": "6222000000000017"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_finding_is_whole(kind: str) -> None:
    """On good and bad cases, of every rule before every kind, to all and to one (`ledger_cases.answer`)."""
    rich = case(FULL, **RICH)
    lives = [(case(lines), on) for lines, on in LIVES] + [(rich, d) for d in FULL_DAYS]
    asked = [(known, on, None) for known, on in lives] + [(rich, "07-20", p) for p in ("B", "G2")]
    for known, on, party in asked:
        found = rules.check(known, kind, day(on), policy(), party)
        for rule in dict.fromkeys(f.rule for f in found):
            answer(found, known, rule, kind, day(on), party)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stops_a_document_is_what_blocks_it(kind: str) -> None:
    """The short way, which asks only rules that can block, and the long one agree on every block."""
    for lines, on in LIVES:
        known = case(lines)
        found = rules.check(known, kind, day(on), policy())

        assert tuple(f for f in found if f.blocks) == rules.stops(known, kind, day(on), policy())


OF_EVENTS = frozenset({"S-25", "L-03", "L-20", "L-21"})  # one finding an event, not one a borrower


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_one_borrower_is_said_of_the_other(kind: str) -> None:
    """Two borrowers, all steps taken towards the first and none towards the second: no rule stops at the
    one for whom all is well."""
    second = person("B2", "王示例甲", phone="13900000002")
    both = (LoanParty("B", Role.BORROWER), LoanParty("B2", Role.CO_BORROWER))
    lives = [(STEPS, ON), ("", ON), (after(), "04-20"), (after(*calls("03-29", "04-19")), "04-20")]
    for lines, on in lives:
        known = case(lines, signatories=both, parties={p.id: p for p in (*PEOPLE, second)})
        spoken: dict[str, set[str]] = {}
        for finding in rules.check(known, kind, day(on), policy()):
            spoken.setdefault(finding.rule, set()).add(whole(finding, known, day(on)).party)
        for rule, of in spoken.items():
            assert rule in OF_EVENTS or ("B" in of) == ("B2" in of), (rule, on)
