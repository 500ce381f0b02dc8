"""The tree of RFC 6962: known roots, all proofs of small trees, and forgeries."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticegen import merkle

# The inputs and roots that Certificate Transparency implementations share.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [merkle.leaf_hash(i.to_bytes(2, "big")) for i in range(130)]


def test_known_roots() -> None:
    """The roots over the shared entries are the published ones, for every length."""
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES]

    found = [merkle.root_of(leaves[:n]).hex() for n in range(1, 9)]

    assert list(ROOTS) == found


def test_the_empty_tree() -> None:
    """The root of no entries is the hash of nothing."""
    assert hashlib.sha256(b"").digest() == merkle.root_of([])


def test_leaf_and_node_never_meet() -> None:
    """Two hashes given as one entry do not hash like a node over them."""
    left, right = LEAVES[:2]

    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 100, 130])
def test_every_inclusion_proof_holds(size: int) -> None:
    """Each leaf of each tree is proved by its path, which has at most log2(n) + 1 steps."""
    leaves = LEAVES[:size]
    root = merkle.root_of(leaves)
    for index in range(size):
        proof = merkle.inclusion(leaves, index)
        assert merkle.included(leaves[index], index, size, proof, root)
        assert len(proof) <= (size - 1).bit_length()


@pytest.mark.parametrize("size", range(1, 20))
def test_no_forged_inclusion_is_accepted(size: int) -> None:
    """Another leaf, place, size, root, or a step more, less or changed is refused."""
    leaves = LEAVES[:size]
    root = merkle.root_of(leaves)
    for index in range(size):
        proof = merkle.inclusion(leaves, index)
        leaf = leaves[index]
        assert not merkle.included(LEAVES[-1], index, size, proof, root)
        assert not merkle.included(leaf, index, size, proof, merkle.EMPTY)
        assert not merkle.included(leaf, index, size, [*proof, root], root)
        assert not merkle.included(leaf, -1, size, proof, root)
        assert not merkle.included(leaf, size, size, proof, root)
        for other in range(size):
            assert other == index or not merkle.included(leaf, other, size, proof, root)
        for step in range(len(proof)):
            changed = [*proof]
            changed[step] = bytes(32)
            assert not merkle.included(leaf, index, size, changed, root)
            assert not merkle.included(leaf, index, size, proof[:step] + proof[step + 1 :], root)


@pytest.mark.parametrize("new", [*range(1, 34), 64, 65, 130])
def test_every_consistency_proof_holds(new: int) -> None:
    """Each earlier tree is shown to be the beginning of the later one."""
    root = merkle.root_of(LEAVES[:new])
    for old in range(1, new + 1):
        proof = merkle.consistency(LEAVES[:new], old)
        assert merkle.consistent(old, new, proof, merkle.root_of(LEAVES[:old]), root)


@pytest.mark.parametrize("new", range(1, 20))
def test_no_forged_consistency_is_accepted(new: int) -> None:
    """A changed earlier leaf, a wrong size, or a step more, less or changed is refused."""
    root = merkle.root_of(LEAVES[:new])
    for old in range(1, new + 1):
        proof = merkle.consistency(LEAVES[:new], old)
        old_root = merkle.root_of(LEAVES[:old])
        forged = merkle.root_of([LEAVES[-1], *LEAVES[1:old]])
        assert not merkle.consistent(old, new, proof, forged, root)
        assert not merkle.consistent(old, new, proof, old_root, merkle.EMPTY)
        assert not merkle.consistent(old, new, [*proof, root], old_root, root)
        assert not merkle.consistent(0, new, proof, old_root, root)
        assert not merkle.consistent(new + 1, new, proof, old_root, root)
        for step in range(len(proof)):
            changed = [*proof]
            changed[step] = bytes(32)
            assert not merkle.consistent(old, new, changed, old_root, root)
            assert not merkle.consistent(old, new, proof[:step] + proof[step + 1 :], old_root, root)


@given(st.integers(0, 130))
def test_the_frontier_survives_storage(size: int) -> None:
    """What is stored of a tree is one hash per 1 bit of its size, and it goes on growing alike."""
    tree = merkle.Frontier()
    for leaf in LEAVES[:size]:
        tree.append(leaf)

    again = merkle.Frontier.unpack(size, tree.pack())
    again.append(LEAVES[0])

    assert len(tree.pack()) == 32 * size.bit_count()
    assert merkle.root_of([*LEAVES[:size], LEAVES[0]]) == again.root()


def test_a_frontier_of_another_size_is_refused() -> None:
    """Peaks that do not fit the size are not a tree."""
    with pytest.raises(ValueError, match="does not fit"):
        merkle.Frontier.unpack(3, bytes(32))


def test_a_checkpoint_reads_back() -> None:
    """Origin, size and root stand on three lines; signatures below are not read."""
    point = merkle.Checkpoint("noticegen-book/1", 8, bytes.fromhex(ROOTS[7]))

    assert point.text == "noticegen-book/1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    assert point == merkle.Checkpoint.parse(point.text + "\n— key AAAA\n")


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n-1\nAAAA\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n", "\n1\nAAAA"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    """A missing line, a size with a sign or zeros, a short root: refused."""
    with pytest.raises(ValueError):
        merkle.Checkpoint.parse(text)
