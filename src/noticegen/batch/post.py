"""A chunk of letters from number to seal: reserve, send out to be drawn, publish, settle.

Each chunk costs two transactions. A crash between them leaves reserved numbers, which the same
command takes up again; letters that could not be drawn are made void in the second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from noticegen import bulk, fsio
from noticegen.batch.draw import Drawing
from noticegen.batch.executors import Drawer, Sent
from noticegen.batch.plan import Ready, Terms
from noticegen.batch.reasons import told_of, void_reason, voided_meanwhile
from noticegen.batch.rows import Row, Why
from noticegen.issue import letter as letters
from noticegen.model import Document, Event
from noticegen.register import Entry, Request, Seal


@dataclass(frozen=True, slots=True)
class Out:
    """Letters that are being drawn; `rows` are those that need no drawing any more."""

    letters: tuple[tuple[Ready, Entry, Document], ...]
    sent: tuple[Sent, ...]
    rows: tuple[Row, ...]


def send(
    terms: Terms,
    ready: Sequence[Ready],
    void: Sequence[tuple[Entry, str]],
    drawer: Drawer,
    at: datetime,
) -> Out:
    """Reserve the numbers of a chunk and send its letters out to be drawn."""
    rows = [_issued(r, entry) for r in ready if (entry := _done(r))]
    todo = [r for r in ready if not _done(r)]
    if not todo and not void:
        return Out((), (), tuple(rows))
    found = bulk.reserve(
        terms.book,
        [r.request for r in todo],
        lambda request, seq: _number(terms, request, seq),
        at,
        run=terms.run,
        notes=[" ".join(r.row.warnings) for r in todo],
        void=void,
        retract=partial(letters.retract, terms.desk),
    )
    to_draw = []
    for letter, standing in zip(todo, found, strict=True):
        if standing.entry.state == "issued":  # by somebody else, a moment ago
            rows.append(replace(letter.row, state="already", number=standing.entry.number))
        else:
            to_draw.append((letter, standing.entry, _document(letter, standing.entry)))
    sent = drawer.start([document for _, _, document in to_draw])
    return Out(tuple(to_draw), tuple(sent), tuple(rows))


def settle(terms: Terms, out: Out, drawer: Drawer, at: datetime) -> Iterator[Row]:
    """Publish what was drawn, seal it, make void what could not be drawn; the rows of the chunk.

    A letter that somebody issued or made void by itself meanwhile is a row of its own: what the others were
    drawn into is left as if it had never been of this chunk."""
    yield from out.rows
    while out.letters:
        made = _made(terms, out, tuple(drawer.finish(out.sent)), at)
        put = partial(_publish, terms.desk.out, made.files, made.stream)
        taken = bulk.settle(terms.book, made.sealed, made.failed, at, put)
        if not taken:
            yield from made.rows
            return
        standing = {entry.number: entry for entry in taken}
        yield from (
            _taken(r, standing[e.number]) for r, e, _ in out.letters if e.number in standing
        )
        others = tuple(letter for letter in out.letters if letter[1].number not in standing)
        out = Out(others, tuple(drawer.start([document for _, _, document in others])), ())


@dataclass(frozen=True, slots=True)
class _Made:
    """What a chunk came to: letters to seal and to make void, their files, a row for each."""

    sealed: list[tuple[Entry, Seal, Event]]
    failed: list[tuple[str, str]]
    files: list[tuple[Path, bytes]]
    stream: _Stream | None
    rows: list[Row]


def _made(terms: Terms, out: Out, drawings: Sequence[Drawing], at: datetime) -> _Made:
    made = _Made([], [], [], _Stream.of(out, drawings), [])
    for (letter, entry, document), drawing in zip(out.letters, drawings, strict=True):
        if drawing.files is None:
            why = drawing.why or Why("", "", "")
            made.failed.append((entry.number, void_reason(why)))
            made.rows.append(_failed(letter, entry, told_of(void_reason(why))))
            continue
        drawn = letters.Drawn(document, drawing.files)
        if made.stream and drawing.first_page:
            mark = made.stream.mark_of(drawn, drawing.first_page)
        else:
            mark = letters.mark_of(entry, drawn)
            made.files.extend(letters.files_of(terms.desk, entry, drawn))
        made.sealed.append((entry, mark, letters.issued_event(entry, document, at)))
        made.rows.append(_issued(letter, _as_sealed(entry, mark)))
    return made


@dataclass(frozen=True, slots=True)
class _Stream:
    """The print stream of a chunk, named by the first of its numbers."""

    file: str
    pdf: bytes
    sha256: str

    @classmethod
    def of(cls, out: Out, drawings: Sequence[Drawing]) -> _Stream | None:
        """None where no letter of the chunk is in one."""
        for drawing in drawings:
            if drawing.files and drawing.first_page:
                pdf = drawing.files.pdf
                return cls(
                    letters.stream_file(out.letters[0][1]), pdf, hashlib.sha256(pdf).hexdigest()
                )
        return None

    def mark_of(self, drawn: letters.Drawn, first_page: int) -> Seal:
        """What the register keeps of a letter in it."""
        files = drawn.files
        return Seal(self.file, self.sha256, "", files.content_hash, files.pages, drawn.document.clauses, first_page)  # fmt: skip


def _publish(out: Path, files: list[tuple[Path, bytes]], stream: _Stream | None) -> None:
    """Put the files of a chunk in their places.

    Whoever holds the book finds the first number of the stream reserved or the stream sealed as it
    is; another stream of that name was left by a run that broke off before the case changed."""
    if stream is not None:
        path = out / f"{stream.file}.pdf"
        if path.is_file() and fsio.sha256_of(path) != stream.sha256:
            fsio.remove(path)
        files = [*files, (path, stream.pdf)]
    fsio.publish_many(files)


def _done(letter: Ready) -> Entry | None:
    """The entry of a letter that this run has issued already."""
    found = letter.standing.entry if letter.standing else None
    return found if found and found.state == "issued" else None


def _number(terms: Terms, request: Request, seq: int) -> str:
    return letters.numbering(terms.desk.house, terms.desk.policy, request)(seq)


def _document(letter: Ready, entry: Entry) -> Document:
    """The letter with the number and the dates frozen in its entry."""
    if letter.document is not None and entry.issued_on == letter.job.issued_on.isoformat():
        return letters.numbered(letter.document, letter.probe, entry.number)
    issued_on, deadline = (date.fromisoformat(day) for day in (entry.issued_on, entry.deadline))
    return letters.composed(letter.job, letter.party, entry.number, issued_on, deadline)


def _as_sealed(entry: Entry, mark: Seal) -> Entry:
    return replace(
        entry, file=mark.file, pdf_sha256=mark.pdf_sha256, docx_sha256=mark.docx_sha256,
        pages=mark.pages, first_page=mark.first_page,
    )  # fmt: skip


def _issued(letter: Ready, entry: Entry) -> Row:
    return issued_row(letter.row, entry)


def issued_row(row: Row, entry: Entry) -> Row:
    """The row of an issued letter."""
    return replace(
        row,
        state="issued",
        number=entry.number,
        seq=entry.seq,
        file=entry.file or "",
        pdf_sha256=entry.pdf_sha256 or "",
        docx_sha256=entry.docx_sha256 or "",
        pages=entry.pages or 0,
        first_page=entry.first_page or 0,
    )


def _taken(letter: Ready, entry: Entry) -> Row:
    """The row of a letter whose number became issued or void outside this run."""
    if entry.state == "issued":
        return _issued(letter, entry)
    return _failed(letter, entry, voided_meanwhile(entry.void_reason or ""))


def _failed(letter: Ready, entry: Entry, why: Why) -> Row:
    return replace(letter.row, state="failed", number=entry.number, seq=entry.seq, why=(why,))
