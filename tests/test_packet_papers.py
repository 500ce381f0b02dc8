"""The papers of both volumes: what each says, of which volume it is, and that the second pass changes
page numbers alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from ledger_cases import day, policy
from packet_cases import HOUSE, ON, PAPERS, loan_case, recourse_case

from noticegen import routes, suits
from noticegen.errors import TemplateError
from noticegen.facts.court import court_facts
from noticegen.model import Appearance, Case, Document, Paragraph, Table
from noticegen.packet import Audience, Paper, Span, Wishes, gaps
from noticegen.packet.elements import bare, element_facts, elements
from noticegen.packet.evidence import exhibits
from noticegen.packet.volumes import papers
from noticegen.render.columns import columns
from noticegen.rules.paper import words
from noticegen.wording import lint_kind, load_papers
from noticegen.wording.vocabulary import VOCABULARIES

AT = day(ON)
LEAD = "05-20 10:00 asset_lead B text=传闻他在外地躲债 asset=示例县示例镇厂房一处"
COST = "06-01 10:00 cost - amount=300 what=公证费 evidence=voucher"
CASES = {"recourse": recourse_case, "loan": loan_case}
ALL = Wishes(preservation=True)


def made(of: Case, locale: str = "zh", on: date = AT, **more: Any) -> dict[str, Paper]:
    found = exhibits(of, on)
    pages = more.pop("pages", {})
    return {
        p.id: p
        for p in papers(of, on, policy(), locale, found, pages, PAPERS, number="〔2026〕诉字第0001号", **more)
    }  # fmt: skip


@cache
def packet(of: str, locale: str = "zh") -> dict[str, Paper]:
    return made(CASES[of](LEAD, COST), locale, wishes=ALL)


def said(paper: Paper) -> str:
    return words(paper.document)


def table(document: Document, head: str) -> Table:
    return next(b for b in document.blocks if isinstance(b, Table) and head in b.head)


def test_the_complaint_says_who_issued_each_letter() -> None:
    """No letter without somebody who wrote it: in a suit of the house, the plaintiff."""
    assert "2026年3月27日，原告向张示例签发《逾期催收通知书》" in said(
        packet("recourse")["complaint"]
    )
    assert "the plaintiff issued the" in said(packet("recourse", "en")["complaint"])


@pytest.mark.parametrize(("of", "times"), [("recourse", 9), ("loan", 9)])
def test_an_english_paper_gives_the_house_its_english_name(of: str, times: int) -> None:
    """Wherever a paper for the court names the house that has an English name, as plaintiff, as its own
    agent's employer, as lender, the Chinese name stands in brackets behind it only; in Chinese alone."""
    own, english = "示例融资担保有限公司", "Example Financing Guarantee Co., Ltd."
    house = {"name_en": english}
    english_papers, chinese_papers = (
        made(CASES[of](LEAD, COST, house=house), locale, wishes=ALL) for locale in ("en", "zh")
    )
    bare_names = re.compile(rf"(?<!{re.escape(english)} \(){own}")

    court = [p for p in english_papers.values() if p.audience is Audience.COURT]
    text = "\n".join(words(p.document) for p in court)
    assert text.count(f"{english} ({own})") >= times
    assert {p.id: bare_names.findall(words(p.document)) for p in court if bare_names.search(words(p.document))} == {}  # fmt: skip
    assert english not in "\n".join(words(p.document) for p in chinese_papers.values())


def test_an_address_of_a_contract_is_no_household_register() -> None:
    """The form asks where a defendant is registered: an address he gave in a contract is not that, one
    from his identity card is."""
    of = recourse_case()
    borrower = next(p for p in of.parties.values() if p.name == "张示例")
    [known] = [a for a in borrower.addresses if a.source != "id_card"][:1]
    card = replace(known, text="示例省示例市户籍地1号", source="id_card")
    carded = replace(borrower, addresses=(*borrower.addresses, card))

    plain = said(made(of)["element-annex"])
    assert f"住所地（户籍所在地）：＿＿＿＿＿＿\n经常居住地：{known.text}" in plain
    told = said(made(replace(of, parties={**of.parties, borrower.id: carded}))["element-annex"])
    assert f"住所地（户籍所在地）：{card.text}\n经常居住地：{known.text}" in told


# --- wording --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAPERS, ids=lambda k: k.id)
def test_both_languages_say_the_same(kind: Any) -> None:
    """Statements, conditions, facts and shapes agree in zh and en."""
    assert [str(p) for p in lint_kind(kind)] == []
    assert set(kind.wording) == {"zh", "en"}


def test_a_paper_of_the_file_names_nothing_unknown(tmp_path: Any) -> None:
    """A fact of the house's own file cannot stand in a paper for the court."""
    (tmp_path / "packet" / "note").mkdir(parents=True)
    (tmp_path / "packet" / "papers.toml").write_text(
        '[[paper]]\nid = "note"\nvolume = "court"\nzh = "函"\nen = "Note"\n', "utf-8"
    )
    (tmp_path / "packet" / "note" / "zh.md").write_text("@ A\n{{ opinion }} {{ relief }}", "utf-8")

    with pytest.raises(TemplateError, match="no fact opinion"):
        load_papers(tmp_path)


@pytest.mark.parametrize("of", CASES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_court_facts_fit_the_vocabulary(of: str, locale: str) -> None:
    """Every row has just the fields its vocabulary names, every fact is a string, every condition a yes or no."""
    case, court = CASES[of](LEAD, COST), VOCABULARIES["court"]
    suit, paper = suits.suit(case, AT, policy()), bare(case, AT, locale)
    known = {
        **court_facts(case, suit, paper, policy(), approved=False),
        **element_facts(case, suit, paper, policy()),
    }
    # what the packet itself puts in
    own = {"exhibits_count", "groups_count", "group_title", "has_exhibits", "has_assets",
           "show_originals", "enclosed", "has_enclosed", "parts", "evidence", "chronology", "assets"}  # fmt: skip

    assert {*court.facts, *court.conditions, *court.rows} - own <= set(known)
    for name in court.rows:
        if name not in own:
            found = known[name]
            assert isinstance(found, tuple), name
            assert all(set(row) == set(court.rows[name]) for row in found), name
    assert all(type(known[n]) is str for n in set(court.facts) - own)
    assert all(type(known[n]) is bool for n in set(court.conditions) - own)


# --- which papers ---------------------------------------------------------------------------------


def test_the_papers_of_a_recourse_suit() -> None:
    """Both volumes in order; a plain complaint with its annex, no element form."""
    found = packet("recourse")
    inside = [p.id for p in found.values() if p.audience is Audience.INTERNAL]
    court = [p.id for p in found.values() if p.audience is Audience.COURT]

    assert inside == ["file-cover", "file-contents", "file-approval", "file-summary", "file-parties",
                      "file-guarantees", "file-steps", "file-checklist"]  # fmt: skip
    assert court[:6] == [
        "cover",
        "contents",
        "complaint",
        "element-annex",
        "evidence-list",
        "chronology",
    ]
    assert court[6:11] == ["account", "authority", "representative", "address", "preservation"]
    assert court[11:] == [f"g-{n}" for n in range(1, 8)]
    assert all(p.document.audience == p.audience.value for p in found.values())


def test_the_papers_of_a_suit_on_the_loan() -> None:
    """The element form stands beside the complaint; the annex is for recourse alone."""
    found = packet("loan")

    assert "form-08" in found
    assert "element-annex" not in found
    assert found["form-08"].formats == ("pdf", "docx")


def test_a_preservation_request_only_if_wished() -> None:
    """It is optional."""
    assert "preservation" not in made(recourse_case())


@pytest.mark.parametrize(
    "loan", [{"notarised_deed": "示公证0001"}, {"dispute_way": "arbitration", "dispute_body": "示例仲裁委员会"}]
)  # fmt: skip
def test_no_complaint_where_the_way_is_another(loan: dict[str, Any]) -> None:
    """A notarised deed and an arbitration clause need no statement of claim: none is drafted."""
    found = made(loan_case(loan=loan))

    assert not {"complaint", "form-08", "element-annex"} & set(found)
    assert "evidence-list" in found


# --- the complaint --------------------------------------------------------------------------------


def test_recourse_is_claimed_as_of_a_day_and_on() -> None:
    """What was paid, its cost to the day, and from that day on at the rate; costs; the total in capitals."""
    text = said(packet("recourse")["complaint"])

    assert "判令张示例向原告偿还代偿款52,345.67元" in text
    assert "计算至2026年6月25日为215.12元，并自2026年6月25日起至实际清偿之日止，以52,345.67元为基数、按年利率3%继续计算" in text  # fmt: skip
    assert "实现债权的费用300.00元" in text
    assert "合计52,860.79元（人民币伍万贰仟捌佰陆拾元柒角玖分）" in text
    assert "第七百条" in text
    assert "第六百七十四条" not in text


def test_the_loan_is_claimed_as_of_a_day_and_on() -> None:
    """Principal, interest and penalty to the day; penalty from that day on at the overdue rate."""
    text = said(packet("loan")["complaint"])

    # 50,000 x 9.75 % x 97 / 360
    assert "偿还借款本金50,000.00元" in text
    assert "罚息1,313.54元，均计算至2026年6月25日" in text
    assert (
        "自2026年6月25日起至实际清偿之日止的罚息，以50,000.00元为基数、按年利率9.75%继续计算"
        in text
    )
    assert "第六百七十四条" in text
    assert "第七百条" not in text


def test_each_guarantor_answers_as_his_deed_says() -> None:
    """A joint one jointly, within his cap; a general one only for what enforcement leaves."""
    text = said(packet("recourse")["complaint"])

    assert "判令孙示例对张示例的上述债务，在其担保范围（代偿款本金、利息及实现债权的费用）内承担连带清偿责任，以40,000.00元为限" in text  # fmt: skip
    assert "判令李示例对张示例的上述债务，在依法强制执行张示例的财产后仍不能清偿的部分" in text


def test_a_general_guarantor_is_never_sued_alone() -> None:
    """The debtors are among the defendants whatever the deeds are."""
    for of in CASES.values():
        suit = suits.suit(of(), AT, policy())
        assert suit.defendants[: len(suit.debtors)] == ("B",)
        assert suit.copies == 1 + len(suit.defendants)


def test_a_deed_that_goes_to_arbitration_is_left_out() -> None:
    """Its guarantor is sued elsewhere and says so."""
    of = recourse_case()
    deeds = tuple(
        replace(g, dispute_way="arbitration") if g.party == "G1" else g for g in of.guarantees
    )
    suit = suits.suit(replace(of, guarantees=deeds), AT, policy())

    assert suit.defendants == ("B", "G2")
    assert suit.left_out[0][0] == "G1"


def test_a_guarantor_who_died_is_no_defendant() -> None:
    """From the day of the death the complaint is against the others; why stands in the checklist and
    keeps the packet from nothing. Of one whose deed goes to arbitration that is the reason."""
    of, dead = recourse_case(), recourse_case(f"{ON.removeprefix('2026-')} 09:00 death G1")
    suit = suits.suit(dead, AT, policy())
    (told,) = (i for i in gaps.checklist(dead, AT, policy(), ()) if i.id == "heirs.G1")

    assert ("B", "G1", "G2") == suits.suit(dead, AT - timedelta(1), policy()).defendants
    assert ("B", "G2") == suit.defendants
    assert (("G1", suits.DIED),) == suit.left_out
    assert (True, True, suits.DIED) == (told.there, told.warns, told.found)
    debtor = recourse_case(f"{ON.removeprefix('2026-')} 09:00 death B")
    (told,) = (i for i in gaps.checklist(debtor, AT, policy(), ()) if i.id == "heirs.B")
    assert (True, True) == (told.there, told.warns)
    assert "legal puts the heirs in her place" in told.found.en
    deeds = tuple(
        replace(g, dispute_way="arbitration") if g.party == "G1" else g for g in of.guarantees
    )
    assert suits.DIED != suits.suit(replace(dead, guarantees=deeds), AT, policy()).left_out[0][1]


def test_what_a_guarantor_paid_counts_against_the_cap_in_the_complaint() -> None:
    """G1 answers for 40,000 and has paid 15,000: he is sued for 25,000, as the letters ask; with the last
    yuan of his cap paid he is no defendant."""
    paid = "06-02 10:00 payment G1 amount={} claim=recourse"
    text = words(made(recourse_case(paid.format("15000")))["complaint"].document)
    english = words(made(recourse_case(paid.format("15000")), "en")["complaint"].document)

    assert "以25,000.00元（限额40,000.00元扣除其已付的15,000.00元）为限" in text
    assert (
        "up to RMB 25,000.00 (the limit of RMB 40,000.00 less RMB 15,000.00 already paid)"
        in english
    )
    almost = suits.suit(recourse_case(paid.format("39999.99")), AT, policy())
    assert ("B", "G1", "G2") == almost.defendants
    assert Decimal("0.01") == almost.sureties[0].left
    used = suits.suit(recourse_case(paid.format("40000")), AT, policy())
    assert (("B", "G2"), "G1") == (used.defendants, used.left_out[0][0])


def test_a_lapsed_guarantee_is_left_out() -> None:
    """On the last defensible day he is sued, on the day after no more."""
    from noticegen import clocks

    of = replace(
        loan_case(), guarantees=tuple(replace(g, period_months=1) for g in loan_case().guarantees)
    )
    clock = clocks.guarantee_clock(of, of.guarantees[0], policy(), AT)
    assert clock is not None

    assert "G1" in suits.suit(of, clock.latest, policy()).defendants
    assert "G1" not in suits.suit(of, clock.latest + (AT - day("06-24")), policy()).defendants


def test_identifiers_in_full() -> None:
    """What singles each defendant out: sex, nation, employer, ID number, domicile, phone."""
    text = said(packet("recourse")["complaint"])

    assert "张示例，女，汉族，工作单位：示例种植园，居民身份证号码：990001188808088889，住址：示例省示例市张示例路3号，联系电话：13912345678" in text  # fmt: skip
    assert "统一社会信用代码：91990000MA0000001X" in text


def test_the_court_is_the_one_agreed_or_a_line() -> None:
    """Without an agreement and without a filing a person must fill it in."""
    assert "示例县人民法院" in said(packet("recourse")["complaint"])
    assert "＿＿＿＿＿＿人民法院" in said(
        made(recourse_case(loan={"dispute_way": ""}))["complaint"]
    )


def test_a_draft_until_a_named_person_let_it_go() -> None:
    """Watermark and note go only with legal's approval of the complaint, confirmed by another person."""
    word = "06-23 09:00 legal_approval - kind=complaint text=可以起诉，已逐项核对 id=la"
    own = "06-23 10:00 approval - actors=冯示例 role=legal confirms=la"
    second = "06-23 10:00 approval - actors=郑示例 role=branch_head confirms=la"

    for lines, draft in ((), True), ((word,), True), ((word, own), True), ((word, second), False):
        paper = made(recourse_case(*lines))["complaint"]
        assert bool(paper.document.watermark) is draft
        assert ("草稿" in said(paper)) is draft
    assert not packet("recourse")["evidence-list"].document.watermark
    assert (
        made(recourse_case(), wishes=Wishes(draft=True))["evidence-list"].document.watermark
        == "草稿"
    )


# --- list, chronology, account --------------------------------------------------------------------


@pytest.mark.parametrize("of", CASES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_list_has_every_exhibit_under_its_group(of: str, locale: str) -> None:
    """One row each, under the heading of the group; each row leads to its part."""
    case = CASES[of](LEAD, COST)
    found = exhibits(case, AT)
    rows = table(
        packet(of, locale)["evidence-list"].document,
        {"zh": "证明目的", "en": "What it proves"}[locale],
    )

    groups = [r[0] for r in rows.rows if r[1] is None]
    assert len(groups) == len({x.group for x in found})
    assert [r[0] for r in rows.rows if r[1] is not None] == [x.number for x in found]
    assert [t for t in rows.links if t.startswith("e-")] == [x.id for x in found]
    assert [t for t in rows.links if t.startswith("g-")] == [
        f"g-{n + 1}" for n in range(len(groups))
    ]
    assert all(cell for row in rows.rows for cell in row if cell is not None)


def test_a_file_of_two_groups_is_named_in_both() -> None:
    """The contract of the loan holds the deed of a guarantor as well: its row names both purposes, and
    the group of guarantees refers to it by its number and pages."""
    of = recourse_case(
        "2025-03-01 09:00 exhibit - group=loan evidence=contract title=借款及担保合同 id=x1",
        "2025-03-01 09:00 exhibit G1 group=guarantee evidence=contract title=借款及担保合同 id=x2",
    )
    same = next(e for e in of.log if e.id == "x1").evidence
    both = replace(of, log=tuple(replace(e, evidence=same) if e.id == "x2" else e for e in of.log))
    span = {x.id: Span(7, 9) for x in exhibits(both, AT) if x.title.zh == "借款及担保合同"}
    rows = table(made(both, pages=span)["evidence-list"].document, "证明目的").rows
    own, other = [r for r in rows if r[1] == "借款及担保合同"]

    assert own[2] == "借款合同成立，借款已发放；孙示例应承担担保责任"
    assert other == (f"见{own[0]}", "借款及担保合同", "孙示例应承担担保责任", own[3], "7-9")


def test_the_facts_stand_in_the_order_in_which_they_happened() -> None:
    """Demands before the payment, the payment, then the demands for recourse."""
    text = said(packet("recourse")["complaint"])
    places = [
        text.index(part)
        for part in (
            "〔2026〕担催字第0002号",
            "代为清偿52,345.67元",
            "〔2026〕履字第0001号",
            "各被告至今",
        )
    ]

    assert places == sorted(places)
    assert text.count("〔2026〕履字第0001号") == 1


def test_after_the_house_paid_the_loan_is_overdue_no_longer() -> None:
    """The complaint and the elements count the default up to the day the bank was paid off; the file of
    the house says that and for how long the borrower has not performed."""
    papers_ = packet("recourse")

    assert "借款自2026年3月20日起逾期，至2026年5月6日已逾期47日。" in said(papers_["complaint"])
    assert "至2026年5月6日已逾期47日" in said(papers_["element-annex"])
    assert "97日" not in said(papers_["complaint"]) + said(papers_["element-annex"])
    summary = said(papers_["file-summary"])
    assert (
        "至2026年5月6日债权人到期款项付清时逾期47天；借款人至2026年6月25日未履行，共97天" in summary
    )
    assert "至2026年6月25日已逾期97日" in said(packet("loan")["complaint"])


def test_a_payment_in_part_leaves_the_default_with_the_bank() -> None:
    """What the bank is still owed is overdue until it is paid."""
    of = recourse_case()
    less = tuple(
        replace(e, amount=Decimal("1000.00")) if e.type.value == "sub_payment" else e
        for e in of.log
    )
    assert "至2026年6月25日已逾期97日" in said(made(replace(of, log=less))["complaint"])


def test_the_account_tells_who_paid_the_bank() -> None:
    """The row of the house's payment is called 代偿, that of the borrower 还款; what he paid back to the
    house later is no repayment of the loan."""
    of = recourse_case(
        "04-10 09:00 payment - amount=1000.00 evidence=bank_entry",
        "06-10 09:00 payment - amount=500.00 evidence=bank_entry",
    )
    drawn = made(of)
    rows = [(r[0], r[1], r[2]) for r in table(drawn["account"].document, "期间计息").rows]

    assert ("2026-04-10", "还款", "1,000.00") in rows
    assert ("2026-05-06", "代偿", "52,345.67") in rows
    assert not any(r[0] == "2026-06-10" for r in rows)
    assert "已还本金" in said(drawn["element-annex"])
    annex = said(drawn["element-annex"])
    told = re.search(r"已还本金([\d,.]+)元，已还利息([\d,.]+)元", annex)
    assert told is not None
    assert sum(Decimal(x.replace(",", "")) for x in told.groups()) == Decimal("1000.00")


REFUND = "06-20 10:00 refund - amount=80.00 payee=示例付款人 voucher=示凭0009 evidence=voucher"


@pytest.mark.parametrize(
    ("locale", "row"),
    [
        ("zh", ("2026-06-20", "80.00", "示例付款人", "示凭0009", "追偿款")),
        ("en", ("20 Jun 2026", "80.00", "示例付款人", "示凭0009", "the recourse claim")),
    ],
)
def test_the_account_tells_what_was_paid_back(locale: str, row: tuple[str, ...]) -> None:
    """A refund has a table of its own after the entries, from its day on; no other row of the account and
    no sum moves, and without a refund there is no such table."""
    head = {"zh": "退款日期", "en": "Paid too much on"}[locale]
    whole = made(recourse_case(REFUND), locale)["account"].document
    eve = made(recourse_case(REFUND), locale, day("06-19"))["account"].document
    bare = made(recourse_case(), locale)["account"].document

    assert [tuple(r) for r in table(whole, head).rows] == [row]
    assert not [b for d in (eve, bare) for b in d.blocks if isinstance(b, Table) and head in b.head]
    assert whole.total == bare.total
    rest = [b for b in whole.blocks if not (isinstance(b, Table) and head in b.head)]
    assert rest == list(bare.blocks)


def test_the_chronology_tells_a_refund_with_its_voucher() -> None:
    """Paid back on its day, with the sum, proved by an exhibit of the account."""
    rows = table(made(recourse_case(REFUND))["chronology"].document, "方式与结果").rows
    [told] = [r for r in rows if r[1] == "退还多付款"]

    assert (told[0], told[3]) == ("2026年6月20日", "80.00元")
    assert told[4] is not None and told[4].startswith("证据4-")
    [proof] = [
        x for x in exhibits(recourse_case(REFUND), AT) if x.number == told[4].removeprefix("证据")
    ]
    assert "2026年6月20日退还多付款80.00元" in proof.proves.zh


LICENCE = "2025-03-01 09:00 exhibit - group=identity evidence=other title=营业执照复印件"


def test_the_certificate_names_as_enclosed_what_is_in_the_set() -> None:
    """The licence recorded for the court is named by its number; without one nothing is said to be
    enclosed, and the checklist tells it."""
    with_it, bare = made(recourse_case(LICENCE)), packet("recourse")

    assert "附：证据1-1 营业执照复印件。" in said(with_it["representative"])
    assert with_it["representative"].document.links == (("证据1-1", "e-1-1"),)
    assert "附：" not in said(bare["representative"])
    assert "Enclosed" not in said(packet("recourse", "en")["representative"])
    told = "证据：原告营业执照、法定代表人身份证明"
    states = {r[0]: r[1] for r in table(bare["file-checklist"].document, "状态").rows}
    assert states[told] == "注意"
    states = {r[0]: r[1] for r in table(with_it["file-checklist"].document, "状态").rows}
    assert states[told] == "有"


def test_originals_are_a_column_on_wish() -> None:
    """Off by default: it tells the other side what is only a copy."""
    of = recourse_case()

    assert "核对" not in table(packet("recourse")["evidence-list"].document, "证明目的").head
    shown = made(of, wishes=Wishes(originals=True))["evidence-list"].document
    assert "核对" in table(shown, "证明目的").head


def test_the_chronology_names_its_evidence() -> None:
    """Contract, payout, default, demands, services and payment, each with its exhibit."""
    paper = packet("recourse")["chronology"]
    rows = {(r[0], r[1], r[2]): r[4] for r in table(paper.document, "方式与结果").rows}

    assert rows["2025年3月1日", "签订保证借款合同", "张示例"] == "证据2-1"
    assert rows["2025年3月20日", "放款", "张示例"] == "证据2-2"
    assert rows["2025年3月1日", "签订反担保合同", "李示例"] == "证据3-2"
    assert rows["2026年3月20日", "到期未还，开始逾期", "张示例"] == "证据4-1"
    assert rows["2026年3月27日", "签发逾期催收通知书", "张示例"] == "证据5-4"
    assert rows["2026年3月28日", "送达", "张示例"] == "证据5-5"
    assert rows["2026年5月6日", "代偿", ""] == "证据6-1"
    assert ("证据5-10", "e-5-10") in paper.document.links
    assert len(paper.document.links[0][0]) >= len(paper.document.links[-1][0])
    assert all(word in said(paper) for word, _ in paper.document.links)
    assert packet("recourse")["cover"].document.links == ()


def test_a_month_of_calls_is_one_line() -> None:
    """Calls to one party in a run, with how many were answered."""
    rows = table(packet("recourse")["chronology"].document, "方式与结果").rows
    calls = [r for r in rows if r[1] == "电话催收"]

    assert [(r[0], r[3]) for r in calls] == [
        ("2026年3月21日至23日", "共3次，其中1次本人接听"),
        ("2026年3月29日至6月21日", "共85次，均为本人接听"),
    ]


def test_payments_without_a_voucher_are_proved_by_the_account() -> None:
    """The entries of the loan account are their evidence."""
    rows = table(
        made(loan_case("04-10 10:00 payment B amount=1000"))["chronology"].document, "方式与结果"
    ).rows
    assert next(r[4] for r in rows if r[1] == "还款") == "证据4-1"


def test_the_account_is_that_of_the_claim() -> None:
    """Ledger, lines of interest and method, ending in the sum that the complaint asks for."""
    text = said(packet("recourse")["account"])

    assert "52,860.79" in text
    assert "四舍五入到分" in text
    assert "2026-05-06 – 2026-06-25" in text


# --- elements -------------------------------------------------------------------------------------


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        if value and all(type(v) is bool for v in value.values()):
            return ["　".join(f"{'■' if on else '□'}{label}" for label, on in value.items())]
        return [x for v in value.values() for x in leaves(v)]
    if isinstance(value, list):
        return [x for v in value for x in leaves(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("of", "paper", "form"), [("loan", "form-08", "08"), ("recourse", "element-annex", "annex")]
)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_elements_are_those_of_the_printed_form(
    of: str, paper: str, form: str, locale: str
) -> None:
    """Every value of elements.json stands in the printed form, each box with its tick."""
    case = CASES[of](LEAD, COST)
    found = elements(case, AT, policy(), exhibits(case, AT), locale)
    text = said(packet(of, locale)[paper])
    told = {k: v for k, v in found.items() if k not in {"form", "as_of", "cause", "evidence", "schema_version", "mediation"}}  # fmt: skip
    if of == "loan":
        told["fact"] = {k: v for k, v in found["fact"].items() if k != "paid_for"}  # recourse alone

    assert found["form"] == form
    assert [x for x in leaves(told) if x not in text] == []
    assert json.loads(json.dumps(found)) == found


def test_one_row_for_each_defendant() -> None:
    """Rows are copied: none shares a row with another."""
    rows = [
        r for b in packet("loan")["form-08"].document.blocks if isinstance(b, Table) for r in b.rows
    ]
    defendants = [r[1] for r in rows if r[0] == "被告（自然人）"]

    names = [name for d in defendants for name in re.findall(r"姓名：(\S+?)　", str(d))]
    assert names == ["张示例", "孙示例", "李示例"]
    assert "性别：□男　■女" in str(defendants[0])
    assert "性别：□男　□女" in str(defendants[1])  # not recorded: never guessed


def test_the_elements_stand_in_their_order() -> None:
    """Claims 1 to 8, facts 1 to 18, as the form has them."""
    rows = [
        str(r[0])
        for b in packet("loan")["form-08"].document.blocks
        if isinstance(b, Table)
        for r in b.rows
    ]
    numbers = [int(m[1]) for r in rows if (m := re.match(r"(\d+)\. ", r))]

    assert numbers == [*range(1, 9), 1, 2, *range(1, 19)]


def test_what_the_book_does_not_know_is_left_open() -> None:
    """Mortgages, pledges and their registration are not in the book: the form says neither yes nor no."""
    for of, paper in (("loan", "form-08"), ("recourse", "element-annex")):
        rows = {
            str(r[0]): str(r[1])
            for b in packet(of)[paper].document.blocks
            if isinstance(b, Table)
            for r in b.rows
        }
        asked = [v for k, v in rows.items() if "物" in k or "登记" in k or "其他担保方式" in k]

        assert len(asked) >= 3
        assert {"＿＿＿＿＿＿"} == set(asked)


# --- side papers ----------------------------------------------------------------------------------


def test_special_powers_one_by_one() -> None:
    """Six powers, each on its own line; of none given the paper says so."""
    told = [
        b.text for b in packet("recourse")["authority"].document.blocks if isinstance(b, Paragraph)
    ]
    none = made(recourse_case(house={**HOUSE, "court": Appearance(powers=())}))["authority"]

    assert [t for t in told if t.startswith("（")] == [
        "（一）承认诉讼请求；", "（二）放弃诉讼请求；", "（三）变更诉讼请求；",
        "（四）进行和解；", "（五）提起反诉；", "（六）提起上诉；",
    ]  # fmt: skip
    assert "全权" not in "".join(told)
    assert "一般授权" in said(none)


def test_what_is_not_on_record_is_a_line_to_fill_in() -> None:
    """No agent, no representative, no address: lines, never a guess."""
    bare_house = {
        "legal_representative": "",
        "representative_post": "",
        "uscc": "",
        "court": Appearance(),
    }
    found = made(recourse_case(house=bare_house))

    assert "受托人：＿＿＿＿＿＿，＿＿＿＿＿＿" in said(found["authority"])
    assert "＿＿＿＿＿＿在我单位任＿＿＿＿＿＿职务" in said(found["representative"])
    assert "□ 同意　□ 不同意" in said(found["address"])


def test_preservation_names_property_not_rumours() -> None:
    """The property as named for the court; what the officer heard stays inside."""
    text = said(packet("recourse")["preservation"])

    assert "示例县示例镇厂房一处" in text
    assert "躲债" not in text
    assert "提供保险公司出具的保函作为担保" in text
    assert "一般保证人" in text


# --- the volumes do not mix -----------------------------------------------------------------------

SECRETS = (
    "03-25 09:00 reason B code=R301 certainty=stated source=邻居告知 text=夫妻离婚在办理中",
    "03-25 10:00 visit B operation=躲在外地姐姐家 cash=赌博输光了 place=其姐姐家中 text=态度恶劣骂人",
    "03-26 10:00 inability_finding B test=stated reviewer=郑示例 text=家中老人重病卧床",
    "03-26 11:00 cash_flow B what=等女儿寄钱 by=2026-04-20",
    "06-20 10:00 override - rule=S-14 kind=judicial-referral id=ov",
    "06-20 11:00 approval - actors=冯示例 role=legal confirms=ov",
)  # fmt: skip


@pytest.mark.parametrize("of", CASES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_court_reads_nothing_of_the_inside(of: str, locale: str) -> None:
    """No reason, talk, finding, whereabouts, approval, override, number of the referral; no rule id."""
    found = made(CASES[of](*SECRETS, LEAD, COST), locale, wishes=ALL)
    text = "\n".join(said(p) for p in found.values() if p.audience is Audience.COURT)
    inside = ("离婚", "姐姐", "赌博", "骂人", "重病", "寄钱", "邻居", "R301", "同意移送", "就医", "郑示例，", "诉字第", "周示例,", "传闻")  # fmt: skip

    assert [w for w in inside if w in text] == []
    assert not re.search(r"\b[SXLC]-\d\d\b", text)
    assert "就医" in said(found["file-steps"])  # the override, with its reason, is for the house
    assert "诉字第0001号" in said(found["file-cover"])


def test_staff_are_not_named_to_the_court() -> None:
    """Who visited and called stays inside, but for the agent the house sends."""
    text = "\n".join(said(p) for p in packet("recourse").values() if p.audience is Audience.COURT)

    assert "吴示例" not in text


# --- the second pass ------------------------------------------------------------------------------


def drawn(table: Table) -> list[str]:
    """Its widths as the page has them."""
    return [f"{share * 100:.3f}" for share in columns(table).shares]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_second_pass_fills_in_pages_alone(locale: str) -> None:
    """The same blocks and widths of columns; only cells of pages differ, each in one line."""
    of = recourse_case(LEAD, COST)
    first = made(of, locale)
    parts = [*(p for p in first if not p.startswith("file-")), *(x.id for x in exhibits(of, AT))]
    pages = {part: Span(100 + 10 * n, 104 + 10 * n) for n, part in enumerate(parts)}
    second = made(of, locale, pages=pages)

    assert list(first) == list(second)
    for a, b in zip(first.values(), second.values(), strict=True):
        assert a.document.links == b.document.links
        for x, y in zip(a.document.blocks, b.document.blocks, strict=True):
            if not isinstance(x, Table) or not isinstance(y, Table):
                assert x == y
                continue
            assert drawn(x) == drawn(y)
            changed = {
                (p, q)
                for old, new in zip(x.rows, y.rows, strict=True)
                for p, q in zip(old, new, strict=True)
                if p != q
            }
            assert all(p == "–" and re.fullmatch(r"\d+(-\d+)?", str(q)) for p, q in changed)
    told = table(
        second["evidence-list"].document, {"zh": "证明目的", "en": "What it proves"}[locale]
    )
    assert {r[4] for r in told.rows if r[1] is not None} == {
        str(pages[x.id]) for x in exhibits(of, AT)
    }


def test_contents_lead_to_every_part() -> None:
    """Every paper but cover and contents, every group and exhibit, in the order of the volume."""
    found = packet("recourse")
    links = table(found["contents"].document, "名称").links
    court = [p.id for p in found.values() if p.audience is Audience.COURT][2:]

    assert [t for t in links if not t.startswith("e-")] == court
    assert [t for t in links if t.startswith("e-")] == [
        x.id for x in exhibits(recourse_case(LEAD, COST), AT)
    ]
    inside = table(found["file-contents"].document, "名称").links
    assert all(t.startswith("file-") for t in inside)


def test_the_sum_is_that_of_the_route() -> None:
    """Total, route and cause agree in cover, complaint and referral file."""
    of = recourse_case(LEAD, COST)
    suit = suits.suit(of, AT, policy())

    assert routes.route(of, AT, policy()).id == suit.route.id == "recourse"
    assert suit.total == Decimal("52860.79")
    for part in ("cover", "complaint", "account", "preservation", "file-cover", "file-summary"):
        assert "52,860.79元" in said(packet("recourse")[part]), part
