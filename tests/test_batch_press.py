"""A run by the press: letters stand in print streams, the register knows where, what the press would print
otherwise the archive engine makes, and the same command finishes a broken run with the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import bad_workers
import batch_desk
import crash_driver
import demo_desk
import pikepdf
import pytest
import sqlalchemy as sa
from batch_desk import KIND, READY, RUN, FakePress, fake_render, run

from noticegen import batch as story
from noticegen import erasure, fsio, render
from noticegen.batch import Row, draw, plan
from noticegen.batch.executors import Drawer, Sent
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.desk import Desk
from noticegen.errors import BookError, DataError, MissingError, OutputError, UsageError
from noticegen.issue import copies, issue
from noticegen.issue.job import Job
from noticegen.issue.sealed import seal_letter
from noticegen.model import Event, EventType
from noticegen.register import Entry, Register
from noticegen.render.readback import pdf_text, squeeze
from noticegen.text import Text

NOW = demo_desk.NOW


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)


@pytest.fixture(scope="module")
def finished(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after a run by the real press."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("press") / "d", base)
    desk = Desk.open(folder, {})
    assert "finished" == run(desk, NOW, engine="press").status
    return desk


@pytest.fixture
def done(finished: Desk, tmp_path: Path) -> Desk:
    """A copy of it."""
    return Desk.open(demo_desk.imported(tmp_path / "d", finished.root), {})


@pytest.fixture
def desk(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk before a run, where no engine is needed; the press would print DK-0009 otherwise."""
    folder = demo_desk.imported(tmp_path / "d", base)
    batch_desk.no_address(folder)
    monkeypatch.setattr(render, "render", fake_render)
    monkeypatch.setattr(draw, "render_press", lambda _: FakePress(("DK-0009",)))
    return Desk.open(folder, {})


def entries(desk: Desk) -> list[Entry]:
    """The register."""
    with Book.open(desk.book_url) as book:
        return list(Register(book).list())


def problems(desk: Desk) -> list[str]:
    """What verification finds."""
    with Book.open(desk.book_url) as book:
        return [f"{p.where}: {p.what.en}" for p in Register(book).verify(desk.out)]


def copy_of(desk: Desk, entry: Entry) -> bytes:
    """The letter as a PDF of its own."""
    with Book.open(desk.book_url) as book:
        return copies.pdf_of(desk, book, entry)


# --- the originals --------------------------------------------------------------------------------


def test_the_stream_is_the_original(finished: Desk) -> None:
    """Numbers as in any run; each letter is some pages of one stream whose hash the register holds."""
    made = entries(finished)
    (file,) = {e.file for e in made}
    stream = finished.out / f"{file}.pdf"

    assert [(n, "issued") for n in range(1, 10)] == [(e.seq, e.state) for e in made]
    assert {hashlib.sha256(stream.read_bytes()).hexdigest()} == {e.pdf_sha256 for e in made}
    assert {""} == {e.docx_sha256 for e in made}
    ends = [1]
    for e in made:
        assert e.first_page == ends[-1] and e.pages
        ends.append(e.first_page + e.pages + e.pages % 2)
    with pikepdf.open(stream) as pdf:
        assert ends[-1] == len(pdf.pages) + 1
    assert [] == list(finished.out.rglob("*.docx"))
    assert [] == problems(finished)


def test_the_pages_of_a_number_are_its_letter(finished: Desk) -> None:
    """On the pages the register names stands that number, that contract, and no other."""
    made = entries(finished)
    numbers = [squeeze(e.number) for e in made]
    for e in made:
        words = squeeze("".join(pdf_text(copy_of(finished, e))))
        assert [squeeze(e.number)] == [n for n in numbers if n in words]
        assert f"借字第{e.loan[3:]}号" in words


def test_the_print_run_has_the_pages_of_the_stream(finished: Desk) -> None:
    """In posting order, after the address sheet: the words of each letter, twice, its fonts written once."""
    folder = finished.out / "runs" / RUN
    told = json.loads((folder / "manifest.json").read_bytes())
    printed = (folder / "print.pdf").read_bytes()
    by_number = {e.number: e for e in entries(finished)}
    with pikepdf.open(io.BytesIO(printed)) as pdf, pdf.open_outline() as outline:
        assert [] == pdf.check_pdf_syntax()
        assert [x["number"] for x in told["letters"] for _ in range(2)] == [
            str(i.title).split()[0] for i in outline.root
        ]
        fonts = {font.objgen for page in pdf.pages for font in page.obj.Resources.get("/Font", {}).values()}  # fmt: skip
    at, words = 0, pdf_text(printed)
    for letter in told["letters"]:
        e = by_number[letter["number"]]
        at += 2
        for _ in range(2):
            assert pdf_text(copy_of(finished, e)) == words[at : at + (e.pages or 0)]
            at += (e.pages or 0) + (e.pages or 0) % 2
    assert len(words) == at == told["print_pages"]
    assert len(fonts) <= 6


def test_manifest_and_report_tell_the_engine(finished: Desk) -> None:
    """The manifest names the stream by hash and each letter's page; the report links to that page."""
    folder = finished.out / "runs" / RUN
    told = json.loads((folder / "manifest.json").read_bytes())
    made = entries(finished)

    assert "press" == told["engine"]
    assert [{"file": made[0].file, "sha256": made[0].pdf_sha256, "letters": 9}] == told["streams"]
    assert {e.number: e.first_page for e in made} == {x["number"]: x["first_page"] for x in told["letters"]}  # fmt: skip
    report = (folder / "report.html").read_text("utf-8")
    assert all(f"{e.file}.pdf#page={e.first_page}" in report for e in made)


def test_an_altered_stream_is_found_for_each_letter(done: Desk) -> None:
    """One byte of the stream changed: every number in it is named."""
    stream = done.out / f"{entries(done)[0].file}.pdf"
    data = bytearray(stream.read_bytes())
    data[len(data) // 2] ^= 1
    stream.write_bytes(data)

    found = problems(done)
    assert [
        f"register {e.number}: its file was altered: {stream.name}" for e in entries(done)
    ] == found
    with pytest.raises(BookError):
        copy_of(done, entries(done)[0])


@pytest.mark.parametrize("column", ["first_page", "pages"])
def test_an_altered_page_is_found(done: Desk, column: str) -> None:
    """Where a letter stands is part of what its leaf commits to."""
    with Book.open(done.book_url) as book, book.write() as conn:
        conn.execute(sa.update(t.register).where(t.register.c.seq == 3).values({column: 99}))

    assert ["its hash does not agree" in p for p in problems(done)] == [True]


# --- what the press would print otherwise ---------------------------------------------------------


def test_what_differs_is_made_by_the_archive_engine(desk: Desk) -> None:
    """It has a file of its own, in the same run and the same order of numbers; the manifest says so."""
    run(desk, NOW, engine="press")
    made = {e.loan: e for e in entries(desk)}
    told = json.loads((desk.out / "runs" / RUN / "manifest.json").read_bytes())

    assert made["DK-0009"].first_page is None
    assert (desk.out / f"{made['DK-0009'].file}.pdf").is_file()
    assert ["DK-0009"] == [x["loan"] for x in told["letters"] if x["engine"] == "archive"]
    assert [8] == [s["letters"] for s in told["streams"]]
    assert "1 would differ there" in (desk.out / "runs" / RUN / "report.html").read_text("utf-8")
    assert [] == problems(desk)


class Stubborn(FakePress):
    """Cannot even take the letter of one loan, and is then spoilt."""

    def add(self, document: object) -> None:
        """Raise half-way."""
        super().add(document)  # type: ignore[arg-type]  # a Document
        if "借字第0010号" in repr(document):
            raise MemoryError


def test_a_letter_that_stops_half_way_leaves_no_trace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stream is begun again without it, and the archive engine makes it."""
    monkeypatch.setattr(draw, "render_press", lambda _: Stubborn())
    run(desk, NOW, engine="press")

    assert ["DK-0010"] == [e.loan for e in entries(desk) if e.first_page is None]
    assert list(range(1, 9)) == [e.first_page for e in entries(desk) if e.first_page]
    assert [] == problems(desk)


def test_what_no_engine_can_draw_is_void(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that neither prints costs its number, as in any run; the others are issued."""
    monkeypatch.setattr(draw, "render_press", lambda _: FakePress(("DK-0008",)))
    monkeypatch.setattr(render, "render", batch_desk.failing("DK-0008"))
    result = run(desk, NOW, engine="press")

    assert (8, 1) == (result.counts["issued"], result.counts["failed"])
    assert ["DK-0008"] == [e.loan for e in entries(desk) if e.state == "void"]


def test_without_the_press_nothing_is_numbered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is missing: exit 6 before the first number."""

    def missing(_: object) -> FakePress:
        raise MissingError(Text("缺", "missing"))

    monkeypatch.setattr(draw, "render_press", missing)
    with pytest.raises(MissingError):
        run(desk, NOW, engine="press")
    assert [] == entries(desk)


# --- broken off and taken up ----------------------------------------------------------------------


def breaking(patch: pytest.MonkeyPatch, *, chunks: int = 0) -> None:
    """The run is broken off when the files of one more than `chunks` were put in place."""
    real, left = fsio.publish_many, [chunks]

    def publish(files: Sequence[tuple[Path, bytes]]) -> None:
        real(files)
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    patch.setattr(fsio, "publish_many", publish)


def test_taken_up_with_the_same_bytes(base: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Broken off before a stream is sealed: the same command makes the same files."""
    monkeypatch.setattr(story, "CHUNK", 4)
    other = Desk.open(demo_desk.imported(desk.root.parent / "other", desk.root), {})
    run(other, NOW, engine="press")
    with monkeypatch.context() as patch:
        breaking(patch, chunks=1)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW, engine="press")
    assert {"reserved", "issued"} >= {e.state for e in entries(desk)}
    run(desk, NOW + timedelta(minutes=9), engine="press")

    assert crash_driver.files_of(other.out) == crash_driver.files_of(desk.out)
    assert [] == problems(desk)


def test_a_stream_left_by_a_broken_run_gives_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case changed before the run was taken up: its stream, never sealed, is made anew."""
    with monkeypatch.context() as patch:
        breaking(patch)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW, engine="press")
    (left,) = desk.out.rglob("press/*.pdf")
    before = left.read_bytes()
    paid(desk, "DK-0007")
    run(desk, NOW + timedelta(minutes=9), engine="press")

    assert before != left.read_bytes()
    assert [] == problems(desk)


def test_a_letter_issued_singly_takes_the_stream_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Broken off, then the first letter is issued by hand under its number: the stream is gone until
    the run is taken up, and nothing is left over."""
    with monkeypatch.context() as patch:
        breaking(patch)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW, engine="press")
    with Book.open(desk.book_url) as book:
        issue(desk, book, KIND, READY[0], on=batch_desk.DAY, now=NOW)
    assert [] == list(desk.out.rglob("press/*.pdf"))
    run(desk, NOW + timedelta(minutes=9), engine="press")

    assert [None, 1] == [e.first_page for e in entries(desk)][:2]
    assert [] == problems(desk)


@pytest.mark.parametrize("engine", ["archive", "press"])
@pytest.mark.parametrize("harm", ["cut off", "another", "gone"])
def test_what_was_altered_since_is_not_printed(desk: Desk, engine: str, harm: str) -> None:
    """An issued file that changed before the print run: the run stops and names it, prints nothing of it, and
    goes on when the file is back."""

    def broken_off(what: str, _done: int, _total: int) -> None:
        if what == "print":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(desk, NOW, engine=engine, progress=broken_off)
    letter = desk.out / f"{entries(desk)[0].file}.pdf"
    whole = letter.read_bytes()
    if harm == "gone":
        letter.unlink()
    else:
        letter.write_bytes(whole[:200] if harm == "cut off" else batch_desk.tiny_pdf("other", 12))
    with pytest.raises(OutputError, match="an issued file") as stopped:
        run(desk, NOW + timedelta(minutes=5), engine=engine)
    assert str(letter) in stopped.value.message.en
    assert [] == list((desk.out / "runs").rglob("print.pdf"))

    letter.write_bytes(whole)
    letter.chmod(0o600)
    assert "finished" == run(desk, NOW + timedelta(minutes=9), engine=engine).status
    assert [] == problems(desk)


def test_another_engine_does_not_take_it_up(desk: Desk) -> None:
    """A run left unfinished by the press is finished by the press: the command is named."""
    with pytest.MonkeyPatch.context() as patch:
        breaking(patch)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW, engine="press")
    with pytest.raises(BookError) as stopped:
        run(desk, NOW)
    assert "--engine press" in stopped.value.hint.en


def test_a_voided_first_number_takes_its_stream_along(desk: Desk) -> None:
    """`register void` of a reserved number whose stream was published but not sealed."""
    with pytest.MonkeyPatch.context() as patch:
        breaking(patch)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW, engine="press")
    assert 0 == demo_desk.run(
        desk.root, "register", "void", entries(desk)[0].number, "--reason", "误"
    )
    assert [] == list(desk.out.rglob("press/*.pdf"))


def paid(desk: Desk, loan: str) -> None:
    """A payment that changes the figures of a loan."""
    at = NOW - timedelta(hours=3)
    told = Event("", at, EventType.PAYMENT, NOW, amount=Decimal("10.00"), details={"payer": "示例"})
    with Book.open(desk.book_url) as book:
        book.record(loan, told)


@pytest.mark.parametrize("where", [0, 2])
@pytest.mark.parametrize("engine", ["archive", "press"])
def test_issued_or_voided_while_its_stream_is_pressed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, engine: str, where: int
) -> None:
    """Two letters of a chunk are taken by single commands while they are drawn: the issued one counts as
    done with the file it got, the void one is a row with its reason, the others share a stream that holds
    neither of the two; nobody has to run anything again."""
    other, seen, real = READY[where], list[Row](), Drawer.finish

    def meanwhile(self: Drawer, sent: Sequence[Sent]) -> Iterator[draw.Drawing]:
        monkeypatch.setattr(Drawer, "finish", real)
        drawn = list(self.finish(sent))
        with Book.open(desk.book_url) as book:
            issue(desk, book, KIND, other, on=batch_desk.DAY, now=NOW + timedelta(minutes=1))
        number = next(e.number for e in entries(desk) if e.loan == READY[3])
        assert 0 == demo_desk.run(desk.root, "register", "void", number, "--reason", "另行办理")
        return iter(drawn)

    monkeypatch.setattr(story, "PROBES", 0)
    monkeypatch.setattr(Drawer, "finish", meanwhile)
    result = run(desk, NOW, engine=engine, seen=seen.append)

    assert ("finished", 8, 1) == (result.status, result.counts["issued"], result.counts["failed"])
    (failed,) = [r for r in seen if r.state == "failed"]
    assert (READY[3], True) == (failed.loan, "另行办理" in failed.why[0].found_zh)
    (taken,) = [e for e in entries(desk) if e.loan == other]
    assert ("issued", None) == (taken.state, taken.first_page)
    assert [taken.number] == [r.number for r in seen if r.loan == other and r.state == "issued"]
    for stream in desk.out.rglob("press/*.pdf"):
        with pikepdf.open(stream) as pdf:
            places = [e for e in entries(desk) if e.first_page]
            assert len(pdf.pages) == len(places)
    assert [] == problems(desk)


# --- workers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("work", "counts"), [(bad_workers.deadly_once, (9, 0)), (bad_workers.deadly, (8, 1))])  # fmt: skip
def test_a_worker_that_dies(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, work: Callable[[draw.Task], draw.Answer], counts: tuple[int, int],
) -> None:  # fmt: skip
    """By chance: the stream is pressed again. On a letter: that one is found, the rest share a stream."""
    monkeypatch.setenv("NOTICEGEN_TEST_MARK", str(tmp_path / "died"))
    monkeypatch.setattr(story, "Drawer", partial(Drawer, work=work, seconds=60))
    monkeypatch.setattr(story, "PROBES", 0)
    seen: list[Row] = []
    result = run(desk, NOW, engine="press", jobs=2, seen=seen.append)

    assert counts == (result.counts["issued"], result.counts["failed"])
    assert ["DK-0008"] * counts[1] == [r.loan for r in seen if r.state == "failed"]
    assert 1 == len(list(desk.out.rglob("press/*.pdf")))
    assert [] == problems(desk)


def test_a_worker_presses_the_same_bytes(base: Path, finished: Desk, tmp_path: Path) -> None:
    """In a process of its own: every file is the one made here."""
    desk = Desk.open(demo_desk.imported(tmp_path / "w", base), {})
    run(desk, NOW, engine="press", jobs=1)

    assert crash_driver.files_of(finished.out) == crash_driver.files_of(desk.out)


# --- one letter -----------------------------------------------------------------------------------


def test_extract_on_the_command_line(done: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """A PDF of its own, the same bytes each time; a DOCX made anew says the same; show tells the page."""
    entry = entries(done)[2]
    for name in ("a.pdf", "b.pdf", "a.docx"):
        more = ["--docx"] if name.endswith("docx") else []
        assert 0 == demo_desk.run(done.root, "register", "extract", entry.number, *more, "--to", str(tmp_path / name))  # fmt: skip
    one, two, word = ((tmp_path / n).read_bytes() for n in ("a.pdf", "b.pdf", "a.docx"))

    assert one == two
    assert entry.pages == len(pdf_text(one))
    assert word.startswith(b"PK")
    capsys.readouterr()
    assert 0 == demo_desk.run(done.root, "register", "show", entry.number)
    assert f"first page (of a print stream)   {entry.first_page}" in capsys.readouterr().out
    assert [] == problems(done)


def test_docx_is_that_of_an_archive_run(done: Desk, base: Path, tmp_path: Path) -> None:
    """Made on demand it is byte for byte the one an archive run would have issued, also after a later
    event on the log; after a change of the wording it is refused."""
    archive = Desk.open(demo_desk.imported(tmp_path / "archive", base), {})
    with Book.open(archive.book_url) as book:
        issue(archive, book, KIND, READY[0], on=batch_desk.DAY, now=NOW)
    (word,) = archive.out.rglob("*.docx")
    entry = entries(done)[0]
    paid_later = NOW + timedelta(days=2)
    with Book.open(done.book_url) as book:
        book.record(entry.loan, Event("", paid_later, EventType.CALL, paid_later, ("王经办",), party=entry.party, channel="phone", outcome="no_answer"))  # fmt: skip
        assert word.read_bytes() == copies.docx_of(done, book, entry)
        with pytest.raises(DataError):
            copies.docx_of(done, book, replace(entry, content_hash="0" * 64))
        with pytest.raises(UsageError):
            copies.docx_of(done, book, replace(entry, issued_at=None))


def test_no_seal_behind_letters_to_others(done: Desk) -> None:
    """A digital seal would stand behind the whole stream; it is refused."""
    with Book.open(done.book_url) as book, pytest.raises(UsageError, match="print stream"):
        seal_letter(done, book, entries(done)[0].number, batch_desk.DAY, {})


def test_issued_singly_already_in_a_stream(done: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """`issue` for the same letter names the stream and the page, and takes no number."""
    assert 0 == demo_desk.run(done.root, "issue", KIND, READY[1])
    entry = entries(done)[1]

    assert f"{entry.file}.pdf#page={entry.first_page}" in capsys.readouterr().out
    assert 9 == len(entries(done))


# --- erasing --------------------------------------------------------------------------------------


def test_an_erased_letter_leaves_its_stream(done: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages are blank, the other letters are what they were, and the register verifies: the leaf of
    the erasure names both hashes. Done again after a crash it comes to the same."""
    made = entries(done)
    others = {e.number: copy_of(done, e) for e in made if e.loan != "DK-0009"}
    stream = done.out / f"{made[0].file}.pdf"
    (gone,) = [e for e in made if e.loan == "DK-0009"]
    erase_now(done, gone.party, monkeypatch)

    words = pdf_text(stream.read_bytes())
    assert not any("".join(words[(gone.first_page or 0) - 1 :][: gone.pages]).split())
    assert "借字第0009号" not in squeeze("".join(words))
    assert [] == problems(done)
    for e in entries(done):
        if e.loan != "DK-0009":
            assert pdf_text(others[e.number]) == pdf_text(copy_of(done, e))
    with Book.open(done.book_url) as book, book.write() as conn:
        conn.execute(sa.update(t.restreamed).values(after="0" * 64))
    assert any("erasure 1" in p for p in problems(done))


def test_an_erasure_killed_after_its_stream_was_cut(done: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Files go before the transaction ends; asked again, the erasure comes to its end."""
    real = fsio.replace

    def dies(path: Path, data: bytes) -> None:
        real(path, data)
        raise KeyboardInterrupt

    (gone,) = [e for e in entries(done) if e.loan == "DK-0009"]
    with monkeypatch.context() as patch:
        patch.setattr(fsio, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            erase_now(done, gone.party, monkeypatch)
    erase_now(done, gone.party, monkeypatch)

    assert [] == problems(done)


def erase_now(desk: Desk, party: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Erase a person, as if her years were over."""
    with monkeypatch.context() as patch, Book.open(desk.book_url) as book:
        patch.setattr(erasure, "refusal", lambda *_: None)
        why = "保存期限已届满，按本单位个人资料规定予以删除"
        erasure.ask(desk, book, party, by="陈主任", role="branch_head", reason=why, now=NOW)
        erasure.confirm(desk, book, party, by="李法务", role="legal", now=NOW)


def test_many_streams_in_posting_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of several streams, mixed by postcode, stand in the print run in posting order."""
    real = plan.addressed

    def backwards(job: Job, party: str, base: Row) -> Row:
        return replace(real(job, party, base), postcode=f"{9999 - int(base.loan[3:])}00")

    monkeypatch.setattr(plan, "addressed", backwards)
    monkeypatch.setattr(story, "CHUNK", 2)
    run(desk, NOW, engine="press")
    folder = desk.out / "runs" / RUN
    told = json.loads((folder / "manifest.json").read_bytes())

    assert len(told["streams"]) > 2
    assert [*READY[::-1]] == list(dict.fromkeys(x["loan"] for x in told["letters"]))
    with pikepdf.open(folder / "print.pdf") as pdf, pdf.open_outline() as outline:
        titles = [str(item.title).split()[0] for item in outline.root]
        targets = [item.destination for item in outline.root]
        places = {str(page.objgen): n for n, page in enumerate(pdf.pages)}
        firsts = [places[str(t[0].objgen)] for t in targets if isinstance(t, pikepdf.Array)]
    assert [x["number"] for x in told["letters"] for _ in range(2)] == titles
    assert [2 * n for n in range(18)] == firsts
