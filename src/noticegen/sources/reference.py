"""`docs/data.md`, made from the schema. Run `python -m noticegen.sources.reference > docs/data.md`."""

from __future__ import annotations

import sys

from noticegen.events import SPECS
from noticegen.schema import SHEETS, WRITTEN_HERE, Column, Sheet, limit

_HEAD = """# 数据说明 · Data reference

<!-- Made by `python -m noticegen.sources.reference`; do not edit. -->

数据可以是一个 XLSX 工作簿（`noticegen init` 给出空白的）、一个 CSV 文件夹（每个表一个文件，例如 `借款.csv`
或 `loans.csv`）、一个 JSON 文件（`{"loans": [{...}], ...}`），或另一个数据库（SQLAlchemy 网址加映射文件）。
标题可用中文、英文、键名或别名；下表中带 `*` 的必填。表格第1行是标题，第2行可以是另一种语言的标题。

Data is an XLSX workbook (`noticegen init` makes an empty one), a folder of CSV files (one for each sheet), a JSON
file, or another database (an SQLAlchemy URL and a mapping file). Headings may be Chinese, English, keys or aliases;
`*` = required. The header is row 1; row 2 may repeat it in the other language.

## 写法 · How values are written

| 格式 format | 接受 accepted | 拒绝 refused |
|---|---|---|
| text, id | 原样保留，从不增删 kept exactly | 首尾空格、控制字符、双向控制符、私用区字符 blanks at the ends, control, bidi and private-use characters；id：数字单元格 numeric cells |
| money | `12345.67`，`-?` 至多15位整数、2位小数；恰好到分的数字单元格 a numeric cell exact to the cent | `1_000`、`1,000`、全角数字 full-width digits、`1E+3`、NaN |
| rate | `6.5%`、`0.065`（小于1 below 1）；百分比单元格 percentage cells | `6.5`（含义不明 ambiguous）、`5.4‰`（请换算成年利率 turn it into a yearly rate） |
| date | `2026-05-01`、`2026/5/1`、`2026.05.01`、`2026年5月1日`、日期单元格 date cells | 序列号 serial numbers、1900-03-01 以前的日期单元格 date cells before it（请写成文本 write them as text）、带时间的日期 a time |
| datetime | `2026-05-01 09:30[:00]`；`2026-05-01T09:30+08:00` 换算为本单位时区 turned into the house's zone；日期时间单元格 date cells | 秒以下的零头 fractions of a second |
| enum, bool | 中文、英文或代码 Chinese, English or code；bool：是 否 yes no true false | 其他 anything else |
| list | 以 `、` `,` `;` 隔开 separated by commas | 空项、重复 empty or double items |
| int | `12`、整数单元格 whole numeric cells | `1.5` |

- 标记栏为“示例”的行、空行不导入。Rows marked 示例 (`example`) and empty rows are left out.
- 一笔借款在任何表中有任何问题，整笔不导入；客户有问题，其所有借款不导入；其余照常导入。
  A loan with a fault in any sheet is kept back whole; a faulty party keeps back all its loans; the rest goes through.
- 表或文件本身有问题（标题、编码、隐藏的表……）时，一笔也不导入。A fault of a sheet or file keeps everything back.
- 合并单元格、隐藏的表与行、合计行、`#REF!` 等错误值、未计算的公式均须先处理；已计算的公式取其值。
  Merged cells, hidden sheets and rows, totals, error values and formulas never calculated are faults; the value of a calculated formula is taken.
- CSV：UTF-8（可带 BOM）；其他编码用 `--encoding gb18030|big5|utf-16` 指明（gbk 即 gb18030）；逗号分隔；行尾 LF、CR LF、CR 均可；每行栏数与标题相同。
  CSV: UTF-8 (BOM allowed), else `--encoding`; commas; any line end; every row as wide as the header.
- JSON：NaN、Infinity、重复的键、超过15位的数字被拒绝。NaN, Infinity, keys given twice and numbers of more than 15 digits are refused.
- 证据文件放在数据旁（映射文件旁），写相对路径；不得指向文件夹之外。Proof files lie beside the data (or the mapping file); relative paths that stay inside.
- 再次导入同一文件不会改变任何东西：记录编号须保持不变。The same file again changes nothing: keep event ids.

## 映射文件 · Mapping file

```toml
[loans]
query = "select * from t_loan where status = 'open'"   # 或 or: table = "t_loan"
[loans.columns]                                         # 键名 our key = 对方列名 their column
id = "loan_no"
principal = "amount"
```

只读；查询须以 `select` 或 `with` 开头；编号须是文本（在查询中 cast）。Read only; identifiers must be text (cast them).
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_sheet(s) for s in SHEETS), _events()])


def _sheet(sheet: Sheet) -> str:
    lines = [
        f"## {sheet.name.zh} · {sheet.key}{' *' if sheet.needed else ''}",
        "",
        f"{sheet.why.zh}。{sheet.why.en[0].upper()}{sheet.why.en[1:]}.",
        "",
        "| 键 key | 标题 heading | 格式 format | 说明 notes | 取值 values |",
        "|---|---|---|---|---|",
        *(_line(c) for c in sheet.columns),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column) -> str:
    star = "*" if column.required else ""
    alias = f"；别名 also {'、'.join(column.aliases)}" if column.aliases else ""
    kind = f"{column.format} ≤{limit(column)}" if column.format in ("text", "id") else column.format
    notes = " · ".join(filter(None, column.why))
    words = "；".join(f"`{code}` {word.zh} {word.en}" for code, word in column.words.items())
    default = f"；空 empty = `{column.default}`" if column.default else ""
    return f"| `{column.key}`{star} | {column.name.zh} · {column.name.en}{alias} | {kind} | {notes} | {words}{default} |"


def _events() -> str:
    lines = [
        "## 各种记录所需栏目 · What each event needs",
        "",
        "`evidence` = 证据文件表中至少一行 at least one row on the sheet of evidence.",
        "",
        "| type | 名称 | 必填 needed | 另可填 may have |",
        "|---|---|---|---|",
    ]
    for kind, spec in SPECS.items():
        if kind not in WRITTEN_HERE:
            more = ", ".join(f"`{key}`" for key in spec.fields if key not in spec.needs)
            needs = ", ".join(f"`{need}`" for need in spec.needs)
            lines.append(f"| `{kind.value}` | {spec.name.zh} · {spec.name.en} | {needs} | {more} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.stdout.write(reference())
