"""One colour and dash for each meaning, readable on white and black, also when colour-blind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Look(NamedTuple):
    """The colour, dash and width for a meaning; `dash` is a bqplot line style."""

    colour: str
    dash: str
    width: float = 2.0


TRAIN = Look("#0072B2", "dashed")
TEST = Look("#D55E00", "solid", 2.5)
THEORY = Look("#7F7F7F", "dotted")
GOOD = Look("#007F5F", "solid", 2.5)                 # fits and generalises
GHOST = Look("#8C8C8C", "solid", 1.2)
TWIN = Look("#974988", "dash_dotted", 1.5)           # the twin, and its difference from the run
RESTRICTED = Look("#007F5F", "dash_dotted")
EXCLUDED = Look("#8E44AD", "dotted", 2.5)
NORM_LOOKS = (Look("#B5489C", "solid", 2.5), Look("#007F5F", "dashed", 2.5),
              Look("#0072B2", "dash_dotted", 2.5), Look("#C05A00", "solid", 2.5),
              Look("#6A67C4", "dashed", 2.5), Look("#8A6A00", "dash_dotted", 2.5))
FLOOR = Look("#8A6A00", "dashed", 1.8)              # a lower bound
CURSOR = Look("#8A6A00", "solid", 1.5)              # the time cursor
INK = "var(--jp-ui-font-color1, #222)"              # text: follows JupyterLab's theme
GUESS = Look(INK, "dash_dotted", 2.0)               # the user's guess
FAINT = "var(--jp-border-color2, #ccc)"             # grid lines

_RAMP = ("#0072B2", "#6A67C4", "#B5489C", "#CF4A62", "#C05A00", "#8A6A00")
BRANCHES = ("#1D722E", "#B800B8", "#CC7A00", "#6C47FF", "#ED1D46", "#0093F5")
PHASES = ("#666666", "#0072B2", "#D55E00", "#009E73")   # in the order of `metrics.PHASES`
ON_PHASES = ("#FFFFFF", "#FFFFFF", "#111111", "#111111")    # letters on these colours
# Light for a small loss; viridis, which is perceptually uniform and safe for colour-blind eyes.
_LOSS = ("#FDE725", "#ADDC30", "#5EC962", "#28AE80", "#21918C", "#2C728E", "#3B528B", "#472D7B",
         "#440154")

_FROM_OKLAB = np.array([[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728],
                        [1, -0.0894841775, -1.2914855480]])
_TO_RGB = np.array([[4.0767416621, -3.3077115913, 0.2309699292],
                    [-1.2684380046, 2.6097574011, -0.3413193965],
                    [-0.0041960863, -0.7034186147, 1.7076147010]])


def branch(number: int) -> str:
    """The colour of a branch or a pin, by its number."""
    return BRANCHES[number % len(BRANCHES)]


def norm_look(number: int) -> Look:
    """The look of a penalty's norm, by the penalty's `look`."""
    return NORM_LOOKS[number % len(NORM_LOOKS)]


def spread_look(number: int) -> Look:
    """The look of the curve that shows over how much a norm is spread."""
    return Look(norm_look(number).colour, "dotted")


def ramp(n: int) -> list[str]:
    """`n` colours for the values of a sweep, from the smallest to the largest."""
    at = np.linspace(0, 1, n) if n > 1 else np.zeros(1)
    return [hexadecimal(colour) for colour in _between(_RAMP, at)]


def hexadecimal(colour: np.ndarray) -> str:
    """Three bytes as ``#RRGGBB``."""
    return "#" + "".join(f"{v:02X}" for v in colour)


def losses(shares: np.ndarray) -> np.ndarray:
    """Colours of a map, (..., 3) bytes, at shares from 0 (small loss) to 1 (large loss)."""
    return _between(_LOSS, np.clip(shares, 0, 1))


def wheel(n: int) -> np.ndarray:
    """`n` equally light colours once round the circle of hues: (n, 3) bytes.

    Lightness 0.66 and chroma 0.11 in Oklab (Ottosson 2020), which are readable in both themes.
    """
    hue = 2 * np.pi * np.arange(n) / n
    lab = np.stack([np.full(n, 0.66), 0.11 * np.cos(hue), 0.11 * np.sin(hue)])
    light = np.clip(_TO_RGB @ (_FROM_OKLAB @ lab) ** 3, 0, 1)
    rgb = np.where(light > 0.0031308, 1.055 * light ** (1 / 2.4) - 0.055, 12.92 * light)
    return np.round(255 * rgb.T).astype(np.uint8)


def _between(colours: tuple[str, ...], at: np.ndarray) -> np.ndarray:
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], float)
    ends = np.linspace(0, 1, len(stops))
    rgb = [np.interp(at, ends, channel) for channel in stops.T]
    return np.round(np.stack(rgb, -1)).astype(np.uint8)
