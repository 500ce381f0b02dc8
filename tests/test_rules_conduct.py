"""C-rules: how people were treated. Each rule: passes, warns, boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from later_cases import REFERRAL, REMINDER, after, calls, word, words
from ledger_cases import case, outcome, person, policy, swap, tuned, with_, words_of

from noticegen.model import LoanParty, Role, Verdict
from noticegen.policy import Policy
from noticegen.rules.conduct_cn import banned

ON = "03-27"


@pytest.mark.parametrize(
    ("time", "verdict"),
    [("07:59", "warn"), ("08:00", "pass"), ("21:59", "pass"), ("22:00", "warn"), ("03:00", "warn")],
)
def test_c01_no_contact_at_night(time: str, verdict: str) -> None:
    """From 22:00 (included) to 08:00 (excluded) nobody is contacted, unless she agreed."""
    call = f"03-25 {time} call B"

    assert verdict == outcome(case(with_(call)), "C-01", ON)
    assert "pass" == outcome(case(with_(call + " consent=yes")), "C-01", ON)
    assert verdict == outcome(case(with_(call.replace("call B", "cg_contact G1"))), "C-01", ON)


def test_the_guideline_is_not_held_against_earlier_contacts() -> None:
    """A night call, and seven tries, of the day before the guideline warn of nothing; from its day on
    they do."""
    seven = [f"03-25 {h:02d}:00 call B number=" for h in range(1, 8)]
    made = case(with_(*seven))

    for since, verdict in (("2026-03-26", "pass"), ("2026-03-25", "warn")):
        by = tuned("conduct", effective_from=date.fromisoformat(since))
        assert "na" == outcome(made, "C-01", "03-20", by=by)
        late = case(with_(*seven, "03-26 09:00 call B"))
        assert [verdict, verdict] == [outcome(late, r, ON, by=by) for r in ("C-01", "C-02")]


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
    assert "warn" == outcome(case(with_(raised, nod.replace("- id", "G1 id"), seen)), "C-06", ON)


def test_c06_an_answer_that_names_a_dispute_answers_that_one_only() -> None:
    """With a dispute and a complaint open, the answer to one leaves the other waiting; one that names none
    answers all so far."""
    both = ("03-25 10:00 dispute B id=D1", "03-26 10:00 complaint B id=K1")
    to = "03-26 12:00 dispute_answered B"

    for named, left in (("answers=D1", "2026-03-26"), ("answers=K1", "2026-03-25")):
        [found] = words_of(case(with_(*both, f"{to} {named}")), "C-06", ON)
        assert (
            found.verdict is Verdict.FAIL and left in found.found.en and ";" not in found.found.en
        )
    assert "pass" == outcome(case(with_(*both, to)), "C-06", ON)
    one_each = (f"{to} answers=D1", f"{to.replace('12:00', '13:00')} answers=K1")
    assert "pass" == outcome(case(with_(*both, *one_each)), "C-06", ON)


def test_banned_words_are_found_whole() -> None:
    """Threats and false authority are found; words of law and longer English words are not."""
    assert ("刑事", "坐牢") == banned("不还就让你坐牢，定为刑事案件", policy())
    assert ("arrest", "last chance") == banned("This is your Last Chance before ARREST.", policy())
    assert () == banned("可以依法向人民法院起诉，申请财产保全", policy())
    assert () == banned("the court may arrange conciliation", policy())


# --- C-03 -----------------------------------------------------------------------------------------

OTHER = "03-25 10:00 call B outcome=connected_other"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (f"{OTHER} whom=unrelated told=debt", "warn"),
        (f"{OTHER} told=debt", "warn"),
        (f"{OTHER} whom=unrelated told=word", "pass"),
        (f"{OTHER} whom=unrelated told=nothing", "pass"),
        (f"{OTHER} whom=related told=debt", "pass"),
        (OTHER, "info"),
        ("03-25 10:00 visit B outcome=met_other told=debt", "warn"),
        ("03-25 10:00 message C told=debt", "warn"),
        ("03-25 10:00 message C told=word", "pass"),
        ("03-25 10:00 call C outcome=no_answer", "na"),
        ("03-25 10:00 call G1 outcome=connected_party told=debt", "na"),
        ("03-19 10:00 call B outcome=connected_other told=debt", "na"),
    ],
)
def test_c03_no_unrelated_person_is_told_of_the_debt(line: str, verdict: str) -> None:
    """Asking how to reach her or to pass word passes; telling the debt warns; nothing noted shows.

    A guarantor is no stranger; a person of the case who signed nothing (C) is one."""
    people = {**case().parties, "C": person("C", "钱示例")}

    assert verdict == outcome(case(with_(line), parties=people), "C-03", ON)


def test_c03_a_correction_that_notes_it_mends_it() -> None:
    """The event corrected with what was said is asked about no more."""
    whole = with_(OTHER + " id=X1", OTHER + " id=X2 corrects=X1 whom=unrelated told=word")

    assert "pass" == outcome(case(whole), "C-03", ON)


# --- C-07 -----------------------------------------------------------------------------------------


def test_c07_lists_the_days_the_ceiling_excuses() -> None:
    """A hold on day 2 in place of the call: the day and its reason are told."""
    held = swap("03-22 09:00 call B", "03-22 09:00 hold - by=2026-03-22")
    [found] = words_of(case(held), "C-07", ON)

    assert "excused (hold): 2026-03-22" == found.found.en
    assert "pass" == outcome(case(held), "C-07", ON)
    assert "na" == outcome(case(), "C-07", ON)
    assert "na" == outcome(case(with_("03-22 07:00 hold - by=2026-03-22")), "C-07", ON)


def test_c07_days_after_the_service_are_listed_before_a_referral() -> None:
    """A limit over three days after the service: those days are told, the day asked on is not."""
    lines = after(*calls("03-29", "04-02"), "04-03 08:00 contact_limit B limit=request")
    [found] = words(case(lines), REFERRAL, "C-07", "04-06")

    assert "excused (limit on contact (asked for it)): 2026-04-03 to 2026-04-05" == found.found.en


def test_c07_a_house_without_calls_of_the_first_days_counts_from_the_service() -> None:
    """No day of days 1 to 3 is asked for; those after the service of 28 March are as ever."""
    limits = [f"{d} 08:00 contact_limit B limit=request by=2026-{d}" for d in ("03-21", "03-29")]
    of = case(after(*limits).replace("03-21 09:00 call B outcome=connected_party\n", ""))

    def told(by: Policy) -> str:
        [found] = words(of, REFERRAL, "C-07", "04-06", by=by)
        return found.found.en.partition(": ")[2]

    assert told(policy()) == "2026-03-21, 2026-03-29"
    assert told(tuned("steps", call_days=())) == "2026-03-29"


def test_c07_a_contact_in_spite_of_a_limit_is_pointed_out() -> None:
    """Called on the day she asked not to be: told, and never a block."""
    limit = "03-22 08:00 contact_limit B limit=request by=2026-03-22"

    [found] = words_of(case(with_(limit)), "C-07", ON)
    assert "info" == outcome(case(with_(limit)), "C-07", ON)
    assert "call of 2026-03-22 09:00" in found.found.en
    assert "na" == outcome(case(with_(limit.replace("03-22", "03-25"))), "C-07", ON)
    asked_later = limit.replace(
        "08:00", "09:01"
    )  # on the telephone, say: that call was not against it
    assert "na" == outcome(case(with_(asked_later)), "C-07", ON)


# --- C-08 -----------------------------------------------------------------------------------------


def test_c08_every_file_is_kept_for_five_years_after_the_end() -> None:
    """A missing file warns, that of a corrected event too; five years after pay-off nothing is asked."""
    lost = "03-25 10:00 visit B id=X1 evidence=missing"
    taken_back = "03-26 10:00 correction - corrects=X1"

    assert "pass" == outcome(case(), "C-08", ON)
    assert "warn" == outcome(case(with_(lost)), "C-08", ON)
    assert "warn" == outcome(case(with_(lost, taken_back)), "C-08", ON)
    paid = case(with_(lost, "04-10 10:00 payment B amount=60000"))
    assert ["warn", "na"] == [outcome(paid, "C-08", d) for d in ("2031-04-10", "2031-04-11")]


# --- to whom the rules look ---------------------------------------------------------------------


def test_conduct_is_asked_before_every_document_whoever_it_goes_to() -> None:
    """A night call to the borrower warns before a letter to her guarantor too."""
    night = after("03-29 23:00 call B")

    assert "warn" == word(case(night), REMINDER, "C-01", "04-02", "G1")
    assert "pass" == word(case(after()), REMINDER, "C-01", "04-02", "G1")


def test_c06_before_a_referral_a_guarantor_s_dispute_counts() -> None:
    """Whoever may be sued is asked about; a letter to another guarantor is not held up."""
    raised = after("03-29 10:00 dispute G1")

    assert "warn" == word(case(raised), REFERRAL, "C-06", "04-02")
    assert "warn" == word(case(raised), REMINDER, "C-06", "04-02", "G1")
    assert "na" == word(case(raised), REMINDER, "C-06", "04-02", "G2")


def test_c06_before_a_referral_whoever_signed_is_asked_about() -> None:
    """One whose deed is not on record may be the one who says that she never gave it."""
    raised = case(after("03-29 10:00 dispute G1"), guarantees=())
    signed = (*raised.signatories, LoanParty("G1", Role.GUARANTOR))

    assert "na" == word(raised, REFERRAL, "C-06", "04-02")
    assert "warn" == word(replace(raised, signatories=signed), REFERRAL, "C-06", "04-02")
