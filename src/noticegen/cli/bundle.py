"""`bundle`: the packet for the court built, checked by whoever holds it, packed again, added to."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli.session import Session, as_day, json_help, note, out, out_json, say, tell, tr
from noticegen.errors import ExitCode, NoDeskError, NoticegenError, UsageError
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.bundle import Built
    from noticegen.bundle.anchor import Known
    from noticegen.bundle.verify import Verified

PROFILE = "cn-portal"


@click.group(
    "bundle",
    help=tr(
        "起诉材料包：装订、核验、补充。",
        "The packet for the court: build it, verify it, add to it.",
    ),
)
def bundle() -> None:
    """The commands below."""


@bundle.command(
    "build",
    help=tr(
        "装订 LOAN 的内部移送卷和法院立案材料；缺少材料时不成卷，并列出由谁补齐。",
        "Bind the internal referral volume and the court filing set of LOAN. What is missing is listed with "
        "who should supply it, and then it is not final.",
    ),
    epilog=tr(
        "示例：noticegen bundle build DK-0003 --draft",
        "Example: noticegen bundle build DK-0003 --draft",
    ),
)
@click.argument("loan")
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("哪一天；默认今天", "Which day; default today.")
)
@click.option(
    "--profile", default=PROFILE, show_default=True, help=tr("提交方式", "Where it goes.")
)
@click.option(
    "--locale",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=tr("文书语言", "Language of the papers."),
)
@click.option(
    "--draft",
    is_flag=True,
    help=tr("缺材料也装订，加草稿水印", "Bind it all the same, marked as a draft."),
)
@click.option(
    "--preservation", is_flag=True, help=tr("附财产保全申请书", "With a request for preservation.")
)
@click.option(
    "--originals",
    is_flag=True,
    help=tr("证据目录列原件核对栏", "With a column for originals in the list of evidence."),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def build(
    session: Session, loan: str, on: str | None, profile: str, locale: str, draft: bool,
    preservation: bool, originals: bool, as_json: bool,
) -> int:  # fmt: skip
    from noticegen import bundle as story
    from noticegen.bundle.anchor import recorded
    from noticegen.bundle.seals import seals_of
    from noticegen.packet import Wishes
    from noticegen.register import Register

    day, case = as_day(on, session), session.case(loan)
    made = story.build(
        session.desk,
        case,
        Register(session.book),
        foreign=session.book.marks_of_others(loan),
        on=day,
        profile=profile,
        locale=locale,
        draft=draft,
        wishes=Wishes(preservation=preservation, originals=originals),
        progress=lambda text: note(say(text)),
        seal=seals_of(session.desk, case, day, os.environ),
        record=recorded(session.book, case.loan.id, session.now()),
    )
    if as_json:
        out_json(_plain(made))
    else:
        _show(made)
    good = made.status in ("final", "draft") and not made.unshown
    return ExitCode.DONE if good else ExitCode.BLOCKED


def _show(made: Built) -> None:
    """What came of it: where it lies, what is missing, what could not be shown."""
    out(f"{made.loan} {made.on}{tr('：', ': ')}{say(_STATUS[made.status])}")
    for gap in made.gaps:
        rule = f"{gap.rule} " if gap.rule else ""
        tell(f"✗ {rule}{say(gap.what)} — {say(gap.who)}", 4)
        if gap.found.en:
            tell(f"    {tr('查到：', 'found: ')}{say(gap.found)}", 8)
        if gap.mend.en:
            tell(f"    {tr('办法：', 'mend: ')}{say(gap.mend)}", 8)
    for fault in made.faults:
        mark = "!" if fault.warns else "✗"
        tell(f"{mark} [{fault.row}] {fault.where}{tr('：', ': ')}{say(fault.what)}", 4)
    for held in made.unshown:
        tell(
            f"✗ {held.exhibit.number} {say(held.exhibit.title)}{tr('：', ': ')}{say(held.taken.note)}",
            4,
        )
    if made.content is not None:
        for volume in made.content.volumes:
            pages = tr(f"第{volume.first}-{volume.last}页", f"pages {volume.first}-{volume.last}")
            out(f"  {volume.title}: {pages}, {volume.file}")
        out(str(made.folder))
        out(str(made.zip))
        out(f"  SHA-256 (tagmanifest-sha256.txt): {made.sha256}")


def _plain(made: Built) -> dict[str, Any]:
    return {
        "status": made.status,
        "loan": made.loan,
        "on": made.on.isoformat(),
        "gaps": [
            {"id": g.id, "rule": g.rule, "what": say(g.told), "needed": say(g.what), "found": say(g.found), "mend": say(g.mend), "who": say(g.who)}
            for g in made.gaps
        ],
        "faults": [
            {"row": f.row, "where": f.where, "what": say(f.what), "severity": "warn" if f.warns else "block"}
            for f in made.faults
        ],
        "unshown": [
            {"number": h.exhibit.number, "fate": str(h.taken.fate), "note": say(h.taken.note)}
            for h in made.unshown
        ],
        "folder": str(made.folder) if made.folder else None,
        "zip": str(made.zip) if made.zip else None,
        "tagmanifest_sha256": made.sha256,
        "volumes": [
            {"file": v.file, "audience": v.audience, "first": v.first, "pages": v.pages, "sha256": v.sha256}
            for v in (made.content.volumes if made.content else ())
        ],
    }  # fmt: skip


@bundle.command(
    "verify",
    help=tr(
        "核验材料包（文件夹或 zip）：有无改动、缺失、多余，页码、链接、书签是否正确。",
        "Check a packet (folder or zip): altered, missing or extra files; pages, numbers, links, bookmarks.",
    ),
    epilog=tr(
        "示例：noticegen bundle verify out/bundles/包.zip",
        "Example: noticegen bundle verify out/bundles/packet.zip",
    ),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=tr("信任的证书（PEM），可多次：签章须由其签发", "A trusted certificate (PEM); repeat: seals must lead to one."),
)  # fmt: skip
@click.option(
    "--manifest",
    default="",
    metavar="SHA-256",
    help=tr("装订时所记的哈希（tagmanifest-sha256.txt 的 SHA-256）", "The hash written down when it was bound, of tagmanifest-sha256.txt."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def verify(
    session: Session, path: Path, trust: tuple[Path, ...], manifest: str, as_json: bool
) -> int:
    from noticegen.bundle.anchor import Anchors
    from noticegen.bundle.verify import verify as check

    if manifest and not re.fullmatch("[0-9A-Fa-f]{64}", manifest):
        raise UsageError(Text("--manifest 应为64位十六进制数", "--manifest is 64 hexadecimal digits"))  # fmt: skip
    anchors = Anchors(manifest, _known(session))
    found = check(path, trust=trust, anchors=anchors)
    if not trust and found.content and any(v.seal != "none" for v in found.content.volumes):
        note(
            tr(
                "未指定 --trust：只核对签章后有无改动，未核对签章人",
                "without --trust only alterations since the sealing are checked, not who sealed",
            )
        )
    if not found.held_to and found.content:
        note(say(_UNHELD))
    if as_json:
        out_json(
            {
                "path": str(path),
                "whole": not found.problems,
                "loan": found.content.loan if found.content else None,
                "tagmanifest_sha256": found.sha256,
                "held_to": list(found.held_to),
                "problems": [
                    {"kind": p.kind, "where": p.where, "what": say(p.what)} for p in found.problems
                ],
            }
        )
    else:
        _tell_of(path, found)
    return ExitCode.BLOCKED if found.problems else ExitCode.DONE


def _tell_of(path: Path, found: Verified) -> None:
    """One line, with what it was compared, and what is wrong."""
    from noticegen.bundle.verify import summary

    out(f"{path.name}{tr('：', ': ')}{say(summary(found))}")
    if found.held_to and not any(p.kind == "anchor" for p in found.problems):
        out("  " + tr("、", ", ").join(say(_HELD[name]) for name in found.held_to))
    for problem in found.problems:
        tell(f"✗ {problem.kind}  {problem.where}{tr('：', ': ')}{say(problem.what)}", 4)


def _known(session: Session) -> Known:
    """The book's word, where there is one: a packet is checked without a desk as well."""
    from noticegen.bundle.anchor import known_to, nothing_known

    try:
        return known_to(session.book)
    except NoDeskError:
        return nothing_known
    except NoticegenError as closed:
        note(tr("台账打不开，未与之核对：", "the book cannot be opened and was not asked: ") + say(closed.message))  # fmt: skip
        return nothing_known


_HELD = {
    "manifest": Text("与所给的哈希一致", "has the hash given"),
    "book": Text("与台账所记一致", "is one that the book knows"),
}
_UNHELD = Text(
    "只核对了材料包自身是否一致；用 --manifest 与装订时另行保存的哈希核对，才能排除整体替换",
    "only whether it agrees with itself was checked; a hash kept elsewhere (--manifest) shows whether all of it was replaced",
)


@bundle.command(
    "zip",
    help=tr(
        "为已装订的材料包文件夹重新打 zip（先核验；每次字节相同）。已签章的材料包不能重新装订，zip 丢失时用它。",
        "Make the zip of a packet that stands already, after verifying it: the same bytes each time. For a sealed "
        "packet, which cannot be built twice, whose zip is lost.",
    ),
    epilog=tr(
        "示例：noticegen bundle zip out/bundles/包",
        "Example: noticegen bundle zip out/bundles/packet",
    ),
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def zip_(session: Session, folder: Path) -> int:
    from noticegen.bundle.again import zip_again
    from noticegen.bundle.anchor import Anchors

    found, made = zip_again(folder, anchors=Anchors(known=_known(session)))
    _tell_of(folder, found)
    if made is not None:
        out(str(made))
    return ExitCode.BLOCKED if made is None else ExitCode.DONE


@bundle.command(
    "append",
    help=tr(
        "向已提交的材料包 PACKET（文件夹）补充新证据：另成一卷，页码和编号接续，已提交的各卷不动。",
        "Add the evidence LOAN has had since to the lodged packet PACKET (a folder): one more volume that goes "
        "on counting; what was lodged stays as it is.",
    ),
    epilog=tr(
        "示例：noticegen bundle append DK-0003 out/bundles/包",
        "Example: noticegen bundle append DK-0003 out/bundles/packet",
    ),
)
@click.argument("loan")
@click.argument("packet", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("哪一天；默认今天", "Which day; default today.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def append(session: Session, loan: str, packet: Path, on: str | None, as_json: bool) -> int:
    from noticegen.bundle.anchor import Anchors, known_to, recorded
    from noticegen.bundle.later import append as story
    from noticegen.bundle.seals import seals_of
    from noticegen.register import Register

    day, case = as_day(on, session), session.case(loan)
    made = story(
        session.desk,
        case,
        Register(session.book),
        packet,
        on=day,
        foreign=session.book.marks_of_others(loan),
        progress=lambda text: note(say(text)),
        seal=seals_of(session.desk, case, day, os.environ),
        record=recorded(session.book, case.loan.id, session.now()),
        anchors=Anchors(known=known_to(session.book)),
    )
    if as_json:
        out_json(_plain(made))
    else:
        _show(made)
    good = made.status == "final" and not made.unshown and not made.gaps
    return ExitCode.DONE if good else ExitCode.BLOCKED


_STATUS = {
    "final": Text("已装订", "bound"),
    "draft": Text("草稿，不可提交", "a draft, not to be filed"),
    "incomplete": Text("缺少材料，未装订", "not final: something is missing"),
    "faulty": Text("核对未通过，未装订", "not final: the check of the bound volumes failed"),
}
commands = {"bundle": bundle}
