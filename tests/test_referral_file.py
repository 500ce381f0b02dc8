"""The house's own referral file: every part, full data, one number, and nothing an outsider may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from cases import TEMPLATES, deed, event, house, issued, loan, payment, policy
from test_guarantor_letters import PAID, secured, sub

from noticegen import facts, routes
from noticegen.compose import amounts_agree, compose, deadline_for
from noticegen.model import (
    Case,
    Document,
    Event,
    EventType,
    GuaranteeKind,
    LoanKind,
    Paragraph,
    Staff,
    Table,
    Verdict,
)
from noticegen.render import HouseStyle, render
from noticegen.rules import check, check_document
from noticegen.rules.paper import words
from noticegen.wording import load_kind
from noticegen.wording.vocabulary import INTERNAL

T = EventType
KIND = "judicial-referral"
ON = date(2026, 6, 18)  # day 90
STAFF = (Staff("王经办", ("officer",)), Staff("刘总", ("approver",)), Staff("李法务", ("legal",)))


def document(of: Case, locale: str = "zh", on: date = ON) -> Document:
    return compose(
        of, load_kind(TEMPLATES, KIND), "", locale, on, policy(), number="〔2026〕诉字第0001号"
    )


def table(of: Document, head: str) -> list[tuple[str | None, ...]]:
    """The rows of the table whose first heading is `head`."""
    found = [b for b in of.blocks if isinstance(b, Table) and b.head and b.head[0] == head]
    return [row for t in found for row in t.rows]


def with_log(*log: Event, **changes: Any) -> Case:
    made = secured(*log, **changes)
    return replace(made, house=house(staff=STAFF))


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("paid", [False, True])
def test_facts_are_exactly_the_vocabulary(locale: str, *, paid: bool) -> None:
    """Facts, conditions, rows and the tone, each of its type; not one more."""
    of = secured(sub()) if paid else secured()
    paper = facts.Paper(
        kind=KIND, title="移送", locale=locale, as_of=ON, issued_on=ON,
        deadline=deadline_for(ON, policy()), copies=1, number="1",
        inner=facts.Inner(check(of, KIND, ON, policy())),
    )  # fmt: skip
    made = facts.of("internal", of, "", paper, policy())

    assert {k for k, v in made.items() if isinstance(v, str)} - {"tone"} == set(INTERNAL.facts)
    assert {k for k, v in made.items() if isinstance(v, bool)} == set(INTERNAL.conditions)
    rows = {k: v for k, v in made.items() if isinstance(v, tuple)}
    assert set(rows) == set(INTERNAL.rows)
    assert all(set(x) == set(INTERNAL.rows[name]) for name, row in rows.items() for x in row)
    assert amounts_agree(made) == ()


def test_every_part_begins_a_page() -> None:
    """Approval first, then six parts under their titles, in this order."""
    parts = [
        b.text for b in document(secured()).blocks if isinstance(b, Paragraph) and b.style == "part"
    ]

    assert parts == ["案件摘要", "当事人情况", "担保与期间", "步骤核对表", "催收经过", "欠款明细"]
    assert document(secured()).title == "司法移送审批表"


def test_the_steps_are_the_word_of_the_rules() -> None:
    """One row for each finding that passed, failed or was overridden; none that does not apply."""
    of = secured()
    rows = table(document(of), "规则、对象")
    told = [f for f in check(of, KIND, ON, policy()) if f.verdict is not Verdict.NA]

    assert len(rows) == len(told)
    assert [r[2] for r in rows].count("未通过") == sum(f.verdict is Verdict.FAIL for f in told)
    assert rows[0][0] is not None
    assert rows[0][0].startswith(told[0].rule)


def test_the_chronology_tells_steps_and_no_talk() -> None:
    """Each step with time, person, result and its file; reasons and what was said stay in the log."""
    call = event(
        T.CALL, date(2026, 3, 21), party="B1", actors=("王经办",), outcome="connected_party",
        channel="phone", text="说孩子上学花了钱",
    )  # fmt: skip
    told = event(
        T.REASON, date(2026, 3, 21), actors=("王经办",), text="孩子上学",
        details={"code": "R303", "certainty": "stated", "source": "本人"},
    )  # fmt: skip
    made = document(secured(call, told))
    rows = table(made, "时间")

    assert ("2026-03-21 12:00", "电话催收", "示例甲", "王经办", "电话，本人接听", "") in rows
    assert "上学" not in words(made)
    assert "R303" not in words(made)


def test_the_chronology_tells_which_terms_an_import_changed() -> None:
    """Which terms, and when; what they were and are stays in the log."""
    change = event(
        T.DATA_CHANGE, date(2026, 3, 21), actors=("import",), text="名称 示例甲 → 示例丁",
        details={"terms": "names,sums"},
    )  # fmt: skip
    made = document(secured(change))

    assert ("2026-03-21 12:00", "资料变更", "", "import", "名称与证件、金额", "") in table(
        made, "时间"
    )
    assert "示例丁" not in words(made)


def test_numbers_in_full_for_the_house_alone() -> None:
    """The party sheet has ID and phone in full, and rule X-08 knows that this file stays inside."""
    of = secured()
    made = document(of)

    assert of.parties["B1"].id_number in words(made)
    assert made.audience == "internal"
    told = [f.verdict for f in check_document(made, of, KIND, ON, policy()) if f.rule == "X-08"]
    assert told == [Verdict.NA]


def test_the_claim_is_recourse_once_the_house_has_paid() -> None:
    """Before: what the bank is owed. After: what the house paid, its cost, less what came back."""
    back = payment(date(2026, 5, 20), "1000.00")
    before, after = document(secured()), document(secured(sub(), back))

    assert "债权总额51,218.75元" in words(before)
    interest = Decimal("60.23") + Decimal("122.53")  # to 20 May, then on what the receipt left
    assert f"债权总额{Decimal('52345.67') + interest - 1000:,.2f}元" in words(after)
    assert "起诉追偿" in words(after)
    assert "2026-05-06" in words(after)


def test_the_approval_counts_when_confirmed() -> None:
    """Words and name of the approval stand in the form only once a second person confirmed it."""
    text = "同意移送，请于本月内起诉"
    said = event(
        T.REFERRAL_APPROVED, ON, "a1", actors=("刘总",), text=text, details={"role": "approver"}
    )
    second = event(
        T.APPROVAL, ON, "a2", actors=("李法务",), details={"role": "legal", "confirms": "a1"}
    )
    own = event(
        T.APPROVAL, ON, "a3", actors=("刘总",), details={"role": "approver", "confirms": "a1"}
    )

    assert text not in words(document(with_log(said)))
    assert text not in words(document(with_log(said, own)))
    assert text in words(document(with_log(said, second)))
    assert "刘总（审批人）" in words(document(with_log(said, second)))
    assert "刘总 (approver)" in words(document(with_log(said, second), locale="en"))


def test_an_override_is_listed_with_its_second_person() -> None:
    """Rule, who, role, day, who confirmed and why."""
    why = "营业场所已关闭，无法再次上门，已拍照为证明"
    wish = event(
        T.OVERRIDE,
        ON,
        "o1",
        actors=("刘总",),
        text=why,
        details={"rule": "S-17", "role": "branch_head", "kind": KIND},
    )
    second = event(
        T.APPROVAL, ON, "o2", actors=("李法务",), details={"role": "legal", "confirms": "o1"}
    )
    rows = table(document(with_log(wish, second)), "规则")

    assert rows == [("S-17", "刘总（机构负责人）", "2026-06-18", "李法务", why)]
    officer = replace(second, actors=("王经办",), details={"role": "officer", "confirms": "o1"})
    assert table(document(with_log(wish, officer)), "规则")[0][3] in {"", "–"}


def test_the_ledger_ends_in_the_open_sums() -> None:
    """The last row of the account is the as-of day, with what is left."""
    rows = table(document(secured(payment(date(2026, 4, 20), "3000.00"))), "日期")

    assert [r[1] for r in rows] == ["到期", "还款", "截至"]
    assert rows[-1][0] == "2026-06-18"
    assert rows[1][4] == "0.00 / 419.79 / 2,580.21"
    assert rows[-1][5] == "47,419.79"


# --- the way to court -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "log", "way"),
    [
        ({}, (), "loan"),
        ({"notarised_deed": "示公证0001"}, (), "notarised"),
        ({"dispute_way": "arbitration", "dispute_body": "示例仲裁委员会"}, (), "arbitration"),
        ({"dispute_way": "court"}, (), "loan"),
        ({"kind": LoanKind.ENTRUSTED}, (), "entrusted"),
        ({"lender_class": "private"}, (), "private"),
        ({"notarised_deed": "示公证0001"}, (sub(),), "recourse"),
        ({"kind": LoanKind.ENTRUSTED, "notarised_deed": "示公证0001"}, (), "notarised"),
    ],
)
def test_the_facts_decide_the_route(
    terms: dict[str, Any], log: tuple[Event, ...], way: str
) -> None:
    """A notarised deed before a clause, recourse once the house paid, the loan else."""
    assert routes.route(secured(*log, contract=loan(**terms)), ON, policy()).id == way


def test_recourse_from_the_day_of_payment() -> None:
    """On the day before the payment the dispute is still one on the loan."""
    of = secured(sub())

    assert routes.route(of, PAID, policy()).id == "recourse"
    assert routes.route(of, PAID - timedelta(1), policy()).id == "loan"


# --- the payment order ----------------------------------------------------------------------------

ORDER = event(
    T.FILING, date(2026, 3, 30), "po", actors=("冯示例",),
    details={"way": "payment_order", "body": "示例县人民法院", "against": "B1"},
)  # fmt: skip
LATER = date(2026, 4, 20)


def _happened(kind: EventType, on: date, **more: Any) -> Event:
    return event(kind, on, party="B1", **more)


SERVED = (
    issued(date(2026, 3, 27), "N1"),
    _happened(T.SERVED, date(2026, 3, 28), document="N1", details={"recipient": "self"}),
)


@pytest.mark.parametrize(
    ("log", "possible"),
    [
        (SERVED, True),
        ((), False),  # nothing ever reached him
        (SERVED[:1], False),
        ((*SERVED, _happened(T.RETURNED, date(2026, 3, 29), document="N1")), False),
        ((*SERVED, _happened(T.DISPUTE, date(2026, 4, 1), text="x")), False),
        ((*SERVED, _happened(T.INSOLVENCY, date(2026, 4, 1))), False),
        ((*SERVED, _happened(T.DISPUTE, date(2026, 4, 21), text="x")), True),  # later
    ],
)
def test_a_payment_order_is_proposed_where_nothing_speaks_against_it(
    log: tuple[Event, ...], possible: bool
) -> None:
    """Undisputed, and the debtor is reached: it stands beside the suit, with what legal must check."""
    way = routes.route(secured(*log), LATER, policy())

    assert way.id == "loan"
    assert ("支付令" in way.beside.zh) is possible
    assert ("payment order" in way.beside.en) is possible


def test_no_payment_order_beside_arbitration() -> None:
    """Where no suit is the way, none is proposed."""
    of = secured(*SERVED, contract=loan(dispute_way="arbitration", dispute_body="示例仲裁委员会"))
    assert not routes.route(of, LATER, policy()).beside.zh


def test_an_application_on_record_is_the_way_until_it_is_disputed() -> None:
    """From the day it was filed; a debtor's objection since leads back to the suit."""
    objected = _happened(T.DISPUTE, date(2026, 4, 10), text="金额有误")

    assert routes.route(secured(*SERVED, ORDER), date(2026, 3, 29), policy()).id == "loan"
    assert routes.route(secured(*SERVED, ORDER), date(2026, 3, 30), policy()).id == "payment_order"
    assert (
        routes.route(secured(*SERVED, ORDER, objected), date(2026, 4, 9), policy()).id
        == "payment_order"
    )
    assert routes.route(secured(*SERVED, ORDER, objected), LATER, policy()).id == "loan"


def test_who_is_not_asked_by_the_order_cannot_end_it() -> None:
    """The objection of a debtor ends a payment order; that of a guarantor it does not name is none."""
    guarantor = event(T.DISPUTE, date(2026, 4, 10), party="G1", text="未签字")
    order = replace(ORDER, details={**ORDER.details, "against": "B1、G1"})

    assert routes.route(secured(*SERVED, ORDER, guarantor), LATER, policy()).id == "payment_order"
    assert routes.route(secured(*SERVED, order, guarantor), LATER, policy()).id == "loan"


def test_the_file_proposes_it() -> None:
    """The summary of the house's own file names it as another way, and that legal drafts it."""
    said = words(document(secured(*SERVED), on=LATER))

    assert "申请支付令（民事诉讼法第225至227条）" in said
    assert "policy" not in said and "court_fee" not in said
    assert "支付令申请书由法务起草" in said
    assert "支付令" not in words(document(secured(), on=LATER))


# --- the summary: one page that says what legal needs first ---------------------------------------

LEAD = event(T.ASSET_LEAD, date(2026, 4, 1), party="B1", text="示例县示例镇房产一处")


def summary(of: Case, locale: str = "zh", on: date = ON) -> dict[str, str]:
    """Labels and words of the summary."""
    label = "债权总额" if locale == "zh" else "Claim in all"
    (form,) = (
        b for b in document(of, locale, on).blocks
        if isinstance(b, Table) and not b.head and label in {r[0] for r in b.rows} and len(b.rows) > 14
    )  # fmt: skip
    return {str(row[0]): str(row[1]) for row in form.rows}


def nine(count: int = 9) -> tuple[Any, ...]:
    """Deeds of as many guarantors, the first a counter-guarantor, G3 general and capped."""
    made = [
        replace(deed(f"G{n}", f"示保{n:04}", counter=n == 1), id=f"D{n}")
        for n in range(1, count + 1)
    ]
    made[2] = replace(made[2], cap=Decimal("20000.00"), kind=GuaranteeKind.GENERAL, period_months=3)
    return tuple(made)


def test_the_summary_names_deeds_and_first_dates() -> None:
    """Of each deed guarantor, kind, cap and last day, the first to run out at the top; then the clock
    with the earliest safe day, and the limitation."""
    told = summary(secured(deeds=nine(3)))

    names = [label for label in told if label.startswith("担保：")]
    assert names == ["担保：示例担保G3", "担保：示例担保G2", "担保：示例担保甲"]
    assert told["担保：示例担保G3"] == "一般保证；最高限额20,000.00元；最后一日2026年6月20日"
    assert (
        told["担保：示例担保甲"] == "反担保，连带责任保证；无最高限额；保证期间未起算（尚未代偿）"
    )
    assert told["期间：保证期间（示例担保G3）"] == "安全日2026年6月5日；最后一日2026年6月20日"
    assert told["期间：对借款人的诉讼时效（示例甲）"].endswith("最后一日2029年3月20日")
    english = summary(secured(deeds=nine(3)), "en")
    assert (
        english["Security: 示例担保G3"]
        == "general guarantee; cap RMB 20,000.00; last day 20 June 2026"
    )
    assert english["Clock: guarantee period (示例担保G3)"].startswith("safe day 5 June 2026; ")


def test_a_period_that_is_over_or_kept_is_said() -> None:
    """On the last day, moved off the rest day, the period still counts; the day after it has expired, and
    the next clock is named. What has begun with the payment of the house has a last day."""
    of = secured(deeds=nine(3))

    assert summary(of, on=date(2026, 6, 22))["担保：示例担保G3"].endswith("最后一日2026年6月20日")
    over = summary(of, on=date(2026, 6, 23))
    assert over["担保：示例担保G3"].endswith("最后一日2026年6月20日（已届满）")
    assert "期间：保证期间（示例担保G2）" in over and "期间：保证期间（示例担保G3）" not in over
    paid = summary(secured(sub(), deeds=nine(3)))
    assert paid["担保：示例担保甲"].endswith("最后一日2026年11月6日")


def test_the_summary_names_the_limitation_of_what_is_claimed() -> None:
    """Once the house has paid, limitation is that of its recourse; that of the loan is told only while the
    creditor is still owed something and it is the first of all clocks."""
    whole, part = "52345.67", "100.00"
    loan, back = "期间：对借款人的诉讼时效（示例甲）", "期间：追偿权的诉讼时效（示例甲）"

    assert loan in summary(secured()) and back not in summary(secured())
    paid = summary(secured(sub(whole)))
    assert paid[back].endswith("最后一日2029年5月6日") and loan not in paid
    bare = replace(secured(sub(whole)), guarantees=())
    assert back in summary(bare) and loan not in summary(bare)
    assert {loan, back} <= set(summary(replace(secured(sub(part)), guarantees=())))


def test_the_summary_says_what_a_suit_would_cost() -> None:
    """The fee on the claim by the table of the policy, as an estimate with its source; that for
    preservation where property is known, that for a payment order where one is open."""
    fee = {k: v for k, v in summary(secured(LEAD)).items() if "费（估算）" in k}
    told = summary(secured(*SERVED), on=LATER)

    assert set(fee) == {"案件受理费（估算）", "保全申请费（估算）"}
    # 50 + (51,218.75 - 10,000) x 2.5 %; 30 + (51,218.75 - 1,000) x 1 %
    assert fee["案件受理费（估算）"].startswith("1,080.47元，按请求51,218.75元计算；")
    assert "《诉讼费用交纳办法》第13至16条" in fee["案件受理费（估算）"]
    assert fee["保全申请费（估算）"].startswith("532.19元")
    assert "保全申请费（估算）" not in told
    # a third of 50 + (50,419.79 - 10,000) x 2.5 %, from the exact fee
    assert told["支付令申请费（估算）"] == "353.50元，按请求50,419.79元计算"
    assert "Fee for a payment order (estimate)" in summary(secured(*SERVED), "en", LATER)


def test_no_fee_of_a_suit_where_there_is_none() -> None:
    """An arbitral body has its own tariff."""
    terms = loan(dispute_way="arbitration", dispute_body="示例仲裁委员会")

    assert not [k for k in summary(secured(LEAD, contract=terms)) if "估算" in k]


def test_dates_of_the_route_are_written_as_the_paper_writes_them() -> None:
    """A payment of the house, and an application for an order, by day in words."""
    assert summary(secured(sub()))["途径依据"] == "本单位已于2026年5月6日代偿"
    english = summary(secured(sub()), "en")["Facts behind it"]
    assert english == "the house paid under its guarantee on 6 May 2026"
    asked = summary(secured(*SERVED, ORDER), on=date(2026, 3, 30))
    assert asked["途径依据"] == "已于2026年3月30日申请支付令"


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_summary_is_one_page_however_many_deeds(locale: str) -> None:
    """Four deeds are listed, the rest counted; the next part begins on the page after it."""
    of = secured(*SERVED, LEAD, deeds=nine(), contract=loan(trustee="示例受托银行股份有限公司"))
    more = "其余担保" if locale == "zh" else "Further security"
    made = render(document(of, locale), HouseStyle(TEMPLATES), ("pdf",))
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    (first,) = [n for n, text in enumerate(pages) if more in text]

    assert ("另有5份" if locale == "zh" else "and 5 more") in summary(of, locale)[more]
    assert ("案件摘要" if locale == "zh" else "Summary of the case") in pages[first]
    assert ("当事人情况" if locale == "zh" else "Parties") in pages[first + 1][:80]
