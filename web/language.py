"""Which language and which light a page is drawn in, when its text does not say."""

from collections.abc import Mapping

from web.words import LANGUAGES

LANGUAGE, THEME = "language", "theme"  # the two cookies a reader may ask for
THEMES = ("light", "dark")


def chosen(cookies: Mapping[str, str], fallback: str) -> str:
    """What the reader chose, else the publisher's.

    What the browser asks for is not looked at: most readers of Arabic use machines
    that speak English, and would find English words around Arabic articles.
    """
    asked = cookies.get(LANGUAGE, "")
    return asked if asked in LANGUAGES else fallback


def theme(cookies: Mapping[str, str]) -> str:
    """The light the reader chose; empty: as the machine has it."""
    asked = cookies.get(THEME, "")
    return asked if asked in THEMES else ""
