"""What a line looks like, before anything is decided about it."""

import re

from content.folding import fold

# Measured on a real article and 24 changes of it: headings end at 53 letters and
# 9 words, paragraphs begin at 194 and 33. The limits leave room on both sides.
SHORT_LETTERS, SHORT_WORDS = 90, 14

BULLET = re.compile(r"[-•*▪●◦‣·–]\s+(?=\S)")
NUMBER = re.compile(r"[0-9٠-٩۰-۹]{1,3}[.)]\s+(?=\S)")

# Words that also begin titles («إعداد القهوة», “By the river”) need a sign or a name.
_CREDIT = r"بقلم\b\s*[:/]?|(?:[إا]عداد|الكاتب[ةه]?|[Bb]y)\s*[:/]"
_NAMED = r"By(?=(?:\s+[A-Z][\w.'’-]*){2})"
_AUTHORS = re.compile(rf"(?:{_CREDIT}|{_NAMED})\s*(?=\w)")
_SURE_AUTHORS = re.compile(rf"(?:{_CREDIT})\s*(?=\w)")
_OTHERS = re.compile(r"(?:ترجمه|المصدر|translated by|source)\s*[:/]")
_SEPARATORS = re.compile(r"\s*[،,&]\s*|\s+and\s+")
_UNTITLED = tuple(".!…،؛:,;")
_CLOSERS = "”»\"')›]"
_INNER_END = re.compile(r"[.!؟?…][”»\"')]*\s")


def authors_of(text: str) -> tuple[str, ...]:
    """The names in a line that says by whom; none if it says something else."""
    match = _AUTHORS.match(text)
    if not match or not is_short(text):
        return ()
    names = _SEPARATORS.split(text[match.end() :].rstrip("."))
    return tuple(name for name in names if name)


def is_surely_authors(text: str) -> bool:
    """Whether the line says by whom even where no title stands above it."""
    return bool(authors_of(text)) and bool(_SURE_AUTHORS.match(text))


def is_short(text: str) -> bool:
    """Whether the line is no longer than a title or heading may be."""
    return len(text) <= SHORT_LETTERS and len(text.split()) <= SHORT_WORDS


def is_headlike(text: str) -> bool:
    """Whether the line could be a title or heading by itself."""
    return (
        is_short(text)
        and not BULLET.match(text)
        and not ends_with(text, _UNTITLED)
        and is_one_sentence(text)
    )


def is_listed(text: str) -> bool:
    """Whether the line begins with a bullet or a number."""
    return bool(BULLET.match(text) or NUMBER.match(text))


def is_byline(text: str) -> bool:
    """Whether the line says who wrote, translated or first told the text."""
    said = _AUTHORS.match(text) or _OTHERS.match(fold(text))
    return is_short(text) and bool(said)


def ends_with(text: str, signs: tuple[str, ...]) -> bool:
    """Whether the line, without closing quotes, ends with one of the signs."""
    return text.rstrip(_CLOSERS).endswith(signs)


def is_one_sentence(text: str) -> bool:
    """Whether no sentence ends before the line does."""
    return not _INNER_END.search(NUMBER.sub("", text, count=1))
