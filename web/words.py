"""The words of the pages, from the gettext catalogues in web/locale."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ar", "en")
FOLDER = Path(__file__).parent / "locale"


class _Nothing(NullTranslations):
    """What no catalogue says is a mistake, never a page in half a language."""

    def gettext(self, message: str) -> str:
        """There is none."""
        raise AttributeError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """There is none."""
        raise AttributeError(msgid1)


class Words:
    """Every word the pages say themselves, in one language, by its name."""

    __slots__ = ("_said", "language")

    def __init__(self, language: str, said: NullTranslations) -> None:
        self.language = language
        self._said = said

    def __getattr__(self, name: str) -> str:
        """What the page says there."""
        return self._said.gettext(name)

    def __getitem__(self, name: str) -> str:
        """The same for a name that is computed."""
        return self._said.gettext(name)

    def plural(self, name: str, n: int) -> str:
        """A number with its noun, in the form that it asks for."""
        return self._said.ngettext(name, name, n).replace("{n}", str(n))


def spoken(language: str) -> str:
    """The language of the house beside texts of this one: Arabic or English."""
    return "ar" if language.partition("-")[0].lower() == "ar" else "en"


def words_in(language: str) -> Words:
    """The house's own words beside texts of this language."""
    return _words(spoken(language))


@cache
def _words(language: str) -> Words:
    # Compiled in memory at the first page: no build step to forget, and what is read
    # in review is what is said.
    compiled = BytesIO()
    with catalogue(language).open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    said = GNUTranslations(compiled)
    said.add_fallback(_Nothing())
    return Words(language, said)


def catalogue(language: str) -> Path:
    """The file in which this language's words stand."""
    return FOLDER / language / "LC_MESSAGES" / "web.po"
