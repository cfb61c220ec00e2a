"""Withhold, kill and restore: what must reach everyone, and be remembered."""

from functools import partial

from content import archive
from content.article import Article, State
from content.event import Event, EventType
from newsroom import changes
from newsroom.house import House, profile
from newsroom.problem import Problem
from newsroom.publishing import (
    OvertakenError,
    Rendered,
    already,
    apply,
    carry_out,
    render,
    whole_second,
)
from newsroom.pushing import Done
from newsroom.revising import drop_from_editions

_ALLOWED = {
    EventType.WITHHELD: (State.USABLE,),
    EventType.KILLED: (State.USABLE, State.WITHHELD),
    EventType.RESTORED: (State.WITHHELD,),
}
_SAME = {
    EventType.WITHHELD: State.WITHHELD,
    EventType.KILLED: State.CANCELED,
    EventType.RESTORED: State.USABLE,
}


async def withhold(house: House, name: str, note: str) -> Done | Problem:
    """The text is gone from every channel until it is restored."""
    return await _stop(house, name, EventType.WITHHELD, note)


async def kill(house: House, name: str, note: str) -> Done | Problem:
    """The text is gone from every channel for ever."""
    return await _stop(house, name, EventType.KILLED, note)


async def restore(house: House, name: str, note: str) -> Done | Problem:
    """The withheld text is public again."""
    now = whole_second(house.now())
    async with house.database.reading() as reading:
        article = await archive.find(reading, name)
        current = await profile(house, reading)
    problem = _cannot(article, EventType.RESTORED)
    if problem is not None:
        return problem
    after = changes.restored(article, note, now)
    change = render(article, after, EventType.RESTORED, note, current)
    return await carry_out(house, change, now)


async def _stop(house: House, name: str, kind: EventType, note: str) -> Done | Problem:
    now = whole_second(house.now())
    async with house.database.reading() as reading:
        article = await archive.find(reading, name)
        current = await profile(house, reading)
    problem = _cannot(article, kind)
    if problem is not None:
        return problem
    change = render(
        article, changes.stopped(article, kind, note, now), kind, note, current
    )
    try:
        return await _carry_out(house, change)
    except OvertakenError:
        return Problem(
            "conflict",
            "The article was changed by somebody else meanwhile; look again.",
        )


async def _carry_out(house: House, change: Rendered) -> Done:
    """The change, the editions without the article, and the line on disk."""
    now = change.after.updated
    assert now is not None  # noqa: S101  a stop has its time
    async with house.database.writing() as transaction:
        done = await apply(house, transaction, change, now)
        await drop_from_editions(house, transaction, change.after.id, now)
        transaction.after_commit(partial(house.stops.append, stop_line(done.event)))
    return done


def stop_line(event: Event) -> dict[str, object]:
    """The event as `stops.ndjson` keeps it."""
    return {
        "kind": event.type.removeprefix("article."),
        "event": event.number,
        "article": event.article,
        "at": event.at.isoformat(),
    }


def _cannot(article: Article, kind: EventType) -> Problem | None:
    word = kind.removeprefix("article.")
    if article.state in _ALLOWED[kind]:
        return None
    if article.state is _SAME[kind]:
        return already(article, word)
    return Problem(
        "wrong_state",
        f"The article is {article.state}; it cannot be {word}.",
        field="state",
        fields={"state": article.state, "change": word},
    )
