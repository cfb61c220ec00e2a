"""An article with everything that a line can hold, and a picture."""

from dataclasses import replace

from content.article import Article, Block, Kind, Picture, Span

PICTURE = Picture(
    "ab" * 32,
    "jpg",
    1600,
    900,
    alt="سطح بناية تغطّيه النباتات",
    credit="تصوير: ليلى حدّاد",
)
_TEXT = "قاست دراسة Cool Roofs 2024 حرارة 12 سطحًا في عمّان، ثمّ شرحت الطريقة."
_START = _TEXT.index("Cool")

LINKED = Block(
    Kind.PARAGRAPH,
    _TEXT,
    spans=(
        Span(5, _START + 15, "link", "https://a.example/roofs?a=1&b=2"),
        Span(_START, _START + 10, "strong"),
        Span(_TEXT.index("12"), _TEXT.index("12") + 8, "emphasis"),
        Span(_TEXT.index("شرحت"), len(_TEXT) - 1, "link", "mailto:sami@a.example"),
    ),
)
IMAGE = Block(
    Kind.IMAGE, "حديقة في جبل اللويبدة.", spans=(Span(0, 5, "strong"),), picture=PICTURE
)
ITEM = Block(
    Kind.ITEM, "حوض خشبيّ", spans=(Span(0, 3, "link", "https://a.example/box"),)
)


def marked_up(article: Article) -> Article:
    """The article with links, stress and a picture at its end."""
    return replace(article, blocks=(*article.blocks, LINKED, IMAGE, ITEM))
