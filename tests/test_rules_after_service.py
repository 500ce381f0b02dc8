"""S-13 to S-15: served first, called every day. Each rule: passes, fails, and the boundary day."""

from __future__ import annotations

import pytest
from later_cases import (
    DEMAND,
    ISSUED,
    LISTING,
    RECOURSE,
    REFERRAL,
    REMINDER,
    SERVED,
    WARNING,
    after,
    calls,
    first_day,
    paper,
    word,
    words,
)
from ledger_cases import STEPS, case, day, person, policy, tuned, with_

from noticegen import rules
from noticegen.model import Instalment, LoanParty, Role
from noticegen.policy import Policy

ALL = (REMINDER, RECOURSE, DEMAND, WARNING, REFERRAL)
OTHER = person("C", "赵示例", "990001189505050058")
TWO_BORROWERS = {
    "parties": {**case().parties, "C": OTHER},
    "signatories": (LoanParty("B", Role.BORROWER), LoanParty("C", Role.CO_BORROWER)),
}


# --- S-13 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL)
def test_s13_everything_later_waits_for_the_served_notice(kind: str) -> None:
    """On the day of the service the rule passes; the day before, and without it, it blocks."""
    assert "block" == word(case(), kind, "S-13", "03-28")
    assert ["block", "pass"] == [word(case(after()), kind, "S-13", d) for d in ("03-27", "03-28")]


def test_s13_waits_for_each_borrowers_own_steps() -> None:
    """Calls to one borrower that nobody can make up any more leave the day of the other's notice as it is."""
    two = case(STEPS, **TWO_BORROWERS)
    found = rules.check(two, REFERRAL, day("03-27"), policy())
    first = {f.party: f.earliest for f in found if f.rule == "S-13"}

    assert {"B": day("03-27"), "C": None} == first


def test_s13_gates_no_notice_and_no_pay_off_certificate() -> None:
    """The notice itself, and what closes a case, do not wait for a served notice."""
    assert [] == words(case(), "overdue-notice", "S-13", "03-28")
    assert [] == words(case(), "payoff-certificate", "S-13", "03-28")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "issued in this default"),
        ((ISSUED,), "N1, issued on 2026-03-27, not served"),
        ((ISSUED, SERVED.replace("evidence=slip", "evidence=")), "missing: signed return slip"),
        ((ISSUED, SERVED.replace("evidence=slip", "evidence=altered")), "missing: signed"),
        ((ISSUED, SERVED.replace("=self", "=other")), "must have been taken in by"),
        (
            (
                ISSUED,
                "03-30 09:00 returned B document=N1 method=ems why=迁移新址 evidence=tracking",
            ),
            "N1: returned of 2026-03-30 09:00 by 周示例, 吴示例 (迁移新址)",
        ),
        ((ISSUED, "03-30 09:00 returned B document=N1 method=ems why=moved"), "no intact file"),
        ((ISSUED, SERVED, "03-29 09:00 voided B document=N1"), "issued in this default"),
        ((ISSUED, SERVED.replace("served B", "served G1")), "N1, issued on 2026-03-27, not served"),
    ],
)
def test_s13_says_what_is_missing(lines: tuple[str, ...], said: str) -> None:
    """None issued, not served, not proved, sent back, voided, given to another: each is told."""
    [found] = words(case(with_(*lines)), REMINDER, "S-13", "04-02")

    assert found.blocks and found.curable and "B" == found.party
    assert said in found.found.en
    assert "2026-04-02" == str(found.earliest)


def test_s13_a_later_service_after_returned_mail_counts() -> None:
    """Returned on the 30th, handed over on 2 April: served from then on."""
    back = "03-30 09:00 returned B document=N1 method=ems why=moved evidence=returned_envelope"
    again = case(with_(ISSUED, back, SERVED.replace("03-28", "04-02")))

    assert ["block", "pass"] == [word(again, REFERRAL, "S-13", d) for d in ("04-01", "04-02")]


def test_s13_a_change_of_address_takes_no_service_away() -> None:
    """She moved after she was served: the notice stays served."""
    moved = "04-01 09:00 address_change B address=新址 source=contract"

    assert "pass" == word(case(after(moved)), REFERRAL, "S-13", "04-02")


def test_s13_without_a_notice_its_own_day_is_the_earliest() -> None:
    """On day 3 the notice can be served on day 7 at the earliest."""
    [found] = words(case(), REMINDER, "S-13", "03-23")

    assert "2026-03-27" == str(found.earliest)


def test_s13_a_notice_that_needs_an_override_has_no_day() -> None:
    """On day 2 without the call of day 1 the notice can only go by override: what waits for it waits
    without a day, and S-13 is no easier to override for that. With the override on record it is day 7."""
    missed = STEPS.replace("03-21 09:00 call", "03-21 09:00 message")
    [found] = words(case(missed), REMINDER, "S-13", "03-23")

    assert found.blocks and found.curable and found.earliest is None
    assert "need an override" in found.hint.en
    assert "" == first_day(case(missed), REMINDER, "03-23")
    assert "2026-03-28" == first_day(case(), REMINDER, "03-23")
    let = ("03-23 10:00 override B id=O1 rule=S-05", "03-23 11:00 approval - confirms=O1")
    assert "2026-03-28" == first_day(case("\n".join([missed.strip(), *let])), REMINDER, "03-23")


def test_s13_the_day_is_told_by_the_policy_asked_with() -> None:
    """Of one case, asked twice: the notice may go on day 7, or on day 9 where the house says so."""
    of, later = case(), tuned("steps", notice_from=9)

    def first(by: Policy) -> str:
        [found] = words(of, REMINDER, "S-13", "03-24", by=by)
        return str(found.earliest)

    assert [first(by) for by in (policy(), later, policy())] == [
        "2026-03-27", "2026-03-29", "2026-03-27",
    ]  # fmt: skip


def test_s13_each_borrower_is_served_and_none_stands_for_another() -> None:
    """With a co-borrower both are asked about before guarantor letters and the referral; a letter of
    the list to one of them asks about that one."""
    both = case(after(), **TWO_BORROWERS)

    for kind in (REMINDER, REFERRAL):
        assert ["pass", "fail"] == [str(f.verdict) for f in words(both, kind, "S-13", "04-02")]
        assert "block" == word(both, kind, "S-13", "04-02", "G1" if kind == REMINDER else "B")
    assert "pass" == word(both, WARNING, "S-13", "04-02", "B")
    assert "block" == word(both, WARNING, "S-13", "04-02", "C")
    served = case(after(*paper("overdue-notice", "C", "03-27", "03-29")), **TWO_BORROWERS)
    assert "pass" == word(served, REFERRAL, "S-13", "04-02")


def test_s13_a_notice_of_a_cured_default_does_not_count_for_the_next() -> None:
    """Cured on 1 April; the default of 20 June wants its own notice, and says so."""
    two = (
        Instalment(1, day("03-20"), case().loan.principal / 2, case().loan.principal * 0),
        Instalment(2, day("06-20"), case().loan.principal / 2, case().loan.principal * 0),
    )
    paid = after("04-01 09:00 payment B amount=25090.00")
    again = case(paid, instalments=two, loan={"maturity": day("06-20")})
    [found] = words(again, REMINDER, "S-13", "07-01")

    assert found.blocks and "N1 was of an earlier default" in found.found.en
    assert "na" == word(again, REMINDER, "S-13", "04-02")


def test_s13_after_we_have_paid_a_notice_can_no_longer_be_issued() -> None:
    """The company paid before any notice: only an override helps, and then it does."""
    early = with_("03-25 09:00 sub_payment - ")
    [found] = words(case(early), RECOURSE, "S-13", "04-02")
    assert found.blocks and not found.curable and found.earliest is None

    wish = f"04-01 09:00 override B id=O1 rule=S-13 kind={RECOURSE}"
    seen = "04-01 10:00 approval - confirms=O1"
    assert "overridden" == word(case(early + f"\n{wish}\n{seen}"), RECOURSE, "S-13", "04-02")


def test_s13_a_service_that_can_still_be_made_is_overridden_only_near_an_end() -> None:
    """An override of a step still possible holds once a statutory end is near, not before."""
    wish = f"04-01 09:00 override B id=O1 rule=S-13 kind={WARNING}"
    seen = "04-01 10:00 approval - confirms=O1"
    whole = case(with_(wish, seen))
    [far] = words(whole, WARNING, "S-13", "04-02")

    assert far.blocks and "only near a statutory end" in far.hint.en
    # limitation ends on 2029-03-20, its safe day ten working days before
    assert ["block", "overridden"] == [
        word(whole, WARNING, "S-13", d) for d in ("2029-02-03", "2029-02-04")
    ]


def test_s13_a_listing_asks_about_the_default_it_is_about() -> None:
    """After pay-off the last default is the one that counts."""
    paid = "06-25 09:00 payment B amount=60000"

    assert "pass" == word(case(after(paid)), LISTING, "S-13", "06-26")
    [found] = words(case(with_(paid)), LISTING, "S-13", "06-26")
    assert found.blocks and not found.curable


# --- S-15 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [REMINDER, RECOURSE, DEMAND])
def test_s15_the_letter_is_dated_after_the_service(kind: str) -> None:
    """On the day of the service it blocks and names the next day; on that day it passes."""
    [same] = words(case(after()), kind, "S-15", "03-28")

    assert same.blocks and same.curable and "2026-03-29" == str(same.earliest)
    assert "pass" == word(case(after()), kind, "S-15", "03-29")


def test_s15_every_borrower_comes_first() -> None:
    """Two borrowers: the later of the two services counts."""
    lines = after(*paper("overdue-notice", "C", "03-27", "03-30"))
    both = case(lines, **TWO_BORROWERS)

    assert ["block", "pass"] == [word(both, REMINDER, "S-15", d) for d in ("03-30", "03-31")]


def test_s15_unserved_it_is_the_day_after_the_first_possible_service() -> None:
    """Nothing issued on day 3: served on day 7, so the letter from day 8."""
    [found] = words(case(), REMINDER, "S-15", "03-23")

    assert "2026-03-28" == str(found.earliest)


def test_s15_gates_letters_to_guarantors_only() -> None:
    """The list and the referral ask for the service (S-13), not for a later date."""
    assert [] == words(case(), WARNING, "S-15", "04-02")
    assert [] == words(case(), REFERRAL, "S-15", "04-02")


# --- S-14 -----------------------------------------------------------------------------------------

ON = "04-08"  # served on 03-28: ten days, 03-29 to 04-07, are over


def s14(*lines: str, on: str = ON, **more: object) -> str:
    """S-14 on a referral with these lines after the service."""
    return word(case(after(*lines)), REFERRAL, "S-14", on, **more)  # type: ignore[arg-type]


def test_s14_a_call_on_every_day_between_service_and_referral() -> None:
    """All ten days called: passes; the day of the service and of the referral are not asked for."""
    assert "pass" == s14(*calls("03-29", "04-07"))
    assert "warn" == s14(*calls("03-30", "04-07"))
    assert "warn" == s14(*calls("03-29", "04-06"))
    assert "pass" == s14(on="03-29")
    assert "warn" == s14(on="03-30")
    assert "na" == word(case(), REFERRAL, "S-14", ON)


def test_s14_says_how_much_and_what_is_missing() -> None:
    """Nine of ten days: 90 per cent, the day named, no word of a wide gap."""
    [found] = words(case(after(*calls("03-29", "04-07", "B", "04-03"))), REFERRAL, "S-14", ON)

    assert "called on 9 of 10 days (90 %)" in found.found.en
    assert "none on 2026-04-03" in found.found.en
    assert "a wide gap" not in found.hint.en and not found.curable


@pytest.mark.parametrize(
    ("missed", "wide"),
    [
        (("04-01", "04-03"), False),  # exactly 80 %
        (("04-01", "04-03", "04-05"), True),  # 70 %
    ],
)
def test_s14_below_eighty_per_cent_the_gap_is_wide(missed: tuple[str, ...], wide: bool) -> None:
    """Eighty per cent is the plain warning, less the stronger one; neither blocks."""
    [found] = words(case(after(*calls("03-29", "04-07", "B", *missed))), REFERRAL, "S-14", ON)

    assert wide == ("a wide gap" in found.hint.en)
    assert "warn" == found.severity.value


def test_s14_four_days_in_a_row_are_a_wide_gap() -> None:
    """Over thirty days, three in a row missing is plain, four is wide, at 86 per cent and more."""
    month = calls("03-29", "04-27", "B", "04-10", "04-11", "04-12")
    [three] = words(case(after(*month)), REFERRAL, "S-14", "04-28")
    four = tuple(x for x in month if not x.startswith("2026-04-13"))
    [wide] = words(case(after(*four)), REFERRAL, "S-14", "04-28")

    assert "at most 3 days in a row" in three.found.en and "a wide gap" not in three.hint.en
    assert "none on 2026-04-10 to 2026-04-13" in wide.found.en and "a wide gap" in wide.hint.en


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("04-03 08:30 hold - by=2026-04-04",), "hold"),
        (("04-03 08:30 hold -", "04-05 08:30 hold_end -"), "hold"),
        (
            ("04-03 08:30 contact_limit B limit=illness by=2026-04-04",),
            "limit on contact (illness)",
        ),
        (
            ("04-03 08:30 contact_limit B limit=request by=2026-04-04",),
            "limit on contact (asked for it)",
        ),
        (
            ("04-03 08:30 plan B approver=郑示例 schedule=2026-04-04=60000",),
            "payment plan",
        ),
    ],
)
def test_s14_an_excused_day_is_not_asked_for_and_the_reason_is_told(
    lines: tuple[str, ...], why: str
) -> None:
    """Hold, limit on contact or plan over 3 and 4 April: those days are excused, the 5th is not."""
    without = calls("03-29", "04-07", "B", "04-03", "04-04")
    [found] = words(case(after(*without, *lines)), REFERRAL, "S-14", ON)

    assert "pass" == str(found.verdict)
    assert f"excused ({why}): 2026-04-03 to 2026-04-04" in found.found.en
    fewer = tuple(x for x in without if not x.startswith("2026-04-05"))
    assert "warn" == s14(*fewer, *lines)


def test_s14_an_open_limit_excuses_to_the_day_asked_on() -> None:
    """Without a last day a limit runs on; one on another person excuses nothing."""
    some = calls("03-29", "04-02")

    assert "pass" == s14(*some, "04-03 08:30 contact_limit B limit=request")
    assert "warn" == s14(*some, "04-03 08:30 contact_limit G1 limit=request")
    assert "warn" == s14(*some, "04-03 08:30 contact_limit B limit=")
    assert "warn" == s14(*some, "04-03 08:30 hold - approver=")


def test_s14_a_plan_excuses_until_its_first_line_is_not_kept() -> None:
    """A line of 2 April is not paid: its day is the last one excused."""
    plan = "03-29 08:30 plan B id=P1 approver=郑示例 schedule=2026-04-02=100;2026-04-30=60000"

    assert "pass" == s14(plan, *calls("04-03", "04-07"))
    assert "warn" == s14(plan, *calls("04-04", "04-07"))
    kept = "04-02 10:00 payment B amount=100 promise=P1"
    assert "pass" == s14(plan, kept, *calls("04-04", "04-07"))
    assert "warn" == s14(plan.replace("approver=郑示例", "approver="), *calls("04-03", "04-07"))


def test_s14_rest_days_are_excused_where_the_house_lets_them_rest() -> None:
    """4 to 6 April 2026 is the Qingming rest; by default it counts, as policy it does not."""
    some = calls("03-29", "04-07", "B", "03-29", "04-04", "04-05", "04-06")

    assert "warn" == s14(*some)
    assert "pass" == s14(*some, by=tuned("steps", calls_on_rest_days=False))


def test_s14_after_the_death_of_the_borrower_nobody_is_called() -> None:
    """From the day of a death on, days are excused."""
    died = (*calls("03-29", "04-02"), "04-03 08:30 death B")

    assert "pass" == s14(*died)
    assert ["pass", "pass"] == [s14(*died, on=d) for d in ("04-03", "04-04")]


def test_s14_a_plan_of_one_borrower_excuses_calls_to_the_other() -> None:
    """Joint debtors are one side: what one agreed holds for both; a guarantor's plan does not."""
    served = paper("overdue-notice", "C", "03-27", "03-28")
    plan = "03-29 08:30 plan C approver=郑示例 schedule=2026-04-30=60000"

    both = case(after(*served, plan), **TWO_BORROWERS)
    assert ["pass", "pass"] == [str(f.verdict) for f in words(both, REFERRAL, "S-14", ON)]
    assert "warn" == s14(plan.replace("plan C", "plan G1"))


def test_s14_a_bare_call_or_one_to_somebody_else_does_not_count() -> None:
    """A call without outcome, corrected away, or to the guarantor leaves its day open."""
    some = calls("03-29", "04-07", "B", "04-03")

    assert "warn" == s14(*some, "04-03 09:00 call B outcome=")
    assert "warn" == s14(*some, "04-03 09:00 call G1")
    assert "pass" == s14(*some, "04-03 09:00 call B id=X1")
    assert "warn" == s14(*some, "04-03 09:00 call B id=X1", "04-05 09:00 correction - corrects=X1")


def test_s14_counts_from_each_borrowers_own_service() -> None:
    """The co-borrower was served on 5 April: he is asked about from the 6th."""
    lines = after(*calls("03-29", "04-07"), *paper("overdue-notice", "C", "03-27", "04-05"))
    both = case(lines + "\n04-06 09:00 call C\n04-07 09:00 call C", **TWO_BORROWERS)

    assert ["pass", "pass"] == [str(f.verdict) for f in words(both, REFERRAL, "S-14", ON)]


def test_s14_a_second_notice_does_not_begin_the_days_anew() -> None:
    """The first service counts."""
    again = paper("overdue-notice", "B", "04-05", "04-06")

    assert "warn" == s14(*calls("04-07", "04-07"), *again)


# --- S-05 and the ceiling -----------------------------------------------------------------------


def test_s05_a_limit_on_contact_excuses_the_first_days_too() -> None:
    """She is in hospital on day 2: that day is not asked for, and the finding says why."""
    lines = STEPS.replace("03-22 09:00 call B\n", "03-21 20:00 contact_limit B limit=illness by=2026-03-22\n")  # fmt: skip
    [found] = words(case(lines), "overdue-notice", "S-05", "03-27")

    assert "pass" == str(found.verdict)
    assert "excused (limit on contact (illness)): 2026-03-22" in found.found.en


def test_s01_a_limit_on_contact_moves_the_first_visit() -> None:
    """Disaster on days 0 to 2: a visit on day 4 is in time, one on day 5 late."""
    flood = "03-20 08:00 contact_limit B limit=disaster by=2026-03-22"
    lines = STEPS.replace("03-20 10:00 visit", "03-24 08:00 visit")

    assert "pass" == word(case(lines + flood), "overdue-notice", "S-01", "03-27")
    later = STEPS.replace("03-20 10:00 visit", "03-25 08:00 visit").replace(
        "03-24 10:00 visit", "03-26 10:00 visit"
    )
    assert "warn" == word(case(later + flood), "overdue-notice", "S-01", "03-27")
