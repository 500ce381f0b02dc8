"""What the certificate beside the proof of one document may say. It may be shown to anybody who may
see the document itself: it names nobody but the issuer."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary.shared import DOCUMENT, HOUSE
from noticegen.wording.vocabulary.terms import Vocabulary

_FACTS: Mapping[str, Text] = {
    "subject": Text("文书种类的名称", "name of the kind of document"),
    "origin": Text("登记簿的标识", "name of the register"),
    "size": Text("登记簿的条目数", "number of entries of the register"),
    "root": Text("登记簿的根（base64）", "root of the register (base64)"),
    "acts_count": Text("有关记载的条数", "number of entries about the document"),
    "voided_on": Text("作废日期", "when it was made void"),
    "void_reason": Text("作废理由", "why it was made void"),
    "stream_pages": Text("在打印流中的页码", "its pages in the print stream"),
}

PROOF = Vocabulary(
    facts={
        **{name: DOCUMENT[name] for name in ("number", "issued_on")},
        "house": HOUSE["house"],
        **_FACTS,
    },
    conditions={
        "is_void": Text("编号已作废", "the number was made void"),
        "in_stream": Text("文书在打印流中", "the document stands in a print stream"),
    },
    rows={
        "acts": {
            "index": Text("在登记簿中的位置", "place in the register"),
            "at": Text("时间", "time"),
            "what": Text("事项", "what was entered"),
            "files": Text("所记文件的名称", "names of the files entered"),
        },
        "files": {
            "name": Text("文件名称", "name of the file"),
            "sha256": Text("SHA-256", "SHA-256"),
        },
    },
    required=frozenset({"number", "house", "root", "size", "origin"}),
)
