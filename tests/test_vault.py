"""Evidence is kept under its hash and rechecked each time."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from noticegen.errors import DataError, OutputError
from noticegen.model import EvidenceState
from noticegen.vault import Vault

DATA = b"slip" * 500_000  # more than one piece of reading
HASH = hashlib.sha256(DATA).hexdigest()


def test_a_file_is_kept_under_its_hash(tmp_path: Path) -> None:
    """The copy is private, lies under its hash, and keeps its name beside it."""
    (tmp_path / "回执.jpg").write_bytes(DATA)
    vault = Vault(tmp_path / "vault")

    kept = vault.keep(tmp_path / "回执.jpg", "slip")

    assert (
        kept.sha256,
        kept.name,
        kept.kind,
        kept.state,
    ) == (HASH, "回执.jpg", "slip", EvidenceState.OK)
    assert vault.path(HASH).read_bytes() == DATA
    assert stat.S_IMODE(vault.path(HASH).stat().st_mode) == 0o600


def test_twice_is_once(tmp_path: Path) -> None:
    """The same bytes under two names are one file."""
    vault = Vault(tmp_path)

    vault.keep(DATA, "slip", "a")
    vault.keep(DATA, "photo", "b")

    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_every_byte_counts(tmp_path: Path) -> None:
    """OK as kept; altered after one changed byte; missing when it is gone."""
    vault = Vault(tmp_path)
    vault.keep(DATA, "slip", "a")
    states = [vault.state(HASH)]
    vault.path(HASH).write_bytes(DATA[:-1] + b"P")
    states.append(vault.state(HASH))
    vault.path(HASH).unlink()
    states.append(vault.state(HASH))

    assert states == [EvidenceState.OK, EvidenceState.ALTERED, EvidenceState.MISSING]


@pytest.mark.parametrize("name", ["", "abc", "../" * 20 + "etc", "A" * 64, "g" * 64])
def test_what_is_no_hash_has_no_path(tmp_path: Path, name: str) -> None:
    """Only 64 hex digits in lower case name a file of the vault."""
    with pytest.raises(DataError):
        Vault(tmp_path).path(name)
    assert EvidenceState.MISSING is Vault(tmp_path).state(name)


def test_an_altered_copy_is_not_taken_for_the_file(tmp_path: Path) -> None:
    """Keeping a file whose place is taken by other bytes is refused."""
    vault = Vault(tmp_path)
    vault.keep(DATA, "slip", "a")
    vault.path(HASH).write_bytes(b"other")

    with pytest.raises(OutputError):
        vault.keep(DATA, "slip", "a")


def test_an_unreadable_source_is_bad_data(tmp_path: Path) -> None:
    """A proof that is not there is named by its path."""
    with pytest.raises(DataError, match="nowhere"):
        Vault(tmp_path).keep(tmp_path / "nowhere.jpg")
