"""Options of commands that nothing else passes: what they change in what is told or kept."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import bundle_desk
import crash_driver
import demo_desk
import pypdfium2
import pytest
import small_packet

from noticegen import fsio, render

DAY = "2026-03-27 14:30"
LATER = demo_desk.NOW + timedelta(hours=2)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example desk; its letters are drawn by no engine."""
    monkeypatch.setattr(render, "render", crash_driver.fake_render)
    return demo_desk.imported(tmp_path / "desk", examples)


def notice(desk: Path, capsys: Capture, loan: str = "DK-0003") -> str:
    """The number of a notice issued now."""
    capsys.readouterr()
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", loan, "--json")
    said = json.loads(capsys.readouterr().out)
    return str(said["letters"][0]["number"])


def asked(capsys: Capture, desk: Path, *words: str) -> dict[str, Any]:
    """What the command prints as JSON; it ends with 0."""
    assert 0 == demo_desk.run(desk, *words, "--json", now=LATER)
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def proof(desk: Path, kind: str) -> list[str]:
    (desk / f"{kind}.png").write_bytes(kind.encode())
    return ["--proof", f"{kind}={desk / f'{kind}.png'}"]


def logged(capsys: Capture, desk: Path, event: str) -> dict[str, Any]:
    """One event of the loan as `case` tells it."""
    found: dict[str, Any]
    (found,) = (e for e in asked(capsys, desk, "case", "DK-0003")["log"] if e["id"] == event)
    return found


def test_what_the_post_wants_is_kept_with_the_dispatch(desk: Path, capsys: Capture) -> None:
    """Waybill, contents line, address and remark of a dispatch stand on the log as they were told."""
    number = notice(desk, capsys)
    told = asked(
        capsys, desk, "dispatched", number, "--method", "ems", "--to", "示例收件人", "--at", DAY,
        "--waybill", "EX000000000CN", "--contents", "逾期催收通知书一份", "--address", "示例省示例县示例村8号",
        "--text", "邮政网点收寄",
    )  # fmt: skip
    event = logged(capsys, desk, told["event"])

    assert (told["number"], told["state"], told["late"]) == (number, "dispatched", False)
    assert event["text"] == "邮政网点收寄"
    assert event["details"] == {
        "method": "ems",
        "to": "示例收件人",
        "waybill": "EX000000000CN",
        "contents": "逾期催收通知书一份",
        "address": "示例省示例县示例村8号",
    }


def test_a_service_by_post_needs_its_waybill_and_contents_line(desk: Path, capsys: Capture) -> None:
    """With a file of each beside the tracking it is served; without the contents line it says what is missing."""
    number = notice(desk, capsys)
    line = ["served", number, "--method", "ems", "--to", "示例收件人", "--recipient", "self", "--at", DAY, "--waybill", "EX000000000CN", *proof(desk, "tracking")]  # fmt: skip
    bare = asked(capsys, desk, *line)
    whole = asked(
        capsys, desk, *line, *proof(desk, "contents_line"),
        "--contents", "逾期催收通知书", "--acknowledged", "objects",
    )  # fmt: skip

    assert bare["state"] == "dispatched"
    assert ["missing: contents line of the waybill"] == bare["missing"]
    assert (whole["state"], whole["missing"]) == ("served", [])
    assert logged(capsys, desk, whole["event"])["details"]["acknowledged"] == "objects"
    assert logged(capsys, desk, whole["event"])["details"]["contents"] == "逾期催收通知书"


@pytest.mark.parametrize("outlet, state", [("", "dispatched"), ("provincial", "served")])
def test_a_newspaper_serves_where_its_level_is_told(
    desk: Path, capsys: Capture, outlet: str, state: str
) -> None:
    """A page of a newspaper of which nobody says that it is a national or a provincial one proves nothing."""
    number = notice(desk, capsys)
    level = ["--outlet", outlet] if outlet else []
    told = asked(capsys, desk, "served", number, "--method", "newspaper", "--to", "示例收件人", "--recipient", "other", "--at", DAY, *level, *proof(desk, "newspaper_page"))  # fmt: skip

    assert (told["state"], bool(told["missing"])) == (state, not outlet)
    assert logged(capsys, desk, told["event"])["details"].get("outlet", "") == outlet


def test_why_it_came_back_and_who_saw_the_refusal(desk: Path, capsys: Capture) -> None:
    """The reason of a return with its envelope, the witness of a refusal, who went there and when."""
    number = notice(desk, capsys)
    back = asked(capsys, desk, "returned", number, "--method", "ems", "--to", "示例收件人", "--at", DAY, "--why", "迁移新址", "--staff", "王经办", "--text", "退件入卷", *proof(desk, "returned_envelope"))  # fmt: skip
    refused = asked(capsys, desk, "refused", number, "--method", "hand", "--to", "示例收件人", "--at", "2026-03-27 15:30", "--witness", "示例村委会", "--staff", "王经办", "--staff", "赵协办", "--text", "当面退还", *proof(desk, "video"))  # fmt: skip
    first, second = (logged(capsys, desk, told["event"]) for told in (back, refused))

    assert (back["state"], refused["state"]) == ("returned", "refused")
    assert (first["details"]["why"], first["actors"], first["text"]) == ("迁移新址", ["王经办"], "退件入卷")  # fmt: skip
    assert [e["kind"] for e in first["evidence"]] == ["returned_envelope"]
    assert first["evidence"][0]["sha256"] == hashlib.sha256(b"returned_envelope").hexdigest()
    assert (second["details"]["witness"], second["actors"]) == ("示例村委会", ["王经办", "赵协办"])
    assert second["at"] == "2026-03-27T15:30+08:00"


def test_the_register_is_narrowed_by_loan_kind_and_state(desk: Path, capsys: Capture) -> None:
    """Each narrows by itself; the state is that of the log, not the register's word alone."""
    first = notice(desk, capsys)
    other = notice(desk, capsys, "DK-0007")
    asked(capsys, desk, "dispatched", other, "--method", "ems", "--to", "示例收件人", "--at", DAY)

    def numbers(*words: str) -> list[str]:
        listed = asked(capsys, desk, "register", "list", *words)["documents"]
        return [d["number"] for d in listed]

    assert numbers() == [first, other]
    assert numbers("--loan", "DK-0007") == [other]
    assert numbers("--kind", "overdue-notice") == [first, other]
    assert numbers("--kind", "judicial-referral") == []
    assert numbers("--state", "issued") == [first]
    assert numbers("--state", "dispatched") == [other]
    assert numbers("--state", "void") == []


def text_of(pdf: Path) -> tuple[int, str]:
    """How many pages it has, and what stands on them without blanks."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), "".join("".join(pages).split())


def test_a_packet_tells_its_volumes_and_keeps_to_what_was_wished(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """`volumes[]`: each file with its audience, first page, pages and hash, as they lie there; the request
    for preservation and the column for originals are in the court's volume only if asked for; the hash of
    the whole is that of its last manifest, in the folder and in the zip."""
    small_packet.check_once(monkeypatch)
    bundle_desk.take_quickly(monkeypatch)
    desk = demo_desk.imported(tmp_path / "desk", examples)
    wished = ["--draft", "--preservation", "--originals"]
    made = asked(capsys, desk, "bundle", "build", "DK-0007", "--on", "2026-03-27", *wished)
    folder = Path(made["folder"])
    manifest = (folder / "tagmanifest-sha256.txt").read_bytes()

    assert (made["status"], made["on"]) == ("draft", "2026-03-27")
    assert [v["audience"] for v in made["volumes"]] == ["internal", "court"]
    for volume in made["volumes"]:
        pages, said = text_of(folder / volume["file"])
        assert (volume["first"], volume["pages"]) == (1, pages)
        assert volume["sha256"] == fsio.sha256_of(folder / volume["file"])
        court = volume["audience"] == "court"
        assert ("财产保全申请书" in said) is court
        assert ("来源页码核对" in said) is court
    assert made["tagmanifest_sha256"] == hashlib.sha256(manifest).hexdigest()
    with zipfile.ZipFile(made["zip"]) as packed:
        assert packed.read(f"{folder.name}/tagmanifest-sha256.txt") == manifest
