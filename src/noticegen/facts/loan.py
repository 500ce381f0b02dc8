"""The loan as contracted, and what secures it."""

from __future__ import annotations

from collections.abc import Iterable

from noticegen import figures
from noticegen.chinese import rmb
from noticegen.creditor import house_is_lender
from noticegen.facts.paper import said
from noticegen.facts.people import house_name
from noticegen.facts.repayment import manner
from noticegen.model import Case, Guarantee, LoanKind
from noticegen.money import bracketed, clause, day, listed, money, percent
from noticegen.policy import Policy
from noticegen.text import Text, many

_CREDITOR = Text("债权人", "the Creditor")
_ACTUAL = Text("当年实际天数", "the actual days of the calendar year")


def loan(case: Case, locale: str) -> dict[str, object]:
    """The contract, its parties and the account to pay into."""
    contract, own = case.loan, house_is_lender(case)
    return {
        "borrowers": listed((p.name for p in case.borrowers), locale),
        "has_co_borrowers": len(case.borrowers) > 1,
        "lender": lender(case, locale),
        "claimant": said(Text("我单位", "we") if own else _CREDITOR, locale),
        "claimant_object": said(Text("我单位", "us") if own else _CREDITOR, locale),
        "house_is_lender": own,
        "entrusted": contract.kind is LoanKind.ENTRUSTED,
        "guarantees_loan": contract.kind is LoanKind.GUARANTEED and not own,
        "trustee": contract.trustee,
        "has_trustee": bool(contract.trustee),
        "contract_name": contract.contract_name.removeprefix("《").removesuffix("》"),
        "contract_no": contract.contract_no,
        "contract_date": day(contract.contract_date, locale),
        "principal": money(contract.principal, locale),
        "principal_capitals": rmb(contract.principal),
        "disbursed_on": day(contract.disbursed_on, locale),
        "maturity": day(contract.maturity, locale),
        "repayment_way": manner(contract.repayment_way, locale),
        "has_repayment_way": bool(contract.repayment_way),
        "subsidised": contract.subsidised,
        "instalments": str(len(case.instalments)),
        "single_due": len(case.instalments) == 1,
        "account_name": contract.account_name,
        "account_bank": contract.account_bank,
        "account_number": contract.account_number,
        "has_account": all((contract.account_name, contract.account_bank, contract.account_number)),
        "acceleration_clause": clause(contract.acceleration_clause, locale),
    }


def lender(case: Case, locale: str) -> str:
    """Who lent the money, by name; the house itself as it is called in that language."""
    return house_name(case.house, locale) if house_is_lender(case) else case.loan.lender


def rates(case: Case, locale: str, policy: Policy) -> dict[str, object]:
    """The rates as the contract gives them, with the surcharge that is in force."""
    contract = case.loan
    heavier = contract.surcharge_in_force
    penalty = figures.penalty_rate(contract.annual_rate, heavier)
    name = Text("罚息", "Penalty interest") if heavier else Text("逾期利息", "Late interest")
    basis = contract.day_basis or policy.interest.basis
    return {
        "rate": percent(contract.annual_rate),
        "rate_clause": bracketed(clause(contract.rate_clause, locale), locale),
        "surcharge": percent(heavier),
        "surcharge_clause": bracketed(clause(contract.surcharge_clause, locale), locale),
        "penalty_clause": clause(contract.surcharge_clause, locale),
        "penalty_rate": percent(penalty),
        "penalty_name": said(name, locale),
        "has_surcharge": heavier > 0,
        "has_penalty_clause": heavier > 0 and bool(contract.surcharge_clause),
        "misuse_applied": heavier > contract.surcharge,
        "compound_on_penalty": policy.interest.compound_on_penalty,
        "basis_days": said(year(basis), locale),
    }


def year(basis: str) -> Text:
    """The year that days are counted on: 360, 365 or actual."""
    if basis == "actual":
        return _ACTUAL
    return Text(f"{basis}日", f"a {basis}-day year")


def security(case: Case, locale: str) -> dict[str, object]:
    """How many deeds and their numbers: never who signed them, nor what they are called."""
    direct = [g for g in case.guarantees if not g.counter]
    counter = [g for g in case.guarantees if g.counter]
    return {
        "deeds": _deeds(direct, locale),
        "counter_deeds": _deeds(counter, locale),
        "has_deeds": bool(direct),
        "has_counter_deeds": bool(counter),
    }


def _deeds(deeds: Iterable[Guarantee], locale: str) -> str:
    found = list(deeds)
    numbers = list(dict.fromkeys(g.deed_no for g in found if g.deed_no))
    count = f"{len(found)}份" if locale == "zh" else many(len(found), "deed")
    if not numbers:
        return count
    names = "、".join(numbers) if locale == "zh" else ", ".join(numbers)
    return count + bracketed(f"编号：{names}" if locale == "zh" else f"No. {names}", locale)
