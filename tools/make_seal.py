"""Draws the seal of the invented example house: a picture that says it is an example.

python tools/make_seal.py examples/seal.png
"""

from __future__ import annotations

import importlib.resources
import math
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

RED = (200, 24, 32, 255)
SIZE = 1000  # pixels for 42 mm: about 600 dpi


def font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans SC from the font package."""
    root = importlib.resources.files("pylopdf_fonts_zh_cn")
    path = next(p for p in Path(str(root)).rglob("*.otf") if "Sans" in p.name)
    return ImageFont.truetype(str(path), size)


def draw(around: str, below: str) -> Image.Image:
    """A round seal: ring, five-pointed star, words along the ring, words under the star."""
    seal = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(seal)
    pen.ellipse((12, 12, SIZE - 12, SIZE - 12), outline=RED, width=28)
    pen.polygon([_star(i) for i in range(10)], fill=RED)
    face = font(108)
    spread = math.radians(250)
    for i, char in enumerate(around):
        angle = -spread / 2 + spread * i / (len(around) - 1)
        glyph = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
        ImageDraw.Draw(glyph).text((80, 80), char, font=face, fill=RED, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x, y = SIZE / 2 + 370 * math.sin(angle), SIZE / 2 - 370 * math.cos(angle)
        seal.alpha_composite(glyph, (round(x - 80), round(y - 80)))
    pen.text((SIZE / 2, 745), below, font=font(84), fill=RED, anchor="mm")
    return seal


def _star(i: int) -> tuple[float, float]:
    radius = 150 if i % 2 == 0 else 57
    angle = math.pi * i / 5
    return SIZE / 2 + radius * math.sin(angle), SIZE / 2 - radius * math.cos(angle)


if __name__ == "__main__":
    image = draw("示例县小额贷款担保中心", "示例专用")
    # 8-bit palette with transparency: small, and the same bytes each time
    image.quantize(16).save(sys.argv[1], optimize=True)
