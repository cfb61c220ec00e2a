"""The mails in the maildir, and the way out of the newsletter that they carry."""

import re
from collections.abc import Iterator, Sequence

import httpx

from content.arabic import strip_bidi
from content.article import Article
from digests.words import words_in
from service.demo import faults, reading
from service.demo.mailbox import Letter
from service.demo.scene import Scene
from service.demo.steps import NAMES

# RFC 8058 §2: an https address among them; on this machine it is http.
_LINK = re.compile(r"<(https?://[^/<>\s]+)(/[^<>\s]+)>")
_TITLED = 20  # letters by which a subject names its first article


async def look(scene: Scene, client: httpx.AsyncClient) -> tuple[str, list[str]]:
    """What was found, and what is wrong with it."""
    letters = scene.letters
    found = list(_missing(scene))
    for letter in letters:
        found += _of_letter(scene, letter)
        found += await _of_way_out(scene, letter, client)
    return f"{len(letters)} letters with attribution, notice and a way out", found


def _missing(scene: Scene) -> Iterator[str]:
    if len(scene.letters) != scene.mails:
        yield f"the ledger says {scene.mails} mails, {len(scene.letters)} are there"
    mailed = {each.id for held in scene.editions.values() for each in held}
    for article in scene.articles:
        wanted = article.language in NAMES and article.version == 1
        if wanted and article.id not in mailed:
            yield f"“{article.title}” was not mailed"


def _of_letter(scene: Scene, letter: Letter) -> Iterator[str]:
    held = scene.editions.get(letter.edition_path, ())
    if not held:
        yield f"the letter to {letter.to} is of no edition"
        return
    yield from _of_headers(letter, held)
    bodies = (
        (f"the HTML to {letter.to}", _html(letter), reading.whole(letter.html)),
        (f"the text to {letter.to}", _text(letter), strip_bidi(letter.text)),
    )
    for name, passages, whole in bodies:
        yield from _of_body(scene, name, held, passages, whole)


def _of_headers(letter: Letter, held: Sequence[Article]) -> Iterator[str]:
    titles = [(article.title or "")[:_TITLED] for article in held]
    if not any(letter.shown_subject.startswith(title) for title in titles):
        yield f"the subject to {letter.to} reads “{letter.shown_subject}”"
    if not _LINK.search(letter.header("List-Unsubscribe")):
        yield f"List-Unsubscribe to {letter.to} is not one plain address"
    if letter.header("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        yield f"the letter to {letter.to} cannot be left with one click"


def _of_body(
    scene: Scene,
    name: str,
    held: Sequence[Article],
    passages: Sequence[str],
    whole: str,
) -> Iterator[str]:
    """One article stands there whole, several with their titles and one credit."""
    if len(held) == 1:
        for fault in faults.of_body(held[0], scene.publisher, passages, whole):
            yield f"{name}: {fault}"
        return
    for article in held:
        if not any(each.startswith(article.title or "") for each in passages):
            yield f"{name} does not name “{article.title}”"
    credit = _shared_credit(scene, held[0])
    yield from faults.of_rights(name, whole, credit, held, scene.publisher)


def _shared_credit(scene: Scene, first: Article) -> str:
    words = words_in(first.language, first.direction)
    name = scene.publisher.name_in(first.language)
    return words.credit.replace("{publisher}", name)


async def _of_way_out(
    scene: Scene, letter: Letter, client: httpx.AsyncClient
) -> list[str]:
    """A look at the page leaves nothing; only its button does."""
    origin, path = _way_out(letter)
    if origin not in (scene.places.site, *scene.places.former):
        return [f"the way out of {letter.to} leads to {origin}"]
    answer = await client.get(scene.places.site + path)
    if answer.status_code != httpx.codes.OK or "</h1>" not in answer.text:
        return [f"the way out of {letter.to} answers {answer.status_code}"]
    return []


def _way_out(letter: Letter) -> tuple[str, str]:
    """Where the link leads, cut in two; nothing if it is not one plain address."""
    link = _LINK.search(letter.header("List-Unsubscribe"))
    return (link[1], link[2]) if link else ("", "")


def _html(letter: Letter) -> list[str]:
    return reading.passages(letter.html)


def _text(letter: Letter) -> list[str]:
    return reading.lines(letter.text)
