"""A person is erased when every loan of hers is over and its years have passed, by two people; the tree
stays whole and says what was erased, and nobody can pass off a deletion as an erasure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import demo_desk
import pytest
import sqlalchemy as sa
from sample_book import HOUSE, NOW, ZONE, call, dossier, fill, issue_one, numbering, request

from noticegen import erasure, fsio
from noticegen.book import Book, Dossier
from noticegen.book import tables as t
from noticegen.desk import Desk, shipped
from noticegen.errors import DataError, OutputError, UsageError
from noticegen.model import Event, EventType, LoanParty, Party, PartyKind, Role
from noticegen.register import Register
from noticegen.text import Text
from noticegen.vault import Vault

PAID = datetime(2026, 5, 1, 10, 0, tzinfo=ZONE)
FREE = date(2031, 5, 2)  # five years after the day of payment, and a day
THEN = datetime(2031, 5, 2, 9, 0, tzinfo=ZONE)
WHY = "保存期限已届满，按本单位个人资料规定予以删除"
ANNA, BELLA = ("王示例", "branch_head"), ("李示例", "legal")
SECRETS = (
    "张示例",
    "990101199001010019",
    "示例省示例市1号",
    "去向不明",
    "13900000000",
    "现场示例.jpg",
)


def paid(loan: str = "DK-1", vault: Vault | None = None) -> Dossier:
    """The sample loan, paid in full on 2026-05-01, with a photo on its first event."""
    full = Event("pay", PAID, EventType.PAYMENT, PAID, amount=Decimal("110000.00"), details={"payer": "张示例"})  # fmt: skip
    first = call("s1", 21, loan, text="去向不明")
    if vault is not None:
        first = replace(first, evidence=(vault.keep(loan.encode(), "photo", "现场示例.jpg"), vault.keep(b"common", "photo", "共同.jpg")))  # fmt: skip
    return dossier(loan, events=(first, call("s2", 22, loan), full))


@pytest.fixture
def desk(any_book: Book, tmp_path: Path) -> Desk:
    """A desk around the book of each database."""
    url = any_book.url.render_as_string(hide_password=False)
    return Desk(tmp_path, HOUSE, url, tmp_path / "out", tmp_path / "evidence", shipped("templates"))


@pytest.fixture
def vault(desk: Desk) -> Vault:
    """Its evidence."""
    return Vault(desk.evidence)


def ask(desk: Desk, book: Book, party: str, now: datetime = THEN, **more: str) -> None:
    """The first person."""
    by, role = ANNA
    erasure.ask(desk, book, party, by=more.get("by", by), role=more.get("role", role), reason=more.get("reason", WHY), now=now)  # fmt: skip


def erase(desk: Desk, book: Book, party: str, now: datetime = THEN) -> None:
    """Both."""
    ask(desk, book, party, now)
    erasure.confirm(desk, book, party, by=BELLA[0], role=BELLA[1], now=now + timedelta(hours=1))


def everything(book: Book) -> str:
    """All rows of all tables, as text."""
    with book.read() as conn:
        return "\n".join(str(row) for table in t.metadata.sorted_tables for row in conn.execute(sa.select(table)))  # fmt: skip


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "may"), [(FREE - timedelta(days=1), False), (FREE, True)])
def test_not_before_its_years_are_over(any_book: Book, desk: Desk, day: date, may: bool) -> None:
    """Five years after the loan was paid off: not on the anniversary, but on the day after it."""
    fill(any_book, paid())

    holding = erasure.hold(desk, any_book, "DK-1-B", day)

    assert FREE == holding.free_from
    assert may == (erasure.refusal(holding, day) is None)


def test_a_later_event_keeps_it_longer(any_book: Book, desk: Desk) -> None:
    """A complaint after the payment starts the years anew."""
    fill(any_book, paid())
    later = datetime(2027, 1, 10, 9, 0, tzinfo=ZONE)
    any_book.record(
        "DK-1", Event("", later, EventType.COMPLAINT, later, party="DK-1-B", text="投诉")
    )

    assert date(2032, 1, 11) == erasure.hold(desk, any_book, "DK-1-B", FREE).free_from


def test_not_while_a_loan_is_open(any_book: Book, desk: Desk) -> None:
    """One loan that is not paid keeps the person, however old the other is; asking changes nothing."""
    both = dossier("DK-2")
    both = replace(both, parties=(*both.parties, paid().parties[0]), signatories=(*both.signatories, LoanParty("DK-1-B", Role.CO_BORROWER)))  # fmt: skip
    fill(any_book, paid(), both)
    before = everything(any_book)

    holding = erasure.hold(desk, any_book, "DK-1-B", FREE)
    why = erasure.refusal(holding, FREE)
    assert holding.free_from is None
    assert why is not None
    assert "DK-2" in why.en
    with pytest.raises(DataError, match="DK-2"):
        ask(desk, any_book, "DK-1-B")
    with pytest.raises(DataError, match="DK-2"):
        erasure.confirm(desk, any_book, "DK-1-B", by=BELLA[0], role=BELLA[1], now=THEN)
    assert before == everything(any_book)


def test_an_unknown_person(any_book: Book, desk: Desk) -> None:
    """A party that the book does not know is a usage error."""
    with pytest.raises(UsageError, match="no party"):
        erasure.hold(desk, any_book, "DK-1-B", FREE)


# --- who ------------------------------------------------------------------------------------------


def test_two_people_are_needed(any_book: Book, desk: Desk) -> None:
    """Nobody confirms what nobody asked for, nor her own wish, nor in a role she does not hold."""
    fill(any_book, paid())
    before = everything(any_book)
    with pytest.raises(DataError, match="nobody asked"):
        erasure.confirm(desk, any_book, "DK-1-B", by=BELLA[0], role=BELLA[1], now=THEN)
    with pytest.raises(DataError, match="no such person"):
        ask(desk, any_book, "DK-1-B", role="legal")
    with pytest.raises(UsageError, match="fewer than 20"):
        ask(desk, any_book, "DK-1-B", reason="届满")
    assert before == everything(any_book)
    ask(desk, any_book, "DK-1-B")
    assert "王示例" == erasure.hold(desk, any_book, "DK-1-B", FREE).asked_by
    with pytest.raises(DataError, match="different person"):
        erasure.confirm(desk, any_book, "DK-1-B", by=ANNA[0], role=ANNA[1], now=THEN)
    with pytest.raises(DataError, match="no such person"):
        erasure.confirm(desk, any_book, "DK-1-B", by=BELLA[0], role="director", now=THEN)

    assert "去向不明" in everything(any_book)


# --- what -----------------------------------------------------------------------------------------


def test_nothing_of_the_person_is_left(any_book: Book, desk: Desk, vault: Vault) -> None:
    """No name, number, address, text or file name in any table or file; the numbers stay in order."""
    fill(any_book, paid(vault=vault), paid("DK-2", vault))
    register = Register(any_book)
    issue_one(register, desk.out)
    issue_one(register, desk.out, loan="DK-2", party="DK-2-B")
    register.void(
        register.reserve(request(party="DK-1-C"), numbering, NOW).number, "张示例误取", NOW
    )
    own = next(f for e in any_book.load("DK-1", HOUSE, vault).log for f in e.evidence)
    assert all(secret in everything(any_book) for secret in SECRETS)

    erase(desk, any_book, "DK-1-B", now=THEN)

    left = everything(any_book)
    assert [] == [row for row in left.splitlines() if "DK-1-" in row]
    with any_book.read() as conn:
        assert [] == list(conn.execute(sa.select(t.events).where(t.events.c.loan == "DK-1")))
        assert ["DK-2-B", "DK-2-C", "DK-2-G"] == list(conn.execute(sa.select(t.parties.c.id).order_by(t.parties.c.id)).scalars())  # fmt: skip
        assert {b""} == set(conn.execute(sa.select(t.register.c.salt).where(t.register.c.loan == "DK-1")).scalars())  # fmt: skip
    assert [(1, "issued"), (2, "issued"), (3, "void")] == [
        (e.seq, e.state) for e in register.list()
    ]
    assert ["0002.docx", "0002.pdf"] == sorted(p.name for p in desk.out.rglob("*.*"))
    assert not vault.path(own.sha256).exists()
    assert all(f.state.value == "ok" for e in any_book.load("DK-2", HOUSE, vault).log for f in e.evidence)  # fmt: skip
    assert 4 == register.reserve(request("DK-2", "DK-2-C"), numbering, NOW).seq


def test_what_was_made_of_the_records_goes_too(any_book: Book, desk: Desk) -> None:
    """Copies of exhibits, drafts, sealed letters, proofs and packets of her loans; those of others stay."""
    fill(any_book, paid("DK-1"))
    fill(any_book, paid("DK-2"))
    register = Register(any_book)
    issue_one(register, desk.out, loan="DK-1", party="DK-1-B")
    (entry,) = register.list(loan="DK-1")
    copy = desk.evidence / ".taken" / "ab" / "cd.pdf"
    sealed = desk.out / "sealed" / f"{entry.file}.pdf"
    for path in (copy, sealed, desk.out / "drafts" / "x.pdf"):
        fsio.publish(path, b"her name")
    for number, name in ((entry.number, "one"), ("another", "two")):
        told = json.dumps({"number": number}).encode()
        fsio.publish(desk.out / "proofs" / name / "proof.json", told)
    for loan in ("DK-1", "DK-2"):
        told = json.dumps({"loan": loan}).encode()
        fsio.publish(desk.out / "bundles" / loan / "noticegen-bundle.json", told)
        fsio.publish(desk.out / "bundles" / f"{loan}.zip", b"her name")

    erase(desk, any_book, "DK-1-B")

    kept = sorted(p.relative_to(desk.out).as_posix() for p in desk.out.rglob("*") if p.is_file())
    assert kept == [
        "bundles/DK-2.zip",
        "bundles/DK-2/noticegen-bundle.json",
        "proofs/two/proof.json",
    ]
    assert not (desk.evidence / ".taken").exists()


def test_nothing_is_left_in_the_file(book: Book, tmp_path: Path) -> None:
    """Nor in a free page or the log of the SQLite file: what was deleted is overwritten."""
    desk = Desk(tmp_path, HOUSE, str(book.url), tmp_path / "out", tmp_path / "evidence", shipped("templates"))  # fmt: skip
    fill(book, paid(vault=Vault(desk.evidence)))
    file = Path(book.url.database or "")

    def raw() -> bytes:
        return b"".join(p.read_bytes() for p in file.parent.glob(f"{file.name}*"))

    assert all(secret.encode() in raw() for secret in SECRETS)

    erase(desk, book, "DK-1-B")

    assert [] == [secret for secret in SECRETS if secret.encode() in raw()]


def test_who_is_in_another_loan_stays(any_book: Book, desk: Desk, vault: Vault) -> None:
    """A guarantor of two loans, one of which goes, stays with the other, whose log is whole."""
    shared = Party("P-S", PartyKind.PERSON, "共有示例")
    made = []
    for one in (paid(), dossier("DK-2")):
        deeds = (*one.guarantees, replace(one.guarantees[0], id="G2", party="P-S"))
        made.append(replace(one, parties=(*one.parties, shared), guarantees=deeds))
    fill(any_book, *made)
    holding = erasure.hold(desk, any_book, "DK-1-B", FREE)

    erase(desk, any_book, "DK-1-B")

    assert ("DK-1-C", "DK-1-G") == holding.with_her
    case = any_book.load("DK-2", HOUSE, vault)
    assert "共有示例" == case.parties["P-S"].name
    assert case.chain_intact
    assert "DK-1" not in everything(any_book).replace("'DK-1'", "")


def test_an_erased_loan_does_not_come_back(any_book: Book, desk: Desk, vault: Vault) -> None:
    """It is not listed, loaded, recorded on or imported again; each says that it was erased."""
    fill(any_book, paid(), dossier("DK-2"))
    erase(desk, any_book, "DK-1-B")

    assert ["DK-2"] == any_book.loans()
    assert {"DK-2"} == any_book.kept(["DK-1", "DK-2", "DK-2", "DK-3"])
    assert frozenset() == any_book.kept(["DK-1"]) == any_book.kept([])
    with pytest.raises(UsageError, match="were erased on 2031-05-02"):
        any_book.load("DK-1", HOUSE, vault)
    with pytest.raises(UsageError, match="were erased on 2031-05-02"):
        any_book.record("DK-1", call("", 23))
    (change,) = any_book.apply([paid()], NOW)
    assert ("refused", True) == (change.kind, "erased" in change.reason.en)
    assert "去向不明" not in everything(any_book)


# --- the tree -------------------------------------------------------------------------------------


@pytest.fixture
def gone(any_book: Book, desk: Desk, vault: Vault) -> Iterator[Register]:
    """DK-1 with its letter erased, DK-2 there."""
    fill(any_book, paid(vault=vault), dossier("DK-2"))
    register = Register(any_book)
    issue_one(register, desk.out)
    register.reserve(request("DK-2", "DK-2-B"), numbering, NOW)
    before = register.checkpoint()
    erase(desk, any_book, "DK-1-B")
    assert [] == register.verify(desk.out, since=before, vault=vault)
    yield register


def test_verify_says_erased_not_missing(gone: Register, desk: Desk) -> None:
    """Everything agrees, also with a checkpoint from before: 3 events, 1 `issued`, 2 acts are erased."""
    assert [] == gone.verify(desk.out)
    assert 6 == gone.erased()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("delete from events where loan = 'DK-2' and id = 's1'", "missing"),
        ("delete from events where loan = 'DK-2' and id = 's1'; insert into erased select leaf, 1 from leaves where leaf = 4", "erasure 1"),
        ("delete from erased where leaf = 1", "missing"),
        ("update erasures set reason = 'x'", "erasure 1"),
        ("update erasures set done_by = '王示例'", "erasure 1"),
        ("update erasures set leaf = null", "missing"),
        ("delete from leaves where leaf = 1", "leaf 1"),
        ("update leaves set hash = (select hash from leaves where leaf = 2) where leaf = 1", "tree"),
        ("update events set leaf = 1 where loan = 'DK-2' and id = 's1'", "again"),
        ("insert into erased values (999, 1)", "erased leaf 999"),
        ("update erasures set leaf = 999", "erasure with leaf 999"),
        ("update register set state = 'void' where loan = 'DK-1'", "state"),
    ],
)  # fmt: skip
def test_a_deletion_is_no_erasure(gone: Register, desk: Desk, harm: str, said: str) -> None:
    """Who deletes rows and calls them erased, or alters what was decided, is found."""
    with gone.book.write() as conn:
        if conn.dialect.name == "sqlite":
            conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in harm.split("; "):
            conn.execute(sa.text(statement))

    told = [f"{p.where}: {p.what.en}" for p in gone.verify(desk.out)]

    assert any(said in line for line in told), told


def test_an_erased_letter_has_no_proof(gone: Register) -> None:
    """Its inclusion cannot be shown any more: what it said is gone."""
    with pytest.raises(UsageError, match="erased"):
        gone.opened(numbering(1))
    with pytest.raises(UsageError, match="never issued"):
        gone.opened(numbering(2))


def test_a_full_disk_erases_nothing(
    any_book: Book, desk: Desk, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be taken away the rows stay; done again, everything goes."""
    fill(any_book, paid(vault=vault))
    issue_one(Register(any_book), desk.out)
    real, calls = fsio.remove, iter((False, True))

    def stuck(path: Path) -> None:
        if next(calls, False):
            raise OutputError(Text("只读", "read only"))
        real(path)

    monkeypatch.setattr(fsio, "remove", stuck)
    ask(desk, any_book, "DK-1-B")
    with pytest.raises(OutputError):
        erasure.confirm(desk, any_book, "DK-1-B", by=BELLA[0], role=BELLA[1], now=THEN)
    assert "去向不明" in everything(any_book)
    erasure.confirm(desk, any_book, "DK-1-B", by=BELLA[0], role=BELLA[1], now=THEN)

    assert [] == Register(any_book).verify(desk.out, vault=vault)
    assert [] == [p for p in desk.out.rglob("*") if p.is_file()]


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str) -> None:
    """List, refused too early, asked, confirmed by another, verified: in both languages."""
    folder = demo_desk.new(tmp_path / "desk")
    desk = Desk.open(folder, {})
    with Book.open(desk.book_url) as book:
        fill(book, paid(vault=Vault(desk.evidence)))
        issue_one(Register(book), desk.out)

    def run(*words: str, now: datetime = THEN) -> tuple[int, str]:
        capfd.readouterr()
        code = demo_desk.run(folder, *words, lang=lang, now=now)
        streams = capfd.readouterr()
        return code, streams.out + streams.err

    code, said = run("person", "list", "DK-1-B")
    assert 0 == code
    assert "990101********0019" in said
    assert "990101199001010019" not in said
    assert "去向不明" in said
    named = {"zh": ("证件种类", "居民身份证"), "en": ("ID kind", "resident ID")}[lang]
    assert all(word in said for word in named) and "id_kind" not in said
    assert "resident_id" not in said and "overdue-notice  " not in said
    assert ("保存期限已满" if lang == "zh" else "the time is over") in said
    erase_ = ("person", "erase", "DK-1-B", "--by", "刘总", "--role", "approver", "--reason", WHY)
    code, said = run(*erase_, now=THEN - timedelta(days=1))
    assert (1, True) == (code, "2031-05-02" in said)
    assert 0 == run(*erase_, "--dry-run")[0]
    code, said = run(*erase_, "--json")
    assert (0, "asked") == (code, json.loads(said)["status"])
    confirm = ("person", "erase", "DK-1-B", "--role", "legal", "--confirm", "--by")
    assert 3 == run(*confirm, "刘总")[0]
    code, said = run(*confirm, "李法务")
    assert 0 == code
    assert ("3 名当事人" if lang == "zh" else "3 parties") in said
    code, said = run("register", "verify")
    assert 0 == code
    assert ("6 个叶节点的内容已依规删除" if lang == "zh" else "6 leaves stand for records") in said
    assert 2 == run("person", "list", "DK-1-B")[0]
    assert 2 == run("case", "DK-1")[0]
    code, said = run("register", "list", "--json")
    assert (0, [("DK-1", "issued", None)]) == (
        code,
        [(d["loan"], d["state"], d["total"]) for d in json.loads(said)["documents"]],
    )
    assert 0 == run("register", "list")[0]
    number = json.loads(said)["documents"][0]["number"]
    code, said = run("register", "show", number, "--json")
    assert (0, "issued", None, []) == (code, *(json.loads(said)[k] for k in ("state", "total", "events")))  # fmt: skip
    assert 0 == run("register", "show", number)[0]
