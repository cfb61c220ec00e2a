"""What a change makes of an article: pure decisions, no database."""

from dataclasses import replace
from datetime import datetime

from content.article import Article, Kind, Note, State
from content.event import EventType
from newsroom.problem import Problem

PUBLIC = (State.USABLE, State.WITHHELD)

_NOT_READY = {
    State.NEEDS_TITLE: Problem(
        "needs_title", "The article has no title; give it one.", field="title"
    ),
    State.NEEDS_DECISION: Problem(
        "needs_decision",
        "The importer could not decide what some lines are; say it in the text.",
        field="blocks",
    ),
    State.WITHHELD: Problem(
        "withheld", "The article is withheld; restore it instead.", field="state"
    ),
    State.CANCELED: Problem(
        "killed", "The article was killed, and that is final.", field="state"
    ),
}


def released(article: Article, now: datetime) -> Article | Problem:
    """The article as it becomes public now, or waits for its time."""
    if article.state in _NOT_READY:
        return _NOT_READY[article.state]
    if not any(block.kind is Kind.PARAGRAPH for block in article.blocks):
        return Problem("empty", "The article has no paragraph.", field="blocks")
    time = release_time(article)
    if time is not None and time > now:
        return replace(
            article, state=State.SCHEDULED, published=article.published or time
        )
    return replace(
        article,
        state=State.USABLE,
        version=article.version + 1,
        published=article.published or now,
        updated=now,
    )


def release_time(article: Article) -> datetime | None:
    """From when on the article may be public; None: at any time."""
    times = (article.embargo_until, article.published)
    return max((time for time in times if time is not None), default=None)


def corrected(
    article: Article, text: Article | None, note: str | None, now: datetime
) -> tuple[Article, EventType]:
    """The public article with its new text, and what kind of event that is.

    With a note it is a correction that readers are told of; without one it is an
    update that moves no date.
    """
    newer = _with_text_of(article, text) if text else article
    newer = replace(newer, version=article.version + 1)
    if not note:
        return newer, EventType.UPDATED
    said = Note("correction", now, note)
    return (
        replace(newer, updated=now, notes=(*article.notes, said)),
        EventType.CORRECTED,
    )


def redrafted(article: Article, text: Article) -> Article:
    """The unpublished article with its new text; nothing of it was public."""
    return replace(
        _with_text_of(article, text), state=text.state, published=text.published
    )


def stopped(article: Article, kind: EventType, note: str, now: datetime) -> Article:
    """The article withheld or killed."""
    is_final = kind is EventType.KILLED
    return replace(
        article,
        state=State.CANCELED if is_final else State.WITHHELD,
        version=article.version + 1,
        updated=now,
        notes=(*article.notes, Note("killed" if is_final else "withheld", now, note)),
    )


def restored(article: Article, note: str, now: datetime) -> Article:
    """The withheld article, public again."""
    return replace(
        article,
        state=State.USABLE,
        version=article.version + 1,
        updated=now,
        notes=(*article.notes, Note("restored", now, note)),
    )


def _with_text_of(article: Article, text: Article) -> Article:
    """What an editor may change; identity, dates and history stay."""
    return replace(
        text,
        id=article.id,
        state=article.state,
        version=article.version,
        published=article.published,
        updated=article.updated,
        notes=article.notes,
    )
