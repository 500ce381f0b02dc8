"""The papers of both volumes, composed: the house's own referral file and what is filed with the court.

Page numbers come in on a second pass, when every part has been drawn once: until then a cell of pages
holds a dash, in the same room. Each paper says only what the vocabulary of its volume names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from noticegen import approved, facts
from noticegen.chinese import span_cn
from noticegen.compose import WATERMARK, amounts_agree, deadline_for, inner
from noticegen.errors import DataError
from noticegen.events import EXHIBIT_GROUPS
from noticegen.facts.court import assets, court_facts
from noticegen.facts.internal import internal
from noticegen.model import Case, Document
from noticegen.money import day, day_in_table, listed
from noticegen.packet.chronology import Step, steps
from noticegen.packet.elements import element_facts
from noticegen.packet.evidence import of_the_plaintiff
from noticegen.packet.gaps import Item, checklist, missing
from noticegen.packet.parts import PLAIN, Audience, Exhibit, Gap, Paper, Span, Wishes
from noticegen.policy import Policy
from noticegen.rules.paper import words
from noticegen.suits import Suit, suit
from noticegen.text import Text
from noticegen.wording import Kind, render_wording
from noticegen.wording.vocabulary import VOCABULARIES

REFERRAL, COMPLAINT = "judicial-referral", "complaint"
SEPARATOR, SMALL = "separator", ("file-cover", "file-contents", "cover", "contents")
NO_PAGE = "–"
_NUMERALS = "一二三四五六七八九十"
_THERE, _MISSING = Text("有", "there"), Text("缺", "missing")
_MIND = Text("注意", "mind")  # a rule that only warns
DRAFTED = ("complaint", "form-08")  # papers that a named person must let go


def papers(  # noqa: PLR0917 (the order in which a packet is spoken of)
    case: Case,
    on: date,
    policy: Policy,
    locale: str,
    exhibits: Sequence[Exhibit],
    pages: Mapping[str, Span],
    wording: Sequence[Kind],
    *,
    number: str = "",
    gaps: Sequence[Gap] = (),
    wishes: Wishes = PLAIN,
) -> tuple[Paper, ...]:
    """Every paper of both volumes, in the order of `wording` (`wording.load_papers`).

    `number` is that of the issued referral, printed in the internal volume alone. `pages` tells on
    which pages each part stands, by its id; {} on the first pass. `gaps` are those that only binding
    shows (a file that cannot be read), beside what `gaps.missing` finds. Raises DataError if the case
    does not bear a paper."""
    items = checklist(case, on, policy, exhibits, wishes)
    lacking = (*missing(case, on, policy, exhibits, wishes), *gaps)
    unique = tuple({gap.id: gap for gap in lacking}.values())
    made = _Maker(
        case, on, policy, locale, tuple(exhibits), pages, number, unique, wishes, items,
        suit(case, on, policy), approved.complaint(case, on, policy).event is not None,
    )  # fmt: skip
    wanted = [(kind, part) for kind in wording for part in made.parts_of(kind)]
    return tuple(made.paper(kind, part, [p for _, p in wanted]) for kind, part in wanted)


@dataclass(frozen=True, slots=True)
class _Part:
    """A paper before it is composed."""

    id: str
    title: Text
    audience: Audience
    group: str = ""
    group_number: int = 0


@dataclass(frozen=True, slots=True)
class _Maker:
    """What all papers of a packet share."""

    case: Case
    on: date
    policy: Policy
    locale: str
    exhibits: tuple[Exhibit, ...]
    pages: Mapping[str, Span]
    number: str
    gaps: tuple[Gap, ...]
    wishes: Wishes
    items: tuple[Item, ...]
    suit: Suit
    approved: bool
    kept: dict[Audience, dict[str, object]] = field(default_factory=dict)

    def said(self, text: Text) -> str:
        return text.to("zh" if self.locale == "zh" else "en")

    # --- which papers ---------------------------------------------------------------------------

    def parts_of(self, kind: Kind) -> Iterator[_Part]:
        audience = Audience.COURT if kind.audience == "court" else Audience.INTERNAL
        if kind.id == SEPARATOR:
            for n, group in enumerate(_groups(self.exhibits), start=1):
                yield _Part(f"g-{n}", group_title(n, group), audience, group, n)
        elif self.wanted(kind.id):
            yield _Part(kind.id, kind.name, audience)

    def wanted(self, paper: str) -> bool:
        way = self.suit
        match paper:
            case "complaint":
                return way.by_complaint
            case "form-08":
                return way.route.id == "loan"
            case "element-annex":
                return way.route.id == "recourse"
            case "preservation":
                return self.wishes.preservation
            case _:
                return True

    # --- one paper ------------------------------------------------------------------------------

    def paper(self, kind: Kind, part: _Part, all_parts: Sequence[_Part]) -> Paper:
        known = self.known(kind, part, all_parts)
        wrong = amounts_agree(known)
        if wrong:
            raise DataError(Text("；".join(w.zh for w in wrong), "; ".join(w.en for w in wrong)))
        blocks, slip, clauses = render_wording(kind, self.locale, known)
        inside = _inside(part)
        draft = self.wishes.draft or (part.id in DRAFTED and not self.approved)
        house = self.case.house
        name = (house.name_en or house.name) if self.locale == "en" else house.name
        title = self.said(part.title)
        document = Document(
            kind=kind.id, locale=self.locale, title=title, letterhead=name if inside else "",
            number=self.number if inside else "", blocks=blocks, slip=slip,
            watermark=self.said(WATERMARK) if draft else "", subject=title, issued_on=self.on,
            audience=part.audience.value, clauses=clauses,
        )  # fmt: skip
        return Paper(
            part.id, part.title, part.audience, replace(document, links=self.links(document)),
            kind.formats, part.group,
        )  # fmt: skip

    def links(self, document: Document) -> tuple[tuple[str, str], ...]:
        """The exhibit numbers the paper names, the longer first."""
        text = words(document)
        found = [(reference(e, self.locale), e.id) for e in self.exhibits]
        found.sort(key=lambda pair: -len(pair[0]))
        return tuple(pair for pair in found if pair[0] in text)

    # --- its facts ------------------------------------------------------------------------------

    def known(self, kind: Kind, part: _Part, all_parts: Sequence[_Part]) -> dict[str, object]:
        own = [p for p in all_parts if p.audience is part.audience]
        rows = self.file_rows(own) if _inside(part) else self.court_rows(part, own)
        known = {**self.shared(part.audience), **rows, "title": self.said(part.title)}
        vocabulary = VOCABULARIES[kind.audience]
        names = {*vocabulary.facts, *vocabulary.conditions, *vocabulary.rows, "tone"}
        return {name: value for name, value in known.items() if name in names}

    def shared(self, audience: Audience) -> dict[str, object]:
        """What all papers of a volume may say; computed once."""
        if audience not in self.kept:
            self.kept[audience] = self.inside() if audience is Audience.INTERNAL else self.outside()
        return self.kept[audience]

    def inside(self) -> dict[str, object]:
        told = inner(self.case, REFERRAL, self.on, self.policy)
        return internal(self.case, "", self.sheet(REFERRAL, told), self.policy)

    def outside(self) -> dict[str, object]:
        sheet, policy = self.sheet(COMPLAINT, facts.Inner()), self.policy
        return {
            **court_facts(self.case, self.suit, sheet, policy, approved=self.approved),
            **element_facts(self.case, self.suit, sheet, policy),
        }

    def sheet(self, kind: str, told: facts.Inner) -> facts.Paper:
        return facts.Paper(
            kind=kind, title="", locale=self.locale, as_of=self.on, issued_on=self.on,
            deadline=deadline_for(self.on, self.policy), copies=1, number=self.number, inner=told,
        )  # fmt: skip

    def file_rows(self, own: Sequence[_Part]) -> dict[str, object]:
        return {
            "parts": tuple(self.contents(own)),
            "gaps": tuple(
                {"what": self.said(g.told), "who": self.said(g.who), "rule": g.rule}
                for g in self.gaps
            ),
            "gaps_count": str(len(self.gaps)),
            "has_gaps": bool(self.gaps),
            "checklist": tuple(
                {
                    "title": self.said(i.what),
                    "state": self.said(
                        _THERE if i.there and not i.warns else _MIND if i.there else _MISSING
                    ),
                    "note": self.said(i.note),
                }
                for i in self.items
            ),
        }

    def court_rows(self, part: _Part, own: Sequence[_Part]) -> dict[str, object]:
        told = steps(self.case, self.on, self.policy, self.exhibits)
        groups = _groups(self.exhibits)
        return {
            "parts": tuple(self.group_rows(part) if part.group else self.contents(own)),
            "evidence": tuple(self.evidence(groups)),
            "chronology": tuple(self.step(s) for s in told),
            "assets": assets(self.case, self.on),
            "exhibits_count": str(len(self.exhibits)),
            "groups_count": str(len(groups)),
            "has_exhibits": bool(self.exhibits),
            "has_assets": bool(assets(self.case, self.on)),
            "enclosed": self.enclosed(),
            "has_enclosed": bool(self.enclosed()),
            "show_originals": self.wishes.originals,
            "group_title": self.said(part.title),
        }

    def enclosed(self) -> str:
        """The papers that show who the plaintiff is, as far as they are in the set."""
        own = of_the_plaintiff(self.case, self.exhibits)
        named = [f"{reference(e, self.locale)} {self.said(e.title)}" for e in own]
        return listed(named, self.locale) if named else ""

    def at(self, part: str) -> str:
        """The pages of a part as printed."""
        return str(self.pages[part]) if part in self.pages else NO_PAGE

    def contents(self, own: Sequence[_Part]) -> Iterator[dict[str, str]]:
        """The papers of the volume in their order, with the exhibits under their group."""
        listed = [p for p in own if p.id not in SMALL]
        for n, part in enumerate(listed, start=1):
            title = self.said(part.title)
            yield {"number": str(n), "title": title, "pages": self.at(part.id), "link": part.id}
            if part.group:
                for row in self.group_rows(part):
                    yield {**row, "title": f"　{row['title']}"}

    def group_rows(self, part: _Part) -> Iterator[dict[str, str]]:
        for exhibit in self.exhibits:
            if exhibit.group == part.group:
                yield {
                    "number": exhibit.number,
                    "title": self.said(exhibit.title),
                    "pages": self.at(exhibit.id),
                    "link": exhibit.id,
                }

    def evidence(self, groups: Sequence[str]) -> Iterator[dict[str, str]]:
        for n, group in enumerate(groups, start=1):
            yield {"over": self.said(group_title(n, group)), "link": f"g-{n}"}
            for exhibit in self.exhibits:
                if exhibit.group == group:
                    yield {
                        "number": exhibit.number,
                        "title": self.said(exhibit.title),
                        "proves": self.said(exhibit.proves),
                        "source": self.said(exhibit.source),
                        "pages": self.at(exhibit.id),
                        "original": "",
                        "link": exhibit.id,
                    }
            yield from self.elsewhere(group)

    def elsewhere(self, group: str) -> Iterator[dict[str, str]]:
        """The exhibits of other groups that prove something of this one too, by their numbers."""
        for exhibit in self.exhibits:
            for also in exhibit.also:
                if also.group == group:
                    yield {
                        "number": self.said(Text("见", "see ")) + exhibit.number,
                        "title": self.said(exhibit.title),
                        "proves": self.said(also.proves),
                        "source": self.said(exhibit.source),
                        "pages": self.at(exhibit.id),
                        "original": "",
                        "link": "",
                    }

    def step(self, step: Step) -> dict[str, str]:
        on = self.said(Text(day(step.day, "zh"), day_in_table(step.day, "en")))
        if step.last:
            to = Text(span_cn(step.day, step.last), f"{on} – {day_in_table(step.last, 'en')}")
            on = self.said(to)
        refs = [reference(e, self.locale) for e in step.refs]
        return {
            "on": on,
            "what": self.said(step.what),
            "who": step.who,
            "result": self.said(step.result),
            "evidence": ("、" if self.locale == "zh" else ", ").join(refs),
            "page": self.first_page(step.refs[0].id) if step.refs else "",
            "link": step.refs[0].id if step.refs else "",
        }

    def first_page(self, part: str) -> str:
        return str(self.pages[part].first) if part in self.pages else NO_PAGE


def reference(exhibit: Exhibit, locale: str) -> str:
    """How papers name an exhibit: 证据1-1, Exhibit 1-1."""
    return f"证据{exhibit.number}" if locale == "zh" else f"Exhibit {exhibit.number}"


def group_title(number: int, group: str) -> Text:
    """第一组证据　主体身份."""
    name = EXHIBIT_GROUPS[group]
    return Text(
        f"第{_NUMERALS[number - 1]}组证据　{name.zh}", f"Evidence, group {number}: {name.en}"
    )


def _inside(part: _Part) -> bool:
    return part.audience is Audience.INTERNAL


def _groups(exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e.group for e in exhibits))
