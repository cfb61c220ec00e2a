"""Articles as files that an editor can read and change: fields above, Markdown below."""

import re
from collections.abc import Sequence
from itertools import groupby

from content import front_matter
from content.arabic import block_language, direction_of
from content.article import Article, Author, Block, Kind, Note
from content.markdown_line import ESCAPED_IN_BRACKETS, line

_PREFIXES = {Kind.HEADING: "## ", Kind.QUOTE: "> ", Kind.ITEM: "- "}
_QUOTED = re.compile(r'["\\&]')
_TIMES = ("published", "updated", "embargo_until", "expires")


def write(article: Article) -> str:
    """The article as a file; `markdown.read` makes the same article of it again."""
    groups = groupby(article.blocks, key=lambda block: block.kind)
    body = [_group(kind, list(blocks), article) for kind, blocks in groups]
    return "\n".join([front_matter.write(_fields(article)), *body])


def _group(kind: Kind, blocks: Sequence[Block], article: Article) -> str:
    """Blocks of one kind: a list's items on lines below each other, others apart."""
    gap = "" if kind in (Kind.ITEM, Kind.NUMBERED) else "\n"
    parts = []
    for number, block in enumerate(blocks, 1):
        prefix = f"{number}. " if kind is Kind.NUMBERED else _PREFIXES.get(kind, "")
        parts.append(f"{_mark(block, article)}{_head(block, prefix)}{line(block)}\n")
    return gap.join(parts)


def _mark(block: Block, article: Article) -> str:
    """A comment with what the line below it does not show by itself."""
    words = ["undecided"] if block.kind is Kind.UNDECIDED else []
    guess = block_language(block.text, article.language, article.direction)
    if (block.language, block.direction) != guess:
        words += [block.language, block.direction]
    # The empty line ends a list: a comment inside one would belong to its item.
    return f"\n<!-- {' '.join(words)} -->\n" if words else ""


def _head(block: Block, prefix: str) -> str:
    """What stands before the block's words: a picture on a line of its own."""
    picture = block.picture
    if picture is None:
        return prefix
    alt = ESCAPED_IN_BRACKETS.sub(r"\\\g<0>", picture.alt)
    credit = _QUOTED.sub(r"\\\g<0>", picture.credit)
    said = f' "{credit}"' if credit else ""
    name = f"{picture.path}#{picture.width}x{picture.height}"
    return f"![{alt}]({name}{said})" + ("\n" if block.text else "")


def _fields(article: Article) -> dict[str, object]:
    """The fields that say something, and those that a reader would infer."""
    body = "\n".join(block.text for block in article.blocks)
    inferred = direction_of(article.language, body) == article.direction
    fields: dict[str, object] = {
        "id": article.id,
        "state": article.state.value,
        "version": str(article.version),
        "lang": article.language,
        "direction": None if inferred else article.direction,
        "title": article.title,
        "title_derived": "true" if article.title_derived else None,
        "summary": article.summary,
        "slug": article.slug,
        "authors": [_author(author) for author in article.authors],
        "topics": list(article.topics),
        **{name: _time(article, name) for name in _TIMES},
        "canonical_url": article.canonical_url,
        "licence": None if article.licence == "default" else article.licence,
        "notice": article.notice,
        "holder": article.holder,
        "tail": list(article.tail),
        "notes": [_note(note) for note in article.notes],
        "guid": article.guid,
        "translations": {each.language: each.id for each in article.translations},
    }
    always = ("title", "notice")  # an empty one is an answer too
    return {name: value for name, value in fields.items() if value or name in always}


def _author(author: Author) -> object:
    return {"name": author.name, "uri": author.uri} if author.uri else author.name


def _note(note: Note) -> dict[str, str]:
    return {"kind": note.kind, "at": note.at.isoformat(), "text": note.text}


def _time(article: Article, name: str) -> str | None:
    at = getattr(article, name)
    return at.isoformat() if at else None
