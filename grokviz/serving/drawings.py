"""Drawings of the labs for the cards of the front page: each shows a question, and no answer.

They are SVG of 240 x 120, made once of numbers below. Colours are classes of `front_page.html`,
so that both themes have their own.
"""

from __future__ import annotations

import math

WIDTH, HEIGHT = 240, 120
Point = tuple[float, float]

# Where ten numbers lie at first; a random order, as a network sees them before it has learnt.
MESSY = (34, -22, 12, 30, -32, 24, -14, -34, 16, -26)
STRANGERS = ((22, 30), (92, 24), (58, 52), (20, 76), (92, 90), (54, 92), (60, 16), (26, 106),
             (106, 50), (84, 58))
CLOUD = ((138, 34), (172, 52), (150, 82), (188, 88), (128, 62), (196, 30), (162, 24), (158, 60),
         (132, 92))


def teacher_student() -> str:
    """A ball high on the U of the test loss; below it the L of the training loss."""
    u = "M14 40C48 92 78 100 108 98C150 94 180 52 226 16"
    low = "M14 34C28 92 40 104 62 104H226"
    return (f'<path class="ground" d="{u}V120H14Z"/><path class="u" d="{u}"/>'
            f'<path class="l" d="{low}"/>{_ball((193, 30))}{_arrow((176, 30), (138, 30))}'
            f'{_says("U", (30, 24), "u")}{_says("L", (216, 94), "l")}')


def shell_toy() -> str:
    """Two weights beside the valleys of no training error and the ring of the true norm."""
    valleys = ('<path class="valley" d="M124 4C128 40 150 52 226 56"/>'
               '<path class="valley" d="M116 116C112 80 90 68 14 64"/>')
    return (f'{valleys}<circle class="ring" cx="120" cy="60" r="38"/>{_ball((208, 22))}'
            f'{_arrow((192, 28), (164, 39))}')


def plane() -> str:
    """Ten numbers beside the line on which they could lie."""
    xs = [24 + 21.4 * place for place in range(10)]
    line = '<path class="road" d="M14 60H228"/>' + "".join(
        f'<path class="tick" d="M{x:.0f} 54V66"/>' for x in xs)
    order = (3, 0, 7, 4, 1, 8, 6, 2, 9, 5)
    return line + "".join(_number(str(digit), (x, 60 + y))
                          for digit, x, y in zip(order, xs, MESSY, strict=True))


def modular_addition() -> str:
    """Numbers with no order, and a sum of two of them."""
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{y}" r="4.5"/>' for x, y in STRANGERS[2:])
    return (f'{dots}{_number("7", STRANGERS[0])}{_number("12", STRANGERS[1])}'
            f'{_says("7 + 12 = ?", (180, 70), "sum")}')


def norm_flow() -> str:
    """A ball beside its valley; a fast clock and a slow one."""
    return ('<path class="valley" d="M16 8C22 72 46 96 124 106"/>'
            f'{_ball((96, 26))}{_arrow((86, 37), (66, 57))}'
            f'{_clock((154, 58), 24, 300)}{_clock((212, 58), 24, 24)}')


def first_layer() -> str:
    """Numbers go into a layer; how do they lie in it?"""
    rows = (24, 60, 96)
    wires = "".join(f'<path class="wire" d="M40 {a}L104 {b}"/>' for a in rows for b in rows)
    dots = "".join(f'<circle class="hue" style="--at:{i / 9:.2f}" cx="{x}" cy="{y}" r="6"/>'
                   for i, (x, y) in enumerate(CLOUD))
    names = "".join(_number(name, (30, y)) for name, y in zip("345", rows, strict=True))
    return (f'{wires}<rect class="layer" x="104" y="8" width="112" height="104" rx="14"/>'
            f'{dots}{names}{_says("?", (228, 68), "sum")}')


def penalties() -> str:
    """Four runners at the start of their lanes, and the finish."""
    flag = "".join(f'<rect class="flag" x="{216 + 6 * (row % 2)}" y="{8 + 6.5 * row:.1f}" '
                   'width="6" height="6.5"/>' for row in range(16))
    lanes = "".join(
        f'<path class="lane" d="M46 {y}H206"/>{_says(name, (20, y + 6), "name")}'
        f'<circle class="{kind}" cx="54" cy="{y}" r="8"/>'
        for y, name, kind in ((18, "–", "none"), (46, "ℓ1", "one"), (74, "ℓ2", "two"),
                              (102, "∗", "three")))
    return lanes + flag


def sparse_parity() -> str:
    """Rows of signs and their answers, but for the last; which signs decide?"""
    rows = ("+−++−−", "−−+−++", "++−−+−")
    signs = "".join(_number(sign, (26 + 27 * i, 24 + 36 * row))
                    for row, line in enumerate(rows) for i, sign in enumerate(line))
    answers = "".join(_says(f"→ {sign}", (186, 30 + 36 * row), "sum")
                      for row, sign in enumerate("−+?"))
    return signs + answers


def coordinates() -> str:
    """A curve through a few samples; what does it do between them?"""
    xs, ys = (28, 64, 100, 136, 172, 208), (74, 42, 50, 84, 70, 36)
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{y}" r="6"/>'
                   for x, y in zip(xs, ys, strict=True))
    wild = ("M10 96C22 20 22 128 28 74S40 -10 50 60 58 90 64 42S76 124 84 84 94 -8 100 50S112 120 "
            "120 40 130 20 136 84S150 -4 156 60 166 112 172 70S189 40 194 90 204 96 208 36S220 8 "
            "230 70")
    return f'<path class="u" d="{wild}"/>{dots}{_says("?", (228, 110), "sum")}'


def reviews() -> str:
    """Lines of words, and a verdict that is open."""
    lines = "".join(
        f'<path class="wire" d="M{x} {y}h{w}"/>' for y, row in zip(
            (26, 50, 74, 98), ((28, 14, 40), (44, 22, 20), (16, 52, 18), (34, 26, 24)), strict=True)
        for x, w in zip((18, 26 + row[0], 34 + row[0] + row[1]), row, strict=True))
    return f'{lines}{_says("+ / − ?", (182, 68), "sum")}'


def molecules() -> str:
    """A molecule, and a property of it that is not known."""
    at = {"O": (34, 84), "C": (76, 56), "C ": (120, 82), "H": (62, 22), "N": (158, 50)}
    bonds = (("O", "C"), ("C", "C "), ("C", "H"), ("C ", "N"))
    wires = "".join(f'<path class="ink" d="M{at[a][0]} {at[a][1]}L{at[b][0]} {at[b][1]}"/>'
                    for a, b in bonds)
    atoms = "".join(_number(name.strip(), place) for name, place in at.items())
    return f'{wires}{atoms}{_says("α = ?", (204, 96), "sum")}'


def digits() -> str:
    """Three handwritten digits, the last of which nobody has seen; what does the network say?"""
    strokes = ("M26 42C30 28 52 26 52 42C52 56 26 74 24 88H56",
               "M84 32H112L96 56C112 56 116 84 98 88C90 90 84 86 82 80",
               "M152 30L140 62H170M162 46V90")
    tiles = "".join(f'<rect class="layer" x="{x}" y="18" width="52" height="84" rx="8"/>'
                    for x in (14, 72, 130))
    lines = "".join(f'<path class="u" d="{stroke}"/>' for stroke in strokes)
    return f'{tiles}{lines}{_says("→ ?", (206, 68), "sum")}'


def density() -> str:
    """A crowd of random networks; a few light up, and one of them asks."""
    lit = {9: "two", 22: "one", 31: "two"}      # place -> a runner's colour
    dots = "".join(
        f'<circle class="{lit.get(i, "wire")}" cx="{26 + 20 * (i % 8)}" cy="{20 + 20 * (i // 8)}" '
        f'r="{7 if i in lit else 3}"/>' for i in range(40))
    return dots + _says("?", (212, 70), "sum")


DRAWINGS = {
    "teacher_student": teacher_student, "shell_toy": shell_toy, "plane": plane,
    "modular_addition": modular_addition, "norm_flow": norm_flow, "first_layer": first_layer,
    "penalties": penalties, "sparse_parity": sparse_parity, "digits": digits,
    "density": density, "reviews": reviews, "molecules": molecules,
    "coordinates": coordinates,
}


def drawing(lab: str) -> str:
    """The SVG of a lab; an empty one where it has no drawing."""
    inside = DRAWINGS[lab]() if lab in DRAWINGS else ""
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{inside}</svg>'


def _ball(at: Point) -> str:
    return f'<circle class="ball" cx="{at[0]}" cy="{at[1]}" r="9"/>'


def _number(name: str, at: Point) -> str:
    return (f'<circle class="number" cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="11"/>'
            f'<text class="digit" x="{at[0]:.0f}" y="{at[1] + 4.5:.1f}">{name}</text>')


def _says(words: str, at: Point, kind: str) -> str:
    return f'<text class="{kind}" x="{at[0]}" y="{at[1]}">{words}</text>'


def _arrow(start: Point, end: Point) -> str:
    """A line with a head of two short strokes at its end."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    barbs = [(end[0] - 8 * math.cos(angle + turn), end[1] - 8 * math.sin(angle + turn))
             for turn in (0.5, -0.5)]
    (ax, ay), (bx, by) = barbs
    return (f'<path class="ink" d="M{start[0]} {start[1]}L{end[0]} {end[1]}'
            f'M{ax:.1f} {ay:.1f}L{end[0]} {end[1]}L{bx:.1f} {by:.1f}"/>')


def _clock(at: Point, radius: float, degrees: float) -> str:
    """A face with its hand, and the way the hand has gone since twelve."""
    x, y = at
    turn = math.radians(degrees)
    hand = (x + 0.7 * radius * math.sin(turn), y - 0.7 * radius * math.cos(turn))
    far = (x + 0.82 * radius * math.sin(turn), y - 0.82 * radius * math.cos(turn))
    return (f'<circle class="face" cx="{x}" cy="{y}" r="{radius}"/>'
            f'<path class="gone" d="M{x} {y - 0.82 * radius:.1f}A{0.82 * radius:.1f} '
            f'{0.82 * radius:.1f} 0 {int(degrees > 180)} 1 {far[0]:.1f} {far[1]:.1f}"/>'
            f'<path class="ink" d="M{x} {y}L{hand[0]:.1f} {hand[1]:.1f}"/>')
