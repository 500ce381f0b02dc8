"""Writes docs/rules.md from the rule table and the policy.

python tools/write_rules_page.py > docs/rules.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from noticegen.policy import load_policy
from noticegen.rules import RULES
from noticegen.text import Text

ROOT = Path(__file__).parents[1]
HEAD = """# Rules 规则

Generated from the rule table and `templates/policy.toml`. **No lawyer has reviewed these rules.**
本页由规则表和 `templates/policy.toml` 生成，**未经律师审阅**。
"""


def _both(text: Text) -> str:
    return f"{text.zh} — {text.en}" if text.en else "–"


def page() -> str:
    """The page: one section for each rule, in both languages."""
    policy = load_policy(ROOT / "templates" / "policy.toml")
    parts = [HEAD]
    for rule in RULES:
        setting = policy.rule(rule.id)
        override = ", ".join(setting.roles) if setting.override else "no 否"
        lines = {
            "Wants 要求": _both(rule.needed),
            "When 何时": _both(rule.when),
            "Why 理由": _both(rule.why),
            "Documents 文书": ", ".join(rule.kinds),
            "Severity 后果": f"{setting.severity.value} ({_both(setting.reason)})",
            "Override 特批": override,
            "Basis 依据": rule.basis,
            "Source 出处": rule.source or "–",
            "Doubts 存疑": _both(rule.doubts),
        }
        body = "\n".join(f"- {name}: {value}" for name, value in lines.items())
        parts.append(f"\n## {rule.id} {_both(rule.name)} ({rule.layer})\n\n{body}\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
