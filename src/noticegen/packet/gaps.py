"""What a packet needs to be final, what of it is there, and who should supply the rest.

The rules before the referral are asked again on the day of binding. Five of them are decided here, on
the packet itself: X-16 and X-17 (each fact has its evidence, each piece is used, pages run on), L-14
(special powers), L-15 (copies), L-16 (preservation).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from noticegen import approved, rules
from noticegen.addressing import addresses
from noticegen.facts.court import assets
from noticegen.model import (
    SPECIAL_POWERS,
    Case,
    Event,
    EventType,
    EvidenceState,
    Finding,
    PartyKind,
    Verdict,
)
from noticegen.packet.chronology import steps
from noticegen.packet.evidence import group_of, of_the_plaintiff
from noticegen.packet.parts import PLAIN, Exhibit, Gap, Span, Wishes, labelled
from noticegen.policy import Policy
from noticegen.proceedings import filings
from noticegen.rules.bodies import HOW, resolved
from noticegen.rules.court import PROVED
from noticegen.rules.persons import posts
from noticegen.rules.table import forms, join, listed, met, stamp, unmet
from noticegen.suits import DIED, Suit, court, suit
from noticegen.text import NOTHING, Text, many

T = EventType
REFERRAL, COMPLAINT = "judicial-referral", approved.COMPLAINT
DECIDED_HERE = ("X-16", "X-17", "L-14", "L-15", "L-16")
SHOWN = (
    "S-14", "S-15", "S-16", "S-17", "S-18", "L-10", "L-11", "L-12", "L-13",
)  # fmt: skip
OFFICER, LEGAL = Text("经办人", "the officer"), Text("法务", "legal")
BANK, PARTY = Text("债权人（银行）", "the creditor (bank)"), Text("当事人", "the party")
HEAD = Text("审批人", "who approves referrals")
SEALS = Text("用印审批人", "who approves the use of the seal")
_WHO: Mapping[str, Text] = {"X-09": BANK, "L-04": BANK, "X-01": OFFICER}


@dataclass(frozen=True, slots=True)
class Item:
    """One part or step that is wanted: whether it is there, who supplies it, what was found, how it is
    mended, the rule behind it.

    `warns`: the rule failed, but by the policy of the house it only warns."""

    id: str
    what: Text
    there: bool
    who: Text
    mend: Text = NOTHING
    rule: str = ""
    warns: bool = False
    found: Text = NOTHING

    @property
    def note(self) -> Text:
        """What was found and how it is mended, in one line."""
        return labelled(self.found, self.mend)


def missing(  # noqa: PLR0917 (as `papers`)
    case: Case,
    on: date,
    policy: Policy,
    exhibits: Sequence[Exhibit],
    wishes: Wishes = PLAIN,
    pages: Mapping[str, Span] | None = None,
) -> tuple[Gap, ...]:
    """What keeps the packet from being final on `on`; () = nothing. `pages` are those of the bound
    court set; without them X-17 is decided on the files alone."""
    return tuple(
        Gap(i.id, i.what, i.who, i.rule, i.found, i.mend)
        for i in checklist(case, on, policy, exhibits, wishes, pages)
        if not i.there
    )


def checklist(  # noqa: PLR0917 (as `papers`)
    case: Case,
    on: date,
    policy: Policy,
    exhibits: Sequence[Exhibit],
    wishes: Wishes = PLAIN,
    pages: Mapping[str, Span] | None = None,
) -> tuple[Item, ...]:
    """Every part and step that is wanted: papers and data, evidence, decisions, rules."""
    way = suit(case, on, policy)
    parts = (
        *_data(case, way),
        *_evidence(case, way, policy, exhibits),
        *_decisions(case, way, policy),
    )
    return (
        *(replace(part, mend=NOTHING, found=NOTHING) if part.there and not part.warns else part for part in parts),
        *_rules(case, on, policy),
        *(_of_finding(f, n) for n, f in enumerate(decided(case, on, policy, exhibits, wishes, pages))),
    )  # fmt: skip


# --- data and papers ------------------------------------------------------------------------------


def _data(case: Case, way: Suit) -> Iterator[Item]:
    house = case.house
    if way.house:
        told = {
            "uscc": (house.uscc, Text("原告统一社会信用代码", "unified code of the plaintiff")),
            "address": (house.address, Text("原告住所地", "domicile of the plaintiff")),
            "legal_representative": (house.legal_representative, Text("法定代表人身份", "the legal representative")),
            "phone": (house.phone, Text("原告电话", "phone of the plaintiff")),
        }  # fmt: skip
        for key, (value, what) in told.items():
            where = Text(
                f"填写 noticegen.toml 的 house.{key}", f"fill in house.{key} in noticegen.toml"
            )
            yield Item(f"house.{key}", what, bool(value.strip()), LEGAL, where)
        agents = bool(house.court.agents)
        where = Text(
            "填写 noticegen.toml 的 [[court.agent]]", "fill in [[court.agent]] in noticegen.toml"
        )
        yield Item("agent", Text("委托诉讼代理人", "an agent for the proceedings"), agents, LEGAL, where)  # fmt: skip
    else:
        what = Text("债权人起诉，或者授权本单位", "the creditor sues, or authorises the house")
        yield Item("plaintiff", what, False, BANK, found=way.route.doubt)
    yield from _heirs(case, way)
    where = Text("补录约定的法院，或者记录起诉", "enter the court agreed on, or record a filing")
    yield Item("court", Text("受理法院", "the court"), bool(court(case, way.on)), LEGAL, where)
    if not way.by_complaint:
        what = Text(f"途径为{way.route.name.zh}，不以起诉状提出", f"the way is {way.route.name.en}, not a statement of claim")  # fmt: skip
        why = join([way.route.why, way.route.doubt])
        yield Item("route", what, False, LEGAL, found=why)
    for party in way.defendants:
        who = case.parties[party]
        what = Text(f"{who.name}的证件号码和住所", f"ID number and domicile of {who.name}")
        yield Item(
            f"particulars:{party}",
            what,
            bool(who.id_number and addresses(case, who, way.on)),
            OFFICER,
        )


def _heirs(case: Case, way: Suit) -> Iterator[Item]:
    """Who stands in for the dead, one line for each: it holds up no packet. A debtor who died is a
    defendant all the same, for without one there is no suit; legal puts the heirs in her place."""
    dead = {e.party for e in case.of(T.DEATH) if e.day <= way.on}
    found = {p: DIED for p, why in way.left_out if why is DIED}
    found |= {p: _NAMED_ALL_THE_SAME for p in way.debtors if p in dead}
    for party, why in found.items():
        name = case.parties[party].name
        what = Text(f"{name}的继承人", f"the heirs of {name}")
        yield Item(f"heirs.{party}", what, True, LEGAL, warns=True, found=why)


_NAMED_ALL_THE_SAME = Text(
    "已死亡，起诉状仍列其为被告：由法务改列继承人",
    "has died, and the complaint names her all the same: legal puts the heirs in her place",
)


def _evidence(case: Case, way: Suit, policy: Policy, exhibits: Sequence[Exhibit]) -> Iterator[Item]:
    parties = {e.id: e.party for e in case.events}

    def has(group: str, party: str = "") -> bool:
        return any(
            group in x.groups and (not party or any(parties.get(i) == party for i in x.events))
            for x in exhibits
        )

    log = Text("以 exhibit 记录", "record it as an `exhibit`")
    if (
        way.house
    ):  # courts ask for it with the certificate of the representative; none of the rules does
        what = Text("证据：原告营业执照、法定代表人身份证明", "evidence: licence of the plaintiff, ID of its representative")  # fmt: skip
        shown = bool(of_the_plaintiff(case, exhibits))
        how = Text("以 exhibit 记录（identity 组，不写当事人）", "record it as an `exhibit` of the group identity, without a party")  # fmt: skip
        yield Item("identity", what, True, LEGAL, NOTHING if shown else how, warns=not shown)
    for party in way.defendants:
        name = case.parties[party].name
        what = Text(f"证据：{name}的身份证明", f"evidence: proof of identity of {name}")
        yield Item(f"identity:{party}", what, has("identity", party), PARTY, log)
    loan = Text("证据：借款合同和放款凭证", "evidence: loan contract and payout")
    yield Item("loan", loan, has("loan"), OFFICER, log)
    for surety in way.sureties:
        name = case.parties[surety.party].name
        what = Text(f"证据：{name}的担保合同", f"evidence: deed of {name}")
        yield Item(f"deed:{surety.party}", what, has("guarantee", surety.party), OFFICER, log)
        if case.parties[surety.party].kind is PartyKind.COMPANY:
            what = Text(
                f"证据：{name}提供担保的决议", f"evidence: the resolution of {name} to guarantee"
            )
            paper = resolved(case, surety.party, REFERRAL, way.on, policy)
            yield Item(f"resolution:{surety.party}", what, paper is not None, OFFICER, HOW)
    account = Text("证据：贷款账户流水", "evidence: entries of the loan account")
    yield Item("account", account, has("account"), BANK, log)
    yield Item("demand", Text("证据：催收文书", "evidence: letters of demand"), has("demand"), OFFICER)  # fmt: skip
    if way.route.id == "recourse":
        paid = Text("证据：代偿凭证", "evidence: voucher of the payment")
        yield Item("payment", paid, has("payment"), BANK)


def _decisions(case: Case, way: Suit, policy: Policy) -> Iterator[Item]:
    """What people decided. An approval that was given, but for other sums or parties, is missing too."""
    on = way.on
    what = Text("移送审批，并由第二人确认", "approval of the referral, confirmed")
    second = _confirmed_by(policy)
    how = join([Text("以 referral_approved 记录", "record `referral_approved`"), second])
    yield _decision("referral", what, HEAD, approved.referral(case, on, policy), how)
    if way.by_complaint:
        what = Text("起诉状经具名审定，并由第二人确认", "the complaint approved by name, confirmed")
        how = join([
            Text("以 legal_approval（kind=complaint）记录", "record `legal_approval` with kind complaint"),
            second,
        ])  # fmt: skip
        yield _decision(COMPLAINT, what, LEGAL, approved.complaint(case, on, policy), how)
    seal = approved.sealing(case, on, policy)
    if seal.event or seal.overtaken.en:  # nobody need ask for it: the seal can be set by hand
        what = Text("在起诉材料上用印的审批，并由第二人确认", "the use of the seal on the papers approved, confirmed")  # fmt: skip
        yield _decision("seal", what, SEALS, seal, NOTHING)
    if way.route.id == "entrusted":
        nod = (
            bool(case.log)
            and rules.legal_nod(case, REFERRAL, on, policy, case.log[0].at) is not None
        )
        yield Item("entrusted", Text("由谁起诉，法务意见", "who sues: legal's word"), nod, LEGAL, found=way.route.doubt)  # fmt: skip


def _confirmed_by(policy: Policy) -> Text:
    """In which roles a second person confirms."""
    who = posts(policy.approval.confirm_roles)
    return Text(
        f"由另一人以{who.zh}的身份确认（noticegen approve）",
        f"another person confirms it, as {who.en} (noticegen approve)",
    )


def _decision(place: str, what: Text, who: Text, word: approved.Word, how: Text) -> Item:
    return Item(place, what, word.event is not None, who, how, found=word.overtaken)


# --- rules ----------------------------------------------------------------------------------------


def _rules(case: Case, on: date, policy: Policy) -> Iterator[Item]:
    """What blocks the referral on the day, whatever rule; of the rules of the packet each word."""
    told = (f for f in rules.check(case, REFERRAL, on, policy) if f.rule not in DECIDED_HERE)
    for n, finding in enumerate(told):
        if finding.blocks or (finding.rule in SHOWN and finding.verdict is not Verdict.NA):
            yield _of_finding(finding, n)


def _of_finding(finding: Finding, place: int) -> Item:
    """A rule's word: what blocks is missing, what only warns is told."""
    failed = finding.verdict is Verdict.FAIL
    there = not finding.blocks
    party = f":{finding.party}" if finding.party else f":{place}"
    who = _WHO.get(finding.rule, LEGAL if finding.rule[0] == "L" else OFFICER)
    return Item(
        f"{finding.rule}{party}",
        finding.needed,
        there,
        who,
        finding.hint if failed else NOTHING,
        finding.rule,
        warns=failed and there,
        found=finding.found,
    )


def decided(  # noqa: PLR0917 (as `papers`)
    case: Case,
    on: date,
    policy: Policy,
    exhibits: Sequence[Exhibit],
    wishes: Wishes = PLAIN,
    pages: Mapping[str, Span] | None = None,
) -> tuple[Finding, ...]:
    """The word of the rules that only the packet can decide, as `rules.check` would say it."""
    way = suit(case, on, policy)
    words = {
        "X-16": _proved(case, on, policy, exhibits),
        "X-17": _paged(case, on, exhibits, pages),
        "L-14": _powers(case, way),
        "L-15": _copies(way),
        "L-16": _preservation(case, way, wishes),
    }
    return tuple(
        finding
        for name, found in words.items()
        for rule in (rules.rule(name),)
        for finding in stamp(rule, found, forms(rule, REFERRAL, policy))
    )


def _proved(case: Case, on: date, policy: Policy, exhibits: Sequence[Exhibit]) -> Iterator[Finding]:
    told = steps(case, on, policy, exhibits)
    bare = [s for s in told if s.kind in PROVED and not s.refs]
    named = {x.id for s in told for x in s.refs}
    # who the parties are and what they own is no event of the chronology
    idle = [x for x in exhibits if x.id not in named and x.group not in {"identity", "assets"}]
    needed = Text("每项事实有证据，每份证据被引用", "each fact has evidence, each exhibit is used")
    found = [
        *(Text(f"{s.day} {s.what.zh}没有证据", f"no evidence for {s.what.en} of {s.day}") for s in bare),
        *(Text(f"证据{x.number}未被引用", f"Exhibit {x.number} is not used") for x in idle),
    ]  # fmt: skip
    if found:
        hint = Text("补交凭证，或者更正记录", "add the file, or correct the event")
        yield unmet(needed, join(found), hint, earliest=on)
    else:
        yield met(needed, Text(f"{len(exhibits)}份证据", many(len(exhibits), "exhibit")))


def spoilt(case: Case, on: date) -> tuple[tuple[Event, frozenset[str]], ...]:
    """The events, known on `on`, behind evidence for the court of which a file is missing or not what it was,
    each with the hashes of these files."""
    marred = (
        (e, frozenset(f.sha256 for f in e.evidence if f.state is not EvidenceState.OK))
        for e in case.events
        if e.day <= on and group_of(e)
    )
    return tuple((event, files) for event, files in marred if files)


def _paged(
    case: Case, on: date, exhibits: Sequence[Exhibit], pages: Mapping[str, Span] | None
) -> Iterator[Finding]:
    needed = Text("证据文件完好，编页连续", "evidence intact, paged without a gap")
    if marred := spoilt(case, on):
        days = listed(event.day for event, _ in marred)
        found = Text(f"文件缺失或已被改动：{days.zh}", f"files missing or altered: {days.en}")
        hint = Text("找回原文件，或者更正记录", "restore the file, or correct the event")
        yield unmet(needed, found, hint, earliest=on)
        return
    lost = [x.number for x in exhibits if pages is not None and x.id not in pages]
    spans = sorted((s.first, s.last) for s in (pages or {}).values())
    broken = [b for a, b in pairwise(spans) if b[0] != a[1] + 1]
    if lost:
        found = Text(f"没有页码：证据{listed(lost).zh}", f"without pages: {listed(lost).en}")
        yield unmet(needed, found, Text("重新装订", "bind again"), earliest=on)
    elif broken or (spans and spans[0][0] != 1):
        at = broken[0][0] if broken else spans[0][0]
        found = Text(f"第{at}页处不连续", f"a gap or an overlap at page {at}")
        yield unmet(needed, found, Text("重新装订", "bind again"), earliest=on)
    else:
        yield met(needed)


def _powers(case: Case, way: Suit) -> Iterator[Finding]:
    needed = Text("授权委托书逐项列明特别授权", "the power of attorney lists each special power")
    given = case.house.court.powers if way.house else SPECIAL_POWERS
    if given:
        yield met(needed, Text(f"{len(given)}项", f"{len(given)} listed"))
    else:
        hint = Text("填写 noticegen.toml 的 court.powers", "fill in court.powers in noticegen.toml")
        yield unmet(needed, Text("未列", "none"), hint)


def _copies(way: Suit) -> Iterator[Finding]:
    n = len(way.defendants)
    needed = Text(
        f"起诉状{way.copies}份（被告{n}人）",
        f"{many(way.copies, 'copy', 'copies')} ({many(n, 'defendant')})",
    )
    yield met(needed, Text("已写入起诉状", "as the statement of claim says"))


def _preservation(case: Case, way: Suit, wishes: Wishes) -> Iterator[Finding]:
    asked = [f for f in filings(case, way.on) if f.way == "preservation" and not f.withdrawn]
    if not wishes.preservation and not asked:
        return
    needed = Text("保全申请写明财产和担保", "the request names property and security")
    lacks = []
    if not assets(case, way.on):
        lacks.append(Text("没有写明财产（asset_lead 的 asset）", "no property named (`asset` of an asset lead)"))  # fmt: skip
    if way.house and not case.house.court.security:
        lacks.append(Text("没有写明担保（court.security）", "no security named (court.security)"))
    if lacks:
        yield unmet(needed, join(lacks), Text("补录", "enter it"))
    else:
        yield met(needed)
