"""Data rules about the ground to collect (X-09, X-13): by whom, and into whose account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen import recourse
from noticegen.addressing import (
    ASK_NOTHING,
    COUNTER,
    DEMAND,
    LISTS,
    OF_RECOURSE,
    PAYOFF,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    holding,
    named,
    titled,
)
from noticegen.creditor import has_authority, house_is_lender, match_key
from noticegen.model import Case, Event, EventType, Finding, LoanKind, Role
from noticegen.policy import Policy
from noticegen.rules.steps import gaps, said
from noticegen.rules.table import (
    EVERY,
    NOTICE,
    Rule,
    absent,
    join,
    met,
    unmet,
)
from noticegen.text import Text

T = EventType
ASSERT_NOTHING = LISTS | {PAYOFF}


def may_collect(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The issuer holds what the document asserts: the claim of the loan, its creditor's authority,
    its own recourse, or the counter-guarantee given to it."""
    needed = Text(
        "本单位是债权人，或有其催收授权", "the issuer is the creditor, or its authorised collector"
    )
    if kind in ASSERT_NOTHING:
        yield absent(needed, Text("此文书不主张债权", "this document asserts no claim"))
    elif kind in COUNTER:
        yield _may_write_to_counter_guarantors(case, kind, on, policy)
    elif kind == RECOURSE_NOTICE:
        yield _may_ask_back(case, on, policy)
    else:
        yield _may_assert(case, kind, on, policy, needed)


def _may_assert(case: Case, kind: str, on: date, policy: Policy, needed: Text) -> Finding:
    """For documents on the loan itself: notice, demand on a guarantor, certificate, referral."""
    paid, ground = paid_for_debtor(case, on, policy), collecting_ground(case, on, policy)
    if paid and kind in {NOTICE, DEMAND}:
        gone = Text("此后应主张的是追偿权", "what is claimed from then on is recourse")
        hint = _after_payment(case, kind, on, policy)
        return unmet(needed, join([said(paid), gone]), hint, curable=False)
    if ground:
        return met(needed, ground)
    lender = case.loan.lender
    found = Text(
        f"债权人为{lender}，没有授权记录", f"the creditor is {lender}; no authority on record"
    )
    hint = Text(
        "取得债权人书面授权，以 collection_authority 记录并附文件",
        "get the creditor's written authority; record it as `collection_authority` with the file",
    )
    return unmet(needed, found, hint, earliest=on)


def _after_payment(case: Case, kind: str, on: date, policy: Policy) -> Text:
    """What takes the place of a letter on the loan once the house has paid: the notice of recourse while
    something of it is open; the demand on counter-guarantors where there are only those (as X-21 says).
    What a guarantor beside the house owes it is for legal."""
    claim = recourse.claim(case, on, policy)
    if kind == NOTICE and claim is not None and claim.total > 0:
        return _use(RECOURSE_NOTICE)
    counter, direct = (holding(case, (role,)) for role in (Role.COUNTER_GUARANTOR, Role.GUARANTOR))
    if kind == DEMAND and counter and not direct:
        return _use(RECOURSE)
    return Text("移送法务", "refer the case to legal")


def _use(kind: str) -> Text:
    what = named(kind)
    return Text(f"改用{what.zh}", f"use the {what.en}")


def _may_ask_back(case: Case, on: date, policy: Policy) -> Finding:
    """The notice of recourse asks for what the house paid for the debtor: that is its own, and nobody
    else's authority is wanted. Where it is itself the creditor, what it claims is the loan."""
    needed = Text(
        "追偿款是本单位自己的债权", "what the house paid for the debtor is the house's own claim"
    )
    if house_is_lender(case):
        own = Text(
            "本单位是债权人，债权是贷款本身", "the house is the creditor: its claim is the loan"
        )
        return unmet(needed, own, _use(NOTICE), curable=False)
    paid = next(iter(recourse.stands_in(case, on, policy)), None)
    if paid is None:
        return absent(needed, Text("没有代偿记录（见 L-04）", "no payment on record (L-04)"))
    return met(needed, said(paid))


def _may_write_to_counter_guarantors(case: Case, kind: str, on: date, policy: Policy) -> Finding:
    """2A before the house has paid, 2B after it. Where the house is itself the creditor it warns:
    whoever backs the loan may be its direct guarantor, whatever his deed is called."""
    needed = Text(
        f"本单位是保证人，代偿前用{titled(REMINDER).zh}，代偿后用{titled(RECOURSE).zh}",
        f"the house is guarantor: the {titled(REMINDER).en} before it has paid, the {titled(RECOURSE).en} after",
    )
    paid = paid_for_debtor(case, on, policy)
    if house_is_lender(case):
        found = Text(
            "本单位是债权人，其所谓反担保人可能直接为贷款提供保证",
            "the house is the creditor: whoever is called counter-guarantor may be its direct guarantor",
        )
        hint = Text(
            f"核对合同；是直接保证的，按保证人登记，在保证期间内发{named(DEMAND).zh}",
            f"read the deed; if it is a direct guarantee enter it so, and send the {named(DEMAND).en} within the period",
        )
        return unmet(needed, found, hint, earliest=on, mild=True)
    if kind == REMINDER and paid:
        return unmet(needed, said(paid), _use(RECOURSE), curable=False)
    if kind == RECOURSE and not paid:
        return absent(needed, Text("没有代偿记录（见 L-04）", "no payment on record (L-04)"))
    return met(needed, said(paid) if paid else Text("尚未代偿", "the house has not paid"))


def paid_for_debtor(case: Case, on: date, policy: Policy) -> Event | None:
    """The first payment of the house under its guarantee for which something is asked back on `on`: once
    it was paid back, the loan is its creditor's again."""
    if case.loan.kind is not LoanKind.GUARANTEED or house_is_lender(case):
        return None
    return next(iter(recourse.stands_in(case, on, policy)), None)


def collecting_ground(case: Case, on: date, policy: Policy) -> Text | None:
    """Why the house may collect on day `on`; None if the log shows no ground."""
    if house_is_lender(case):
        return Text("本单位是债权人", "the issuer is the creditor")
    paid = paid_for_debtor(case, on, policy)
    if paid and not gaps(paid):
        return said(paid)
    if has_authority(case, on):
        given = [e for e in case.of(T.COLLECTION_AUTHORITY) if e.day <= on]
        return said(given[-1])
    return None


def account_is_creditors(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The account to pay into is the creditor's, the trustee's, or the authorised issuer's; for
    recourse the house's own. A document that asks nobody to pay names none."""
    loan, house = case.loan, case.house
    name = house.name if kind in OF_RECOURSE else loan.account_name
    named = house.account_number if kind in OF_RECOURSE else name
    if not named or kind in ASK_NOTHING - {REFERRAL}:
        return
    owners = [loan.lender, loan.trustee]
    if kind in OF_RECOURSE or collecting_ground(case, on, policy):
        owners.append(house.name)
    needed = Text(
        "收款账户户名为债权人或其授权的催收人",
        "the account is the creditor's or its authorised collector's",
    )
    if match_key(name) in {match_key(o) for o in owners if o}:
        yield met(needed, Text(f"户名 {name}", f"in the name of {name}"))
    else:
        found = Text(
            f"户名 {name}，债权人 {loan.lender}", f"in the name of {name}; creditor {loan.lender}"
        )
        yield unmet(
            needed,
            found,
            Text("核对账户，谨防诈骗", "check the account: beware of fraud"),
            earliest=on,
        )


_L = "data"
RULES = (
    Rule(
        "X-09", _L, EVERY, Text("有权催收", "may collect"),
        Text("本单位是债权人、已代偿，或有债权人的催收授权；致反担保人的函依其与本单位的合同；代偿前后各用相应的文书", "the issuer is the creditor, has paid for the debtor, or is authorised by the creditor; letters to counter-guarantors rest on their own contract; the kind of letter fits the time before or after the payment"),
        Text("签发时", "at issue"),
        Text("代偿前债权属于银行；无授权的函不中断时效", "before payment the claim is the bank's; a letter without authority stops no limitation"),
        "民法典 第546条 / Civil Code 546", may_collect,
        source="《民法典》第546、696条 / Civil Code 546, 696",
    ),
    Rule(
        "X-13", _L, (NOTICE, RECOURSE_NOTICE, "guarantor-reminder", "recourse-demand", "guarantor-demand", "judicial-referral"),
        Text("账户属于债权人", "account is the creditor's"),
        Text("收款账户户名为债权人、受托人或获授权的本单位；追偿为本单位账户", "the account is the creditor's, the trustee's, or the authorised issuer's; for recourse the house's own"),
        Text("签发时", "at issue"), Text("防止误付和诈骗", "against misdirected payment and fraud"),
        "本单位规则 / rule of the house", account_is_creditors,
        doubts=Text("逐字比对户名，简称会被提示", "names are compared whole; a short form warns"),
    ),
)  # fmt: skip
