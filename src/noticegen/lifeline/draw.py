"""The picture: lines of the parties, the money, the days; one SVG that needs nothing else.

What is told is in words too (the title of each mark), and the log stands below the picture: no fact is
in a colour alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape

from noticegen.addressing import ROLES
from noticegen.episodes import episodes, present_episode
from noticegen.lifeline.curve import Point, owed_by_day
from noticegen.lifeline.marks import Mark, Money, Shape, Span, first_day, marks, money, spans
from noticegen.lifeline.scale import LEFT, RIGHT, ROOM, Scale
from noticegen.model import Case
from noticegen.model import EventType as T
from noticegen.policy import Policy
from noticegen.text import Lang, Text

WIDTH = 1000
TOP = 34.0  # of the first line; above it stand the step days
LEVEL = 15.0  # from one mark to the next where they would cover each other
LEVELS = 4
APART = 11.0
LEAST = 32.0  # a line holds two lines of words
SHOWN = 12  # characters of a name
CHART = 110.0  # height of the curve
MONTH = 31
STEP_DAYS = (0, 7, 15, 30, 60, 90, 180, 360, 720)
COLOURS = {
    "contact": "#1f5fa8", "visit": "#1f5fa8", "letter": "#7a4b00", "served": "#1d7a46",
    "failed": "#b3261e", "court": "#5b2a86", "stop": "#111", "other": "#666",
    "kept": "#1d7a46", "partial": "#b57700", "broken": "#b3261e", "open": "#1f5fa8",
    "hold": "#9a9a9a", "dispute": "#b57700",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lane:
    """One line: whose it is ("" = nobody's alone), in what role, and what stands on it."""

    party: str
    role: str
    name: str
    marks: tuple[tuple[int, Mark], ...]  # each with its level, from above
    spans: tuple[Span, ...]

    @property
    def height(self) -> float:
        """As high as its levels need."""
        return max(LEAST, 12 + LEVEL * (1 + max((level for level, _ in self.marks), default=0)))


def picture(case: Case, on: date, policy: Policy, lang: Lang) -> str:
    """The life of the case up to and including `on`, and what is promised beyond, as an SVG."""
    defaults = episodes(case, on, policy)
    first = first_day(case, on, tuple(e.anchor for e in defaults))
    running = spans(case, on)
    ahead = [s.last for s in running if on < s.last <= on + timedelta(2 * MONTH)]
    scale = Scale(first, max([*ahead, on]) + timedelta(max(3, (on - first).days // 20)))
    lanes = list(_lanes(case, marks(case, on), running, scale, lang))
    bottom = TOP + sum(lane.height for lane in lanes)
    points = owed_by_day(case, first, on, policy)
    present = present_episode(case, on, policy)
    body = [
        *_days(scale, bottom + CHART + 22),
        *(_band(scale, e.anchor, e.ended or on, bottom, lang) for e in defaults),
        *_steps(scale, present.anchor if present else None, on, lang),
        *_drawn_lanes(lanes, scale, lang),
        *_chart(points, money(case, on), scale, bottom + 16, lang),
        _today(scale, on, bottom + CHART + 22, lang),
    ]
    height = bottom + CHART + 44
    title = Text("案件经过", "the life of the case").to(lang)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="100%" role="img" aria-label="{title}" font-size="10.5">'
        f"{''.join(body)}</svg>"
    )


def legend(lang: Lang) -> str:
    """What each sign means, as a row of small pictures with words."""
    said = "".join(
        f'<span><svg viewBox="-8 -8 16 16" width="16" height="16">{_sign(shape, full=full)}</svg> {escape(text.to(lang))}</span>'
        for shape, full, text in LEGEND
    )
    lines = "".join(
        f'<span><svg viewBox="0 0 26 10" width="26" height="10"><path d="M1 5h24" stroke="{COLOURS[kind]}" stroke-width="4"/></svg> {escape(text.to(lang))}</span>'
        for kind, text in LINES
    )
    areas = "".join(
        f'<span><svg viewBox="0 0 12 12" width="12" height="12">{sign}</svg> {escape(text.to(lang))}</span>'
        for sign, text in AREAS
    )
    return f'<p class="legend">{said}{lines}{areas}</p>'


LEGEND: tuple[tuple[Shape, bool, Text], ...] = (
    ("contact", True, Text("电话等，联系到本人", "call or message, the party reached")),
    ("contact", False, Text("未联系到本人", "not reached")),
    (
        "visit",
        True,
        Text("上门，见到本人（空心：未见到）", "visit, met the party (hollow: not met)"),
    ),
    ("letter", True, Text("文书签发、寄出（空心：已作废）", "letter issued, sent (hollow: void)")),
    ("served", True, Text("送达", "served")),
    ("failed", True, Text("退回、拒收", "returned, refused")),
    ("court", True, Text("起诉、裁判", "filing, decision")),
    ("stop", True, Text("死亡、破产", "death, insolvency")),
    ("other", True, Text("其他", "other")),
)
LINES: tuple[tuple[str, Text], ...] = (
    ("open", Text("承诺，未到期", "promise, open")),
    ("kept", Text("已履行", "kept")),
    ("partial", Text("部分履行", "kept in part")),
    ("broken", Text("未履行", "broken")),
    ("hold", Text("暂缓催收", "hold")),
    ("dispute", Text("异议", "dispute")),
)

LENDER, HOUSE, CAME_IN = "#b3261e", "#1f5fa8", "#1d7a46"
AREAS: tuple[tuple[str, Text], ...] = (
    (f'<rect width="12" height="12" fill="{LENDER}" opacity=".1"/>', Text("违约期间", "in default")),
    (f'<rect width="12" height="12" fill="{LENDER}" opacity=".32"/>', Text("欠贷款人", "owed to the lender")),
    (f'<rect width="12" height="12" fill="{HOUSE}" opacity=".32"/>', Text("欠本单位（代偿追偿）", "owed to the house (recourse)")),
    (f'<rect x="4" width="4" height="12" fill="{CAME_IN}"/>', Text("还款", "payment")),
    (f'<rect x="4" width="4" height="12" fill="{HOUSE}"/>', Text("代偿", "paid by the house")),
    (f'<rect x="4.5" y=".5" width="3" height="11" fill="#fff" stroke="{CAME_IN}"/>', Text("退款", "paid back")),
)  # fmt: skip


# --- lines ------------------------------------------------------------------------------------------


def _lanes(
    case: Case, all_marks: Sequence[Mark], running: Sequence[Span], scale: Scale, lang: Lang
) -> Iterator[Lane]:
    """One line for each party, in the order of the roles, and one for what is about nobody alone."""
    roles = {party: ROLES[role].to(lang) for party, role in reversed(case.roles)}
    parties = list(dict.fromkeys(party for party, _ in case.roles))
    for party in (*parties, ""):
        own = [
            m for m in all_marks if _home(m.party, parties) == party and scale.holds(m.at.date())
        ]
        over = tuple(
            s for s in running if _home(s.party, parties) == party and s.last >= scale.first
        )
        levels = tuple(_levels(own, scale))
        if party:
            yield Lane(party, f"{roles[party]} {party}", case.parties[party].name, levels, over)
        elif own or over:
            yield Lane("", Text("案件", "the case").to(lang), "", levels, over)


def _home(party: str, parties: Sequence[str]) -> str:
    return party if party in parties else ""


def _levels(own: Iterable[Mark], scale: Scale) -> Iterator[tuple[int, Mark]]:
    """Each mark on the highest level where it covers none; on the lowest when all are taken."""
    taken = [-APART] * LEVELS
    for mark in own:
        x = scale.at(mark.at)
        level = next((n for n in range(LEVELS) if x - taken[n] >= APART), LEVELS - 1)
        taken[level] = x
        yield level, mark


def _drawn_lanes(lanes: Sequence[Lane], scale: Scale, lang: Lang) -> Iterator[str]:
    y = TOP
    for n, lane in enumerate(lanes):
        if n % 2 == 0:
            yield f'<rect x="0" y="{y:.0f}" width="{WIDTH}" height="{lane.height:.0f}" fill="#000" opacity=".035"/>'
        yield from _label(lane, y + lane.height / 2)
        for span in lane.spans:
            x, end = scale.x(span.begin, 0), scale.x(span.last, 24)
            yield (
                f'<rect x="{x}" y="{y + lane.height - 6:.1f}" width="{end - x:.1f}" height="4" '
                f'fill="{COLOURS[span.kind]}">{_told(span.told, lang)}</rect>'
            )
        for level, mark in lane.marks:
            at = f"translate({scale.at(mark.at)},{y + 11 + LEVEL * level:.1f})"
            sign = _sign(mark.shape, full=mark.full)
            yield f'<g transform="{at}">{_told(mark.told, lang)}{sign}</g>'
        y += lane.height


def _label(lane: Lane, middle: float) -> Iterator[str]:
    """Role and id, and under it the name, as much of it as has room."""
    name = lane.name if len(lane.name) <= SHOWN else lane.name[: SHOWN - 1] + "…"
    yield f'<text x="4" y="{middle - 2 if name else middle + 4:.1f}">{escape(lane.role)}</text>'
    if name:
        yield f'<text x="4" y="{middle + 11:.1f}" fill="#555">{escape(name)}<title>{escape(lane.name)}</title></text>'


def _told(text: Text, lang: Lang) -> str:
    return f"<title>{escape(text.to(lang))}</title>"


def _sign(shape: Shape, *, full: bool) -> str:
    colour = COLOURS[shape]
    ink = f'fill="{colour if full else "#fff"}" stroke="{colour}" stroke-width="1.3"'
    match shape:
        case "contact":
            return f'<circle r="3.8" {ink}/>'
        case "visit":
            return f'<rect x="-4" y="-4" width="8" height="8" {ink}/>'
        case "letter" | "served":
            flap = f'<path d="M-5 -3.5L0 .8L5 -3.5" fill="none" stroke="{"#fff" if full else colour}"/>'
            return f'<rect x="-5.5" y="-4" width="11" height="8" {ink}/>{flap}'
        case "failed":
            return (
                f'<rect x="-5.5" y="-4" width="11" height="8" fill="#fff" stroke="{colour}" stroke-width="1.3"/>'
                f'<path d="M-5 -3.5L5 3.5M-5 3.5L5 -3.5" stroke="{colour}" stroke-width="1.3"/>'
            )
        case "court":
            return f'<path d="M0 -5.5L5.5 4.5H-5.5Z" {ink}/>'
        case "stop":
            return f'<path d="M-4 -4L4 4M-4 4L4 -4" stroke="{colour}" stroke-width="2.4"/>'
        case "other":
            return f'<path d="M0 -4.6L4.6 0L0 4.6L-4.6 0Z" {ink}/>'


# --- days -------------------------------------------------------------------------------------------


def _days(scale: Scale, bottom: float) -> Iterator[str]:
    for day in scale.named():
        x = scale.x(day, 0)
        if x + ROOM > WIDTH:
            return
        yield f'<path d="M{x} {TOP}V{bottom:.0f}" stroke="#000" opacity=".12"/>'
        yield f'<text x="{x + 2}" y="{bottom + 11:.0f}" fill="#555">{day}</text>'


def _band(scale: Scale, begin: date, last: date, bottom: float, lang: Lang) -> str:
    """A default: from its day 0 to the day on which nothing due was open."""
    x, end = scale.x(begin, 0), scale.x(last, 24)
    told = Text(f"违约期间 {begin} 至 {last}", f"default from {begin} to {last}")
    return f'<rect x="{x}" y="{TOP - 6}" width="{end - x:.1f}" height="{bottom - TOP + 6:.0f}" fill="#b3261e" opacity=".05">{_told(told, lang)}</rect>'


def _steps(scale: Scale, anchor: date | None, on: date, lang: Lang) -> Iterator[str]:
    """The step days of the present default, as many as have room."""
    if anchor is None:
        return
    free = 0.0
    for step in STEP_DAYS:
        day = anchor + timedelta(step)
        x = scale.x(day, 0)
        if day <= on and x >= free:
            told = Text(f"第 {step} 天：{day}", f"day {step}: {day}")
            yield f'<text x="{x}" y="{TOP - 18}" fill="#b3261e" font-weight="600">D{step}{_told(told, lang)}</text>'
            yield f'<path d="M{x} {TOP - 14}v14" stroke="#b3261e"/>'
            free = x + 32


def _today(scale: Scale, on: date, bottom: float, lang: Lang) -> str:
    x = scale.x(on, 24)
    name = Text("截至", "as of").to(lang)
    return (
        f'<path d="M{x} {TOP - 14}V{bottom:.0f}" stroke="#111" stroke-dasharray="4 3"/>'
        f'<text x="{x}" y="{TOP - 18}" text-anchor="middle" font-weight="600">{name}</text>'
    )


# --- money ------------------------------------------------------------------------------------------


def _chart(
    points: Sequence[Point], moved: Sequence[Money], scale: Scale, top: float, lang: Lang
) -> Iterator[str]:
    """What is due and unpaid, as an area: to the lender, and on it to the house; and what was paid."""
    most = max((p.lender + p.house for p in points), default=Decimal(0))
    name = Text("应还未还（元）", "due and unpaid, yuan").to(lang)
    yield f'<text x="4" y="{top + 2:.0f}">{name}</text>'
    if not most:
        return
    bottom = top + CHART

    def y(sum_: Decimal) -> float:
        return round(bottom - float(sum_ / most) * (CHART - 22), 1)

    for part in (1, 2):
        sum_ = most * part / 2
        yield f'<path d="M{LEFT} {y(sum_)}H{RIGHT}" stroke="#000" opacity=".12"/>'
        yield f'<text x="{LEFT - 6}" y="{y(sum_) + 4}" text-anchor="end" fill="#555">{sum_:,.2f}</text>'
    lender = list(_stairs(points, scale, lambda p: y(p.lender)))
    both = list(_stairs(points, scale, lambda p: y(p.lender + p.house)))
    base = [(lender[0][0], bottom), *lender, (lender[-1][0], bottom)]
    if any(p.house for p in points):
        yield _area([*both, *reversed(lender)], HOUSE)
    yield _area(base, LENDER)
    for sum_moved in moved:
        if scale.holds(sum_moved.day):
            yield _column(sum_moved, scale, y, bottom, lang)


def _stairs(
    points: Sequence[Point], scale: Scale, height: Callable[[Point], float]
) -> Iterator[tuple[float, float]]:
    """The corners of a line that is level over each day and steps at midnight."""
    for point, after in zip(points, (*points[1:], None), strict=True):
        end = scale.x(after.day, 0) if after else scale.x(point.day, 24)
        yield scale.x(point.day, 0), height(point)
        yield end, height(point)


def _area(corners: Sequence[tuple[float, float]], colour: str) -> str:
    path = "L".join(f"{x} {y}" for x, y in corners)
    return f'<path d="M{path}Z" fill="{colour}" opacity=".32"/>'


def _column(
    moved: Money, scale: Scale, y: Callable[[Decimal], float], bottom: float, lang: Lang
) -> str:
    """A payment as a column as high as its sum; the house's own in its colour, money paid back hollow."""
    x, top = scale.x(moved.day), y(moved.amount)
    colour = HOUSE if moved.kind is T.SUB_PAYMENT else CAME_IN
    fill = "#fff" if moved.kind is T.REFUND else colour
    return (
        f'<rect x="{x - 2:.1f}" y="{max(top, bottom - CHART):.1f}" width="4" height="{bottom - max(top, bottom - CHART):.1f}" '
        f'fill="{fill}" stroke="{colour}">{_told(moved.told, lang)}</rect>'
    )
