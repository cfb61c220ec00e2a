"""How many articles there are, by where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select

from content.archive import articles
from content.article import State
from storage.engine import Reading


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one moment."""

    states: Mapping[State, int] = field(default_factory=dict)
    fresh: int = 0  # public since the moment that was asked for

    def count(self, *states: State) -> int:
        """How many stand in these states."""
        return sum(self.states.get(state, 0) for state in states)


async def tally(reading: Reading, since: datetime) -> Tally:
    """All articles by state, and how many have come out since."""
    fresh = case((articles.c.published >= since, 1), else_=0)
    statement = select(
        articles.c.state, func.count().label("number"), func.sum(fresh).label("fresh")
    ).group_by(articles.c.state)
    rows = await reading.rows(statement)
    return Tally(
        {State(row.state): row.number for row in rows},
        sum(row.fresh for row in rows if row.state == State.USABLE),
    )
