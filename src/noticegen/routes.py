"""Which way to court the facts point to. Legal decides; this is what the referral recommends.

The first that fits: a notarised deed that makes the loan enforceable needs no suit; an arbitration
clause takes the court its jurisdiction; after the house paid the creditor its claim is recourse; on an
entrusted loan the deed says who may sue; else it is a dispute on the loan. The order and its sources:
Civil Procedure Law 35, 127, 225, 249; SPC on notarised deeds 2; Guarantee Interpretation 21.

A payment order 支付令 (225 to 227) is taken once the log says that it was applied for. Before, it is only
proposed beside a suit: that debtor and creditor owe each other nothing else, and what becomes of the
guarantors, no log tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from noticegen.claims import stands_in
from noticegen.creditor import house_is_lender
from noticegen.model import Case, Event, EventType, LoanKind
from noticegen.money import day
from noticegen.policy import Policy
from noticegen.proceedings import SUES, filings
from noticegen.text import NOTHING, Text

T = EventType
_MONEY_SUITS = ("recourse", "loan", "private")
_AGAINST = (T.DISPUTE, T.DEATH, T.INSOLVENCY)
_TRIED = (T.SERVED, T.RETURNED, T.REFUSED)
_ORDER_DOUBT = Text(
    "支付令申请书由法务起草，本程序不生成；债务人自收到之日起十五日内提出书面异议的，须另行起诉；对担保人的效力由法务判断",
    "legal drafts the application, the program makes none; the debtor has fifteen days from receipt to object in writing, then a suit is needed; what it does to guarantors is for legal to say",
)
_ORDER = Text(
    "申请支付令（民事诉讼法第225至227条）：没有异议记录，文书均能送达债务人；须核对双方没有其他债务纠纷。申请费为案件受理费的一部分。"
    + _ORDER_DOUBT.zh,
    "a payment order (Civil Procedure Law 225 to 227): no dispute is on record, letters reach the debtors; to be checked that the parties owe each other nothing else. The fee is a part of that of a suit. "
    + _ORDER_DOUBT.en[0].upper()
    + _ORDER_DOUBT.en[1:],
)


@dataclass(frozen=True, slots=True)
class Route:
    """A way to court: `id` is notarised | arbitration | payment_order | recourse | entrusted | private |
    loan.

    `cause` is the cause of action; `why` the facts that decide; `doubt` what legal must settle; `beside`
    another way that the facts allow."""

    id: str
    name: Text
    cause: Text
    why: Text
    doubt: Text = NOTHING
    beside: Text = NOTHING


def route(case: Case, on: date, policy: Policy) -> Route:
    """The way that the facts known on `on` point to."""
    applied = _applied_for(case, on)
    if applied is not None:
        return Route(
            "payment_order",
            Text("申请支付令", "payment order"),
            Text("申请支付令", "application for a payment order"),
            Text(
                f"已于{day(applied.day, 'zh')}申请支付令",
                f"a payment order was applied for on {day(applied.day, 'en')}",
            ),
            _ORDER_DOUBT,
        )
    way = _by_suit(case, on, policy)
    if way.id in _MONEY_SUITS and order_possible(case, on):
        return replace(way, beside=_ORDER)
    return way


def order_possible(case: Case, on: date) -> bool:
    """Whether nothing on record by `on` speaks against a payment order: no debtor ever disputed the debt
    or ticked that he objects, none is dead or insolvent, and the last letter to each reached him."""
    parties = [p.id for p in case.borrowers]
    known = [e for e in case.events if e.day <= on]
    against = any(
        (e.type in _AGAINST and e.party in {"", *parties})
        or (e.type is T.SERVED and e.details.get("acknowledged") == "objects")
        for e in known
    )
    return not against and all(_reached(known, party) for party in parties)


def _reached(known: list[Event], party: str) -> bool:
    letters = {e.document for e in known if e.type is T.ISSUED and e.party == party}
    tried = [e for e in known if e.type in _TRIED and e.document in letters]
    return bool(tried) and tried[-1].type is T.SERVED


def _applied_for(case: Case, on: date) -> Event | None:
    """The application for a payment order, if it is the last thing that was filed and stands: nobody
    whom it asks to pay has disputed the debt since. What a guarantor says whom it does not name is none."""
    ways = {*SUES, "payment_order"}
    filed = [f for f in filings(case, on) if f.way in ways and not f.withdrawn]
    if not filed or filed[-1].way != "payment_order":
        return None
    order, asked = filed[-1].event, {"", *filed[-1].against, *(p.id for p in case.borrowers)}
    disputed = any(order.at < e.at and e.day <= on and e.party in asked for e in case.of(T.DISPUTE))
    return None if disputed else order


def _by_suit(case: Case, on: date, policy: Policy) -> Route:
    """The way without a payment order."""
    loan = case.loan
    paid = stands_in(case, on, policy)
    if loan.notarised_deed and not paid:
        return Route(
            "notarised",
            Text("申请执行公证债权文书", "enforcement of the notarised deed"),
            Text("公证债权文书执行", "enforcement of a notarised deed"),
            Text(f"公证债权文书 {loan.notarised_deed}", f"notarised deed {loan.notarised_deed}"),
            Text("须先取得执行证书", "the certificate of enforcement must be obtained first"),
        )
    if loan.dispute_way == "arbitration" and not paid:
        body = loan.dispute_body
        return Route(
            "arbitration",
            Text("申请仲裁", "arbitration"),
            Text("金融借款合同争议", "dispute on a financial loan contract"),
            Text(
                f"合同约定仲裁（{body or '机构未登记'}）",
                f"arbitration agreed ({body or 'body not on record'})",
            ),
            Text(
                "各担保合同的争议条款须分别核对", "the dispute clause of each deed is to be checked"
            ),
        )
    if paid:
        return Route(
            "recourse",
            Text("起诉追偿", "suit for recourse"),
            Text("追偿权纠纷", "dispute on a right of recourse"),
            Text(
                f"本单位已于{day(paid[0].day, 'zh')}代偿",
                f"the house paid under its guarantee on {day(paid[0].day, 'en')}",
            ),
            Text("追偿权纠纷没有要素式示范文本", "there is no element form for recourse"),
        )
    if loan.kind is LoanKind.ENTRUSTED:
        return Route(
            "entrusted",
            Text("起诉借款合同纠纷", "suit on the loan"),
            Text("借款合同纠纷（委托贷款）", "dispute on a loan contract (entrusted loan)"),
            Text("委托贷款", "an entrusted loan"),
            Text(
                "由委托人还是受托人起诉，须法务依合同判断",
                "whether principal or trustee sues, legal must decide from the deed",
            ),
        )
    if loan.lender_class == "private":
        return Route(
            "private",
            Text("起诉民间借贷纠纷", "suit on private lending"),
            Text("民间借贷纠纷", "dispute on private lending"),
            Text("出借人不是金融机构", "the lender is no financial institution"),
        )
    return Route(
        "loan",
        Text("起诉金融借款合同纠纷", "suit on the loan"),
        Text("金融借款合同纠纷", "dispute on a financial loan contract"),
        Text("债权人为贷款人", "the lender is the creditor"),
        NOTHING
        if house_is_lender(case)
        else Text(
            "本单位未代偿，须由债权人起诉或取得授权",
            "the house has not paid: the creditor sues, or authorises",
        ),
    )
