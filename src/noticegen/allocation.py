"""Which open sum a payment covers first.

- Agreed order first, else Civil Code 561: costs of enforcing the claim, interest, principal.
- The law does not say where compound and penalty interest stand inside "interest": the
  sub-order is the house's parameter (`policy.allocation.interest_suborder`).
- Between instalments the oldest comes first (Civil Code 560: due before not due, then earliest
  due). `across` says whether a category is covered over all instalments before the next one
  ("by_category") or one instalment wholly before the next ("by_instalment").
- What the payer names when paying comes before all this (560, 561: unless otherwise agreed).
  The rest of his money then follows the order above.
- "Principal first" exists as a practice for loans long overdue; it has to be written into the
  contract or the policy, and is never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from noticegen.errors import DataError
from noticegen.text import Text

COSTS = "costs"
IN_TERM, COMPOUND, PENALTY, PRINCIPAL = "in_term", "compound", "penalty", "principal"
INTEREST = (IN_TERM, COMPOUND, PENALTY)
BUCKETS = (COSTS, *INTEREST, PRINCIPAL)
# What an order is agreed over, in the order of the law.
PARTS: Mapping[str, Text] = {
    COSTS: Text("费用", "costs"),
    "interest": Text("利息", "interest"),
    PRINCIPAL: Text("本金", "principal"),
}

# None = the case as a whole: costs belong to no instalment.
Slot: TypeAlias = tuple[int | None, str]

_WORDS = {
    "costs": (COSTS,),
    "费用": (COSTS,),
    "interest": INTEREST,
    "利息": INTEREST,
    "penalty": (PENALTY,),
    "罚息": (PENALTY,),
    "compound": (COMPOUND,),
    "复利": (COMPOUND,),
    "principal": (PRINCIPAL,),
    "本金": (PRINCIPAL,),
}
_INSTALMENT = re.compile(r"n?(\d{1,5})|第(\d{1,5})期", re.ASCII)


def buckets(order: Sequence[str], suborder: Sequence[str]) -> tuple[str, ...]:
    """`order` with "interest" spelt out by `suborder`; what it leaves out follows in the order of
    the law, so that no money lies idle while anything is due. Raises DataError on other words."""
    spelt = [b for word in order for b in (suborder if word == "interest" else (word,))]
    strange = [b for b in spelt if b not in BUCKETS]
    if strange:
        raise DataError(
            Text(
                f"清偿顺序中有未知项目：{'、'.join(strange)}",
                f"the order of allocation has unknown parts: {', '.join(strange)}",
            ),
            Text("可用项目：" + "、".join(BUCKETS), "known parts: " + ", ".join(BUCKETS)),
        )
    return tuple(dict.fromkeys((*spelt, COSTS, *suborder, *BUCKETS)))


def instalment_number(text: str) -> int | None:
    """3 from "3", "n3" or "第3期"; None if the text names no instalment."""
    found = _INSTALMENT.fullmatch(text.strip())
    return int(found[1] or found[2]) if found else None


def designation(text: str) -> tuple[tuple[int | None, tuple[str, ...]], ...]:
    """What the payer named, as (instalment or None for any, parts), in his order.

    Words are parts of the debt or instalments ("interest", "本金", "n3", "第3期"), separated by
    commas; several are served one after the other. A word that names neither is passed over:
    whether it may stand is asked where the payment is recorded, the debt is computed either way."""
    wishes: list[tuple[int | None, tuple[str, ...]]] = []
    for word in filter(None, re.split(r"[,，、;；\s]+", text.strip().lower())):
        number = instalment_number(word)
        if number is not None:
            wishes.append((number, ()))
        elif word in _WORDS:
            wishes.append((None, _WORDS[word]))
    return tuple(wishes)


def slots(
    numbers: Sequence[int], order: Sequence[str], across: str, wanted: str = ""
) -> Iterator[Slot]:
    """Where to look for something to pay, first to last. `numbers` are the instalments, oldest
    first; `order` comes from `buckets`. What the payer named comes first and may come again."""
    for number, parts in designation(wanted):
        if number is None:
            yield from _ordered(numbers, [b for b in order if b in parts], across)
        elif number in numbers:
            yield from ((number, b) for b in order if b != COSTS)
    yield from _ordered(numbers, order, across)


def _ordered(numbers: Sequence[int], order: Sequence[str], across: str) -> Iterator[Slot]:
    """By category, or instalment after instalment. Costs belong to no instalment: counted by
    instalment they come before all of them if they stand first, else after all of them."""
    if across == "by_category":
        for bucket in order:
            yield from [(None, COSTS)] if bucket == COSTS else ((n, bucket) for n in numbers)
        return
    costs_first = bool(order) and order[0] == COSTS
    if costs_first:
        yield None, COSTS
    for number in numbers:
        yield from ((number, b) for b in order if b != COSTS)
    if COSTS in order and not costs_first:
        yield None, COSTS
