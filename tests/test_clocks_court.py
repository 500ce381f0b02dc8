"""Clocks and courts: what a suit keeps and restarts, what a withdrawal takes back, what follows a
decision; and months and years against plain arithmetic."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from small_case import BORROWER, PAPER, SURETY, case, day, event, policy, served, surety

from noticegen import clocks
from noticegen.model import Case, Event, EventType, Guarantee, GuaranteeKind, LoanKind

T = EventType
ON = day("2027-06-01")
GENERAL = surety(kind=GuaranteeKind.GENERAL)  # due 2026-03-20, six months: last day 2026-09-20


def filing(on: str, against: str = BORROWER, way: str = "suit", id: str = "F1") -> Event:
    """A filing with a court or commission."""
    return event(T.FILING, on, id=id, way=way, body="示例法院", against=against)


def withdrawn(on: str, reached: str = "no", of: str = "F1") -> Event:
    """That filing was taken back."""
    return event(T.FILING_WITHDRAWN, on, filing=of, copy_reached=reached)


def judgment(on: str, by: str | None = None, form: str = "judgment") -> Event:
    """A decision of the court, to be performed by that day."""
    return event(T.JUDGMENT, on, by=by, party=BORROWER, body="示例法院", case_no="示1号", form=form)


def period(
    deed: Guarantee, *log: Event, on: date = ON, loan: Mapping[str, object] = {}
) -> clocks.Clock:
    """The guarantee clock of a deed; it must have begun."""
    mine = case(log=log, guarantees=[deed], loan_changes=loan)
    found = clocks.guarantee_clock(mine, deed, policy(), on)
    assert found is not None
    return found


def running(log: Iterable[Event], deed: Guarantee | None = None, on: date = ON) -> list[str]:
    """The kinds of clock that run."""
    mine = case(log=log, guarantees=[deed] if deed else [])
    return sorted(c.kind for c in clocks.of(mine, on, policy()))


def claim_ends(*log: Event, on: date = ON) -> date:
    """The last day of limitation against the borrower of a loan due 2026-03-20."""
    return clocks.limitation_clock(case(log=log), policy(), on).last_day


# --- a general guarantee is kept by suing the debtor ----------------------------------------------


@pytest.mark.parametrize(
    ("sued", "kept"),
    [("2026-03-19", False), ("2026-03-20", True), ("2026-09-20", True), ("2026-09-21", False)],
)
def test_suing_the_debtor_in_the_period_keeps_a_general_guarantee(sued: str, kept: bool) -> None:
    """First and last day are inside; a silent deed is general."""
    for kind in (GuaranteeKind.GENERAL, GuaranteeKind.SILENT):
        found = period(surety(kind=kind), filing(sued))

        assert found.demanded_on == (day(sued) if kept else None)
        assert ("was sued within the period" in found.note.en) == kept


def test_only_suit_and_arbitration_against_the_debtor_count() -> None:
    """A suit against the guarantor alone, a payment order, a preservation, a claim in insolvency keep
    no general guarantee; arbitration does, and a suit that names the debtor among others."""
    for way in ("payment_order", "preservation", "insolvency", "enforcement"):
        assert period(GENERAL, filing("2026-05-01", way=way)).demanded_on is None
    assert period(GENERAL, filing("2026-05-01", SURETY)).demanded_on is None
    assert period(GENERAL, filing("2026-05-01", way="arbitration")).demanded_on
    assert period(GENERAL, filing("2026-05-01", "示例G1、示例甲")).demanded_on
    assert period(GENERAL, filing("2026-05-01"), on=day("2026-04-30")).demanded_on is None


def test_a_notarised_deed_is_kept_by_applying_for_enforcement() -> None:
    """With an enforceable deed there is nothing to sue for (Guarantee Interpretation 27)."""
    asked = filing("2026-05-01", way="enforcement")

    assert period(GENERAL, asked, loan={"notarised_deed": "示证1号"}).demanded_on == day(
        "2026-05-01"
    )
    assert period(GENERAL, asked).demanded_on is None


def test_a_withdrawn_suit_keeps_no_general_guarantee() -> None:
    """Even if its copy had arrived; a new suit in time does, one after the end does not."""
    suit, back = filing("2026-05-01"), withdrawn("2026-06-01", "yes")

    assert period(GENERAL, suit, back).demanded_on is None
    assert period(GENERAL, suit, back, on=day("2026-05-31")).demanded_on == day("2026-05-01")
    for again, kept in (("2026-09-20", day("2026-09-20")), ("2026-09-21", None)):
        assert period(GENERAL, suit, back, filing(again, id="F2")).demanded_on == kept


def test_nothing_runs_against_a_kept_general_guarantor_until_enforcement_was_vain() -> None:
    """A year after the application for enforcement, or from the ruling if that came earlier
    (Guarantee Interpretation 28); three years from then."""
    kept = [filing("2026-05-01"), judgment("2026-07-01", "2026-07-20")]
    asked = filing("2026-08-10", way="enforcement", id="F2")
    vain = judgment("2027-01-15", form="enforcement_ended")

    def end(*more: Event, on: str = "2028-06-01") -> date | None:
        mine = case(log=[*kept, *more], guarantees=[GENERAL])
        found = [c for c in clocks.of(mine, day(on), policy()) if c.guarantee]
        assert [c.kind for c in found] in ([], ["guarantor_limitation"])
        return found[0].last_day if found else None

    assert end() is None
    assert end(asked, on="2027-08-09") is None
    assert end(asked, on="2027-08-10") == day("2030-08-10")
    assert end(asked, vain, on="2027-01-15") == day("2030-01-15")
    late = judgment("2027-08-11", form="enforcement_ended")
    assert end(asked, late) == day("2030-08-10")
    assert end(asked, withdrawn("2026-09-01", of="F2")) is None


# --- a joint guarantee is kept by suing the guarantor ---------------------------------------------


@pytest.mark.parametrize(
    ("sued", "kept"), [("2026-03-20", True), ("2026-09-20", True), ("2026-09-21", False)]
)
def test_suing_the_guarantor_in_the_period_keeps_a_joint_guarantee(sued: str, kept: bool) -> None:
    """His limitation begins with the suit; a suit against the borrower alone is nothing to him."""
    found = period(surety(), filing(sued, SURETY))

    assert found.demanded_on == (day(sued) if kept else None)
    assert period(surety(), filing(sued, BORROWER)).demanded_on is None


def test_a_withdrawn_suit_keeps_a_joint_guarantee_if_the_copy_reached_him() -> None:
    """Then he was asked in time (Guarantee Interpretation 31); else it is as if it had never been."""
    suit = filing("2026-05-01", SURETY)

    assert period(surety(), suit, withdrawn("2026-06-01", "yes")).demanded_on == day("2026-05-01")
    assert period(surety(), suit, withdrawn("2026-06-01")).demanded_on is None
    assert running([suit, withdrawn("2026-06-01")], surety()) == ["guarantee", "limitation"]


def test_a_counter_guarantee_is_kept_by_a_suit_after_the_payment() -> None:
    """A suit before the company paid falls outside the period, which begins with the payment."""
    deed = surety(counter=True)
    paid = event(T.SUB_PAYMENT, "2026-05-06", amount="100.00")

    assert period(deed, paid, filing("2026-05-05", SURETY)).demanded_on is None
    assert period(deed, paid, filing("2026-05-06", SURETY)).demanded_on == day("2026-05-06")
    general = replace(deed, kind=GuaranteeKind.GENERAL)
    assert period(general, paid, filing("2026-05-06")).demanded_on == day("2026-05-06")


def test_a_demand_after_the_main_end_keeps_it_on_the_later_reading_only() -> None:
    """Of two payments the first rules; between the two ends it is kept, and the note says how."""
    deed = surety(counter=True)
    paid = [
        event(T.SUB_PAYMENT, "2026-05-06", amount="30000.00"),
        event(T.SUB_PAYMENT, "2026-06-15", amount="20000.00"),
    ]
    firm = period(deed, *paid, *served("recourse-demand", "2026-11-06", SURETY))
    doubtful = period(deed, *paid, *served("recourse-demand", "2026-11-07", SURETY))
    gone = period(deed, *paid, *served("recourse-demand", "2026-12-16", SURETY))

    assert (firm.demanded_on, "later reading" in firm.note.en) == (day("2026-11-06"), False)
    assert (doubtful.demanded_on, "later reading" in doubtful.note.en) == (day("2026-11-07"), True)
    assert gone.demanded_on is None


def test_a_demand_without_proof_or_by_one_without_claim_keeps_nothing() -> None:
    """A service that lacks its proof is only a dispatch; the bank's claim needs its authority."""
    log = served("guarantor-demand", "2026-05-01", SURETY)
    bare = [replace(e, evidence=()) for e in log]
    bank: dict[str, object] = {"kind": LoanKind.GUARANTEED, "lender": "示例银行"}
    given = event(T.COLLECTION_AUTHORITY, "2026-05-01", evidence=PAPER)

    assert period(surety(), *log).demanded_on == day("2026-05-01")
    assert period(surety(), *bare).demanded_on is None
    assert period(surety(), *log, loan=bank).demanded_on is None
    assert period(surety(), *log, given, loan=bank).demanded_on == day("2026-05-01")


def test_a_letter_to_one_guarantor_served_on_another_keeps_neither() -> None:
    """One letter each: what was issued to one is no demand on the other (Interpretation 29)."""
    issue, serve = served("guarantor-demand", "2026-05-01", SURETY)
    astray = [issue, replace(serve, party="G2")]
    deeds = [surety(), surety(id="D2", party="G2")]
    mine = case(log=astray, guarantees=deeds)

    assert {c.kind for c in clocks.of(mine, ON, policy()) if c.guarantee} == {"guarantee"}


def test_what_restarts_a_guarantor_s_limitation() -> None:
    """His own payment, written promise, plan, or a suit against him; not what the borrower does."""
    kept = served("guarantor-demand", "2026-05-01", SURETY)

    def end(*more: Event) -> date:
        mine = case(log=[*kept, *more], guarantees=[surety()])
        return next(c for c in clocks.of(mine, ON, policy()) if c.guarantee).last_day

    assert end() == day("2029-05-01")
    later = (
        event(T.PAYMENT, "2026-08-08", amount="5.00", party=SURETY),
        event(T.PROMISE, "2026-08-08", amount="5", by="2026-09-01", party=SURETY, written="yes"),
        event(T.PLAN, "2026-08-08", party=SURETY, approver="王示例", schedule="2026-09-01=5"),
        filing("2026-08-08", SURETY),
        filing("2026-08-08", SURETY, way="preservation"),
    )
    for act in later:
        assert end(act) == day("2029-08-08"), act.type
    nothing = (
        event(T.PAYMENT, "2026-08-08", amount="5.00", party=BORROWER),
        filing("2026-08-08", BORROWER),
        event(T.PROMISE, "2026-08-08", amount="5", by="2026-09-01", party=SURETY),
    )
    for act in nothing:
        assert end(act) == day("2029-05-01"), act.type


# --- limitation against the borrower --------------------------------------------------------------


@pytest.mark.parametrize(
    "way", ["suit", "arbitration", "payment_order", "preservation", "enforcement", "insolvency"]
)
def test_a_suit_and_what_equals_it_restart_limitation(way: str) -> None:
    """On the day it was handed in (Limitation Rules 10, 11); against a guarantor alone it does not."""
    assert claim_ends(filing("2026-05-01", way=way)) == day("2029-05-01")
    assert claim_ends(filing("2026-05-01", SURETY, way=way)) == day("2029-03-20")
    assert claim_ends(filing("2027-06-02", way=way)) == day("2029-03-20")


def test_a_withdrawn_suit_is_counted_only_if_its_copy_had_arrived() -> None:
    """Otherwise the earlier end is shown and the later one kept as arguable."""
    suit = filing("2026-05-08")
    reached = clocks.limitation_clock(
        case(log=[suit, withdrawn("2026-06-01", "yes")]), policy(), ON
    )
    not_so = clocks.limitation_clock(case(log=[suit, withdrawn("2026-06-01")]), policy(), ON)

    assert reached.last_day == reached.latest == day("2029-05-08")
    assert not_so.last_day == day("2029-03-20")
    assert not_so.latest == day("2029-05-08")
    assert "withdrawn" in not_so.note.en


def test_the_end_of_the_proceedings_restarts_limitation() -> None:
    """Counted anew from the decision (Civil Code 195); a ruling on enforcement is none on the claim."""
    assert claim_ends(filing("2026-05-01"), judgment("2026-12-01")) == day("2029-12-01")
    vain = judgment("2027-01-15", form="enforcement_ended")
    assert claim_ends(filing("2026-05-01"), vain) == day("2029-05-01")


def test_payments_restart_the_claim_they_are_made_on() -> None:
    """After the company paid, money is on the recourse claim unless it says otherwise."""
    paid = event(T.SUB_PAYMENT, "2026-05-06", amount="100.00")
    back = event(T.PAYMENT, "2026-08-08", amount="5.00")
    to_bank = event(T.PAYMENT, "2026-09-09", amount="5.00", claim="loan")
    ends = {
        c.kind: c.last_day
        for c in clocks.of(
            case(log=[paid, back, to_bank], loan_changes={"kind": LoanKind.GUARANTEED}),
            ON,
            policy(),
        )
    }

    assert ends == {
        "recourse_limitation": day("2029-08-08"),
        "limitation": day("2029-09-09"),
    }


def test_a_suit_before_the_payment_is_nothing_to_the_recourse_claim() -> None:
    """The claim is as old as the payment."""
    paid = event(T.SUB_PAYMENT, "2026-05-06", amount="100.00")
    mine = case(log=[filing("2026-05-05"), judgment("2026-05-05"), paid])
    sued = case(log=[paid, filing("2026-05-07")])

    assert clocks.limitation_clock(mine, policy(), ON).last_day == day("2029-05-06")
    assert clocks.limitation_clock(sued, policy(), ON).last_day == day("2029-05-07")


# --- after a decision, after a preservation -------------------------------------------------------


def enforcement(
    *log: Event, on: date = ON, guarantees: tuple[Guarantee, ...] = ()
) -> clocks.Clock | None:
    """The clock of the time to apply for enforcement."""
    of = case(log=log, guarantees=guarantees)
    found = [c for c in clocks.of(of, on, policy()) if c.kind == "enforcement"]
    return found[0] if found else None


def test_enforcement_is_applied_for_within_two_years_of_the_time_to_perform() -> None:
    """From the last day to perform; from the decision where none is recorded, and it says so."""
    found = enforcement(judgment("2026-07-01", "2026-07-20"))
    bare = enforcement(judgment("2026-07-01"))

    assert found is not None and bare is not None
    assert (found.last_day, found.party) == (day("2028-07-20"), BORROWER)
    assert "no time to perform" not in found.note.en
    assert bare.last_day == day("2028-07-01")
    assert bare.rolled == day("2028-07-03")  # a Saturday
    assert "no time to perform" in bare.note.en
    assert enforcement(judgment("2027-06-02")) is None, "not known yet"


def test_applying_for_enforcement_ends_the_clock_and_withdrawing_brings_it_back() -> None:
    """On or after the day of the decision; one before it was another matter."""
    decided = judgment("2026-07-01", "2026-07-20")
    asked = filing("2026-07-01", way="enforcement")

    assert enforcement(decided, asked) is None
    assert enforcement(decided, asked, withdrawn("2026-08-01")) is not None
    assert enforcement(decided, filing("2026-06-30", way="enforcement")) is not None
    assert enforcement(decided, filing("2026-07-01")) is not None


def test_who_was_sued_and_left_out_of_the_application_keeps_his_clock() -> None:
    """Enforcement applied for against the borrower alone: the time against the surety goes on. Named in a
    second application, or never sued, he has none."""
    both = filing("2026-05-01", against=f"{BORROWER},{SURETY}")
    decided = replace(judgment("2026-07-01", "2026-07-20"), party="")
    alone = filing("2026-08-01", way="enforcement", id="F2")

    def left(*log: Event) -> clocks.Clock | None:
        return enforcement(*log, guarantees=(surety(),))

    found = left(both, decided, alone)
    assert found is not None
    assert (found.party, found.last_day) == (SURETY, day("2028-07-20"))
    too = filing("2026-08-02", against=SURETY, way="enforcement", id="F3")
    assert left(both, decided, alone, too) is None
    assert left(filing("2026-05-01"), decided, alone) is None
    assert left(both, withdrawn("2026-05-20"), decided, alone) is None
    whole = left(both, decided)
    assert whole is not None and whole.party == BORROWER


def test_of_a_suit_that_was_appealed_only_the_last_decision_is_enforced() -> None:
    """A judgment of first instance that was appealed never took effect: its time does not run, for nobody,
    and no second clock for who was left out. The instance is read from the type of the case number."""
    both = filing("2026-05-01", against=f"{BORROWER},{SURETY}")

    def decided(on: str, number: str, party: str = "", form: str = "judgment") -> Event:
        made = judgment(on, form=form)
        return replace(made, id=number, party=party, details={**made.details, "case_no": number})

    first, second = (
        decided("2026-07-01", "（2026）示01民初1号"),
        decided("2026-10-09", "（2026）示民终2号"),
    )
    retrial = decided("2027-02-01", "（2027）示民再3号")
    alone = filing("2027-03-01", way="enforcement", id="F9")

    def ends(*log: Event) -> list[tuple[str, str]]:
        of = case(log=[both, *log], guarantees=[surety()])
        found = clocks.enforcement_clocks(of, day("2027-03-02"), policy())
        return [(c.party, str(c.last_day)) for c in found]

    assert ends(first) == [(BORROWER, "2028-07-01")]
    assert ends(first, second) == [(BORROWER, "2028-10-09")]
    both_stand = [(BORROWER, "2028-10-09"), (BORROWER, "2029-02-01")]
    assert ends(first, second, retrial) == both_stand  # a retrial may uphold what runs already
    assert ends(first, second, alone) == [(SURETY, "2028-10-09")]
    same_day = decided("2026-07-01", "（2026）示民终2号")
    assert ends(first, same_day) == [(BORROWER, "2028-07-01")]
    apart = (decided("2026-07-01", "（2026）示01民初1号", SURETY), second)
    assert ends(*apart) == [(BORROWER, "2028-10-09")]


def test_a_decision_may_say_which_one_it_replaces() -> None:
    """Whatever the case numbers and however many suits there are; then it replaces no other, and none that is
    later than itself."""
    suits = filing("2026-05-01", against=f"{BORROWER},{SURETY}"), filing("2026-06-01", id="F2")
    first = replace(judgment("2026-07-01"), id="J1", party="")
    other = replace(judgment("2026-07-02"), id="J2", party="")

    def count(on: str = "2026-10-09", **told: str) -> int:
        last = judgment(on)
        last = replace(last, id="J3", party="", details={**last.details, **told})
        of = case(log=[*suits, first, other, last], guarantees=[surety()])
        return len(clocks.enforcement_clocks(of, ON, policy()))

    assert [3, 2, 2] == [count(), count(replaces="J1"), count(replaces="J2")]
    assert 3 == count(replaces="J3") == count(replaces="J0") == count("2026-06-30", replaces="J1")


def test_a_decision_is_left_out_only_where_no_other_suit_could_be_meant() -> None:
    """Two of one instance, one about another party, numbers that do not say the instance, a suit of its own
    beside it: each keeps its clock, for one too many is seen and one too few is not."""
    sued = filing("2026-05-01", against=f"{BORROWER},{SURETY}")

    def decided(on: str, number: str, party: str = "") -> Event:
        made = judgment(on)
        return replace(
            made, id=number + on, party=party, details={**made.details, "case_no": number}
        )

    first, second = (
        decided("2026-07-01", "（2026）示01民初1号"),
        decided("2026-10-09", "（2026）示民终2号"),
    )

    def count(*log: Event) -> int:
        of = case(log=log, guarantees=[surety()])
        return len(clocks.enforcement_clocks(of, ON, policy()))

    assert count(sued, first, second) == 1
    assert count(sued, first, decided("2026-10-09", "（2026）示01民初2号")) == 2
    assert count(sued, first, decided("2026-10-09", "示2号")) == 2
    assert count(sued, decided("2026-07-01", "示1号"), second) == 2
    assert count(sued, first, decided("2026-10-09", "（2026）示民终2号", SURETY)) == 2
    assert count(sued, decided("2026-10-10", "（2026）示01民初1号"), second) == 2
    other = filing("2026-06-01", against=SURETY, id="F2")
    assert count(sued, other, first, second) == 2
    assert count(sued, other, withdrawn("2026-06-05", of="F2"), first, second) == 1
    assert count(filing("2026-08-01"), first, second) == 2


def test_a_decision_belongs_to_the_suit_of_its_number() -> None:
    """Else to the last suit before it, one of its own day included; what is no application is none."""
    first = filing("2026-05-01", against=f"{BORROWER},{SURETY}", id="F1")
    first = replace(first, details={**first.details, "case_no": "示1号"})
    later = filing("2026-06-01", id="F2")
    decided = replace(judgment("2026-07-01", "2026-07-20"), party="")
    alone = filing("2026-08-01", way="enforcement", id="F3")

    def left(*log: Event) -> str:
        found = enforcement(*log, guarantees=(surety(),))
        return found.party if found else ""

    assert SURETY == left(first, later, decided, alone)
    numbered = replace(later, details={**later.details, "case_no": "示2号"})
    assert SURETY == left(first, numbered, decided, alone)
    other = replace(decided, details={**decided.details, "case_no": "示2号"})
    assert "" == left(first, numbered, other, alone)
    unnumbered = replace(decided, details={**decided.details, "case_no": ""})
    assert "" == left(first, later, unnumbered, alone)
    same_day = replace(first, at=decided.at, details={**first.details, "case_no": ""})
    assert SURETY == left(later, same_day, unnumbered, alone)
    for back in (withdrawn("2026-08-02", of="F4"), None):
        too = filing("2026-08-01", against=SURETY, way="enforcement", id="F4")
        log = [first, decided, alone, too, *([back] if back else [])]
        assert (SURETY if back else "") == left(*log)
    suit = filing("2026-08-05", against=SURETY, id="F5")
    assert SURETY == left(first, decided, alone, suit)


def test_who_a_payment_order_was_asked_against_is_known_from_its_application() -> None:
    """A payment order follows an application of its own, whatever was sued for beside it."""
    sued = filing("2026-04-01")
    asked = filing("2026-05-01", against=f"{BORROWER},{SURETY}", way="payment_order", id="F2")
    order = judgment("2026-05-10", "2026-05-25")
    order = replace(order, party="", details={**order.details, "form": "payment_order"})
    alone = filing("2026-08-01", way="enforcement", id="F3")

    for log in ((sued, asked, order, alone), (asked, replace(sued, at=asked.at), order, alone)):
        found = enforcement(*log, guarantees=(surety(),))
        assert found is not None and found.party == SURETY
    judged = replace(order, details={**order.details, "form": "judgment"})
    assert enforcement(sued, asked, judged, alone, guarantees=(surety(),)) is None


def test_a_payment_restarts_the_time_to_apply_for_enforcement() -> None:
    """It restarts as limitation does (CPL 250)."""
    found = enforcement(
        judgment("2026-07-01", "2026-07-20"), event(T.PAYMENT, "2027-01-05", amount="5.00")
    )

    assert found is not None and found.last_day == day("2029-01-05")


def test_a_pre_suit_preservation_wants_a_suit_within_thirty_days() -> None:
    """Thirty days from the application; a suit ends the clock, a suit against another does not."""
    asked = filing("2026-05-06", way="preservation")
    mine = case(log=[asked])
    [clock] = clocks.preservation_clocks(mine, ON, policy())

    assert (clock.last_day, clock.rolled) == (day("2026-06-05"), day("2026-06-05"))
    assert clock.safe_day == day("2026-05-22")  # ten working days
    assert clock.near(day("2026-05-06"), policy().guarantee.near_days)
    assert not clock.over(day("2026-06-05"))
    assert clock.over(day("2026-06-06"))
    for more, left in (
        ([filing("2026-05-20", id="F2")], 0),
        ([filing("2026-05-20", id="F2", way="arbitration")], 0),
        ([filing("2026-05-20", SURETY, id="F2")], 1),
        ([filing("2026-05-20", id="F2"), withdrawn("2026-05-25", "yes", of="F2")], 1),
        ([withdrawn("2026-05-20")], 0),
    ):
        with_it: Case = case(log=[asked, *more])
        assert len(clocks.preservation_clocks(with_it, ON, policy())) == left


def test_a_preservation_falls_for_whoever_is_left_out_of_the_suit() -> None:
    """Asked for against two, a suit against one of them leaves the time against the other running."""
    asked = filing("2026-05-06", f"{BORROWER}、{SURETY}", way="preservation")
    one, other = filing("2026-05-08", id="F2"), filing("2026-05-09", SURETY, id="F3")

    for more, left in (
        ((), [BORROWER]),
        ((one,), [SURETY]),
        ((other,), [BORROWER]),
        ((one, other), []),
    ):
        mine = case(log=[asked, *more], guarantees=[surety()])
        assert [c.party for c in clocks.preservation_clocks(mine, ON, policy())] == left


# --- arithmetic -----------------------------------------------------------------------------------

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def corresponding(year: int, month: int, number: int, months: int) -> tuple[int, int, int]:
    """Civil Code 202 in plain arithmetic: the same number in a later month, or that month's last."""
    ahead = month - 1 + months
    year, month = year + ahead // 12, ahead % 12 + 1
    last = 29 if month == 2 and isleap(year) else LENGTHS[month - 1]
    return year, month, min(number, last)


@pytest.mark.parametrize("months", [1, 6, 24, 36])
def test_months_agree_with_plain_arithmetic_for_every_day_of_thirty_years(months: int) -> None:
    """Every start day from 2010 to 2039: guarantee periods, and three years of limitation."""
    start = date(2010, 1, 1)
    for n in range((date(2040, 1, 1) - start).days):
        begun = start + timedelta(n)
        wanted = date(*corresponding(begun.year, begun.month, begun.day, months))
        assert clocks.add_months(begun, months) == wanted, begun
        if months == 36:
            assert clocks.limit(begun, [], 3).last_day == wanted, begun


def test_the_clocks_of_a_case_agree_with_plain_arithmetic_on_every_day_of_four_years() -> None:
    """From a loan's due date to its guarantee's and its claim's last day, leap day included."""
    for n in range(4 * 365 + 1):
        due = date(2023, 1, 1) + timedelta(n)
        mine = case(guarantees=[surety()], loan_changes={"maturity": due})
        ends = {c.kind: c.last_day for c in clocks.of(mine, due, policy())}
        day_of = (due.year, due.month, due.day)

        assert ends == {
            "guarantee": date(*corresponding(*day_of, 6)),
            "limitation": date(*corresponding(*day_of, 36)),
        }, due


def test_a_decision_against_a_guarantor_restarts_nothing_against_the_borrower() -> None:
    """He is no joint debtor; one against nobody named is read as against the borrower."""
    decided = judgment("2026-12-01")

    assert claim_ends(replace(decided, party=SURETY)) == day("2029-03-20")
    assert claim_ends(decided) == claim_ends(replace(decided, party="")) == day("2029-12-01")


def test_who_pays_restarts_the_time_to_enforce_against_whom() -> None:
    """Against the borrower a payment of any borrower or of nobody named; against a guarantor his own: what
    nobody is named for is left out of his earlier end and kept for the later one."""
    against_him = replace(judgment("2026-07-01", "2026-07-20"), party=SURETY)
    usual = judgment("2026-07-01", "2026-07-20")

    def ends(decided: Event, party: str, **by: str) -> tuple[date, date, str]:
        paid = event(T.PAYMENT, "2027-01-05", amount="5.00", party=party, **by)  # type: ignore[arg-type]
        mine = case(log=[decided, paid], guarantees=[surety()])
        [clock] = clocks.enforcement_clocks(mine, ON, policy())
        assert clock.party == decided.party and clock.earliest == clock.last_day
        return clock.last_day, clock.latest, clock.note.en

    begun, anew = day("2028-07-20"), day("2029-01-05")
    for decided, party, payer, wanted in (
        (usual, BORROWER, "示例孙三", (anew, anew)),
        (usual, "", "", (anew, anew)),
        (usual, "", " 示例甲 ", (anew, anew)),
        (usual, "", "示例孙三", (begun, anew)),
        (usual, SURETY, "", (begun, begun)),
        (against_him, SURETY, "", (anew, anew)),
        (against_him, "", "示例G1", (anew, anew)),
        (against_him, "", "", (begun, anew)),
        (against_him, "", "示例孙三", (begun, anew)),
        (against_him, "", "示例甲", (begun, begun)),
        (against_him, BORROWER, "", (begun, begun)),
    ):
        *found, note = ends(decided, party, payer=payer)
        assert tuple(found) == wanted, (decided.party, party, payer)
        assert ("with it the end is 2029-01-05" in note) == (wanted[0] != wanted[1])


def test_the_time_to_enforce_has_its_safe_day_and_both_ends() -> None:
    """Ten working days before the unrolled last day; a decision that names nobody is the borrower's."""
    bare = replace(judgment("2026-07-01"), party="")
    [clock] = clocks.enforcement_clocks(case(log=[bare]), ON, policy())

    assert (clock.party, clock.kind, clock.start) == (BORROWER, "enforcement", day("2026-07-01"))
    assert (clock.earliest, clock.last_day) == (day("2028-07-01"), day("2028-07-01"))
    assert clock.rolled == clock.latest == day("2028-07-03")
    assert clock.safe_day == clocks.minus_working_days(day("2028-07-01"), 10)


def test_a_pre_suit_preservation_is_of_the_party_it_was_asked_against() -> None:
    """Its clock begins with the application and says from what it is counted; where the thirtieth day is
    a rest day the working day after it is the later end."""
    mine = case(log=[filing("2026-05-07", SURETY, way="preservation")], guarantees=[surety()])
    [clock] = clocks.preservation_clocks(mine, ON, policy())

    assert (clock.party, clock.kind, clock.start) == (SURETY, "preservation", day("2026-05-07"))
    assert (clock.last_day, clock.earliest) == (day("2026-06-06"), day("2026-06-06"))  # a Saturday
    assert clock.rolled == clock.latest == day("2026-06-08")
    assert "counted from the application" in clock.note.en


@pytest.mark.parametrize(
    ("word", "reached"), [("yes", True), (" Yes ", True), ("是", True), ("no", False), ("", False)]
)
def test_whether_the_copy_had_arrived_is_read_as_it_is_written(word: str, reached: bool) -> None:
    """Blanks and capitals play no part; what is not a yes is none."""
    log = [filing("2026-05-08"), withdrawn("2026-06-01", word)]
    found = clocks.limitation_clock(case(log=log), policy(), ON)

    assert found.last_day == day("2029-05-08" if reached else "2029-03-20")


def test_the_limitation_against_a_general_guarantor_names_its_ground() -> None:
    """It keeps the deed and the day of the suit, and says what he may still show."""
    log = [filing("2026-05-01"), judgment("2026-07-01", "2026-07-20")]
    log.append(filing("2026-08-10", way="enforcement", id="F2"))
    found = clocks.of(case(log=log, guarantees=[GENERAL]), day("2027-08-10"), policy())
    clock = next(c for c in found if c.guarantee)

    assert (clock.party, clock.guarantee, clock.demanded_on) == (SURETY, "D1", day("2026-05-01"))
    assert clock.start == day("2027-08-10")
    assert "still has property" in clock.note.en


def test_a_suit_against_a_guarantor_withdrawn_unseen_is_his_later_end_only() -> None:
    """Demanded on 4 May 2026, sued on 10 August and withdrawn before the copy reached him: three years
    from the demand, at the latest (a Friday) from the suit, and the note says so; reached, from the suit."""
    kept = [*served("guarantor-demand", "2026-05-04", SURETY), filing("2026-08-10", SURETY)]

    def clock(*more: Event) -> clocks.Clock:
        found = clocks.of(case(log=[*kept, *more], guarantees=[surety()]), ON, policy())
        return next(c for c in found if c.guarantee)

    unseen, seen = clock(withdrawn("2026-09-01")), clock(withdrawn("2026-09-01", "yes"))
    assert (unseen.last_day, unseen.latest) == (day("2029-05-04"), day("2029-08-10"))
    assert "with it the end is 2029-08-10" in unseen.note.en
    assert (seen.last_day, seen.latest) == (day("2029-08-10"), day("2029-08-10"))
    assert "withdrawn" not in seen.note.en and clock().last_day == day("2029-08-10")
