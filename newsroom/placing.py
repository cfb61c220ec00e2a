"""Where a change is seen: the feeds that an article joins, stays in and leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from content import archive
from content.article import Article, State
from feeds import store
from feeds.feed import Tombstone
from feeds.selection import feeds_of
from storage.engine import Transaction

STAY = timedelta(days=30)  # how long a withdrawn entry stands with its notice
REST = timedelta(days=365)  # how long a tombstone is kept


async def place(
    transaction: Transaction, article: Article, note: str, at: datetime
) -> None:
    """The feeds know of the article's new version; what they hold is as it says."""
    held = await store.feeds_of(transaction, article.id)
    if article.state is State.USABLE:
        await _show(transaction, article, held, at)
    else:
        await _recall(transaction, article, held, note, at)


async def _show(
    transaction: Transaction, article: Article, held: Sequence[str], at: datetime
) -> None:
    # What is public has both.
    assert article.published is not None  # noqa: S101
    assert article.updated is not None  # noqa: S101
    chosen = feeds_of(article)
    names = [each.name for each in chosen]
    await store.open_feeds(transaction, chosen, at)
    await store.join(transaction, names, article.id, article.published)
    # An update moves no date of the article, but who comes or goes changes a feed now.
    stayed = [name for name in names if name in held]
    left = [name for name in held if name not in names]
    moved = [name for name in names if name not in held] + left
    if left:
        await store.leave(transaction, left, article.id)
    await store.touch(transaction, stayed, article.updated)
    await store.touch(transaction, moved, at)


async def _recall(
    transaction: Transaction,
    article: Article,
    held: Sequence[str],
    note: str,
    at: datetime,
) -> None:
    assert article.published is not None  # noqa: S101  it was public
    names = await _ever_in(transaction, article, held)
    await store.join(transaction, names, article.id, article.published)
    await store.let_leave(transaction, article.id, at + STAY)
    if article.state is State.CANCELED:
        # One second later than the entry, or a reader that obeys RFC 6721 would
        # keep the entry: the newer of the two counts (§3).
        stone = Tombstone(article.urn, at + timedelta(seconds=1), note)
        await store.bury(transaction, names, stone, at + REST)
        at = stone.when
    await store.touch(transaction, names, at)


async def _ever_in(
    transaction: Transaction, article: Article, held: Sequence[str]
) -> list[str]:
    """Wherever a version of it stood: whoever kept the text there meets the notice."""
    versions = await archive.published_versions(transaction, article.id)
    names = {each.name for version in versions for each in feeds_of(version)}
    return await store.known_among(transaction, sorted(names.union(held)))
