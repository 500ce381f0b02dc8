"""C-rules: how people were treated. Each rule: passes, warns, boundary."""

from __future__ import annotations

import pytest
from ledger_cases import case, outcome, swap, with_, words_of

from noticegen.rules.conduct_cn import banned

ON = "03-27"


@pytest.mark.parametrize(
    ("time", "word"),
    [("07:59", "warn"), ("08:00", "pass"), ("21:59", "pass"), ("22:00", "warn"), ("03:00", "warn")],
)
def test_c01_no_contact_at_night(time: str, word: str) -> None:
    """From 22:00 (included) to 08:00 (excluded) nobody is contacted, unless she agreed."""
    call = f"03-25 {time} call B"

    assert word == outcome(case(with_(call)), "C-01", ON)
    assert "pass" == outcome(case(with_(call + " consent=yes")), "C-01", ON)
    assert word == outcome(case(with_(call.replace("call B", "cg_contact G1"))), "C-01", ON)


def test_c01_looks_at_the_present_default_only() -> None:
    """A night call of a time before day 0 is not held against this notice."""
    assert "pass" == outcome(case(with_("03-19 23:00 call B")), "C-01", ON)


def test_c02_six_unanswered_tries_to_a_number_are_the_limit() -> None:
    """Six tries to one number in a day pass, seven warn; answered ones and other numbers do not add."""
    six = [f"03-25 {h:02d}:00 call B number=13800138000" for h in range(9, 15)]

    assert "pass" == outcome(case(with_(*six)), "C-02", ON)
    [found] = words_of(case(with_(*six, "03-25 16:00 call B outcome=busy")), "C-02", ON)
    assert "exceeded on 2026-03-25" == found.found.en
    assert "pass" == outcome(case(with_(*six, "03-25 16:00 call B number=13900000000")), "C-02", ON)
    assert "pass" == outcome(
        case(with_(*six, "03-25 16:00 call B outcome=connected_party")), "C-02", ON
    )
    assert "pass" == outcome(case(with_(*six, "03-26 09:00 call B")), "C-02", ON)


def test_c02_without_a_number_the_tries_to_a_person_are_counted() -> None:
    """Tries that do not say the number are counted together."""
    seven = [f"03-25 {h:02d}:00 call B number=" for h in range(9, 16)]

    assert "warn" == outcome(case(with_(*seven)), "C-02", ON)


def test_c04_two_go_on_a_visit() -> None:
    """One person, or the same name twice, warns."""
    assert "pass" == outcome(case(), "C-04", ON)
    assert "warn" == outcome(
        case(swap("03-24 10:00 visit B", "03-24 10:00 visit B actors=周示例")), "C-04", ON
    )
    same = swap("03-24 10:00 visit B", "03-24 10:00 visit B actors=周示例,周示例")
    assert "warn" == outcome(case(same), "C-04", ON)


def test_c06_a_dispute_is_answered_first() -> None:
    """An unanswered dispute or complaint warns; an answer from before it does not count."""
    raised = "03-26 10:00 dispute B"

    assert "na" == outcome(case(), "C-06", ON)
    assert "warn" == outcome(case(with_(raised)), "C-06", ON)
    assert "warn" == outcome(case(with_("03-26 10:00 complaint B")), "C-06", ON)
    assert "pass" == outcome(case(with_(raised, "03-26 10:00 dispute_answered B")), "C-06", ON)
    assert "warn" == outcome(case(with_(raised, "03-26 09:59 dispute_answered B")), "C-06", ON)
    assert "warn" == outcome(case(with_(raised, "03-26 11:00 dispute_answered G1")), "C-06", ON)
    nod = "03-26 11:00 legal_approval - id=N1"
    seen = "03-26 12:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    assert "warn" == outcome(case(with_(raised, nod)), "C-06", ON)
    assert "pass" == outcome(case(with_(raised, nod, seen)), "C-06", ON)


def test_banned_words_are_found_whole() -> None:
    """Threats and false authority are found; words of law and longer English words are not."""
    assert ("刑事", "坐牢") == banned("不还就让你坐牢，定为刑事案件")
    assert ("arrest", "last chance") == banned("This is your Last Chance before ARREST.")
    assert () == banned("可以依法向人民法院起诉，申请财产保全")
    assert () == banned("the court may arrange conciliation")
