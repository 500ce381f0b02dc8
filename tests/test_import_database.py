"""Data out of another database: the types databases give, and what each refusal says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from import_data import Rows, check, codes, good, proof, write_json, write_sqlite

from noticegen.errors import DataError, UsageError
from noticegen.sources import sql

# their names for what the example loan holds; everything in the type a loan system would give it
TABLES = """
create sequence counted;
create table t_customer (id bigint, name text, cert text, sex text, born date, mobile text, home text, zip text, source text, agreed boolean);
insert into t_customer values
 (1, '示例甲', '990001198003050014', 'male', '1980-03-05', '19900000001', '示例省示例市示例县示范路1号', '990000', 'contract', true),
 (2, '示例乙', '990001198509170021', 'female', '1985-09-17', '19900000002', '示例省示例市示例县示范路2号', '990000', 'id_card', false);
create table t_loan (no text, customer bigint, amount numeric(18, 2), rate numeric(9, 6), extra numeric(9, 4), paid_out date, ends date, booked date, subsidised boolean);
insert into t_loan values ('DK-示例', 1, 50000, 0.065, 0.5, '2025-09-20', '2026-03-20', '2026-03-27', false);
create table t_visit (seq bigint, loan text, customer bigint, at timestamp with time zone, keyed timestamp with time zone);
insert into t_visit values (1, 'DK-示例', 1, '2026-03-20 02:05:00+00', '2026-03-20 10:40:00+08');
"""
PARTY = "'KH-示例' || cast({} as varchar(9))"
MAPPING = {
    "parties": f"select {PARTY.format('id')} as id, 'person' as kind, name, 'resident_id' as id_kind, cert as id_number, sex, born as birth_date, mobile as phone from t_customer order by id",
    "addresses": f"select {PARTY.format('id')} as party, home as text, source, zip as postcode, agreed from t_customer order by id",
    "loans": "select no as id, 'guaranteed' as kind, '小额担保贷款借款合同' as contract_name, '示担借字第0001号' as contract_no, date '2025-09-17' as contract_date, '示例银行' as lender, amount as principal, paid_out as disbursed_on, ends as maturity, rate as annual_rate, extra as surcharge, 360 as day_basis, subsidised, '到期一次还本付息' as repayment_way, '第四条' as rate_clause, booked as booked_until from t_loan",
    "signatories": f"select no as loan, {PARTY.format('customer')} as party, 'borrower' as role from t_loan",
    "guarantees": "select 'FD-示例' as id, no as loan, 'KH-示例2' as party, true as counter, 'joint' as kind, '反担保保证合同' as deed_name, '示担反字第0001号' as deed_no, date '2025-09-17' as deed_date, cast(null as numeric) as cap, 24 as period_months from t_loan",
    "instalments": "select no as loan, 1 as number, ends as due, amount as principal, 1634.03 as interest from t_loan",
    "events": f"select 'JL-示例' || cast(seq as varchar(9)) as id, loan, at, 'visit' as type, keyed as recorded_at, {PARTY.format('customer')} as party, '王经办、赵协办' as actors, 'visit' as channel, 'met_party' as outcome, '走访，说明逾期后果' as text, 'normal' as trading, 'credit,reputation' as warnings from t_visit",
    "evidence": "select loan, 'JL-示例' || cast(seq as varchar(9)) as event, 'photo' as kind, 'evidence/示例.png' as file from t_visit",
}  # fmt: skip


def keys(sheet: str) -> list[str]:
    """What the query of a sheet gives, in its order."""
    rows: Rows = good()
    more = {"loans": ["subsidised"], "guarantees": ["cap"]}
    return [*dict.fromkeys(k for row in rows[sheet] for k in row), *more.get(sheet, [])]


def mapping(folder: Path, **changed: str) -> Path:
    """The mapping file with some queries changed."""
    proof(folder)
    lines = []
    for sheet, query in {**MAPPING, **changed}.items():
        lines += [f'[{sheet}]\nquery = """{query}"""', f"[{sheet}.columns]"]
        lines += [f'{key} = "{key}"' for key in keys(sheet)]
    path = folder / "mapping.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def theirs(postgres_url: str) -> str:
    """A loan system on PostgreSQL."""
    with psycopg.connect(postgres_url, autocommit=True) as conn:
        for statement in filter(str.strip, TABLES.split(";")):
            conn.execute(statement.encode())
    return postgres_url


@contextmanager
def _open(url: str) -> Iterator[Any]:
    with psycopg.connect(url, autocommit=True) as conn:
        yield conn


def loaded(url: str, file: Path) -> list[Any]:
    """What comes in, without a fault."""
    with check(url, mapping=file) as reading:
        assert reading.faults == ()
        return list(reading.dossiers)


def test_a_database_gives_what_a_file_gives(theirs: str, tmp_path: Path) -> None:
    """Whole numbers cast, decimals, days, times with a zone and true/false give the same loan as text does."""
    with check(write_json(tmp_path, good())) as reading:
        assert list(reading.dossiers) == loaded(theirs, mapping(tmp_path))


def test_sqlite_gives_it_too(tmp_path: Path) -> None:
    """Tables named in the mapping file are read whole; SQLite writes a time with six noughts behind the second."""
    with check(write_json(tmp_path, good())) as reading:
        same = list(reading.dossiers)
    rows = good()
    rows["events"][0]["at"] = "2026-03-20 10:05:00.000000"
    url, file = write_sqlite(tmp_path, rows)
    assert same == loaded(url, file)


@pytest.mark.parametrize(
    ("written", "read"), [("1", True), ("0", False), ("2", None), ("0.5", None)]
)
def test_nought_and_one_are_no_and_yes(tmp_path: Path, written: str, read: bool | None) -> None:
    """A database without true and false writes 1 and 0; another number is a fault."""
    url, file = write_sqlite(tmp_path, good())
    text = file.read_text("utf-8").replace('table = "t_guarantees"', f"query = \"select *, {written} as flag from t_guarantees\"").replace('counter = "c_counter"', 'counter = "flag"')  # fmt: skip
    file.write_text(text, "utf-8")
    with check(url, mapping=file) as reading:
        if read is None:
            assert [("bool", "guarantees[0]")] == codes(reading)
        else:
            (dossier,) = reading.dossiers
            assert read is dossier.guarantees[0].counter


def test_a_number_in_json_is_no_yes(tmp_path: Path) -> None:
    """In a file, where true can be written, 1 is not taken for it."""
    rows = good()
    rows["guarantees"][0]["counter"] = 1
    with check(write_json(tmp_path, rows)) as reading:
        assert [("bool", "guarantees[0]")] == codes(reading)


def test_a_colon_is_no_parameter(theirs: str, tmp_path: Path) -> None:
    """A query may hold a colon, in words or as PostgreSQL's cast."""
    query = MAPPING["evidence"].replace("from t_visit", "from t_visit where loan <> ':x' and seq::text <> ''")  # fmt: skip
    assert loaded(theirs, mapping(tmp_path, evidence=query)) == loaded(theirs, mapping(tmp_path))


def test_a_fraction_of_a_second_is_named(theirs: str, tmp_path: Path) -> None:
    """A time with microseconds keeps the loan back; the fault says so and how to cut it, its column by its key."""
    with _open(theirs) as conn:
        conn.execute("update t_visit set keyed = keyed + interval '120 milliseconds'")
    with check(theirs, mapping=mapping(tmp_path)) as reading:
        (fault,) = reading.faults
        assert ("events", "recorded_at", "datetime_fraction") == (fault.sheet, fault.column, fault.code)  # fmt: skip
        said = "events[0] recorded_at: expected a time in whole seconds; found a time with a fraction of a second."
        assert fault.message.en.startswith(said)
        assert "date_trunc('second'" in fault.message.en
        assert "去掉秒以下的部分" in fault.message.zh
        assert (["DK-示例"], 0) == (list(reading.held), reading.counts.good)


@pytest.mark.parametrize(
    ("sheet", "key", "value", "said"),
    [
        ("parties", "id", 1, "parties[0] id: expected text; found a number of 1 digit. make it text: in quotes in JSON, cast(... as varchar) in a query"),
        ("events", "at", 1774000000, "events[0] at: expected a day and time such as 2026-05-01 09:30; found a number of 10 digits. write it as text such as 2026-05-01 or 2026-05-01 09:30"),
        ("instalments", "due", 20260320, "instalments[0] due: expected a date such as 2026-05-01; found a number of 8 digits. write it as text such as 2026-05-01 or 2026-05-01 09:30"),
    ],
)  # fmt: skip
def test_cures_are_those_of_items(
    tmp_path: Path, sheet: str, key: str, value: int, said: str
) -> None:
    """Nobody who writes JSON or a query is told to format a cell."""
    rows = good()
    rows[sheet][0][key] = value
    with check(write_json(tmp_path, rows)) as reading:
        assert said == reading.faults[0].message.en


def test_a_list_may_be_an_array(tmp_path: Path) -> None:
    """Several names may be a JSON array; one with a comma in a name would be two, and is refused."""
    rows = good()
    with check(write_json(tmp_path, rows)) as reading:
        same = list(reading.dossiers)
    path = write_json(tmp_path, rows)
    text = path.read_text("utf-8")
    path.write_text(text.replace('"王经办、赵协办"', '["王经办", "赵协办"]'), "utf-8")
    with check(path) as reading:
        assert same == list(reading.dossiers)
    for bad in ('["王经办、赵协办"]', '[["王经办"]]', "[1]"):
        path.write_text(text.replace('"王经办、赵协办"', bad), "utf-8")
        with check(path) as reading:
            assert [("nested", "events[0]")] == codes(reading)
    path.write_text(text.replace('"走访，说明逾期后果"', '["走访"]'), "utf-8")
    with check(path) as reading:
        assert [("nested", "events[0]")] == codes(reading)


def test_events_alone_are_no_loan(tmp_path: Path) -> None:
    """A file with the day's events only is refused: a loan comes in whole."""
    path = write_json(tmp_path, {k: v for k, v in good().items() if k in ("events", "evidence")})
    with check(path) as reading:
        assert ["parties", "loans", "signatories", "instalments"] == [f.sheet for f in reading.faults]  # fmt: skip
        said = "loans: expected the sheet loans; found nothing. add it (a list in JSON, a section of the mapping file): a loan comes in whole"
        assert said == reading.faults[1].message.en
    (tmp_path / "day").mkdir()
    whole = "add it: a loan comes in whole"
    for name, cells, cure in (
        ("催收记录", "记录编号,借款编号,发生时间,记录种类,录入时间\n", f"{whole}; the day's events alone are recorded one by one with `noticegen log`"),
        ("客户", "客户编号,类型,名称\n", whole),
    ):  # fmt: skip
        (tmp_path / "day" / f"{name}.csv").write_text(cells, "utf-8")
        with check(tmp_path / "day") as reading:
            assert cure == next(f.cure.en for f in reading.faults if f.code == "missing_sheet")


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "old", "new", "said"),
    [
        ("events", "keyed as", "entered as", r"refused the query of \[events\] in the mapping file \(42703\): a column it names is not there"),
        ("instalments", "from t_loan", "from t_plan", r"refused the query of \[instalments\] in the mapping file \(42P01\): a table it names is not there"),
        ("loans", "select no", "select nextval('counted') as n, no", r"refused the query of \[loans\] in the mapping file \(25006\): it would write"),
        ("evidence", "select loan", "select 1 / 0, loan", r"refused the query of \[evidence\] in the mapping file \(22012\)$"),
    ],
)  # fmt: skip
def test_a_refused_query_is_named(
    theirs: str, tmp_path: Path, sheet: str, old: str, new: str, said: str
) -> None:
    """The section of the mapping file is named, and the database's own code; nothing is written there."""
    assert old in MAPPING[sheet]
    changed = mapping(tmp_path, **{sheet: MAPPING[sheet].replace(old, new)})
    with pytest.raises(DataError, match=said) as refused:
        check(theirs, mapping=changed)
    assert "try that query" in refused.value.hint.en
    with _open(theirs) as conn:
        assert (False,) == conn.execute("select is_called from counted").fetchone()


def test_a_refused_query_on_sqlite_is_named(tmp_path: Path) -> None:
    """SQLite too: which section, and that it is the query, not the server."""
    url, file = write_sqlite(tmp_path, good())
    text = file.read_text("utf-8")
    file.write_text(text.replace('table = "t_loans"', 'query = "select nothing from t_loans"'), "utf-8")  # fmt: skip
    with pytest.raises(DataError, match=r"refused the query of \[loans\].*\(SQLITE_ERROR\)"):
        check(url, mapping=file)
    with sqlite3.connect(tmp_path / "their.db") as db:
        db.execute("drop table t_evidence")
    file.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"refused the query of \[evidence\]"):
        check(url, mapping=file)


def test_a_server_that_is_not_there_is_named(theirs: str, tmp_path: Path) -> None:
    """A wrong database, a wrong host: the cure is the URL, not the query."""
    there = theirs.partition("?host=")[2]
    for url in (f"postgresql://book@/nothing?host={there}", f"postgresql://book@/x?host={tmp_path}"):  # fmt: skip
        with pytest.raises(DataError, match="cannot be reached, or the connection broke") as refused:  # fmt: skip
            check(url, mapping=mapping(tmp_path))
        assert "check the URL" in refused.value.hint.en


@pytest.mark.parametrize("url", ["postgresql+psycopg://book@host:port/x", "nothing://x", "mysql+nothing://x/y"])  # fmt: skip
def test_a_url_that_is_none_is_a_usage_error(tmp_path: Path, url: str) -> None:
    """A port that is no number, a driver that is not there: the URL is wrong."""
    with pytest.raises(UsageError, match="URL is not valid, or its driver is not installed"):
        check(url, mapping=mapping(tmp_path))


@pytest.mark.parametrize("rows", [0, 1, 60])
def test_a_server_that_goes_in_the_middle_is_named(
    theirs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """When the connection breaks while rows are fetched, that is said, and no loan comes in."""
    monkeypatch.setattr(sql, "FETCH", 5)
    with _open(theirs) as conn:
        conn.execute("insert into t_customer select n, '示例丙', null, null, null, null, '示例路', '990000', 'other', false from generate_series(3, 100) n")  # fmt: skip
    reading = sql.Sql(theirs, mapping(tmp_path))

    def all_of_it() -> None:
        seen = 0
        for table in reading.tables(lambda fault: None):
            for _ in table.rows:
                if seen == rows:
                    _end(theirs)
                seen += 1

    with pytest.raises(DataError, match=r"the connection broke \(57P01\); nothing of it"):
        all_of_it()


def _end(url: str) -> None:
    with _open(url) as conn:
        conn.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()")  # fmt: skip


def test_the_types_are_those_of_a_database(theirs: str) -> None:
    """The fixture gives what this file is about: decimals, days, times with a zone, truth."""
    with sa.create_engine(theirs).connect() as conn:
        kinds = {type(v) for row in (conn.execute(sa.text(f"select * from {t}")).first() for t in ("t_customer", "t_loan", "t_visit")) if row for v in row}  # fmt: skip
    assert {int, str, bool, Decimal, date} < kinds


def test_a_key_used_twice_names_the_first_by_its_address(tmp_path: Path) -> None:
    """Items count from 0: the first use of a key is named as its own faults would name it."""
    rows = good()
    rows["events"] += [{**rows["events"][0], "id": "JL-2"}, dict(rows["events"][0])]
    with check(write_json(tmp_path, rows)) as reading:
        found = [f.message.en for f in reading.faults if f.code == "duplicate"]
        assert ["events[2] id: expected a value used once; found the same as in events[0]. delete the second row, or correct its key"] == found  # fmt: skip
