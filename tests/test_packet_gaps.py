"""What keeps a packet from being final, and who should supply it; the residue of other cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ledger_cases import case, day, person, policy
from packet_cases import HOUSE, ON, loan_case, recourse_case

from noticegen.model import Appearance, Case, PartyKind, Verdict
from noticegen.packet import PLAIN, Gap, Span, Wishes
from noticegen.packet.evidence import exhibits
from noticegen.packet.gaps import checklist, decided, missing
from noticegen.packet.residue import marks, residue
from noticegen.text import NOTHING, Text

AT = day(ON)
WISH = Wishes(preservation=True)
IDS = (
    "2025-03-01 09:40 exhibit G1 group=identity evidence=other",
    "2025-03-01 09:50 exhibit G2 group=identity evidence=other",
)
APPROVED = (
    "06-23 09:00 legal_approval - kind=complaint text=可以起诉，已逐项核对 id=la",
    "06-23 10:00 approval - actors=郑示例 role=branch_head confirms=la",
)
WHOLE = (*IDS, *APPROVED)
LEAD = "05-20 10:00 asset_lead B text=x asset=厂房一处"


def lacks(of: Case, wishes: Wishes = PLAIN, pages: dict[str, Span] | None = None) -> dict[str, Gap]:
    return {g.id: g for g in missing(of, AT, policy(), exhibits(of, AT), wishes, pages)}


def word(of: Case, rule: str, wishes: Wishes = PLAIN, pages: dict[str, Span] | None = None) -> str:
    found = decided(of, AT, policy(), exhibits(of, AT), wishes, pages)
    return " ".join(f.verdict.value for f in found if f.rule == rule)


def test_a_loan_gone_the_whole_way_lacks_nothing() -> None:
    """Papers, data, evidence, decisions and rules: all there, whichever way it goes."""
    assert lacks(recourse_case(*WHOLE)) == {}


@pytest.mark.parametrize(
    ("gone", "gap", "who"),
    [
        ("exhibit G1 group=identity", "identity:G1", "当事人"),
        ("exhibit G2 group=guarantee", "deed:G2", "经办人"),
        ("group=account", "account", "债权人（银行）"),
        ("legal_approval", "complaint", "法务"),
        ("referral_approved", "referral", "审批人"),
    ],
)
def test_each_part_that_is_wanted(gone: str, gap: str, who: str) -> None:
    """Without its event the part is missing, and the one who should supply it is named."""
    of = recourse_case(*WHOLE)
    ids = {e.id for e in of.log if _matches(e, gone)}
    assert ids
    found = lacks(replace(of, log=tuple(e for e in of.log if e.id not in ids)))

    assert gap in found
    assert found[gap].who.zh == who


def _matches(event: Any, gone: str) -> bool:
    told = [event.type.value, event.party, *(f"{k}={v}" for k, v in event.details.items())]
    return all(part in told for part in gone.split())


@pytest.mark.parametrize(
    ("house", "gap"),
    [
        ({"uscc": ""}, "house.uscc"),
        ({"legal_representative": " "}, "house.legal_representative"),
        ({"court": Appearance()}, "agent"),
    ],
)
def test_what_the_house_must_say_of_itself(house: dict[str, Any], gap: str) -> None:
    """Code, representative and agent stand in noticegen.toml; legal fills them in."""
    found = lacks(recourse_case(*WHOLE, house=house))

    assert set(found) == {gap}
    assert found[gap].who.zh == "法务"
    assert "noticegen.toml" in found[gap].mend.zh


def test_a_company_among_the_guarantors_needs_its_resolution() -> None:
    """Of a person none is asked; the paper, or the word of legal on the referral, closes the gap."""
    of = recourse_case(*WHOLE)
    firm = replace(of.parties["G1"], kind=PartyKind.COMPANY)
    paper = "2025-03-01 09:45 exhibit G1 group=guarantee resolution=shareholders evidence=other"

    def lacking(*lines: str) -> dict[str, Gap]:
        made = recourse_case(*WHOLE, *lines)
        return lacks(replace(made, parties={**made.parties, "G1": firm}))

    gap = lacking()["resolution:G1"]
    assert "the resolution of" in gap.what.en and "--resolution" in gap.mend.en
    assert "resolution:G1" not in lacking(paper)
    nod = "06-23 09:00 legal_approval G1 kind=judicial-referral text=已核查，可以起诉 id=lb"
    seen = "06-23 10:00 approval - actors=郑示例 role=branch_head confirms=lb"
    assert "resolution:G1" not in lacking(nod, seen)
    assert "resolution:G1" in lacking(nod)


def test_what_is_missing_says_what_was_found_and_how_it_is_mended() -> None:
    """Needed, found and cure are told apart, on the screen and in the line of the checklist."""
    gap = Gap(
        "S-19", Text("要", "this"), Text("谁", "who"), "S-19", Text("无", "none"), Text("补", "add")
    )

    assert gap.told == Text("要；查到：无；办法：补", "this; found: none; mend: add")
    assert replace(gap, found=NOTHING).told.zh == "要；办法：补"
    assert replace(gap, found=NOTHING, mend=NOTHING).told.en == "this"
    spoken = [g for g in lacks(loan_case()).values() if g.rule and g.mend.en]
    assert spoken
    assert all(g.what.en not in g.found.en and g.mend.en not in g.found.en for g in spoken)


def test_the_court_must_be_named() -> None:
    """Nothing agreed and nothing filed: legal says which court."""
    assert set(lacks(recourse_case(*WHOLE, loan={"dispute_way": ""}))) == {"court"}


def test_another_way_than_a_suit_is_for_legal() -> None:
    """An arbitration clause leaves the packet without a statement of claim."""
    found = lacks(
        loan_case(*WHOLE, loan={"dispute_way": "arbitration", "dispute_body": "示例仲裁委员会"})
    )
    assert found["route"].who.zh == "法务"


def test_the_bank_sues_or_authorises_before_the_house_has_paid() -> None:
    """On a guaranteed loan that the house has not paid, the creditor is the plaintiff."""
    found = lacks(loan_case(*WHOLE, loan={"lender": "示例银行"}))
    assert found["plaintiff"].who.zh == "债权人（银行）"


def test_a_rule_that_blocks_is_a_gap_and_one_that_warns_is_told() -> None:
    """Without the letter of recourse the referral is blocked; days without a call only show."""
    of = recourse_case(*WHOLE)
    fewer = replace(of, log=tuple(e for e in of.log if e.document != "〔2026〕履字第0001号"))

    assert "S-16:G1" in lacks(fewer)
    told = [i for i in checklist(of, AT, policy(), exhibits(of, AT)) if i.rule == "S-14"]
    assert [(i.there, i.warns) for i in told] == [(True, True)]


# --- the rules that are decided here --------------------------------------------------------------


def test_each_fact_has_its_evidence() -> None:
    """X-16: a cost without its voucher is told; with it, all is proved."""
    assert word(recourse_case(*WHOLE), "X-16") == "pass"
    assert word(recourse_case(*WHOLE, "06-01 10:00 cost - amount=300"), "X-16") == "fail"
    assert (
        word(recourse_case(*WHOLE, "06-01 10:00 cost - amount=300 evidence=voucher"), "X-16")
        == "pass"
    )


def test_files_are_whole_and_pages_run_on() -> None:
    """X-17: an altered file, an exhibit without pages, a gap or an overlap of pages."""
    of = recourse_case(*WHOLE)
    ids = [x.id for x in exhibits(of, AT)]
    good = {"cover": Span(1, 2)} | {i: Span(3 + 2 * n, 4 + 2 * n) for n, i in enumerate(ids)}
    last = ids[-1]

    assert word(of, "X-17") == "pass"
    assert word(of, "X-17", pages=good) == "pass"
    assert (
        word(of, "X-17", pages={**good, last: Span(good[last].first + 1, good[last].last + 1)})
        == "fail"
    )
    assert (
        word(of, "X-17", pages={**good, last: Span(good[last].first - 1, good[last].last)})
        == "fail"
    )
    assert word(of, "X-17", pages={i: s for i, s in good.items() if i != last}) == "fail"
    assert word(of, "X-17", pages={i: s for i, s in good.items() if i != "cover"}) == "fail"
    spoilt = recourse_case(*WHOLE, "06-02 10:00 visit B evidence=altered")
    assert word(spoilt, "X-17") == "fail"
    assert "X-17" in {g.rule for g in lacks(spoilt).values()}


def test_special_powers_are_listed() -> None:
    """L-14: a power of attorney without one special power is a gap."""
    plain = replace(HOUSE["court"], powers=())

    assert word(recourse_case(*WHOLE), "L-14") == "pass"
    assert word(recourse_case(*WHOLE, house={"court": plain}), "L-14") == "fail"
    assert {g.rule for g in lacks(recourse_case(*WHOLE, house={"court": plain})).values()} == {
        "L-14"
    }


def test_copies_for_each_defendant() -> None:
    """L-15: one for the court and one for each of three defendants."""
    found = decided(recourse_case(), AT, policy(), ())
    assert [f.needed.zh for f in found if f.rule == "L-15"] == ["起诉状4份（被告3人）"]


def test_a_preservation_request_names_property_and_security() -> None:
    """L-16: asked for only if wished or applied for; then both must be there."""
    bare = replace(HOUSE["court"], security="")

    assert word(recourse_case(), "L-16") == "na"
    assert word(recourse_case(), "L-16", WISH) == "fail"
    assert word(recourse_case(LEAD), "L-16", WISH) == "pass"
    assert word(recourse_case(LEAD, house={"court": bare}), "L-16", WISH) == "fail"
    asked = "06-01 10:00 filing - way=preservation body=示例县人民法院 against=B"
    assert word(recourse_case(asked), "L-16") == "fail"
    assert all(
        f.verdict is not Verdict.OVERRIDDEN for f in decided(recourse_case(), AT, policy(), ())
    )


# --- residue --------------------------------------------------------------------------------------

OTHER = replace(
    case(""),
    loan=replace(case("").loan, id="L2", contract_no="示借2025第99号"),
    parties={"B": person("B", "何示例甲", "990001197001010010", phone="13700137000")},
    guarantees=(),
)


def test_another_case_in_the_text_is_found() -> None:
    """Its name, ID, phone, contract number, each with the part it stands in; blanks do not hide it."""
    of = recourse_case()

    assert residue({"complaint": "被告张示例"}, of, marks(OTHER)) == ()
    for mark in ("何示例甲", "990001197001010010", "13700137000", "示借2025第99号"):
        assert residue({"cover": "", "complaint": f"被告{mark}等"}, of, marks(OTHER)) == (
            ("complaint", mark),
        )
    assert residue({"complaint": "被告何 示例甲"}, of, marks(OTHER)) == (("complaint", "何示例甲"),)


def test_what_two_cases_share_is_no_residue() -> None:
    """A guarantor of both, and the case itself among the others."""
    of = recourse_case()
    shared = replace(OTHER, parties={**OTHER.parties, "G1": of.parties["G1"]})

    assert residue({"complaint": "孙示例"}, of, [*marks(shared), *marks(of)]) == ()
    assert "孙示例" in marks(of)
