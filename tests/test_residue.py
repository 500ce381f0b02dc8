"""What of other cases stands in the papers of one: exact, however large the book is."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packet_cases import recourse_case
from sample_book import HOUSE, NOW, call, dossier

from noticegen.book import Book, Dossier
from noticegen.creditor import match_key
from noticegen.model import Case
from noticegen.packet.residue import LEAST, marks, residue
from noticegen.vault import Vault

book_marks = importlib.import_module("noticegen.book.marks")
CASE = recourse_case()
LETTERS = st.text(
    "甲乙丙示例ЖЩжａ -", max_size=8
)  # 示例 alone stands in what the case has of its own


def plainly(texts: dict[str, str], case: Case, foreign: list[str]) -> tuple[tuple[str, str], ...]:
    """The same answer by looking for every mark in every text."""
    own = {match_key(mark) for mark in marks(case)} | {match_key(case.loan.lender)}
    kept = {m.strip() for m in foreign if len(m.strip()) >= LEAST}
    strange = sorted(m for m in kept if not any(match_key(m) in mine for mine in own))
    return tuple((p, m) for p, t in texts.items() for m in strange if match_key(m) in match_key(t))


@given(st.dictionaries(st.sampled_from("abc"), LETTERS), st.lists(LETTERS, max_size=12))
def test_the_sieve_finds_what_a_plain_search_finds(
    texts: dict[str, str], foreign: list[str]
) -> None:
    """Names of one letter, of two, with blanks and wide letters, across the end of a text."""
    assert residue(texts, CASE, iter(foreign)) == plainly(texts, CASE, foreign)


@pytest.mark.parametrize(
    ("mark", "text", "found"),
    [
        ("王伟", "被告王伟，男", True),
        (
            "王伟",
            "被告王伟明，男",
            True,
        ),  # a short name within a longer word counts: a person looks
        ("王伟", "被告王 伟", True),
        ("王", "王示例", False),  # one letter tells nothing
        ("孙示例", "孙示例", False),  # his own
        ("示例", "被告示例", False),  # part of a name of his own
        ("13700137000", "电话1370013700", False),
        ("13700137000", "电话１３７００１３７０００", True),
    ],
)
def test_short_and_shared_marks(mark: str, text: str, found: bool) -> None:
    """Two letters are enough to be looked for; what the case shares with others is its own."""
    assert residue({"complaint": text}, CASE, [mark]) == ((("complaint", mark),) if found else ())


def _of_its_own(loan: Dossier, n: int) -> Dossier:
    """The loan with names, numbers and deeds that no other has, but for the company."""
    people = tuple(
        replace(p, name=f"{p.name}{n}", phone=f"1990000000{n}", email=f"{i}{n}@example.invalid")
        if p.kind == "person"
        else p
        for i, p in enumerate(loan.parties)
    )
    deeds = tuple(replace(g, deed_no=f"示反{n}") for g in loan.guarantees)
    return replace(loan, parties=people, guarantees=deeds)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """Five loans, of which two share a party and one has a letter; two loans or documents to a chunk."""
    monkeypatch.setattr(book_marks, "CHUNK", 2)
    for query in ("_IDS", "_DOCUMENTS"):
        monkeypatch.setattr(book_marks, query, getattr(book_marks, query).limit(2))
    made = [_of_its_own(dossier(f"DK-{n}"), n) for n in range(1, 6)]
    loan = replace(
        made[1].loan, recourse_contract="示委保第2号", notarised_deed="（2025）示证字第2号"
    )
    letters = tuple(
        call(f"e{n}", 22 + n % 3, "DK-2", id=f"e{n}", document=f"示函〔2026〕{n}号")
        for n in range(5)
    )
    made[1] = replace(made[1], loan=loan, events=(*made[1].events, *letters))
    with Book.create(f"sqlite:///{tmp_path / 'book.sqlite'}") as held:
        assert all(c.kind == "added" for c in held.apply(made, NOW))
        yield held


@pytest.mark.parametrize("loan", ["DK-1", "DK-2", "DK-5"])
def test_the_book_tells_the_marks_of_all_other_loans(book: Book, tmp_path: Path, loan: str) -> None:
    """What the stream names is what loading every other case would name, but for the loan's own."""
    cases = list(book.load_many(book.loans(), HOUSE, Vault(tmp_path / "vault")))
    own = next(marks(c) for c in cases if c.loan.id == loan)
    others = {mark for c in cases if c.loan.id != loan for mark in marks(c)}
    told = {m.strip() for m in book.marks_of_others(loan) if len(m.strip()) >= LEAST}

    assert len(others) > 20
    assert told - own == others - own


def test_no_transaction_is_open_between_chunks(book: Book) -> None:
    """While marks are being looked at, the book can be written to."""
    stream = book.marks_of_others("DK-1")
    next(stream)
    book.record("DK-3", call("late", 25, "DK-3", document="示函〔2026〕99号"))

    assert "示函〔2026〕99号" in set(stream)
