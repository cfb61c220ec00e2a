"""The article's own page, and the page of the partner that republishes it."""

from collections.abc import Iterator
from typing import Any

import httpx

from content.article import Article
from content.slugs import article_path
from service.demo import faults, reading
from service.demo.scene import Scene

_TEXT = "//article//p[@class='lead'] | //article//div[@class='text' or @class='text arrived']"


async def look(scene: Scene, client: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Each article's page of ours."""
    found = []
    for article in scene.articles:
        url = scene.places.site + article_path(article)
        found += await _page(scene, client, article, url)
    return f"{len(scene.articles)} pages with text, attribution and notice", found


async def look_at_partner(
    scene: Scene, client: httpx.AsyncClient
) -> tuple[str, list[str]]:
    """What the partner says it received, and each article's page there."""
    answer = await client.get(f"{scene.places.partner}/received.json")
    received = answer.json()["received"]
    found = [f for article in scene.articles for f in _unverified(received, article)]
    for article in scene.articles:
        url = f"{scene.places.partner}/a/{article.key}"
        found += await _page(scene, client, article, url)
    versions = sorted({article.version for article in scene.articles})
    said = ", ".join(str(version) for version in versions)
    return f"{len(scene.articles)} articles verified, version {said}", found


def _unverified(received: list[dict[str, Any]], article: Article) -> Iterator[str]:
    """The partner verified this very version of the article, and nothing else came."""
    its = [each for each in received if each["article"] == article.urn]
    right = [each for each in its if each["version"] == article.version]
    if not any(each["verified"] for each in right):
        yield f"the partner has not verified version {article.version} of {article.urn}"


async def _page(
    scene: Scene, client: httpx.AsyncClient, article: Article, url: str
) -> list[str]:
    answer = await client.get(url)
    if answer.status_code != httpx.codes.OK:
        return [f"{url} answers {answer.status_code}"]
    return list(
        faults.of_body(
            article,
            scene.publisher,
            reading.passages(answer.text, _TEXT),
            reading.whole(answer.text, "//main"),
        )
    )
