"""What became of a letter: which services count, which do not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from ledger_cases import case, day, person, with_

from noticegen.deliveries import delivery, lacking, letters, served_days
from noticegen.model import EventType, PartyKind
from noticegen.proofs import document_state

KIND = "overdue-notice"
PAPER = "03-27 09:00 issued B document=N1 kind=overdue-notice"
HAND = "03-28 15:00 served B document=N1 method=hand recipient=self evidence=slip"
EMS = "03-30 15:00 served B document=N1 method=ems waybill=1 address=旧址"
BACK = EMS + " evidence=contents_line,returned_envelope"
MOVE = "address_change B address=新址 source=contract"


def became(*lines: str, party: str = "B", since: str = "03-20", on: str = "04-30"):  # type: ignore[no-untyped-def]
    """The notices to a party with these lines on the log."""
    return delivery(case(with_(*lines)), KIND, party, day(since), day(on))


def test_a_service_with_its_proof_counts_from_its_own_day() -> None:
    """Served by hand with a slip on 28 March: not on the 27th, from the 28th on."""
    assert became(PAPER, HAND, on="03-27").served_on is None
    assert date(2026, 3, 28) == became(PAPER, HAND, on="03-28").served_on


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (HAND.replace("evidence=slip", "evidence="), "missing: signed return slip"),
        (HAND.replace("evidence=slip", "evidence=altered"), "missing: signed return slip"),
        (HAND.replace("recipient=self", "recipient=other"), "must have been taken in by"),
        (HAND.replace("03-28", "03-26"), "lies before the letter of 2026-03-27"),
        (HAND.replace("03-28 15:00", "03-27 08:59"), "before the letter of 2026-03-27 09:00"),
        (HAND + " actors=", "it lacks who served it"),
    ],
)
def test_a_service_that_does_not_count_says_why(line: str, why: str) -> None:
    """Without slip, with an altered one, taken by a stranger, or before the letter: not served."""
    found = became(PAPER, line)

    assert found.served_on is None
    assert why in found.bare[0][1][0].en


def test_a_service_of_the_day_of_issue_counts_from_the_minute_of_the_issue() -> None:
    """At the very minute it counts; known by its day only (midnight), it is given the benefit."""
    for time in ("09:00", "09:01", "00:00"):
        assert became(PAPER, HAND.replace("03-28 15:00", f"03-27 {time}")).served_on, time


def test_only_letters_of_this_kind_party_and_default_count() -> None:
    """A letter of another kind, to another party, of an old default, unknown or voided, serves nobody."""
    assert became(HAND).served_on is None
    assert became(PAPER.replace("overdue-notice", "blacklist-warning"), HAND).served_on is None
    assert became(PAPER, HAND, party="G1").served_on is None
    assert became(PAPER, HAND.replace("served B", "served G1")).served_on is None
    assert became(PAPER, HAND, since="03-28").served_on is None
    assert became(PAPER, HAND, "03-29 09:00 voided B document=N1").papers == ()
    assert became(PAPER, HAND, "03-29 09:00 voided B document=N1", on="03-28").served_on


def test_a_service_corrected_away_does_not_count() -> None:
    """A service later found to be of another letter is taken back by a correction."""
    gone = "03-29 09:00 correction - corrects=S1"

    assert became(PAPER, HAND + " id=S1").served_on
    assert became(PAPER, HAND + " id=S1", gone).served_on is None


@pytest.mark.parametrize("what", ["returned", "refused"])
def test_failures_need_a_file(what: str) -> None:
    """A letter that came back or was refused is a documented failure with its envelope, a bare row
    without; known from its day on, and of this party only."""
    back = f"03-30 15:00 {what} B document=N1 method=ems why=moved"
    shown = back + " evidence=returned_envelope"

    assert [e.type.value for e in became(PAPER, shown).failed] == [what]
    assert 1 == len(became(PAPER, back).unshown)
    assert became(PAPER, back + " evidence=returned_envelope,altered").failed == ()
    assert became(PAPER, shown, on="03-29").failed == ()
    assert became(PAPER, shown.replace(f"{what} B", f"{what} G1")).failed == ()
    assert 1 == len(became(PAPER, shown.replace(f"{what} B", f"{what} -")).failed)


def test_a_proved_service_outweighs_the_mail_that_came_back() -> None:
    """Returned on the 30th, handed over on 2 April: served on 2 April."""
    back = "03-30 15:00 returned B document=N1 method=ems why=moved evidence=returned_envelope"
    again = HAND.replace("03-28", "04-02")

    assert date(2026, 4, 2) == became(PAPER, back, again).served_on
    assert date(2026, 3, 28) == became(PAPER, HAND, back).served_on


@pytest.mark.parametrize(
    ("before", "counts"),
    [
        ("03-31 09:00 " + MOVE, True),  # she moved after it came back
        ("03-30 09:00 " + MOVE, False),  # known when it went
        ("03-30 09:00 " + MOVE.replace("新址", "旧址"), True),  # it went to the new address
        ("03-30 09:00 " + MOVE.replace("address_change B", "address_change G1"), True),
    ],
)
def test_returned_mail_counts_only_from_the_last_known_address(before: str, counts: bool) -> None:
    """An unopened return from an address the house knew to be old is no service."""
    found = became(PAPER, before, BACK)

    assert counts == (found.served_on is not None)
    if not counts:
        assert "came back from an old address" in found.bare[0][1][0].en
    whole = case(with_(PAPER, before, BACK))
    about = [e for e in whole.events if e.document == "N1"]
    state = document_state("issued", about, partial(lacking, whole))
    assert state == ("served" if counts else "dispatched")


def test_the_address_is_judged_on_the_day_the_letter_left() -> None:
    """Dispatched on the 28th, a new address learned on the 29th: the return of the 30th counts."""
    sent = "03-28 10:00 dispatched B document=N1 method=ems to=张示例"

    assert became(PAPER, sent, "03-29 09:00 " + MOVE, BACK).served_on
    assert became(PAPER, sent, "03-28 09:00 " + MOVE, BACK).served_on is None


def test_a_letter_that_reached_her_needs_no_known_address() -> None:
    """With a tracking print the letter arrived, whatever addresses are on record."""
    reached = EMS + " evidence=contents_line,tracking recipient=self"

    assert became(PAPER, "03-29 09:00 " + MOVE, reached).served_on


def test_days_served_on_any_of_several() -> None:
    """Days of service on the borrowers together, in order; nobody is counted twice."""
    whole = case(with_(PAPER, HAND, HAND.replace("03-28", "03-29")))

    days = [date(2026, 3, 28), date(2026, 3, 29)]
    assert days == served_days(whole, KIND, ["B", "B", "G1"], day("04-30"))


def test_the_first_and_the_last_day_asked_about_are_included() -> None:
    """Issued and served on one day, which is both day 0 and the day asked on."""
    same = HAND.replace("03-28", "03-27")

    assert date(2026, 3, 27) == became(PAPER, same, since="03-27", on="03-27").served_on
    assert became(PAPER, HAND, "03-29 09:00 voided B document=N1", on="03-29").papers == ()


def test_of_several_dispatches_the_last_before_the_service_counts() -> None:
    """Sent on the 28th and again on the 30th; a new address known on the 29th spoils the return."""
    sent = [f"{d} 08:00 dispatched B document=N1 method=ems to=张示例" for d in ("03-28", "03-30")]

    assert became(PAPER, sent[0], "03-29 09:00 " + MOVE, BACK).served_on
    assert became(PAPER, *sent, "03-29 09:00 " + MOVE, BACK).served_on is None


def test_a_return_that_names_no_address_does_not_count_once_she_has_moved() -> None:
    """Not noted where it went: with a new address on record nobody can say it went there."""
    nowhere = BACK.replace(" address=旧址", "")

    assert became(PAPER, nowhere).served_on
    assert became(PAPER, "03-29 09:00 " + MOVE, nowhere).served_on is None


def test_letters_of_a_case_by_their_numbers() -> None:
    """Of these kinds, to anybody, from the day of issue to the day before they are voided."""
    other = "03-28 09:00 issued G1 document=R1 kind=guarantor-reminder"
    gone = "03-30 09:00 voided G1 document=R1"
    of = case(with_(PAPER, other, gone))

    def found(on: str, *kinds: str) -> list[str]:
        return list(letters(of, kinds, day(on)))

    both = (KIND, "guarantor-reminder")
    assert [found(d, *both) for d in ("03-26", "03-27", "03-28", "03-29", "03-30")] == [
        [], ["N1"], ["N1", "R1"], ["N1", "R1"], ["N1"],
    ]  # fmt: skip
    assert found("03-29", "guarantor-reminder") == ["R1"]


def test_what_a_service_lacks_is_told_of_any_letter() -> None:
    """Of a letter of the book the day and the way count too; of one that it does not know, only the proof
    of its way and who took it in, judged by what the addressee is."""
    firm = replace(person("G1", "示例公司"), kind=PartyKind.COMPANY)
    known = PAPER.replace("issued B", "issued G1")

    def told(*lines: str) -> list[str]:
        of = case(with_(*lines), parties={**case().parties, "G1": firm})
        return [text.en for text in lacking(of, of.of(EventType.SERVED)[-1])]

    relative, office = (HAND.replace("served B", "served G1") + f" recipient={who}" for who in ("relative", "mail_room"))  # fmt: skip
    for before in ((), (known,), ("03-27 09:00 issued B document=N2 kind=overdue-notice",)):
        assert told(*before, office) == []
        [why] = told(*before, relative)
        assert "must have been taken in by" in why
    early = office.replace("03-28", "03-26")
    assert told(early) == []
    assert told(known, early) == ["it lies before the letter of 2026-03-27"]
    nobody = HAND.replace("served B", "served -")
    assert told(nobody) == [] and "must have been taken in by" in told(nobody + " recipient=mail_room")[0]  # fmt: skip


@pytest.mark.parametrize(
    ("used", "counts"), [("新址1号", True), ("新址1 号", True), ("新址2号", False), ("", False)]
)
def test_blanks_in_an_address_play_no_part(used: str, counts: bool) -> None:
    """The mail that came back went where she could last be reached, written with other blanks."""
    known = case(with_(PAPER, "03-28 10:00 " + MOVE, BACK))
    moved = tuple(
        replace(
            e,
            details={
                **e.details,
                "address": {"新址": " 新址 1号", "旧址": used}[e.details["address"]],
            },
        )
        if e.details.get("address")
        else e
        for e in known.log
    )
    found = delivery(replace(known, log=moved), KIND, "B", day("03-20"), day("04-30"))

    assert bool(found.proved) == counts
