"""Data rules about the log: it is whole (X-14) and was written in time (X-18)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen.events import OLDER_THAN_LOAN
from noticegen.model import Case, Event, Finding
from noticegen.policy import Policy
from noticegen.rules.steps import CONTACTS, shown, shown_by_party
from noticegen.rules.table import EVERY, Rule, join, met, unmet
from noticegen.text import Text, many


def log_intact(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The log agrees with the register's tree; nothing on it is from the future or too old."""
    needed = Text(
        "记录完整，没有将来的和早于放款的记录",
        "the log is intact; nothing from the future, nothing before the loan",
    )
    future = tuple(e for e in case.events if _ahead(e))
    early = tuple(
        e for e in case.events if e.day < case.loan.disbursed_on and e.type not in OLDER_THAN_LOAN
    )
    ahead, old = shown(future), shown(early)
    wrong = [
        None
        if case.chain_intact
        else Text("记录与登记簿不符", "the log does not agree with the register"),
        Text(f"记录时尚未发生：{ahead.zh}", f"recorded before it happened: {ahead.en}")
        if future
        else None,
        Text(
            f"早于放款 {case.loan.disbursed_on}：{old.zh}",
            f"before the loan was paid out on {case.loan.disbursed_on}: {old.en}",
        )
        if early
        else None,
    ]
    if not case.chain_intact:
        hint = Text(
            "运行 noticegen register verify，停止使用此账簿",
            "run `noticegen register verify`; stop using this book",
        )
        yield unmet(needed, join(w for w in wrong if w), hint, curable=False)
    elif future or early:
        hint = Text("更正这些记录", "correct these events")
        yield unmet(needed, join(w for w in wrong if w), hint, earliest=on)
    else:
        yield met(needed, Text(f"{len(case.log)}条", many(len(case.log), "event")))


def _ahead(event: Event) -> bool:
    """Contacts have a time of day; of what has only a date, the day must not lie ahead."""
    if event.at <= event.recorded_at:
        return False
    recorded = event.recorded_at.astimezone(event.at.tzinfo)
    return event.type in CONTACTS or event.day > recorded.date()


def recorded_in_time(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Steps were recorded within 48 hours; a late one counts, and shows."""
    hours = policy.log.late_hours
    needed = Text(f"{hours}小时内记录", f"recorded within {many(hours, 'hour')}")
    steps = [e for e in case.of(*CONTACTS) if e.day <= on]
    allowed = timedelta(hours=hours)
    late = tuple(e for e in steps if e.recorded_at - e.at > allowed)
    if late:
        names = shown_by_party(late)
        found = Text(f"补录：{names.zh}", f"recorded late: {names.en}")
        yield unmet(
            needed, found, Text("无须补救，补录会显示", "nothing to mend; it shows"), curable=False
        )
    elif steps:
        yield met(needed, Text(f"{len(steps)}条", many(len(steps), "step")))


_L = "data"
RULES = (
    Rule(
        "X-14", _L, EVERY, Text("记录完整", "log intact"),
        Text("记录与登记簿一致；没有将来的、早于放款的记录", "the log agrees with the register; nothing from the future, nothing before the loan"),
        Text("任何时候", "at any time"),
        Text("授权和地址变更可以早于放款", "an authority or a change of address may be older than the loan"),
        "证据规定 第93、94条 / Evidence Rules 93, 94", log_intact,
        of_case=True,
    ),
    Rule(
        "X-18", _L, EVERY, Text("及时记录", "recorded in time"),
        Text("走访、电话等在48小时内记录", "visits, calls and the like recorded within 48 hours"),
        Text("每次记录", "each record"), Text("补录仍计，但会显示", "a late record counts, and shows"),
        "本单位规则 / rule of the house", recorded_in_time,
        of_case=True,
    ),
)  # fmt: skip
