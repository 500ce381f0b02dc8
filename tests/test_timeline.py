"""The worked timeline day by day, and the log entries that break naive code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ledger_cases import (
    KIND,
    STEPS,
    blocking,
    case,
    day,
    log,
    outcome,
    policy,
    swap,
    with_,
    words_of,
)

from noticegen import clocks, rules
from noticegen.model import Case, Instalment

STEP_RULES = ("S-01", "S-05", "S-07", "S-09", "S-10")


def known_on(on: date) -> Case:
    """The case with only what was on the log by the end of that day."""
    lines = [x for x in STEPS.strip().splitlines() if day(x.split()[0]) <= on]
    return case("\n".join(lines))


@pytest.mark.parametrize(
    ("on", "stops", "earliest"),
    [
        ("03-20", ["S-05:B", "S-07:B", "S-09:G1", "S-09:G2", "S-10"], "2026-03-27"),
        ("03-21", ["S-05:B", "S-07:B", "S-09:G1", "S-09:G2", "S-10"], "2026-03-27"),
        ("03-22", ["S-05:B", "S-07:B", "S-09:G1", "S-09:G2", "S-10"], "2026-03-27"),
        ("03-23", ["S-07:B", "S-09:G1", "S-09:G2", "S-10"], "2026-03-27"),
        ("03-24", ["S-10"], "2026-03-27"),
        ("03-26", ["S-10"], "2026-03-27"),
        ("03-27", [], None),
        ("03-30", [], None),
    ],
)
def test_the_worked_timeline(on: str, stops: list[str], earliest: str | None) -> None:
    """Due on 2026-03-20 with two counter-guarantors: what is missing each day, and from when."""
    then = known_on(day(on))
    found = rules.check(then, KIND, day(on), policy())

    assert stops == [f"{f.rule}:{f.party}" if f.party else f.rule for f in found if f.blocks]
    assert earliest == (str(rules.earliest(found)) if rules.earliest(found) else None)
    assert ("blocked" if stops else "ready") == rules.verdict(found)


def test_before_the_due_date_nothing_is_asked_but_a_debt() -> None:
    """On the day before day 0 no step applies and the notice is blocked for want of a debt."""
    assert ["S-12"] == blocking(case(), "03-19")
    assert {"na"} == {outcome(case(), r, "03-19") for r in STEP_RULES}


def test_earliest_moves_with_the_day_it_is_asked_on() -> None:
    """A visit still missing on day 12 makes the notice possible that same day at the earliest."""
    late = case("\n".join(x for x in STEPS.strip().splitlines() if "03-24 10:00" not in x))
    found = rules.check(late, KIND, day("04-01"), policy())

    assert "2026-04-01" == str(rules.earliest(found))


def test_earliest_is_nothing_once_a_window_has_closed() -> None:
    """A call missed on day 2 leaves only an override."""
    found = rules.check(
        case("\n".join(x for x in STEPS.strip().splitlines() if "03-22" not in x)),
        KIND, day("03-27"), policy(),
    )  # fmt: skip

    assert "blocked" == rules.verdict(found)
    assert rules.earliest(found) is None


def test_the_penalty_of_day_seven_is_the_worked_figure() -> None:
    """50,000 at 6.5 % plus half, seven days, basis 360: 94.79."""
    [found] = words_of(case(), "S-12", "03-27")

    assert "50,094.79" in found.found.en


def test_a_new_default_needs_new_steps() -> None:
    """Steps of a cured default never count for the next one; its own day 0 is the next due date."""
    two = (
        Instalment(1, day("03-20"), Decimal("25000.00"), Decimal("0.00")),
        Instalment(2, day("06-20"), Decimal("25000.00"), Decimal("0.00")),
    )
    cured = with_("03-27 09:00 payment B amount=25047.40")
    again = case(cured, instalments=two, loan={"maturity": day("06-20")})

    assert ["S-12"] == blocking(again, "03-28")
    assert ["S-01:B", "S-05:B", "S-07:B", "S-09:G1", "S-09:G2"] == blocking(again, "06-27")
    assert "block" == outcome(again, "S-10", "06-26")
    short = case(
        cured.replace("25047.40", "25047.39"), instalments=two, loan={"maturity": day("06-20")}
    )
    assert [] == blocking(short, "06-27")


def test_a_step_on_day_zero_counts() -> None:
    """The due date itself is day 0, and a visit at its first minute is of this default."""
    assert "pass" == outcome(case(swap("03-20 10:00 visit", "03-20 00:00 visit")), "S-01", "03-27")


def test_a_visit_recorded_six_days_late_counts_and_shows() -> None:
    """A visit of day 3 entered on day 9 is a step, and X-18 points at it."""
    late = case(swap("03-24 10:00 visit B", "03-24 10:00 visit B recorded=03-29"))

    assert "pass" == outcome(late, "S-07", "03-29")
    [found] = words_of(late, "X-18", "03-29")
    assert "warn" == found.severity.value and "visit of 2026-03-24" in found.found.en


def test_one_act_on_two_parties_recorded_late_is_said_once_with_both() -> None:
    """X-18 names whom a late record is about; the same visit to two is one item, and so is one recorded twice."""
    late = "recorded=03-29"
    acts = [f"03-24 10:00 visit B {late}", f"03-24 10:00 cg_contact G1 {late}"]
    acts += [f"03-24 10:00 cg_contact G2 {late}", f"03-24 10:00 cg_contact G2 {late}"]
    of = case(with_(*acts))

    [found] = words_of(of, "X-18", "03-29")
    told = [e for e in of.log if e.recorded_at - e.at > timedelta(hours=48)]
    assert 4 == len(told)
    assert (
        "recorded late: contact with counter-guarantor of 2026-03-24 10:00 by 周示例, 吴示例 → G1, G2; "
        "visit of 2026-03-24 10:00 by 周示例, 吴示例 → B"
    ) == found.found.en
    assert "联系反担保人（周示例、吴示例）→ G1、G2；" in found.found.zh


def test_forty_eight_hours_are_in_time_and_a_minute_more_is_not() -> None:
    """Recorded 48 hours after it happened passes; later warns."""
    [event] = log("03-24 10:00 call B recorded=03-26")
    assert timedelta(hours=48) == event.recorded_at - event.at
    assert "pass" == outcome(case(with_("03-24 10:00 call B recorded=03-26")), "X-18", "03-27")
    assert "warn" == outcome(case(with_("03-24 10:00 call B recorded=03-27")), "X-18", "03-27")


def test_the_days_go_by_the_zone_of_the_case() -> None:
    """An event written in another zone counts on its day in the zone of the case.

    The book brings every time into that zone (`Event.at`); 16:30 UTC on the 23rd is the 24th in
    Shanghai, so it is no call of day 3."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from ledger_cases import ZONE

    at = datetime(2026, 3, 23, 16, 30, tzinfo=UTC).astimezone(ZONE)
    plain = case()
    moved = tuple(
        replace(e, at=at, recorded_at=at) if e.type == "call" and e.day == day("03-23") else e
        for e in plain.log
    )

    assert "block" == outcome(replace(plain, log=moved), "S-05", "03-27")


def test_a_late_notice_only_warns() -> None:
    """Sixty days on, with all steps on record, the notice is late and possible."""
    assert [] == blocking(case(), "05-19")
    assert "warn" == outcome(case(), "S-11", "05-19")


def test_without_the_house_layer_no_step_is_asked_for() -> None:
    """A desk may drop the house's layer: then only law, conduct and data speak."""
    elsewhere = policy().model_copy(update={"layers": ("data",)})
    found = rules.check(case(""), KIND, day("03-21"), elsewhere)

    assert {"X"} == {f.rule[0] for f in found}


def test_without_the_layer_of_chinese_law_no_clock_of_its_runs() -> None:
    """They are not shown, lose no right on the worklist, and ease no step of the house."""
    elsewhere = policy().model_copy(update={"layers": ("house.seed", "data")})

    assert clocks.of(case(), day("05-19"), policy())
    assert () == clocks.of(case(), day("05-19"), elsewhere)
