"""Whether an event may stand on a log: all its needs present, its time possible, its words known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from operator import attrgetter

from noticegen.errors import DataError
from noticegen.events import (
    CHANNELS,
    CLAIMS,
    DECISIONS,
    EVIDENCE_KINDS,
    EXHIBIT_GROUPS,
    GROUNDS,
    LIMITS,
    METHODS,
    OLDER_THAN_LOAN,
    OUTCOMES,
    PROCEEDINGS,
    REASONS,
    RECIPIENTS,
    REMOVALS,
    RESOLUTIONS,
    SPECS,
    TOLD,
    WARNINGS,
    WHOM,
)
from noticegen.model import Case, Event, EventType, Role
from noticegen.periods import strangers
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.textgate import check_text

CERTAINTIES = ("stated", "seen", "inferred")
COMPONENTS = ("costs", "interest", "compound", "penalty", "principal")

# Decisions count only from a person with the role; one by somebody else would never hold.
_DECISIONS = {EventType.OVERRIDE, EventType.SEAL_USE, EventType.LEGAL_APPROVAL}
# What the program wrote of a document stays: a wrong document is made void, not its record.
_NOT_CORRECTED = {EventType.ISSUED, EventType.VOIDED}
_NEEDS = {  # what is missing, as the command line calls it
    "party": Text("当事人 --party", "the party, --party"),
    "actors": Text("经办人 --staff", "who did it, --staff"),
    "channel": Text("渠道 --channel", "the channel, --channel"),
    "outcome": Text("结果 --outcome", "the outcome, --outcome"),
    "text": Text("摘要 --text", "what was said, --text"),
    "amount": Text("金额 --sum", "the amount, --sum"),
    "by": Text("日期 --by", "the day, --by"),
    "evidence": Text("凭证文件 --proof", "a file as proof, --proof"),
    "document": Text("文书编号 --document", "the number of the document, --document"),
}

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
    "claim": tuple(CLAIMS),
    "basis": tuple(GROUNDS),
    "removal": tuple(REMOVALS),
    "resolution": tuple(RESOLUTIONS),
    "way": tuple(PROCEEDINGS),
    "form": tuple(DECISIONS),
    "copy_reached": ("yes", "no"),
    "group": tuple(EXHIBIT_GROUPS),
}


# The needs of each type: those among the details, the event's own fields, and these fields of an
# event at once (with two that are never empty, so that it is always a tuple).
_OF_TYPE = {
    kind: (
        tuple(need for need in spec.needs if need in spec.fields),
        own := tuple(need for need in spec.needs if need not in spec.fields),
        attrgetter("id", "type", *own),
    )
    for kind, spec in SPECS.items()
}


def missing(event: Event) -> tuple[str, ...]:
    """The needs of its type that the event lacks, in the order of `events.SPECS`."""
    told, own, of_event = _OF_TYPE[event.type]
    if all(of_event(event)) and all(map(event.details.get, told)):
        return ()
    lacking = {need for need in told if not event.details.get(need)}
    lacking |= {need for need in own if not getattr(event, need)}
    return tuple(need for need in SPECS[event.type].needs if need in lacking)


def complete(case: Case, event: Event, policy: Policy) -> bool:
    """Raise DataError if `event` may not stand on the log of `case`; True if it is recorded late.

    Late = recorded more than `policy.log.late_hours` after it happened. The future is refused, as
    is anything before the loan was paid out."""
    _refuse(_faults(case, event), _hint(case, event))
    return event.recorded_at - event.at > timedelta(hours=policy.log.late_hours)


# what helps where the time of an event is wrong
ITS_TIME = Text(
    "核对时间：--at，邮寄清单的交寄时间", "check the time: --at, or posted at on a mail list"
)


def _refuse(faults: list[Text], hint: Text) -> None:
    if faults:
        raise DataError(
            Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)), hint
        )


def _hint(case: Case, event: Event) -> Text:
    """Where to look when an event is refused: at its hour, or at the fields of its kind."""
    if _misdated(case, event):
        return ITS_TIME
    act = event.type.value if event.type in _OF_A_LETTER else f"log {case.loan.id} {event.type.value}"  # fmt: skip
    return Text(f"noticegen {act} --help 列出所需栏目", f"see `noticegen {act} --help`")


_OF_A_LETTER = frozenset(
    {EventType.DISPATCHED, EventType.SERVED, EventType.RETURNED, EventType.REFUSED}
)


def _misdated(case: Case, event: Event) -> list[Text]:
    """Why it cannot have happened when it says."""
    faults = []
    if event.at > event.recorded_at:
        faults.append(Text("发生时间在将来", "it lies in the future"))
    if event.day < case.loan.disbursed_on and event.type not in OLDER_THAN_LOAN:
        faults.append(Text("发生时间早于放款", "it lies before the loan was paid out"))
    return faults


def _faults(case: Case, event: Event) -> list[Text]:
    faults = []
    # A sum of nothing is a wrong sum, told below, not a missing one.
    lacks = [need for need in missing(event) if need != "amount" or event.amount is None]
    if lacks:
        names = [_named(event, need) for need in lacks]
        faults.append(
            Text(
                f"缺少：{'、'.join(n.zh for n in names)}",
                f"missing: {'; '.join(n.en for n in names)}",
            )
        )
    faults += _misdated(case, event)
    if event.party and event.party not in case.parties:
        zh, en = "、".join(case.parties), ", ".join(case.parties)
        faults.append(Text(f"本案没有这个当事人；现有：{zh}", f"no such party; known: {en}"))
    elif event.party and event.type is EventType.CG_CONTACT and not _counter(case, event.party):
        faults.append(Text("该当事人不是反担保人", "that party is not a counter-guarantor"))
    corrected = next((e for e in case.log if e.id == event.corrects), None)
    if event.corrects and corrected is None:
        faults.append(Text("被更正的记录不存在", "the event to correct does not exist"))
    if corrected and corrected.type in _NOT_CORRECTED:
        faults.append(
            Text(
                "签发和作废的记录不能更正；文书有误的用 noticegen register void 作废",
                "the record of an issued or void document stays; make the document void with `noticegen register void`",
            )
        )
    if event.type is EventType.CORRECTION and not event.corrects:
        faults.append(Text("更正须指明 --corrects", "a correction names an event with --corrects"))
    if event.amount is not None and event.amount <= 0:
        faults.append(Text("金额须大于零", "the amount must be above zero"))
    if event.type is EventType.PROMISE and event.by and event.by < event.day:
        faults.append(
            Text("承诺的日期早于作出承诺之日", "the promised day lies before the promise itself")
        )
    return faults + _persons(case, event) + _references(case, event) + _words(event)


def _counter(case: Case, party: str) -> bool:
    return (party, Role.COUNTER_GUARANTOR) in case.roles


def _named(event: Event, need: str) -> Text:
    """A need as a person reads it, with the option that gives it."""
    label = SPECS[event.type].fields.get(need)
    if label is None:
        return _NEEDS[need]
    option = need.replace("_", "-")
    return Text(f"{label.zh} --{option}", f"{label.en}, --{option}")


# A detail that names an event of the log: of which types, and what they are called.
_MEANT: Mapping[str, tuple[frozenset[EventType], Text]] = {
    "filing": (frozenset({EventType.FILING}), Text("起诉", "filing")),
    "answers": (
        frozenset({EventType.DISPUTE, EventType.COMPLAINT}),
        Text("异议或投诉", "dispute or complaint"),
    ),
    "replaces": (frozenset({EventType.JUDGMENT}), Text("裁判", "decision")),
}


def _references(case: Case, event: Event) -> list[Text]:
    """Parties and events that a detail names exist: a suit against a misspelt name keeps no right."""
    faults = []
    for key in ("against", "guarantor_consent"):
        unknown = strangers(event.details.get(key, ""), case)
        if unknown:
            known = "、".join(case.parties)
            faults.append(
                Text(
                    f"{key}：本案没有 {'、'.join(unknown)}；现有：{known}",
                    f"{key}: the case has no {', '.join(unknown)}; known: {', '.join(case.parties)}",
                )
            )
    ids = {e.id: e.type for e in case.events}
    change = event.details.get("consents_to")
    if change and change not in ids:
        faults.append(
            Text("consents_to：没有这条记录", "consents_to: there is no such event on the log")
        )
    for key, (kinds, name) in _MEANT.items():
        meant = event.details.get(key)
        if meant and ids.get(meant) not in kinds:
            there = [id for id, kind in ids.items() if kind in kinds]
            faults.append(
                Text(
                    f"{key}：没有这条{name.zh}记录；现有：{'、'.join(there) or '–'}",
                    f"{key}: there is no such {name.en} on the log; known: {', '.join(there) or '–'}",
                )
            )
    return faults + _deed(case, event)


def _deed(case: Case, event: Event) -> list[Text]:
    """The deed a payment is set against is one of the payer's."""
    named = event.details.get("deed", "")
    own = [g.deed_no for g in case.guarantees if g.party == event.party]
    if not named or named in own:
        return []
    zh, en = "、".join(own) or "–", ", ".join(own) or "–"
    return [
        Text(
            f"deed：该当事人没有这份担保合同；现有：{zh}",
            f"deed: no such deed of that party; known: {en}",
        )
    ]


def _persons(case: Case, event: Event) -> list[Text]:
    """A decision is by a person to whom `noticegen.toml` gives the role it states."""
    role, who = event.details.get("role", ""), event.actors[:1]
    if event.type not in _DECISIONS or not who or not role:
        return []
    if any(s.name == who[0] and role in s.roles for s in case.house.staff):
        return []
    return [
        Text(
            "noticegen.toml 的 [[staff]] 中没有此人或此职务",
            "noticegen.toml has no such person with that role under [[staff]]",
        )
    ]


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
