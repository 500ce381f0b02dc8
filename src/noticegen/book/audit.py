"""Recompute everything that the log and the register claim, and name each row that does not agree.

Streams in order of the tree, so memory does not grow with the book. What it cannot see: someone who
holds the database can rewrite it whole, tree and all. Against that stands a checkpoint kept
elsewhere: give it as `since`.
"""

from __future__ import annotations

import json
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from noticegen import fsio, merkle
from noticegen.book import erase, leaves, runs
from noticegen.book import tables as t
from noticegen.model import EvidenceState
from noticegen.text import Text
from noticegen.vault import Vault

CHUNK = 10_000
# Below the out folder: what is no letter of the register.
DRAFTS = "drafts"
PROOFS = "proofs"  # copies handed out; each brings the program that checks it
CONTENT = "noticegen-bundle.json"  # what a packet says of itself
BUNDLES = "bundles"  # packets for the court; `bundle verify` checks them
SEALED = "sealed"  # copies with a digital seal behind the registered bytes
APART = (DRAFTS, PROOFS, BUNDLES, SEALED)
RUNS = "runs"  # below the out folder: what batch runs put together from issued letters
MANIFEST = "manifest.json"
SUFFIXES = {"pdf_sha256": ".pdf", "docx_sha256": ".docx"}
Owners = dict[int, list[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One row or file that does not agree, and how. Holds no personal data."""

    where: str
    what: Text


def book(conn: sa.Connection, since: merkle.Checkpoint | None = None) -> Iterator[Problem]:
    """Every leaf, the root, the counters, the states and the places on the logs."""
    yield from _tree(conn, since)
    yield from _logs(conn)
    yield from _numbers(conn)
    yield from _counters(conn)
    yield from _events_of_numbers(conn)


def _tree(conn: sa.Connection, since: merkle.Checkpoint | None) -> Iterator[Problem]:
    row = conn.execute(sa.select(t.tree)).mappings().one_or_none()
    if row is None:
        yield Problem("tree", Text("缺失", "it is missing"))
        return
    end = conn.execute(sa.select(sa.func.max(t.leaves.c.leaf))).scalar_one()
    size = max(row["size"], 0 if end is None else end + 1)
    grown = merkle.Frontier()
    for first in range(0, size, CHUNK):
        found = _leaves(conn, first)
        gone = _erased(conn, first)
        owners = _owners(conn, first, gone)
        for leaf in range(first, min(first + CHUNK, size)):
            if leaf in gone and leaf in found:
                yield from _back(owners.get(leaf, []))
            else:
                yield from _leaf(leaf, found.get(leaf), owners.get(leaf, []))
            grown.append(found.get(leaf, b""))
            if since is not None and grown.size == since.size and grown.root() != since.root:
                yield Problem(
                    "checkpoint", Text("检查点之前的内容已被改动", "what it covers was altered")
                )
    yield from _outside(conn, size)
    if since is not None and (since.size > size or since.origin != row["origin"]):
        yield Problem("checkpoint", Text("检查点不属于本台账或台账被截短",
                                         "it is of another register, or the end was cut off"))  # fmt: skip
    if since is not None and since.size == 0 and since.root != merkle.EMPTY:
        yield Problem("checkpoint", Text("检查点无效", "it is not valid"))
    if row["size"] != grown.size or bytes(row["peaks"]) != grown.pack():
        yield Problem("tree", Text("根与叶不符", "the root does not agree with the leaves"))
    if row["id"] != 1:
        yield Problem("tree", Text("行号被改动", "its id was altered"))


def _leaves(conn: sa.Connection, first: int) -> dict[int, bytes]:
    chunk = t.leaves.c.leaf.between(first, first + CHUNK - 1)
    query = sa.select(t.leaves.c.leaf, t.leaves.c.hash).where(chunk)
    return {leaf: bytes(found) for leaf, found in conn.execute(query)}


def _erased(conn: sa.Connection, first: int) -> frozenset[int]:
    """The leaves of this chunk whose rows were erased by a decision that has its own leaf."""
    c = t.erased.c
    query = sa.select(c.leaf).join(t.erasures, t.erasures.c.id == c.erasure)
    chunk = c.leaf.between(first, first + CHUNK - 1)
    return frozenset(conn.execute(query.where(chunk, t.erasures.c.leaf.is_not(None))).scalars())


def _back(owners: list[tuple[str, bytes]]) -> Iterator[Problem]:
    for name, _ in owners:
        yield Problem(name, Text("已删除的记录又出现", "it was erased, and there is a row again"))


def _owners(conn: sa.Connection, first: int, gone: frozenset[int]) -> Owners:
    """By leaf: the rows that claim it, with the hash each gives.

    The number of an erased document stays in the register and is no claim."""
    last = first + CHUNK - 1
    owners: Owners = defaultdict(list)
    files: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    e = t.event_evidence
    for row in conn.execute(
        sa.select(e).where(e.c.event.between(first, last)).order_by(e.c.event, e.c.position)
    ).mappings():
        own = files[row["event"]]
        place = "" if row["position"] == len(own) else f" {row['position']}"  # a gap shows
        own.append((row["sha256"], row["name"], row["kind"] + place))
    if first == 0:
        origin = conn.execute(sa.select(t.tree.c.origin)).scalar_one()
        owners[0].append(("tree", leaves.origin_leaf(origin)))
    for row in conn.execute(
        sa.select(t.events).where(t.events.c.leaf.between(first, last))
    ).mappings():
        found = leaves.event_leaf(row, files.pop(row["leaf"], []))
        owners[row["leaf"]].append((f"event {row['loan']}/{row['id']}", found))
    for leaf in files:
        owners[leaf].append((f"evidence of leaf {leaf}", b""))
    for row in conn.execute(
        sa.select(t.run_log).where(t.run_log.c.leaf.between(first, last))
    ).mappings():
        owners[row["leaf"]].append((f"run {row['run']}/{row['nth']}", leaves.run_leaf(row)))
    for act in leaves.ACTS:
        column = t.register.c[f"{act}_leaf"]
        query = sa.select(t.register).where(column.between(first, last))
        for row in conn.execute(query).mappings():
            leaf = row[f"{act}_leaf"]
            if leaf not in gone or row["party"] or row["salt"]:
                owners[leaf].append((f"register {row['number']}", leaves.act_leaf(act, row)))
    query = sa.select(t.erasures).where(t.erasures.c.leaf.between(first, last))
    for row in conn.execute(query).mappings():
        emptied = sa.select(t.erased.c.leaf).where(t.erased.c.erasure == row["id"])
        emptied = emptied.order_by(t.erased.c.leaf)
        changed = sa.select(t.restreamed.c.before, t.restreamed.c.after)
        changed = changed.where(t.restreamed.c.erasure == row["id"])
        streams = {found.before: found.after for found in conn.execute(changed)}
        claimed = erase.erasure_leaf(row, conn.execute(emptied).scalars().all(), streams)
        owners[row["leaf"]].append((f"erasure {row['id']}", claimed))
    return owners


def _leaf(leaf: int, found: bytes | None, owners: list[tuple[str, bytes]]) -> Iterator[Problem]:
    if found is None:
        yield Problem(f"leaf {leaf}", Text("缺失", "it is missing"))
    if not owners:
        yield Problem(f"leaf {leaf}", Text("所记载的记录缺失", "the row it stands for is missing"))
    for name, claimed in owners:
        if len(owners) > 1:
            yield Problem(
                name, Text(f"与他行共用叶 {leaf}", f"shares leaf {leaf} with another row")
            )
        elif found is not None and claimed != found:
            yield Problem(name, Text("内容与哈希不符", "it was altered: its hash does not agree"))


def _outside(conn: sa.Connection, size: int) -> Iterator[Problem]:
    """Rows whose leaf lies outside the tree."""
    c = t.events.c
    query = sa.select(c.loan, c.id).where(sa.or_(c.leaf < 0, c.leaf >= size))
    for loan, event in conn.execute(query):
        yield Problem(f"event {loan}/{event}", Text("不在哈希树中", "it is not in the tree"))
    r = t.run_log.c
    query = sa.select(r.run, r.nth).where(sa.or_(r.leaf < 0, r.leaf >= size))
    for run, nth in conn.execute(query):
        yield Problem(f"run {run}/{nth}", Text("不在哈希树中", "it is not in the tree"))
    for act in leaves.ACTS:
        column = t.register.c[f"{act}_leaf"]
        query = sa.select(t.register.c.number).where(sa.or_(column < 0, column >= size))
        for number in conn.execute(query).scalars():
            yield Problem(f"register {number}", Text("不在哈希树中", "it is not in the tree"))
    e = t.event_evidence.c
    query = sa.select(e.event).outerjoin(t.events, c.leaf == e.event).where(c.leaf.is_(None))
    for leaf in conn.execute(query.distinct()).scalars():
        yield Problem(f"evidence of leaf {leaf}", Text("所属事件缺失", "its event is missing"))
    for table, name in ((t.erased, "erased leaf"), (t.erasures, "erasure with leaf")):
        query = sa.select(table.c.leaf).where(sa.or_(table.c.leaf < 0, table.c.leaf >= size))
        for leaf in conn.execute(query).scalars():
            yield Problem(f"{name} {leaf}", Text("不在哈希树中", "it is not in the tree"))
    low = sa.select(t.leaves.c.leaf).where(t.leaves.c.leaf < 0)
    for leaf in conn.execute(low).scalars():
        yield Problem(f"leaf {leaf}", Text("序号无效", "its place is not valid"))
    bad = sa.select(e.event).where(sa.or_(e.position < 0, e.event < 0)).distinct()
    for leaf in conn.execute(bad).scalars():
        yield Problem(f"evidence of leaf {leaf}", Text("次序被改动", "its order was altered"))


def _logs(conn: sa.Connection) -> Iterator[Problem]:
    """On each log the places are 1 ... n, and the loan knows n."""
    c = t.events.c
    log = (
        sa.select(
            c.loan,
            sa.func.count().label("n"),
            sa.func.min(c.nth).label("low"),
            sa.func.max(c.nth).label("high"),
            sa.func.count(c.nth.distinct()).label("places"),
        )
        .group_by(c.loan)
        .subquery()
    )
    n = sa.func.coalesce(log.c.n, 0)
    query = (
        sa.select(t.loans.c.id)
        .outerjoin(log, log.c.loan == t.loans.c.id)
        .where(
            sa.or_(
                n != t.loans.c.log_size,
                sa.and_(n > 0, sa.or_(log.c.low != 1, log.c.high != n, log.c.places != n)),
            )
        )
    )
    for loan in conn.execute(query.order_by(t.loans.c.id)).scalars():
        yield Problem(
            f"log {loan}", Text("日志有缺失或多出的记录", "events are missing or were added")
        )


def _numbers(conn: sa.Connection) -> Iterator[Problem]:
    """The state of each number is the one its acts give, and nothing stands in later columns."""
    later = [n for n in leaves.ISSUED if n not in leaves.RESERVED]
    last = [n for n in leaves.VOID if n not in leaves.ISSUED]
    for row in conn.execute(sa.select(t.register)).mappings():
        acts = [act for act in leaves.ACTS if row[f"{act}_leaf"] is not None]
        ordered = [row[f"{act}_leaf"] for act in acts]
        empty = later if "issued" not in acts else []
        empty = empty + (last if "void" not in acts else [])
        if (
            not acts
            or row["state"] != acts[-1]
            or ordered != sorted(ordered)
            or any(row[name] is not None for name in empty)
        ):
            yield Problem(
                f"register {row['number']}",
                Text("状态与记载不符", "its state does not agree with its acts"),
            )


def _counters(conn: sa.Connection) -> Iterator[Problem]:
    """Each sequence runs 1 ... n without a gap and its counter says n."""
    names = ("issuer", "series", "year")
    c = t.register.c
    query = sa.select(
        *(c[n] for n in names), sa.func.count(), sa.func.min(c.seq), sa.func.max(c.seq)
    )
    held = {tuple(row[:3]): tuple(row[3:]) for row in conn.execute(query.group_by(*names[:0], *(c[n] for n in names)))}  # fmt: skip
    k = t.counters.c
    told = {
        tuple(row[:3]): row[3] for row in conn.execute(sa.select(*(k[n] for n in names), k.last))
    }
    for sequence in sorted(held.keys() | told.keys()):
        n, low, high = held.get(sequence, (0, 1, 0))
        if not (low == 1 and n == high == told.get(sequence)):
            where = " ".join(str(part) for part in sequence[1:])
            yield Problem(
                f"counter {where}",
                Text("编号有缺口或计数器不符", "there is a gap, or the counter is off"),
            )


def _events_of_numbers(conn: sa.Connection) -> Iterator[Problem]:
    """An issued number has its `issued` event, a number void after issue its `voided` one, and no
    such event names another number."""
    c, e = t.register.c, t.events.c
    for kind, column, condition in (
        ("issued", c.issued_leaf, c.issued_leaf.is_not(None)),
        ("voided", c.void_leaf, sa.and_(c.issued_leaf.is_not(None), c.void_leaf.is_not(None))),
    ):
        match = sa.and_(e.document == c.number, e.loan == c.loan, e.type == kind)
        query = sa.select(c.number).outerjoin(t.events, match)
        gone = column.in_(sa.select(t.erased.c.leaf))
        for number in conn.execute(query.where(condition, e.leaf.is_(None), ~gone)).scalars():
            yield Problem(
                f"register {number}", Text("日志上没有相应记录", "the log does not know of it")
            )
        known = sa.select(c.number).where(match, column.is_not(None)).exists()
        for loan, event in conn.execute(sa.select(e.loan, e.id).where(e.type == kind, ~known)):
            yield Problem(
                f"event {loan}/{event}",
                Text("登记簿上没有该编号", "the register has no such number"),
            )


def evidence(conn: sa.Connection, vault: Vault) -> Iterator[Problem]:
    """Every evidence file that an event names is there and has the bytes it had."""
    column = t.event_evidence.c.sha256
    for (sha256,) in conn.execute(sa.select(column).distinct().order_by(column)):
        match vault.state(sha256):
            case EvidenceState.MISSING:
                yield Problem(f"evidence {sha256}", Text("文件缺失", "its file is missing"))
            case EvidenceState.ALTERED:
                yield Problem(f"evidence {sha256}", Text("文件已被改动", "its file was altered"))


_STRANGE = Text("不属于已签发的编号", "it belongs to no issued number")
_INTERRUPTED = Text(
    "其编号只是预留，签发曾中断：重新运行同一条命令",
    "its number is only reserved, an issue was interrupted: run the same command again",
)


def _place(path: Path) -> tuple[str, str, int]:
    """Year, kind and place in the sequence, by the name of a file of a letter or a print stream."""
    year, kind, *_ = (*path.parts, "")
    head = path.name.partition("_")[0]
    return year, kind, int(head) if head.isdecimal() else 0


def files(conn: sa.Connection, out: Path) -> Iterator[Problem]:
    """Each issued file is there, unaltered and private; nothing else is below `out` but drafts."""
    query = sa.select(t.register).where(t.register.c.issued_leaf.is_not(None))
    wanted: set[Path] = set()
    changed = erase.restreamed(conn)
    streams: dict[tuple[Path, str], list[Problem]] = {}  # read once, whatever they hold
    for row in conn.execute(query.order_by(t.register.c.issued_leaf)).mappings():
        for column, suffix in SUFFIXES.items():
            if row[column]:
                path = out / f"{row['file']}{suffix}"
                wanted.add(path)
                name = f"register {row['number']}"
                if row["first_page"] is None:
                    yield from _file(path, row[column], name)
                    continue
                key = path, erase.current(changed, row[column])
                if key not in streams:
                    streams[key] = list(_file(*key, ""))
                yield from (Problem(name, problem.what) for problem in streams[key])
    yield from _runs(conn, out, wanted)
    if not out.is_dir():
        return
    c = t.register.c
    waiting = sa.select(c.year, c.kind, c.seq).where(c.state == "reserved")
    reserved = {(str(year), kind, seq) for year, kind, seq in conn.execute(waiting)}
    for path in sorted(out.rglob("*")):
        if path.relative_to(out).parts[0] in APART:
            continue
        if path.is_dir() and not path.is_symlink():
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield _open(path, out)
        elif path not in wanted:
            place = path.relative_to(out)
            what = _INTERRUPTED if _place(place) in reserved else _STRANGE
            yield Problem(f"file {place.as_posix()}", what)


def _runs(conn: sa.Connection, out: Path, wanted: set[Path]) -> Iterator[Problem]:
    """The manifest of each finished run is the one its log names, and each file the one in it.

    An unfinished run may have put some of its files there already."""
    try:
        told_of = [(act, done, runs.log_of(conn, act.run)) for act, done in runs.begun(conn)]
    except ValueError:
        yield Problem("run log", Text("无法读取", "it cannot be read"))
        return
    for act, finished, log in told_of:
        folder = out / RUNS / act.run
        if not finished:
            wanted.update(path for path in folder.rglob("*") if path.is_file())
            continue
        manifest = folder / MANIFEST
        wanted.add(manifest)
        told = next(a for a in log if a.type == runs.FINISHED)
        problems = list(_run_file(act.run, manifest, told.details.get("manifest", "")))
        yield from problems
        if not problems:
            for file in json.loads(manifest.read_bytes())["files"]:
                wanted.add(folder / file["name"])
                yield from _run_file(act.run, folder / file["name"], file["sha256"])


def _run_file(run: str, path: Path, sha256: str) -> Iterator[Problem]:
    yield from _file(path, sha256, f"run {run}")


def _file(path: Path, sha256: str, name: str) -> Iterator[Problem]:
    try:
        found = "" if path.is_symlink() else fsio.sha256_of(path)
    except OSError:
        yield Problem(name, Text(f"文件缺失：{path.name}", f"its file is missing: {path.name}"))
        return
    if found != sha256:
        yield Problem(name, Text(f"文件被改动：{path.name}", f"its file was altered: {path.name}"))
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Problem(
            name, Text(f"他人可读：{path.name}", f"others may read its file: {path.name}")
        )


def _open(path: Path, out: Path) -> Problem:
    return Problem(
        f"folder {path.relative_to(out).as_posix()}", Text("他人可读", "others may read it")
    )
