"""Every code has its Arabic sentence; the codes are read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from content.importing import Refused
from newsroom.problem import Problem
from service.words import ARABIC, SENTENCES, told

ROOT = Path(__file__).parents[2]
PACKAGES = ("audience", "content", "digests", "newsroom", "service")
# Who makes a problem, and which of its arguments is the code.
NOUNS = ("article", "newsletter", "endpoint", "user")
MAKERS = {"Problem": 0, "Refused": 0, "BadUrl": 0, "_failed": 0, "Unreachable": 1}


def codes() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from ((code, path.name) for code in _codes(node))


def _codes(node: ast.AST) -> Iterator[str]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return
    position = MAKERS.get(node.func.id)
    if position is None or len(node.args) <= position:
        return
    code = node.args[position]
    if isinstance(code, ast.Constant):
        yield str(code.value)
    # `unknown(what, …)` makes its code of a word.
    elif isinstance(code, ast.JoinedStr):
        yield from (f"unknown_{what}" for what in NOUNS)


CODES = dict(codes())


def test_the_codes_are_found():
    assert len(CODES) > 50


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_an_arabic_sentence(code):
    assert code in ARABIC, CODES[code]


def test_no_sentence_is_kept_for_a_code_that_is_gone():
    assert set(ARABIC) - set(CODES) == set()


@pytest.mark.parametrize(
    "code", sorted(code for code in ARABIC if len(ARABIC[code]) > 1)
)
def test_where_figures_may_be_missing_the_last_sentence_needs_none(code):
    assert told(Problem(code, "x", field="f", line=1), "ar") != "x"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            Refused("too_large", "…", fields={"bytes": "9", "limit": "5"}),
            "حجم الملفّ 9 بايت، ولا يزيد حجم المقال على 5 ميغابايت.",
        ),
        (Refused("binary", "…", fields={"kind": "PDF"}), "هذا ملفّ PDF وليس نصّاً."),
        (Refused("binary", "…", line=4), "ليس هذا الملفّ نصّاً."),
        (
            Problem("wrong_state", "…", fields={"state": "draft", "change": "killed"}),
            "حالة المقال «مسوّدة»؛ لا يصحّ معها أن يصير «ملغى».",
        ),
        (
            Problem("wrong_state", "…", fields={"state": "done"}),
            "حالة العدد «أُرسل»؛ لا يتغيّر بعدها.",
        ),
        (Problem("a_new_code", "A new sentence."), "A new sentence."),
        (
            Problem("usage", "No such option: {x}"),
            "لم يُكتب الأمر كما ينبغي: No such option: {x}",
        ),
    ],
)
def test_a_problem_is_told_in_arabic_with_its_figures(said, sentence):
    assert told(said, "ar") == sentence
    assert told(said, "en") == said.message


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_both_languages_of_a_sentence_take_the_same_figures(name):
    english, arabic = (
        {figure for _, figure, _, _ in Formatter().parse(text)}
        for text in SENTENCES[name]
    )

    assert english == arabic
