"""No text, however strange, makes a document that cannot be read."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from content.arabic import clean, strip_bidi
from content.article import Author, Block, Kind
from feeds.feed import FORMATS
from tests.feeds.samples import ARABIC, BURYING, TOMBSTONE, written
from tests.feeds.trees import text, tree

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

    read = json.loads(made)["items"][0]
    assert text(tree(atom), "a:entry/a:title") == read["title"]
    assert text(tree(rss), "channel/item/title") == read["title"]
    assert text(tree(rss), "channel/item/category") == read["tags"][0]
    assert strip_bidi(read["title"]) == article.title
    assert tuple(read["tags"]) == article.topics
