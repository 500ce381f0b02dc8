"""Law rule about a guarantee given by a company (L-27): that it resolved to give it, or that none is needed.

Its representative alone cannot bind it; who took the guarantee without looking at a resolution is not
in good faith, and the company may not be liable (Company Law 15; Guarantee Interpretation 7). The paper is
an `exhibit` of the group of guarantees that names the company and says what it is (`resolution`). Whether
the right body resolved, and whether the exception is a true one, a person reads out of the papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen.addressing import DEMAND, RECOURSE, REFERRAL, REMINDER
from noticegen.events import RESOLUTIONS
from noticegen.model import Case, Event, EventType, Finding, PartyKind
from noticegen.policy import Policy
from noticegen.rules.guarantees import deeds_of
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import gaps, said
from noticegen.rules.table import Rule, join, met, unmet
from noticegen.text import Text


def resolutions(case: Case, party: str, on: date) -> tuple[Event, ...]:
    """The papers on record up to `on` by which the company agreed to guarantee, or needed not to."""
    found = case.of(EventType.EXHIBIT, party=party)
    return tuple(e for e in found if e.details.get("resolution") and e.day <= on)


def resolved(case: Case, party: str, kind: str, on: date, policy: Policy) -> Event | None:
    """What shows that its guarantee binds the company: a whole paper of a kind that the policy accepts, or
    an approval of legal for this kind of document; None = nothing yet."""
    accepted = policy.resolution.accepted
    papers = resolutions(case, party, on)
    good = [e for e in papers if e.details["resolution"] in accepted and not gaps(e)]
    if good:
        return good[0]
    return legal_nod(case, kind, on, policy, case.log[0].at, party) if case.log else None


def company_resolved(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Of each company that stands as guarantor the resolution is on record, or why it needs none."""
    for firm in dict.fromkeys(g.party for g in deeds_of(case, kind, party)):
        if case.parties[firm].kind is not PartyKind.COMPANY:
            continue
        needed = Text("公司担保有决议，或依法无须决议", "the company resolved to guarantee, or the law asks no resolution")  # fmt: skip
        paper = resolved(case, firm, kind, on, policy)
        if paper:
            name = RESOLUTIONS.get(paper.details.get("resolution", ""))
            yield met(needed, join([said(paper), *([name] if name else [])]), firm)
        else:
            yield unmet(needed, _lacks(case, firm, on, policy), HOW, firm, earliest=on)


def _lacks(case: Case, firm: str, on: date, policy: Policy) -> Text:
    """Why what is on record does not do."""
    for paper in resolutions(case, firm, on):
        word = paper.details["resolution"]
        if word not in policy.resolution.accepted:
            name = RESOLUTIONS[word]
            return Text(f"本单位不接受：{name.zh}", f"not accepted by the house: {name.en}")
        return join([said(paper), *gaps(paper)])
    return Text("没有决议记录", "no resolution on record")


HOW = Text(
    "以 exhibit 记录（--group guarantee --resolution，写明该公司），附决议或无须决议的证明；没有的，交法务判断（legal_approval）",
    "record it as an `exhibit` of the company (--group guarantee --resolution) with the resolution, or what shows "
    "that none is needed; where there is none let legal judge (`legal_approval`)",
)

RULES = (
    Rule(
        "L-27", "law.cn", (REMINDER, RECOURSE, DEMAND, REFERRAL), Text("公司担保经决议", "company resolved"),
        Text("公司为担保人的，有董事会或者股东会决议，或依法无须决议", "a company that stands as guarantor resolved to (board or shareholders), or the law asks no resolution"),
        Text("签发时", "at issue"),
        Text("无须决议：金融机构开立保函、担保公司提供担保；为全资子公司的经营活动；三分之二以上表决权的股东签字同意（后两项不适用于上市公司）；一人公司为其股东。上市公司须有公开披露的决议", "none is asked of banks that give a guarantee and of guarantee companies; for the business of a wholly owned subsidiary; where shareholders with two thirds of the votes signed (these two not of a listed company); of a one-person company for its shareholder. A listed company's must be announced"),
        "公司法 第15条；担保制度解释 第7至10条 / Company Law 15; Guarantee Interpretation 7-10", company_resolved,
        source="《公司法》（2023年修订）第15条；担保制度解释第7、8、9、10条 / Company Law (2023) 15; Guarantee Interpretation 7, 8, 9, 10",
        doubts=Text("由哪个机关决议依其章程，为股东或实际控制人担保须经股东会，程序不核对；合作社等非公司法人是否比照有不同意见；条文转述自二手资料，须核对", "which body resolves is for its articles, for a shareholder or controller it is the shareholders' meeting: none of it is checked; whether bodies that are no companies (a cooperative) are treated alike is disputed; the articles are retold from second-hand texts and must be checked"),
    ),
)  # fmt: skip
