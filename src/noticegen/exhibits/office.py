"""A DOCX through LibreOffice, with what it points to outside taken out first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from noticegen.exhibits import pdfs
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.sources.preflight import Unsafe, check
from noticegen.text import Text

SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")
ASK = Text(
    "需要 LibreOffice 才能显示 DOCX（Debian：apt-get install -y --no-install-recommends libreoffice-writer-nogui），"
    "或另存为 PDF 后重新登记",
    "LibreOffice is needed to show a DOCX (Debian: apt-get install -y --no-install-recommends "
    "libreoffice-writer-nogui), or save it as PDF and record that",
)
FAILED = Text("LibreOffice 无法转换此文件", "LibreOffice could not convert the file")
UNSAFE = Text(
    "文档已损坏、加密或含可疑部件", "the document is damaged, encrypted or not safe to open"
)
_OUTSIDE = re.compile(rb'(<Relationship\b[^>]*\bTargetMode="External"[^>]*>)')
_TARGET = re.compile(rb'\bTarget="[^"]*"')
_LINK = b"/relationships/hyperlink"
# No links are followed, no macro runs, nothing is asked.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def take(path: Path, job: dict[str, Any]) -> Made:
    """The copy of the DOCX at `path`. Raises Unshowable."""
    try:
        with path.open("rb") as file:
            check(file, "word/document.xml", macros=True)
    except Unsafe as unsafe:
        fate = Fate.ENCRYPTED if unsafe.code == "encrypted_part" else Fate.DAMAGED
        raise Unshowable(fate, UNSAFE) from None
    program = next((p for p in map(shutil.which, PROGRAMS) if p), None)
    if program is None:
        raise Unshowable(Fate.UNSUPPORTED, ASK)
    folder = Path(job["out"]).parent / "office"
    folder.mkdir(mode=0o700)
    steps = ["converted by LibreOffice"]
    if _cut_off(path, folder / "in.docx"):
        steps.append("outside references cut")
    made = pdfs.take(_converted(program, folder, job["font_folders"]))
    return Made(made.pdf, made.fate, (*steps, *made.transforms), made.note)


def _cut_off(source: Path, target: Path) -> bool:
    """A copy of the package whose relationships lead nowhere outside; whether any did."""
    cut = False

    def blind(match: re.Match[bytes]) -> bytes:
        nonlocal cut
        if _LINK in match[1]:
            return match[1]
        cut = True
        return _TARGET.sub(b'Target="about:blank"', match[1])

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(".rels"):
                data = _OUTSIDE.sub(blind, data)
            new.writestr(item.filename, data, zipfile.ZIP_DEFLATED)
    return cut


def _converted(program: str, folder: Path, fonts: list[str]) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    (folder / "fonts.conf").write_text(_fonts_conf(fonts, folder), "utf-8")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    try:
        subprocess.run(
            [program, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
             "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(folder / "in.docx")],
            env={**os.environ, **nowhere, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp",
                 "FONTCONFIG_FILE": str(folder / "fonts.conf")},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        raise Unshowable(Fate.DAMAGED, FAILED) from None
    out = folder / "in.pdf"
    if not out.is_file():
        raise Unshowable(Fate.DAMAGED, FAILED)
    return out


def _fonts_conf(fonts: list[str], folder: Path) -> str:
    """The fonts of the system, and ours: without them Chinese is boxes where no other font has it."""
    ours = "".join(f"<dir>{escape(f)}</dir>" for f in fonts)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{ours}'
        f"<cachedir>{escape(str(folder))}</cachedir></fontconfig>"
    )
