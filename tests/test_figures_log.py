"""What the replay of a log tells of the events it went through."""

from __future__ import annotations

from decimal import Decimal

from ledger_cases import case, day, policy, with_

from noticegen import figures, recourse
from noticegen.allocation import _ordered
from noticegen.events import EVIDENCE_KINDS
from noticegen.model import EventType
from noticegen.promises import promises
from noticegen.proofs import proof_complete

PAID = "04-06 10:00 sub_payment - id=S1 amount=20000"


def test_each_row_of_the_account_names_its_event() -> None:
    """Payment, waiver, cost, acceleration, write-off: the row leads back to the log."""
    lines = (
        "04-01 10:00 payment B id=P1 amount=100",
        "04-02 10:00 waiver B id=W1 component=principal amount=5",
        "04-03 10:00 cost - id=C1 amount=7 what=公证费",
        "04-04 10:00 acceleration - id=A1",
        "04-05 10:00 write_off - id=R1 approver=郑示例",
    )
    rows = figures.owed(case(with_(*lines)), day("04-10"), policy()).ledger
    told = {row.event: row.event_id for row in rows if row.event_id}

    assert told == {"payment": "P1", "waiver": "W1", "cost": "C1", "acceleration": "A1", "write_off": "R1"}  # fmt: skip


def test_counted_by_instalment_costs_come_before_or_after_all_of_them() -> None:
    """Before where they stand first in the order, else after, whatever their place; by category in their place."""
    first, last = ("costs", "interest", "principal"), ("interest", "costs", "principal")
    each = [(1, "interest"), (1, "principal"), (2, "interest"), (2, "principal")]

    assert list(_ordered((1, 2), first, "by_instalment")) == [(None, "costs"), *each]
    assert list(_ordered((1, 2), last, "by_instalment")) == [*each, (None, "costs")]
    assert list(_ordered((1, 2), last[::2], "by_instalment")) == each
    assert list(_ordered((1, 2), last, "by_category")) == [
        (1, "interest"), (2, "interest"), (None, "costs"), (1, "principal"), (2, "principal"),
    ]  # fmt: skip


def test_costs_of_recourse_add_up() -> None:
    """Two of them after the house has paid are both asked back."""
    costs = [f"04-0{n} 10:00 cost - amount={n}.50 what=公证费" for n in (7, 8)]
    claim = recourse.claim(case(with_(PAID, *costs)), day("04-10"), policy())

    assert claim is not None and claim.costs == Decimal("16.00")


def test_in_the_bank_s_account_the_payment_of_the_house_keeps_its_name() -> None:
    """It counts as money received, and its row says what it was; what others paid keeps its own name."""
    his = "04-01 10:00 payment B id=P1 amount=100"
    rows = recourse.bank_owed(case(with_(his, PAID)), day("04-10"), policy()).ledger

    assert [(r.event, r.event_id) for r in rows] == [
        ("due", ""), ("payment", "P1"), ("sub_payment", "S1"), ("as_of", ""),
    ]  # fmt: skip


def test_a_guarantor_s_payment_keeps_no_promise_unless_asked_so() -> None:
    """The house decides it (policy); who does not say so gets the strict answer."""
    of = case(with_("04-01 10:00 payment G1 amount=5000"))

    assert [p.status for p in promises(of, day("05-10"))] == ["broken"]
    assert [p.status for p in promises(of, day("05-10"), guarantor_payment_keeps=True)] == ["kept"]


def test_a_payment_of_the_moment_of_the_promise_is_none_that_keeps_it() -> None:
    """What came with the promise was not promised; a minute later, or known by its day only, it counts."""
    made = "04-01 10:00 promise B amount=100 by=2026-04-10"

    def became(time: str) -> str:
        of = case(f"{made}\n04-01 {time} payment B amount=100")
        return promises(of, day("04-20"))[0].status

    assert [became(t) for t in ("09:59", "10:00", "10:01", "00:00")] == [
        "broken", "broken", "kept", "kept",
    ]  # fmt: skip


def test_several_missing_proofs_are_told_one_after_the_other() -> None:
    """In both languages, with the marks of each."""
    of = case(with_("03-28 10:00 served B document=N1 method=message recipient=self"))
    [why] = proof_complete(of.of(EventType.SERVED)[0])
    names = [EVIDENCE_KINDS[k] for k in ("address_agreement", "send_log")]

    assert why.en.startswith("missing: " + ", ".join(n.en for n in names))
    assert why.zh.startswith("缺少" + "、".join(n.zh for n in names))
