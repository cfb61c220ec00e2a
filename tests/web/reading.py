"""What a reader sees of a page, for tests."""

from typing import cast

from lxml import html

from content.arabic import strip_bidi


def find(page: str, path: str) -> list[html.HtmlElement]:
    """The elements at this XPath."""
    return cast(list[html.HtmlElement], html.document_fromstring(page).xpath(path))


def values(page: str, path: str) -> list[str]:
    """The attributes at this XPath."""
    return cast(list[str], html.document_fromstring(page).xpath(path))


def texts(page: str, *paths: str) -> list[str]:
    """The text of the elements, as it was before marks of direction."""
    return [strip_bidi(found.text_content()) for found in find(page, " | ".join(paths))]


def links(page: str, path: str = "//a") -> list[str]:
    """Where the elements lead."""
    return values(page, f"({path})/@href")


def scripts(page: str) -> list[str]:
    """What is in script elements."""
    return [script.text or "" for script in find(page, "//script")]


def tongue(page: str, path: str = "/html") -> tuple[str | None, str | None]:
    """Language and direction of the only element there."""
    (element,) = find(page, path)
    return element.get("lang"), element.get("dir")
