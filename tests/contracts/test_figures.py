import re
from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, update

from outbox.figures import AttemptTally, Due, figures
from outbox.tables import attempts, lanes, parcels
from service import metrics
from service.metrics import Scrape
from storage.engine import Database, Transaction
from tests.support.counting import counting
from tests.support.rows import (
    MINUTE,
    NOW,
    a_mail,
    a_message,
    an_article,
    an_edition,
    keep,
    keep_edition,
    listen,
    owe,
    subscribe,
)
from web.metrics import Family, exposition


async def test_parcels_are_counted_by_channel_and_state(database: Database):
    async with database.writing() as transaction:
        await owe(transaction, a_mail(), [1, 2], due=NOW - MINUTE)
        await owe(transaction, a_mail(), [3], due=NOW + MINUTE)
        await owe(transaction, a_message(), ["e"], due=NOW)
        await transaction.run(
            update(parcels).where(parcels.c.destination == "2").values(state="sending")
        )

    async with database.reading() as reading:
        found = await figures(reading, NOW)

    assert found.parcels == {
        ("mail", "waiting"): 2,
        ("mail", "sending"): 1,
        ("webhook", "waiting"): 1,
    }
    assert found.due == {"mail": Due(1, NOW - MINUTE), "webhook": Due(1, NOW)}


async def test_a_lane_is_parked_until_its_time(database: Database):
    async with database.writing() as transaction:
        await owe(transaction, a_message(), ["a", "b"])
        until = {"a": NOW + MINUTE, "b": NOW}
        for lane, parked_until in until.items():
            its = update(lanes).where(lanes.c.destination == lane)
            await transaction.run(its.values(parked_until=parked_until))

    async with database.reading() as reading:
        assert (await figures(reading, NOW)).parked == {"webhook": 1}


async def _tried(transaction: Transaction, outcome: str, at: datetime) -> None:
    parcel = await transaction.first(parcels.select())
    assert parcel is not None
    row = {
        "parcel": parcel.id,
        "at": at,
        "outcome": outcome,
        "kind": "timeout" if outcome == "deferred" else "",
        "code": None,
        "text": "",
        "milliseconds": 1,
    }
    await transaction.run(insert(attempts), [row])


async def test_attempts_are_counted_once_however_often_one_asks(database: Database):
    tally = AttemptTally()
    async with database.writing() as transaction:
        await owe(transaction, a_mail(), [1])
        await _tried(transaction, "deferred", NOW - timedelta(hours=1))
        await _tried(transaction, "deferred", NOW)

    async with database.reading() as reading:
        before = await tally.read(reading, NOW)
        again = await tally.read(reading, NOW)
    async with database.writing() as transaction:
        await _tried(transaction, "delivered", NOW + MINUTE)
    async with database.reading() as reading:
        after = await tally.read(reading, NOW + timedelta(hours=1))
        at_last = await tally.read(reading, NOW + timedelta(hours=2))

    assert before == again == {("mail", "deferred", "timeout"): 2}
    assert after == at_last == {**before, ("mail", "delivered", ""): 1}


def _number(families: list[Family], name: str, **labels: str) -> float | None:
    samples = next(each.samples for each in families if each.name == f"nashra_{name}")
    return next((each.value for each in samples if each.labels == labels), None)


async def test_the_whole_house_is_told_in_numbers(database: Database):
    async with database.writing() as transaction:
        await keep(transaction, an_article())
        await keep_edition(transaction, an_edition(), an_article())
        await subscribe(transaction, "tuesday", "a@example.org", "b@example.org")
        await listen(transaction, "e")
        await owe(transaction, a_mail(), [1], due=NOW - MINUTE)

    found = list(await Scrape(database, lambda: NOW).families())

    assert _number(found, "articles", state="usable") == 1
    assert _number(found, "editions", state="draft") == 1
    assert _number(found, "subscriptions", standing="confirmed") == 2
    assert _number(found, "endpoints", state="active") == 1
    assert _number(found, "due_parcels", channel="mail") == 1
    assert _number(found, "oldest_due_seconds", channel="mail") == 60
    assert _number(found, "missed_runs") == 0
    assert _number(found, "journal_head") == 0


async def test_more_rows_need_no_more_statements_and_five_seconds_none(
    database: Database,
):
    now = NOW
    scrape = Scrape(database, lambda: now)
    with counting(database) as empty:
        await scrape.families()
    async with database.writing() as transaction:
        await owe(transaction, a_mail(), range(50))
        await listen(transaction, *"abcdef")

    now = NOW + timedelta(seconds=4)
    with counting(database) as soon:
        await scrape.families()
    now = NOW + timedelta(seconds=5)
    with counting(database) as later:
        await scrape.families()

    assert len(soon.like("SELECT")) == 0
    assert len(later.like("SELECT")) == len(empty.like("SELECT")) == 12


async def test_prometheus_reads_all_of_it(database: Database):
    async with database.writing() as transaction:
        await owe(transaction, a_mail(), [1], due=NOW - MINUTE)
        await _tried(transaction, "deferred", NOW)

    text = exposition(await Scrape(database, lambda: NOW).families())

    read = {each.name: each for each in text_string_to_metric_families(text)}
    (tried,) = read["nashra_attempts"].samples
    assert (tried.name, tried.value) == ("nashra_attempts_total", 1)
    assert tried.labels == {
        "channel": "mail",
        "outcome": "deferred",
        "class": "timeout",
    }
    assert read["nashra_oldest_due_seconds"].samples[0].value == 60
    assert {each.type for each in read.values()} == {"counter", "gauge"}


def test_the_page_of_the_reference_names_every_number():
    page = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
    told = set(re.findall(r"^\| `(\w+)`", page.read_text("utf-8"), re.MULTILINE))
    source = Path(metrics.__file__).read_text("utf-8")
    made = set(re.findall(r'_gauge\(\s*"(\w+)"', source))

    assert told == {f"nashra_{name}" for name in made} | {"nashra_attempts_total"}
