"""Readers: a file of addresses, and the link out of the list."""

import json

import pytest

from audience import links, subscribers
from audience.keys import fingerprint
from newsroom import readers
from newsroom.problem import Problem
from newsroom.readers import Counts, Line
from tests.support.house import Built, open_list


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@x.example\nb@x.example\n", [(1, "a@x.example"), (2, "b@x.example")]),
        ("email,name\na@x.example,سلمى\n", [(2, "a@x.example")]),
        ("\ufeffa@x.example\n", [(1, "a@x.example")]),
        ('\ufeff"a@x.example","سلمى"\n', [(1, "a@x.example")]),
        ('"a@x.example";1\n', [(1, "a@x.example")]),
        ('" a@x.example "\n', [(1, "a@x.example")]),
        (
            "a@x.example\r\n\r\n  \r\nb@x.example",
            [(1, "a@x.example"), (4, "b@x.example")],
        ),
        ("a@x.example\nnot an address\n", [(1, "a@x.example"), (2, "not an address")]),
        ("البريد\nقارئ@مثال.إختبار\n", [(2, "قارئ@مثال.إختبار")]),
        ("", []),
    ],
)
def test_the_first_column_of_each_line_is_an_address(text: str, expected):
    assert [(line.number, line.address) for line in readers.lines_of(text)] == expected


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (4, [4]), (5, [4, 1]), (8, [4, 4])]
)
def test_lines_come_in_handfuls(count: int, sizes: list[int]):
    lines = [Line(number, "a") for number in range(count)]

    found = list(readers.batches(lines, 4))

    assert [len(batch) for batch in found] == sizes
    assert [line for batch in found for line in batch] == lines


async def take(built: Built, text: str, name: str = "tuesday") -> Counts | Problem:
    batch = list(readers.lines_of(text))
    return await readers.take_readers(built.house, name, "نعم", "list.csv", batch)


async def test_readers_are_taken_onto_the_list(built: Built):
    await open_list(built, 0)

    counts = await take(built, "a@x.example\nB@X.EXAMPLE\nnobody\na@x.example\n")

    assert isinstance(counts, Counts)
    assert (counts.read, counts.added, counts.updated) == (4, 2, 1)
    assert [(p.code, p.line, p.field) for p in counts.refused] == [
        ("not_an_address", 3, "address")
    ]
    async with built.database.reading() as reading:
        assert await subscribers.count(reading, "tuesday") == 2


async def test_the_domain_of_an_address_has_no_case(built: Built):
    await open_list(built, 0)

    counts = await take(built, "a@X.example\na@x.EXAMPLE\n")

    assert isinstance(counts, Counts)
    assert (counts.added, counts.updated) == (1, 1)


async def test_who_asked_to_rest_is_not_taken(built: Built):
    await open_list(built, 0)
    known = fingerprint(built.house.keys, "a@x.example")
    async with built.database.writing() as transaction:
        await subscribers.suppress(transaction, known, "complaint", built.clock())

    counts = await take(built, "a@X.example\nb@x.example\n")

    assert isinstance(counts, Counts)
    assert counts.added == 1
    assert [(problem.code, problem.line) for problem in counts.refused] == [
        ("suppressed", 1)
    ]


async def test_an_unknown_newsletter_takes_nobody(built: Built):
    problem = await take(built, "a@x.example\n", "friday")

    assert isinstance(problem, Problem)
    assert problem.code == "unknown_newsletter"


def test_counts_add_up():
    refused = Problem("suppressed", "…")

    total = Counts(1, 1) + Counts(2, 0, 1, (refused,))

    assert total == Counts(3, 1, 1, (refused,))


async def link_out(built: Built) -> str:
    await open_list(built, 1)
    async with built.database.reading() as reading:
        number = await subscribers.newest(reading, "tuesday")
    return links.sign(built.house.keys.links, "u", number)


async def test_a_link_out_says_whose_it_is(built: Built):
    token = await link_out(built)

    found = await readers.leave_link(built.house, token)

    assert found is not None
    assert (found.address, found.language) == ("reader0@mena.example", "ar")
    assert (found.newsletter_title, found.already_left) == ("نشرة الثلاثاء", False)


async def test_looking_at_a_link_changes_nothing(built: Built):
    token = await link_out(built)
    await readers.leave_link(built.house, token)

    async with built.database.reading() as reading:
        assert await subscribers.count(reading, "tuesday") == 1
    assert built.stops == []


async def test_leaving_is_remembered_in_a_file_without_the_address(built: Built):
    token = await link_out(built)

    assert await readers.leave(built.house, token)

    (stop,) = built.stops
    assert (stop["kind"], stop["newsletter"]) == ("left", "tuesday")
    assert stop["at"] == built.clock().isoformat()
    assert "reader0" not in json.dumps(stop)
    assert "@" not in json.dumps(stop)
    found = await readers.leave_link(built.house, token)
    assert found is not None
    assert found.already_left


async def test_leaving_again_changes_nothing_and_is_no_mistake(built: Built):
    token = await link_out(built)

    assert await readers.leave(built.house, token)
    built.clock.move(days=1)
    assert await readers.leave(built.house, token)

    assert len(built.stops) == 1


@pytest.mark.parametrize("token", ["", "x", "ص" * 34, "A" * 34])
async def test_a_link_that_is_not_ours_does_nothing(built: Built, token: str):
    await open_list(built, 1)

    assert not await readers.leave(built.house, token)
    assert await readers.leave_link(built.house, token) is None


async def test_a_link_to_a_subscription_that_is_not_there_does_nothing(built: Built):
    token = links.sign(built.house.keys.links, "u", 2**40)

    assert not await readers.leave(built.house, token)
    assert await readers.leave_link(built.house, token) is None
