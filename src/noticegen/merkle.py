"""The tree of RFC 6962 (SHA-256): what proves that an entry is in the register, and that nothing went.

A leaf is hashed with 0x00 before it, a node with 0x01, so that neither can be passed off as the
other. All functions are pure. A `Frontier` is what has to be kept to append: one hash for each 1 in
the binary form of the size, biggest subtree first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

EMPTY = hashlib.sha256(b"").digest()
HASH_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A growing tree; appending costs one hash on average and log2(size) at most."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    @classmethod
    def unpack(cls, size: int, data: bytes) -> Frontier:
        """The frontier from its stored form. Raises ValueError when size and peaks disagree."""
        if len(data) != size.bit_count() * HASH_SIZE:
            raise ValueError("the number of peaks does not fit the size")
        peaks = [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]
        return cls(size, peaks)

    def pack(self) -> bytes:
        """The peaks, biggest first, one after the other."""
        return b"".join(self.peaks)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one more entry."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of entries, in order."""
        size, peaks, sha256 = self.size, self.peaks, hashlib.sha256
        for leaf in leaves:
            carry, rest = leaf, size
            while rest & 1:
                carry = sha256(b"\x01" + peaks.pop() + carry).digest()
                rest >>= 1
            peaks.append(carry)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The hash of the whole tree; of no entry at all: the hash of nothing."""
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` (0 is the first) to the root, lowest first (2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    proof: list[bytes] = []
    since, until = 0, len(leaves)
    while until - since > 1:
        middle = since + _split(until - since)
        if index < middle:
            proof.append(root_of(leaves[middle:until]))
            until = middle
        else:
            proof.append(root_of(leaves[since:middle]))
            since = middle
    return proof[::-1]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` is entry `index` of the tree of `size` with this root."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(step, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        node >>= 1
        last >>= 1
    return last == 0 and found == root


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The hashes that show that the tree of the first `old` leaves was only added to (2.1.2)."""
    if not 0 < old <= len(leaves):
        raise IndexError(old)
    proof: list[bytes] = []
    since, until, whole = 0, len(leaves), True
    while since + old < until:
        half = _split(until - since)
        if old <= half:
            proof.append(root_of(leaves[since + half : until]))
            until = since + half
        else:
            proof.append(root_of(leaves[since : since + half]))
            since, old, whole = since + half, old - half, False
    if not whole:
        proof.append(root_of(leaves[since:until]))
    return proof[::-1]


def consistent(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the proof shows that the tree of size `old` is the beginning of the one of size `new`."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node >>= 1
        last >>= 1
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            second = node_hash(second, step)
        node >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == new_root


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What leaves the house: how many entries there were, and their root. Form: C2SP tlog-checkpoint."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Three lines: origin, size, root in base64. A signature may follow later."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint in a note; lines after an empty line (signatures) are not read.

        Raises ValueError when it is not one."""
        lines = text.split("\n\n", maxsplit=1)[0].splitlines()
        if len(lines) < 3 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
            raise ValueError("not a checkpoint")
        root = base64.b64decode(lines[2], validate=True)
        if len(root) != HASH_SIZE or (len(lines[1]) > 1 and lines[1][0] == "0"):
            raise ValueError("not a checkpoint")
        return cls(lines[0], int(lines[1]), root)


def _split(size: int) -> int:
    """The largest power of two below `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)
