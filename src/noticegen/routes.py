"""Which way to court the facts point to. Legal decides; this is what the referral recommends.

The first that fits: a notarised deed that makes the loan enforceable needs no suit; an arbitration
clause takes the court its jurisdiction; after the house paid the creditor its claim is recourse; on an
entrusted loan the deed says who may sue; else it is a dispute on the loan. The order and its sources:
Civil Procedure Law 35, 127, 225, 249; SPC on notarised deeds 2; Guarantee Interpretation 21.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from noticegen import recourse
from noticegen.creditor import house_is_lender
from noticegen.model import Case, LoanKind
from noticegen.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Route:
    """A way to court: `id` is notarised | arbitration | recourse | entrusted | private | loan.

    `cause` is the cause of action; `why` the facts that decide; `doubt` what legal must settle."""

    id: str
    name: Text
    cause: Text
    why: Text
    doubt: Text = NOTHING


def route(case: Case, on: date) -> Route:
    """The way that the facts known on `on` point to."""
    loan = case.loan
    paid = [e for e in case.of(recourse.T.SUB_PAYMENT) if e.day <= on]
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
                f"本单位已于 {paid[0].day} 代偿",
                f"the house paid under its guarantee on {paid[0].day}",
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
