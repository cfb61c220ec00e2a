from content.article import Block, Kind
from content.suggestions import suggest
from tests.support.articles import twin


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(
        Block(
            Kind.HEADING if text.startswith("#") else Kind.PARAGRAPH, text.lstrip("#")
        )
        for text in texts
    )


def test_there_are_three_and_all_are_the_texts_own_words():
    suggestions = suggest(twin().blocks)

    assert len(suggestions) == len(set(suggestions)) == 3
    for text in suggestions:
        assert any(block.text.startswith(text) for block in twin().blocks)


def test_the_one_nearest_to_the_text_comes_first():
    text = blocks(
        "الماء في المدينة كثير", "#كتاب وقلم", "#ماء المدينة", "والماء للمدينة."
    )

    assert suggest(text)[0] in ("ماء المدينة", "الماء في المدينة كثير")
    assert suggest(text)[-1] == "كتاب وقلم"


def test_without_headings_the_first_clauses_serve():
    text = blocks(
        "جملة أولى من أربع كلمات؛ ثمّ بقيّة.", "جملة ثانية من خمس كلمات. بقيّة.", "ثالثة"
    )

    assert set(suggest(text)) == {
        "جملة أولى من أربع كلمات",
        "جملة ثانية من خمس كلمات",
        "ثالثة",
    }


def test_a_clause_of_three_words_is_too_short():
    assert suggest(blocks("قال: نعم، هذا ظلّ الشجر القديم. ثمّ سكت.")) == (
        "قال: نعم، هذا ظلّ الشجر القديم",
    )


def test_a_long_clause_is_cut_at_a_word():
    (only,) = suggest(blocks("كلمة " * 60))

    assert only.endswith("كلمة…")
    assert len(only) <= 90
