"""What a change makes of an article: the whole table, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.article import Block, Kind, Note, State, resting_state
from content.event import EventType
from newsroom import changes
from newsroom.problem import Problem
from tests.support.rows import NOW, an_article, article_id

DRAFT = an_article(1, state=State.DRAFT, version=0, published=None, updated=None)
PUBLIC = an_article(1, version=3, published=NOW, updated=NOW)
LATER = NOW + timedelta(days=1)
EARLIER = NOW - timedelta(days=1)
TEXT = an_article(
    9,
    version=0,
    title="عنوان جديد",
    state=State.DRAFT,
    blocks=(Block(Kind.PARAGRAPH, "نصّ جديد."),),
    published=None,
    updated=None,
)


def code_of(result: object) -> str:
    assert isinstance(result, Problem), result
    return result.code


# Publishing.


def test_a_draft_becomes_public_now():
    released = changes.released(DRAFT, NOW)

    assert released == replace(
        DRAFT, state=State.USABLE, version=1, published=NOW, updated=NOW
    )


def test_a_date_in_the_past_stays():
    released = changes.released(replace(DRAFT, published=EARLIER), NOW)

    assert not isinstance(released, Problem)
    assert (released.published, released.updated) == (EARLIER, NOW)


@pytest.mark.parametrize(
    ("published", "embargo_until", "state", "date"),
    [
        (None, None, State.USABLE, NOW),
        (NOW, None, State.USABLE, NOW),
        (LATER, None, State.SCHEDULED, LATER),
        (None, LATER, State.SCHEDULED, LATER),
        (EARLIER, LATER, State.SCHEDULED, EARLIER),
        (LATER, EARLIER, State.SCHEDULED, LATER),
        (None, EARLIER, State.USABLE, NOW),
        (EARLIER, NOW, State.USABLE, EARLIER),
    ],
)
def test_the_later_of_date_and_embargo_decides(published, embargo_until, state, date):
    article = replace(DRAFT, published=published, embargo_until=embargo_until)

    released = changes.released(article, NOW)

    assert not isinstance(released, Problem)
    assert (released.state, released.published) == (state, date)
    assert released.version == (1 if state is State.USABLE else 0)


def test_a_scheduled_article_becomes_public_at_its_time():
    waiting = changes.released(replace(DRAFT, embargo_until=LATER), NOW)
    assert not isinstance(waiting, Problem)

    released = changes.released(waiting, LATER)

    assert not isinstance(released, Problem)
    assert (released.state, released.published) == (State.USABLE, LATER)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": None, "state": State.NEEDS_TITLE}, "needs_title"),
        ({"state": State.NEEDS_DECISION}, "needs_decision"),
        ({"state": State.WITHHELD}, "withheld"),
        ({"state": State.CANCELED}, "killed"),
        ({"blocks": ()}, "empty"),
        ({"blocks": (Block(Kind.HEADING, "عنوان"),)}, "empty"),
        ({"title": None}, "needs_title"),
        (
            {"blocks": (*DRAFT.blocks, Block(Kind.UNDECIDED, "سطر"))},
            "needs_decision",
        ),
    ],
)
def test_what_is_not_ready_is_not_published(change: dict[str, object], code: str):
    article = replace(DRAFT, **change)  # type: ignore[arg-type]

    assert code_of(changes.released(article, NOW)) == code


# Correcting.


def test_a_correction_is_said_and_moves_the_date():
    corrected, kind = changes.corrected(PUBLIC, TEXT, "صُحّح الرقم", LATER)

    assert kind is EventType.CORRECTED
    assert corrected.notes == (Note("correction", LATER, "صُحّح الرقم"),)
    assert (corrected.version, corrected.published, corrected.updated) == (
        4,
        NOW,
        LATER,
    )
    assert (corrected.title, corrected.blocks) == (TEXT.title, TEXT.blocks)
    assert (corrected.id, corrected.state) == (PUBLIC.id, State.USABLE)


@pytest.mark.parametrize("note", [None, ""])
def test_an_update_without_a_note_moves_no_date(note: str | None):
    updated, kind = changes.corrected(PUBLIC, TEXT, note, LATER)

    assert kind is EventType.UPDATED
    assert (updated.version, updated.updated, updated.notes) == (4, NOW, ())


def test_a_note_alone_leaves_the_text():
    corrected, _ = changes.corrected(PUBLIC, None, "إيضاح", LATER)

    assert corrected.blocks == PUBLIC.blocks
    assert len(corrected.notes) == 1


def test_a_text_without_a_title_keeps_the_one_there_is():
    corrected, _ = changes.corrected(PUBLIC, replace(TEXT, title=None), "ن", LATER)

    assert corrected.title == PUBLIC.title


def test_what_a_file_says_of_history_is_not_believed():
    boasting = replace(
        TEXT, version=3, published=EARLIER, notes=(Note("killed", NOW, ""),)
    )

    corrected, _ = changes.corrected(PUBLIC, boasting, "ن", LATER)

    assert corrected.published == NOW
    assert [note.kind for note in corrected.notes] == ["correction"]


@pytest.mark.parametrize(
    ("article", "text", "note", "code"),
    [
        (PUBLIC, None, None, "nothing"),
        (PUBLIC, None, "", "nothing"),
        (PUBLIC, replace(TEXT, id=PUBLIC.id, version=2), "ن", "conflict"),
        (PUBLIC, replace(TEXT, id=PUBLIC.id, version=4), "ن", "conflict"),
        (PUBLIC, replace(TEXT, id=article_id(2)), "ن", "other_article"),
        (
            PUBLIC,
            replace(TEXT, id=PUBLIC.id, blocks=(Block(Kind.UNDECIDED, "سطر"),)),
            "ن",
            "needs_decision",
        ),
        (replace(PUBLIC, state=State.WITHHELD), None, "ن", "withdrawn"),
        (replace(PUBLIC, state=State.CANCELED), None, "ن", "withdrawn"),
    ],
)
def test_what_cannot_be_corrected(article, text, note, code: str):
    assert code_of(changes.objection(article, text, note)) == code


@pytest.mark.parametrize("version", [0, 3])
def test_a_file_of_this_version_or_of_none_is_taken(version: int):
    text = replace(TEXT, id=PUBLIC.id, version=version)

    assert changes.objection(PUBLIC, text, "ن") is None


def test_a_draft_takes_a_text_whole():
    redrafted = changes.redrafted(DRAFT, replace(TEXT, published=LATER))

    assert (redrafted.title, redrafted.published) == (TEXT.title, LATER)
    assert (redrafted.id, redrafted.version) == (DRAFT.id, 0)
    assert redrafted.state is resting_state(redrafted) is State.DRAFT


# Withdrawing.


@pytest.mark.parametrize(
    ("kind", "state", "word"),
    [
        (EventType.WITHHELD, State.WITHHELD, "withheld"),
        (EventType.KILLED, State.CANCELED, "killed"),
    ],
)
def test_a_stop_is_a_version_with_a_note(kind: EventType, state: State, word: str):
    stopped = changes.stopped(PUBLIC, kind, "بطلب المحامي", LATER)

    assert (stopped.state, stopped.version) == (state, 4)
    assert (stopped.published, stopped.updated) == (NOW, LATER)
    assert [(n.kind, n.text, n.at) for n in stopped.notes] == [
        (word, "بطلب المحامي", LATER)
    ]


def test_a_restored_article_is_public_under_a_new_version():
    withheld = changes.stopped(PUBLIC, EventType.WITHHELD, "", NOW)

    restored = changes.restored(withheld, "عاد", LATER)

    assert (restored.state, restored.version) == (State.USABLE, 5)
    assert [note.kind for note in restored.notes] == ["withheld", "restored"]
    assert restored.blocks == PUBLIC.blocks
