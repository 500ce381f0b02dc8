"""What was worked out for a case is kept with it, for the right day and policy, and nowhere else."""

from __future__ import annotations

import ast
import gc
import inspect
import pickle
import weakref
from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_cases import STEPS, case, day, policy, tuned, with_, without

from noticegen import figures, rules
from noticegen.addressing import NAMES
from noticegen.ledger import replay
from noticegen.memory import DAYS, of_day
from noticegen.model import EventType, LoanParty, Role
from noticegen.rules import Rule


def test_an_account_is_replayed_once_a_day() -> None:
    """The same question gets the very same answer; another day or policy gets its own."""
    plain, other = case(), tuned("interest", compound_on_penalty=True)
    first = replay(plain, day("03-27"), policy())

    assert replay(plain, day("03-27"), policy()) is first
    assert replay(plain, day("03-27"), other) is not first
    assert date(2026, 3, 28) == replay(plain, day("03-28"), policy()).on


def test_a_policy_is_known_by_what_it_is_not_by_where_it_lay() -> None:
    """Policies made and dropped one after the other may get one address, never one answer."""
    plain = case()
    for floor in range(40):
        strict = tuned("notice", tolerance=floor * 10_000)
        owed = figures.owed(plain, day("03-27"), strict).total
        blocked = {f.rule for f in rules.check(plain, "overdue-notice", day("03-27"), strict) if f.blocks}  # fmt: skip
        assert ("S-12" in blocked) == (owed <= floor * 10_000)
        del strict


def test_a_changed_case_starts_afresh() -> None:
    """A case with one more event knows nothing of the answers about the one without."""
    plain = case()
    before = figures.owed(plain, day("03-27"), policy())
    paid = replace(plain, log=case(with_("03-26 09:00 payment B amount=1000")).log)

    assert before.total > figures.owed(paid, day("03-27"), policy()).total


def test_a_year_of_days_keeps_a_week() -> None:
    """Asking for one day after the other keeps the last few only."""
    plain = case()
    for n in range(365):
        rules.check(plain, "overdue-notice", day("03-20") + timedelta(n), policy())

    assert DAYS >= len([kept for kept in plain.memory if kept])


def test_answers_go_with_the_case() -> None:
    """Nothing else holds a case once its owner lets go of it, and no pickle carries answers."""
    plain = case()
    rules.check(plain, "overdue-notice", day("03-27"), policy())
    again, held = pickle.loads(pickle.dumps(plain)), weakref.ref(plain)

    assert again == plain and {} == again.memory
    del plain
    gc.collect()
    assert held() is None


def test_events_are_found_in_order_of_time() -> None:
    """Events of several types come in the order of the log, of one party or of all."""
    plain = case()
    both = plain.of(EventType.CG_CONTACT, EventType.VISIT, EventType.CALL)

    assert sorted(both, key=lambda e: (e.at, e.id)) == list(both)
    assert [e for e in plain.events if e.type in {"visit", "call", "cg_contact"}] == list(both)
    assert ["G1"] == [e.party for e in plain.of(EventType.CG_CONTACT, EventType.VISIT, party="G1")]
    assert () == plain.of() and () == plain.of(EventType.DEATH)


# --- what the rules said ---------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [r for r in rules.RULES if r.run], ids=lambda r: r.id)
def test_a_rule_about_the_case_reads_neither_kind_nor_party(rule: Rule) -> None:
    """A row says `of_case` exactly if its function never looks at the kind or party it is given."""
    assert rule.run is not None
    read = {
        node.id for node in ast.walk(ast.parse(inspect.getsource(rule.run))) if isinstance(node, ast.Name)
    }  # fmt: skip
    assert rule.of_case == (not read & {"kind", "party"})


COUNTER_TOO = (LoanParty("B", Role.BORROWER), LoanParty("G1", Role.CO_BORROWER))


@pytest.mark.parametrize(
    "lines", [STEPS, without("visit B"), ""], ids=["ready", "no-visit", "nothing"]
)
@pytest.mark.parametrize("signed", [COUNTER_TOO[:1], COUNTER_TOO], ids=["one-borrower", "two"])
def test_a_document_is_judged_alike_whatever_was_asked_before(
    signed: tuple[LoanParty, ...], lines: str
) -> None:
    """Of one case every kind, to everybody and to one, in any order, gets what a fresh case gets."""
    common = case(lines, signatories=signed)
    asked = [(kind, party) for kind in NAMES for party in (None, "B")]
    for kind, party in [*asked, *reversed(asked)]:
        alone = rules.check(replace(common), kind, day("03-27"), policy(), party)
        assert rules.check(common, kind, day("03-27"), policy(), party) == alone, (kind, party)


def test_a_rule_about_the_case_is_asked_once() -> None:
    """Before two kinds of document the log is compared with the register once; each kind keeps its own
    severity of the answer."""
    plain = case()
    rules.check(plain, "overdue-notice", day("03-27"), policy())
    said = of_day(plain, day("03-27"), policy())[rules.rule("X-14")]
    rules.check(plain, "judicial-referral", day("03-27"), policy())

    assert of_day(plain, day("03-27"), policy())[rules.rule("X-14")] is said
