"""Loans gone the whole way to court: one on which the house has paid (recourse), one that it lent itself.

Lines as in `ledger_cases` and `later_cases`; each file has its own hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from cases import TEMPLATES
from later_cases import RECOURSE, REMINDER, after, calls, paper
from ledger_cases import BORROWER, PEOPLE, case, deed

from noticegen.model import Agent, Appearance, Case, Evidence, Guarantee, GuaranteeKind, Staff
from noticegen.wording import load_papers

ON = "06-25"
PAPERS = load_papers(TEMPLATES)
CONTRACTS = (
    "2025-03-01 09:00 exhibit - group=loan evidence=contract title=保证借款合同 source=合同当事人签订",
    "2025-03-20 09:00 exhibit - group=loan evidence=voucher title=放款凭证 source=银行出具",
    "2025-03-01 09:10 exhibit B group=identity evidence=other title=张示例身份证复印件 source=本人提供",
    "2025-03-01 09:20 exhibit G1 group=guarantee evidence=contract title=反担保合同（孙示例）",
    "2025-03-01 09:30 exhibit G2 group=guarantee evidence=contract title=反担保合同（李示例）",
    "06-20 09:00 exhibit - group=account evidence=bank_entry title=贷款账户流水 source=示例银行出具",
)
SAID = (
    "06-22 09:00 referral_approved - actors=郑示例 role=branch_head basis=long_overdue text=同意移送法院，请尽快起诉 id=ra evidence=approval",
    "06-22 10:00 approval - actors=冯示例 role=legal confirms=ra",
)
LETTERS = (
    *paper(REMINDER, "G1", "03-30", "03-31", "〔2026〕担催字第0001号"),
    *paper(REMINDER, "G2", "03-30", "03-31", "〔2026〕担催字第0002号"),
    *paper(RECOURSE, "G1", "05-08", "05-09", "〔2026〕履字第0001号"),
    *paper(RECOURSE, "G2", "05-08", "05-09", "〔2026〕履字第0002号"),
)
PAID = "05-06 10:00 sub_payment - amount=52345.67 voucher=示凭0001"
HOUSE: dict[str, Any] = {
    "uscc": "91990000MA0000001X", "address": "示例省示例市示例区示例路1号", "postcode": "990000",
    "phone": "0999-5550100", "contact": "周示例", "legal_representative": "郑示例甲",
    "representative_post": "执行董事",
    "court": Appearance(
        agents=(Agent("冯示例", "staff", "", "法务", "0999-5550101"), Agent("钱示例", "lawyer", "示例律师事务所", "", "0999-5550102", "示执0001")),
        email="legal@example.invalid", electronic=True, body_type="有限责任公司", ownership="民营",
        security="提供保险公司出具的保函作为担保", mediation="willing",
    ),
    "staff": (Staff("周示例", ("officer",)), Staff("郑示例", ("branch_head",)), Staff("冯示例", ("legal",)), Staff("褚示例", ("approver",))),
}  # fmt: skip
LOAN: dict[str, Any] = {
    "dispute_way": "court", "dispute_body": "示例县人民法院", "dispute_clause": "第十五条",
    "recourse_contract": "示委保2025第1号",
}  # fmt: skip


def told(*lines: str) -> str:
    """The worked log up to the referral, with the papers for the court and more lines."""
    return after(*calls("03-29", "06-21"), *CONTRACTS, *LETTERS, *SAID, *lines)


def unlike(of: Case) -> Case:
    """The case with a hash of its own for each file."""

    def own(event_id: str, file: Evidence) -> Evidence:
        name = f"{event_id}/{file.kind}"
        return replace(file, sha256=hashlib.sha256(name.encode()).hexdigest())

    log = tuple(replace(e, evidence=tuple(own(e.id, f) for f in e.evidence)) for e in of.log)
    return replace(of, log=log)


def recourse_case(*lines: str, **changes: Any) -> Case:
    """The house has paid the bank; two counter-guarantors, one of them general, the other capped."""
    from decimal import Decimal

    deeds: tuple[Guarantee, ...] = (
        deed("G1", cap=Decimal("40000.00"), scope="代偿款本金、利息及实现债权的费用"),
        deed("G2", kind=GuaranteeKind.GENERAL),
    )
    house, loan = {**HOUSE, **changes.pop("house", {})}, {**LOAN, **changes.pop("loan", {})}
    made = case(
        told(PAID, *lines), house=house, loan=loan, guarantees=deeds, parties=people(), **changes
    )
    return unlike(made)


def loan_case(*lines: str, **changes: Any) -> Case:
    """A lender that sues on its own loan; the guarantors stand for the borrower."""
    deeds = (
        deed("G1", counter=False, deed_name="保证合同"),
        deed("G2", counter=False, deed_name="保证合同"),
    )
    house, loan = {**HOUSE, **changes.pop("house", {})}, {**LOAN, **changes.pop("loan", {})}
    loan.setdefault("lender", "示例融资担保有限公司")
    loan.setdefault("compound", True)
    made = case(
        after(*calls("03-29", "06-21"), *CONTRACTS, *SAID, *lines),
        house=house, loan=loan, guarantees=deeds, parties=people(), **changes,
    )  # fmt: skip
    return unlike(made)


def people() -> dict[str, Any]:
    """Borrower and guarantors with what a complaint wants of them."""
    full = replace(BORROWER, nation="汉族", employer="示例种植园")
    return {p.id: p for p in (full, *PEOPLE[1:])}
