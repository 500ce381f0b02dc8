"""Evidence files, kept under their SHA-256: the same file twice is one, and a changed one shows."""

from __future__ import annotations

import hashlib
from pathlib import Path

from noticegen import fsio
from noticegen.errors import DataError, OutputError
from noticegen.model import Evidence, EvidenceState
from noticegen.text import Text

HEX = frozenset("0123456789abcdef")


class Vault:
    """A folder of evidence: `root/ab/cdef...`, nothing else. Files are added, never changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

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
