"""Rows of one sheet → their staged values, or faults: cells first, then what one row must say by itself.

A staged row is a list in the order of the sheet's columns; place 0 (the mark) holds its number. An
event without details ends before them: there are sixty columns of them, mostly empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from noticegen import identifiers
from noticegen.events import SPECS
from noticegen.model import EventType
from noticegen.schema import EVENTS, PARTIES, Column, Sheet
from noticegen.sources.cells import Reader, Staged
from noticegen.sources.faults import NOTHING, Bad, Fault, Refused, shape
from noticegen.sources.tables import Header, Place, blank
from noticegen.text import Text

Staging = list[Any]  # its number, then `Staged`
Own = Callable[[Staging, "RowCheck"], None]
TOTALS = ("合计", "总计", "小计", "共计", "total", "sum")
_EXAMPLE = ("示例", "example")
_NOTHING = (None, "")


class RowCheck:
    """The compiled check of one sheet. A class because it holds the plan of its columns.

    A row with faults is to be used for nothing, but its keys (loan, party, id) are there as far as
    they could be read."""

    def __init__(self, sheet: Sheet, header: Header, zone: ZoneInfo, exact: bool) -> None:
        self.sheet = sheet
        self.place: Place = header.place
        self.faults: dict[int, list[Fault]] = {}  # of the rows checked last, by their numbers
        self.examples = 0  # of those rows: left out for their mark
        self._exact = exact
        self._width = len(header.columns)
        self._empty: Staging = [_default(c) for c in sheet.columns]
        self._plan: list[tuple[int, int, Reader, Column]] = [
            (i, at, Reader(c, zone, self._empty[at]), c)
            for i, c in enumerate(header.columns)
            if c is not None and (at := sheet.position[c.key])  # place 0, the mark, is no data
        ]
        self._unheaded = [i for i, c in enumerate(header.columns) if c is None]
        self._mark = header.place.columns.get("mark")
        self._needed = [(sheet.position[c.key], c) for c in sheet.columns if c.required]
        self._own = _OWN.get(sheet.key)
        self._row = 0

    def check(
        self, numbers: Iterable[int], cells_of: Iterable[Sequence[object]], hidden: Set[int]
    ) -> list[Staging]:
        """The staged rows of these numbers and cells, without those on which there is nothing to import. See `faults`.

        Column by column, for a column's cells are alike; the faults of a row are in the order of columns."""
        self.faults, self.examples = {}, 0
        lines: list[Sequence[object]] = []
        staged: list[Staging] = []
        for number, cells in zip(numbers, cells_of, strict=True):
            self._row = number
            if self._is_nothing(cells):
                continue
            lines.append(cells if len(cells) == self._width else self._fitted(cells))
            row = self._empty.copy()
            row[0] = number
            staged.append(row)
        if self._unheaded:
            self._stray(staged, lines)
        self._cells(staged, lines)
        for self._row in [row[0] for row in staged if row[0] in hidden]:
            self._say("", "hidden_row", Text("可见的行", "a visible row"), Text("取消隐藏，核对后保留或删除", "unhide it, look at it, keep or delete it"), Text("隐藏的行", "a hidden row"))  # fmt: skip
        self._missing(staged, lines)
        self._whole(staged, lines)
        return staged

    def _is_nothing(self, cells: Sequence[object]) -> bool:
        """Whether the row is empty, or an example."""
        if not any(cells) and all(blank(c) for c in cells):
            return True
        if self._mark is None or self._mark >= len(cells) or not self._is_example(cells[self._mark]):  # fmt: skip
            return False
        self.examples += 1
        return True

    def _fitted(self, cells: Sequence[object]) -> Sequence[object]:
        """The cells of a row that is not as wide as the header; a fault where this may not be."""
        count, width = len(cells), self._width
        if self._exact:
            self._say("", "row_width", Text(f"{width}栏", f"{width} fields"), Text("检查该行的逗号与引号", "check the commas and quotes of this row"), Text(f"{count}栏", f"{count} fields"))  # fmt: skip
        elif any(not blank(c) for c in cells[width:]):
            self._extra()
        return [*cells, *[None] * (width - count)]

    def _stray(self, staged: list[Staging], lines: list[Sequence[object]]) -> None:
        for row, line in zip(staged, lines, strict=True):
            self._row = row[0]
            for i in self._unheaded:
                if not blank(line[i]):
                    self._extra()

    def _cells(self, staged: list[Staging], lines: list[Sequence[object]]) -> None:
        for i, place, reader, column in self._plan:
            try:
                found = map(reader.__getitem__, map(itemgetter(i), lines))
                for row, value in zip(staged, found, strict=True):
                    row[place] = value
            except (Refused, TypeError):  # one of them: once more, to find it
                self._column(staged, lines, i, place, reader, column)

    def _column(  # noqa: PLR0917  # a step of the plan
        self, staged: list[Staging], lines: list[Sequence[object]], i: int, place: int, reader: Reader, column: Column
    ) -> None:  # fmt: skip
        for row, line in zip(staged, lines, strict=True):
            try:
                row[place] = reader[line[i]]
            except (Refused, TypeError):  # a value without a hash cannot be looked up
                self._cell(row, line[i], place, reader, column)

    def _cell(
        self, row: Staging, value: object, place: int, reader: Reader, column: Column
    ) -> None:
        self._row = row[0]
        try:
            row[place] = reader.read(value)
        except Refused as refused:
            self._say(column.key, refused.code, refused.expected, refused.cure, refused.found or shape(value))  # fmt: skip

    def _missing(self, staged: list[Staging], lines: list[Sequence[object]]) -> None:
        for place, column in self._needed:
            if all(map(itemgetter(place), staged)):
                continue
            i = self.place.columns[column.key]
            for row, line in zip(staged, lines, strict=True):
                # otherwise it was there and refused already
                if row[place] in _NOTHING and blank(line[i]):
                    self._row = row[0]
                    self._say(column.key, "required", Text(f"填写“{column.name.zh}”", f"a value for {column.key}"), Text("补填", "fill it in"), NOTHING)  # fmt: skip

    def _whole(self, staged: list[Staging], lines: list[Sequence[object]]) -> None:
        """What one row must say by itself, if its cells are good; and whether it is a row of data."""
        own, faults = self._own, self.faults
        for row, line in zip(staged, lines, strict=True):
            self._row = number = row[0]
            if number not in faults:
                if own:
                    own(row, self)
            elif self._is_total(line):
                self._total()

    def refuse(
        self, key: str, code: str, expected: Text, cure: Text, found: Text = NOTHING
    ) -> None:
        """Report a fault in a cell of the present row."""
        self._say(key, code, expected, cure, found)

    def _say(self, key: str, code: str, expected: Text, cure: Text, found: Text) -> None:
        fault = self.place.fault(self._row, key, code, expected, cure, found)
        self.faults.setdefault(self._row, []).append(fault)

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
        del self.faults[self._row]
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


def _get(check: RowCheck, row: Staging, key: str) -> Any:
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
