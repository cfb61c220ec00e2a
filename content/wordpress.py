"""Articles from a WordPress export (WXR): posts and pages, published or not."""

import re
from collections.abc import Iterator

from lxml import etree

from content.entries import Entry
from content.importing import Refused
from content.xml_reading import NotReadError, elements, line_of, text_of

_ANY = "{*}"  # each release of WordPress has a namespace of its own
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_EXCERPT = "{*}encoded"
_ARTICLES = ("post", "page")
_GONE = ("trash", "auto-draft", "inherit")
_PUBLIC = "publish"
_NO_DATE = "0000"
# Marks that WordPress would have replaced; what stands between them is text.
_SHORT_CODE = re.compile(
    r"\[/?(?:caption|gallery|audio|video|embed|playlist|vc_\w+|et_pb_\w+|wpdatatable"
    r"|contact-form-7|shortcode|su_\w+|toc|ads?)\b[^\[\]]*\]"
)


def looks_like(raw: bytes) -> bool:
    """Whether the bytes begin like an export of WordPress."""
    return b"wordpress.org/export/" in raw[:8_000]


def entries(raw: bytes) -> Iterator[Entry | Refused]:
    """The posts and pages in their order; a refusal ends them."""
    names: dict[str, str] = {}
    count = 0
    try:
        for element in elements(raw, ("item", f"{_ANY}author")):
            if element.tag != "item":
                login = text_of(element, f"{_ANY}author_login")
                names[login] = text_of(element, f"{_ANY}author_display_name") or login
            elif _is_article(element):
                count += 1
                yield _entry(element, names)
    except NotReadError as error:
        yield error.refused
        return
    if not count:
        yield Refused("no_entries", "The export holds no posts or pages.")


def _is_article(item: etree._Element) -> bool:
    kind = text_of(item, f"{_ANY}post_type")
    return kind in _ARTICLES and text_of(item, f"{_ANY}status") not in _GONE


def _entry(item: etree._Element, names: dict[str, str]) -> Entry:
    login = text_of(item, "{http://purl.org/dc/elements/1.1/}creator")
    status = text_of(item, f"{_ANY}status")
    link, guid = text_of(item, "link"), text_of(item, "guid")
    markup = text_of(item, _CONTENT)
    plain = _SHORT_CODE.sub("", markup)
    remarks = []
    if plain != markup:
        remarks.append(("shortcode", "marks of WordPress in brackets were left out"))
    if status != _PUBLIC:
        remarks.append(("status", f"it was not public there but {status[:20]}"))
    return Entry(
        original=etree.tostring(item, encoding="utf-8", with_tail=False),
        guid=guid,
        addresses=[link, guid, *_by_number(item)],
        title=text_of(item, "title"),
        markup=plain,
        summary=_excerpt(item),
        published=_published(item) if status == _PUBLIC else "",
        authors=[names.get(login, login)],
        topics=[
            "".join(str(part) for part in each.itertext())
            for each in item.iterfind("category")
            if each.get("domain") in ("category", "post_tag")
            and each.get("nicename") != "uncategorized"
        ],
        language="",
        blank_lines=True,
        line=line_of(item),
        remarks=remarks,
    )


def _by_number(item: etree._Element) -> list[str]:
    number = text_of(item, f"{_ANY}post_id")
    word = "page_id" if text_of(item, f"{_ANY}post_type") == "page" else "p"
    return [f"/?{word}={number}"] if number.isdecimal() else []


def _published(item: etree._Element) -> str:
    """The moment in UTC; where WordPress has none, that of the feed."""
    at = text_of(item, f"{_ANY}post_date_gmt")
    if at and not at.startswith(_NO_DATE):
        return at.replace(" ", "T") + "+00:00"
    return text_of(item, "pubDate")


def _excerpt(item: etree._Element) -> str:
    for child in item.iterfind(_EXCERPT):
        if "/excerpt/" in str(child.tag):
            return re.sub(r"<[^>]*>", "", "".join(str(p) for p in child.itertext()))
    return ""
