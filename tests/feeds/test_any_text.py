"""No text, however strange, makes a document that cannot be read."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from content.arabic import clean, strip_bidi
from content.article import Author, Block, Kind
from feeds.feed import FORMATS
from tests.feeds.samples import ARABIC, BURYING, TOMBSTONE, written

NAMES = {"a": "http://www.w3.org/2005/Atom"}

texts = (
    st.text(alphabet=st.characters(), min_size=1, max_size=40)
    .map(clean)
    .map(lambda text: " ".join(strip_bidi(text).split()))
    .filter(bool)
)
kinds = st.sampled_from([kind for kind in Kind if kind is not Kind.UNDECIDED])
articles = st.builds(
    lambda title, summary, name, topic, notice, blocks: replace(
        ARABIC,
        title=title,
        summary=summary,
        authors=(Author(name),),
        topics=(topic,),
        notice=notice,
        blocks=tuple(Block(kind, text) for kind, text in blocks),
    ),
    texts,
    st.none() | texts,
    texts,
    texts,
    st.none() | texts,
    st.lists(st.tuples(kinds, texts), max_size=4),
)


@settings(max_examples=60, deadline=None)
@given(article=articles, comment=texts)
def test_any_clean_text_is_well_formed_and_arrives_unchanged(article, comment):
    feed = replace(BURYING, tombstones=(replace(TOMBSTONE, comment=comment),))

    atom, rss, made = (written(feed, format_, article) for format_ in FORMATS)

    entry = etree.fromstring(atom).find("a:entry", NAMES)
    item = etree.fromstring(rss).find("channel/item")
    read = json.loads(made)["items"][0]
    titles = {entry.findtext("a:title", namespaces=NAMES), item.findtext("title")}
    assert titles == {read["title"]}
    assert strip_bidi(read["title"]) == article.title
    assert item.findtext("category") == read["tags"][0] == article.topics[0]
