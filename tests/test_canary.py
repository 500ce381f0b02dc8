"""Canaries: every private field of every case holds a word found nowhere else, then everything is run.

Every command of the program runs in both languages, as text and as JSON, well and badly, and every kind
of document is drawn in every language and format. What is printed is searched for the words. A new
command without lines here fails; a new kind, locale or format is drawn by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import demo_desk
import pytest

from noticegen import rules
from noticegen.book import Book, Dossier
from noticegen.compose import compose, deadline_for
from noticegen.desk import Desk, shipped
from noticegen.errors import NoticegenError
from noticegen.identifiers import resident_check
from noticegen.issue.job import addressees_of, gather
from noticegen.model import Case, Event, EventType, Party, Role
from noticegen.vault import Vault
from noticegen.wording import Kind, load_kind
from noticegen.wording.kinds import kinds

Capture = pytest.CaptureFixture[str]
ZONE = ZoneInfo("Asia/Shanghai")
WORD = re.compile(r"Kx\d{5}z")
STAFF = ("王经办", "赵协办", "刘总", "李法务")

# --- the words ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where a canary sits: `of` is loan, party, deed, event or file; `owner` the id of that one."""

    of: str
    owner: str
    field: str


@dataclass
class Aviary:
    """All canaries: words, and numbers that pass the checks of their fields."""

    words: dict[str, Place] = field(default_factory=dict)
    numbers: dict[str, Place] = field(default_factory=dict)  # identifiers: printed in full nowhere
    same: dict[str, str] = field(default_factory=dict)  # equal texts stay equal: rules compare them

    def word(self, place: Place) -> str:
        """A new word for this place."""
        made = f"Kx{len(self.words):05d}z"
        self.words[made] = place
        return made

    def text(self, place: Place, old: str) -> str:
        """The old text replaced by a word; "" stays ""."""
        if not old:
            return ""
        if old not in self.same:
            self.same[old] = self.word(place)
        return self.same[old]

    def number(self, place: Place, made: str) -> str:
        """An identifier."""
        self.numbers[made] = place
        return made

    def found(self, text: str) -> set[Place]:
        """The places of all canaries in a text."""
        plain = text.replace("\n", "").replace("\r", "")
        words = {self.words[w] for w in WORD.findall(plain)}
        return words | {place for number, place in self.numbers.items() if number in plain}


# Detail keys that hold a word of a closed list, a number of the program's own, or the name of one of
# the staff; everything else in `details` is free text and gets a canary.
CLOSED = {
    "code", "certainty", "component", "trading", "warnings", "test", "rule", "role", "kind", "run",
    "limit", "claim", "promise", "instalment", "consents_to", "guarantor_consent", "event", "as_of",
    "schedule", "interest", "method", "recipient", "acknowledged", "approver", "approver_role",
    "reviewer", "stage", "basis", "outlet", "state", "written", "profile", "court", "grantor",
}  # fmt: skip
# Text of loan and deed that rules and figures read as a word of a list, or that is a clause number.
FIXED = {"id", "kind", "day_basis", "due_date_rule", "lender_class", "party", "scope", "period_text"}  # fmt: skip


def canaried(case: Case, birds: Aviary, n: int) -> Dossier:
    """The case with a canary in every field a person filled in, and some events that must stay inside."""
    house = case.house.name
    loan = _texts(case.loan, "loan", case.loan.id, birds, {house, *STAFF})
    loan = replace(loan, account_number=birds.number(Place("loan", loan.id, "account_number"), f"62148300{n:011d}"))  # fmt: skip
    parties = tuple(
        _party(p, birds, n * 10 + i, house) for i, p in enumerate(case.parties.values())
    )
    deeds = tuple(_texts(g, "deed", g.id, birds, {house}) for g in case.guarantees)
    events = [*(_event(e, birds, house) for e in case.log), *_inside(case, birds)]
    events.sort(key=lambda e: (e.at, e.id))
    return Dossier(
        loan, parties, case.signatories, deeds, case.instalments, tuple(events), case.booked_until
    )


def _texts(value: Any, of: str, owner: str, birds: Aviary, keep: set[str]) -> Any:
    made = {}
    for f in fields(value):
        old = getattr(value, f.name)
        if type(old) is str and f.name not in FIXED and old not in keep:
            made[f.name] = birds.text(Place(of, owner, f.name), old)
    return replace(value, **made)


def _party(party: Party, birds: Aviary, n: int, house: str) -> Party:
    def at(name: str) -> Place:
        return Place("party", party.id, name)

    number = party.id_number
    if party.id_kind == "resident_id" and party.birth_date:
        body = f"990777{party.birth_date:%Y%m%d}{n % 500 * 2 + (party.sex == 'male'):03d}"
        number = birds.number(at("id_number"), body + resident_check(body))
    elif number:
        birds.number(at("id_number"), number)
    addresses = tuple(
        replace(a, text=birds.text(at("address"), a.text), postcode=birds.text(at("postcode"), a.postcode))
        for a in party.addresses
    )  # fmt: skip
    return replace(
        party,
        name=birds.text(at("name"), party.name),
        id_number=number,
        phone=birds.number(at("phone"), f"1997{n:07d}") if party.phone else "",
        email=f"{birds.word(at('email'))}@example.invalid",
        legal_representative=birds.text(at("legal_representative"), party.legal_representative),
        representative_post=birds.text(at("representative_post"), party.representative_post),
        addresses=addresses,
    )


def _event(event: Event, birds: Aviary, house: str) -> Event:
    def free(name: str, old: str) -> str:
        return old if old in (house, *STAFF) else birds.text(Place("event", event.id, name), old)

    details = {k: v if k in CLOSED else free(k, v) for k, v in event.details.items()}
    files = tuple(
        replace(f, name=birds.word(Place("file", event.id, "name")) + ".png")
        for f in event.evidence
    )
    return replace(
        event,
        text=free("text", event.text),
        actors=tuple(free("actors", a) for a in event.actors),
        details=details,
        evidence=files,
    )


def _inside(case: Case, birds: Aviary) -> Iterator[Event]:
    """A divorce, a new love, a hidden car, a complaint about a neighbour: nobody outside may read it."""
    borrower = case.signatories[0].party
    for i, (kind, details) in enumerate(
        (
            (EventType.REASON, {"code": "R301", "certainty": "stated", "source": "?"}),
            (EventType.REASON, {"code": "R401", "certainty": "inferred", "source": "?"}),
            (EventType.ASSET_LEAD, {}),
            (EventType.CASH_FLOW, {"what": "?"}),
            (EventType.CALL, {"number": "?"}),
        )
    ):
        key = f"inside-{i}"
        at = datetime.combine(demo_desk.DAY, datetime.min.time(), ZONE) + timedelta(hours=9 + i / 4)
        yield Event(
            id=key,
            at=at,
            type=kind,
            recorded_at=at + timedelta(minutes=5),
            actors=("王经办",),
            party=borrower,
            channel="phone" if kind is EventType.CALL else "",
            outcome="connected_other" if kind is EventType.CALL else "",
            text=birds.word(Place("event", key, "text")),
            by=demo_desk.DAY + timedelta(days=20) if kind is EventType.CASH_FLOW else None,
            details={
                k: birds.word(Place("event", key, k)) if v == "?" else v for k, v in details.items()
            },
        )


# --- the desk -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def aviary() -> Aviary:
    """Filled when the desk is made."""
    return Aviary()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, aviary: Aviary) -> Path:
    """The example desk, its book filled anew with the same cases full of canaries."""
    folder = demo_desk.new(tmp_path_factory.mktemp("canary") / "desk")
    assert 0 == demo_desk.run(folder, "import", str(folder / "examples" / "portfolio.xlsx"))
    desk = Desk.open(folder, {})
    with Book.open(desk.book_url) as book:
        cases = list(book.load_many(book.loans(), desk.house, Vault(desk.evidence)))
    for file in folder.glob("book.sqlite*"):
        file.unlink()
    with Book.create(desk.book_url) as book:
        dossiers = [canaried(case, aviary, n) for n, case in enumerate(cases)]
        kept = [c.kind for c in book.apply(dossiers, demo_desk.NOW)]
    assert ["added"] * len(cases) == kept
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return demo_desk.imported(tmp_path / "desk", made)


def test_the_canaries_are_in(made: Path, aviary: Aviary) -> None:
    """All kinds of places hold one, and a good many cases can still be issued on."""
    of = {(p.of, p.field) for p in (*aviary.words.values(), *aviary.numbers.values())}
    opened = Desk.open(made, {})
    with Book.open(opened.book_url) as book:
        ready = [
            loan
            for loan in book.loans()
            if rules.verdict(rules.check(book.load(loan, opened.house, Vault(opened.evidence)), "overdue-notice", demo_desk.DAY, opened.policy)) == "ready"
        ]  # fmt: skip

    assert {("party", f) for f in ("name", "id_number", "phone", "email", "address", "legal_representative")} <= of  # fmt: skip
    assert {("event", f) for f in ("text", "source", "place", "number", "what")} <= of
    assert {("file", "name"), ("loan", "purpose"), ("loan", "officer"), ("deed", "deed_no")} <= of
    assert len(ready) > 4


# --- documents ------------------------------------------------------------------------------------

TEMPLATES = shipped("templates")
LETTERS = [
    (kind, locale)
    for kind in kinds(TEMPLATES)
    for locale in sorted(load_kind(TEMPLATES, kind).wording)
]


def relation(case: Case, place: Place, addressee: str) -> str:
    """What a place is to the addressee: party self, party borrower, party other; loan, deed, event ..."""
    if place.of != "party":
        return place.of
    debtors = {s.party for s in case.signatories if s.role in (Role.BORROWER, Role.CO_BORROWER)}
    if place.owner == addressee:
        return "self"
    return "borrower" if place.owner in debtors else "other"


def composed(
    desk: Desk, book: Book, kind: Kind, loan: str, locale: str
) -> Iterator[tuple[Case, str, Any]]:
    """The letters of this kind on this loan that can be written at all, whatever the rules say."""
    job = gather(desk, book, kind.id, loan, on=demo_desk.DAY, now=demo_desk.NOW, locale=locale)
    try:
        addressees = addressees_of(job, None)
    except NoticegenError:
        return
    for party in addressees:
        for number in ("", "〔2026〕示字第0001号"):
            try:
                document = compose(job.case, job.kind, party, locale, demo_desk.DAY, desk.policy, number=number, issued_on=demo_desk.DAY, deadline=deadline_for(demo_desk.DAY, desk.policy), approvals=frozenset())  # fmt: skip
            except NoticegenError:
                continue
            yield job.case, party, document
