"""Decisions by named persons: whose word counts, from when, and until when."""

from __future__ import annotations

import pytest
from ledger_cases import case, day, policy, with_

from noticegen import rules
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.rules.persons import confirmation, legal_nod
from noticegen.rules.relief import approver

NOD = "03-26 09:00 legal_approval - id=N kind=overdue-notice"
REFERRED = "03-26 09:00 referral_approved - id=N actors=郑示例 role=branch_head text=同意移送"
SEALED = "03-26 09:00 seal_use - id=N actors=郑示例 role=branch_head kind=overdue-notice"
SEEN = "03-26 10:00 approval - confirms=N actors=周示例 role=officer"


ROLES = ("officer", "branch_head", "legal")
TERMS = policy().model_copy(
    update={"approval": policy().approval.model_copy(update={"confirm_roles": ROLES})}
)  # a house that lets its officers confirm


def counts(
    line: str, on: str = "03-27", seen: str = SEEN, after: str = "03-25", terms: Policy = TERMS
) -> bool:
    """Whether this decision counts on a day, asked for in the way of its kind."""
    of = case(with_(line, seen))
    ways = {
        "legal_approval": lambda: rules.legal_nods(
            of, "overdue-notice", day(on), terms, _noon(of, after)
        ),
        "referral_approved": lambda: rules.referral_approvals(of, day(on), terms),
        "seal_use": lambda: rules.seal_uses(of, "overdue-notice", day(on), terms),
    }
    found = list(ways[line.split()[2]]())
    assert found in ([], [*of.of(EventType(line.split()[2]))])
    return bool(found)


def _noon(of: Case, on: str):  # type: ignore[no-untyped-def]
    """Noon of that day in the zone of the case."""
    return of.log[0].at.replace(month=day(on).month, day=day(on).day, hour=12)


@pytest.mark.parametrize("line", [NOD, REFERRED, SEALED])
def test_a_decision_counts_once_another_person_of_the_house_has_confirmed_it(line: str) -> None:
    """By one who holds the role it states, confirmed by another in a role of hers, each from its day on."""
    assert counts(line)
    assert [counts(line, on=d) for d in ("03-25", "03-26")] == [False, True]
    assert not counts(line, seen="")
    assert not counts(line, seen=SEEN.replace("confirms=N", "confirms=M"))
    assert not counts(line, seen=SEEN.replace("confirms=N ", ""))
    assert not counts(line, seen=SEEN.replace("role=officer", "role=legal"))
    assert not counts(line, seen=SEEN.replace(" role=officer", " role="))
    assert not counts(line, seen=SEEN.replace("actors=周示例", "actors="))
    assert not counts(line, seen=SEEN.replace("actors=周示例", "actors=某某"))
    assert [counts(line, seen=SEEN.replace("10:00", t)) for t in ("08:59", "09:00")] == [
        False, True,
    ]  # fmt: skip
    late = SEEN.replace("03-26", "03-27")
    assert [counts(line, seen=late, on=d) for d in ("03-26", "03-27")] == [False, True]


@pytest.mark.parametrize("line", [NOD, REFERRED, SEALED])
def test_the_officer_confirms_only_where_the_house_lets_her(line: str) -> None:
    """By the shipped policy nobody does in her role, whoever else there is: head of branch, legal or approver."""
    other = "冯示例 role=legal" if line != NOD else "郑示例 role=branch_head"

    assert not counts(line, terms=policy())
    assert counts(line, seen=SEEN.replace("周示例 role=officer", other), terms=policy())


@pytest.mark.parametrize("line", [NOD, REFERRED, SEALED])
def test_nobody_confirms_what_she_decided_herself(line: str) -> None:
    """Nor one who decided with her: of the deciders the first must hold the role."""
    who, role = ("冯示例", "legal") if line == NOD else ("郑示例", "branch_head")
    own = line.replace("actors=郑示例 ", "")

    assert not counts(line, seen=SEEN.replace("周示例", who).replace("officer", role))
    assert not counts(f"{own} actors={who},周示例")
    assert counts(f"{own} actors={who},某某")
    assert not counts(f"{own} actors=某某,{who}")
    assert not counts(f"{own} actors=")
    assert not counts(f"{own} actors=某某")


def test_what_else_each_decision_must_say() -> None:
    """A legal approval its kind, after the moment asked about, its words and the role of legal; the
    approval of a referral its words; that of a seal its kind."""
    assert not counts(NOD.replace("overdue-notice", "guarantor-reminder"))
    assert not counts(NOD + " text=")
    assert not counts(NOD + " actors=郑示例 role=branch_head")
    assert not counts(NOD + " actors=郑示例")
    assert [counts(NOD.replace("09:00", t), after="03-26", seen=SEEN.replace("10:00", "15:00")) for t in ("12:00", "12:01")] == [False, True]  # fmt: skip
    assert not counts(REFERRED.replace("text=同意移送", "text="))
    assert not counts(REFERRED.replace("role=branch_head", "role="))
    assert not counts(REFERRED.replace("role=branch_head", "role=legal"))
    assert not counts(SEALED.replace("overdue-notice", "guarantor-reminder"))
    assert not counts(SEALED.replace(" kind=overdue-notice", ""))
    assert not counts(SEALED.replace("role=branch_head", "role="))


def test_of_several_approvals_the_first_is_taken_and_all_are_told() -> None:
    """In order of time; one that does not count hides none of the others."""
    bare = NOD.replace("id=N", "id=M").replace("09:00", "08:00")
    second = NOD.replace("id=N", "id=O").replace("09:00", "11:00")
    of = case(with_(bare, NOD, second, SEEN, SEEN.replace("confirms=N", "confirms=O").replace("10:00", "12:00")))  # fmt: skip
    nods = list(rules.legal_nods(of, "overdue-notice", day("03-27"), TERMS, _noon(of, "03-25")))
    first = legal_nod(of, "overdue-notice", day("03-27"), TERMS, _noon(of, "03-25"))

    assert ["N", "O"] == [e.id for e in nods]
    assert first is not None and first.id == "N"
    assert [None, "12:00"] == [
        seen and f"{seen.at:%H:%M}"
        for seen in (confirmation(of, of.of(EventType.LEGAL_APPROVAL)[n], day("03-27"), ROLES) for n in (0, 2))
    ]  # fmt: skip


def test_who_let_a_document_out_is_asked_of_the_log_as_it_was() -> None:
    """In the present default, or since the loan was paid out where nothing is due; for this kind, by
    somebody, with words; one that names no actor or says nothing is passed over."""

    def let(*lines: str, on: str = "03-27") -> str:
        of = case(with_(*lines))
        found = [f for f in rules.check(of, "overdue-notice", day(on), policy()) if f.rule == "S-05"]  # fmt: skip
        event: Event | None = approver(of, "overdue-notice", day(on), policy())(found[0])
        return event.id if event else ""

    assert let(NOD) == "N"
    assert [let(NOD, on=d) for d in ("03-25", "03-26")] == ["", "N"]
    assert [let(NOD.replace("03-26", d)) for d in ("03-19", "03-20")] == ["", "N"]
    assert let(NOD.replace("03-26", "03-10"), on="03-15") == "N"
    assert let(NOD.replace("03-26", "2025-03-19"), on="03-15") == ""
    assert let(NOD.replace("overdue-notice", "guarantor-reminder")) == ""
    assert let(NOD + " actors=") == let(NOD + " text=") == ""
    one = "03-26 08:00 override - id=O rule=S-05"
    assert let(one, NOD) == "O"
    assert let(one.replace("S-05", "S-07"), NOD) == "N"
    assert let(one + " actors=", NOD) == let(one + " text=", NOD) == "N"
