"""Evidence files named by the data: relative, inside the folder of the data, really there."""

from __future__ import annotations

import re
from pathlib import Path

from noticegen.fsio import sha256_of
from noticegen.model import Evidence
from noticegen.sources.faults import Refused
from noticegen.text import Text
from noticegen.vault import Vault

MAX_BYTES = 500 << 20
REMEMBERED = 10_000
_INSIDE = Text("数据文件夹内的相对路径，例如 evidence/hz-01.png", "a relative path inside the data folder, e.g. evidence/slip-01.png")  # fmt: skip


class Proofs:
    """The folder beside the data. A class because it remembers what it has looked at.

    Without a vault (a trial run) files are hashed but not kept."""

    def __init__(self, folder: Path, vault: Vault | None) -> None:
        self._folder = folder.resolve()
        self._vault = vault
        self._known: dict[str, Path] = {}
        self._kept: dict[tuple[str, str], Evidence] = {}

    def find(self, name: str) -> Path:
        """The file of this name. Raises Refused when it leads outside or is not there."""
        path = self._known.get(name)
        if path is None:
            path = self._look(name)
            if len(self._known) < REMEMBERED:
                self._known[name] = path
        return path

    def _look(self, name: str) -> Path:
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ".." in parts or re.match("[A-Za-z]:", name):
            raise Refused("evidence_path", _INSIDE, Text("把文件放进数据文件夹，用 / 写相对路径", "put the file into the data folder and write a relative path with /"))  # fmt: skip
        try:
            path = (self._folder / name).resolve()
            inside = path.is_relative_to(self._folder)
            there = inside and path.is_file()
            size = path.stat().st_size if there else 0
        except (OSError, ValueError):
            inside, there, size = True, False, 0
        if not inside:
            raise Refused("evidence_path", _INSIDE, Text("链接指向文件夹之外；请复制文件", "a link leads outside the folder: copy the file"))  # fmt: skip
        if not there:
            raise Refused("evidence_missing", Text("存在的文件", "a file that is there"), Text("补上文件，或改正文件名", "add the file, or correct its name"), Text("没有这个文件", "no such file"))  # fmt: skip
        if not 0 < size <= MAX_BYTES:
            raise Refused("evidence_size", Text("不为空且不超过500MB的文件", "a file that is not empty, of at most 500 MB"), Text("换成有效的文件", "give a file that can be used"))  # fmt: skip
        return path

    def keep(self, name: str, kind: str) -> Evidence:
        """The file, kept in the vault. Raises DataError when it can no longer be read."""
        kept = self._kept.get((name, kind))
        if kept is None:
            path = self.find(name)
            short = name.rsplit("/", 1)[-1]
            if self._vault is None:
                kept = Evidence(sha256_of(path), short, kind)
            else:
                kept = self._vault.keep(path, kind, short)
            if len(self._kept) < REMEMBERED:
                self._kept[name, kind] = kept
        return kept
