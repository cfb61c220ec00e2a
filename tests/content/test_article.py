from dataclasses import replace

import pytest

from content.article import (
    Article,
    Block,
    Kind,
    State,
    is_id,
    new_id,
    resting_state,
    titled,
)
from tests.support.articles import ID, twin


def test_a_new_id_is_one_and_says_nothing():
    assert is_id(new_id())
    assert new_id() != new_id()


@pytest.mark.parametrize("text", ["", "0f3c9a5e", ID.upper(), "{" + ID + "}"])
def test_only_the_canonical_form_is_an_id(text):
    assert not is_id(text)


def test_an_article_rests_in_what_it_lacks():
    doubtful = Article(ID, (Block(Kind.UNDECIDED, "سطر"),))

    assert resting_state(twin()) is State.NEEDS_TITLE
    assert resting_state(doubtful) is State.NEEDS_DECISION
    assert resting_state(replace(twin(), title="عنوان")) is State.DRAFT


def test_a_title_makes_a_draft():
    article = titled(twin(), "عنوان", derived=True)

    assert (article.title, article.title_derived) == ("عنوان", True)
    assert article.state is State.DRAFT


def test_an_article_is_known_by_its_urn_and_key():
    assert twin().urn == f"urn:uuid:{ID}"
    assert ID.startswith(twin().key)
    assert Article(ID, ()).lead == ""
