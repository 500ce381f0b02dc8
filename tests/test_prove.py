"""A proof of one document can be checked without us, tells of no other, and any altered byte shows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import demo_desk
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noticegen import merkle
from noticegen.standalone import verify

NUMBER = "〔2026〕催字第0001号"
OTHER = "〔2026〕催字第0002号"


@pytest.fixture(scope="module")
def desk(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with two issued notices, the first one served with a slip."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("prove") / "desk", examples)
    slip = tmp_path_factory.mktemp("slip") / "送达回执.png"
    slip.write_bytes(b"the slip of DK-0003")
    for line in (
        ["issue", "overdue-notice", "DK-0003"],
        ["issue", "overdue-notice", "DK-0010"],
    ):
        assert demo_desk.run(folder, *line) == 0
    served = ["--method", "hand", "--to", "赵六", "--recipient", "self", "--staff", "王经办", "--staff", "赵协办", "--proof", f"slip={slip}", "--at", "2026-03-27 15:00"]  # fmt: skip
    later = demo_desk.NOW + timedelta(hours=3)
    assert demo_desk.run(folder, "served", NUMBER, *served, now=later) == 0
    return folder


@pytest.fixture(scope="module")
def checkpoint(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint given away early, and one more entry after it."""
    kept = tmp_path_factory.mktemp("kept") / "checkpoint.txt"
    kept.write_text(_verified(desk), "utf-8")
    words = ["--party", "P03", "--channel", "phone", "--outcome", "busy", "--staff", "王经办", "--at", "2026-03-27 13:00"]  # fmt: skip
    assert demo_desk.run(desk, "log", "DK-0003", "call", *words) == 0
    return kept


def _verified(desk: Path) -> str:
    from noticegen.book import Book
    from noticegen.desk import Desk
    from noticegen.register import Register

    with Book.open(Desk.open(desk, {}).book_url) as book:
        return Register(book).checkpoint().text


@pytest.fixture(scope="module")
def made(desk: Path, checkpoint: Path) -> Path:
    """The folder of the proof of the first notice, with a proof from that checkpoint on."""
    assert demo_desk.run(desk, "prove", NUMBER, "--since", str(checkpoint)) == 0
    (folder,) = (desk / "out" / "proofs").glob("*-since-*")
    return folder


@pytest.fixture
def proof(made: Path, tmp_path: Path) -> Path:
    """A copy to be harmed."""
    return Path(shutil.copytree(made, tmp_path / "proof"))


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Run the program of the proof as its reader would: isolated, without anything of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *words],
        capture_output=True,
        cwd="/",
        env={"LANG": "C"},
        check=False,
    )
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode("utf-8")


def alter(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change proof.json."""
    path = folder / "proof.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), "utf-8")


def test_a_proof_checks_out_without_noticegen(made: Path, desk: Path, checkpoint: Path) -> None:
    """The program finds document, slip and entries in the register, and the checkpoint kept elsewhere true."""
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()) == [
        "certificate.pdf", "document.docx", "document.pdf", "proof.json", "proofs/01-slip.png", "verify.py",
    ]  # fmt: skip
    code, told = check(made, "--checkpoint", str(checkpoint))
    assert code == 0, told
    assert f"✓ {NUMBER}" in told
    assert "3 files, 3 entries agree" in told
    assert _verified(desk).splitlines()[2] in told
    assert (made / "proofs" / "01-slip.png").read_bytes() == b"the slip of DK-0003"


def test_the_program_uses_nothing_but_the_standard_library(made: Path) -> None:
    """Every module it imports comes with Python."""
    import ast

    source = (made / "verify.py").read_text("utf-8")
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]  # fmt: skip
    tops = {a.name for node in named if isinstance(node, ast.Import) for a in node.names}
    tops |= {str(node.module) for node in named if isinstance(node, ast.ImportFrom)}
    assert {top.split(".")[0] for top in tops} <= sys.stdlib_module_names


def test_it_tells_of_no_other_document(made: Path) -> None:
    """Number, loan and people of the other letter, and calls on the same loan, stand nowhere in it."""
    told = (made / "proof.json").read_text("utf-8")
    for word in (OTHER, "DK-0010", "busy", "R101"):
        assert word not in told
    kinds = [json.loads(entry["body"])["kind"] for entry in json.loads(told)["entries"]]
    assert kinds == ["issued", "overdue-notice", "served"]


def test_the_certificate_says_it_in_words(made: Path, desk: Path) -> None:
    """Number, place of each entry, hash of each file, root, and what it does not prove."""
    pdf = pypdfium2.PdfDocument(made / "certificate.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    flat = "".join(text.split())
    told = json.loads((made / "proof.json").read_text("utf-8"))
    assert NUMBER in flat
    assert "送达（直接送交）" in flat
    assert "不是电子签名" in flat
    assert _verified(desk).splitlines()[2] in flat
    for file in told["files"]:
        assert file["sha256"] in flat
    for entry in told["entries"]:
        assert str(entry["index"]) in flat


def test_the_same_again_is_the_same(desk: Path, made: Path, checkpoint: Path) -> None:
    """The register unchanged, a second proof has the same bytes."""
    before = {p: p.read_bytes() for p in made.rglob("*") if p.is_file()}
    assert demo_desk.run(desk, "prove", NUMBER, "--since", str(checkpoint)) == 0
    assert before == {p: p.read_bytes() for p in made.rglob("*") if p.is_file()}


def test_the_register_holds_proofs_apart(desk: Path, made: Path) -> None:
    """What was handed out is no stray file of the register."""
    assert made.is_dir()
    assert demo_desk.run(desk, "register", "verify") == 0


@pytest.mark.parametrize("name", ["document.pdf", "document.docx", "proofs/01-slip.png"])
def test_an_altered_file_shows(proof: Path, name: str) -> None:
    """One flipped bit of a file is named."""
    data = bytearray((proof / name).read_bytes())
    data[len(data) // 2] ^= 1
    (proof / name).write_bytes(data)
    code, told = check(proof)
    assert (code, f"{name}：已被改动 / was altered" in told) == (1, True)


def test_a_missing_file_shows(proof: Path) -> None:
    """A file taken away is named, also when its line is taken out of proof.json."""
    (proof / "document.docx").unlink()
    assert check(proof)[0] == 1
    alter(proof, lambda told: told["files"].pop(1))
    code, told = check(proof)
    assert (code, "the file of this hash is missing" in told) == (1, True)


def test_a_file_put_in_shows(proof: Path) -> None:
    """A file of which the register knows nothing is named, listed or not."""
    (proof / "extra.pdf").write_bytes(b"x")
    assert "extra.pdf：不属于本证明" in check(proof)[1]
    own = {"path": "extra.pdf", "sha256": verify.sha256(b"x").hex()}
    alter(proof, lambda told: told["files"].append(own))
    code, told = check(proof)
    assert (code, "extra.pdf：登记簿没有记载" in told) == (1, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["entries"][1].update(content=t["entries"][1]["content"].replace("P03", "P04")), "not what was committed"),
        (lambda t: t["entries"][1].update(salt="00" * 16), "not what was committed"),
        (lambda t: t["entries"][1].update(body=t["entries"][1]["body"].replace("2026-03-27", "2026-03-26")), "not in this register"),
        (lambda t: t["entries"][1].update(index=t["entries"][1]["index"] - 1), "not in this register"),
        (lambda t: t["entries"][1]["path"].pop(), "not in this register"),
        (lambda t: t["entries"].pop(1), "no entry that this number was issued"),
        (lambda t: t.update(number="〔2026〕催字第0009号"), "about another document"),
        (lambda t: t.update(checkpoint=t["checkpoint"].replace("\n", "\n9", 1)), "not in this register"),
    ],
)  # fmt: skip
def test_a_forged_proof_shows(
    proof: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    """Whatever is changed in proof.json, the path no longer leads to the root."""
    alter(proof, change)
    code, told = check(proof)
    assert (code, said in told) == (1, True), told


def test_an_original_cannot_be_passed_over(proof: Path) -> None:
    """Only a letter of a print stream may come as a copy: the committed content decides, not proof.json."""
    (proof / "document.pdf").write_bytes(b"forged")
    own = {"path": "document.pdf", "sha256": verify.sha256(b"forged").hex()}

    def forge(told: dict[str, Any]) -> None:
        first = told["files"].pop(0)
        told |= {"copies": [own], "withheld": [first["sha256"]]}

    alter(proof, forge)
    code, told = check(proof)
    assert (code, "an original is left out" in told) == (1, True)


def test_nothing_printed_hides_a_line(proof: Path) -> None:
    """Control characters in proof.json do not reach the terminal."""
    alter(proof, lambda told: told.update(withheld=["\x1b[1A\x1b[2K"], number="\x1b[2J"))
    assert "\x1b" not in check(proof)[1]


@pytest.mark.parametrize("path", ["../document.pdf", "/etc/passwd", "a\\b", "c:x", "."])
def test_a_path_that_leads_out_is_refused(proof: Path, path: str) -> None:
    """proof.json cannot make the reader's machine open other files."""
    alter(proof, lambda told: told["files"][0].update(path=path))
    code, told = check(proof)
    assert (code, "not a safe path" in told) == (2, True)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"entries": 1}', '{"checkpoint": "a"}'])
def test_what_is_no_proof_cannot_be_checked(proof: Path, text: str) -> None:
    """Broken input ends with 2 and one line, not with a traceback."""
    (proof / "proof.json").write_text(text, "utf-8")
    code, told = check(proof)
    assert (code, told.count("\n")) == (2, 1)


def test_a_rewritten_register_shows_against_a_checkpoint(
    proof: Path, checkpoint: Path, tmp_path: Path
) -> None:
    """A checkpoint with another root, or of another register, is not agreed with."""
    origin, size, root = checkpoint.read_text("utf-8").splitlines()
    kept = tmp_path / "kept.txt"
    kept.write_text(f"{origin}\n{size}\n{'A' + root[1:]}\n", "utf-8")
    assert "rewritten since that checkpoint" in check(proof, "--checkpoint", str(kept))[1]
    kept.write_text(f"another\n{size}\n{root}\n", "utf-8")
    assert "of another register" in check(proof, "--checkpoint", str(kept))[1]
    kept.write_text(f"{origin}\n3\n{root}\n", "utf-8")
    code, told = check(proof, "--checkpoint", str(kept))
    assert (code, "no proof leads from 3" in told) == (2, True)


def test_a_checkpoint_of_another_register_is_refused(desk: Path, tmp_path: Path) -> None:
    """`prove --since` does not prove growth from a register that is not ours."""
    other = tmp_path / "other.txt"
    other.write_text("another\n1\n" + "A" * 43 + "=\n", "utf-8")
    assert demo_desk.run(desk, "prove", NUMBER, "--since", str(other)) == 5


def test_an_altered_letter_is_not_proved(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written when the file is no longer what was issued."""
    folder = demo_desk.imported(tmp_path / "desk", desk)
    (pdf,) = (folder / "out" / "2026" / "overdue-notice").glob("0002*.pdf")
    pdf.write_bytes(b"other")
    assert demo_desk.run(folder, "prove", OTHER) == 3
    assert "was altered" in capsys.readouterr().err
    assert not list((folder / "out" / "proofs").glob("0002*"))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 80), st.data())
def test_both_climbs_agree(size: int, data: st.DataObject) -> None:
    """The program's own arithmetic and `merkle` say the same of every place of every tree."""
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root = merkle.root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(leaves, index)
    assert verify.climb(leaves[index], index, size, path) == root
    assert verify.climb(leaves[index], index, size, [*path, root]) is None
    old = data.draw(st.integers(1, size))
    if old < size:
        first = merkle.root_of(leaves[:old])
        steps = merkle.consistency(leaves, old)
        assert verify.grown(old, size, steps, first) == (first, root)


def test_a_letter_of_a_print_stream(
    examples: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its stream holds letters to others and stays at home: a copy of its pages goes out and is named
    as one; the entry still proves what was issued, when, to whom."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("stream") / "desk", examples)
    demo_desk.run(folder, "batch", "overdue-notice", "--engine", "press")
    assert demo_desk.run(folder, "prove", OTHER) == 0
    (made,) = (folder / "out" / "proofs").iterdir()
    (stream,) = (folder / "out").rglob("press/*.pdf")
    told = json.loads((made / "proof.json").read_text("utf-8"))
    assert told["withheld"] == [verify.sha256(stream.read_bytes()).hex()]
    assert [copy["path"] for copy in told["copies"]] == ["document.pdf"]
    text = pypdfium2.PdfDocument(made / "document.pdf")[0].get_textpage().get_text_range()
    assert OTHER in "".join(text.split())
    code, said = check(made)
    assert (code, "document.pdf：副本" in said, told["withheld"][0] in said) == (0, True, True)
    (made / "document.pdf").write_bytes(b"x")
    assert "document.pdf：已被改动" in check(made)[1]
