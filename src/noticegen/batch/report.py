"""The report of a run: one HTML page that needs nothing else, made to be read and to be printed.

In Chinese and English side by side, so that it does not depend on who started the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from markupsafe import Markup, escape

from noticegen import __version__, webpage
from noticegen.batch.plan import Terms
from noticegen.batch.printing import PrintSettings
from noticegen.batch.rows import Row, Rows, Why
from noticegen.batch.run import Run
from noticegen.batch.sheets import STATES
from noticegen.book.rows import yuan
from noticegen.render.printrun import Told
from noticegen.rules import RULES
from noticegen.text import Text

SHOWN = 500  # letters, refusals and debtors each; the workbooks have them all
BUCKETS = (0, 7, 15, 31, 61, 91, 181)
BUCKET_NAMES = ("0–6", "7–14", "15–30", "31–60", "61–90", "91–180", "181+")


def report(
    terms: Terms, run: Run, rows: Rows, *, quiet: int, told: Told, settings: PrintSettings
) -> Iterator[str]:
    """The page, piece by piece."""
    kind = terms.kind.name
    title = f"{kind.zh} {terms.on}"
    yield webpage.head(run.name)
    yield f'<h1>{escape(title)}</h1><p class="sub">{escape(kind.en)} · {escape(run.name)}</p>\n'
    yield _tiles(rows, quiet)
    yield _facts(terms, run, rows, told, settings)
    yield _ageing(rows)
    yield _reasons(rows)
    yield _debtors(rows)
    yield _letters(rows)
    yield _others(rows)
    yield webpage.FOOT


def _two(text: Text) -> Markup:
    return Markup('{} <span class="en">{}</span>').format(text.zh, text.en)


def _tiles(rows: Rows, quiet: int) -> Markup:
    counts = rows.counts()
    issued = Text("已签发", "issued")
    tiles = [
        ("good", f"{counts['issued']:,}", issued),
        ("", f"{yuan(rows.total_of('issued')):,.2f}", Text("应还合计（元）", "due on them, yuan")),
        *(
            ("bad" if s == "failed" and counts[s] else "", f"{counts[s]:,}", STATES[s])
            for s in STATES
        ),
        ("", f"{quiet:,}", Text("无到期未还", "nothing unpaid")),
    ]
    if alone := counts["no_addressee"]:
        tiles.append(("", f"{alone:,}", Text("无此类收件人", "no such addressee")))
    return webpage.tiles(webpage.tile(number, _two(name), css) for css, number, name in tiles)


def _facts(terms: Terms, run: Run, rows: Rows, told: Told, settings: PrintSettings) -> Markup:
    first, unknown = rows.booked()
    booked = first or "–"
    if unknown:
        booked += f"（{unknown:,} 笔不知 / {unknown:,} unknown）"
    seal = " · ".join(
        [run.sealed_by or "无 / none", *(f"{told.zh} / {told.en}" for told in run.unfit)]
    )
    pages = f"{told.pages:,}（{'双面 / duplex' if settings.duplex else '单面 / one-sided'}，{settings.window.style}）"
    if told.unaddressed:
        pages += f" · {len(told.unaddressed):,} 份无地址页 / without address"
    facts = [
        (Text("截至日", "figures as of"), str(terms.on)),
        (Text("签发日", "issued on"), str(terms.begun.date())),
        (Text("机构", "branch"), terms.branch or "全部 / all"),
        (Text("还款入账至", "payments booked up to"), booked),
        (Text("小额容差（元）", "tolerance, yuan"), f"{terms.desk.policy.notice.tolerance:,.2f}"),
        (Text("用印审批", "approval of the seal"), seal),
        (Text("打印页数", "pages to print"), pages),
        (Text("成文方式", "letters"), _engines(terms, rows)),
        (Text("程序", "program"), f"noticegen {__version__}"),
    ]
    files = Markup(" · ").join(
        Markup('<a href="{}">{}</a>').format(name, _two(text))
        for name, text in FILES.items()
        if name != "print.pdf" or told.pages
    )
    names = webpage.terms((_two(name), value) for name, value in facts)
    return names + Markup("<p>{}</p>\n").format(files)


FILES = {
    "print.pdf": Text("打印件", "print run"),
    "mail-list.xlsx": Text("邮寄清单", "mail list"),
    "refused.xlsx": Text("不签发清单", "refusals"),
    "manifest.json": Text("校验清单", "manifest"),
}


def _engines(terms: Terms, rows: Rows) -> str:
    """Where the originals of the letters stand; of a press run also how many the press did not make."""
    if terms.engine == "archive":
        return "每份一个文件 / a file of each"
    streams = list(rows.streams())
    pressed = sum(many for _, _, many in streams)
    told = f"印制流 {len(streams):,} 个，共 {pressed:,} 份 / {pressed:,} in {len(streams):,} print streams"
    if apart := rows.counts()["issued"] - pressed:
        told += f" · 另 {apart:,} 份排版不同，单独成文 / {apart:,} would differ there and have files of their own"
    return told


def _ageing(rows: Rows) -> str:
    """Loans by days overdue: those that got a letter, and the others."""
    with_letter, others = [0] * len(BUCKETS), [0] * len(BUCKETS)
    sums = [0] * len(BUCKETS)
    for state, bucket, loans, fen in rows.ageing(BUCKETS):
        (with_letter if state == "issued" else others)[bucket] += loans
        sums[bucket] += fen
    most = max((a + b for a, b in zip(with_letter, others, strict=True)), default=0) or 1
    bars = []
    for n, name in enumerate(BUCKET_NAMES):
        y, a, b = 26 + n * 26, with_letter[n] / most * 420, others[n] / most * 420
        label = f"{with_letter[n]:,} + {others[n]:,} · {yuan(sums[n]):,.2f}"
        bars.append(
            f'<text x="76" y="{y + 13}" text-anchor="end">{name}</text>'
            f'<rect x="84" y="{y}" width="{a:.1f}" height="18" fill="#2a7d4f"/>'
            f'<rect x="{84 + a:.1f}" y="{y}" width="{b:.1f}" height="18" fill="#c9c9c9"/>'
            f'<text x="{92 + a + b:.1f}" y="{y + 13}">{label}</text>'
        )
    height = 34 + 26 * len(BUCKETS)
    return (
        f"{webpage.section(_two(Text('账龄（逾期天数）', 'ageing by days overdue')))}"
        f'<div class="wide"><svg viewBox="0 0 800 {height}" width="100%" font-size="12" role="img" aria-label="ageing">'
        '<rect x="84" y="4" width="12" height="12" fill="#2a7d4f"/><text x="102" y="14">已签发 with a letter</text>'
        '<rect x="240" y="4" width="12" height="12" fill="#c9c9c9"/><text x="258" y="14">其他 others · 应还合计（元） due, yuan</text>'
        f"{''.join(bars)}</svg></div>\n"
    )


def _reasons(rows: Rows) -> Markup:
    found: Counter[str] = Counter()
    for row in rows.of("refused", "left_out", "failed"):
        found.update({why.rule or "–" for why in row.why})
    warned: Counter[str] = Counter()
    for row in rows.of("issued"):
        warned.update(row.warnings)
    lines = [
        (_named(rule), f"{found[rule]:,}", f"{warned[rule]:,}") for rule in sorted(found | warned)
    ]
    heads = [Text("规则", "rule"), Text("阻止", "stood in the way"), Text("已签发但提示", "issued, with a warning")]  # fmt: skip
    return _table(Text("原因", "reasons"), heads, lines, {1: "r", 2: "r"})


def _named(rule: str) -> Markup:
    """A rule by its id and what it asks; what is no rule (a letter that could not be drawn) as it is."""
    known = next((r for r in RULES if r.id == rule), None)
    return Markup("<b>{}</b> {}").format(rule, _two(known.name)) if known else escape(rule)


def _debtors(rows: Rows) -> Markup:
    lines = [(name, "、".join(loans)) for name, loans in islice(rows.shared_debtors(), SHOWN)]
    heads = [Text("姓名或名称", "name"), Text("借款", "loans")]
    return _table(Text("同一借款人的多笔借款", "several loans of one debtor"), heads, lines)


def _letters(rows: Rows) -> Markup:
    lines = []
    for row in islice(rows.posting(), SHOWN):
        page = f"#page={row.first_page}" if row.first_page else ""
        link = Markup('<a href="../../{}.pdf{}">{}</a>').format(row.file, page, row.number)
        warned = " ".join(row.warnings)
        lines.append((link, row.postcode, row.name, row.loan, row.branch, str(row.days), f"{yuan(row.total):,.2f}", str(row.pages), warned))  # fmt: skip
    heads = [
        Text("文书编号", "number"), Text("邮编", "postcode"), Text("收件人", "addressee"), Text("借款", "loan"),
        Text("机构", "branch"), Text("逾期天数", "days"), Text("应还（元）", "due"), Text("页数", "pages"), Text("提示", "warnings"),
    ]  # fmt: skip
    title = _capped(Text("已签发", "issued"), rows.counts()["issued"])
    return _table(title, heads, lines, {0: "n", 3: "n", 5: "r", 6: "r", 7: "r"})


def _others(rows: Rows) -> Markup:
    states = ("failed", "left_out", "refused", "already")
    lines = []
    order = "state = 'already', state = 'refused', state = 'left_out', loan, n"
    for row in islice(rows.of(*states, order=order), SHOWN):
        lines.append((row.loan, row.name or row.party, _state(row), _why(row.why), row.earliest, str(row.days), f"{yuan(row.total):,.2f}"))  # fmt: skip
    heads = [
        Text("借款", "loan"), Text("收件人", "addressee"), Text("结果", "result"),
        Text("原因与办法", "why, and the cure"), Text("最早", "from"), Text("逾期天数", "days"), Text("应还（元）", "due"),
    ]  # fmt: skip
    counts = rows.counts()
    many = sum(counts[s] for s in states)
    css = {0: "n", 2: "n", 3: "why", 4: "n", 5: "r", 6: "r"}
    return _table(_capped(Text("未签发", "not issued"), many), heads, lines, css)


def _state(row: Row) -> Markup:
    """What became of the loan, and the number it has or had."""
    number = Markup("<div>{}</div>").format(row.number) if row.number else Markup()
    return _two(STATES[row.state]) + number


def _why(reasons: Iterable[Why]) -> Markup:
    return Markup().join(
        Markup('<div class="reason"><b>{}</b> {}{}<br><span class="en">{}</span></div>').format(
            why.rule,
            why.found_zh,
            Markup("<br>→ {}").format(why.cure_zh) if why.cure_zh else "",
            f"{why.found_en} → {why.cure_en}" if why.cure_en else why.found_en,
        )
        for why in reasons
    )


def _capped(text: Text, many: int) -> Text:
    if many <= SHOWN:
        return text
    return Text(
        f"{text.zh}（前 {SHOWN} 份，全部见清单）",
        f"{text.en} (the first {SHOWN}; the workbooks have all)",
    )


def _table(
    title: Text, heads: Sequence[Text], lines: Sequence[Sequence[str | Markup]], css: Mapping[int, str] | None = None
) -> Markup:  # fmt: skip
    return webpage.table(_two(title), [_two(head) for head in heads], lines, css)
