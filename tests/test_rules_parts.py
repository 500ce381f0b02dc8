"""The small parts of which rules are made: days excused and counted, what is left, how a word is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from later_cases import after
from ledger_cases import BORROWER, STEPS, answer, case, day, deed, policy, tuned, with_

from noticegen import clocks, rules
from noticegen.addressing import DEMAND
from noticegen.model import Case, Finding, GuaranteeKind, LoanKind, Severity, Verdict
from noticegen.rules import balance, ceiling, relief, steps, table
from noticegen.text import NOTHING, Text

D = Decimal
ZERO = day("03-20")


def excused(line: str, on: str = "04-10", party: str = "B") -> list[tuple[str, str, str]]:
    """First day, last day and reason of what excuses days towards a party."""
    found = ceiling.excuses(case(with_(line)), day(on), policy(), party)
    return [(str(x.since)[5:], str(x.last)[5:], x.why.en) for x in found]


# --- days that are excused ------------------------------------------------------------------------


def test_an_excuse_covers_its_first_and_its_last_day() -> None:
    """Both ends are included, the days beside them are not."""
    span = ceiling.Excuse(day("03-21"), day("03-23"), Text("因", "why"))

    assert [span.covers(day(f"03-{d}")) for d in (20, 21, 22, 23, 24)] == [
        False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("03-22 08:00 contact_limit B limit=illness by=2026-03-25", [("03-22", "03-25", "limit on contact (illness)")]),
        ("03-22 08:00 contact_limit B limit=illness", [("03-22", "04-10", "limit on contact (illness)")]),
        ("03-22 08:00 contact_limit B limit=mood by=2026-03-25", []),
        ("03-22 08:00 contact_limit G1 limit=illness by=2026-03-25", []),
        ("04-11 08:00 contact_limit B limit=illness", []),
        ("04-10 08:00 contact_limit B limit=illness", [("04-10", "04-10", "limit on contact (illness)")]),
        ("04-10 08:00 insolvency B", [("04-10", "04-10", "insolvency")]),
        ("04-11 08:00 insolvency B", []),
        ("03-25 08:00 insolvency G1", []),
    ],
)  # fmt: skip
def test_what_excuses_a_day(line: str, found: list[tuple[str, str, str]]) -> None:
    """A limit runs to its last day or is open; insolvency is open; another's, an unknown ground and what
    lies after the day asked for excuse nothing."""
    got = excused(line)

    assert [(a, b) for a, b, _ in got] == [(a, b) for a, b, _ in found]
    for (_, _, why), (_, _, wanted) in zip(got, found, strict=True):
        assert wanted.split(" (")[-1].rstrip(")") in why.lower()


PLAN = "03-25 09:00 plan {} id=P1 approver=郑示例 amount=2 schedule=2026-03-30=100;2026-04-05=100 by=2026-04-05 text=分期"


@pytest.mark.parametrize(
    ("more", "last"),
    [
        ("", "03-30"),
        ("03-30 12:00 payment B amount=100 promise=P1", "04-05"),
        ("03-30 12:00 payment B amount=99 promise=P1", "03-30"),
        ("03-30 12:00 payment B amount=100", "03-30"),
        ("03-30 12:00 payment B amount=200 promise=P1", "04-05"),
    ],
)
def test_a_plan_excuses_until_its_end_or_the_first_line_not_kept(more: str, last: str) -> None:
    """From the day it was agreed; a broken or half-kept line ends it with its own day. Money that names
    no promise would go to an older one first."""
    lines = with_(PLAN.format("B"), *([more] if more else []))
    [found] = [
        x
        for x in ceiling.excuses(case(lines), day("04-10"), policy(), "B")
        if x.why == ceiling.PLAN
    ]

    assert (found.since, found.last) == (day("03-25"), day(last))


@pytest.mark.parametrize(
    ("agreed", "spans"),
    [
        ("03-29", [("03-25", "03-28"), ("03-29", "04-09")]),
        ("03-25", [("03-25", "03-25"), ("03-25", "04-09")]),
        ("04-01", [("03-25", "03-30"), ("04-01", "04-09")]),
    ],
)
def test_a_plan_excuses_until_another_takes_its_place(
    agreed: str, spans: list[tuple[str, str]]
) -> None:
    """A plan replaced before a line failed excuses to the eve of the new one, which goes on; one that had
    failed before ends with the line that failed."""
    new = f"{agreed} 10:00 plan B id=P2 approver=郑示例 amount=2 schedule=2026-04-09=200 by=2026-04-09 text=分期"
    of = case(with_(PLAN.format("B"), new))
    found = [x for x in ceiling.excuses(of, day("04-10"), policy(), "B") if x.why == ceiling.PLAN]

    assert [(f"{x.since:%m-%d}", f"{x.last:%m-%d}") for x in found] == spans


def test_a_plan_is_of_those_who_agreed_to_it() -> None:
    """The borrower's plan excuses no call to a guarantor; one that names nobody excuses both; none
    is known before its day."""

    def plans(agreed: str, party: str, on: str = "04-10") -> int:
        of = case(with_(PLAN.format(agreed)))
        return len(
            [x for x in ceiling.excuses(of, day(on), policy(), party) if x.why == ceiling.PLAN]
        )

    assert [plans("B", "B"), plans("B", "G1"), plans("G1", "G1"), plans("G1", "B")] == [1, 0, 1, 0]
    assert [plans("B", "B", "03-24"), plans("B", "B", "03-25")] == [0, 1]


def test_a_rest_day_is_excused_where_the_house_lets_it_rest() -> None:
    """22 March 2026 is a Sunday, 23 a Monday; a span comes before the rest day as the reason."""
    resting, working = tuned("steps", calls_on_rest_days=False), tuned("steps", calls_on_rest_days=True)  # fmt: skip
    span = ceiling.Excuse(day("03-22"), day("03-22"), Text("病", "ill"))

    assert ceiling.excused(day("03-22"), (), resting) == ceiling.REST_DAY
    assert ceiling.excused(day("03-23"), (), resting) is None
    assert ceiling.excused(day("03-22"), (), working) is None
    assert ceiling.excused(day("03-22"), (span,), resting) == Text("病", "ill")
    assert ceiling.excused(day("03-23"), (span,), working) is None


@pytest.mark.parametrize(
    ("line", "days", "on", "end"),
    [
        ("", 1, "04-10", "03-21"),
        ("", 0, "04-10", "03-20"),
        ("", 3, "04-10", "03-23"),
        ("03-20 08:00 contact_limit B limit=illness by=2026-03-20", 0, "04-10", "03-21"),
        ("03-20 08:00 contact_limit B limit=illness by=2026-03-20", 1, "04-10", "03-22"),
        ("03-21 08:00 contact_limit B limit=illness by=2026-03-22", 1, "04-10", "03-23"),
        ("03-21 08:00 contact_limit B limit=illness by=2026-03-22", 2, "04-10", "03-24"),
        ("03-21 08:00 contact_limit B limit=illness", 1, "03-22", "03-23"),
        ("03-22 08:00 contact_limit B limit=illness by=2026-03-25", 1, "04-10", "03-21"),
    ],
)
def test_a_window_counts_only_days_on_which_there_may_be_contact(
    line: str, days: int, on: str, end: str
) -> None:
    """Barred days are passed over, day 0 included; an open limit moves the end behind today."""
    of = case(with_(line) if line else STEPS)

    assert ceiling.window_end(of, ZERO, days, day(on), "B") == day(end)


def test_a_hold_that_ends_at_once_holds_nothing() -> None:
    """It runs from its own day to the day before the next end, which may come at the same moment; to `by`
    if that is earlier; with neither, to the day asked on. Not known before its day."""

    def held(*lines: str, on: str = "04-10", party: str = "B") -> list[str]:
        found = steps.holds(case(with_(*lines)), day(on), party)
        return [f"{event.day} {last}".replace("2026-", "") for event, last in found]

    hold = "03-25 09:00 hold -"
    assert held(hold) == ["03-25 04-10"]
    assert [held(hold, on=d) for d in ("03-24", "03-25")] == [[], ["03-25 03-25"]]
    assert held(hold, "03-25 08:59 hold_end -") == ["03-25 04-10"], "an end before it is of another"
    assert held(hold, "03-25 09:00 hold_end -") == []
    assert held(hold, "03-26 09:00 hold_end -", "03-28 09:00 hold_end -") == ["03-25 03-25"]
    assert held(hold + " by=2026-03-27", "03-30 09:00 hold_end -") == ["03-25 03-27"]
    assert held(hold + " by=2026-03-24") == []
    assert held(hold + " by=2026-03-25") == ["03-25 03-25"]
    assert held(hold + " approver=") == held(hold + " reason=") == []
    mine = hold.replace("hold -", "hold B")
    assert held(mine) and not held(mine, party="G1") and held(hold, party="G1")
    assert held(mine, "03-26 09:00 hold_end G1") == ["03-25 04-10"]
    assert held(mine, "03-26 09:00 hold_end B") == held(mine, "03-26 09:00 hold_end -")
    assert held(hold, "03-26 09:00 hold_end B") == ["03-25 04-10"]
    assert held(hold, "03-27 09:00 hold B") == ["03-25 04-10", "03-27 04-10"]


# --- days in words --------------------------------------------------------------------------------


def test_days_in_a_row_are_said_together() -> None:
    """Whatever their order; single days stay single; beyond the limit the rest is counted."""
    days = [day(f"03-{d:02d}") for d in (5, 1, 2, 3, 9)]

    assert ceiling.ranges([]) == NOTHING
    assert ceiling.ranges(days).en == "2026-03-01 to 2026-03-03, 2026-03-05, 2026-03-09"
    assert ceiling.ranges(days).zh == "2026-03-01 至 2026-03-03、2026-03-05、2026-03-09"
    assert ceiling.ranges(days, 3).en == ceiling.ranges(days).en
    assert ceiling.ranges(days, 2).en == "2026-03-01 to 2026-03-03, 2026-03-05, 1 more"
    assert ceiling.ranges(days, 2).zh == "2026-03-01 至 2026-03-03、2026-03-05、等3段"
    seven = ceiling.ranges(day(f"03-{d:02d}") for d in range(1, 14, 2))
    assert seven.en.count("2026-") == 6 and seven.en.endswith(", 1 more")


def test_excused_days_with_one_reason_are_said_together() -> None:
    """One clause a reason, in the order in which they first come."""
    ill, rest = Text("病", "illness"), Text("休", "rest")
    told = ceiling.reasons([(day("03-21"), ill), (day("03-22"), rest), (day("03-23"), ill)])

    assert told.en == "excused (illness): 2026-03-21, 2026-03-23; excused (rest): 2026-03-22"
    assert told.zh == "病免除：2026-03-21、2026-03-23；休免除：2026-03-22"
    assert ceiling.reasons([]) == NOTHING


def test_the_longest_silence_counts_no_excused_day_and_is_broken_by_none() -> None:
    """Six days, a contact on the third, the fifth excused: two days before, two after in a row."""
    days = list(ceiling.each_day(day("03-01"), day("03-07")))
    excuse = {day("03-05"): NOTHING}

    assert len(days) == 6 and (days[0], days[-1]) == (day("03-01"), day("03-06"))
    assert list(ceiling.each_day(day("03-01"), day("03-01"))) == []
    assert ceiling.longest_silence(days, set(), {}) == 6
    assert ceiling.longest_silence(days, {day("03-03")}, {}) == 3
    assert ceiling.longest_silence(days, {day("03-03")}, excuse) == 2
    assert ceiling.longest_silence(days, {day("03-02")}, excuse) == 3
    assert ceiling.longest_silence(days, set(days), {}) == 0
    assert ceiling.longest_silence([], set(), {}) == 0


# --- what is left ---------------------------------------------------------------------------------

PAID = "04-06 10:00 sub_payment - amount=20000"


def test_what_is_unpaid_is_owed_to_bank_and_house_together() -> None:
    """50,000 due on 20 March: nothing before; 20,000 moved from the bank's side to the house's leave
    the sum as it was on that day."""
    of = case(with_(PAID))

    assert balance.unpaid(of, day("03-19"), policy()) == 0
    assert balance.not_yet_due(of, day("03-19"), policy()) == D("50000.00")
    assert balance.unpaid(of, day("03-20"), policy()) == D("50000.00")
    assert balance.not_yet_due(of, day("03-20"), policy()) == 0
    assert balance.unpaid(of, day("04-06"), policy()) == balance.unpaid(
        case(), day("04-06"), policy()
    )


@pytest.mark.parametrize("more", ["", PAID])
def test_payments_that_left_something_due_are_part_payments(more: str) -> None:
    """First and last day of the span included; one that settles everything is none."""
    lines = [f"04-{d} 12:00 payment B amount=100" for d in ("07", "08", "09")]
    of = case(with_(*([more] if more else []), *lines))

    def found(since: str, on: str) -> list[str]:
        got = balance.part_payments(of, day(since), day(on), policy())
        return [str(d)[5:] for d in got]

    assert found("04-07", "04-09") == ["04-07", "04-08", "04-09"]
    assert found("04-08", "04-08") == ["04-08"]
    assert found("04-10", "04-20") == []
    whole = case(with_("04-07 12:00 payment B amount=90000"))
    assert balance.part_payments(whole, ZERO, day("04-09"), policy()) == []


def test_a_waiver_that_found_less_open_than_it_names_is_told() -> None:
    """No contract interest is open: 5 waived of it took nothing; 1 of the principal took 1. On the
    house's own claim 5 of costs of 3 took 3."""
    idle, full = (
        "04-01 12:00 waiver B component=interest amount=5 id=W1",
        "04-01 13:00 waiver B component=principal amount=1 id=W2",
    )
    cost = "04-07 09:00 cost - amount=3 what=公证费"
    late = "04-07 12:00 waiver B component=costs amount=5 id=W3"

    def told(*lines: str) -> list[tuple[str, Decimal]]:
        found = balance.idle_waivers(case(with_(*lines)), day("04-10"), policy())
        return [(event.id, took) for event, took in found]

    assert told() == []
    assert told(idle, full) == [("W1", D(0))]
    assert told(idle, PAID, cost, late) == [("W1", D(0)), ("W3", D(3))]
    assert told(PAID, cost, late.replace("amount=5", "amount=3")) == []


# --- near an end ----------------------------------------------------------------------------------


def test_the_most_urgent_clock_is_named() -> None:
    """Of two guarantee periods that are near, the banner names the one whose safe day is first."""
    deeds = (
        deed("G1", counter=False, period_months=7),
        deed("G2", counter=False, period_months=6),
    )
    of = case("", guarantees=deeds)
    running = clocks.of(of, day("08-20"), policy())
    near = relief.pressing(reversed(running), tuned("guarantee", near_days=90), day("08-20"))

    assert [c.party for c in near][:2] == ["G2", "G1"]
    said = relief.banner(reversed(running), tuned("guarantee", near_days=90), day("08-20"))
    assert said is not None and "2026-09-20" in said.en and "2026-09-20" in said.zh


def said_of(of: Case, rule: str, on: str) -> list[Finding]:
    """What one rule says before a demand on a guarantor."""
    found = rules.check(of, DEMAND, day(on), policy())
    return answer(found, of, rule, DEMAND, day(on), None)


@pytest.mark.parametrize(
    ("on", "end"), [("06-20", "06-20"), ("06-21", "06-22"), ("06-22", "06-22")]
)
def test_no_day_gone_by_is_told_as_the_end_to_come(on: str, end: str) -> None:
    """2026-06-20 is a Saturday of a holiday: from the day after the banner, L-03 and what L-02 asks for name
    2026-06-22, the day it moves to."""
    silent = deed("G1", counter=False, period_months=3, kind=GuaranteeKind.SILENT)
    of = case("", guarantees=(silent,), loan={"kind": LoanKind.ENTRUSTED})

    said = relief.banner(clocks.of(of, day(on), policy()), policy(), day(on))
    assert said is not None and said.en.endswith(f"ends on 2026-{end}")
    [near] = [f for f in said_of(of, "L-03", on) if f.party == "G1"]
    assert near.found.en == f"last day 2026-{end}" and near.found.zh == f"最后一日 2026-{end}"
    [sue] = said_of(of, "L-02", on)
    assert f"at the latest on 2026-{end}" in sue.hint.en and f"最迟 2026-{end}" in sue.hint.zh


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("06-20", "2026-06-20"),
        ("06-22", "2026-06-22"),
        ("06-23", "2026-09-30 (on one reading it ended on 2026-06-20)"),
        ("09-30", "2026-09-30 (on one reading it ended on 2026-06-20)"),
        ("10-01", "2026-06-20"),
    ],
)
def test_where_the_end_is_disputed_both_are_told(on: str, told: str) -> None:
    """Between the earlier end, rest days counted, and the latest that can be argued both are named."""
    surety_of = deed("G1", counter=False, period_months=3)
    of = case("", guarantees=(surety_of,), loan={"kind": LoanKind.ENTRUSTED})
    clock = clocks.guarantee_clock(of, surety_of, policy(), day("06-01"))
    assert clock is not None

    assert told == replace(clock, latest=day("09-30")).ends(day(on)).en


# --- steps and words ------------------------------------------------------------------------------


def test_what_was_taken_is_cut_at_its_days() -> None:
    """`since` and `until` include their day, for what counts and for what does not."""
    lines = with_("03-22 10:00 call B actors= id=bare", "03-25 10:00 call B actors= id=bare2")
    calls = steps.taken(case(lines), "B", ZERO, day("03-31"), steps.T.CALL)

    def days(taken: steps.Taken) -> tuple[list[int], list[int]]:
        return [e.day.day for e in taken.good], [e.day.day for e in taken.bare]

    assert days(calls) == ([21, 22, 23], [22, 25])
    assert days(calls.since(day("03-22"))) == ([22, 23], [22, 25])
    assert days(calls.until(day("03-22"))) == ([21, 22], [22])
    assert days(calls.since(day("03-23"))) == ([23], [25])
    first = steps.taken(case(lines), "B", day("03-21"), day("03-22"), steps.T.CALL)
    assert days(first) == ([21, 22], [22])
    assert days(steps.taken(case(lines), "G1", ZERO, day("03-31"), steps.T.CALL)) == ([], [])


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ("photo", []),
        ("photo,missing", []),
        ("missing", ["the evidence file is missing"]),
        ("photo,altered", ["an evidence file was altered"]),
    ],
)
def test_one_intact_file_is_enough_and_an_altered_one_spoils_it(files: str, why: list[str]) -> None:
    """A visit with a photo counts, also beside a missing file; never with an altered one."""
    [visit] = case(f"03-20 10:00 visit B evidence={files}").log

    assert [text.en for text in steps.gaps(visit)] == why


def test_a_finding_is_stamped_with_id_basis_and_the_severity_of_the_policy() -> None:
    """Full and mild failures take the rule's two severities; a rule that says nothing does not apply."""
    rule = rules.rule("S-01")
    setting = policy().rule("S-01")
    words = Text("要", "wanted"), Text("有", "found"), Text("做", "do")
    full = table.unmet(*words, "B", earliest=ZERO, curable=False)
    mild = table.unmet(*words, "B", mild=True)
    given = table.forms(rule, table.NOTICE, policy())
    got = table.stamp(rule, [full, mild, table.met(*words[:2])], given)

    assert [f.severity for f in got][:2] == [setting.severity_for(table.NOTICE), setting.lesser]
    assert {(f.rule, f.basis) for f in got} == {("S-01", rule.basis)}
    assert got[0] == Finding(
        "S-01", got[0].severity, Verdict.FAIL, "B", *words[:2], ZERO, words[2], rule.basis, False
    )
    assert (got[1].earliest, got[1].curable) == (None, True)
    assert (got[2].verdict, got[2].hint, got[2].party) == (Verdict.PASS, NOTHING, "")
    [silent] = table.stamp(rule, [], given)
    assert (silent.verdict, silent.needed, silent.party) == (Verdict.NA, rule.needed, "")
    absent = table.absent(*words[:2], "B")
    assert (absent.verdict, absent.severity, absent.found) == (Verdict.NA, Severity.INFO, words[1])


def test_things_said_one_after_the_other() -> None:
    """Nothing leaves no mark; lists have the marks of their language."""
    some = [Text("甲", "a"), NOTHING, Text("乙", "b")]

    assert table.join(some) == Text("甲；乙", "a; b")
    assert table.join([]) == NOTHING
    assert table.listed([date(2026, 3, 1), "x"]) == Text("2026-03-01、x", "2026-03-01, x")
    assert table.manual("II-4") == "手册 II-4 / manual II-4"


def test_what_does_not_apply_is_of_nobody_and_advises_nothing() -> None:
    """A rule that does not apply says why, of the case unless a party is named."""
    why = Text("无", "none")

    found = table.absent(why, why)

    assert ("", why, NOTHING) == (found.party, found.found, found.hint)
    assert "G1" == table.absent(why, why, "G1").party


def test_nobody_is_asked_who_is_not_of_the_kind() -> None:
    """A notice rests on the steps towards the borrower it goes to, a guarantor's letter on all."""
    of = case(after())

    assert steps.addressees(of, "overdue-notice", None) == (BORROWER.id,)
    assert steps.addressees(of, "overdue-notice", "G1") == ("G1",)
    assert steps.debtors(of, "overdue-notice", BORROWER.id) == (BORROWER.id,)
    assert steps.debtors(of, "guarantor-reminder", "G1") == (BORROWER.id,)
    assert steps.counter_guarantors(of) == ("G1", "G2")
