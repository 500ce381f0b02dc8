"""Pages of ours behind a PDF: what validation of its signatures found, and notes that need a click."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from noticegen.exhibits import archive, placeholder, signed
from noticegen.exhibits.sheet import Setter
from noticegen.exhibits.taken import Fate, Made, Signature
from noticegen.text import Lang, Text, many

SIGNED = Text("电子签名核验结果", "What validation of the electronic signatures found")
ONLY = Text(
    "签名只在原文件中有效，装订的是其复制页；原文件按原样随本卷提供。证书是否可信不在此判断。",
    "The signatures are valid in the native file only; bound here are copies of its pages. The native file is "
    "kept unchanged beside this volume. Whether the certificates are to be trusted is not judged here.",
)
COLUMNS = (
    Text("签名域", "Field"), Text("签名人（证书）", "Signer (certificate)"),
    Text("内容未被改动", "Unchanged"), Text("覆盖全文", "Covers the whole file"), Text("说明", "Remark"),
)  # fmt: skip
NOTES = Text("原文件中的批注", "Notes in the native file")
PAGE = Text("页", "Page")
WORDS = Text("内容", "Words")
_SAID = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("未核验", "not validated")}


def complete(made: Made, source: Path, job: dict[str, Any]) -> Made:
    """The copy with the pages that belong to it."""
    signatures = signed.signatures(source) if made.fate is Fate.SIGNED else ()
    if not (signatures or made.comments or made.barred.zh):
        return made
    parts = [made.pdf]
    lang: Lang = "en" if job["locale"] == "en" else "zh"
    bodies = []
    setter = Setter(placeholder.fonts_of(job))
    if signatures:
        bodies.append(_result(signatures, setter, lang))
    if made.comments:
        bodies.append(_notes(made.comments, setter, lang))
    if bodies:
        parts.append(setter.pdf(bodies, "zh-CN" if lang == "zh" else "en"))
    steps = list(made.transforms)
    steps += ["page added: signatures"] if signatures else []
    steps += [f"page added: {many(len(made.comments), 'note')}"] if made.comments else []
    made = replace(made, signatures=signatures, transforms=tuple(steps))
    if signatures:
        made = replace(made, note=_and(made.note, _of_signatures(signatures)))
    if made.barred.zh:
        why = placeholder.make(job, Fate.UNSUPPORTED, made.barred)
        parts.insert(0, why.pdf)
        made = replace(
            made, fate=Fate.UNSUPPORTED, note=_and(made.note, made.barred), named=True,
            transforms=("placeholder page", *made.transforms),
        )  # fmt: skip
    return replace(made, pdf=archive.joined(parts))


def _and(one: Text, other: Text) -> Text:
    return Text(f"{one.zh}；{other.zh}", f"{one.en}; {other.en}") if one.zh else other


def _of_signatures(found: tuple[Signature, ...]) -> Text:
    bad = sum(1 for s in found if s.intact is False)
    unknown = sum(1 for s in found if s.intact is None)
    count = len(found)
    zh, en = (
        f"含{count}个电子签名，原文件中有效性另见核验页",
        f"{count} electronic signatures, see the page on them",
    )
    if bad:
        zh, en = f"{zh}；其中{bad}个与内容不符", f"{en}; {bad} do not fit the content"
    if unknown:
        zh, en = f"{zh}；{unknown}个未核验", f"{en}; {unknown} not validated"
    return Text(zh, en)


def _result(found: tuple[Signature, ...], setter: Setter, lang: Lang) -> str:
    head = "".join(f"<th>{c.to(lang)}</th>" for c in COLUMNS)
    rows = "".join(
        f"<tr><td>{setter.text(s.field)}</td><td>{setter.text(s.signer)}</td><td>{_SAID[s.intact].to(lang)}</td>"
        f"<td>{_SAID[s.whole].to(lang)}</td><td>{setter.text(s.note.to(lang))}</td></tr>"
        for s in found
    )
    return f"<h1>{SIGNED.to(lang)}</h1><table><tr>{head}</tr>{rows}</table><p></p><p>{ONLY.to(lang)}</p>"


def _notes(comments: tuple[tuple[int, str], ...], setter: Setter, lang: Lang) -> str:
    rows = "".join(f"<tr><td>{n}</td><td>{setter.text(words)}</td></tr>" for n, words in comments)
    head = f"<th>{PAGE.to(lang)}</th><th>{WORDS.to(lang)}</th>"
    return f"<h1>{NOTES.to(lang)}</h1><table><tr>{head}</tr>{rows}</table>"
