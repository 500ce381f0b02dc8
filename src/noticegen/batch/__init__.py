"""The story of a run: every letter of a kind that is due, from thirty to a hundred thousand.

1. gather     the kind, the setting, the run: a new one, or the one that was left unfinished
2. select     the loans that can have anything unpaid: the database alone
3. decide     the very rules of `check` on each letter; of every other loan, why not
4. reserve    numbers for a chunk of letters, in one transaction
5. draw       in worker processes; one letter that cannot be drawn stops no other
6. publish    the files of the chunk, whole or not at all
7. seal       the chunk, in one transaction; what could not be drawn becomes void with its reason
8. lists      print run, mail list, refusals, report, and the manifest that names them by hash

Interrupted at any moment, the same command goes on where it stopped and gives the same numbers and
the same bytes. Finished, the same command issues nothing new.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from noticegen import canonical
from noticegen.addressing import LISTING, PAYOFF, REFERRAL, WITHDRAWAL
from noticegen.batch import lists, plan, post, printing, select
from noticegen.batch import run as identity
from noticegen.batch.draw import Layout
from noticegen.batch.executors import Drawer, executor
from noticegen.batch.plan import Decided, Terms
from noticegen.batch.reasons import as_texts
from noticegen.batch.rows import Row, Rows
from noticegen.book import Book, runs
from noticegen.desk import Desk
from noticegen.errors import NoticegenError, TemplateError, UsageError
from noticegen.issue import letter as letters
from noticegen.issue.job import local_time, seal_image, setup_of
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.text import Text
from noticegen.wording import load_kind

__all__ = ["BatchResult", "Row", "batch"]

CHUNK = 120  # loans decided, and letters reserved and sealed, at a time
PROBES = 3  # letters drawn without a number before the first number is taken
AHEAD = 2  # chunks that are being drawn while the next is decided

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run came to. `status`: finished | planned (a dry run) | nothing_new.

    `folder` holds the lists (None: none were made); `counts` are letters by state; `quiet` loans were
    looked at and have nothing unpaid; `before` is the last finished run of this day and setting;
    `options` are those of the command line that make it this run; `unfit` are approvals of the seal
    for this kind and day that are not for this run, of a house that has a seal."""

    run: str
    status: str
    on: date
    counts: Mapping[str, int]
    quiet: int
    resumed: bool = False
    before: str = ""
    options: str = ""
    sealed: bool = False
    unfit: tuple[Text, ...] = ()
    folder: Path | None = None
    files: tuple[str, ...] = ()


def batch(
    desk: Desk,
    book: Book,
    kind_id: str,
    *,
    on: date,
    clock: Callable[[], datetime],
    locale: str = "zh",
    branch: str = "",
    jobs: int = 0,
    cluster: str | None = None,
    engine: str = "archive",
    dry_run: bool = False,
    retry: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
    seen: Callable[[Row], None] = lambda _row: None,
    warn: Callable[[Text], None] = lambda _told: None,
) -> BatchResult:
    """Issue `kind_id` on every loan for which it is due, figures as of `on`.

    `clock` gives an aware time; `jobs` worker processes (0 = draw here); `engine` archive (a PDF/A of
    each letter) or press (print streams); `retry` tries again what could not be drawn before.
    `progress` is told (what, done, of how many), `seen` each row, `warn`, before the first number,
    which approval of the seal is not for this run. Raises UsageError for an unknown kind or branch,
    TemplateError when no letter at all can be drawn, BookError when another run is at work or was
    left unfinished, MissingError, OutputError."""
    # 1. gather
    now = local_time(desk, clock())
    made_in_batches(kind_id)
    printing.load_settings(desk.templates)  # what is wrong there is better said before than after
    asked = identity.Asked(load_kind(desk.templates, kind_id).id, on, locale, branch, engine)
    if dry_run:
        run = _found(desk, book, asked, now)
        return _planned(_terms(desk, book, asked, run, now, retry=retry), run, progress, seen)
    with identity.alone(book) as still, executor(book, jobs, cluster) as chosen, Rows() as rows:
        run = _found(desk, book, asked, now)
        for told in run.unfit:
            warn(told)
        terms = _terms(desk, book, asked, run, now, retry=retry)
        layout = Layout.of(letters.style(desk), seal_image(desk))
        press = engine == "press"
        drawer = Drawer(chosen, layout, ("pdf",) if press else terms.kind.formats, press=press)
        # 2. select
        loans = _select(terms)
        # 3 to 7, chunk by chunk
        quiet, began = 0, run.known
        pending: deque[tuple[post.Out, int]] = deque()

        def settle() -> None:
            """The oldest chunk that is out: drawn, published and sealed, a row for each letter."""
            out, reached = pending.popleft()
            still()
            for row in post.settle(terms, out, drawer, clock()):
                _keep(rows, row, seen)
            progress("issue", reached, len(loans))

        for done, decided in _decided(terms, loans, sure=True):
            quiet += decided.quiet
            for row in decided.rows:
                _keep(rows, row, seen)
            if not began and (decided.ready or decided.void):
                _probe(decided, drawer)
                identity.begin(book, run, asked)
                began = True
            pending.append((post.send(terms, decided.ready, decided.void, drawer, clock()), done))
            while len(pending) > AHEAD:
                settle()
        while pending:
            settle()
        if not began and run.before:
            return _result(terms, run, rows, quiet, "nothing_new")
        if not began:
            identity.begin(book, run, asked)
        _left_over(terms, rows, seen, clock())
        # 8. lists
        still()
        folder, files, manifest = lists.write(terms, run, rows, quiet, progress)
        still()
        identity.finish(book, run, manifest, clock())
        made = _result(terms, run, rows, quiet, "finished")
        return replace(made, folder=folder, files=files)


def made_in_batches(kind: str) -> None:
    """A referral, and papers that follow payment, are made singly: each is a decision on one case. Raises UsageError for those."""
    if kind in (REFERRAL, LISTING, PAYOFF, WITHDRAWAL):
        raise UsageError(
            Text(f"{kind} 逐笔办理，不成批签发", f"{kind} is made singly, not in batches"),
            Text(f"noticegen issue {kind} LOAN", f"noticegen issue {kind} LOAN"),
        )


def _found(desk: Desk, book: Book, asked: identity.Asked, now: datetime) -> identity.Run:
    """The run that is asked for. Its branch must be one, unless the run is under way already."""
    run = identity.find(book, desk, asked, now)
    if not run.known:
        must_be_branch(book, asked.branch)
    return run if desk.house.seal else replace(run, unfit=())


def must_be_branch(book: Book, branch: str) -> None:
    """Raises UsageError for a branch that no loan has; "" = all of them."""
    if branch:
        with book.read() as conn:
            select.must_be_branch(conn, branch)


def _terms(
    desk: Desk, book: Book, asked: identity.Asked, run: identity.Run, now: datetime, *, retry: bool
) -> Terms:
    kind = load_kind(desk.templates, asked.kind)
    setup = setup_of(desk, kind)
    if run.sealed_by:  # a letter with a seal is made from the approval too
        setup = canonical.digest({"setup": setup, "seal": run.sealed_by})
    approvals = frozenset({EventType.SEAL_USE.value}) if run.sealed_by else frozenset[str]()
    begun = local_time(desk, run.begun)
    return Terms(
        desk, book, kind, asked.locale, asked.on, begun, now.date(), setup, approvals, run.name, asked.branch,
        retry, run.stale, asked.engine,
    )  # fmt: skip


def _select(terms: Terms) -> list[str]:
    with terms.book.read() as conn:
        return select.unpaid(conn, terms.on, terms.desk.house.zone, terms.branch or None)


def _decided(terms: Terms, loans: Sequence[str], *, sure: bool) -> Iterator[tuple[int, Decided]]:
    """Chunk by chunk, with how many loans are decided by then."""
    waiting, done = iter(loans), 0
    while chunk := list(islice(waiting, CHUNK)):
        done += len(chunk)
        yield done, plan.decide(terms, chunk, sure=sure)


def _planned(
    terms: Terms, run: identity.Run, progress: Progress, seen: Callable[[Row], None]
) -> BatchResult:
    """The plan: what would be issued and what not. Takes no number and writes nothing."""
    with Rows() as rows:
        loans, quiet = _select(terms), 0
        for done, decided in _decided(terms, loans, sure=False):
            quiet += decided.quiet
            for row in (*(r.row for r in decided.ready), *decided.rows):
                _keep(rows, row, seen)
            progress("decide", done, len(loans))
        return _result(terms, run, rows, quiet, "planned")


def _keep(rows: Rows, row: Row, seen: Callable[[Row], None]) -> None:
    rows.add(row)
    seen(row)


def _probe(decided: Decided, drawer: Drawer) -> None:
    """Draw a few letters before any number is taken: when not one can be drawn, the template is wrong
    and not the loans, and a hundred thousand numbers stay unspent."""
    last: NoticegenError | None = None
    for letter in decided.ready[:PROBES]:
        if letter.document is None:  # issued already
            continue
        drawing = drawer.one(letter.document)
        if drawing.files is not None:
            return
        if drawing.why is not None:
            last = TemplateError(*as_texts(drawing.why))
    if last is not None and len(decided.ready) >= PROBES:
        raise last


def _left_over(terms: Terms, rows: Rows, seen: Callable[[Row], None], at: datetime) -> None:
    """Numbers of this run whose loans are no longer among the candidates: what is issued goes on the
    lists, what is only reserved becomes void."""
    register = Register(terms.book)
    with terms.book.read() as conn:
        numbers = [n for n in runs.numbers(conn, terms.run) if not rows.has(n)]
    for number in sorted(numbers):
        entry = register.show(number)
        if entry.state == "reserved":
            register.withdraw(
                number, plan.NO_LONGER, at, partial(letters.retract, terms.desk, entry)
            )
        elif entry.state == "issued":
            _keep(rows, post.issued_row(plan.left_over(terms, entry), entry), seen)


def _result(terms: Terms, run: identity.Run, rows: Rows, quiet: int, status: str) -> BatchResult:
    asked = identity.Asked(terms.kind.id, terms.on, terms.locale, terms.branch, terms.engine)
    return BatchResult(
        run=run.name,
        status=status,
        on=terms.on,
        counts=rows.counts(),
        quiet=quiet,
        resumed=run.known,
        before=run.before,
        options=asked.options,
        sealed=bool(terms.approvals),
        unfit=run.unfit,
    )
