"""An address as a square that a telephone reads."""

from itertools import groupby

import segno
from markupsafe import Markup

_BORDER = 4  # modules of quiet around it (ISO/IEC 18004)


def qr(address: str) -> Markup:
    """The square as one path of an SVG, made here: nobody else learns of it."""
    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(
        f"M{x} {y}h{width}v1h-{width}z"
        for y, row in enumerate(rows, _BORDER)
        for x, width in _runs(row)
    )
    side = len(rows) + 2 * _BORDER
    return Markup(
        '<svg viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false">'
        '<path d="{1}"/></svg>'
    ).format(side, path)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark runs begin in the row, and how long they are."""
    found, x = [], _BORDER
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            found.append((x, width))
        x += width
    return found
