"""The same questions to both, and what differs in the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from naive import check as naive_check
from naive import clocks as naive_clocks
from naive import figures as naive_figures
from naive import guarantors as naive_guarantors
from naive import promises as naive_promises
from naive import recourse as naive_recourse
from naive.situation import J4, KINDS, N1
from noticegen import clocks, promises, recourse, rules, sureties, surplus
from noticegen.episodes import days_overdue, episodes, step_day
from noticegen.figures import owed
from noticegen.model import Case
from noticegen.policy import Policy, load_policy

TEMPLATES = Path(__file__).parents[2] / "templates"


@cache
def policy() -> Policy:
    """The shipped policy."""
    return load_policy(TEMPLATES / "policy.toml")


def figures_of_both(case: Case, on: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ours and the product's figures under the same names."""
    days = naive_figures.evenings(case, on, policy())
    evening, now = days[-1], naive_figures.present(days)
    money = naive_figures.money
    theirs = owed(case, on, policy())
    account = naive_figures.account(case, on, policy())
    received = sum((d.covered for d in account if now and d.day >= now.anchor), naive_figures.ZERO)
    mine = {
        "lines": [
            (
                x.number, x.due, money(x.principal), money(x.interest), money(x.penalty),
                money(x.compound), money(x.received), x.accelerated,
            )
            for x in evening.lines
        ],
        "costs": money(evening.costs),
        "total": money(evening.total()),
        "credit": money(evening.credit),
        "later": money(evening.not_yet_due),
        "tomorrow": money(naive_figures.cents(evening.tomorrow)),
        "received": money(received),
        "defaults": [(d.anchor, d.ended) for d in naive_figures.defaults(days)],
        "step day": naive_figures.step_day(days, on),
        "days overdue": naive_figures.days_overdue(days, on),
    }  # fmt: skip
    product = {
        "lines": [
            (
                x.number, x.due, x.principal, x.interest, x.penalty, x.compound, x.received,
                x.accelerated,
            )
            for x in theirs.lines
        ],
        "costs": theirs.costs,
        "total": theirs.total,
        "credit": theirs.unapplied,
        "later": theirs.not_yet_due,
        "tomorrow": theirs.daily_increase,
        "received": theirs.received,
        "defaults": [(e.anchor, e.ended) for e in episodes(case, on, policy())],
        "step day": step_day(case, on, policy()),
        "days overdue": days_overdue(case, on, policy()),
    }  # fmt: skip
    return mine, product


def recourse_of_both(case: Case, on: date) -> tuple[Any, Any]:
    """What the house may ask back, per payment of its own, and the costs."""
    ours, theirs = naive_recourse.claim(case, on, policy()), recourse.claim(case, on, policy())
    money = naive_figures.money
    mine = ours and (
        [(money(o.open), money(o.interest)) for o in ours.outlays],
        money(ours.costs),
        money(ours.credit),
        money(naive_recourse.bank_owed(case, on, policy()).total()),
    )
    product = theirs and (
        [(p.open, p.interest) for p in theirs.paid],
        theirs.costs,
        theirs.credit,
        recourse.bank_owed(case, on, policy()).total,
    )
    return mine, product


def surplus_of_both(case: Case, on: date) -> tuple[Any, Any]:
    """What is in hand beyond what was due, what of it was paid back, and what beyond it."""
    money = naive_figures.money
    mine = [
        tuple(map(money, naive_recourse.surplus(case, on, policy(), ours)))
        for ours in (False, True)
    ]
    return mine, [(s.left, s.refunded, s.short) for s in surplus.of(case, on, policy())]


def binding_of_both(case: Case, on: date) -> tuple[Any, Any]:
    """How much of the open debt binds each guarantor of the loan."""
    direct = [g for g in case.guarantees if not g.counter]
    mine: dict[str, Decimal] = {}
    for g in direct:
        mine[g.party] = max(mine.get(g.party, Decimal(0)), naive_guarantors.binding(case, g, on, policy()))  # fmt: skip
    product = {p: sureties.binding(case, "guarantor-demand", p, on, policy()).total for p in mine}
    return mine, product


def clocks_of_both(case: Case, on: date) -> tuple[list[Any], list[Any]]:
    """Whom each clock runs against, from when, its ends, and what kept it."""

    def told(found: Iterable[Any], kept: str) -> list[Any]:
        rows = [
            (c.party, c.start, c.last_day, c.earliest, c.latest, c.safe_day, getattr(c, kept))
            for c in found
        ]
        return sorted(rows, key=str)

    return (
        told(naive_clocks.of(case, on, policy()), "kept_on"),
        told(clocks.of(case, on, policy()), "demanded_on"),
    )


def promises_of_both(case: Case, on: date) -> tuple[list[Any], list[Any]]:
    mine = [(p.event.id, p.by, p.status, p.paid, p.late) for p in naive_promises.of_case(case, on)]
    product = [
        (p.promise.id, p.promise.by, str(p.status), p.paid, p.late_payment)
        for p in promises.promises(case, on)
    ]
    return sorted(mine, key=str), sorted(product, key=str)


# Rules the naive opinion has. What only a document or a packet shows is not among them.
DECIDED = frozenset(
    [
        "S-01",
        "S-02",
        "S-03",
        "S-04",
        "S-05",
        "S-06",
        "S-07",
        "S-08",
        "S-09",
        "S-10",
        "S-11",
        "S-12",
        "S-13",
        "S-14",
        "S-15",
        "S-16",
        "S-17",
        "S-18",
        "S-19",
        "S-20",
        "S-22",
        "S-23",
        "S-24",
        "S-25",
        "S-26",
        "S-27",
        "X-01",
        "X-02",
        "X-03",
        "X-06",
        "X-09",
        "X-10",
        "X-11",
        "X-12",
        "X-13",
        "X-14",
        "X-15",
        "X-18",
        "X-19",
        "X-20",
        "X-21",
        "X-23",
        "L-01",
        "L-02",
        "L-03",
        "L-04",
        "L-07",
        "L-08",
        "L-09",
        "L-11",
        "L-13",
        "L-20",
        "L-21",
        "L-22",
        "L-23",
        "L-24",
        "L-25",
        "L-26",
        "L-27",
        "C-01",
        "C-02",
        "C-04",
        "C-06",
        "C-08",
    ]
)


@cache
def compared(kind: str) -> frozenset[str]:
    """Rules both have for this kind of document."""
    gating = {r.id for r in rules.RULES if r.run and (kind in r.kinds or "*" in r.kinds)}
    known = DECIDED & gating
    return known if kind in {N1, J4} else known - {"X-03"}  # the table names the two


def failures_of_both(case: Case, kind: str, on: date) -> tuple[set[Any], set[Any]]:
    """(rule, party, what it does) of every failed or overridden rule. Info is told, not compared."""
    ids = compared(kind)
    mine = {
        (v.rule, v.party, v.severity if v.verdict == "fail" else v.verdict)
        for v in naive_check.check(case, kind, on, policy())
        if v.rule in ids and v.verdict in {"fail", "overridden"} and v.severity != "info"
    }
    product = {
        (f.rule, f.party, str(f.severity) if f.verdict == "fail" else str(f.verdict))
        for f in rules.check(case, kind, on, policy())
        if f.rule in ids and f.verdict in {"fail", "overridden"} and f.severity != "info"
    }
    return mine, product


def compare(case: Case, on: date, kinds: Iterable[str] = KINDS) -> set[tuple[str, str]]:
    """Ask both the same questions; which rules spoke, and how."""
    spoke = set[tuple[str, str]]()
    for both in (
        figures_of_both,
        recourse_of_both,
        surplus_of_both,
        binding_of_both,
        clocks_of_both,
        promises_of_both,
    ):
        mine, product = both(case, on)
        assert mine == product, f"{both.__name__}: {only(mine, product)}\n{story(case, on)}"
    for kind in kinds:
        mine, product = failures_of_both(case, kind, on)
        assert mine == product, (
            f"{kind}: only naive {mine - product}, only product {product - mine}\n{story(case, on)}"
        )
        spoke |= {(rule, does) for rule, _, does in product}
    return spoke


def only(mine: Any, product: Any) -> str:
    """What stands in one answer and not in the other."""
    if isinstance(mine, dict):
        return "; ".join(f"{k}: {mine[k]} / {product[k]}" for k in mine if mine[k] != product[k])
    if isinstance(mine, list):
        return f"{[x for x in mine if x not in product]} / {[x for x in product if x not in mine]}"
    return f"{mine} / {product}"


def story(case: Case, on: date) -> str:
    """The case in lines, for a person who has to say who is right."""
    loan, zero = case.loan, case.instalments[0].due
    deeds = [(g.party, "counter" if g.counter else "direct", str(g.kind)) for g in case.guarantees]
    terms = f"{loan.kind} {loan.lender} {loan.day_basis} compound={loan.compound} {deeds}"
    lines = [f"on {on} (day {(on - zero).days}), {terms}"]
    for e in case.log:
        what = f"{e.party} {e.document} {e.outcome} {e.amount or ''} {e.by or ''} {dict(e.details)}"
        proof = [f"{x.kind}:{x.state}" for x in e.evidence]
        late = e.recorded_at - e.at
        lines.append(
            f"  D{(e.day - zero).days} {e.at:%H:%M} {e.id} {e.type} {what} {proof} {e.corrects} {late}"
        )
    return "\n".join(lines)
