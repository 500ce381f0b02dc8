"""`rules`, `template` and `doctor`: what the program goes by, and whether this machine is fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli import screen, words
from noticegen.cli.session import Session, json_help, note, out, out_json, say, table, tell, tr
from noticegen.errors import (
    BookError,
    ExitCode,
    NoDeskError,
    NoticegenError,
    OutputError,
    TemplateError,
    UsageError,
)
from noticegen.model import Severity
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.policy import Policy


def _policy(session: Session) -> Any:
    """The policy of this desk, or the shipped one where there is no desk."""
    from noticegen.desk import shipped
    from noticegen.policy import load_policy

    try:
        return session.desk.policy
    except NoDeskError:
        return load_policy(shipped("templates") / "policy.toml")


@click.command(
    "rules",
    help=tr("列出全部规则，或说明其中一条。", "List the rules, or explain one."),
    epilog=tr("示例：noticegen rules S-05", "Example: noticegen rules S-05"),
)
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def rules(session: Session, rule: str | None, as_json: bool) -> int:
    from noticegen.rules import RULES, basis

    policy = _policy(session)
    chosen = [r for r in RULES if rule is None or r.id == rule.upper()]
    if not chosen:
        raise UsageError(
            Text(f"没有规则 {rule}", f"there is no rule {rule}"),
            Text("noticegen rules 列出全部", "`noticegen rules` lists them"),
        )
    if as_json:
        out_json({"rules": [_rule(r, policy, session) for r in chosen]})
    elif rule is None:
        table(
            [
                tr("规则", "rule"),
                tr("后果", "severity"),
                tr("可特批", "override"),
                tr("要求", "what it wants"),
                tr("依据", "basis"),
            ],
            [
                (
                    r.id,
                    say(words.SEVERITIES[policy.rule(r.id).severity]),
                    tr("是", "yes") if policy.rule(r.id).override else "",
                    say(r.needed),
                    basis(r.basis, session.lang),
                )
                for r in chosen
            ],
        )
    else:
        _explain(_rule(chosen[0], policy, session))
    return ExitCode.DONE


_NAMES = {
    "rule": Text("规则", "rule"),
    "name": Text("名称", "name"),
    "layer": Text("层", "layer"),
    "in_force": Text("启用", "in force"),
    "kinds": Text("文书种类", "kinds"),
    "severity": Text("后果", "severity"),
    "override": Text("可特批", "override"),
    "roles": Text("特批职务", "by the roles"),
    "needed": Text("要求", "needed"),
    "why": Text("原由", "why"),
    "when": Text("何时", "when"),
    "basis": Text("依据", "basis"),
    "source": Text("来源", "source"),
    "doubts": Text("存疑", "doubts"),
    "reason": Text("后果的理由", "why so severe"),
}


def _explain(rule: dict[str, Any]) -> None:
    """One rule, a line for each thing there is to say."""
    told = {
        **rule,
        "severity": say(words.SEVERITIES[Severity(rule["severity"])]),
        "in_force": tr("是", "yes") if rule["in_force"] else tr("否", "no"),
        "override": tr("是", "yes") if rule["override"] else tr("否", "no"),
    }
    widest = max(screen.cells(say(name)) for name in _NAMES.values())
    for key, name in _NAMES.items():
        if told[key]:
            blank = " " * (widest - screen.cells(say(name)))
            tell(f"{say(name)}{blank}   {told[key]}", widest + 3)


def _rule(rule: Any, policy: Any, session: Session) -> dict[str, Any]:
    from noticegen.rules import basis

    setting = policy.rule(rule.id)
    return {
        "rule": rule.id,
        "name": rule.name.to(session.lang),
        "layer": rule.layer,
        "in_force": rule.layer in policy.layers,
        "kinds": ", ".join((*rule.kinds, *setting.also_before)),
        "severity": setting.severity,
        "override": setting.override,
        "roles": ", ".join(setting.roles),
        "needed": rule.needed.to(session.lang),
        "why": rule.why.to(session.lang),
        "when": rule.when.to(session.lang),
        "basis": basis(rule.basis, session.lang),
        "source": rule.source,
        "doubts": rule.doubts.to(session.lang),
        "reason": setting.reason.to(session.lang),
    }


@click.group(
    "template", help=tr("模板：检查、字段、预览、复制。", "Templates: lint, fields, preview, copy.")
)
def template() -> None:
    pass


def _templates(session: Session) -> Path:
    from noticegen.desk import shipped

    try:
        return session.desk.templates
    except NoDeskError:
        return shipped("templates")


@template.command(
    "lint",
    help=tr(
        "检查全部文书种类的措辞与政策文件。", "Check wording and policy of every document kind."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def lint(session: Session, as_json: bool) -> int:
    from noticegen.policy import load_policy
    from noticegen.wording import kinds, lint_kind, load_kind, load_papers

    templates = _templates(session)
    problems = {k: [str(p) for p in lint_kind(load_kind(templates, k))] for k in kinds(templates)}
    named = kinds(templates)
    problems["policy.toml"] = _policy_gaps(load_policy(templates / "policy.toml"), named)
    problems["plan.toml"] = _plan_gaps(templates, named)
    papers = load_papers(templates)
    problems |= {f"packet/{k.id}": [str(p) for p in lint_kind(k)] for k in papers}
    if as_json:
        out_json({"templates": str(templates), "kinds": problems})
    else:
        for kind, found in problems.items():
            out(f"{kind}: {tr('无问题', 'ok') if not found else ''}")
            for problem in found:
                out(f"  {problem}")
    return ExitCode.BAD_TEMPLATE if any(problems.values()) else ExitCode.DONE


def _policy_gaps(policy: Policy, known: Collection[str]) -> list[str]:
    """What the policy forgets or misspells: a rule without a row, a kind that is none behind
    `also_before` or in `by_kind`. None may be found out only when a letter is asked for."""
    from noticegen.rules import RULES
    from noticegen.wording.kinds import meant

    return [
        *(
            tr(
                f"{rule.id}：政策文件中缺少这条规则",
                f"{rule.id}: the policy has no row for this rule",
            )
            for rule in RULES
            if rule.id not in policy.rules
        ),
        *(
            tr(f"{id}：{key} 中没有这一种类 {kind}", f"{id}: {key} names no kind: {kind}")
            + say(meant(kind, known))
            for id, setting in policy.rules.items()
            for key, named in (("also_before", setting.also_before), ("by_kind", setting.by_kind))
            for kind in named
            if kind not in known
        ),
    ]


def _plan_gaps(templates: Path, known: Collection[str]) -> list[str]:
    """Kinds that a line of the plan names and that are none: such a line would be proposed for ever."""
    from noticegen.desk import plan_of
    from noticegen.wording.kinds import meant

    named = dict.fromkeys(line.document for line in plan_of(templates).line if line.document)
    return [
        tr(f"document 中没有这一种类 {kind}", f"document names no kind: {kind}") + say(meant(kind, known))
        for kind in named
        if kind not in known
    ]  # fmt: skip


@template.command(
    "copy",
    help=tr(
        "把随附的措辞、版式、政策和方案整套复制到 DIR，供本单位修改。",
        "Copy the shipped wording, layout, policy and plan, whole, into DIR, for the house to change.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def copy(folder: Path) -> int:
    from noticegen.desk import shipped
    from noticegen.fsio import publish_many

    if folder.exists() and any(folder.iterdir()):
        raise OutputError(
            Text(f"{folder} 不是空文件夹", f"{folder} is not empty"),
            Text("另选一个文件夹", "choose another folder"),
        )
    source = shipped("templates")
    files = sorted(path for path in source.rglob("*") if path.is_file())
    publish_many([(folder / path.relative_to(source), path.read_bytes()) for path in files])
    note(
        tr(
            f'在 noticegen.toml 的 [paths] 中写 templates = "{folder}"（相对该文件）',
            f'write templates = "{folder}" under [paths] in noticegen.toml (relative to that file)',
        )
    )
    return ExitCode.DONE


@template.command(
    "fields",
    help=tr("列出措辞中可用的字段和条件。", "List the facts and conditions wording may use."),
)
@click.argument("kind", default="overdue-notice")
@click.pass_obj
def fields_(session: Session, kind: str) -> int:
    from noticegen.wording import load_kind
    from noticegen.wording.vocabulary import VOCABULARIES

    known = VOCABULARIES[load_kind(_templates(session), kind).audience]
    rows = [(name, tr("事项", "fact"), say(text)) for name, text in known.facts.items()]
    rows += [(name, tr("条件", "condition"), say(text)) for name, text in known.conditions.items()]
    for group, fields in known.rows.items():
        rows += [
            (f"{group}.{name}", tr("表行", "row field"), say(text)) for name, text in fields.items()
        ]
    table([tr("名称", "name"), tr("类别", "sort"), tr("含义", "meaning")], rows)
    return ExitCode.DONE


@template.command(
    "preview", help=tr("用一笔借款生成草稿，不取号。", "Draw a draft for a loan; takes no number.")
)
@click.argument("kind")
@click.argument("loan")
@click.option("--locale", type=click.Choice(["zh", "en"]), default="zh")
@click.option("--on", metavar="YYYY-MM-DD")
@click.pass_context
def preview(ctx: click.Context, kind: str, loan: str, locale: str, on: str | None) -> int:
    from noticegen.cli.issue import issue

    return int(ctx.invoke(issue, kind=kind, loan=loan, locale=locale, on=on, draft=True))


# --- doctor -------------------------------------------------------------------------------------


def _native() -> str:
    from noticegen.render.native import weasyprint

    return f"WeasyPrint {weasyprint().__version__}"


def _fonts(session: Session) -> str:
    from noticegen.render import HouseStyle, prepare_fonts

    try:
        style = session.desk.style
    except NoDeskError:
        style = HouseStyle(_templates(session))
    return ", ".join(sorted(prepare_fonts(style, lambda text: note(say(text))).families))


def _checks(session: Session) -> Iterator[tuple[str, Any]]:
    yield tr("排版库", "typesetting libraries"), _native
    yield tr("字体", "fonts"), lambda: _fonts(session)
    yield tr("模板", "templates"), lambda: _lint_summary(session)
    yield tr("业务台", "desk"), lambda: str(session.desk.root)
    yield tr("台账库", "book"), lambda: tr("版本一致", "current version") if session.book else ""
    yield tr("登记簿", "register"), lambda: _register_summary(session)


def _lint_summary(session: Session) -> str:
    from noticegen.policy import load_policy
    from noticegen.wording import kinds, lint_kind, load_kind, load_papers

    templates = _templates(session)
    known = [*(load_kind(templates, k) for k in kinds(templates)), *load_papers(templates)]
    faults = [p for k in known for p in lint_kind(k)]
    policy = load_policy(templates / "policy.toml")
    gaps = "".join(f"\npolicy.toml: {gap}" for gap in _policy_gaps(policy, kinds(templates)))
    gaps += "".join(f"\nplan.toml: {gap}" for gap in _plan_gaps(templates, kinds(templates)))
    if faults or gaps:
        raise TemplateError(
            Text(f"措辞、政策或催收方案有问题{gaps}", f"wording, policy or plan has faults{gaps}"),
            Text("noticegen template lint", "see `noticegen template lint`"),
        )
    return ", ".join(kinds(templates))


def _register_summary(session: Session) -> str:
    from noticegen.register import Register

    problems = Register(session.book).verify(session.desk.out, vault=session.vault)
    if problems:
        raise BookError(
            Text(f"{len(problems)} 处不符", f"differences: {len(problems)}"),
            Text("noticegen register verify", "see `noticegen register verify`"),
        )
    return tr("完整", "intact")


@click.command(
    "doctor",
    help=tr(
        "检查本机：排版库、字体、模板、台账库、登记簿。",
        "Check this machine: libraries, fonts, templates, book, register.",
    ),
)
@click.option(
    "--upgrade",
    is_flag=True,
    help=tr(
        "先把旧版台账库升级到本程序的版本",
        "First bring an older book to the version of this program.",
    ),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def doctor(session: Session, upgrade: bool, as_json: bool) -> int:
    if upgrade:
        from noticegen.book import Book

        Book.upgrade(session.desk.book_url).close()
    found = []
    worst = ExitCode.DONE
    for name, probe in _checks(session):
        try:
            found.append((name, "ok", probe(), ""))
        except NoDeskError as error:
            found.append((name, "skipped", say(error.message), say(error.hint)))
        except NoticegenError as error:
            found.append((name, "fail", say(error.message), say(error.hint)))
            worst = max(worst, error.code)
    if as_json:
        out_json(
            {
                "checks": [
                    dict(zip(("name", "state", "found", "fix"), f, strict=True)) for f in found
                ]
            }
        )
    else:
        table(
            [tr("项目", "check"), tr("结果", "state"), tr("情况", "found"), tr("办法", "fix")],
            found,
        )
    return worst


commands = {"rules": rules, "template": template, "doctor": doctor}
