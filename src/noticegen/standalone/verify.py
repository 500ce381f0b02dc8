#!/usr/bin/env python3
"""Check the proof of one document. 核验一份文书的登记证明。

    python3 verify.py [--checkpoint FILE]

Needs Python 3.8 or later and nothing else: no other program, no network. It reads proof.json and the
files beside it and says whether they are, byte for byte, what the register holds at the places named
there, under the root printed at the end. Compare that root with a checkpoint you were given earlier, or
by somebody else (--checkpoint): a root known from this folder alone shows only that the folder agrees
with itself.

How it works (RFC 6962):
  commitment = SHA-256(salt + content)            the content cannot be exchanged
  leaf       = SHA-256(0x00 + body)               the body names the commitment and the hashes of files
  node       = SHA-256(0x01 + left + right)       up the path to the root of the register

Exit code: 0 everything agrees, 1 something does not, 2 it cannot be checked.
"""
# ruff: noqa: T201 - handed out as it is, so it prints

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OWN = ("verify.py", "proof.json", "certificate.pdf")  # they say what is proved; they prove nothing


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def unhex(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(h) for h in hashes]


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf at this place leads to; None when the path does not fit the place."""
    at, last, found = index, size - 1, leaf
    if not 0 <= index < size:
        return None
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            found = node(found, step)
        at >>= 1
        last >>= 1
    return found if last == 0 else None


def grown(old: int, new: int, path: list[bytes], old_root: bytes) -> tuple[bytes, bytes] | None:
    """The roots of the old and the new tree that a proof of consistency leads to (RFC 6962, 2.1.4)."""
    steps = path if old & (old - 1) else [old_root, *path]
    if not 0 < old < new or not steps:
        return None
    at, last = old - 1, new - 1
    while at & 1:
        at >>= 1
        last >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node(step, first), node(step, second)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            second = node(second, step)
        at >>= 1
        last >>= 1
    return (first, second) if last == 0 else None


def checkpoint(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root: the last three lines of the text."""
    lines = [line for line in text.splitlines() if line.strip()][-3:]
    return lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)


def wrong_entries(proof: dict[str, Any]) -> list[str]:
    """The entries that are not what the register holds."""
    wrong = []
    _, size, root = checkpoint(proof["checkpoint"])
    issued = []
    for entry in proof["entries"]:
        body, content = json.loads(entry["body"]), json.loads(entry["content"])
        place = f"#{entry['index']} {body['kind']}"
        if body["type"] == "issued":
            issued.append(body["number"])
        committed = sha256(bytes.fromhex(entry["salt"]) + entry["content"].encode())
        if committed.hex() != body["commitment"]:
            wrong.append(f"{place}：内容与承诺不符 / the content is not what was committed to")
        if content.get("number", content.get("document")) != proof["number"]:
            wrong.append(f"{place}：是另一份文书的记录 / is about another document")
        leaf = sha256(b"\x00" + entry["body"].encode())
        if climb(leaf, entry["index"], size, unhex(entry["path"])) != root:
            wrong.append(f"{place}：不在该登记簿中 / is not in this register")
        if body["type"] == "issued":
            wrong += wrong_copies(proof, content)
    if issued != [proof["number"]]:
        wrong.append("没有该编号的签发记录 / there is no entry that this number was issued")
    return wrong


def wrong_copies(proof: dict[str, Any], content: dict[str, Any]) -> list[str]:
    """Only a letter that stands in a print stream among those of others may come as a copy, its stream
    withheld: the committed content says so."""
    paths = [copy["path"] for copy in proof.get("copies", ())]
    withheld = list(proof.get("withheld", ()))
    if content.get("first_page") is None:
        right = not paths and not withheld
    else:
        right = paths == ["document.pdf"] and withheld == [content["pdf_sha256"]]
    return [] if right else ["缺少原件，或副本不该有 / an original is left out, or a copy put in"]


def shown(text: object) -> str:
    """A text as it may be printed: nothing in it moves the cursor or hides a line."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def wrong_files(proof: dict[str, Any]) -> list[str]:
    """The files that are altered, missing, unknown to the register, or do not belong here."""
    wrong = []
    known = {h for entry in proof["entries"] for h in json.loads(entry["body"])["files"]}
    for file in proof["files"]:
        name = file["path"]
        try:
            found = sha256(inside(name).read_bytes()).hex()
        except OSError:
            wrong.append(f"{name}：缺失 / is missing")
            continue
        if found != file["sha256"]:
            wrong.append(f"{name}：已被改动 / was altered")
        if file["sha256"] not in known:
            wrong.append(f"{name}：登记簿没有记载 / the register does not know it")
    for file in proof.get("copies", ()):
        if not inside(file["path"]).is_file():
            wrong.append(f"{file['path']}：缺失 / is missing")
        elif sha256(inside(file["path"]).read_bytes()).hex() != file["sha256"]:
            wrong.append(f"{file['path']}：已被改动 / was altered")
    told = {file["sha256"] for file in proof["files"]} | set(proof.get("withheld", ()))
    for digest in sorted(known - told):
        wrong.append(f"缺少哈希为 {digest} 的文件 / the file of this hash is missing")
    listed = {file["path"] for file in [*proof["files"], *proof.get("copies", ())]}
    for path in sorted(HERE.rglob("*")):
        name = path.relative_to(HERE).as_posix()
        if path.is_file() and name not in listed and name not in OWN:
            wrong.append(f"{name}：不属于本证明 / does not belong to this proof")
    return wrong


def inside(name: str) -> Path:
    """A file of this folder. Raises ValueError for a path that leads out of it."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
        raise ValueError(f"not a safe path: {name!r}")
    return HERE.joinpath(*parts)


def wrong_since(proof: dict[str, Any], kept: str) -> list[str]:
    """What speaks against the register when it is held against a checkpoint kept elsewhere."""
    origin, size, root = checkpoint(proof["checkpoint"])
    kept_origin, kept_size, kept_root = checkpoint(kept)
    if origin != kept_origin:
        return ["检查点属于另一登记簿 / the checkpoint is of another register"]
    if kept_size == size:
        return [] if kept_root == root else ["检查点的根不同 / the checkpoint has another root"]
    since = proof.get("since") or {}
    if since.get("size") != kept_size:
        raise ValueError(
            f"no proof leads from {kept_size} to {size} entries; "
            "`noticegen prove NUMBER --since FILE` makes one"
        )
    if grown(kept_size, size, unhex(since["path"]), kept_root) != (kept_root, root):
        return ["登记簿在该检查点之后被改写 / the register was rewritten since that checkpoint"]
    return []


def main(words: list[str]) -> int:
    if words and (len(words) != 2 or words[0] != "--checkpoint"):
        print(__doc__)
        return 2
    try:
        proof = json.loads((HERE / "proof.json").read_text("utf-8"))
        wrong = wrong_entries(proof) + wrong_files(proof)
        if words:
            wrong += wrong_since(proof, Path(words[1]).read_text("utf-8"))
        origin, size, root = checkpoint(proof["checkpoint"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"无法核验 / cannot be checked: {shown(error)}")
        return 2
    for line in wrong:
        print(f"✗ {shown(line)}")
    if wrong:
        return 1
    files, entries = len(proof["files"]), len(proof["entries"])
    print(f"✓ {shown(proof['number'])}")
    print(
        f"  {files} 个文件、{entries} 条登记与登记簿一致 / {files} files, {entries} entries agree"
    )
    for digest in proof.get("withheld", ()):
        print(f"  未附 / not enclosed: {shown(digest)}")
    for copy in proof.get("copies", ()):
        print(
            f"  {shown(copy['path'])}：副本，哈希不在登记簿中 / a copy: the register has no hash of it"
        )
    print(f"  登记簿 / register: {shown(origin)}")
    print(f"  条目数 / entries:  {size}")
    print(f"  根 / root:         {base64.b64encode(root).decode()}")
    print(
        "  certificate.pdf 未核验；其后的记载可能未附 / certificate.pdf and later entries are not checked"
    )
    if not words:
        print(
            "  请与另行取得的检查点核对（--checkpoint）/ compare with a checkpoint from elsewhere"
        )
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
