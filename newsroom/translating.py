"""One text in several languages: each entry names the pages of the others."""

from collections.abc import Sequence

from content import archive, translations
from content.article import Article, State
from feeds import entry, store
from feeds.feed import Profile
from feeds.profile import digest
from storage.engine import Transaction


async def link_translations(
    transaction: Transaction, article: Article, before: Sequence[str], profile: Profile
) -> None:
    """The entries of the changed article and of its translations name each other.

    `before` are those that stood beside it until now.
    """
    now = await translations.beside(transaction, article.id)
    others = sorted({*before, *now})
    if not others:
        return
    for each in (article, *await archive.load_many(transaction, others)):
        if each.state is not State.USABLE:
            continue
        beside = await archive.public_translations(transaction, each)
        rendered = entry.render(each, profile, beside)
        await store.put(transaction, each.id, each.version, digest(profile), rendered)
        if each.id != article.id:
            feeds = await store.feeds_of(transaction, each.id)
            await store.bump(transaction, feeds)
