"""Build templates/house/letterhead.docx: page, styles, header, footer and the slots, nothing else.

Run it after changing a measure here; the output is committed. A house may instead open the file in
Word and change it there: keep the slots and the names of the styles (they begin with NG).

    python tools/make_letterhead.py templates/house/letterhead.docx
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from noticegen.render.package import pack, unpack

W = nsdecls("w")
BODY_FONT, HEADING_FONT = "仿宋", "黑体"  # the names `HouseStyle` may replace
KEPT_RELATIONSHIPS = ("styles", "settings", "fontTable", "officeDocument", "core-properties",
                      "extended-properties")  # fmt: skip

# style id, based on, paragraph properties, run properties
BODY_LINE = '<w:spacing w:line="370" w:lineRule="exact"/>'
EN_LINE = '<w:spacing w:after="{after}" w:line="310" w:lineRule="exact"/>'
SERIF = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{BODY_FONT}"/>'
SANS = f'<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="{HEADING_FONT}"/>'


SLOTS = (
    ("", '{%p if letterhead and locale == "zh" %}'), ("NGLetterhead", "{{ letterhead }}"),
    ("", "{%p elif letterhead %}"), ("NGLetterheadEn", "{{ letterhead }}"), ("", "{%p endif %}"),
    ("", "{%p if number %}"), ("NGNumber", "{{ number }}"), ("", "{%p endif %}"),
    ("", '{%p if locale == "zh" %}'), ("NGTitle", "{{ title }}"),
    ("", "{%p else %}"), ("NGTitleEn", "{{ title }}"), ("", "{%p endif %}"),
    ("", "{{p body }}"),
)  # fmt: skip


def size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


PARAGRAPHS = {
    "NGPlain": ("Normal", BODY_LINE + '<w:jc w:val="both"/>', ""),
    "NGBody": ("NGPlain", '<w:ind w:firstLineChars="200" w:firstLine="480"/>', ""),
    "NGAddressee": ("NGPlain", '<w:spacing w:after="57" w:line="370" w:lineRule="exact"/>', ""),
    "NGHeading": ("NGPlain", '<w:keepNext/><w:spacing w:before="85" w:line="370" w:lineRule="exact"/>'
                  '<w:ind w:firstLineChars="200" w:firstLine="480"/>', SANS),
    "NGCheck": ("NGPlain", '<w:ind w:left="816" w:hanging="336"/>', ""),
    "NGRight": ("NGPlain", '<w:jc w:val="right"/>', ""),
    "NGSmall": ("NGPlain", '<w:spacing w:line="280" w:lineRule="exact"/>', size(9)),
    "NGNumber": ("NGPlain", '<w:spacing w:before="142" w:line="320" w:lineRule="exact"/><w:jc w:val="right"/>', size(10.5)),
    "NGLetterhead": ("Normal", '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="8" w:color="000000"/></w:pBdr>'
                     '<w:spacing w:line="520" w:lineRule="exact"/><w:jc w:val="center"/>',
                     SANS + '<w:spacing w:val="40"/>' + size(17)),
    "NGTitle": ("Normal", '<w:keepNext/><w:spacing w:before="284" w:after="284" w:line="560" w:lineRule="exact"/>'
                '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>', SANS + size(19)),
    "NGPart": ("NGPlain", '<w:keepNext/><w:pageBreakBefore/><w:spacing w:after="170" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>',
               SANS + size(15)),
    "NGSignature": ("NGPlain", '<w:keepLines/><w:ind w:left="4082"/><w:jc w:val="center"/>', ""),
    "NGCut": ("NGPlain", '<w:keepNext/><w:pBdr><w:top w:val="dashed" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
              '<w:spacing w:before="480" w:after="120" w:line="240" w:lineRule="exact"/><w:jc w:val="center"/>', size(9)),
    "NGSlipTitle": ("NGPlain", '<w:keepNext/><w:spacing w:after="60" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>',
                    SANS + size(14)),
    "NGCaption": ("NGPlain", '<w:keepNext/><w:spacing w:before="113" w:after="60" w:line="320" w:lineRule="exact"/>'
                  '<w:jc w:val="center"/>', SANS + size(10)),
    "NGCell": ("Normal", '<w:spacing w:before="51" w:after="51" w:line="260" w:lineRule="exact"/>', size(9.5)),
    "NGCellSlip": ("NGCell", '<w:spacing w:before="74" w:after="74" w:line="260" w:lineRule="exact"/>', ""),
    "NGCellTight": ("NGCell", "", size(8)),
    "NGCellHead": ("NGCell", '<w:jc w:val="center"/>', SANS + size(8)),
    "NGCellHeadTight": ("NGCellHead", "", size(7)),
    "NGCellTotal": ("NGCell", "", SANS),
    "NGCellTotalTight": ("NGCellTotal", "", size(8)),
    "NGGap": ("Normal", '<w:spacing w:line="100" w:lineRule="exact"/>', size(4)),
    "NGSeal": ("Normal", '<w:keepNext/><w:spacing w:line="680" w:lineRule="exact"/>', size(4)),
    "NGFooter": ("Normal", '<w:jc w:val="center"/>', size(9)),
    "NGPlainEn": ("NGPlain", EN_LINE.format(after=60) + '<w:jc w:val="left"/>', size(10.5)),
    "NGBodyEn": ("NGPlainEn", EN_LINE.format(after=100), ""),
    "NGAddresseeEn": ("NGPlainEn", EN_LINE.format(after=100), ""),
    "NGHeadingEn": ("NGPlainEn", "<w:keepNext/>" + EN_LINE.format(after=0), SANS),
    "NGCheckEn": ("NGPlainEn", '<w:ind w:left="352" w:hanging="352"/>', ""),
    "NGSignatureEn": ("NGSignature", EN_LINE.format(after=0), size(10.5)),
    "NGLetterheadEn": ("NGLetterhead", "", '<w:spacing w:val="0"/>' + size(15)),
    "NGTitleEn": ("NGTitle", '<w:spacing w:before="227" w:after="227" w:line="400" w:lineRule="exact"/>', size(15)),
}  # fmt: skip

EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def styles() -> str:
    """The whole styles part."""
    parts = [
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{SERIF}{size(12)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="NGStrong"><w:name w:val="NGStrong"/><w:rPr>{SANS}</w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    ]
    for identifier, (base, paragraph, run) in PARAGRAPHS.items():
        parts.append(
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}">'
            f'<w:name w:val="{identifier}"/><w:basedOn w:val="{base}"/><w:qFormat/>'
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    borders = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for e in EDGES
    )
    for identifier in ("NGGrid", "NGForm"):
        parts.append(
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{identifier}"/>'
            f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
            '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
            "</w:tblPr></w:style>"
        )
    return "".join(parts) + "</w:styles>"


SETTINGS = (
    f'<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)

WATERMARK = (
    f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="NGWatermark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;'
    "width:360pt;height:150pt;rotation:320;z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#dedede" stroked="f">'
    '<v:textpath style="font-family:&quot;SimHei&quot;;font-size:1pt" string="{{{{ watermark }}}}"/>'
    "</v:shape></w:pict></w:r></w:p>"
).replace("{{{{", "{{").replace("}}}}", "}}")  # fmt: skip


def field(code: str, cached: str) -> str:
    """A Word field with its last result, so that a reader that does not compute shows a number."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>{cached}</w:t></w:r></w:fldSimple>'


def text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def footer(before: str, between: str, after: str) -> str:
    return (
        f'<w:p {W}><w:pPr><w:pStyle w:val="NGFooter"/></w:pPr>{text(before)}{field("PAGE", "1")}'
        f"{text(between)}{field('NUMPAGES', '{{ pages }}')}{text(after)}</w:p>"
    )


def fill_paragraphs(story, paragraphs) -> None:  # type: ignore[no-untyped-def]  # python-docx has none
    """Replace what is in a header or footer by these paragraphs (XML, or plain text)."""
    element = story._element
    for child in list(element):
        element.remove(child)
    for paragraph in paragraphs:
        element.append(
            parse_xml(
                paragraph if paragraph.startswith("<") else f"<w:p {W}>{text(paragraph)}</w:p>"
            )
        )


def build() -> bytes:
    """The letterhead as the bytes of a DOCX file."""
    document = docx.Document()
    for owner in (document.part.rels, document.part.package.rels):
        for key, relationship in list(owner.items()):
            if not relationship.reltype.endswith(KEPT_RELATIONSHIPS):
                del owner[key]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(26), Mm(27)
    section.header_distance, section.footer_distance = Mm(12), Mm(17)
    for grid in section._sectPr.findall("{*}docGrid"):
        section._sectPr.remove(grid)
    fill_paragraphs(
        section.header, ("{%p if watermark %}", WATERMARK, "{%p endif %}", f"<w:p {W}/>")
    )
    fill_paragraphs(section.footer, (
        '{%p if locale == "zh" %}', footer("第 ", " 页　共 ", " 页"),
        "{%p else %}", footer("Page ", " of ", ""), "{%p endif %}",
    ))  # fmt: skip
    _replace(document.styles.element, styles())
    _replace(document.settings.element, SETTINGS)
    body = document.element.body
    for style, words in SLOTS:
        named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        body.insert(len(body) - 1, parse_xml(f"<w:p {W}>{named}{text(words)}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return pack(unpack(out.getvalue()))


def _replace(element, xml: str) -> None:  # type: ignore[no-untyped-def]  # python-docx has none
    fresh = parse_xml(xml)
    for child in list(element):
        element.remove(child)
    for child in list(fresh):
        element.append(child)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
