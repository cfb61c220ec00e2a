"""What a feed is called, in its own language, and where it is."""

from urllib.parse import quote

from babel import Locale, UnknownLocaleError

from content.arabic import direction_of, marked
from content.publisher import Publisher
from feeds.feed import Feed, Format, Profile

MEDIA_TYPES: dict[Format, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
MAIN = "all"  # the feed that holds every article; the others are cut from it

# The kind of a feed is the first part of its name; `{label}` is what it selects.
_TITLES = {
    "ar": {
        "all": "{publisher}",
        "topics": "{publisher}: {label}",
        "authors": "{publisher}: {label}",
        "languages": "{publisher}: المقالات باللغة {label}",
        "corrections": "{publisher}: التصحيحات",
    },
    "en": {
        "all": "{publisher}",
        "topics": "{publisher}: {label}",
        "authors": "{publisher}: {label}",
        "languages": "{publisher}: articles in {label}",
        "corrections": "{publisher}: corrections",
    },
}
_SUBTITLES = {
    "ar": {
        "all": "جميع مقالات {publisher}.",
        "topics": "مقالات {publisher} في موضوع «{label}».",
        "authors": "ما نشره {publisher} بقلم {label}.",
        "languages": "مقالات {publisher} باللغة {label}.",
        "corrections": "ما صُحّح أو سُحب من مقالات {publisher}.",
    },
    "en": {
        "all": "All articles of {publisher}.",
        "topics": "Articles of {publisher} on {label}.",
        "authors": "What {publisher} has published by {label}.",
        "languages": "Articles of {publisher} in {label}.",
        "corrections": "What was corrected or withdrawn by {publisher}.",
    },
}


def language_of(feed: Feed, publisher: Publisher) -> str:
    """The language the feed itself speaks; its entries may have others."""
    kind, _, chosen = feed.name.partition("/")
    return chosen if kind == "languages" and chosen else publisher.language


def title_of(feed: Feed, publisher: Publisher) -> str:
    """The feed's name, beginning right-to-left where its language does."""
    return _sentence(_TITLES, feed, publisher)


def subtitle_of(feed: Feed, publisher: Publisher) -> str:
    """One sentence on what the feed holds; never empty, for RSS demands it."""
    return _sentence(_SUBTITLES, feed, publisher)


def path_of(name: str, format_: Format) -> str:
    """The feed's path, in ASCII."""
    return f"/feeds/{quote(name, safe='/')}.{format_}"


def address_of(name: str, format_: Format, profile: Profile) -> str:
    """The feed's own address, made of the public one and never of a request."""
    return profile.public_url + path_of(name, format_)


def _sentence(
    texts: dict[str, dict[str, str]], feed: Feed, publisher: Publisher
) -> str:
    language = language_of(feed, publisher)
    spoken = language if language in texts else "en"
    kind, _, rest = feed.name.partition("/")
    sentence = (
        texts[spoken]
        .get(kind, texts[spoken]["topics"])
        .format(
            publisher=publisher.name_in(language),
            label=feed.label or _label(kind, rest or kind, spoken),
        )
    )
    return marked(sentence, direction_of(language, sentence))


def _label(kind: str, slug: str, spoken: str) -> str:
    """What the feed selects, as well as its address tells it."""
    if kind != "languages":
        return slug.replace("-", " ")
    try:
        return Locale.parse(slug, sep="-").get_language_name(spoken) or slug
    except (UnknownLocaleError, ValueError):
        return slug
