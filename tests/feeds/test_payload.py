"""The bodies of webhooks: one envelope, ninjs inside, nothing of what was withdrawn."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from content.arabic import strip_bidi
from content.article import Article
from content.event import Event, EventType
from feeds.payload import content_hash, envelope
from feeds.schemas import schema_of
from tests.feeds import ninjs
from tests.feeds.json_schema import problems
from tests.feeds.samples import (
    ARABIC,
    ENGLISH,
    EVENING,
    KILLED,
    MORNING,
    PROFILE,
    UNSIGNED,
    WITHHELD,
    pieces,
)

OF_TYPE = {
    EventType.PUBLISHED: ARABIC,
    EventType.UPDATED: ENGLISH,
    EventType.CORRECTED: UNSIGNED,
    EventType.WITHHELD: WITHHELD,
    EventType.KILLED: KILLED,
    EventType.RESTORED: ARABIC,
}


def event(type_: EventType, *, note: str = "") -> Event:
    return Event(
        number=7,
        type=type_,
        article=ARABIC.id,
        version=2,
        previous_version=1,
        at=EVENING,
        note=note,
    )


def body(type_: EventType, article: Article | None = None, *, note: str = ""):
    return json.loads(
        envelope(event(type_, note=note), article or OF_TYPE[type_], PROFILE)
    )


@pytest.mark.parametrize("type_", EventType)
def test_every_event_has_the_same_envelope(type_):
    made = body(type_)

    assert list(made) == ["type", "timestamp", "data"]
    assert made["type"] == type_.value
    assert made["timestamp"] == "2026-11-22T18:05:00Z"
    assert list(made["data"]) == [
        "event",
        "article",
        "version",
        "previous_version",
        "content_hash",
        "url",
        "language",
        "direction",
        "ninjs",
        "syndication",
    ]
    assert list(made["data"]["syndication"]) == [
        "credit",
        "notice",
        "terms_url",
        "canonical_url",
        "signal",
        "embargoed_until",
        "expires",
    ]


@pytest.mark.parametrize("type_", EventType)
def test_the_item_is_ninjs(type_):
    item = body(type_)["data"]["ninjs"]

    assert problems(item, ninjs.SCHEMA) == []
    assert item["uri"] == OF_TYPE[type_].urn
    assert item["version"] == "2"


@pytest.mark.parametrize("type_", EventType)
def test_every_event_keeps_to_its_published_schema(type_):
    schema = json.loads(schema_of(type_, PROFILE.public_url))

    assert schema["$id"] == f"https://nashra.example/schemas/{type_.value}.json"
    assert problems(body(type_), schema) == []


def test_a_schema_refuses_what_partners_must_not_meet():
    schema = json.loads(schema_of(EventType.KILLED, PROFILE.public_url))
    made = body(EventType.KILLED)
    made["data"]["ninjs"]["bodies"] = [{"value": "نصّ مسحوب"}]
    made["data"]["ninjs"]["pubStatus"] = "usable"
    made["data"]["version"] = 0
    made["timestamp"] = None
    del made["data"]["url"]

    assert problems(made, schema) == [
        "$.timestamp is no string",
        "$.data.url is missing",
        "$.data.version breaks minimum",
        "$.data.ninjs.pubStatus breaks const",
        "$.data.ninjs.bodies is unknown",
    ]


def test_a_published_article_is_told_whole():
    data = body(EventType.PUBLISHED)["data"]
    item = data["ninjs"]

    assert data["event"] == 7
    assert data["article"] == ARABIC.urn
    assert (data["version"], data["previous_version"]) == (2, 1)
    assert (data["language"], data["direction"]) == ("ar", "rtl")
    assert item["pubStatus"] == "usable"
    assert item["representationType"] == "full"
    assert item["headlines"][0]["value"] == ARABIC.title  # no marks for machines
    assert item["by"] == "ليلى حدّاد، سامي نجم"
    assert item["copyrightHolder"] == "مركز أبحاث مينا"
    assert item["copyrightNotice"] == "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
    assert "https://nashra.example/license.xml" in item["usageTerms"]
    assert item["firstCreated"] == "2026-11-22T06:30:15Z"
    assert item["versionCreated"] == "2026-11-22T18:05:00Z"
    assert item["altIds"] == [{"role": "web", "value": data["url"]}]
    assert [subject["name"] for subject in item["subjects"]] == list(ARABIC.topics)
    assert "S-400" in item["bodies"][0]["value"]
    assert "edNote" not in item
    assert "expires" not in item


def test_marks_of_direction_stay_out_of_fields_for_machines():
    item = body(EventType.PUBLISHED)["data"]["ninjs"]
    fields = [item["headlines"], item["descriptions"], item["by"], item["subjects"]]

    made = json.dumps(fields, ensure_ascii=False)

    assert strip_bidi(made) == made


def test_the_terms_travel_beside_the_item():
    contract = body(EventType.CORRECTED)["data"]["syndication"]

    assert contract["credit"].startswith("نُشر هذا المقال")
    assert contract["notice"] == "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
    assert contract["terms_url"] == "https://nashra.example/license.xml"
    assert contract["canonical_url"] == body(EventType.CORRECTED)["data"]["url"]
    assert contract["expires"] == "2027-11-22T00:00:00Z"
    assert contract["embargoed_until"] is None


def test_where_the_text_first_stood_is_its_canonical_address():
    elsewhere = replace(ARABIC, canonical_url="https://elsewhere.example/1")

    made = body(EventType.PUBLISHED, elsewhere)

    assert made["data"]["syndication"]["canonical_url"] == "https://elsewhere.example/1"


def test_embargo_and_expiry_are_said_in_both_places():
    bounded = replace(UNSIGNED, embargo_until=EVENING)

    data = body(EventType.PUBLISHED, bounded)["data"]

    assert data["ninjs"]["embargoedUntil"] == "2026-11-22T18:05:00Z"
    assert data["ninjs"]["expires"] == "2027-11-22T00:00:00Z"
    assert data["syndication"]["embargoed_until"] == "2026-11-22T18:05:00Z"


@pytest.mark.parametrize(
    ("type_", "signal"),
    [
        (EventType.PUBLISHED, None),
        (EventType.UPDATED, "update"),
        (EventType.CORRECTED, "correction"),
        (EventType.WITHHELD, "withhold"),
        (EventType.KILLED, "kill"),
        (EventType.RESTORED, None),
    ],
)
def test_the_signal_says_what_to_do(type_, signal):
    assert body(type_)["data"]["syndication"]["signal"] == signal


def test_the_desk_is_told_of_a_title_that_is_not_the_authors():
    derived = replace(ARABIC, title_derived=True)

    note = body(EventType.CORRECTED, derived, note="صُحّح الاسم.")["data"]["ninjs"][
        "edNote"
    ]

    assert note == "صُحّح الاسم. العنوان من وضع هيئة التحرير لا من وضع الكاتب."


def test_an_english_article_is_told_in_english():
    item = body(EventType.UPDATED, replace(ENGLISH, title_derived=True))["data"][
        "ninjs"
    ]

    assert item["edNote"] == "The title was made by the editors, not by the author."
    assert item["copyrightHolder"] == "MENA Research Center"
    assert item["infoSources"][0]["name"] == "MENA Research Center"


@pytest.mark.parametrize(
    ("type_", "status"),
    [(EventType.WITHHELD, "withheld"), (EventType.KILLED, "canceled")],
)
def test_a_withdrawn_article_is_told_without_a_word_of_it(type_, status):
    old = OF_TYPE[type_]

    made = envelope(event(type_, note="سبب لا يُقال"), old, PROFILE).decode()

    data = json.loads(made)["data"]
    assert data["ninjs"]["pubStatus"] == status
    assert not {"headlines", "bodies", "descriptions", "by"} & set(data["ninjs"])
    assert [piece for piece in pieces(old) if piece in made] == []
    for word in ("opec", "OPEC", "ليلى", "الطاقة", "سبب لا يُقال"):
        assert word not in made


def test_the_fingerprint_is_of_the_body_alone():
    text = "\n".join(block.text for block in ARABIC.blocks)

    assert content_hash(ARABIC) == f"sha256:{sha256(text.encode()).hexdigest()}"
    assert content_hash(replace(ARABIC, title="آخر")) == content_hash(ARABIC)
    assert content_hash(ENGLISH) != content_hash(ARABIC)


def test_the_fingerprint_of_a_killed_text_names_what_must_go():
    assert body(EventType.KILLED)["data"]["content_hash"] == content_hash(ARABIC)


@pytest.mark.parametrize(
    "type_", [EventType.PUBLISHED, EventType.WITHHELD, EventType.KILLED]
)
def test_an_event_that_does_not_fit_the_article_is_a_mistake(type_):
    wrong = KILLED if type_ is EventType.PUBLISHED else ARABIC

    with pytest.raises(ValueError, match="event 7"):
        envelope(event(type_), wrong, PROFILE)


def test_a_version_without_a_date_of_its_own_has_the_events():
    undated = replace(ARABIC, updated=None)

    item = body(EventType.PUBLISHED, undated)["data"]["ninjs"]

    assert item["versionCreated"] == "2026-11-22T18:05:00Z"
    assert item["firstCreated"] != item["versionCreated"]
    assert MORNING < EVENING


def test_arabic_is_written_as_itself():
    made = envelope(event(EventType.PUBLISHED), ARABIC, PROFILE)

    assert "مركز أبحاث مينا".encode() in made
    assert b"\\u06" not in made


def test_the_body_fits_the_size_partners_expect():
    assert len(envelope(event(EventType.PUBLISHED), ARABIC, PROFILE)) < 20_000
