"""Which run this is: its name, whether one of the same kind was left unfinished, who allowed the seal.

A run is unfinished from its first reserved number until its manifest stands on its log. The same
command takes it up again, with the day and the settings it began with."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from noticegen import fsio
from noticegen.batch import approval
from noticegen.book import Book, engine, runs
from noticegen.book.runs import RunAct
from noticegen.desk import Desk
from noticegen.errors import BookError, DataError, UsageError
from noticegen.model import House
from noticegen.rules.persons import may_confirm
from noticegen.text import Text

NAME = re.compile(r"(\d{4}-\d\d-\d\d)-([a-z][a-z-]*?)(?:-(?:[2-9]|[1-9]\d+))?")
STILL_FRESH = timedelta(days=1)  # a letter may bear yesterday's date, not an older one


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes two runs the same run."""

    kind: str
    on: date
    locale: str
    branch: str
    engine: str

    @property
    def details(self) -> dict[str, str]:
        """As it stands on the log of a run."""
        return {
            "kind": self.kind,
            "as_of": self.on.isoformat(),
            "locale": self.locale,
            "branch": self.branch,
            "engine": self.engine,
        }

    @property
    def options(self) -> str:
        """Those of the command line that make it this run and no other; "" for a plain one."""
        more = f" --branch {shlex.quote(self.branch)}" if self.branch else ""
        more += f" --locale {self.locale}" if self.locale != "zh" else ""
        return more + (f" --engine {self.engine}" if self.engine != "archive" else "")

    @property
    def told(self) -> Text:
        """Which letters these are, for a person who allows something of them."""
        return Text(
            f"{self.kind}，截至 {self.on}，机构 {self.branch or '全部'}，{self.locale}，{self.engine}",
            f"{self.kind} as of {self.on}, {f'branch {self.branch}' if self.branch else 'all branches'}, "
            f"{self.locale}, {self.engine}",
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A run by name. `begun` is when it began; `known` = it stands on its log already; `stale` = it
    was left so long ago that no new letter may bear its date; `before` = the last finished one of
    the same day and settings ("" = none); `sealed_by` names the approval of the seal ("" = none);
    `unfit` are approvals of this kind and day that are not for this run, when none is."""

    name: str
    begun: datetime
    known: bool
    stale: bool
    before: str
    sealed_by: str
    unfit: tuple[Text, ...] = ()


def find(book: Book, desk: Desk, asked: Asked, now: datetime) -> Run:
    """The unfinished run of this kind, day and settings; else the next one.

    Raises BookError when another run of this kind was left unfinished: its letters wait for their
    lists, and the command that finishes it is named; and when the run began on a later day than `now`:
    its letters would be issued before the date they bear."""
    with book.read() as conn:
        told = list(runs.begun(conn))
        kind = [(act, done) for act, done in told if act.details["kind"] == asked.kind]
        same_day = [act for act, _ in kind if act.details["as_of"] == asked.on.isoformat()]
        mine = [(act, done) for act, done in kind if dict(act.details) == asked.details]
        open_ = [act for act, done in kind if not done]
        current = next((act for act, done in mine if not done), None)
        if current is None and open_:
            raise _unfinished(open_[0])
        before = next((act.run for act, done in reversed(mine) if done), "")
        name = current.run if current else _name(asked, len(same_day) + 1)
        acts = [
            act
            for act in runs.approvals(conn, _name(asked, 1))
            if named(act.run) == (asked.kind, asked.on)
        ]
    begun = current.at if current else now
    if now.date() < begun.astimezone(now.tzinfo).date():
        raise _clock_back(name, begun.astimezone(now.tzinfo).date(), now.date())
    stale = now.date() - begun.astimezone(now.tzinfo).date() > STILL_FRESH
    two = approval.Two(desk.house, desk.policy.approval.confirm_roles)
    sealed_by = approval.sealed_by(acts, two, name, asked.details)
    used = [act for act, done in kind if done]
    others = () if sealed_by else approval.unfit(acts, two, name, asked.details, used)
    return Run(name, begun, current is not None, stale, before, sealed_by, others)


def begin(book: Book, run: Run, asked: Asked) -> None:
    """Put the beginning on the log of the run, once."""
    with book.write() as conn:
        if not any(act.type == runs.BEGUN for act in runs.log_of(conn, run.name)):
            runs.tell(conn, RunAct(run.name, run.begun, runs.BEGUN, details=asked.details))


def finish(book: Book, run: Run, manifest: str, at: datetime) -> None:
    """Put the hash of the manifest on the log of the run: it is finished."""
    with book.write() as conn:
        runs.tell(conn, RunAct(run.name, at, runs.FINISHED, details={"manifest": manifest}))


def _name(asked: Asked, nth: int) -> str:
    return f"{asked.on}-{asked.kind}" + (f"-{nth}" if nth > 1 else "")


def _clock_back(run: str, begun: date, today: date) -> BookError:
    return BookError(
        Text(f"批次 {run} 于 {begun} 开始，而本机日期为 {today}", f"the run {run} began on {begun}, and by the clock it is {today}"),
        Text("校正本机时钟后再运行同一命令", "set the clock right and run the same command again"),
    )  # fmt: skip


def _unfinished(act: RunAct) -> BookError:
    asked = _asked(act)
    command = f"noticegen batch {asked.kind} --on {asked.on}{asked.options}"
    return BookError(
        Text(f"批次 {act.run} 尚未完成", f"the run {act.run} is not finished"),
        Text(f"先完成它：{command}", f"finish it first: {command}"),
    )


# --- the seal -------------------------------------------------------------------------------------


def named(run: str) -> tuple[str, date]:
    """The kind and the day in the name of a run. Raises UsageError for a name no run can have."""
    found = NAME.fullmatch(run)
    with contextlib.suppress(ValueError):
        if found:
            return found[2], date.fromisoformat(found[1])
    raise UsageError(
        Text(f"批次不会叫 {run}", f"no run can be called {run}"),
        Text("noticegen batch KIND --dry-run 显示批次名", "`noticegen batch KIND --dry-run` shows its name"),
    )  # fmt: skip


def ask_for_seal(
    book: Book, house: House, run: str, asked: Asked, *, by: str, role: str, text: str, now: datetime,
    letters: int | None = None,
) -> RunAct:  # fmt: skip
    """A person of the house allows the seal on the letters of a run; a second one must confirm.

    The name of a run says its kind and day alone, so what is allowed stands in the act: the run that is
    sealed must be `asked` in every point. `letters` = as many as the plan had, for the record.

    Raises DataError for somebody without that role, UsageError for a name that is none of `asked`."""
    if named(run) != (asked.kind, asked.on):
        raise UsageError(Text(f"{run} 不是该批次的名称", f"{run} is not the name of that run"))
    _must_hold(house, by, role)
    details = {"role": role, **asked.details}
    if letters is not None:
        details["letters"] = str(letters)
    with book.write() as conn:
        return runs.tell(conn, RunAct(run, now, runs.SEAL_USE, (by,), text, details))


def confirm_seal(
    book: Book, desk: Desk, run: str, *, by: str, role: str, text: str, now: datetime
) -> tuple[RunAct, Asked]:
    """A second person confirms the last approval of the seal on the log of a run; with what it allows.

    Raises DataError for the same person, for somebody without that role, for a role in which nobody
    confirms (policy, `[approval]`), or when none is there."""
    _must_hold(desk.house, by, role)
    may_confirm(role, desk.policy.approval.confirm_roles, "approval")
    with book.write() as conn:
        asked = [
            act
            for act in runs.log_of(conn, run)
            if act.type == runs.SEAL_USE and "engine" in act.details
        ]
        if not asked:
            raise DataError(
                Text(f"批次 {run} 没有用印审批", f"nobody has allowed the seal for the run {run}"),
                Text(f"noticegen log {run} seal_use", f"noticegen log {run} seal_use"),
            )
        if by in asked[-1].actors:
            raise DataError(Text("确认人须为另一人", "a different person must confirm"))
        details = {"role": role, "confirms": str(asked[-1].nth)}
        return runs.tell(conn, RunAct(run, now, runs.APPROVAL, (by,), text, details)), _asked(
            asked[-1]
        )


def _asked(act: RunAct) -> Asked:
    """The run that an act is about."""
    d = act.details
    return Asked(d["kind"], date.fromisoformat(d["as_of"]), d["locale"], d["branch"], d["engine"])


def _must_hold(house: House, name: str, role: str) -> None:
    if not _holds(house, name, role):
        raise DataError(
            Text("noticegen.toml 中没有此人或此职务", "noticegen.toml has no such person with that role"),
            Text("在 [[staff]] 中登记", "enter her under [[staff]]"),
        )  # fmt: skip


def _holds(house: House, name: str, role: str) -> bool:
    return any(s.name == name and role in s.roles for s in house.staff)


# --- one at a time --------------------------------------------------------------------------------


@contextlib.contextmanager
def alone(book: Book) -> Iterator[Callable[[], None]]:
    """Only one run at a time writes to a book. Raises BookError when another is at work.

    SQLite: a lock on a file beside the book; PostgreSQL: a lock of the session. Both are gone with
    the process that held them; that of a session also when the server ends it. What is yielded raises
    BookError once it is gone: then another run may be at work."""
    file = engine.file_of(book.url)
    if file is not None:
        with fsio.held(file.with_name(f"{file.name}.run")) as mine:
            _must_be(mine)
            yield lambda: None
        return
    with book.session() as conn:

        def still() -> None:
            with engine.refusals():  # a session that answers has its lock
                conn.execute(sa.select(1))

        _must_be(bool(conn.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK))).scalar_one()))
        try:
            yield still
        finally:
            with contextlib.suppress(sa.exc.SQLAlchemyError):  # gone with its session
                conn.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))


LOCK = 0x6E6F74696365  # "notice": one lock for each database


def _must_be(mine: bool) -> None:
    if not mine:
        raise BookError(
            Text("另一批次正在进行", "another run is at work"),
            Text("等它结束后重试", "wait for it and try again"),
        )
