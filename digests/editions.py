"""Editions: what was chosen for one period, frozen, and how far it has got."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from storage.columns import RowNumber, UtcDateTime, metadata
from storage.counting import counted
from storage.engine import AnyRow, AnySelect, Reading, Transaction

EditionState = Literal[
    "draft", "held", "filling", "sending", "done", "expired", "cancelled"
]
# Whose page anybody may read.
PUBLIC: tuple[EditionState, ...] = ("sending", "done")
# In which somebody, editor or reader, may still find an article.
READABLE: tuple[EditionState, ...] = ("draft", "held", "filling", "sending", "done")

editions = Table(
    "editions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("newsletter", ForeignKey("newsletters.name"), nullable=False),
    Column("cadence", String(16), nullable=False),
    Column("slot", String(32), nullable=False),  # the local date it stands for
    Column("revision", Integer, nullable=False),  # grows when an item is withdrawn
    Column("state", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("frozen", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),  # too late to be worth sending
    # The filling: subscriptions up to `high_water`, done up to `filled_to`.
    Column("high_water", RowNumber, nullable=False),
    Column("filled_to", RowNumber, nullable=False),
    UniqueConstraint("newsletter", "cadence", "slot"),
    Index("ix_editions_state", "state"),  # which are to be filled or closed?
)

edition_items = Table(
    "edition_items",
    metadata,
    Column("newsletter", ForeignKey("newsletters.name"), primary_key=True),
    Column("cadence", String(16), primary_key=True),
    # One edition of a newsletter holds an article, ever.
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("edition", ForeignKey("editions.id"), nullable=False),
    Column("version", Integer, nullable=False),  # as it was when frozen
    Column("position", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),  # 0, or the revision without it
    Index("ix_edition_items_edition", "edition", "position"),
    Index("ix_edition_items_article", "article"),  # who holds a killed article?
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a newsletter; its bytes never change within a revision."""

    id: str
    newsletter: str
    cadence: str
    slot: str
    revision: int
    state: EditionState
    subject: str
    html: str
    text: str
    frozen: datetime
    expires: datetime
    high_water: int
    filled_to: int

    @property
    def path(self) -> str:
        """Where it can be read on the web."""
        return f"/newsletters/{self.newsletter}/{self.slot}"


async def add(
    transaction: Transaction, edition: Edition, articles: Sequence[tuple[str, int]]
) -> None:
    """Keep the edition with its articles and their versions, in this order."""
    await transaction.run(insert(editions).values(**_values(edition)))
    rows = [
        {
            "newsletter": edition.newsletter,
            "cadence": edition.cadence,
            "article": article,
            "edition": edition.id,
            "version": version,
            "position": position,
            "withdrawn": 0,
        }
        for position, (article, version) in enumerate(articles)
    ]
    await transaction.run(insert(edition_items), rows)


async def find(
    reading: Reading, newsletter: str, slot: str, cadence: str | None = None
) -> Edition | None:
    """The newsletter's edition for that slot, or None."""
    statement = select(editions).where(
        editions.c.newsletter == newsletter, editions.c.slot == slot
    )
    if cadence is not None:
        statement = statement.where(editions.c.cadence == cadence)
    return _edition(await reading.first(statement))


async def load(reading: Reading, edition: str) -> Edition | None:
    """The edition with this id, or None."""
    return _edition(
        await reading.first(select(editions).where(editions.c.id == edition))
    )


async def lock(transaction: Transaction, edition: str) -> Edition | None:
    """As `load`, and nobody else changes the edition until the transaction ends."""
    mine = select(editions).where(editions.c.id == edition)
    return _edition(await transaction.first(mine.with_for_update()))


async def newest(reading: Reading, newsletter: str) -> Edition | None:
    """The newsletter's newest edition, or None."""
    mine = select(editions).where(editions.c.newsletter == newsletter)
    return _edition(
        await reading.first(mine.order_by(editions.c.frozen.desc()).limit(1))
    )


async def states(reading: Reading) -> dict[str, int]:
    """How many editions are in each state."""
    return await counted(reading, editions.c.state)


async def in_state(reading: Reading, state: EditionState) -> list[Edition]:
    """All editions in this state, oldest first."""
    statement = select(editions).where(editions.c.state == state)
    rows = await reading.rows(statement.order_by(editions.c.frozen))
    return [_edition_of(row) for row in rows]


async def any_open(reading: Reading) -> bool:
    """Whether any edition is being filled or sent."""
    is_open = editions.c.state.in_(["filling", "sending"])
    return (
        await reading.first(select(editions.c.id).where(is_open).limit(1)) is not None
    )


async def items(reading: Reading, edition: str) -> list[tuple[str, int]]:
    """The edition's articles that were not withdrawn, with their versions."""
    statement = (
        select(edition_items.c.article, edition_items.c.version)
        .where(edition_items.c.edition == edition, edition_items.c.withdrawn == 0)
        .order_by(edition_items.c.position)
    )
    return [(row.article, row.version) for row in await reading.rows(statement)]


def used(newsletter: str, cadence: str) -> AnySelect:
    """The articles that an edition of this newsletter has held, as a Select."""
    return select(edition_items.c.article).where(
        edition_items.c.newsletter == newsletter, edition_items.c.cadence == cadence
    )


async def holding(transaction: Transaction, article: str) -> list[Edition]:
    """The editions in which somebody could still read the article, ours to change."""
    statement = (
        select(editions)
        .join(edition_items, edition_items.c.edition == editions.c.id)
        .where(
            edition_items.c.article == article,
            edition_items.c.withdrawn == 0,
            editions.c.state.in_(READABLE),
        )
        .order_by(editions.c.id)
        .with_for_update(of=editions)
    )
    return [_edition_of(row) for row in await transaction.rows(statement)]


async def withdraw(transaction: Transaction, edition: Edition, article: str) -> None:
    """The edition is without the article from its next revision on.

    If nothing was owed yet, the article may stand in a later edition.
    """
    mine = (edition_items.c.edition == edition.id) & (
        edition_items.c.article == article
    )
    if edition.filled_to == 0:
        await transaction.run(delete(edition_items).where(mine))
        return
    await transaction.run(
        update(edition_items).where(mine).values(withdrawn=edition.revision + 1)
    )


async def give_back(transaction: Transaction, edition: Edition) -> None:
    """The articles of an edition that nobody got may stand in a later one."""
    mine = edition_items.c.edition == edition.id
    await transaction.run(delete(edition_items).where(mine))


async def save(transaction: Transaction, edition: Edition) -> None:
    """Keep the edition as it now stands."""
    await transaction.run(
        update(editions).where(editions.c.id == edition.id).values(**_values(edition))
    )


async def move(
    transaction: Transaction, edition: Edition, state: EditionState
) -> Edition:
    """The edition, kept in its new state."""
    moved = replace(edition, state=state)
    await transaction.run(
        update(editions).where(editions.c.id == edition.id).values(state=state)
    )
    return moved


def _values(edition: Edition) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in editions.columns.keys()}  # noqa: SIM118


def _edition(row: AnyRow | None) -> Edition | None:
    return None if row is None else _edition_of(row)


def _edition_of(row: AnyRow) -> Edition:
    return Edition(**row._asdict())
