"""The words of a finished document, and the words that must or must not be among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from noticegen.addressing import addresses
from noticegen.memory import once
from noticegen.model import (
    Block,
    Case,
    CutLine,
    Document,
    EventType,
    Paragraph,
    Signature,
    Table,
)

T = EventType
# Events whose words are for the house only.
INNER = (
    T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT, T.REASON, T.INABILITY_FINDING, T.PROMISE,
    T.PROMISE_REFUSED, T.COMPLAINT, T.DISPUTE,
)  # fmt: skip
INNER_FIELDS = ("operation", "cash", "source", "place")
_PHRASE = re.compile(r"[。；！？，,;!?\n]+")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST = 6  # a shorter phrase is found in any letter


def words(document: Document) -> str:
    """Every string of a document, one to a line."""
    head = (document.title, document.letterhead, document.number, document.subject)
    return "\n".join([*head, *(w for b in (*document.blocks, *document.slip) for w in _of(b))])


def _of(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield from (block.caption, *block.head)
        yield from (cell for row in (*block.rows, *block.foot) for cell in row if cell)
    elif isinstance(block, Signature):
        yield from (block.issuer, block.date, block.note)
    elif isinstance(block, CutLine):
        yield block.text


@once
def inner_words(case: Case) -> frozenset[str]:
    """Phrases of six characters and more of what officers wrote down about people."""
    texts: set[str | None] = set()
    for event in case.of(*INNER):
        texts.add(event.text)
        if event.details:
            texts.update(map(event.details.get, INNER_FIELDS))
    phrases = {p.strip() for p in _PHRASE.split("\n".join(filter(None, texts)))}
    return frozenset(p for p in phrases if len(p) >= _LEAST and _LETTER.search(p))


def _named(of: str, *names: str) -> Callable[[object], Iterator[tuple[str, str]]]:
    """A function that gives these fields of a value, each with its name."""
    full, values = tuple(f"{of}.{name}" for name in names), attrgetter(*names)
    return lambda value: zip(full, values(value), strict=True)


_OF_LOAN = _named(
    "loan", "contract_name", "contract_no", "lender", "trustee", "repayment_way", "purpose",
    "account_name", "account_bank", "rate_clause", "surcharge_clause", "basis_clause",
    "due_clause", "compound_clause", "acceleration_clause", "allocation_clause",
    "service_clause", "branch",
)  # fmt: skip
_OF_HOUSE = _named(
    "house", "name", "name_en", "address", "contact", "hours", "hours_en", "list_rule"
)
_OF_GUARANTEE = _named("guarantee", "deed_name", "deed_no", "scope", "period_text")


@once
def data_words(case: Case) -> tuple[tuple[str, str], ...]:
    """Each free-text field that can reach a document: its name and what it holds."""
    found = [*_OF_LOAN(case.loan), *_OF_HOUSE(case.house)]
    for guarantee in case.guarantees:
        found += _OF_GUARANTEE(guarantee)
    for party in case.parties.values():
        found += [
            ("party.name", party.name),
            ("party.representative_post", party.representative_post),
        ]
        found += [("address", address.text) for address in addresses(case, party)]
    return tuple((name, text) for name, text in found if text)
