"""Articles, feeds and a publisher that the tests of this package share."""

from dataclasses import replace
from datetime import UTC, datetime

from content.article import Article, Author, Block, Kind, Note, State
from content.publisher import Publisher
from feeds.document import assemble
from feeds.entry import render
from feeds.feed import FORMATS, Feed, Format, Profile, Tombstone

PUBLISHER = Publisher(
    name="مركز أبحاث مينا",
    notice="جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.",
    language="ar",
    zone="Asia/Beirut",
    name_latin="MENA Research Center",
    notice_latin="All rights reserved by MENA Research Center.",
)
PROFILE = Profile(PUBLISHER, "https://nashra.example")
MORNING = datetime(2026, 11, 22, 6, 30, 15, 250_000, tzinfo=UTC)
EVENING = datetime(2026, 11, 22, 18, 5, 0, tzinfo=UTC)

ARABIC = Article(
    id="3f2a9c1e-5b7d-4c8e-9a10-6d2f4b8c0e11",
    blocks=(
        Block(
            Kind.PARAGRAPH,
            "تدرس بلدان المتوسّط شراء منظومة S-400، وتقول إنّ «الردع» أوّلًا & دائما.",
        ),
        Block(Kind.HEADING, "ما الذي تغيّر؟"),
        Block(
            Kind.PARAGRAPH, "تحلّق مقاتلات “Su-35” في المناورات منذ مطلع العام <2026>."
        ),
    ),
    state=State.USABLE,
    version=1,
    title="OPEC+ تخفض الإنتاج & تنتظر <الشتاء>",
    authors=(
        Author("ليلى حدّاد", "https://nashra.example/authors/leila"),
        Author("سامي نجم"),
    ),
    topics=("أمن الطاقة", "المتوسّط"),
    published=MORNING,
    updated=EVENING,
)
ENGLISH = Article(
    id="8c41d7f0-1e2b-4a3c-8d4e-5f60718293a4",
    blocks=(
        Block(
            Kind.PARAGRAPH,
            "Ports are changing faster than maps.",
            "en",
            direction="ltr",
        ),
    ),
    state=State.USABLE,
    version=1,
    language="en",
    direction="ltr",
    title="The ports of the south",
    summary="How three harbours were rebuilt.",
    published=MORNING,
    updated=MORNING,
)
UNSIGNED = replace(
    ARABIC,
    id="b7d1e0a2-93c4-4f5e-8a6b-7c8d9e0f1a2b",
    title="خبر بلا توقيع عن موانئ الجنوب",
    authors=(),
    topics=(),
    updated=EVENING.replace(minute=1),
    expires=datetime(2027, 11, 22, tzinfo=UTC),
)
KILLED = replace(
    ARABIC,
    state=State.CANCELED,
    version=2,
    slug="opec-plus-winter",
    summary="ملخّص قديم يقول ما قاله المقال المسحوب كلّه.",
    notes=(Note("killed", EVENING, "ورد فيه خطأ جسيم."),),
)
WITHHELD = replace(
    KILLED,
    state=State.WITHHELD,
    notes=(Note("withheld", EVENING, "ننتظر ردّ المصدر."),),
)

FEED = Feed("all", version=3, updated=EVENING)
TOMBSTONE = Tombstone(ARABIC.urn, EVENING.replace(second=1), "سُحب هذا المقال.")
BURYING = replace(FEED, updated=TOMBSTONE.when, tombstones=(TOMBSTONE,))


def numbered(count: int) -> list[Article]:
    """That many articles, no two with the same id."""
    return [
        replace(
            ARABIC,
            id=f"{number:08x}-5b7d-4c8e-9a10-6d2f4b8c0e11",
            updated=EVENING.replace(second=number),
        )
        for number in range(count)
    ]


def written(feed: Feed, format_: Format, *articles: Article) -> bytes:
    """The document over these articles."""
    entries = [render(article, PROFILE)[format_] for article in articles]
    return assemble(feed, format_, entries, PROFILE)


def pieces(article: Article) -> set[str]:
    """Every run of 20 letters of what the article said."""
    said = [article.title, article.summary, *(block.text for block in article.blocks)]
    return {
        text[start : start + 20]
        for text in said
        if text
        for start in range(max(1, len(text) - 19))
    }


def everything() -> list[bytes]:
    """One document of each format, with all kinds of entries and a tombstone."""
    articles = (ARABIC, ENGLISH, UNSIGNED, KILLED, WITHHELD)
    return [written(BURYING, format_, *articles) for format_ in FORMATS]
