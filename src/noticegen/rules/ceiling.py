"""Floor and ceiling: days on which the manual's call is not asked for, and why.

The manual wants a call every day; conduct sets limits. The limit wins, and the day counts as
excused: a hold, a payment plan while it is kept, a limit on contact (illness, a request, disaster),
death or insolvency of the party, and rest days where the house lets them rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from noticegen import promises
from noticegen.events import LIMITS, SPECS
from noticegen.memory import of_day
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.rules.steps import gaps, holds
from noticegen.rules.table import join
from noticegen.text import Text
from noticegen.workdays import working_day

T = EventType
ONE_DAY = timedelta(1)
REST_DAY = Text("休息日", "rest day")
LIMIT = SPECS[T.CONTACT_LIMIT].name
PLAN = SPECS[T.PLAN].name


@dataclass(frozen=True, slots=True)
class Excuse:
    """The days from `since` to `last`, both included, and why no call is asked for on them.

    `told` is the moment from which it was known, where a contact before it is not against it."""

    since: date
    last: date
    why: Text
    told: datetime | None = None

    def covers(self, day: date) -> bool:
        """Whether it excuses this day."""
        return self.since <= day <= self.last


def excuses(case: Case, on: date, policy: Policy, party: str) -> tuple[Excuse, ...]:
    """What excuses days without a call to `party`, as known on `on`."""
    return (*barred(case, on, party), *_plans(case, on, policy, party))


def barred(case: Case, on: date, party: str) -> tuple[Excuse, ...]:
    """The times in which the party is not to be contacted at all, as known on `on`."""
    known, asked = of_day(case, on), (barred, party)
    if asked not in known:
        known[asked] = _barred(case, on, party)
    found: tuple[Excuse, ...] = known[asked]
    return found


def _barred(case: Case, on: date, party: str) -> tuple[Excuse, ...]:
    found = _ending(case, on, party)
    for event in case.of(T.DEATH, T.INSOLVENCY, party=party):
        if event.day <= on:
            found.append(Excuse(event.day, on, SPECS[event.type].name))
    return tuple(found)


def _ending(case: Case, on: date, party: str) -> list[Excuse]:
    """The holds and limits on contact: what ends again, unlike death."""
    paused = SPECS[T.HOLD].name
    found = [Excuse(hold.day, last, paused) for hold, last in holds(case, on, party)]
    return [*found, *limits(case, on, party)]


def free_from(case: Case, on: date, party: str, day: date) -> tuple[date, Text] | None:
    """The first day from `day` on that no hold and no limit known on `on` takes, and what takes `day`
    itself; None if nothing does. What has no end yet moves nothing: the day is then `day`."""
    spans = [s for s in _ending(case, date.max, party) if s.since <= on]
    why = next((s.why for s in spans if s.covers(day)), None)
    if why is None:
        return None
    free = day
    while span := next((s for s in spans if s.covers(free)), None):
        if span.last == date.max:
            return day, why
        free = span.last + ONE_DAY
    return free, why


def limits(case: Case, on: date, party: str) -> Iterator[Excuse]:
    """Limits on contact with the party: each from its day to `by` (included), without it open."""
    for event in case.of(T.CONTACT_LIMIT, party=party):
        ground = LIMITS.get(event.details.get("limit", ""))
        if event.day > on or ground is None or gaps(event):
            continue
        why = Text(f"{LIMIT.zh}（{ground.zh}）", f"{LIMIT.en} ({ground.en})")
        yield Excuse(event.day, event.by or on, why, event.at)


def _plans(case: Case, on: date, policy: Policy, party: str) -> Iterator[Excuse]:
    """Plans of the debtors: from the day agreed to the last line, to the first one not kept, or to the day
    before another plan takes its place."""
    debtors = {p.id for p in case.borrowers}
    for plan in case.of(T.PLAN):
        ours = plan.party in {"", party} or {plan.party, party} <= debtors
        if plan.day > on or gaps(plan) or not ours:
            continue
        states = promises.promises(
            case, on, guarantor_payment_keeps=policy.promises.guarantor_payment_keeps
        )
        lines = [s for s in states if s.promise.id == plan.id]
        ends = [s.promise.by for s in lines if s.promise.by]
        failed = [s.promise.by for s in lines if s.promise.by and s.status in {"partial", "broken"}]
        over = promises.replaced_on(case, plan, on)
        if over is not None:  # kept until another took its place
            ends = [max(plan.day, over - ONE_DAY)]
        if ends:
            yield Excuse(plan.day, min(failed, default=max(ends)), PLAN)


def excused(day: date, spans: Iterable[Excuse], policy: Policy) -> Text | None:
    """Why no call is asked for on this day; None if one is."""
    for span in spans:
        if span.covers(day):
            return span.why
    if not policy.steps.calls_on_rest_days and not working_day(day):
        return REST_DAY
    return None


def window_end(case: Case, zero: date, days: int, on: date, party: str) -> date:
    """The day `days` after day 0, counting only days on which the party may be contacted."""
    spans = barred(case, on, party)

    def free(day: date) -> date:
        while day <= on and any(s.covers(day) for s in spans):
            day += ONE_DAY
        return day

    day = free(zero)
    for _ in range(days):
        day = free(day + ONE_DAY)
    return day


def each_day(since: date, until: date) -> Iterator[date]:
    """The days from `since` (included) to `until` (excluded)."""
    while since < until:
        yield since
        since += ONE_DAY


def ranges(days: Iterable[date], limit: int = 6) -> Text:
    """Days in a row said together: 2026-03-29, 2026-04-02 to 2026-04-05; the first `limit` rows."""
    rows: list[tuple[date, date]] = []
    for day in sorted(days):
        if rows and rows[-1][1] + ONE_DAY == day:
            rows[-1] = (rows[-1][0], day)
        else:
            rows.append((day, day))
    zh = [f"{a}" if a == b else f"{a} 至 {b}" for a, b in rows[:limit]]
    en = [f"{a}" if a == b else f"{a} to {b}" for a, b in rows[:limit]]
    if len(rows) > limit:
        zh.append(f"等{len(rows)}段")
        en.append(f"{len(rows) - limit} more")
    return Text("、".join(zh), ", ".join(en))


def reasons(days: Iterable[tuple[date, Text]]) -> Text:
    """Excused days, those with the same reason together."""
    by_reason: dict[Text, list[date]] = {}
    for day, why in days:
        by_reason.setdefault(why, []).append(day)
    told = [(why, ranges(those)) for why, those in by_reason.items()]
    return join(
        Text(f"{why.zh}免除：{those.zh}", f"excused ({why.en}): {those.en}") for why, those in told
    )


def longest_silence(days: Iterable[date], spoken: set[date], excuse: dict[date, Text]) -> int:
    """The most days in a row without contact; excused days neither count nor break the row."""
    longest = run = 0
    for day in days:
        if day in spoken:
            run = 0
        elif day not in excuse:
            run += 1
            longest = max(longest, run)
    return longest


def limited(event: Event, spans: Iterable[Excuse]) -> bool:
    """Whether a contact fell into a time in which there was to be none, and that was known."""
    return any(s.covers(event.day) and (s.told is None or s.told <= event.at) for s in spans)
