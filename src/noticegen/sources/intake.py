"""Rows of all sheets → loans that are whole, and the faults that keep the others back.

Three steps: every row by itself (staged under its loan), then every loan as a whole, then, only on
demand, the dossiers of those without a fault."""

from __future__ import annotations

import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from noticegen.aside import Aside
from noticegen.book.dossier import Dossier
from noticegen.book.filed import Filed
from noticegen.schema import (
    ADDRESSES,
    EVENTS,
    EVIDENCE,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    PARTIES,
    SIGNATORIES,
    Sheet,
)
from noticegen.sources import crosscheck
from noticegen.sources.build import dossier
from noticegen.sources.checked import Checked, Outcome, Portion, check_rows, heading, portions
from noticegen.sources.crosscheck import INDEX
from noticegen.sources.faults import MAX_KEPT, Fault, Refused
from noticegen.sources.filed import Portion as Loans
from noticegen.sources.filed import filed_of, lay_out, put_by
from noticegen.sources.gathered import Gathered
from noticegen.sources.proofs import Proofs
from noticegen.sources.staging import Item, Stage
from noticegen.sources.tables import Place, Table, header
from noticegen.text import Text

Progress = Callable[[str, int], None]
STRIDE = 20_000  # loans between two words of progress
LOANS_AT_ONCE = 50  # laid out as rows of the book
OF_LOANS = (SIGNATORIES, GUARANTEES, INSTALMENTS, EVENTS, EVIDENCE)  # each row belongs to a loan
ALONE = 20  # portions of a sheet (10,000 rows) that are not worth starting a second process


class Intake:
    """One import under way. A class because all steps share the ids, the faults and the stage."""

    def __init__(
        self,
        zone: ZoneInfo,
        proofs: Proofs,
        progress: Progress | None,
        today: str = "",
        aside: Aside | None = None,
    ) -> None:
        self.faults: list[Fault] = []
        self.fault_count = 0
        self.stopped = False
        self.rows: Counter[str] = Counter()
        self.loans: dict[str, int] = {}
        self.held: dict[int, set[str]] = {}  # number of the loan → sheets in which it has faults
        self.places: dict[str, Place] = {}
        self.examples = 0  # rows left out for their mark
        self._zone = zone
        self._today = today
        self._proofs = proofs
        self._aside = aside or Aside(single=True)
        self._progress = progress or (lambda what, rows: None)
        self._parties: dict[str, int] = {}
        self._bad_parties: set[int] = set()
        self._lost: set[str] = set()  # labels of sheets that were not read to their end
        self._folded: dict[str, list[int]] | None = None
        self._stage = Stage()

    def close(self) -> None:
        """Drop what was staged."""
        self._stage.close()

    def report(self, fault: Fault) -> None:
        """Note a fault; beyond `MAX_KEPT` they are only counted, but still keep loans back.

        A file that could not be read at all has no header either: that goes without saying."""
        if fault.code == "no_header" and any(
            f.stops and (f.file, f.sheet) == (fault.file, fault.sheet) for f in self.faults
        ):
            return
        if fault.code == "no_header" and fault.sheet in self._lost:
            return  # the file broke off before its header, which has been said
        self.fault_count += 1
        if fault.stops:
            self.stopped = True
            self._lost.add(fault.sheet)
        if len(self.faults) < MAX_KEPT or fault.stops:
            self.faults.append(fault)

    # --- every row by itself --------------------------------------------------------------------

    def take(self, tables: Iterable[Table]) -> None:
        """Check and stage the rows of each table. Tables come in the order of `SHEETS`.

        All sheets are one stream of portions, so that nobody waits at the end of a sheet; rows are put by
        in the order of the source, when those of all sheets before theirs were."""
        putters = self._putters()
        sheets: deque[Sheet] = deque()  # of the portions that are out
        alone = 0 if self._aside.running else ALONE
        for outcome in self._aside.shared(check_rows, self._portions(tables, sheets), alone=alone):
            sheet = sheets.popleft()
            if sheet in OF_LOANS and not outcome.faults:
                self._of_loans(outcome, sheet)
            else:
                put = putters[sheet.key]
                for row in outcome.rows():
                    put(row, sheet)
            self.rows[sheet.key] += outcome.size
            self._progress(sheet.name.zh, self.rows[sheet.key])
            self.examples += outcome.examples

    def _portions(self, tables: Iterable[Table], sheets: deque[Sheet]) -> Iterator[Portion]:
        """The rows of all tables whose header is understood; the sheet of each portion goes to `sheets`."""
        for table in tables:
            found = header(table, self.report)
            if found is None:
                continue
            self.places[table.sheet.key] = found.place
            top = heading(found, table.sheet.key, self._zone, table.exact)
            for portion in portions(top, found.rows):
                sheets.append(table.sheet)
                yield portion

    def _putters(self) -> Mapping[str, Callable[[Checked, Sheet], None]]:
        return {
            PARTIES.key: self._party,
            ADDRESSES.key: self._address,
            LOANS.key: self._loan,
            **dict.fromkeys((sheet.key for sheet in OF_LOANS), self._of_loan),
        }

    def _note(self, row: Checked, sheet: Sheet, loan: str, n: int | None) -> None:
        """Report the faults of a row, and hold back the loan they belong to."""
        for fault in row.faults:
            self.report(_of(fault, loan))
        if n is not None:
            self._hold(n, sheet)

    def _hold(self, n: int, sheet: Sheet) -> None:
        self.held.setdefault(n, set()).add(sheet.key)

    def _refuse(  # noqa: PLR0917  # the parts of a fault, in the order of its message
        self, row: Checked, sheet: Sheet, key: str, code: str, expected: Text, cure: Text, found: Text
    ) -> None:  # fmt: skip
        row.faults.append(self.places[sheet.key].fault(row.number, key, code, expected, cure, found))  # fmt: skip

    def _party(self, row: Checked, sheet: Sheet) -> None:
        n = self._parties.get(row.key)
        if n is not None:
            self._double(row, sheet)
            self._bad_parties.add(n)
        elif row.key:
            n = self._parties[row.key] = len(self._parties)
            self._stage.add_party(n, row.data)
            if row.faults:
                self._bad_parties.add(n)
        self._note(row, sheet, "", None)

    def _double(self, row: Checked, sheet: Sheet) -> None:
        self._refuse(row, sheet, "id", "duplicate", Text("不重复的编号", "an id used once"), Text("删去重复的行，或改正编号", "delete the second row, or correct its id"), Text("已出现过的编号", "an id that was there before"))  # fmt: skip

    def _address(self, row: Checked, sheet: Sheet) -> None:
        n = self._known_party(row, sheet)
        if n is not None:
            if row.faults:
                self._bad_parties.add(n)
            else:
                self._stage.add_address(n, row.number, row.data)
        self._note(row, sheet, "", None)

    def _known_party(self, row: Checked, sheet: Sheet) -> int | None:
        """The number of the party a row names; a fault when the parties do not have it."""
        if not row.party:
            return None
        n = self._parties.get(row.party)
        if n is None and PARTIES.key in self.places:  # else all are unknown: said once already
            self._refuse(row, sheet, "party", "unknown_party", Text("客户表中的编号", "an id on the sheet of parties"), Text("改正编号，或在客户表中补填", "correct the id, or add the party"), Text("没有这个客户", "no such party"))  # fmt: skip
        return n

    def _loan(self, row: Checked, sheet: Sheet) -> None:
        if not row.key:
            self._note(row, sheet, "", None)
            return
        n = self.loans.get(row.key)
        if n is not None:
            self._double(row, sheet)
            self._note(row, sheet, row.key, n)
            return
        n = self.loans[row.key] = len(self.loans)
        if row.faults:
            self._note(row, sheet, row.key, n)
        else:
            self._stage.add(n, INDEX["loans"], row.number, row.data)

    def _of_loans(self, outcome: Outcome, sheet: Sheet) -> None:
        """Many rows without a fault of their own: runs of known loans and good parties are staged at once."""
        loans, parties, bad, index = self.loans, self._parties, self._bad_parties, INDEX[sheet.key]
        staged: list[Item] = []
        for number, key, named, data in zip(outcome.numbers, outcome.keys, outcome.parties, outcome.data, strict=True):  # fmt: skip
            n = loans.get(key)
            if n is None or any((who := parties.get(name)) is None or who in bad for name in named):
                for row in outcome.rows_of(data):
                    self._of_loan(row, sheet)
            else:
                staged.append((n, index, number, data))
        self._stage.add_all(staged)

    def _of_loan(self, row: Checked, sheet: Sheet) -> None:
        key = row.key
        n = self.loans.get(key)
        if row.party:
            party = self._known_party(row, sheet)
            if party in self._bad_parties and n is not None:
                self._hold(n, PARTIES)
        if n is None and key and LOANS.key in self.places:
            self._orphan(row, sheet)
        if n is None or row.faults:
            self._note(row, sheet, key if n is not None else "", n)
        else:
            self._stage.add(n, INDEX[sheet.key], row.number, row.data)

    def _orphan(self, row: Checked, sheet: Sheet) -> None:
        """A row of no known loan. Loans with an id that differs only in form are held back too:
        a payment may be theirs."""
        if self._folded is None:
            self._folded = {}
            for known, n in self.loans.items():
                self._folded.setdefault(_bare(known), []).append(n)
        for n in self._folded.get(_bare(row.key), ()):
            self._hold(n, sheet)
        self._refuse(row, sheet, "loan", "unknown_loan", Text("借款表中的编号", "an id on the sheet of loans"), Text("改正编号，或在借款表中补填", "correct the id, or add the loan"), Text("没有这笔借款", "no such loan"))  # fmt: skip

    # --- every loan as a whole ------------------------------------------------------------------

    def settle(self) -> None:
        """Check each loan as a whole and put by those without a fault."""
        out: deque[list[tuple[int, Gathered]]] = deque()  # the loans of the portions that are out
        good = 0
        alone = 0 if self._aside.running else ALONE
        for laid in self._aside.shared(lay_out, self._gathered(out), alone=alone):
            for (n, loan), data in zip(out.popleft(), laid, strict=True):
                whole = data or self._judged(n, loan)
                if whole:
                    self._stage.keep(n, whole)
                    good += 1
                    if not good % STRIDE:
                        self._progress(LOANS.name.zh, good)

    def _gathered(self, out: deque[list[tuple[int, Gathered]]]) -> Iterator[Loans]:
        """All loans, LOANS_AT_ONCE at a time, without those of which a fault is known."""
        for some in self._staged():
            out.append(some)
            clean = [loan if self._is_clean(n, loan) else None for n, loan in some]
            yield Loans(clean, self._zone, self._today)

    def _staged(self) -> Iterator[list[tuple[int, Gathered]]]:
        """The loans whose own row is good, LOANS_AT_ONCE at a time, with the rows of their parties."""
        ids, known = list(self.loans), self._parties
        staged = ((n, Gathered(ids[n], runs, {})) for n, runs in self._stage.loans() if INDEX[LOANS.key] in runs)  # fmt: skip
        while some := list(islice(staged, LOANS_AT_ONCE)):
            wanted = [(loan, _parties_of(loan)) for _, loan in some]
            rows = self._stage.parties({known[key] for _, keys in wanted for key in keys if key in known})  # fmt: skip
            for loan, keys in wanted:
                loan.parties.update((key, rows[known[key]]) for key in keys if key in known)
            yield some

    def _is_clean(self, n: int, loan: Gathered) -> bool:
        """Whether nothing is known against the loan, and its evidence files are there."""
        if n in self.held or not loan.parties.keys() >= set(_parties_of(loan)):
            return False
        try:
            for row in loan.rows(EVIDENCE):
                self._proofs.find(row[EVIDENCE.position["file"]])
        except Refused:
            return False
        return True

    def _judged(self, n: int, loan: Gathered) -> bytes | None:
        """A loan that is not clean or not whole: say why. Should it have mended meanwhile (a file that
        was not there), it is as good as any."""
        broken = frozenset(self.held.get(n, ()))
        if any(key not in loan.parties for key in _parties_of(loan)):
            broken |= {PARTIES.key}  # said already: of the row, or the sheet
        if PARTIES.key in broken:  # a faulty party's own row may lack what the checks compare
            loan.parties.clear()
        bundle = loan.bundle(broken, self._today)
        faults = crosscheck.check(bundle, self.places, self._proofs.find)
        for fault in faults:
            self.report(fault)
        if faults:
            self._hold(n, LOANS)
        if n in self.held or broken:
            return None
        return put_by(bundle, loan.addresses(), self._zone)

    # --- the dossiers ---------------------------------------------------------------------------

    def dossiers(self) -> Iterator[Dossier]:
        """The dossiers of the loans without a fault, in the order of the sheet of loans."""
        for some in self._staged():
            for n, loan in some:
                if n not in self.held:
                    yield dossier(loan.bundle(), loan.addresses(), self._proofs, self._zone)

    def filed(self) -> Iterator[Filed]:
        """The same as rows of the book."""
        for data in self._stage.whole():
            yield filed_of(data, self._proofs)


def _parties_of(loan: Gathered) -> list[str]:
    """Who signed, then who guarantees."""
    signed = [row[SIGNATORIES.position["party"]] for row in loan.rows(SIGNATORIES)]
    return signed + [row[GUARANTEES.position["party"]] for row in loan.rows(GUARANTEES)]


def _of(fault: Fault, loan: str) -> Fault:
    return replace(fault, loan=loan) if loan else fault


def _bare(key: str) -> str:
    """An id without what a typing slip or a spreadsheet changes: width, case, blanks, dashes."""
    folded = unicodedata.normalize("NFKC", key).casefold()
    return "".join(c for c in folded if c.isalnum())
