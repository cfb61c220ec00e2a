"""Articles of every kind, as readers and the desk would make them."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from content.article import (
    Article,
    Author,
    Block,
    Kind,
    Note,
    Picture,
    Span,
    State,
    Translation,
    resting_state,
)
from content.decoding import normal_line
from content.spans import normal

_TYPED = st.text(
    st.sampled_from("اب تَّ ab1.)(*_#-+>~`\\[]<>&!|=:'\"“”«»،؟…–@/{}%؛٣\u200c½é字😀"),
    max_size=40,
)
_ANY = st.text(st.characters(codec="utf-8"), max_size=30)
# No reader lets U+FFFD in: it is the sign of a letter that was lost.
lines = (
    (_TYPED | _ANY).map(normal_line).filter(lambda line: line and "\ufffd" not in line)
)
addresses = st.from_regex(
    r"https?://[a-z]{1,8}\.org/[a-z0-9?=&;#-]{0,10}", fullmatch=True
)
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001 - made aware here
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
languages = st.sampled_from(["ar", "en", "fa", "ar-EG", "en-GB", "he"])
directions = st.sampled_from(["rtl", "ltr"])
authors = st.builds(Author, lines, st.none() | addresses)
notes = st.builds(
    Note,
    st.sampled_from(["correction", "withheld", "killed", "restored"]),
    times,
    lines,
)
links = st.sampled_from(
    [
        "https://a.org/",
        "http://a.org/b?c=d&lt;e&copy=1;#f",
        "https://a.org/(b)*_c_**d)",
        "mailto:sami@a.org",
    ]
)


def spans_of(text: str) -> st.SearchStrategy:
    """Spans in normal form over a text."""
    edges = st.integers(0, len(text))
    stress = st.builds(Span, edges, edges, st.sampled_from(["strong", "emphasis"]))
    link = st.builds(Span, edges, edges, st.just("link"), links)
    return st.lists(stress | link, max_size=4).map(lambda made: normal(text, made))


pictures = st.builds(
    Picture,
    st.just("0123456789abcdef" * 4),
    st.sampled_from(["jpg", "png", "gif", "webp"]),
    st.integers(1, 20_000),
    st.integers(1, 20_000),
    st.just("") | lines,
    st.just("") | lines,
)
texts = st.builds(
    Block,
    st.sampled_from([kind for kind in Kind if kind is not Kind.IMAGE]),
    lines,
    languages,
    directions,
)
images = st.builds(
    Block,
    st.just(Kind.IMAGE),
    st.just("") | lines,
    languages,
    directions,
    picture=pictures,
)
blocks = (texts | images).flatmap(
    lambda block: spans_of(block.text).map(lambda made: replace(block, spans=made))
)


def _many(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=3).map(tuple)


def _consistent(article: Article) -> Article:
    """A state of rest is the one that follows from what the article lacks."""
    resting = (State.DRAFT, State.NEEDS_TITLE, State.NEEDS_DECISION)
    if article.state in resting:
        return replace(article, state=resting_state(article))
    return article


articles = st.builds(
    Article,
    id=st.uuids(version=4).map(str),
    blocks=st.lists(blocks, min_size=1, max_size=5).map(tuple),
    state=st.sampled_from(State),
    version=st.integers(0, 999),
    language=languages,
    direction=directions,
    title=st.none() | lines,
    title_derived=st.booleans(),
    summary=st.none() | lines,
    slug=st.none()
    | st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
    authors=_many(authors),
    topics=_many(lines),
    notice=st.none() | lines,
    holder=st.none() | lines,
    tail=_many(lines),
    canonical_url=st.none() | addresses,
    licence=st.just("default") | lines,
    published=st.none() | times,
    updated=st.none() | times,
    embargo_until=st.none() | times,
    expires=st.none() | times,
    notes=_many(notes),
    guid=st.none() | addresses,
    translations=st.dictionaries(
        languages, st.uuids(version=4).map(str), max_size=2
    ).map(lambda named: tuple(Translation(*each) for each in named.items())),
).map(_consistent)
