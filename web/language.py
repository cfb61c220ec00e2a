"""Which language and which light a page is drawn in, when its text does not say."""

from collections.abc import Mapping

from web.words import LANGUAGES

LANGUAGE, THEME = "language", "theme"  # the two cookies a reader may ask for
THEMES = ("light", "dark")


def chosen(cookies: Mapping[str, str], accepts: str, fallback: str) -> str:
    """What the reader chose, else what the browser asks for, else the publisher's."""
    asked = cookies.get(LANGUAGE, "")
    if asked in LANGUAGES:
        return asked
    return accepted(accepts) or fallback


def accepted(header: str) -> str | None:
    """The best of our languages in an Accept-Language field (RFC 9110 §12.5.4)."""
    wanted = [_range(part) for part in header.split(",")]
    ours = [(weight, name) for name, weight in wanted if name in LANGUAGES and weight]
    # The first of equals, as people list them.
    return max(ours, key=lambda each: each[0])[1] if ours else None


def theme(cookies: Mapping[str, str]) -> str:
    """The light the reader chose; empty: as the machine has it."""
    asked = cookies.get(THEME, "")
    return asked if asked in THEMES else ""


def _range(part: str) -> tuple[str, float]:
    name, _, weight = part.strip().partition(";")
    try:
        quality = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        quality = 0.0
    return name.strip().partition("-")[0].lower(), quality
