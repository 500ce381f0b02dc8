"""What the papers of the internal volume may say: what the referral file may, its contents and gaps."""

from __future__ import annotations

from noticegen.text import Text
from noticegen.wording.vocabulary.court import PARTS
from noticegen.wording.vocabulary.internal import INTERNAL
from noticegen.wording.vocabulary.terms import Vocabulary

_GAP = {
    "what": Text("缺少什么", "what is missing"),
    "who": Text("由谁补齐", "who should supply it"),
    "rule": Text("规则", "rule"),
}
_PRESENT = {
    "title": Text("材料或步骤", "part or step"),
    "state": Text("有或缺", "there, or missing"),
    "note": Text("说明", "note"),
}

FILE = Vocabulary(
    facts={**INTERNAL.facts, "gaps_count": Text("缺项数", "number of gaps")},
    conditions={**INTERNAL.conditions, "has_gaps": Text("有缺项", "something is missing")},
    rows={**INTERNAL.rows, **PARTS, "gaps": _GAP, "checklist": _PRESENT},
    may_be_empty=INTERNAL.may_be_empty | {"line.rule", "line.number", "line.note"},
)
