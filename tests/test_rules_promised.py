"""S-24, S-25, S-28: promises and cash. Each rule: passes, fails, and the boundary day."""

from __future__ import annotations

from later_cases import REFERRAL, REMINDER, WARNING, after, word, words
from ledger_cases import STEPS, case, tuned

BASE = after().replace("03-20 10:40 promise B amount=5000 by=2026-04-30\n", "")
MADE = "04-01 10:00 promise B amount=100 by=2026-04-10"


def s24(*lines: str, on: str = "04-20", kind: str = REFERRAL) -> str:
    """S-24 with these lines."""
    return word(case("\n".join([BASE, *lines])), kind, "S-24", on)


def test_s24_contact_on_the_day_before_and_on_the_day() -> None:
    """Calls on the 9th and the 10th pass; either one missing warns."""
    eve, day = "04-09 09:00 call B", "04-10 09:00 visit B"

    assert "pass" == s24(MADE, eve, day)
    assert "warn" == s24(MADE, eve)
    assert "warn" == s24(MADE, day)
    assert "warn" == s24(MADE, "04-08 09:00 call B", "04-11 09:00 call B")
    assert "na" == s24()


def test_s24_a_day_is_judged_when_it_is_over() -> None:
    """On the last day only the day before is asked about; the day after, both."""
    eve = "04-09 09:00 call B"

    assert "na" == s24(MADE, on="04-09")
    assert "warn" == s24(MADE, on="04-10")
    assert ["pass", "warn"] == [s24(MADE, eve, on=d) for d in ("04-10", "04-11")]


def test_s24_a_promise_kept_in_full_asks_for_nothing() -> None:
    """Paid in time, and nobody called: no finding; paid in part: a warning."""
    assert "na" == s24(MADE, "04-05 10:00 payment B amount=100")
    assert "warn" == s24(MADE, "04-05 10:00 payment B amount=99.99")
    assert "warn" == s24(MADE, "04-11 10:00 payment B amount=100")


def test_s24_a_promise_of_the_same_day_has_no_day_before() -> None:
    """Made on the 10th for the 10th: only that day counts, and so does the visit itself."""
    today = MADE.replace("04-01 10:00", "04-10 10:00")

    assert "warn" == s24(today)
    assert "pass" == s24(today, "04-10 09:00 visit B")


def test_s24_days_without_contact_by_right_are_not_asked_about() -> None:
    """She asked not to be contacted on the 9th: the 10th alone is wanted."""
    limit = "04-09 08:00 contact_limit B limit=request by=2026-04-09"

    assert "pass" == s24(MADE, limit, "04-10 09:00 call B")
    assert "warn" == s24(MADE, limit)


def test_s24_each_line_of_a_plan_is_a_promise() -> None:
    """A plan of two lines: each has its own days, though daily calls are excused."""
    plan = "04-01 08:00 plan B approver=郑示例 schedule=2026-04-10=100;2026-04-15=100"
    four = [f"04-{d} 09:00 call B" for d in ("09", "10", "14", "15")]

    assert "pass" == s24(plan, *four)
    assert "warn" == s24(plan, *four[:3])


def test_s24_asks_about_the_addressee_before_any_document() -> None:
    """The borrower's promise counts before a letter to her, the guarantor's before one to him."""
    mine = MADE.replace("promise B", "promise G1")

    assert "warn" == s24(MADE, kind=WARNING)
    assert "na" == s24(MADE, kind=REMINDER)
    assert "warn" == s24(mine, kind=REMINDER)


def test_s25_a_hold_begun_before_the_default_and_still_running_shows() -> None:
    """Issuing while a hold runs goes against it, whenever it began."""
    old = "03-01 08:00 hold -"

    assert "warn" == word(case(STEPS + old), "overdue-notice", "S-25", "03-27")
    over = old + "\n03-20 08:00 hold_end -"
    assert "pass" == word(case(STEPS + over), "overdue-notice", "S-25", "03-27")


def test_s25_a_hold_of_day_zero_for_a_promise_shows_and_says_whether_it_runs() -> None:
    """On its last day it still runs; the day after it only was for the sake of a promise."""
    lines = STEPS + "03-20 08:00 hold - by=2026-03-26 reason=等待承诺"
    [runs] = words(case(lines), "overdue-notice", "S-25", "03-26")
    [over] = words(case(lines), "overdue-notice", "S-25", "03-27")

    assert "issuing goes against it" in runs.found.en
    assert "for the sake of a promise" in over.found.en


CASH = "04-01 10:00 cash_flow B by=2026-04-10 what=秋粮款"


def s28(*lines: str, on: str) -> str:
    """S-28 with these lines."""
    return word(case("\n".join([BASE, *lines])), REFERRAL, "S-28", on)


def test_s28_contact_within_three_days_of_expected_cash() -> None:
    """Expected on the 10th: a call up to the 13th passes, none by then is pointed out on the 14th."""
    assert ["pass", "info"] == [s28(CASH, on=d) for d in ("04-13", "04-14")]
    assert "pass" == s28(CASH, "04-13 09:00 call B", on="04-20")
    assert "pass" == s28(CASH, "04-10 09:00 call B", on="04-20")
    assert "info" == s28(CASH, "04-09 09:00 call B", on="04-20")
    assert "info" == s28(CASH, "04-14 09:00 call B", on="04-20")
    assert "na" == s28(on="04-20")
    assert ["na", "pass"] == [s28(CASH, on=d) for d in ("03-31", "04-01")]


def test_s28_the_number_is_the_houses_and_holds_move_it() -> None:
    """With one day the 11th is the last; a hold over the 10th and 11th moves it by two."""
    one = tuned("steps", contact_after_cash=1)
    whole = case("\n".join([BASE, CASH, "04-12 09:00 call B"]))

    assert "info" == word(whole, REFERRAL, "S-28", "04-20", by=one)
    held = case("\n".join([BASE, CASH, "04-12 09:00 call B", "04-10 08:00 hold - by=2026-04-11"]))
    assert "pass" == word(held, REFERRAL, "S-28", "04-20", by=one)


def test_s28_what_is_expected_is_not_told_in_the_finding() -> None:
    """The finding names days only, no customer and no goods of hers."""
    [found] = words(case("\n".join([BASE, CASH])), REFERRAL, "S-28", "04-20")

    assert "秋粮" not in f"{found.needed}{found.found}{found.hint}"


def test_s25_a_promise_kept_in_part_is_not_waited_for() -> None:
    """Neither is a broken one: it passes, no step was held, and its status and what is short are told."""
    paid = "04-05 10:00 payment B amount={}"

    def s25(*lines: str, on: str = "04-20") -> str:
        return word(case("\n".join([BASE, MADE, *lines])), REFERRAL, "S-25", on)

    assert [s25(paid.format(n)) for n in ("99.99", "100")] == ["pass", "pass"]
    assert [s25(), s25(on="04-10"), s25("04-12 08:00 hold -")] == ["pass", "pass", "warn"]
    [broken], [part], [kept] = (
        words(case("\n".join([BASE, MADE, *more])), REFERRAL, "S-25", "04-20")
        for more in ([], [paid.format("99.99")], [paid.format("100")])
    )
    assert "broken, 100.00 yuan short; wait no longer, go on" in broken.found.en
    assert "未守约，差 100.00 元；不再等候，继续下一步" in broken.found.zh
    assert "kept in part, 0.01 yuan short; wait no longer" in part.found.en
    assert kept.found.en.endswith("kept")
