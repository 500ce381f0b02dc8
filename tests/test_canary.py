"""Canaries: every private field of every case holds a word found nowhere else, then everything is run.

Every command of the program runs in both languages, as text and as JSON, well and badly, and every kind
of document is drawn in every language and format. What is printed is searched for the words. A new
command without lines here fails; a new kind, locale or format is drawn by itself.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import demo_desk
import pikepdf
import pypdfium2
import pytest

from noticegen import cli, rules
from noticegen.book import Book, Dossier
from noticegen.compose import compose, deadline_for
from noticegen.desk import Desk, shipped
from noticegen.errors import NoticegenError
from noticegen.identifiers import resident_check
from noticegen.issue import issue
from noticegen.issue.job import addressees_of, gather
from noticegen.model import Case, Document, Event, EventType, Party, Role
from noticegen.packet import Audience, Wishes
from noticegen.packet.elements import elements
from noticegen.packet.evidence import exhibits
from noticegen.packet.volumes import papers
from noticegen.schema import SHEETS
from noticegen.vault import Vault
from noticegen.wording import load_kind, load_papers
from noticegen.wording.kinds import kinds

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("drawn_once")
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
    inside = {f: birds.word(Place("loan", loan.id, f)) for f in ("purpose", "officer", "branch")}
    loan = replace(loan, **inside)
    loan = replace(loan, account_number=birds.number(Place("loan", loan.id, "account_number"), f"62148300{n:011d}"))  # fmt: skip
    parties = tuple(
        _party(p, birds, n * 10 + i, house) for i, p in enumerate(case.parties.values())
    )
    deeds = tuple(_texts(g, "deed", g.id, birds, {house}) for g in case.guarantees)
    events = [*(_event(e, birds, house) for e in case.log), *_inside(case, birds)]
    events += _chapter(case, loan.lender, birds)
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

    number = party.id_number  # the unified code of a company is public
    if party.id_kind == "resident_id" and party.birth_date:
        body = f"990777{party.birth_date:%Y%m%d}{n % 500 * 2 + (party.sex == 'male'):03d}"
        number = birds.number(at("id_number"), body + resident_check(body))
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
        employer=birds.word(at("employer")),
        nation=birds.word(at("nation")),
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
            (EventType.DATA_CHANGE, {"terms": "names"}),
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


def _chapter(case: Case, lender: str, birds: Aviary) -> Iterator[Event]:
    """What later kinds of documents need on the log, told of loans that tests issue nothing else on."""
    loan, borrower = case.loan.id, case.signatories[0].party
    at = datetime.combine(demo_desk.DAY - timedelta(days=1), datetime.min.time(), ZONE).replace(hour=15)  # fmt: skip

    def told(key: str, kind: EventType, **more: Any) -> Event:
        return Event(key, at, kind, at + timedelta(minutes=5), ("王经办",), **more)

    if loan == "DK-0005":  # the house paid the lender
        voucher = birds.word(Place("event", "paid", "voucher"))
        file = next(f for e in case.log for f in e.evidence)
        yield told("paid", EventType.SUB_PAYMENT, amount=Decimal("9000.00"), details={"payee": lender, "voucher": voucher}, evidence=(replace(file, kind="voucher"),))  # fmt: skip
    if loan in ("DK-0006", "DK-0008"):  # paid in full, the second one listed before
        payer = birds.word(Place("event", "all", "payer"))
        yield told("all", EventType.PAYMENT, amount=Decimal("9000000.00"), details={"payer": payer})
    if loan == "DK-0008":
        entry = told("listed", EventType.ISSUED, party=borrower, document="〔2026〕禁字第0001号")
        yield replace(entry, details={"kind": "blacklist-listing", "as_of": f"{entry.day}"})
        yield told("off", EventType.LIST_REMOVAL, party=borrower, details={"removal": "settled", "approver": "刘总", "approver_role": "approver"})  # fmt: skip


# --- the desk -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def aviary() -> Aviary:
    """Filled when the desk is made."""
    return Aviary()


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory, aviary: Aviary) -> Path:
    """The example desk, its book filled anew with the same cases full of canaries."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("canary") / "desk", examples)
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

    assert {("party", f) for f in ("name", "id_number", "phone", "email", "address", "employer", "legal_representative")} <= of  # fmt: skip
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

# What each audience may read, as (what it is to the addressee, field). `self` is the addressee,
# `borrower` another debtor of the loan, `other` another guarantor. A resident ID, a phone or a card
# is never here: they are printed masked. An audience that is missing fails.
COMMON = {
    ("self", "name"), ("self", "address"), ("self", "legal_representative"),
    ("self", "representative_post"), ("borrower", "name"),
    ("loan", "contract_name"), ("loan", "contract_no"), ("loan", "lender"), ("loan", "service_clause"),
}  # fmt: skip
ACCOUNT = {("loan", "account_name"), ("loan", "account_bank"), ("loan", "account_number")}
MAY_READ: Mapping[str, set[tuple[str, str]]] = {
    "borrower": COMMON
    | ACCOUNT
    | {("deed", "deed_name"), ("deed", "deed_no")}
    | {
        ("loan", f)
        for f in (
            "trustee", "repayment_way", "rate_clause", "surcharge_clause", "basis_clause",
            "due_clause", "compound_clause", "acceleration_clause", "allocation_clause",
        )
    },
    "debtor": COMMON  # not from whom money came, nor any deed of those who stand behind the house
    | {("event", "voucher"), ("loan", "recourse_contract"), ("loan", "recourse_clause")},
    "guarantor": COMMON
    | ACCOUNT
    | {("deed", "deed_name"), ("deed", "deed_no"), ("event", "voucher")}
    | {("loan", "recourse_contract"), ("loan", "recourse_clause")},
    "listed": COMMON,
    "settled": COMMON | {("deed", "deed_name"), ("deed", "deed_no")},
}  # fmt: skip
INTERNAL = "internal"  # the house's own file: everything, identifiers in full
# A court gets the parties in full (a complaint names sex, nation, employer, ID, domicile, phone), the
# contracts, the voucher of a payment; nothing that was noted of people.
COURT = {(of, f) for of in ("borrower", "other") for f in ("name", "id_number", "phone", "address", "employer", "nation", "legal_representative", "representative_post")} | {
    ("deed", "deed_name"), ("deed", "deed_no"), ("event", "voucher"), ("event", "payee"),
} | {("loan", f) for f in ("contract_name", "contract_no", "lender", "trustee", "repayment_way", "rate_clause", "surcharge_clause",
                           "due_clause", "compound_clause", "dispute_body", "dispute_clause", "recourse_contract")}  # fmt: skip


def relation(case: Case, place: Place, addressee: str) -> tuple[str, str]:
    """What a place is to the addressee, and its field."""
    if place.of != "party":
        return place.of, place.field
    debtors = {s.party for s in case.signatories if s.role in (Role.BORROWER, Role.CO_BORROWER)}
    if place.owner == addressee:
        return "self", place.field
    return "borrower" if place.owner in debtors else "other", place.field


@dataclass(frozen=True)
class Written:
    """One letter as it would be drawn."""

    case: Case
    party: str
    document: Document


def written(desk: Desk, book: Book, kind: str, locale: str) -> Iterator[Written]:
    """The letters of this kind on all loans, drafts and numbered, whatever the rules say of them."""
    day, policy = demo_desk.DAY, desk.policy
    for loan in book.loans():
        job = gather(desk, book, kind, loan, on=day, now=demo_desk.NOW, locale=locale)
        with suppress(NoticegenError):
            for party in addressees_of(job, None):
                for number in ("", "〔2026〕示字第0001号"):
                    with suppress(NoticegenError):
                        document = compose(job.case, job.kind, party, locale, day, policy, number=number, issued_on=day, deadline=deadline_for(day, policy), approvals=frozenset())  # fmt: skip
                        yield Written(job.case, party, document)


def not_for(letter: Written, birds: Aviary, text: str) -> set[tuple[str, str]]:
    """What stands in a text of this letter that its audience may not read."""
    found = {relation(letter.case, place, letter.party) for place in birds.found(text)}
    return found - MAY_READ[letter.document.audience]


def of_other_cases(letter: Written, birds: Aviary, text: str) -> set[Place]:
    """Parties of other loans that stand in a text of this letter."""
    return {p for p in birds.found(text) if p.of == "party" and p.owner not in letter.case.parties}


@pytest.mark.parametrize(("kind", "locale"), LETTERS)
def test_a_letter_says_nothing_that_its_audience_may_not_read(
    made: Path, aviary: Aviary, kind: str, locale: str
) -> None:
    """Every block, title, subject and slip of every letter that the portfolio gives, draft or numbered."""
    desk = Desk.open(made, {})
    with Book.open(desk.book_url) as book:
        letters = list(written(desk, book, kind, locale))

    assert letters, "the portfolio has no case for this kind: tell its story in `_chapter`"
    for letter in letters:
        said = repr(replace(letter.document, seal=b""))
        assert set() == of_other_cases(letter, aviary, said)
        assert set() == aviary.found(letter.document.subject)
        if letter.document.audience != INTERNAL:
            assert set() == not_for(letter, aviary, said)
            assert not re.search(r"R[1-9]\d{2}(?!\d)", said), "a reason code"


@pytest.mark.parametrize(("kind", "locale"), LETTERS)
def test_files_say_no_more_than_the_letter(
    desk: Path, aviary: Aviary, kind: str, locale: str
) -> None:
    """Pages, parts, properties, tags and names of the files of a draft, in each format of the kind."""
    opened = Desk.open(desk, {})
    with Book.open(opened.book_url) as book:
        letter = next(written(opened, book, kind, locale))
        drawn = issue(opened, book, kind, letter.case.loan.id, on=demo_desk.DAY, now=demo_desk.NOW, party=letter.party or None, locale=locale, draft=True)  # fmt: skip
    formats = {path.suffix[1:] for path in (drawn.letters[0].pdf, drawn.letters[0].docx) if path}

    assert set(load_kind(TEMPLATES, kind).formats) == formats
    for path in opened.out.rglob("*"):
        assert set() == aviary.found(str(path.relative_to(opened.out)))
        if path.is_file():
            shown, hidden = READERS[path.suffix](path)
            assert len(shown) > 200
            assert set() == of_other_cases(letter, aviary, shown)
            assert set() == aviary.found(hidden)
            if letter.document.audience != INTERNAL:
                assert set() == not_for(letter, aviary, shown)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_papers_for_the_court_say_nothing_of_the_inside(
    made: Path, aviary: Aviary, locale: str
) -> None:
    """Every paper of the court set of every loan, its links, and the names of its exhibits."""
    desk = Desk.open(made, {})
    wording, wishes = load_papers(desk.templates), Wishes(preservation=True, originals=True)
    drawn = 0
    with Book.open(desk.book_url) as book:
        for loan in book.loans():
            case = book.load(loan, desk.house, Vault(desk.evidence))
            found = exhibits(case, demo_desk.DAY)
            volumes = papers(case, demo_desk.DAY, desk.policy, locale, found, {}, wording, number="〔2026〕诉字第0001号", wishes=wishes)  # fmt: skip
            for paper in volumes:
                said = repr(paper.document)
                strangers = {p for p in aviary.found(said) if p.of == "party" and p.owner not in case.parties}  # fmt: skip
                assert set() == strangers
                if paper.audience is Audience.COURT:
                    assert set() == {relation(case, p, "") for p in aviary.found(said)} - COURT
                    assert not re.search(r"R[1-9]\d{2}(?!\d)|诉字", said)
                    drawn += 1
            named = repr(found) + repr(elements(case, demo_desk.DAY, desk.policy, found, locale))
            assert set() == {relation(case, p, "") for p in aviary.found(named)} - COURT
    assert drawn > 100


def _pdf(path: Path) -> tuple[str, str]:
    """The words on its pages; and everything else that a reader could find: properties, XMP, file names,
    bookmarks, structure."""
    with pypdfium2.PdfDocument(path) as pdf:
        shown = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    with pikepdf.open(path) as pdf:
        hidden = [str(pdf.docinfo), str(pdf.open_metadata())]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Title" in thing:
                hidden.append(str(thing["/Title"]))
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing:
                hidden.append(str(thing["/Alt"]))
        hidden += list(pdf.attachments)
    return shown, "\n".join(hidden)


def _docx(path: Path) -> tuple[str, str]:
    """The words of its parts, tags taken out; and the properties with the names of the parts."""
    shown, hidden = "", ""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            raw = parts.read(name)
            words = re.sub(r"<[^>]*>", "", raw.decode("utf-8", "ignore"))
            if name.startswith("docProps"):
                hidden += raw.decode("utf-8", "ignore")
            else:
                shown += words
            hidden += f"\n{name}"
    return shown, hidden


READERS = {".pdf": _pdf, ".docx": _docx}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_issued_letter(desk: Path, aviary: Aviary, locale: str) -> None:
    """The same of a letter with its number, its seal and its place in the register."""
    opened = Desk.open(desk, {})
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--locale", locale)
    with Book.open(opened.book_url) as book:
        letter = next(w for w in written(opened, book, "overdue-notice", locale) if w.case.loan.id == "DK-0003")  # fmt: skip
    files = [path for path in opened.out.rglob("*") if path.is_file()]

    assert {".pdf", ".docx"} == {path.suffix for path in files}
    for path in files:
        shown, hidden = READERS[path.suffix](path)
        assert set() == not_for(letter, aviary, shown)
        assert set() == aviary.found(hidden + str(path.relative_to(opened.out)))


# --- commands -------------------------------------------------------------------------------------

KIND, LOAN, NUMBER, NOWHERE = "overdue-notice", "DK-0003", "〔2026〕催字第0001号", "nowhere.png"
AT = "2026-03-27 09:30"
SLIP = "slip=examples/evidence/DK-0003-01-photo.png"

# The lines of each command: what succeeds and what fails. A line ends in the code it must have; None =
# whatever. Each is run in both languages and, where the command has it, with --json.
LINES: Mapping[str, list[tuple[list[str], int | None]]] = {
    "case": [([LOAN], 0), (["DK-0004", "--on", "2026-03-20"], 0), (["DK-9999"], 2), ([LOAN, "--on", "x"], 2)],
    "check": [([KIND, LOAN], 0), ([KIND, LOAN, "--all"], 0), ([KIND, "DK-0004"], 1), ([KIND, "DK-9999"], 2), (["x", LOAN], 2), ([KIND, LOAN, "--party", "P99"], None)],
    "issue": [([KIND, LOAN, "--dry-run"], 0), ([KIND, LOAN, "--draft"], 0), ([KIND, LOAN], 0), ([KIND, LOAN], 0), ([KIND, "DK-0004"], 1),
              ([KIND, LOAN, "--party", "P99"], 2), ([KIND, "DK-0004", "--override", "S-05", "--by", "刘总", "--role", "approver", "--reason", "x"], None)],
    "dispatched": [([NUMBER, "--method", "ems", "--to", "x", "--at", AT, "--proof", SLIP], None), ([NUMBER, "--method", "hand", "--to", "x", "--proof", f"slip={NOWHERE}"], None), (["x", "--method", "hand", "--to", "x"], 2)],
    "served": [([NUMBER, "--method", "hand", "--to", "x", "--recipient", "self", "--staff", "王经办", "--proof", SLIP], None), ([LOAN, "--method", "hand", "--to", "x", "--at", "2099-01-01 00:00"], None)],
    "returned": [([NUMBER, "--method", "ems", "--why", "x"], None)],
    "refused": [([NUMBER, "--method", "hand", "--to", "x", "--witness", "x"], None)],
    "due": [([], 0), (["--on", "2026-03-20"], 0), (["--on", "x"], 2), (["--branch", "x"], None), (["--officer", "x"], None)],
    "batch": [([KIND, "--dry-run"], 1), ([KIND, "--jobs", "0"], 1), ([KIND], 1), (["x"], 2), (["judicial-referral", "--dry-run"], None)],
    "register list": [([], 0), (["--loan", LOAN], 0)],
    "register show": [([NUMBER], 0), ([LOAN], 0), (["x"], 2)],
    "register verify": [([], None), (["--since", "noticegen.toml"], None)],
    "register void": [([NUMBER, "--reason", "金额有误，重新签发"], None), (["x", "--reason", "x"], 2)],
    "seal letter": [([NUMBER], 2), (["x"], 2)],
    "seal check": [(["noticegen.toml"], 3)],
    "seal init-test-ca": [(["trial"], 0)],
    "bundle build": [(["DK-0003"], 1), (["DK-9999"], 2), ([LOAN, "--profile", "x"], 2)],
    "bundle verify": [(["examples"], 3), (["noticegen.toml"], 3)],
    "bundle append": [([LOAN, "examples"], 3)],
    "bundle zip": [(["examples"], 3), (["noticegen.toml"], None)],
    "register extract": [([NUMBER, "--to", "."], None), (["x"], 2)],
    "prove": [([NUMBER], None), (["x"], 2), ([NUMBER, "--since", "noticegen.toml"], 3)],
    "log": [([LOAN, "call", "--party", "P03", "--staff", "王经办", "--outcome", "no_answer", "--channel", "phone", "--at", AT, "--text", "x"], None),
            ([LOAN, "call", "--party", "P99"], None), ([LOAN, "payment", "--sum", "1,0"], 2), (["DK-9999", "call"], None), ([LOAN, "visit", "--proof", f"photo={NOWHERE}"], None), ([LOAN, "call", "--corrects", "x"], None)],
    "approve": [([LOAN, "--last", "seal_use", "--by", "李法务", "--role", "legal"], None), (["DK-9999", "x", "--by", "李法务"], None)],
    "rules": [([], 0), (["S-05"], 0), (["Z-99"], 2)],
    "template copy": [(["copied"], 0), (["."], 7)],
    "template fields": [([KIND], 0), (["x"], 2)],
    "template lint": [([], 0)],
    "template preview": [([KIND, LOAN], None), ([KIND, "DK-9999"], 2)],
    "doctor": [([], None)],
    "import": [(["nowhere.xlsx"], 3), (["examples/portfolio.xlsx"], None), (["faulty"], 3), (["faulty", "--dry-run"], 3), (["faulty", "--encoding", "big5"], 3), (["broken.json"], 3), (["sqlite:///nowhere.sqlite"], None)],
    "person list": [(["P03"], 0), (["P99"], 2)],
    "person erase": [(["P03", "--by", "刘总", "--role", "approver"], 1), (["P99", "--by", "刘总", "--role", "approver"], 2), (["P03", "--by", "x"], 2)],
    "init": [(["."], 7), (["new-desk"], 0)],
    "demo": [(["."], 7)],
}  # fmt: skip


def leaves() -> dict[str, click.Command]:
    """Every command of the program, by its words."""
    root = cli.build()
    found: dict[str, click.Command] = {}
    ctx = click.Context(root)
    for name in root.list_commands(ctx):
        command = root.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": inner for sub, inner in command.commands.items()}
        else:
            found[name] = command
    return found


COMMANDS = leaves()


def faulty(folder: Path, birds: Aviary) -> None:
    """A folder of CSVs in which every cell of every column holds a canary, and a broken JSON file.

    Ids of rows are no secrets: they say where a fault is."""
    (folder / "faulty").mkdir()

    def cell(sheet: str, key: str) -> str:
        return f"no {key}" if key in ("id", "loan") else birds.word(Place("cell", sheet, key))

    for sheet in SHEETS:
        head = [column.key for column in sheet.columns]
        rows = [[cell(sheet.key, k) if k == own else "" for k in head] for own in head]
        rows = [head, *rows, [cell(sheet.key, key) for key in head]]
        lines = "\n".join(",".join(cells) for cells in rows)
        (folder / "faulty" / f"{sheet.key}.csv").write_text(lines, "utf-8")
    secret = birds.word(Place("cell", "json", "?"))
    (folder / "broken.json").write_text(
        f'{{"parties": [{{"name": "{secret}", "{secret}": 1}}]', "utf-8"
    )


def test_every_command_has_lines() -> None:
    """A command without a line here would go unwatched."""
    assert set(COMMANDS) == set(LINES)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_tells_no_secret(
    desk: Path,
    aviary: Aviary,
    capfd: Capture,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    lang: str,
) -> None:
    """Errors, warnings and log records hold no canary at all; results no identifier in full; what a
    command prints when it fails, only names and sums of the case it was asked about."""
    monkeypatch.chdir(desk)
    faulty(desk, aviary)
    if name.split(maxsplit=1)[0] in ("dispatched", "served", "returned", "refused", "register"):
        assert 0 == demo_desk.run(desk, "issue", KIND, LOAN)
    caplog.set_level(logging.DEBUG)
    flags = {option for param in COMMANDS[name].params for option in param.opts}
    for line, code in LINES[name]:
        for more in ([], ["--json"]) if "--json" in flags or name == "log" else ([],):
            capfd.readouterr()
            ended = demo_desk.run(desk, *name.split(), *line, *more, lang=lang)
            streams = capfd.readouterr()
            where = f"{name} {line} {more}"

            assert code in (None, ended), f"{where}: {ended} {streams.err}"
            assert ended != 70, f"{where}: {streams.err}"
            assert set() == aviary.found(streams.err), where
            assert set() == {
                p for p in aviary.found(streams.out) if p in aviary.numbers.values()
            }, where
            if ended:
                assert set() == {
                    p for p in aviary.found(streams.out) if p.of in ("event", "file", "cell")
                }, where
    assert set() == aviary.found(caplog.text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("more", [(), ("--debug",)])
def test_a_bug_tells_no_secret(
    desk: Path,
    aviary: Aviary,
    capfd: Capture,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    more: tuple[str, ...],
) -> None:
    """An exception with all canaries in its message is told by its place only; code 70."""

    def bug(*_: object, **__: object) -> None:
        raise ValueError(" ".join((*aviary.words, *aviary.numbers)))

    monkeypatch.setattr(rules, "check", bug)
    for words in (["check", KIND, LOAN], ["issue", KIND, LOAN], ["case", LOAN]):
        capfd.readouterr()
        assert 70 == demo_desk.run(desk, *more, *words, lang=lang)
        streams = capfd.readouterr()
        assert set() == aviary.found(streams.out + streams.err)
        assert "ValueError" in streams.err
