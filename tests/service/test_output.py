import json
from datetime import UTC, datetime

import pytest

from newsroom.problem import Problem
from service.output import CommandError, Exit, Output, table, written

LONG = "https://news.example.org/feeds/" + "x" * 300 + ".atom"


def test_json_is_one_line_with_arabic_as_it_is():
    text = written({"title": "سطر\nثان", "at": datetime(2026, 11, 22, 9, tzinfo=UTC)})

    assert text == '{"title": "سطر\\nثان", "at": "2026-11-22T09:00:00Z"}'


def test_what_cannot_be_json_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        written({"set": {1}})


def test_a_table_for_a_pipe_cuts_nothing(capsys):
    Output(as_json=False).result({}, [table(["a", "b"], [(LONG, LONG)])])

    assert capsys.readouterr().out.split() == ["a", "b", LONG, LONG]


@pytest.mark.parametrize("title", ["[red]", "[/b]", "[link=x]", ":smile:", "\\[x]"])
def test_marks_in_a_title_are_letters(capsys, title):
    output = Output(as_json=False)

    output.result({}, [table([title], [(title,)]), title])

    assert capsys.readouterr().out.split() == [title] * 3


def test_nothing_in_a_cell_is_a_dash(capsys):
    Output(as_json=False).result({}, [table(["a", "b", "c"], [(None, "", 0)])])

    assert capsys.readouterr().out.split() == ["a", "b", "c", "—", "—", "0"]


@pytest.mark.parametrize(
    ("language", "line", "file", "sentence"),
    [
        ("en", 3, "a.txt", "a.txt, line 3: No."),
        ("en", None, "a.txt", "a.txt: No."),
        ("en", 3, None, "line 3: No."),
        ("en", None, None, "No."),
        ("ar", 3, "a.txt", "a.txt، السطر 3: No."),
    ],
)
def test_a_failure_names_its_place(capsys, language, line, file, sentence):
    error = CommandError(Problem("no_such_code", "No.", line=line), file=file)

    with pytest.raises(SystemExit) as end:
        Output(as_json=False, language=language).fail(error)

    assert end.value.code == Exit.WRONG_INPUT
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_a_failure_is_one_object_and_one_sentence(capsys):
    error = CommandError(Problem("conflict", "No.", field="version"))

    with pytest.raises(SystemExit) as end:
        Output(as_json=True, language="en").fail(error)

    said = capsys.readouterr()
    assert end.value.code == Exit.FAILED
    assert said.err == "No.\n"
    assert json.loads(said.out) == {
        "error": {
            "code": "conflict",
            "message": "No.",
            "where": {"file": None, "line": None, "field": "version"},
        }
    }
