"""What was done to whom in the present default, and whether it counts as documented.

A step counts towards one party only, from day 0 (included) of the present default up to `on`
(included), and only if the log has everything `events.SPECS` asks of it; where that is an evidence
file, no file may be altered and one must be there. Corrected events are not seen at all
(`Case.events`). The day of an event is its day in the zone of the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from noticegen.addressing import BORROWERS, LISTING, REFERRAL, holding, roles_of
from noticegen.episodes import episodes, present_episode
from noticegen.events import SPECS
from noticegen.memory import of_day, once, remembered
from noticegen.model import Case, Episode, Event, EventType, EvidenceState, Role
from noticegen.policy import Policy
from noticegen.recording import missing
from noticegen.rules.table import NOTHING, join
from noticegen.text import Text

T = EventType
CONTACTS = (T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT)

_NEEDS = {
    "party": Text("当事人", "the party"),
    "actors": Text("经办人", "who did it"),
    "channel": Text("方式", "the channel"),
    "outcome": Text("结果", "the outcome"),
    "text": Text("内容", "the words"),
    "amount": Text("金额", "the amount"),
    "by": Text("期限", "the last day"),
    "evidence": Text("凭证文件", "an evidence file"),
    "document": Text("文号", "the document's number"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Steps towards one party: `good` are documented, `bare` are on the log but do not count."""

    good: tuple[Event, ...]
    bare: tuple[Event, ...]

    def since(self, day: date) -> Taken:
        """Only those on or after `day`."""
        return Taken(
            tuple(e for e in self.good if e.day >= day),
            tuple(e for e in self.bare if e.day >= day),
        )

    def until(self, day: date) -> Taken:
        """Only those on or before `day`."""
        return Taken(
            tuple(e for e in self.good if e.day <= day),
            tuple(e for e in self.bare if e.day <= day),
        )


@remembered
def day_zero(case: Case, on: date, policy: Policy) -> date | None:
    """Day 0 of the present default; None when nothing due is unpaid."""
    episode = present_episode(case, on, policy)
    return episode.anchor if episode else None


def concerned(case: Case, kind: str, on: date, policy: Policy) -> Episode | None:
    """The default a document is about: the present one; for a listing, which follows pay-off, the
    last one if none is open."""
    found = episodes(case, on, policy)
    if not found or (found[-1].ended and kind != LISTING):
        return None
    return found[-1]


def debtors(case: Case, kind: str, party: str | None) -> tuple[str, ...]:
    """The borrowers whose steps a document rests on: the one asked for if it goes to borrowers;
    all of them before a letter to a guarantor and before the referral."""
    all_of_them = holding(case, BORROWERS)
    alone = party in all_of_them and roles_of(kind) == BORROWERS and kind != REFERRAL
    return (party,) if alone and party else all_of_them


def addressees(case: Case, kind: str, party: str | None) -> tuple[str, ...]:
    """Whom a document of this kind is about: its addressees, or the one asked for."""
    return (party,) if party else holding(case, roles_of(kind))


def defaults(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[tuple[str, date]]:
    """Each addressee with day 0 of the present default; nothing without a default."""
    zero = day_zero(case, on, policy)
    if zero is not None:
        for debtor in addressees(case, kind, party):
            yield debtor, zero


def counter_guarantors(case: Case) -> tuple[str, ...]:
    """Each counter-guarantor once: who signed as one, then by the deeds."""
    return holding(case, (Role.COUNTER_GUARANTOR,))


def taken(case: Case, party: str, since: date, on: date, *types: EventType) -> Taken:
    """What was done to `party` in [since, on], both days included."""
    known, asked = of_day(case, on), (Taken, party, since, types)
    found: Taken | None = known.get(asked)
    if found is None:
        inside = [e for e in case.of(*types, party=party) if since <= e.day <= on]
        lack = _undocumented(case)
        bare = [e for e in inside if id(e) in lack] if lack else []
        good = [e for e in inside if id(e) not in lack] if bare else inside
        found = known[asked] = Taken(tuple(good), tuple(bare))
    return found


@once
def _undocumented(case: Case) -> frozenset[int]:
    """The effective events that do not count as documented, by identity."""
    return frozenset(id(e) for e in case.events if gaps(e))


def gaps(event: Event) -> tuple[Text, ...]:
    """Why the event does not count as documented; () = it does."""
    lacking = missing(event)
    if not lacking and not event.evidence:
        return ()
    found = [_lack(event, need) for need in lacking]
    if event.evidence and "evidence" in SPECS[event.type].needs:
        states = {file.state for file in event.evidence}
        if EvidenceState.ALTERED in states:
            found.append(Text("凭证文件已被改动", "an evidence file was altered"))
        elif EvidenceState.OK not in states:
            found.append(Text("凭证文件不在", "the evidence file is missing"))
    return tuple(found)


def _lack(event: Event, need: str) -> Text:
    what = SPECS[event.type].fields.get(need) or _NEEDS[need]
    return Text(f"缺少{what.zh}", f"lacks {what.en}")


def said(event: Event) -> Text:
    """An event in a few words: what, when, by whom."""
    name = SPECS[event.type].name
    when = f"{event.day} {event.at.hour:02}:{event.at.minute:02}"
    if not event.actors:
        return Text(f"{when} {name.zh}", f"{name.en} of {when}")
    zh, en = "、".join(event.actors), ", ".join(event.actors)
    return Text(f"{when} {name.zh}（{zh}）", f"{name.en} of {when} by {en}")


def shown(events: tuple[Event, ...], limit: int = 6) -> Text:
    """Several events, the first `limit` in full."""
    rest = len(events) - limit
    more = Text(f"另有{rest}条", f"{rest} more") if rest > 0 else NOTHING
    return join([*(said(e) for e in events[:limit]), more])


def shown_by_party(events: tuple[Event, ...], limit: int = 6) -> Text:
    """Several events and whom they were about: one act on several parties is told once, with all of them."""
    about: dict[Text, dict[str, None]] = {}
    for event in events:
        about.setdefault(said(event), {})[event.party] = None
    told = [_about(act, [p for p in parties if p]) for act, parties in about.items()]
    rest = len(told) - limit
    more = Text(f"另有{rest}项", f"{rest} more") if rest > 0 else NOTHING
    return join([*told[:limit], more])


def _about(act: Text, parties: list[str]) -> Text:
    if not parties:
        return act
    return Text(f"{act.zh}→ {'、'.join(parties)}", f"{act.en} → {', '.join(parties)}")


def faults(events: tuple[Event, ...]) -> Text:
    """Each undocumented event with what it lacks."""
    texts = []
    for event in events:
        name, why = said(event), join(gaps(event))
        texts.append(Text(f"{name.zh}不计：{why.zh}", f"{name.en} does not count: {why.en}"))
    return join(texts)


def answered(case: Case, raised: Event, on: date) -> Event | None:
    """The first answer to a dispute or complaint on record at the end of `on`: given to that party or to
    nobody by name, not before it was raised, and naming it (`answers`) or none."""
    for answer in case.of(T.DISPUTE_ANSWERED):
        named = answer.details.get("answers", "")
        meant = named == raised.id if named else answer.party in {"", raised.party}
        if meant and raised.at <= answer.at and answer.day <= on:
            return answer
    return None


def holds(case: Case, on: date, party: str = "") -> tuple[tuple[Event, date], ...]:
    """Holds that reach `party`, each with its last day (included).

    A hold runs from its own day to the day before the next `hold_end`, at the longest to `by`; with
    neither it is still running on `on`. A hold without approver or reason holds nothing."""
    found = []
    for hold in case.of(T.HOLD):
        if hold.party not in {"", party} or gaps(hold) or hold.day > on:
            continue
        ends = [
            e.day for e in case.of(T.HOLD_END) if e.at >= hold.at and e.party in {"", hold.party}
        ]
        last = min([d - timedelta(1) for d in ends] + ([hold.by] if hold.by else []), default=on)
        if last >= hold.day:
            found.append((hold, last))
    return tuple(found)
