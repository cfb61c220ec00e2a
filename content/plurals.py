"""Numbers with their nouns, by the six forms of Arabic."""

from collections.abc import Mapping

from babel import Locale

_FORM = Locale("ar").plural_form


def plural(n: int, forms: Mapping[str, str]) -> str:
    """The form for *n*, its ``{n}`` filled.

    Forms are keyed by their CLDR names (zero one two few many other), never by
    position: gettext's order for Arabic swaps 11-99 and 100 between tools.
    A table with only ``one`` and ``other`` serves English.
    """
    return forms.get(_FORM(n), forms["other"]).replace("{n}", str(n))
