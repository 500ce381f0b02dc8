"""Law rules on each service on record (L-20, L-21): its proof is whole, and whoever took it in may do so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from noticegen.addressing import REFERRAL
from noticegen.creditor import match_key
from noticegen.events import RECIPIENTS
from noticegen.model import Case, Event, EventType, Finding, Party, PartyKind
from noticegen.policy import Policy
from noticegen.proofs import (
    BY_HAND,
    COMPANY_RECIPIENTS,
    IN_PERSON,
    NOBODY,
    PERSON_RECIPIENTS,
    proof_complete,
    servers,
    taken_in,
)
from noticegen.rules.steps import said
from noticegen.rules.table import EVERY, Rule, join, met, unmet
from noticegen.text import Text

T = EventType


def _served(case: Case, on: date) -> Iterator[tuple[Event, Party | None]]:
    """Services that are asked about: not those of a voided letter, not the handing in of the referral,
    which is served on nobody, and of letters of one kind to one party only the proved ones once there
    is one, for then nothing rests on the others."""
    void = {e.document for e in case.of(T.VOIDED) if e.day <= on}
    kinds = {e.document: e.details.get("kind", "") for e in case.of(T.ISSUED)}
    aside = void | {number for number, kind in kinds.items() if kind == REFERRAL}
    told = [e for e in case.of(T.SERVED) if e.day <= on and e.document not in aside]
    proved = {e.id for e in told if not proof_complete(e, case.parties.get(e.party))}

    def letters(event: Event) -> tuple[str, str]:
        return kinds.get(event.document) or event.document, event.party

    done = {letters(e) for e in told if e.id in proved}
    for event in told:
        if event.id in proved or letters(event) not in done:
            yield event, case.parties.get(event.party)


def _takers(who: Party | None) -> tuple[str, ...]:
    company = who is not None and who.kind is PartyKind.COMPANY
    return COMPANY_RECIPIENTS if company else PERSON_RECIPIENTS


def service_proved(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each service on record has the proof its method needs; one by hand with one server only warns."""
    needed = Text("每次送达有相应凭证", "each service has the proof its method needs")
    for event, who in _served(case, on):
        # who took it in is asked by L-21: here it is taken as allowed
        allowed = replace(event, details={**event.details, "recipient": _takers(who)[0]})
        lacking = proof_complete(allowed, who)
        if lacking:
            hint = _NAME_SERVER if lacking == (NOBODY,) else _ADD_PROOF
            found = join([Text(event.document, event.document), said(event), *lacking])
            yield unmet(needed, found, hint, event.party, earliest=on)
        elif event.details.get("method") in BY_HAND and len(servers(event)) < _SERVERS:
            one = Text("只记了一名送达人", "it names one server only")
            found = join([Text(event.document, event.document), said(event), one])
            hint = Text(
                "确由两人送达的，以更正方式补记另一人", "if two served it, correct it and name both"
            )
            yield unmet(needed, found, hint, event.party, earliest=on, mild=True)
        else:
            yield met(needed, said(event), event.party)


_ADD_PROOF = Text(
    "补交凭证，或者重新送达；此前只算已发出",
    "add the proof, or serve it again; until then it counts as sent only",
)
_NAME_SERVER = Text(
    "以更正方式补记送达人；此前只算已发出",
    "correct it and name who served it; until then it counts as sent only",
)
_SERVERS = 2  # sign the slip of a service by hand, as before a court


def taker_allowed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Whoever took a document in may do so; "self" under another name than the addressee's warns, where it
    was handed over."""
    for event, who in _served(case, on):
        if not taken_in(event):
            continue
        takers = [RECIPIENTS[r] for r in _takers(who)]
        needed = Text(
            "签收人：" + "、".join(t.zh for t in takers),
            "taken in by: " + ", ".join(t.en for t in takers),
        )
        taker = event.details.get("recipient", "")
        name = event.details.get("to", "")
        allowed = taker in _takers(who)
        self_said = taker == "self" and event.details.get("method") in IN_PERSON
        if self_said and allowed and who and name and match_key(name) != match_key(who.name):
            found = Text(f"本人签收，但记为{name}", f"taken in by the party, yet named {name}")
            hint = Text(
                "核对回执；他人签收的，更正签收人身份",
                "look at the slip; if another took it in, correct who it was",
            )
            found = join([Text(event.document, event.document), found])
            yield unmet(needed, found, hint, event.party, earliest=on, mild=True)
        elif allowed:
            yield met(needed, said(event), event.party)
        else:
            kind_of = RECIPIENTS.get(taker, Text("未记录", "not recorded"))
            found = join([Text(event.document, event.document), kind_of])
            hint = Text(
                "重新送达；此前只算已发出", "serve again; until then it counts as sent only"
            )
            yield unmet(needed, found, hint, event.party, earliest=on)


_L = "law.cn"
RULES = (
    Rule(
        "L-20", _L, EVERY, Text("送达有凭证", "service proved"),
        Text("每次送达有其方式所需的凭证", "each service has the proof its method needs"),
        Text("每次送达", "each service"), Text("凭证不齐的只算已发出，须先送达的由S-13、S-15、S-16、S-20阻断，本规则只提示；当面送达只有一名送达人的也提示", "without it the document counts as sent, and S-13, S-15, S-16, S-20 stop what needs it served; this rule only warns, also of a service by hand by one server"),
        "时效规定 第8条 / Limitation Rules 8", service_proved,
        of_case=True,
    ),
    Rule(
        "L-21", _L, EVERY, Text("签收人适格", "taker allowed"),
        Text("由本人、同住成年家属、被授权人签收；单位由法定代表人、收发部门、被授权人签收", "taken in by the person, an adult relative living there, an agent; for a firm its representative, mail room or agent"),
        Text("每次当面送达或邮寄签收", "each service in person, each parcel signed for"), Text("未签约的配偶签收，只有同住才可；记为本人签收而姓名不同的提示", "a spouse who did not sign may take it in only as one living there; \"self\" under another name warns"),
        "时效规定 第8条 / Limitation Rules 8", taker_allowed,
        doubts=Text(
            "记为本人签收而姓名不同的只提示：送达由回执证明，两项记录不一致可能是别名、曾用名或笔误；一概阻断会使本已送达的函件不计入保证期间和时效。回执由何人签名须由人核对，他人签收的更正后即按其身份判断",
            "\"self\" under another name only warns: the slip proves the service, and two entries that differ may be an alias, a former name or a slip of the pen; to block would drop a service that was made from guarantee period and limitation. Who signed the slip a person must see; corrected, it is judged by who took it in",
        ),
        of_case=True,
    ),
)  # fmt: skip
