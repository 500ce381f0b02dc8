"""One row → its staged values, or its faults: cells first, then what one row must say by itself.

A staged row is a list in the order of the sheet's columns; place 0 (the mark) holds its number. An
event without details ends before them: there are sixty columns of them, mostly empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from noticegen import identifiers
from noticegen.events import SPECS
from noticegen.model import EventType
from noticegen.schema import EVENTS, PARTIES, Column, Sheet
from noticegen.sources.cells import Convert, Staged, converter
from noticegen.sources.faults import NOTHING, Bad, Fault, Refused, shape
from noticegen.sources.tables import Header, Place, Row, blank
from noticegen.text import Text

Staging = list[Staged]
Own = Callable[[Staging, "RowCheck"], None]
TOTALS = ("合计", "总计", "小计", "共计", "total", "sum")
_EXAMPLE = ("示例", "example")


class RowCheck:
    """The compiled check of one sheet. A class because it holds the plan of its columns.

    `check` returns the staged row and its faults; the row is to be used only when there are none,
    but its keys (loan, party, id) are there as far as they could be read."""

    def __init__(self, sheet: Sheet, header: Header, zone: ZoneInfo, exact: bool) -> None:
        self.sheet = sheet
        self.place: Place = header.place
        self.faults: list[Fault] = []
        self.examples = 0  # rows left out for their mark
        self._exact = len(header.columns) if exact else 0
        self._width = len(header.columns)
        self._plan: list[tuple[int, int, dict[str, Staged], Convert, Column]] = [
            (i, sheet.position[c.key], *converter(c, zone), c)
            for i, c in enumerate(header.columns)
            if c is not None and c.key != "mark"
        ]
        self._unheaded = [i for i, c in enumerate(header.columns) if c is None]
        self._mark = header.place.columns.get("mark")
        self._needed = [(sheet.position[c.key], c) for c in sheet.columns if c.required]
        self._empty: Staging = [_default(c) for c in sheet.columns]
        self._own = _OWN.get(sheet.key)
        self._row = 0

    def check(self, row: Row) -> Staging | None:
        """The staged row, or None when there is nothing to import on it. See `faults`."""
        cells = row.cells
        self.faults = []
        self._row = row.number
        if not any(cells) and all(blank(c) for c in cells):
            return None
        if (
            self._mark is not None
            and self._mark < len(cells)
            and self._is_example(cells[self._mark])
        ):
            self.examples += 1
            return None
        staged = self._empty.copy()
        staged[0] = row.number
        self._cells(cells, staged)
        if row.hidden:
            self._say("", "hidden_row", Text("可见的行", "a visible row"), Text("取消隐藏，核对后保留或删除", "unhide it, look at it, keep or delete it"), Text("隐藏的行", "a hidden row"))  # fmt: skip
        for place, column in self._needed:
            if staged[place] is None or staged[place] == "":
                self._missing(column, cells)
        if self.faults and self._is_total(cells):
            self._total()
        elif not self.faults and self._own:
            self._own(staged, self)
        return staged

    def _cells(self, cells: Sequence[object], staged: Staging) -> None:
        count = len(cells)
        if self._exact and count != self._exact:
            self._say("", "row_width", Text(f"{self._exact}栏", f"{self._exact} fields"), Text("检查该行的逗号与引号", "check the commas and quotes of this row"), Text(f"{count}栏", f"{count} fields"))  # fmt: skip
        elif count > self._width and any(not blank(c) for c in cells[self._width :]):
            self._extra()
        for i in self._unheaded:
            if i < count and not blank(cells[i]):
                self._extra()
        for i, place, known, convert, column in self._plan:
            if i >= count:
                continue
            value = cells[i]
            if value == "" or value is None:
                continue
            if type(value) is str and (found := known.get(value)) is not None:
                staged[place] = found
                continue
            try:
                staged[place] = convert(value)
            except Refused as refused:
                self._refuse(column, refused, value)

    def refuse(
        self, key: str, code: str, expected: Text, cure: Text, found: Text = NOTHING
    ) -> None:
        """Report a fault in a cell of the present row."""
        self._say(key, code, expected, cure, found)

    def _say(self, key: str, code: str, expected: Text, cure: Text, found: Text) -> None:
        self.faults.append(self.place.fault(self._row, key, code, expected, cure, found))

    def _refuse(self, column: Column, refused: Refused, value: object) -> None:
        self._say(
            column.key, refused.code, refused.expected, refused.cure, refused.found or shape(value)
        )

    def _missing(self, column: Column, cells: Sequence[object]) -> None:
        i = self.place.columns[column.key]
        if i >= len(cells) or blank(cells[i]):  # otherwise it was there and refused already
            self._say(column.key, "required", Text(f"填写“{column.name.zh}”", f"a value for {column.key}"), Text("补填", "fill it in"), NOTHING)  # fmt: skip

    def _extra(self) -> None:
        self._say("", "extra_cell", Text("标题以内的单元格", "cells below headings only"), Text("清除标题以外的内容，或补上标题", "clear what stands outside the headings, or add a heading"), Text("没有标题的单元格有内容", "a cell without a heading above it"))  # fmt: skip

    def _is_example(self, mark: object) -> bool:
        if isinstance(mark, str) and mark.strip().casefold() in _EXAMPLE:
            return True
        if not blank(mark):
            self._say("mark", "enum", Text("空，或“示例”", "nothing, or `example`"), Text("清除标记", "clear the mark"), shape(mark))  # fmt: skip
        return False

    def _is_total(self, cells: Sequence[object]) -> bool:
        return any(
            isinstance(c, str) and c.strip().rstrip(":：").casefold() in TOTALS for c in cells
        )

    def _total(self) -> None:
        self.faults = []
        self._say("", "total_row", Text("只有明细行", "rows of data only"), Text("删去合计行", "delete the row of totals"), Text("合计行", "a row of totals"))  # fmt: skip


def _default(column: Column) -> Staged:
    if column.default:
        return column.default
    if column.format == "bool":
        return None if column.required else False
    return None if column.format in ("money", "rate", "date", "datetime", "int") else ""


# --- what one row must say by itself ------------------------------------------------------------


_P = PARTIES.position
_BIRTH, _SEX, _ID_KIND, _ID_NUMBER = (_P[k] for k in ("birth_date", "sex", "id_kind", "id_number"))


def _party(row: Staging, check: RowCheck) -> None:
    """The identifier must be right, and agree with birth date and sex where both are given."""
    kind, number = row[_ID_KIND], row[_ID_NUMBER]
    if not number:
        return
    if not kind:
        check.refuse(
            "id_kind",
            "required",
            Text("证件种类", "the kind of ID"),
            Text("补填证件种类", "fill it in"),
        )
        return
    try:
        if kind == "resident_id":
            row[_ID_NUMBER] = _resident(row, str(number), check)
        elif kind == "uscc":
            row[_ID_NUMBER] = _verbatim(str(number), identifiers.uscc(str(number)))
    except identifiers.BadNumber as bad:
        expected = Text("有效的证件号码", "a valid number")
        cure = Text(f"{bad.why.zh}；请与证件核对", f"{bad.why.en}; compare it with the paper")
        check.refuse("id_number", "id_number", expected, cure, shape(number))


def _verbatim(given: str, number: str) -> str:
    """Only a lower-case letter is mended; other differences are refused."""
    if given.upper() != number:
        raise identifiers.BadNumber(
            "须为半角、不带空格和短横", "ASCII only, without blanks or dashes"
        )
    return number


def _resident(row: Staging, given: str, check: RowCheck) -> str:
    person = identifiers.resident_id(given)
    number = _verbatim(given, person.id)
    if row[_BIRTH] and row[_BIRTH] != person.birth.isoformat():
        check.refuse("birth_date", "birth_date_differs", Text("与身份证号一致的出生日期", "the birth date in the ID number"), Text("与证件核对，改正其一", "compare with the ID card and mend one of them"), Text("不同的日期", "another day"))  # fmt: skip
    if row[_SEX] and row[_SEX] != person.sex:
        check.refuse("sex", "sex_differs", Text("与身份证号一致的性别", "the sex in the ID number"), Text("与证件核对，改正其一", "compare with the ID card and mend one of them"), Text("不同的性别", "the other sex"))  # fmt: skip
    return number


def _loan(row: Staging, check: RowCheck) -> None:
    """Signed, then paid out, then due."""
    if str(_get(check, row, "contract_date")) > str(_get(check, row, "disbursed_on")):
        check.refuse("disbursed_on", "before_contract", Text("不早于签约日期", "not before the contract date"), Text("核对两个日期", "compare the two days"), Text("较早的日期", "an earlier day"))  # fmt: skip
    if str(_get(check, row, "maturity")) <= str(_get(check, row, "disbursed_on")):
        check.refuse("maturity", "before_disbursement", Text("晚于放款日期", "after the day of disbursement"), Text("核对两个日期", "compare the two days"), Text("较早的日期", "an earlier day"))  # fmt: skip


def _get(check: RowCheck, row: Staging, key: str) -> Staged:
    return row[check.sheet.position[key]]


_E = EVENTS.position
_TYPE, _AT, _RECORDED = _E["type"], _E["at"], _E["recorded_at"]
_NAMES = {t.value: spec.name for t, spec in SPECS.items()}
_FIRST_DETAIL = _E["corrects"] + 1
DETAIL_KEYS = tuple(c.key for c in EVENTS.columns[_FIRST_DETAIL:])
_ALLOWED = {
    t.value: frozenset(_E[k] for k in spec.fields if k in _E and _E[k] >= _FIRST_DETAIL)
    for t, spec in SPECS.items()
}


def _slot(kind: EventType, need: str) -> int:
    """Where a need of an event type stands: details and fields have columns of the same name."""
    return _E[need]


_NEEDS = {
    t.value: tuple((n, _slot(t, n)) for n in spec.needs if n != "evidence" and n in _E)
    for t, spec in SPECS.items()
}


def _event(row: Staging, check: RowCheck) -> None:
    """What its type needs is there, what its type does not know is not, its times are possible."""
    kind = str(row[_TYPE])
    name = _NAMES[kind]
    for need, slot in _NEEDS[kind]:
        if not row[slot]:
            label = EVENTS.columns[slot].name
            check.refuse(need, "event_needs", Text(f"“{name.zh}”须填“{label.zh}”", f"{need}, which {kind} needs"), Text("补填", "fill it in"))  # fmt: skip
    if any(row[_FIRST_DETAIL:]):
        _details(row, kind, check)
    else:
        del row[_FIRST_DETAIL:]
    if str(row[_RECORDED]) < str(row[_AT]):
        check.refuse("recorded_at", "recorded_before", Text("不早于发生时间", "not before it happened"), Text("核对两个时间", "compare the two times"), Text("较早的时间", "an earlier time"))  # fmt: skip
    if kind == EventType.CORRECTION and not row[_E["corrects"]]:
        check.refuse("corrects", "event_needs", Text("被更正的记录编号", "the event to correct"), Text("补填", "fill it in"))  # fmt: skip


def _details(row: Staging, kind: str, check: RowCheck) -> None:
    """Its type knows every detail that is given."""
    allowed, name = _ALLOWED[kind], _NAMES[kind]
    for slot in range(_FIRST_DETAIL, len(row)):
        if row[slot] and slot not in allowed:
            check.refuse(EVENTS.columns[slot].key, "event_unknown_field", Text(f"空（“{name.zh}”没有这一栏）", f"nothing: {kind} has no such field"), Text("清除，或改记录种类", "clear it, or correct the type"), shape(row[slot]))  # fmt: skip


_OWN: dict[str, Own] = {"parties": _party, "loans": _loan, "events": _event}

__all__ = ["DETAIL_KEYS", "Bad", "RowCheck", "Staging"]
