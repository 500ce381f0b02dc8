"""Evidence files, kept under their SHA-256: the same file twice is one, and a changed one shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from noticegen import fsio
from noticegen.errors import DataError, OutputError
from noticegen.model import Evidence, EvidenceState
from noticegen.seen import Look, Seen, look
from noticegen.text import Text

HEX = frozenset("0123456789abcdef")
MEMORY = ".seen.sqlite"
CACHE = ".taken"  # copies made of evidence: they lie, and are erased, beside it


class Vault:
    """A folder of evidence: `root/ab/cdef...`, and what was seen of it. Files are added, never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = Seen(root / MEMORY)

    def keep(self, source: Path | bytes, kind: str = "other", name: str = "") -> Evidence:
        """Copy a file into the vault and name it; the original stays where it is.

        Raises DataError when it cannot be read, OutputError when the vault cannot take it."""
        if isinstance(source, bytes):
            sha256 = hashlib.sha256(source).hexdigest()
            fsio.publish(self.path(sha256), source)
            return Evidence(sha256, name, kind)
        try:
            sha256 = fsio.sha256_of(source)
            copied = fsio.publish_chunks(self.path(sha256), fsio.chunks_of(source))
        except OSError as unread:
            raise DataError(
                Text(f"无法读取凭证文件 {source}", f"the evidence file {source} cannot be read"),
                Text("检查路径与权限", "check the path and the permissions"),
            ) from unread
        if copied != sha256:
            fsio.remove(self.path(sha256))
            raise OutputError(
                Text(f"{source} 在复制时被改动", f"{source} changed while it was being copied"),
                Text("关闭正在使用它的程序后重试", "close the program that uses it and try again"),
            )
        return Evidence(sha256, name or source.name, kind)

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies. Raises DataError when it is no SHA-256 in hex."""
        if len(sha256) != 64 or not HEX.issuperset(sha256):
            raise DataError(Text("凭证哈希无效", "not a SHA-256 of an evidence file"))
        return self.root / sha256[:2] / sha256[2:]

    def state(self, sha256: str) -> EvidenceState:
        """What the kept file says now; it is read and hashed each time."""
        try:
            found = fsio.sha256_of(self.path(sha256))
        except (OSError, DataError):
            return EvidenceState.MISSING
        return EvidenceState.OK if found == sha256 else EvidenceState.ALTERED

    def glance(self, hashes: Iterable[str]) -> dict[str, EvidenceState]:
        """What each file says, read only where it was touched since it was last read; see `seen`.

        For a first look over many cases. Where it counts (check, issue, service) use `state`."""
        wanted = set(hashes)
        remembered = self._seen.recall(wanted) if wanted else {}
        found: dict[str, EvidenceState] = {}
        fresh: dict[str, Look] = {}
        for sha256 in wanted:
            now = self._look(sha256)
            if now is not None and now == remembered.get(sha256):
                found[sha256] = EvidenceState.OK
                continue
            found[sha256] = self.state(sha256)
            if found[sha256] is EvidenceState.OK and now is not None and now == self._look(sha256):
                fresh[sha256] = now  # nobody wrote to it while it was read
        if fresh:
            self._seen.note(fresh)
        return found

    def _look(self, sha256: str) -> Look | None:
        try:
            return look(self.path(sha256))
        except DataError:
            return None
