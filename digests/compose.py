"""Editions in words: what was chosen becomes a subject, an HTML part and a text part."""

from bisect import bisect_left

from digests import rendering
from digests.layout import cuts, view_of
from digests.material import Composition, Material
from digests.views import View

# Gmail cuts what is longer than 102 KB, and with it the notice and the way out.
LIMIT = 100_000
SLOTS = 1_500  # kept free for the reader's own address and unsubscribe link


def compose(material: Material) -> Composition:
    """The edition as mail, at the greatest length that no mailbox cuts.

    Of one article it tells the whole, of several their beginnings. Too long, it
    shortens excerpts first, then leads to the rest; credit, notice and the way out
    are never dropped.
    """
    if not material.articles:
        raise ValueError("An edition without an article is not composed.")
    view = fitting(material)
    return Composition(
        subject=rendering.subject(view),
        html=rendering.html(view),
        text=rendering.text(view),
    )


def fitting(material: Material) -> View:
    """The longest telling whose HTML stays within the limit."""
    ladder = list(cuts(material))  # each rung is shorter
    full = view_of(material, ladder[0])
    if _fits(full):
        return full
    place = bisect_left(ladder, True, key=lambda cut: _fits(view_of(material, cut)))
    return view_of(material, ladder[min(place, len(ladder) - 1)])


def _fits(view: View) -> bool:
    return len(rendering.html(view).encode()) <= LIMIT - SLOTS
