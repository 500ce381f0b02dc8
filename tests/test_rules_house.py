"""S-01 to S-09: the steps before the notice. Each rule: passes, fails, and the boundary day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_cases import STEPS, case, day, deed, outcome, swap, tuned, with_, without, words_of

from noticegen.model import Finding, Role
from noticegen.model import LoanParty as Signed

ON = "03-27"
FIRST = "03-20 10:00 visit B trading=normal warnings=credit,reputation,next_loan"
SECOND = "03-24 10:00 visit B operation=照常营业 cash=月底回款"


@pytest.mark.parametrize(
    ("visit", "word"),
    [
        ("03-20 10:00 visit B trading=normal", "pass"),
        ("03-21 23:59 visit B trading=normal", "pass"),
        ("03-22 00:01 visit B trading=normal", "warn"),
        ("03-21 10:00 visit B", "warn"),
        ("03-19 10:00 visit B trading=normal", "warn"),
    ],
)
def test_s01_the_visit_comes_by_the_end_of_day_one(visit: str, word: str) -> None:
    """A visit on day 0 or 1 that notes the trading status passes; a later or bare one warns."""
    assert word == outcome(case(swap(FIRST, visit)), "S-01", ON)


def test_s01_one_visit_in_time_with_the_trading_status_is_enough() -> None:
    """A bare visit on day 0 and a full one on day 1: met; a full one on day 2 comes too late for it."""
    bare = swap(FIRST, "03-20 10:00 visit B").strip()

    assert "pass" == outcome(case(f"{bare}\n03-21 10:00 visit B trading=normal"), "S-01", ON)
    assert "warn" == outcome(case(f"{bare}\n03-22 10:00 visit B trading=normal"), "S-01", ON)


def test_s01_without_any_visit_blocks_and_can_be_mended() -> None:
    """No visit at all blocks, from today on a visit would mend it."""
    [found] = words_of(case(without("visit")), "S-01", "03-26")

    assert found.blocks and found.curable
    assert "2026-03-26" == str(found.earliest)
    assert "没有走访记录" == found.found.zh


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        ("evidence=", "lacks an evidence file"),
        ("evidence=altered", "an evidence file was altered"),
        ("evidence=missing", "the evidence file is missing"),
        ("evidence=photo,altered", "an evidence file was altered"),
        ("actors=", "lacks who did it"),
        ("outcome=", "lacks the outcome"),
    ],
)
def test_s01_a_bare_visit_does_not_count_and_the_finding_says_why(detail: str, why: str) -> None:
    """A visit without actor, outcome or an intact file is no documented step."""
    bare = case(without("visit") + f"\n{FIRST} {detail}")
    [found] = words_of(bare, "S-01", ON)

    assert found.blocks
    assert "visit of 2026-03-20 10:00" in found.found.en
    assert why in found.found.en


def test_s01_a_kept_photo_beside_a_missing_one_is_enough() -> None:
    """One intact file proves the visit though another is missing."""
    assert "pass" == outcome(case(swap(FIRST, f"{FIRST} evidence=photo,missing")), "S-01", ON)


def test_s02_the_true_warnings_are_ticked() -> None:
    """Credit report, reputation and next loan are told; the subsidy only on a subsidised loan."""
    fewer = swap("warnings=credit,reputation,next_loan", "warnings=credit,reputation")
    subsidised = {"subsidised": True}

    assert "pass" == outcome(case(), "S-02", ON)
    assert "warn" == outcome(case(fewer), "S-02", ON)
    assert "warn" == outcome(case(loan=subsidised), "S-02", ON)
    every = swap("next_loan", "next_loan,subsidy")
    assert "pass" == outcome(case(every, loan=subsidised), "S-02", ON)
    assert "na" == outcome(case(without("visit")), "S-02", ON)


def test_s02_a_house_that_reports_to_nobody_does_not_threaten_with_it() -> None:
    """The credit warning is not wanted from a house that does not report."""
    silent = swap("warnings=credit,", "warnings=")

    assert "pass" == outcome(case(silent, house={"reports_credit": False}), "S-02", ON)
    assert "warn" == outcome(case(silent), "S-02", ON)


def test_s03_a_reason_is_known_and_never_named() -> None:
    """The latest reason counts, "unknown" does not, a refusal to say does; no code is shown."""
    later = with_("03-25 10:00 reason B code=R900")
    refused = swap("reason B code=R102", "reason B code=R901")

    assert "pass" == outcome(case(), "S-03", ON)
    assert "warn" == outcome(case(without("reason")), "S-03", ON)
    assert "warn" == outcome(case(later), "S-03", ON)
    assert "pass" == outcome(case(later), "S-03", "03-24")
    assert "pass" == outcome(case(refused), "S-03", ON)
    assert "R102" not in str(words_of(case(), "S-03", ON))
    of_nobody = swap(
        "reason B code=R102", "reason - code=R102"
    )  # of the loan: it holds for each debtor
    assert "pass" == outcome(case(of_nobody), "S-03", ON)


def test_s04_a_date_is_asked_for_by_day_three() -> None:
    """A promise or a refusal on day 3 is in time, on day 4 late."""
    none = without("promise")

    assert "pass" == outcome(case(none + "\n03-23 23:59 promise_refused B"), "S-04", ON)
    assert "warn" == outcome(case(none + "\n03-24 00:01 promise B"), "S-04", ON)
    assert "warn" == outcome(case(none), "S-04", ON)
    [open_still] = words_of(case(none), "S-04", "03-22")
    assert open_still.curable and str(open_still.earliest) == "2026-03-22"


def test_s05_a_call_on_each_of_the_first_three_days() -> None:
    """Days 1, 2, 3 each need a call; the Sunday among them too, and a try is enough."""
    assert "pass" == outcome(case(), "S-05", ON)
    for missing in ("03-21", "03-22", "03-23"):
        [found] = words_of(case(without(f"{missing} 09:00 call")), "S-05", ON)
        assert found.blocks and not found.curable and found.earliest is None
        assert f"none on 2026-{missing}" in found.found.en
        assert "branch_head" in found.hint.en


def test_s05_a_day_is_the_day_of_the_cases_zone() -> None:
    """A call at 23:59 is of its day, one two minutes later of the next."""
    assert "pass" == outcome(case(swap("03-23 09:00 call", "03-23 23:59 call")), "S-05", ON)
    assert "block" == outcome(case(swap("03-23 09:00 call", "03-24 00:01 call")), "S-05", ON)


def test_s05_on_the_third_day_the_call_can_still_be_made() -> None:
    """A call of today is still curable, one of yesterday is not."""
    [today] = words_of(case(without("03-23 09:00 call")), "S-05", "03-23")
    [over] = words_of(case(without("03-22 09:00 call")), "S-05", "03-23")

    assert today.blocks and today.curable and str(today.earliest) == "2026-03-23"
    assert over.blocks and not over.curable


@pytest.mark.parametrize("detail", ["actors=", "outcome="])
def test_s05_a_bare_call_does_not_count(detail: str) -> None:
    """A call without caller or result is named as not counting."""
    [found] = words_of(case(swap("03-22 09:00 call B", f"03-22 09:00 call B {detail}")), "S-05", ON)

    assert found.blocks
    assert "call of 2026-03-22 09:00" in found.found.en and "does not count" in found.found.en


def test_s05_a_call_to_someone_else_does_not_count() -> None:
    """Steps are done to someone: a call to the counter-guarantor is none to the borrower."""
    assert "block" == outcome(case(swap("03-22 09:00 call B", "03-22 09:00 call G1")), "S-05", ON)


def test_s05_days_on_hold_are_excused() -> None:
    """A hold on days 1 to 3 excuses their calls; without reason or approver it excuses nothing."""
    held = without("call B") + "\n03-21 08:00 hold - by=2026-03-23"

    [found] = words_of(case(held), "S-05", ON)
    assert not found.blocks and "excused (hold): 2026-03-21 to 2026-03-23" in found.found.en
    assert "block" == outcome(case(held + " reason="), "S-05", ON)
    assert "block" == outcome(case(held + " approver="), "S-05", ON)
    short = without("call B") + "\n03-21 08:00 hold - by=2026-03-22"
    assert "block" == outcome(case(short), "S-05", ON)


def test_s05_the_day_a_hold_ends_needs_its_call_again() -> None:
    """A hold ended on day 3 excuses days 1 and 2 only; a hold of another party none."""
    ended = without("call B") + "\n03-21 08:00 hold - by=2026-04-30\n03-23 08:00 hold_end -"
    other = without("call B") + "\n03-21 08:00 hold G1 by=2026-03-23"

    [found] = words_of(case(ended), "S-05", ON)
    assert found.blocks and "none on 2026-03-23" in found.found.en
    assert "pass" == outcome(case(ended + "\n03-23 09:00 call B"), "S-05", ON)
    assert "block" == outcome(case(other), "S-05", ON)


def test_s06_someone_was_reached_or_two_numbers_tried() -> None:
    """One answered call, or two different numbers; spaces do not make a number different."""
    quiet = swap("call B outcome=connected_party", "call B")
    two = quiet.replace("03-22 09:00 call B", "03-22 09:00 call B number=13900000000")

    assert "pass" == outcome(case(), "S-06", ON)
    assert "warn" == outcome(case(quiet), "S-06", ON)
    assert "pass" == outcome(case(two), "S-06", ON)
    assert "na" == outcome(case(without("call B")), "S-06", ON)
    late = quiet + "03-24 09:00 call B outcome=connected_party"
    assert "warn" == outcome(case(late), "S-06", ON)
    for on, what in (("03-23", "try another known number"), ("03-24", "these days are past")):
        [found] = words_of(case(quiet), "S-06", on)
        assert found.curable == (on == "03-23") and found.hint.en.startswith(what)


def test_s06_blanks_in_a_number_make_it_no_other() -> None:
    """The same number written in two ways is one number."""
    quiet = case(swap("call B outcome=connected_party", "call B"))

    def dialled(*numbers: str) -> str:
        calls = iter(numbers)
        log = tuple(
            replace(e, details={**e.details, "number": next(calls)}) if e.type == "call" else e
            for e in quiet.log
        )
        return outcome(replace(quiet, log=log), "S-06", ON)

    assert dialled("138 0013 8000", "13800138000", " 1380013 8000 ") == "warn"
    assert dialled("138 0013 8000", "13800138000", "139 0000 0000") == "pass"
    assert dialled("138 0013 8000", "13800138000", " ") == "warn"


def test_s07_the_second_visit_is_from_day_four_on() -> None:
    """Day 4 counts, day 3 does not; the visit of the day of issue still does."""
    assert "pass" == outcome(case(swap(SECOND, "03-24 00:01 visit B")), "S-07", ON)
    assert "pass" == outcome(case(swap(SECOND, "03-27 08:30 visit B")), "S-07", ON)
    [early] = words_of(case(swap(SECOND, "03-23 23:59 visit B")), "S-07", "03-23")
    assert early.blocks and early.curable and str(early.earliest) == "2026-03-24"
    [late] = words_of(case(without("03-24 10:00 visit")), "S-07", "03-30")
    assert str(late.earliest) == "2026-03-30"


@pytest.mark.parametrize(
    ("no_contact", "from_day", "told"),
    [
        (
            "03-23 08:00 hold - by=2026-03-31",
            "2026-04-01",
            "hold: not before 2026-04-01; then visit",
        ),
        ("03-23 08:00 contact_limit B limit=request by=2026-03-27", "2026-03-28", "asked for it"),
        ("03-23 08:00 contact_limit B limit=request by=2026-03-26", "2026-03-27", ""),
        ("03-23 08:00 hold G1 by=2026-03-31", "2026-03-27", ""),
        ("03-23 08:00 contact_limit B limit=illness", "2026-03-27", "no visit during this: limit"),
        (
            "03-23 08:00 hold - by=2026-03-28\n03-24 08:00 contact_limit B limit=illness by=2026-03-30",
            "2026-03-31",
            "not before 2026-03-31",
        ),
    ],
)
def test_s07_s01_a_visit_is_not_asked_for_while_nobody_may_visit(
    no_contact: str, from_day: str, told: str
) -> None:
    """The first day of a visit that is wanting is the day after a hold or limit ends, and the hint says so;
    on its last day still, on the day after no more; what has no end yet moves no day."""
    made = case(without("visit") + f"\n{no_contact}")

    for found in (*words_of(made, "S-01", ON), *words_of(made, "S-07", ON)):
        assert found.blocks and found.curable and from_day == str(found.earliest)
        assert told in found.hint.en and bool(told) == ("visit" not in found.hint.en[:6])


def test_s07_before_day_four_a_limit_that_reaches_it_counts() -> None:
    """Asked on day 3, a limit up to day 5 makes day 6 the first for the second visit."""
    made = case(without("03-24 10:00 visit") + "\n03-22 11:00 hold - by=2026-03-25")
    [found] = words_of(made, "S-07", "03-23")

    assert "2026-03-26" == str(found.earliest)


def test_s07_one_visit_is_not_two() -> None:
    """A first visit on day 5 is late for S-01 and does not serve as the second."""
    one = case(without("visit") + "\n03-25 10:00 visit B trading=normal")
    two = case(without("visit") + "\n03-25 10:00 visit B trading=normal\n03-26 10:00 visit B")

    assert ["warn", "block"] == [outcome(one, r, ON) for r in ("S-01", "S-07")]
    assert ["warn", "pass"] == [outcome(two, r, ON) for r in ("S-01", "S-07")]


def test_s07_the_comparator_moves_the_day() -> None:
    """With the comparator ">" day 4 is too early."""
    assert "block" == outcome(case(), "S-07", ON, by=tuned("steps", comparator=">"))
    assert "block" == outcome(case(), "S-09", ON, by=tuned("steps", comparator=">"))


def test_s08_the_second_visit_notes_business_and_cash() -> None:
    """Both notes are wanted of the second visit; without such a visit the rule does not apply."""
    assert "pass" == outcome(case(), "S-08", ON)
    assert "warn" == outcome(case(swap(" cash=月底回款", "")), "S-08", ON)
    assert "na" == outcome(case(without("03-24 10:00 visit")), "S-08", ON)
    assert "pass" == outcome(case(with_("03-26 10:00 visit B")), "S-08", ON)
    thin = swap(" cash=月底回款", "").strip()
    assert "pass" == outcome(
        case(f"{thin}\n03-26 10:00 visit B operation=照常 cash=无"), "S-08", ON
    )


def test_s09_each_counter_guarantor_is_contacted() -> None:
    """One finding per counter-guarantor: contact with one is none with the other."""
    one = words_of(case(without("cg_contact G2")), "S-09", ON)

    assert [("G1", False), ("G2", True)] == [(f.party, f.blocks) for f in one]
    assert "李示例" in one[1].hint.zh
    assert "pass" == outcome(case(), "S-09", ON)
    assert "na" == outcome(case(guarantees=()), "S-09", ON)


def test_s09_asks_of_a_counter_guarantor_whose_deed_is_not_on_record() -> None:
    """Who signed as counter-guarantor is one: he gets the letters, so he is contacted too."""
    on_record = case(without("cg_contact G2"), guarantees=(deed("G1"),))
    both = (*on_record.signatories, Signed("G2", Role.COUNTER_GUARANTOR))
    signed = replace(on_record, signatories=both)

    assert "pass" == outcome(on_record, "S-09", ON)
    assert {("G1", False), ("G2", True)} == {
        (f.party, f.blocks) for f in words_of(signed, "S-09", ON)
    }
    spoken = case(guarantees=(deed("G1"),))
    assert "pass" == outcome(replace(spoken, signatories=both), "S-09", ON)


def test_s09_contact_before_day_four_is_too_early() -> None:
    """Day 3 does not count, day 4 does; a bare contact is named."""
    early = words_of(
        case(swap("03-24 16:00 cg_contact G2", "03-23 16:00 cg_contact G2")), "S-09", ON
    )
    bare = words_of(case(swap("cg_contact G2", "cg_contact G2 outcome=")), "S-09", ON)

    assert early[1].blocks and "too early" in early[1].found.en
    assert bare[1].blocks and "lacks the outcome" in bare[1].found.en
    assert "pass" == outcome(
        case(swap("03-24 15:00 cg_contact G1", "03-24 00:01 call G1")), "S-09", ON
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("03-24 08:00 death G2", "death"),
        ("03-22 08:00 insolvency G2", "insolvency"),
        ("03-22 08:00 contact_limit G2 limit=illness", "limit on contact"),
        ("03-24 08:00 contact_limit G2 limit=illness by=2026-03-27", "limit on contact"),
        ("03-23 08:00 hold G2 by=2026-04-30", "hold"),
    ],
)
def test_s09_nobody_is_asked_to_contact_whom_he_may_not(line: str, why: str) -> None:
    """Dead, insolvent, limited or held from day 4 on: the rule does not apply to him, and says why; the
    other is asked about as ever."""
    bare = without("cg_contact G2")
    first, second = words_of(case(f"{bare}\n{line}"), "S-09", ON)

    assert ("pass", "na") == (str(first.verdict), str(second.verdict))
    assert why in second.found.en and "no contact" in second.found.en
    assert "block" == outcome(case(f"{bare}\n{line.replace(' G2', ' G1')}"), "S-09", ON)


def test_s09_days_before_the_limit_show_and_stop_nothing() -> None:
    """Who could be contacted on days 4 and 5 and died on day 6: it warns with these days. The day after a
    limit has ended he is asked about again; a death of a later day excuses nothing."""
    bare = without("cg_contact G2")

    def told(line: str, on: str = ON) -> Finding:
        return words_of(case(f"{bare}\n{line}"), "S-09", on)[1]

    late = told("03-26 08:00 death G2")
    assert ("warn", False) == (late.severity.value, late.blocks)
    assert "2026-03-24 to 2026-03-25" in late.found.en
    over = told("03-24 08:00 contact_limit G2 limit=illness by=2026-03-26")
    assert over.blocks and day(ON) == over.earliest
    assert told("03-28 08:00 death G2").blocks
    assert told("03-22 08:00 death G2", "03-23").blocks  # day 3: none is asked for yet


def test_s09_nine_counter_guarantors_are_nine_findings() -> None:
    """Each of nine is asked for, and each once though he gave two deeds."""
    from ledger_cases import deed, person

    people = {f"G{n}": person(f"G{n}", f"保示例{n}") for n in range(1, 10)}
    many = case(parties={"B": case().parties["B"], **people})
    many = replace(many, guarantees=(*map(deed, people), deed("G9", id="D-9b", deed_no="示反9乙")))

    found = words_of(many, "S-09", ON)
    assert list(people) == [f.party for f in found]
    assert 7 == sum(f.blocks for f in found)


def test_steps_are_asked_for_of_each_addressee() -> None:
    """A co-borrower needs her own steps; asking for one party leaves the other out."""
    signed = (Signed("B", Role.BORROWER), Signed("G1", Role.CO_BORROWER))
    both = case(signatories=signed, guarantees=())

    assert {"B", "G1"} == {f.party for f in words_of(both, "S-05", ON)}
    assert "block" == outcome(both, "S-05", ON)
    assert "pass" == outcome(both, "S-05", ON, party="B")


def test_s05_a_plan_excuses_none_of_the_first_days() -> None:
    """A plan agreed on day 0 excuses calls after the service (S-14), not those of days 1 to 3; a hold
    excuses both."""
    plan = "03-20 12:00 plan B approver=郑示例 schedule=2026-04-30=60000"
    made = without("03-22 09:00 call").strip()

    assert "block" == outcome(case(f"{made}\n{plan}"), "S-05", ON)
    assert "pass" == outcome(case(f"{made}\n03-20 12:00 hold - by=2026-03-22"), "S-05", ON)


def test_a_corrected_call_does_not_count() -> None:
    """A call found to be of another case is taken back by a correction and the day is open again."""
    named = STEPS.replace("03-22 09:00 call B", "03-22 09:00 call B id=X1")
    gone = case(named + "03-25 09:00 correction - corrects=X1")

    assert "pass" == outcome(case(named), "S-05", ON)
    assert "block" == outcome(gone, "S-05", ON)
