"""L-27: a company that stands as guarantor resolved to, or the law asks no resolution of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from later_cases import DEMAND, RECOURSE, REFERRAL, REMINDER, after, word, words
from ledger_cases import PEOPLE, case, deed, policy, worst

from noticegen.events import RESOLUTIONS
from noticegen.model import Case, PartyKind

PAID = "05-06 10:00 sub_payment - amount=52345.67 voucher=V1"
PAPER = "2026-03-25 10:00 exhibit G1 group=guarantee resolution=board evidence=other"
NOD = "05-07 09:00 legal_approval G1 id=N kind=recourse-demand"
SEEN = "05-07 10:00 approval - confirms=N actors=郑示例 role=branch_head"


def firm(*lines: str, direct: bool = False, **changes: Any) -> Case:
    """G1, a company, and G2, a person, stand behind the house."""
    people = {p.id: p for p in PEOPLE}
    people["G1"] = replace(people["G1"], kind=PartyKind.COMPANY, name="示例商贸有限公司")
    deeds = (deed("G1", counter=not direct), deed("G2"))
    return case(after(PAID, *lines), guarantees=deeds, parties=people, **changes)


@pytest.mark.parametrize("kind", [REMINDER, RECOURSE, REFERRAL])
def test_l27_a_company_without_a_resolution_on_record_warns(kind: str) -> None:
    """Before each letter to it and before the referral; of a person nothing is asked."""
    bare, shown = (words(of, kind, "L-27", "05-08") for of in (firm(), firm(PAPER)))

    assert [("warn", "G1"), ("pass", "G1")] == [(worst(f), f[0].party) for f in (bare, shown)]
    assert "no resolution on record" in bare[0].found.en and "exhibit" in bare[0].hint.en
    assert "resolution of the board" in shown[0].found.en
    assert "na" == word(case(after(PAID)), kind, "L-27", "05-08")


def test_l27_asks_of_a_guarantor_of_the_loan_too() -> None:
    """Whom it guarantees makes no difference."""
    assert "warn" == word(firm(direct=True), DEMAND, "L-27", "05-08", "G1")
    assert "pass" == word(firm(PAPER, direct=True), DEMAND, "L-27", "05-08", "G1")


@pytest.mark.parametrize("what", RESOLUTIONS)
def test_l27_takes_what_the_house_accepts(what: str) -> None:
    """Resolutions and the exceptions of the law as shipped; a house may take some out."""
    of = firm(PAPER.replace("board", what))
    shipped = policy()
    fewer = tuple(w for w in shipped.resolution.accepted if w != what)
    stricter = shipped.model_copy(
        update={"resolution": shipped.resolution.model_copy(update={"accepted": fewer})}
    )

    assert "pass" == word(of, RECOURSE, "L-27", "05-08")
    [found] = words(of, RECOURSE, "L-27", "05-08", "G1", stricter)
    assert "warn" == worst([found])
    assert f"not accepted by the house: {RESOLUTIONS[what].en}" == found.found.en


def test_l27_counts_from_the_day_of_the_paper_and_only_a_whole_one() -> None:
    """Another party's paper, one without its word and one whose file is damaged show nothing."""
    later = PAPER.replace("2026-03-25", "2026-05-08")

    assert ["warn", "pass"] == [
        word(firm(later), RECOURSE, "L-27", on) for on in ("05-07", "05-08")
    ]
    assert "warn" == word(firm(PAPER.replace("G1", "G2")), RECOURSE, "L-27", "05-08")
    assert "warn" == word(firm(PAPER.replace(" resolution=board", "")), RECOURSE, "L-27", "05-08")


def test_l27_legal_may_judge_in_its_place() -> None:
    """Confirmed, of this kind of document and of this company or of the case."""
    assert "pass" == word(firm(NOD, SEEN), RECOURSE, "L-27", "05-08")
    assert "warn" == word(firm(NOD), RECOURSE, "L-27", "05-08")
    assert "warn" == word(firm(NOD.replace("G1", "G2"), SEEN), RECOURSE, "L-27", "05-08")
    assert "warn" == word(firm(NOD, SEEN), REMINDER, "L-27", "05-08")
