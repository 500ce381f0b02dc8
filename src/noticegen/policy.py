"""The house's and the law's numbers, read from `templates/policy.toml`, by effective date.

Frozen models. An unknown key or a bad value is a `TemplateError` that names the file and the key: a
misspelt key must not silently fall back to a default. Numbers with a point are read as `Decimal`,
never as binary floats. Nothing here computes: `fees`, `clocks`, `figures` and `rules` do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from noticegen.errors import WHOLE_COPY, TemplateError, of_key
from noticegen.model import GuaranteeKind, Severity
from noticegen.text import Text

FILE = "policy.toml"
RULE_ID = re.compile(r"[A-Z]-\d{2}")
LAYER_OF = MappingProxyType({"S": "house.seed", "X": "data", "L": "law.cn", "C": "conduct.cn"})
NUMBER_FIELDS = frozenset({"org", "year", "kind", "court", "seq"})


def _fraction(value: object) -> Fraction:
    """A share written "1/2"; a point number would hide that a third is meant exactly."""
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,3}/[1-9]\d{0,2}", value):
        raise ValueError('expected a fraction in quotes, e.g. "1/2"')
    return Fraction(value)


Days = Annotated[int, Field(strict=True, ge=0, le=3660)]
Count = Annotated[int, Field(strict=True, ge=1, le=1200)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Rate = Annotated[Decimal, Field(ge=0, le=10)]
Money = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Words = Annotated[str, Field(min_length=1)]
Exact = Annotated[Fraction, BeforeValidator(_fraction)]


class _Table(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True
    )


class _Sourced(_Table):
    """A section: where its numbers come from, and from which day they apply (None = always)."""

    source: Words
    effective_from: date | None = None


class Steps(_Sourced):
    """Days and counts of the collection manual. Day 0 is the due date."""

    comparator: Literal[">=", ">"]
    visit_by: Days
    call_days: tuple[Days, ...]
    second_visit_from: Days
    cg_contact_from: Days
    notice_from: Days
    notice_late_after: Days
    promise_by: Days
    call_coverage_full: Share
    call_coverage_low: Share
    call_gap_days: Count
    referral_within: Days
    channels_min: Count
    silent_gap_days: Count
    contact_after_payment: Days
    broken_promises: Count
    calls_on_rest_days: bool
    contact_after_cash: Days

    def first_day(self, day: int) -> int:
        """The first step day on which "after `day` days" is met."""
        return day if self.comparator == ">=" else day + 1


class LongOverdue(_Sourced):
    """From how many days overdue a customer counts as long overdue."""

    days: Days
    warn_from: Days


class Interest(_Sourced):
    """How interest is counted where the contract is silent, and the bands surcharges stay in."""

    basis: Literal["360", "365", "actual"]
    compound_on_penalty: bool
    surcharge_min: Rate
    surcharge_max: Rate
    misuse_min: Rate
    misuse_max: Rate


class Allocation(_Sourced):
    """What a payment covers first."""

    order: tuple[Literal["costs", "interest", "principal"], ...]
    interest_suborder: tuple[Literal["in_term", "compound", "penalty"], ...]
    across: Literal["by_category", "by_instalment"]

    @field_validator("order", "interest_suborder")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != 3 or len(value) != 3:
            raise ValueError("each of the three must stand once")
        return value


class PromiseTerms(_Sourced):
    """Whose payments keep a promise."""

    guarantor_payment_keeps: bool


class Recourse(_Sourced):
    """What the money paid under the guarantee costs where nothing was agreed, and its day basis."""

    default_rate: Literal["lpr", "none"]
    basis: Literal["360", "365", "actual"]


class Notice(_Sourced):
    """Terms of a notice, in days; `tolerance` in yuan."""

    cure_days: Days
    cure_days_min: Days
    objection_days: Days
    asof_max_age: Days
    tolerance: Money
    delivery_days: Days


class ListTerms(_Sourced):
    """The house's internal list: days to object, and months after which an entry is reviewed."""

    objection_days: Days
    review_months: Count


class GuaranteeTerms(_Sourced):
    """The guarantee period where the deed is silent, and how early to act."""

    kind_if_silent: GuaranteeKind
    months_if_silent: Count
    buffer_workdays: Days
    near_days: Days


# As `events.RESOLUTIONS`, which an exhibit may say.
ResolutionWord = Literal[
    "board", "shareholders", "announced", "guarantor_by_trade", "subsidiary", "two_thirds", "one_person", "no_company"
]  # fmt: skip


class Resolution(_Sourced):
    """What the house accepts as a resolution of a company that guarantees, or in place of one."""

    accepted: tuple[ResolutionWord, ...]


class Limitation(_Sourced):
    """Years of limitation of action and of the time to apply for enforcement; days to sue after a
    pre-suit preservation; months after which idle enforcement starts a general guarantor's clock."""

    years: Count
    longest_years: Count
    enforcement_years: Count
    presuit_days: Days
    idle_enforcement_months: Count
    buffer_workdays: Days


class Conduct(_Sourced):
    """When and how often a person may be contacted; local time of the case."""

    quiet_from: time
    quiet_until: time
    max_unanswered: Count
    visit_staff_min: Count


class Log(_Sourced):
    """Records of what was done."""

    late_hours: Count
    keep_years: Count


class Overrides(_Sourced):
    """What an override must say, and the roles in which a second person may confirm it."""

    reason_min_chars: Count
    confirm_roles: tuple[Words, ...] = Field(min_length=1)


class Approvals(_Sourced):
    """The roles in which a second person may confirm a use of the seal, a legal opinion (that on the complaint
    too) or a referral."""

    confirm_roles: tuple[Words, ...] = Field(min_length=1)


class Licence(_Sourced):
    """Since when a licensed guarantee company may not lend."""

    own_lending_barred_from: date


def _number_template(value: str) -> str:
    """A template may name each known field once or more, and must name year and seq."""
    names = re.findall(r"\{([^{}]*)\}", value)
    rest = re.sub(r"\{[^{}]*\}", "", value)
    if "{" in rest or "}" in rest or not set(names) <= NUMBER_FIELDS:
        raise ValueError("only {org} {year} {kind} {court} {seq} may stand in braces")
    if not {"year", "seq"} <= set(names):
        raise ValueError("{year} and {seq} are needed: without them numbers repeat")
    return value


class Numbers(_Sourced):
    """How document numbers are written; see `chinese.document_number`."""

    width: Annotated[int, Field(strict=True, ge=1, le=9)]
    templates: Mapping[str, Annotated[str, AfterValidator(_number_template)]]


class Lexicon(_Table):
    """Words of one language that documents must not hold, or must; `policy.toml` says which."""

    banned: tuple[Words, ...]
    pay_now: tuple[Words, ...]
    court_lists: tuple[Words, ...]
    others: tuple[Words, ...]
    internal: tuple[Words, ...] = Field(min_length=1)
    objection: tuple[Words, ...] = Field(min_length=1)


class Wording(_Sourced):
    """Words that documents must not hold, or must, by language."""

    zh: Lexicon
    en: Lexicon


class LprChange(_Table):
    """The rate in per cent a year from `since` (included) on."""

    since: date
    percent: Rate


class Lpr(_Table):
    """One-year loan prime rate. Not known after `known_until`, nor before the first change."""

    source: Words
    known_until: date
    change: tuple[LprChange, ...]

    @field_validator("change")
    @classmethod
    def _in_order(cls, value: tuple[LprChange, ...]) -> tuple[LprChange, ...]:
        days = [c.since for c in value]
        if not days or days != sorted(set(days)):
            raise ValueError("changes must be in order of time, each day once")
        return value


class Tier(_Table):
    """A slice of a sum: `rate` of the part up to `up_to` (None = all above), or `fixed` yuan."""

    up_to: Money | None = None
    rate: Rate | None = None
    fixed: Money | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.rate is None) == (self.fixed is None):
            raise ValueError("a tier has either rate or fixed")
        return self


class FeeTable(_Table):
    """A fee by tiers, in force from `effective_from` (included)."""

    source: Words
    effective_from: date
    tiers: tuple[Tier, ...]
    cap: Money | None = None
    reduced: Mapping[str, Exact] = Field(default_factory=dict)

    @field_validator("tiers")
    @classmethod
    def _rising(cls, value: tuple[Tier, ...]) -> tuple[Tier, ...]:
        bounds = [t.up_to for t in value]
        if not bounds or bounds[-1] is not None or None in bounds[:-1]:
            raise ValueError("every tier but the last has up_to, the last has none")
        closed = [b for b in bounds if b is not None]
        if closed != sorted(set(closed)):
            raise ValueError("up_to must rise")
        return value


class DelayInterest(_Table):
    """Doubled part of interest after a judgment, a fraction a day."""

    source: Words
    effective_from: date
    rate_per_day: Rate


class Cap(_Table):
    """A ceiling on the total yearly burden of one class of lender."""

    source: Words
    effective_from: date
    lender_class: Literal["bank", "local_financial", "private"]
    effect: Literal["cap", "guidance"]
    percent: Annotated[Decimal, Field(gt=0, le=1000)] | None = None
    times_lpr: Annotated[Decimal, Field(gt=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.percent is None) == (self.times_lpr is None):
            raise ValueError("a cap has either percent or times_lpr")
        return self


class RulePolicy(_Table):
    """What a failed rule does, and who may let a document pass all the same."""

    severity: Severity
    lesser: Severity | None = None  # of the rule's milder form; None = the same
    by_kind: Mapping[str, Severity] = Field(default_factory=dict)
    also_before: tuple[Words, ...] = ()  # kinds of the house it gates as well
    override: bool = False
    near_end_only: bool = False  # a step that can still be taken is overridden only near an end
    roles: tuple[Words, ...] = ()
    reason: Text

    @model_validator(mode="after")
    def _roles_fit(self) -> Self:
        if self.override != bool(self.roles):
            raise ValueError("roles are needed with override = true, and only then")
        if self.near_end_only and not self.override:
            raise ValueError("near_end_only narrows an override: override = true is needed")
        return self

    def severity_for(self, kind: str) -> Severity:
        """The severity for this kind of document."""
        return self.by_kind.get(kind, self.severity)

    def forms(self, kind: str) -> tuple[Severity, ...]:
        """The severities of its full and of its milder form for this kind of document."""
        full = self.severity_for(kind)
        return (full, self.lesser or full)


class Policy(_Table):
    """All of `policy.toml`."""

    layers: tuple[Literal["house.seed", "law.cn", "conduct.cn", "data"], ...]
    steps: Steps
    long_overdue: LongOverdue
    interest: Interest
    allocation: Allocation
    promises: PromiseTerms
    recourse: Recourse
    notice: Notice
    list: ListTerms
    guarantee: GuaranteeTerms
    resolution: Resolution
    limitation: Limitation
    conduct: Conduct
    log: Log
    override: Overrides
    approval: Approvals
    licence: Licence
    numbers: Numbers
    wording: Wording
    lpr: Lpr
    court_fee: tuple[FeeTable, ...]
    preservation_fee: tuple[FeeTable, ...]
    enforcement_fee: tuple[FeeTable, ...]
    delay_interest: tuple[DelayInterest, ...]
    caps: tuple[Cap, ...]
    rules: Mapping[str, RulePolicy]

    @field_validator("rules")
    @classmethod
    def _known_ids(cls, value: Mapping[str, RulePolicy]) -> Mapping[str, RulePolicy]:
        for rule_id in value:
            if not RULE_ID.fullmatch(rule_id) or rule_id[0] not in LAYER_OF:
                raise ValueError(f"{rule_id}: a rule is S-, X-, L- or C- and two digits")
        return value

    def __hash__(self) -> int:
        """By identity, as what is remembered under a policy is: reading it whole would cost more
        than it saves. Equal policies read twice may hash apart, which only forgets."""
        return id(self)

    @property
    def long_overdue_days(self) -> int:
        """From how many days overdue a customer counts as long overdue."""
        return self.long_overdue.days

    @property
    def severities(self) -> Mapping[str, RulePolicy]:
        """Every rule's severity, override and roles, by rule id."""
        return self.rules

    def rule(self, rule_id: str) -> RulePolicy:
        """What a failure of this rule does. Raises TemplateError for a rule the policy lacks."""
        found = self.rules.get(rule_id)
        if found is None:
            raise _bad(Path(FILE), f"rules.{rule_id}", Text("缺少此规则", "this rule is missing"))
        return found


_D = TypeVar("_D", FeeTable, DelayInterest, Cap)


def in_force(tables: Sequence[_D], on: date) -> _D | None:
    """The latest of dated tables that applies on day `on`; None before the first."""
    fitting = [t for t in tables if t.effective_from <= on]
    return max(fitting, key=lambda t: t.effective_from) if fitting else None


def load_policy(path: Path) -> Policy:
    """Read a policy file. Raises TemplateError naming the file and the key that is wrong."""
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError as e:
        raise TemplateError(Text(f"没有 {path}", f"there is no {path}"), WHOLE_COPY) from e
    except (OSError, UnicodeDecodeError) as e:
        why = type(e).__name__
        raise _bad(path, "", Text(f"无法读取（{why}）", f"cannot be read ({why})")) from e
    except tomllib.TOMLDecodeError as e:
        raise _bad(path, "", Text(f"不是有效的TOML：{e}", f"is not valid TOML: {e}")) from e
    try:
        return Policy.model_validate(raw)
    except ValidationError as e:
        first = e.errors(include_url=False, include_context=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise _bad(path, key, of_key(first["type"], first["msg"])) from None


def _bad(path: Path, key: str, why: Text) -> TemplateError:
    at = f" [{key}]" if key else ""
    return TemplateError(
        Text(f"{path}{at}：{why.zh}", f"{path}{at}: {why.en}"),
        Text("对照随附的 policy.toml 修改该键", "mend the key; compare the shipped policy.toml"),
    )
