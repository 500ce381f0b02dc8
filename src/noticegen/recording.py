"""Whether an event may stand on a log: all its needs present, its time possible, its words known."""

from __future__ import annotations

from datetime import timedelta

from noticegen.errors import DataError
from noticegen.events import (
    CHANNELS,
    EVIDENCE_KINDS,
    LIMITS,
    METHODS,
    OUTCOMES,
    REASONS,
    RECIPIENTS,
    SPECS,
    TOLD,
    WARNINGS,
    WHOM,
)
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.textgate import check_text

CERTAINTIES = ("stated", "seen", "inferred")
COMPONENTS = ("costs", "interest", "penalty", "principal")

_CLOSED = {  # detail key → the words it may hold
    "code": tuple(REASONS),
    "certainty": CERTAINTIES,
    "component": COMPONENTS,
    "trading": ("normal", "reduced", "stopped", "moved"),
    "test": ("stated", "closed", "two_broken_promises", "attached"),
    "limit": tuple(LIMITS),
    "whom": tuple(WHOM),
    "told": tuple(TOLD),
    "method": tuple(METHODS),
    "recipient": tuple(RECIPIENTS),
    "acknowledged": ("received", "agreed", "objects"),
}


def missing(event: Event) -> tuple[str, ...]:
    """The needs of its type that the event lacks, in the order of `events.SPECS`."""
    spec = SPECS[event.type]
    return tuple(
        need
        for need in spec.needs
        if not (event.details.get(need) if need in spec.fields else getattr(event, need))
    )


def complete(case: Case, event: Event, policy: Policy) -> bool:
    """Raise DataError if `event` may not stand on the log of `case`; True if it is recorded late.

    Late = recorded more than `policy.log.late_hours` after it happened. The future is refused, as
    is anything before the loan was paid out."""
    _refuse(_faults(case, event))
    return event.recorded_at - event.at > timedelta(hours=policy.log.late_hours)


def _refuse(faults: list[Text]) -> None:
    if faults:
        raise DataError(
            Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "noticegen log LOAN EVENT --help 列出所需栏目",
                "see `noticegen log LOAN EVENT --help`",
            ),
        )


def _faults(case: Case, event: Event) -> list[Text]:
    faults = []
    lacks = missing(event)
    if lacks:
        faults.append(Text(f"缺少：{'、'.join(lacks)}", f"missing: {', '.join(lacks)}"))
    if event.at > event.recorded_at:
        faults.append(Text("发生时间在将来", "it lies in the future"))
    if event.day < case.loan.disbursed_on:
        faults.append(Text("发生时间早于放款", "it lies before the loan was paid out"))
    if event.party and event.party not in case.parties:
        known = "、".join(case.parties)
        faults.append(Text(f"本案没有这个当事人；现有：{known}", f"no such party; known: {known}"))
    if event.type is EventType.CG_CONTACT and event.party in case.parties:
        counter = {g.party for g in case.guarantees if g.counter}
        if event.party not in counter:
            faults.append(Text("该当事人不是反担保人", "that party is not a counter-guarantor"))
    if event.corrects and event.corrects not in {e.id for e in case.log}:
        faults.append(Text("被更正的记录不存在", "the event to correct does not exist"))
    if event.type is EventType.CORRECTION and not event.corrects:
        faults.append(Text("更正须指明 --corrects", "a correction names an event with --corrects"))
    if event.amount is not None and event.amount <= 0:
        faults.append(Text("金额须大于零", "the amount must be above zero"))
    return faults + _words(event)


def _words(event: Event) -> list[Text]:
    faults = []
    for field, allowed in (("channel", CHANNELS), ("outcome", OUTCOMES)):
        value = getattr(event, field)
        if value and value not in allowed:
            faults.append(
                Text(f"{field} 不在词表内", f"{field} is not one of {', '.join(allowed)}")
            )
    for key, value in event.details.items():
        words = _CLOSED.get(key)
        if words and value not in words:
            faults.append(
                Text(f"{key} 应为：{'、'.join(words)}", f"{key} is one of {', '.join(words)}")
            )
        for refusal in check_text(value, kind="text", max_length=500):
            faults.append(Text(f"{key}：{refusal.zh}", f"{key}: {refusal.en}"))
    given = {w.strip() for w in event.details.get("warnings", "").split(",") if w.strip()}
    if given - set(WARNINGS):
        known = ", ".join(WARNINGS)
        faults.append(Text(f"warnings 应为：{known}", f"warnings are: {known}"))
    for refusal in check_text(event.text, kind="text", max_length=4000) if event.text else []:
        faults.append(Text(f"摘要：{refusal.zh}", f"text: {refusal.en}"))
    for file in event.evidence:
        if file.kind not in EVIDENCE_KINDS:
            faults.append(Text("凭证种类不在词表内", "unknown kind of evidence"))
    return faults
