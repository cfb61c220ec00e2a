"""What a change makes of an article: pure decisions, no database."""

from dataclasses import replace
from datetime import datetime

from content.article import (
    Article,
    Kind,
    Note,
    State,
    is_id,
    resting_state,
)
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
    problem = _NOT_READY.get(article.state) or unready(article)
    if problem is not None:
        return problem
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


def unready(article: Article) -> Problem | None:
    """What the text itself still lacks before it may be read, or None."""
    if not any(block.kind is Kind.PARAGRAPH for block in article.blocks):
        return Problem("empty", "The article has no paragraph.", field="blocks")
    return _NOT_READY.get(resting_state(article))


def release_time(article: Article) -> datetime | None:
    """From when on the article may be public; None: at any time."""
    times = (article.embargo_until, article.published)
    return max((time for time in times if time is not None), default=None)


def objection(
    article: Article, text: Article | None, note: str | None
) -> Problem | None:
    """Why the article cannot be given this text, or None."""
    if text is None and not note:
        return Problem("nothing", "There is neither a text nor a note.", field="note")
    if text is not None and is_id(text.id) and text.id != article.id:
        return Problem(
            "other_article",
            f"The file is of article {text.id}, not of {article.id}.",
            field="id",
            fields={"file": text.id, "article": article.id},
        )
    if text is not None and text.version not in (0, article.version):
        return Problem(
            "conflict",
            f"The file was made from version {text.version}, the article stands at "
            f"version {article.version}; `nashra articles {article.key} --markdown` "
            "writes the present text.",
            field="version",
            fields={
                "file": str(text.version),
                "article": str(article.version),
                "key": article.key,
            },
        )
    if text is not None and text.count(Kind.UNDECIDED):
        return Problem(
            "needs_decision",
            "The importer could not decide what some lines are; say it in the text.",
            field="blocks",
        )
    if article.state in (State.WITHHELD, State.CANCELED):
        return Problem(
            "withdrawn",
            "The article is withdrawn; only a public or unpublished one is corrected.",
            field="state",
        )
    return None


def unseen(picture: str | None) -> Problem | None:
    """The text shows a picture that nobody brought, or all is well."""
    if picture is None:
        return None
    return Problem(
        "unknown_picture",
        f"The text shows a picture {picture[:12]}… that is not here.",
        field="blocks",
        fields={"name": picture[:12]},
    )


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
    newer = _with_text_of(article, text)
    newer = replace(newer, published=text.published or article.published)
    return replace(newer, state=resting_state(newer))


def as_new(article: Article) -> Article:
    """An article from outside: its text is believed, its history is not."""
    fresh = replace(article, version=0, updated=None, notes=())
    return replace(fresh, state=resting_state(fresh))


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
    """What an editor may change; identity, dates and history stay.

    A plain text has no title of its own; it keeps the one the article has.
    """
    newer = replace(
        text,
        id=article.id,
        state=article.state,
        version=article.version,
        published=article.published,
        updated=article.updated,
        notes=article.notes,
        guid=article.guid,
    )
    if newer.title is not None:
        return newer
    return replace(newer, title=article.title, title_derived=article.title_derived)
