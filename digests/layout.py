"""Material made into a view: which sentences stand in an edition, and how long."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.arabic import direction_of
from content.article import Article
from content.attribution import credit_parts, is_arabic, notice_of
from content.excerpts import excerpt, summary_of
from content.plurals import plural
from digests.frame import Frame
from digests.material import Correction, Material
from digests.telling import entry_of, item_of, title_of, whole_of
from digests.views import Box, Colophon, Item, Line, Side, View

SUBJECT = 78  # characters: what most inboxes show
PREHEADER = 140
STOPS = ("؟", "?", "!", ".", "…")
CORRECTIONS = 12  # more of them are read on their page


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is told: letters of an excerpt, articles, blocks of the only one."""

    letters: int
    articles: int
    blocks: int


def cuts(material: Material) -> Iterator[Cut]:
    """From everything to next to nothing, each shorter than the one before."""
    count = len(material.articles)
    if count == 1:
        blocks = len(material.articles[0].blocks)
        yield from (Cut(300, 1, kept) for kept in range(blocks, -1, -1))
    else:
        yield from (Cut(letters, count, 0) for letters in (220, 160, 110, 70))
        yield from (Cut(0, kept, 0) for kept in range(count, 0, -1))


def view_of(material: Material, cut: Cut) -> View:
    """The edition at this length."""
    frame = Frame.of(material)
    first, *others = material.articles
    # Footnotes are numbered as they are mentioned: what is laid out first is 1.
    whole = None if others else whole_of(first, frame, cut.blocks, cut.letters)
    items = tuple(_items(material, frame, cut)) if others else ()
    left = len(material.articles) - cut.articles
    rest = f"{frame.words.rest_of_edition} ({plural(left, frame.words.articles)})"
    why = frame.words.why.replace("{newsletter}", material.title)
    before, _, after = why.partition("{address}")
    return View(
        side=frame.side,
        publisher=frame.publisher_name,
        home=frame.home,
        subject=_subject(first, len(others), frame),
        preheader=_preheader(first, others, frame),
        name=_name(material, frame),
        line=_line(material, frame),
        whole=whole,
        items=items,
        more=frame.link(rest, frame.page) if left else None,
        corrections=_corrections(material.corrections, frame),
        colophon=_shared(material, frame) if others else _only(first, frame),
        why=(before, after),
        unsubscribe=frame.words.unsubscribe,
        browser=frame.link(frame.words.in_browser, frame.page),
        privacy=frame.link(frame.words.privacy, frame.root + "/privacy"),
        postal_address=material.publisher.postal_address,
        footnotes=frame.footnotes.urls,
    )


def _items(material: Material, frame: Frame, cut: Cut) -> Iterator[Item]:
    """The first is told at more length than the others."""
    for place, article in enumerate(material.articles[: cut.articles]):
        letters = cut.letters if place else cut.letters * 4 // 3
        yield item_of(article, frame, letters)


def _name(material: Material, frame: Frame) -> str:
    parts = (material.title, material.label)
    return frame.words.join.join(part for part in parts if part)


def _line(material: Material, frame: Frame) -> str:
    words = frame.words
    count = plural(len(material.articles), words.articles)
    if material.corrections:
        count += plural(len(material.corrections), words.and_corrections)
    parts = (_name(material, frame), frame.day(material.now, frame.side), count)
    return ". ".join(parts) + "."


def _subject(first: Article, others: int, frame: Frame) -> str:
    """The first title, and how many more there are."""
    title = title_of(first)
    if not others:
        return excerpt(title, 2 * SUBJECT)
    more = plural(others, frame.words.and_others)
    title = excerpt(title, max(SUBJECT - len(more), SUBJECT // 2))
    if title.endswith(STOPS):
        return f"{title} {more[0].upper()}{more[1:]}"
    return f"{title}{frame.words.join}{more}"


def _preheader(first: Article, others: list[Article], frame: Frame) -> str:
    """What the subject does not say: the other titles, or how the text begins."""
    titles = frame.words.join.join(map(title_of, others))
    return excerpt(titles or summary_of(first), PREHEADER)


def _corrections(corrections: tuple[Correction, ...], frame: Frame) -> Box | None:
    if not corrections:
        return None
    entries = tuple(entry_of(one, frame) for one in corrections[:CORRECTIONS])
    all_of_them = (frame.words.all_corrections, frame.root + "/corrections")
    return Box(
        side=frame.side,
        tone="corr",
        heading=plural(len(corrections), frame.words.correction),
        entries=entries,
        more=frame.link(*all_of_them) if len(corrections) > CORRECTIONS else None,
    )


def _only(article: Article, frame: Frame) -> Colophon:
    """The article's own credit and notice."""
    targets = {"publisher": frame.home, "article": frame.url(article)}
    parts = credit_parts(article, frame.publisher)
    credit = ((text, targets[to] if to else None) for text, to in parts)
    side = Side("ar", "rtl") if is_arabic(article) else Side("en", "ltr")
    notice = notice_of(article, frame.publisher)
    return Colophon(side, tuple(credit), (_of_itself(notice),))


def _shared(material: Material, frame: Frame) -> Colophon:
    """One credit for all articles; the notices, each said once."""
    before, _, after = frame.words.credit.partition("{publisher}")
    credit = (
        (before, None),
        (frame.publisher_name, frame.home),
        (after, None),
    )
    own = frame.own(frame.publisher.notice, frame.publisher.notice_latin)
    notices = dict.fromkeys([own, *_others_notices(material)])
    return Colophon(frame.side, credit, tuple(map(_of_itself, notices)))


def _others_notices(material: Material) -> Iterator[str]:
    """The rights lines of what is not the publisher's own."""
    ours = material.publisher
    for article in material.articles:
        same = article.holder in (ours.name, ours.name_latin)
        known = article.notice in (None, ours.notice, ours.notice_latin)
        if article.notice and not same and not known:
            yield article.notice


def _of_itself(text: str) -> Line:
    """A text of which nobody told the language."""
    direction = direction_of(None, text)
    return Line(Side("ar" if direction == "rtl" else "en", direction), text)
