"""The accent colour of a publication, made readable on any ground.

Contrast is that of WCAG 2.2 (relative luminance); 4.5:1 is level AA for text.
"""

from __future__ import annotations

from typing import NamedTuple

DEFAULT = "#9b1c1c"
PAPER = "#fffefa"
NIGHT = "#171614"
AA = 4.5


class Colour(NamedTuple):
    """Red, green, blue, each 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


def parse(text: str) -> Colour:
    """Read '#9b1c1c' or '#911'; ValueError for anything else."""
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"not a colour: {text!r}")
    return Colour(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def luminance(colour: Colour) -> float:
    """Give the relative luminance, 0 (black) to 1 (white)."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Give the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: Colour, ground: Colour, ratio: float = AA) -> Colour:
    """Move a colour towards black or white until it reads on its ground."""
    end = Colour(0, 0, 0) if luminance(ground) > 0.18 else Colour(255, 255, 255)
    for step in range(101):
        mixed = Colour(*(round(a + (b - a) * step / 100) for a, b in zip(colour, end, strict=True)))
        if contrast(mixed, ground) >= ratio:
            return mixed
    return end


def accents(text: str) -> tuple[Colour, Colour]:
    """Give the accent for paper and the accent for the night, both readable as text."""
    colour = parse(text or DEFAULT)
    # A little more than AA, because tinted panels are slightly nearer to the accent.
    return (
        readable(colour, parse(PAPER), AA + 0.7),
        readable(colour, parse(NIGHT), AA + 0.7),
    )
