"""Realistic notices built by hand as blocks, for the tests and benchmarks of the renderer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

from noticegen.model import Block, CutLine, Document, Paragraph, Run, Signature, Table

HOUSE = "示例融资担保有限公司"
HOUSE_EN = "Example Guarantee Company Limited"


def p(text: str, style: str = "body", bold: str = "") -> Paragraph:
    """A paragraph; the first occurrence of `bold` in it is set bold."""
    if not bold:
        return Paragraph((Run(text),), style)
    before, after = text.split(bold, 1)
    runs = (Run(before), Run(bold, bold=True), Run(after))
    return Paragraph(tuple(run for run in runs if run.text), style)


def money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def account(count: int, locale: str) -> Table:
    """The account of `count` instalments with a totals row."""
    rows = []
    total = Decimal(0)
    for n in range(1, count + 1):
        principal, interest = Decimal("8333.33"), Decimal("541.67") - n
        penalty, compound = Decimal("126.04") * (count + 1 - n), Decimal("3.21")
        line = principal + interest + penalty + compound
        total += line
        rows.append((
            str(n), f"2025-{(n - 1) % 12 + 1:02d}-20", str(30 * (count + 1 - n)),
            *(money(a) for a in (principal, interest, penalty, compound, line)),
        ))  # fmt: skip
    zh = (
        "期次",
        "应还日",
        "逾期天数",
        "本金（元）",
        "利息（元）",
        "罚息（元）",
        "复利（元）",
        "小计（元）",
    )
    en = (
        "No.",
        "Due date",
        "Days overdue",
        "Principal",
        "Interest",
        "Penalty",
        "Compound",
        "Total",
    )
    return Table(
        head=zh if locale == "zh" else en,
        rows=tuple(rows),
        widths=(6, 12, 10, 12, 11, 11, 12, 13),
        aligns="cccrrrrr",
        foot=(
            (
                "合计" if locale == "zh" else "Total",
                None,
                None,
                None,
                None,
                None,
                None,
                money(total),
            ),
        ),
        caption="逾期款项明细" if locale == "zh" else "Amounts overdue (CNY)",
    )


def slip(locale: str, addressee: str, number: str) -> tuple[Block, ...]:
    if locale == "en":
        rows: tuple[tuple[str | None, ...], ...] = (
            ("Document", f"Overdue Collection Notice {number}", None, None),
            ("Addressee", addressee, "Capacity", "Borrower"),
            (
                "Address used",
                "No. 1 Example Road, Example District (contract clause 14)",
                None,
                None,
            ),
            (
                "Method",
                "□ by hand  □ adult relative  □ EMS  □ e-mail or message  □ other",
                None,
                None,
            ),
            ("Received on", "____ (year) ____ (month) ____ (day) ____ (hour)", "Place", ""),
            ("Statement", "□ received only\n□ figures agreed\n□ objects; reason:", None, None),
            ("Signature", "\n", "ID, last four", ""),
            ("Served by", "\n", "Witness", ""),
        )
        return (CutLine("cut here"), p("Return receipt", "heading"),
                Table((), rows, (16, 40, 16, 28), "lLll".lower(), style="form"))  # fmt: skip
    rows = (
        ("文书名称及编号", f"逾期催收通知书　{number}", None, None),
        ("受送达人", addressee, "身份", "借款人"),
        ("送达地址", "示例省示例市示例区示例路1号（合同第十四条约定）", None, None),
        (
            "送达方式",
            "□直接送交　□同住成年家属　□单位收发部门　□EMS　□电子邮件或短信　□其他",
            None,
            None,
        ),
        ("收到时间", "　　　　年　　月　　日　　时", "收到地点", ""),
        ("签收人意见", "□仅收到本通知书　□对所列金额无异议　□有异议，理由：", None, None),
        ("签收人签名或盖章", "\n", "证件号后四位", ""),
        ("送达人（两人）", "\n", "见证人", ""),
        ("备注", "", None, None),
    )
    return (
        CutLine("（此处剪下）"),
        p("送达回执", "heading"),
        Table((), rows, (21, 37, 18, 24), "llll", style="form"),
    )


def seal_png(size: int = 496) -> bytes:
    """A round red example seal with a transparent ground; no real seal."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    red = (200, 16, 16, 235)
    edge = size // 40
    draw.ellipse((edge, edge, size - edge, size - edge), outline=red, width=size // 40)
    c, r = size / 2, size / 7
    star = []
    from math import cos, pi, sin

    for k in range(10):
        radius = r if k % 2 == 0 else r * 0.38
        star.append((c + radius * sin(k * pi / 5), c - radius * cos(k * pi / 5)))
    draw.polygon(star, fill=red)
    draw.rectangle((size * 0.3, size * 0.72, size * 0.7, size * 0.76), fill=red)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def notice(
    locale: str = "zh",
    instalments: int = 1,
    *,
    name: str = "",
    draft: bool = False,
    seal: bool = True,
    with_slip: bool = True,
) -> Document:
    """An overdue collection notice in `locale`."""
    number = "" if draft else "〔2026〕催字第0123号"
    table = account(instalments, locale)
    total = table.foot[0][-1]
    if locale == "en":
        who = name or "Mr. Li Example"
        blocks: tuple[Block, ...] = (
            p(f"To: {who}", "addressee"),
            p("Under the Entrusted Loan Contract No. DK-2025-001 of 20 December 2024 between you, Example "
              "Bank Co., Ltd. and our company you borrowed CNY 100,000.00 at 6.5% a year. The following "
              "amounts were due and have not been paid by 27 March 2026:"),
            table,
            p(f"Please pay CNY {total} within 7 days of receiving this notice, that is by 7 April 2026, "
              "to the account below. Interest and penalty go on accruing by CNY 27.08 a day until "
              "everything is paid.", bold="within 7 days of receiving this notice"),
            Table((), (("Account name", HOUSE_EN), ("Bank", "Example Bank, Example Branch"),
                       ("Account number", "6200 0000 0000 0000 123")), (25, 75), "ll", style="form"),
            p("1. What happens if you do not pay", "heading"),
            p("If the amount is not paid in time we shall claim it from the guarantors and, if need be, "
              "bring an action before the competent people's court. Costs are borne as the contract says."),
            p("If you have already paid, or hold that a figure is wrong, write to us within 15 days with "
              "your vouchers: Example Guarantee, 1 Example Road, telephone 000-00000000."),
            Signature(HOUSE_EN, "27 March 2026", "(seal)"),
        )  # fmt: skip
        title = "Notice of Overdue Guaranteed Loan (Entrusted Loan)"
        return Document(
            "overdue-notice", "en", title, HOUSE_EN, number, blocks,
            slip("en", who, number) if with_slip else (),
            "DRAFT" if draft else "", "Overdue collection notice", date(2026, 3, 27),
            seal=seal_png() if seal else b"",
        )  # fmt: skip
    who = name or "李示例"
    blocks = (
        p(f"{who}先生（身份证号：990102********0017）：", "addressee"),
        p("您与示例银行股份有限公司及本公司于2024年12月20日签订《委托贷款合同》（编号：DK-2025-001），借款本金"
          "人民币100,000.00元（大写：人民币壹拾万元整），年利率6.5%，借款期限自2024年12月20日至2026年12月20日。"),
        p("截至2026年3月27日，您在该合同项下已有逾期款项未清偿，明细如下："),
        table,
        p(f"以上合计人民币{total}元。自2026年3月28日起至实际清偿之日止，罚息和复利按合同约定继续计收，每日约"
          "人民币27.08元。"),
        p("请您于收到本通知书之日起7日内将上述款项一次性汇入下列账户：", bold="收到本通知书之日起7日内"),
        Table((), (("户　名", HOUSE), ("开户行", "示例银行股份有限公司示例支行"),
                   ("账　号", "6200 0000 0000 0000 123")), (20, 80), "ll", style="form"),
        p("一、逾期的后果", "heading"),
        p("逾期未还的，本公司将依据合同约定及《中华人民共和国民法典》的有关规定，要求保证人承担保证责任，并可"
          "向有管辖权的人民法院提起诉讼。由此产生的诉讼费、保全费等费用依合同约定承担。"),
        p("二、异议的提出", "heading"),
        p("如您已经清偿，或者对上述金额有异议，请于收到本通知书之日起15日内书面提出并附凭证。联系人：示例，"
          "电话：000-00000000,地址：示例省示例市示例区示例路1号。"),
        p("特此通知。"),
        Signature(HOUSE, "2026年3月27日", "（盖章）"),
    )  # fmt: skip
    return Document(
        "overdue-notice", "zh", "担保贷款（委托贷款）逾期催收通知书", HOUSE, number, blocks,
        slip("zh", who, number) if with_slip else (),
        "草稿" if draft else "", "逾期催收通知书", date(2026, 3, 27),
        seal=seal_png() if seal else b"",
    )  # fmt: skip
