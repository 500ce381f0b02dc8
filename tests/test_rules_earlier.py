"""X-04: what an issued document told is what the log still gives. X-23: terms are what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from later_cases import NOTICED, RECOURSE, REFERRAL, REMINDER, paper, word, words
from ledger_cases import STEPS, case, deed, worst

TOLD = "03-27 10:00 issued B document=N1 kind=overdue-notice as_of=2026-03-27 total="
RIGHT = "50094.79"


def log(*lines: str) -> str:
    """The worked log and these lines."""
    return "\n".join([STEPS.strip(), *lines])


def test_x04_a_sum_that_still_agrees_passes_and_tells_the_difference() -> None:
    """50,094.79 of 27 March is what the log gives; 528.13 have come on top by 5 May."""
    whole = case(log(TOLD + RIGHT, NOTICED[1]))
    [found] = words(whole, REMINDER, "X-04", "05-05")

    assert "pass" == worst([found])
    assert "N1 (2026-03-27) 50,094.79 yuan, now 50,622.92 (+528.13)" == found.found.en


def test_x04_a_back_dated_payment_shows() -> None:
    """Booked after the letter with a value date before it: the letter was wrong by what it covered."""
    late = "03-26 10:00 payment B amount=1000 recorded=04-02"
    [found] = words(case(log(TOLD + RIGHT, late)), REMINDER, "X-04", "05-05")

    assert "warn" == worst([found])
    assert "N1 (2026-03-27) says 50,094.79 yuan, the log now gives" in found.found.en
    assert "-1,0" in found.found.en
    after = late.replace("03-26", "03-28")
    assert "pass" == word(case(log(TOLD + RIGHT, after)), REMINDER, "X-04", "05-05")
    same_day = late.replace("03-26", "03-27")
    assert "warn" == word(case(log(TOLD + RIGHT, same_day)), REMINDER, "X-04", "05-05")


def test_x04_one_cent_off_shows() -> None:
    """The sum is compared to the cent."""
    assert "warn" == word(case(log(TOLD + "50094.78")), REMINDER, "X-04", "05-05")


def test_x04_only_sums_of_this_default_that_are_on_record_count() -> None:
    """No sum, a voided document, one of later or of before the default: nothing to compare."""
    void = "03-28 10:00 voided B document=N1"

    assert "na" == word(case(log(TOLD)), REMINDER, "X-04", "05-05")
    assert "na" == word(case(log(TOLD + "x")), REMINDER, "X-04", "05-05")
    assert "na" == word(case(log(TOLD + "1.00", void)), REMINDER, "X-04", "05-05")
    assert ["na", "warn"] == [
        word(case(log(TOLD + "1.00")), REMINDER, "X-04", d) for d in ("03-26", "03-27")
    ]
    old = TOLD.replace("03-27 10:00", "03-19 10:00")
    assert "na" == word(case(log(old + "1.00")), REMINDER, "X-04", "05-05")


def test_x04_each_kind_is_compared_with_its_own_claim() -> None:
    """A recourse demand told what was paid and its cost, not what the loan owes."""
    paid = "05-06 10:00 sub_payment - amount=52345.67 voucher=V1"
    demand = f"05-08 10:00 issued G1 document=R1 kind={RECOURSE} as_of=2026-05-08 total="

    assert "pass" == word(case(log(paid, demand + "52354.27")), REFERRAL, "X-04", "05-10")
    assert "warn" == word(case(log(paid, demand + "50645.42")), REFERRAL, "X-04", "05-10")
    assert paper(RECOURSE, "G1", "05-08")[0].startswith("05-08")


def test_x04_the_sum_of_today_is_that_of_whom_it_goes_to() -> None:
    """To one guarantor what may be asked of him; to all of them that of the first addressee."""
    paid = "05-06 10:00 sub_payment - amount=52345.67 voucher=V1"
    told = f"05-08 10:00 issued G1 document=R1 kind={RECOURSE} as_of=2026-05-08 total=20000.00"
    capped = (deed("G1", cap=Decimal("20000.00")), deed("G2", cap=Decimal("30000.00")))
    of = case(log(paid, told), guarantees=capped)

    def now(party: str | None) -> str:
        [found] = words(of, RECOURSE, "X-04", "05-10", party)
        return found.found.en.partition("now ")[2]

    assert [now(p) for p in (None, "G1", "G2")] == [
        "20,000.00 (+0.00)", "20,000.00 (+0.00)", "30,000.00 (+10,000.00)",
    ]  # fmt: skip


CHANGED = "{day} 10:00 data_change - text=x terms={terms}"


def test_x23_terms_that_no_import_changed_pass() -> None:
    """Nothing on the log: pass. An address is no term."""
    address = CHANGED.format(day="04-02", terms="addresses")

    assert "pass" == word(case(log()), REMINDER, "X-23", "05-05")
    assert "pass" == word(case(log(address)), REMINDER, "X-23", "05-05")


def test_x23_a_change_since_the_default_began_warns() -> None:
    """What changed, and when, is named; it stays told when its event is corrected."""
    change = CHANGED.format(day="04-02", terms="sums,deeds")
    back = "04-03 10:00 correction - corrects=s1 text=x"
    [found] = words(case(log(change)), REMINDER, "X-23", "05-05")

    assert "warn" == worst([found])
    assert "changed by an import on 2026-04-02: sums, deeds" == found.found.en
    assert "2026-04-02 导入时变更：金额、担保" == found.found.zh
    assert found.earliest is None and not found.curable
    whole = case(log(change))
    taken = next(e.id for e in whole.log if e.type == "data_change")
    assert "warn" == word(case(log(change, back.replace("s1", taken))), REMINDER, "X-23", "05-05")


def test_x23_a_due_date_moved_later_does_not_hide_the_import_that_moved_it() -> None:
    """The first letter of a claim counts as well as day 0: with a later due date the default is younger than
    the letter and the import. A letter that is void does not count."""
    change, letter = CHANGED.format(day="04-02", terms="dates"), TOLD + RIGHT
    whole = case(log(letter, change))
    later = tuple(replace(i, due=i.due + timedelta(30)) for i in whole.instalments)
    void = "04-03 10:00 voided - document=N1 text=x"

    assert "warn" == word(replace(whole, instalments=later), REMINDER, "X-23", "05-05")
    gone = replace(case(log(letter, change, void)), instalments=later)
    assert "pass" == word(gone, REMINDER, "X-23", "05-05")


def test_x23_counts_from_day_0_to_the_day_asked_about() -> None:
    """Day 0 is 20 March, that day included; what comes later than the letter is not known to it."""
    first, before, later = (
        CHANGED.format(day=d, terms="rates") for d in ("03-20", "03-19", "05-06")
    )

    assert "warn" == word(case(log(first)), REMINDER, "X-23", "05-05")
    assert "pass" == word(case(log(before)), REMINDER, "X-23", "05-05")
    assert "pass" == word(case(log(later)), REMINDER, "X-23", "05-05")
    assert "warn" == word(case(log(later)), REMINDER, "X-23", "05-06")
