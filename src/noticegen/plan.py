"""The collection plan: what is proposed for a case, by the kind of its reason and its stage.

Read from `templates/plan.toml`, which belongs to the house; an unknown key, or a group and stage
without a line of its own, is a `TemplateError` naming it. A proposal is for the officer's eyes: it
never names the reason it comes from, and nothing that makes documents, workbooks or calendars may
import this module (`tests/test_imports.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from noticegen.addressing import BORROWERS, NOTICE, REFERRAL, holding, roles_of
from noticegen.claims import asked_back
from noticegen.deliveries import delivery, letters
from noticegen.episodes import days_overdue, present_episode
from noticegen.errors import TemplateError, of_key
from noticegen.memory import remembered
from noticegen.model import Case, Event, EventType, Role
from noticegen.policy import Policy
from noticegen.recourse import letters_since
from noticegen.rules.ceiling import barred
from noticegen.text import Text

FILE = "plan.toml"
T = EventType
GROUPS = ("R1", "R2", "R3", "R4", "R9")
STAGES = ("first", "second", "notice", "served", "long", "recourse")
UNKNOWN = "R9"
Tone = Literal["N", "F", "L"]
Group = Literal["R1", "R2", "R3", "R4", "R9"]
Stage = Literal["first", "second", "notice", "served", "long", "recourse"]
Channel = Literal["visit", "phone", "message", "letter", "email", "office", "other", "legal"]
IN_PERSON = frozenset({"visit", "phone", "message", "email", "office"})  # ways to speak to a debtor
Days = Annotated[int, Field(strict=True, ge=0, le=366)]
Words = Annotated[str, Field(min_length=1)]
TONES: Mapping[str, Text] = {
    "N": Text("平和", "plain"),
    "F": Text("坚定", "firm"),
    "L": Text("法律", "legal"),
}


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _Both(_Table):
    zh: Words
    en: Words

    @property
    def text(self) -> Text:
        """As the rest of the program says things."""
        return Text(self.zh, self.en)


class WorklistTerms(_Table):
    """How many days before or after a day the worklist shows it; see the comments of the file."""

    source: Words
    dispatch_days: Days
    mail_days: Days
    hold_days: Days
    deadline_days: Days
    dispute_days: Days
    cash_days: Days
    payoff_days: Days
    good_days_ahead: Days


class Line(_Both):
    """One proposed step. `source` cites the clause of the manual it rests on, in Chinese and English;
    `document` is the kind of document it asks for, "" = none: once that is done it is not proposed.
    `role` = it is for a case with somebody of that role only; None = for every case."""

    groups: tuple[Literal["*", "R1", "R2", "R3", "R4", "R9"], ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(min_length=1)
    channel: Channel
    source: Text
    document: str = ""
    role: Literal[Role.GUARANTOR, Role.COUNTER_GUARANTOR] | None = None

    def own(self, group: str, stage: str) -> bool:
        """Whether it is written for this group at this stage, not for everybody."""
        return group in self.groups and stage in self.stages


class Plan(_Table):
    """All of `plan.toml`."""

    worklist: WorklistTerms
    groups: Mapping[Group, _Both]
    stages: Mapping[Stage, _Both]
    tones: Mapping[Group, Mapping[Stage, Tone]]
    line: tuple[Line, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for group in GROUPS:
            for stage in STAGES:
                if not any(line.own(group, stage) for line in self.line):
                    raise ValueError(f"no line for {group} at {stage}")
                if stage not in self.tones.get(group, {}):  # type: ignore[call-overload]  # a str here
                    raise ValueError(f"no tone for {group} at {stage}")
        named = [*(g for g in GROUPS if g not in self.groups), *(s for s in STAGES if s not in self.stages)]  # fmt: skip
        if named:
            raise ValueError(f"no name for {', '.join(named)}")
        return self

    def lines(self, group: str, stage: str) -> tuple[Line, ...]:
        """The lines for this group at this stage, its own before those for everybody."""
        fitting = [li for li in self.line if stage in li.stages and {group, "*"} & set(li.groups)]
        return tuple(sorted(fitting, key=lambda li: group not in li.groups))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a case on a day. `good_days` are days on which money is expected,
    soonest first; `quiet` are the borrowers who may not be contacted that day, and why."""

    stage: str
    stage_name: Text
    tone: str
    lines: tuple[Line, ...]
    good_days: tuple[date, ...]
    quiet: tuple[tuple[str, Text], ...] = ()


def load_plan(path: Path) -> Plan:
    """Read a plan. Raises TemplateError naming the file and what is wrong."""
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
        return Plan.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        said = of_key(first["type"], first["msg"])
        why = Text(f"[{key}] {said.zh}", f"[{key}] {said.en}") if key else said
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = Text(*(f"{type(error).__name__}: {error}",) * 2)
    raise TemplateError(
        Text(f"{path}：{why.zh}", f"{path}: {why.en}"),
        Text("对照随附的 plan.toml 修改", "compare it with the shipped plan.toml"),
    )


def proposal(case: Case, on: date, policy: Policy, plan: Plan) -> Proposal | None:
    """What is proposed on day `on`; None when nothing due is unpaid. Where no borrower may be
    contacted (death, insolvency, a hold, a limit), no line asks to speak to one; a letter that is served
    is not proposed again."""
    at = stage(case, on, policy)
    if at is None:
        return None
    group = reason_group(case, on, policy)
    debtors, quiet = holding(case, BORROWERS), _quiet(case, on)
    fitting = (li for li in plan.lines(group, at) if li.role is None or holding(case, (li.role,)))
    lines = tuple(line for line in fitting if not _done(line, case, on, policy))
    if len(quiet) == len(debtors):
        lines = tuple(line for line in lines if line.channel not in IN_PERSON)
    return Proposal(
        at,
        plan.stages[at].text,
        plan.tones[group][at],
        lines,
        good_days(case, on, plan.worklist.good_days_ahead),
        quiet,
    )


def _done(line: Line, case: Case, on: date, policy: Policy) -> bool:
    """Whether the document a line asks for is served, about what is asked now, on everybody it goes to;
    the referral, which is served on nobody, whether it is issued."""
    kind = line.document
    since = letters_since(case, kind, on, policy) if kind else None
    if since is None:
        return False
    if kind == REFERRAL:
        return any(e.day >= since for e in letters(case, {kind}, on).values())
    to = holding(case, roles_of(kind))
    return bool(to) and all(delivery(case, kind, p, since, on).served_on for p in to)


def _quiet(case: Case, on: date) -> tuple[tuple[str, Text], ...]:
    """The borrowers who may not be contacted on `on`, each with the first reason."""
    found = []
    for debtor in holding(case, BORROWERS):
        why = next((span.why for span in barred(case, on, debtor) if span.covers(on)), None)
        if why is not None:
            found.append((debtor, why))
    return tuple(found)


@remembered
def stage(case: Case, on: date, policy: Policy) -> Stage | None:
    """How far the case has come on `on`: recourse once the company has paid, then long overdue, then
    after service of the notice, else by the step day; None when nothing due is unpaid, to the creditor
    or to the company."""
    episode = present_episode(case, on, policy)
    if episode is None:
        return None
    zero, steps = episode.anchor, policy.steps
    day = (on - zero).days
    if asked_back(case, on, policy):
        return "recourse"
    if days_overdue(case, on, policy) >= policy.long_overdue_days:
        return "long"
    if any(delivery(case, NOTICE, p, zero, on).served_on for p in holding(case, BORROWERS)):
        return "served"
    if day >= steps.first_day(steps.notice_from):
        return "notice"
    return "second" if day >= steps.first_day(steps.second_visit_from) else "first"


def reason_group(case: Case, on: date, policy: Policy) -> Group:
    """The group of the latest reason on record in the present default; R9 when none is known."""
    episode = present_episode(case, on, policy)
    since = episode.anchor if episode else date.max
    codes = [e.details.get("code", "")[:2] for e in case.of(T.REASON) if since <= e.day <= on]
    latest = codes[-1] if codes else UNKNOWN
    found: dict[str, Group] = {"R1": "R1", "R2": "R2", "R3": "R3", "R4": "R4"}
    return found.get(latest, "R9")


def expected(case: Case, since: date, until: date, on: date) -> tuple[Event, ...]:
    """Money the borrower expects in [since, until], as known on `on`; soonest first."""
    known = [e for e in case.of(T.CASH_FLOW) if e.day <= on and e.by]
    return tuple(
        sorted(
            (e for e in known if e.by and since <= e.by <= until), key=lambda e: (e.by or on, e.id)
        )
    )


def good_days(case: Case, on: date, ahead: int) -> tuple[date, ...]:
    """Days from `on` (included) on which money is expected, at most `ahead` days off."""
    coming = expected(case, on, on + timedelta(ahead), on)
    return tuple(dict.fromkeys(e.by for e in coming if e.by))
