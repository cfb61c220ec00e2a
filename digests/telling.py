"""One article as an edition tells it: by its beginning, whole, or by what was wrong."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from babel.lists import format_list

from content.article import Article, Block, Kind
from content.excerpts import excerpt, reading_minutes, summary_of
from content.plurals import plural
from digests.frame import Frame, code, words_on
from digests.material import Correction
from digests.views import Box, Entry, Item, Line, Passage, Side, Whole, Words

UNTITLED = 80  # characters of the lead that name an article without a title
REMARK = 900  # characters of one correction

_LISTS = (Kind.ITEM, Kind.NUMBERED)


def title_of(article: Article) -> str:
    """The title on one line; a preview may have to make do with the beginning."""
    return " ".join((article.title or summary_of(article, UNTITLED)).split())


def item_of(article: Article, frame: Frame, letters: int) -> Item:
    """The article by its title and an excerpt of at most so many letters."""
    side = Side(article.language, article.direction)
    words = words_on(side)
    return Item(
        side=side,
        kicker=_kicker(article, side, frame),
        title=title_of(article),
        link=frame.link(words.read, frame.url(article)),
        excerpt=excerpt(summary_of(article), letters) if letters else "",
        minutes=plural(reading_minutes(article), words.minutes),
        join=words.join,
    )


def whole_of(article: Article, frame: Frame, blocks: int, letters: int) -> Whole:
    """The article to its end; cut at a block's edge it leads to the rest."""
    side = Side(article.language, article.direction)
    kept = _without_bare_heading(article.blocks[:blocks], article.blocks)
    cut = len(kept) < len(article.blocks)
    rest = frame.link(words_on(side).rest_of_article, frame.url(article))
    return Whole(
        item=item_of(article, frame, 0 if kept else letters),
        byline=_byline(article, side, frame),
        history=tuple(_history(article, side, frame)),
        passages=tuple(_passages(kept, frame)),
        tail=() if cut else tuple(Line(side, text) for text in article.tail),
        more=rest if cut else None,
    )


def entry_of(correction: Correction, frame: Frame) -> Entry:
    """What was wrong, and where."""
    article = correction.article
    side = Side(article.language, article.direction)
    title = words_on(side).quoted.replace("{title}", title_of(article))
    text = excerpt(correction.note.text, REMARK)
    return Entry(side, frame.link(title, frame.url(article)), text)


def _kicker(article: Article, side: Side, frame: Frame) -> Line | None:
    if code(side.language) != code(frame.side.language):
        foreign = frame.words.foreign.get(code(side.language))
        if foreign:
            return Line(frame.side, foreign)
    return Line(side, article.topics[0]) if article.topics else None


def _byline(article: Article, side: Side, frame: Frame) -> str:
    words = words_on(side)
    locale = "ar" if side.dir == "rtl" else "en"
    names = format_list([author.name for author in article.authors], locale=locale)
    parts = (
        words.author.replace("{names}", names) if names else "",
        frame.day(article.published, side) if article.published else "",
    )
    return words.join.join(part for part in parts if part)


def _history(article: Article, side: Side, frame: Frame) -> Iterator[Box]:
    """What was corrected since the article came out, oldest first."""
    words = words_on(side)
    for note in article.notes:
        wrong = note.kind == "correction"
        label = plural(1, words.correction) if wrong else words.restored
        yield Box(
            side=side,
            tone="corr" if wrong else "calm",
            heading=f"{label}{words.join}{frame.day(note.at, side)}",
            entries=(Entry(side, None, note.text),),
        )


def _without_bare_heading(
    kept: tuple[Block, ...], blocks: tuple[Block, ...]
) -> tuple[Block, ...]:
    """Of a cut text: no heading at the end that promises what does not follow."""
    while kept and len(kept) < len(blocks) and kept[-1].kind is Kind.HEADING:
        kept = kept[:-1]
    return kept


def _passages(blocks: Iterable[Block], frame: Frame) -> Iterator[Passage]:
    """The blocks, entries of one list together."""
    for (kind, language, direction), group in groupby(
        blocks, key=lambda block: (block.kind, block.language, block.direction)
    ):
        side = Side(language, direction)
        entries = tuple(_words(block, frame) for block in group)
        if kind in _LISTS:
            yield Passage(kind, side, entries)
        else:
            yield from (_passage(side, entry, frame) for entry in entries)


def _passage(side: Side, entry: Words, frame: Frame) -> Passage:
    picture = entry.block.picture
    image = frame.root + picture.path if picture else None
    return Passage(entry.block.kind, side, (entry,), image)


def _words(block: Block, frame: Frame) -> Words:
    """The block with the footnotes of its links, each once."""
    found = (
        frame.link(block.text[span.start : span.end], span.url)
        for span in block.spans
        if span.url
    )
    return Words(block, tuple(dict.fromkeys(found)))
