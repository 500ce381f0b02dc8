"""What was worked out for a case is kept with it, for the right day and policy, and nowhere else."""

from __future__ import annotations

import ast
import gc
import inspect
import pickle
import weakref
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from ledger_cases import STEPS, case, day, policy, tuned, with_, without

from noticegen import claims, figures, rules
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


def test_a_day_that_looks_back_is_not_forgotten() -> None:
    """What was worked out for the day asked about first stays, however many others are asked in between."""
    plain, on = case(), day("05-27")
    first = replay(plain, on, policy())
    of_day(plain, on)["x"] = "kept"
    for n in range(20):
        replay(plain, day("04-01") + timedelta(n), policy())

    assert (
        replay(plain, on, policy()) is first and {"x": "kept"}.items() <= of_day(plain, on).items()
    )


def test_the_claim_of_the_house_is_replayed_once_for_days_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks for day after day lives each day once."""
    lines = [f"05-{n:02} 11:00 payment B amount=10" for n in range(7, 29)]
    of, lived = case(with_("05-06 10:00 sub_payment - amount=52345.67 voucher=V1", *lines)), []
    live = claims._live

    def counted(account: Any, on: date, *more: Any) -> None:
        lived.append(on)
        live(account, on, *more)

    monkeypatch.setattr(claims, "_live", counted)
    for n in range(1, 31):
        claims.claim(of, date(2026, 5, n), policy())

    assert 23 == len(lived) == len(set(lived))


def test_the_claim_of_the_house_is_the_same_in_whatever_order_days_are_asked() -> None:
    """Going on from an earlier answer, and back before it, gives what a new case gives, and changes no
    answer given before."""
    log = with_(
        "05-02 10:00 payment B amount=500 claim=recourse", "05-06 10:00 sub_payment - amount=900 voucher=V1",
        "05-08 10:00 cost - amount=30", "05-09 10:00 payment B amount=2000", "05-12 10:00 refund B amount=600",
        "05-15 10:00 sub_payment - amount=700 voucher=V2", "05-19 10:00 payment B amount=100",
    )  # fmt: skip
    of, days = case(log), [date(2026, 5, n) for n in range(1, 25)]
    alone = {on: claims.claim(case(log), on, policy()) for on in days}
    held = {on: claims.in_hand(case(log), on, policy()) for on in days}
    ids = {e.id: claims.claim_of(e, case(log), policy()) for e in of.log}
    for order in (days, days[::-1], days[::2] + days[1::2], [days[n * 7 % 24] for n in range(24)]):
        again = replace(of)
        given = {on: claims.claim(again, on, policy()) for on in order}
        assert alone == given
        assert held == {on: claims.in_hand(again, on, policy()) for on in order}
        assert ids == {e.id: claims.claim_of(e, again, policy()) for e in again.log}


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
