"""One article in the shapes that people send it in."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from content.article import Kind

TITLE = "القهوة والشاي: حكاية جارين في المجلس"
SOURCE = "المصدر: دفاتر الموسم"
HEADINGS = (1, 4, 7, 9, 12)  # their lines, from 0
SHAPES = str.maketrans({"ل": "ﻟ", "م": "ﻣ", "ه": "ﻫ", "ع": "ﻋ"})


class Mutation(NamedTuple):
    """What is done to the text, and what is to be different in the article."""

    change: Callable[[str], bytes]
    expected: Mapping[str, object] = {}


def _lines(change: Callable[[list[str]], list[str]]) -> Callable[[str], bytes]:
    return lambda text: "\n".join(change(text.split("\n"))).encode()


def _headings(change: Callable[[int, str], str]) -> Callable[[str], bytes]:
    def changed(lines: list[str]) -> list[str]:
        return [
            change(HEADINGS.index(i) + 1, line) if i in HEADINGS else line
            for i, line in enumerate(lines)
        ]

    return _lines(changed)


def _wrapped(text: str) -> str:
    """Lines broken before the seventieth letter."""
    paragraphs = text.split("\n")
    return "\n\n".join(
        re.sub(r"(.{1,69})(?: |$)", "\\1\n", p).strip() for p in paragraphs
    )


def _without_last_dots(lines: list[str]) -> list[str]:
    return [*lines[:-2], lines[-2].rstrip("."), lines[-1].rstrip(".")]


def _bulleted(lines: list[str]) -> list[str]:
    return [*lines[:3], "• بنّ محمّص", "• بنّ مطحون", *lines[3:]]


SAME = {
    "crlf": Mutation(lambda t: t.replace("\n", "\r\n").encode()),
    "cr": Mutation(lambda t: t.replace("\n", "\r").encode()),
    "bom": Mutation(lambda t: t.encode("utf-8-sig")),
    "utf-16": Mutation(lambda t: t.encode("utf-16")),
    "cp1256": Mutation(lambda t: t.encode("cp1256")),
    "paragraph separators": Mutation(lambda t: t.replace("\n", "\u2029").encode()),
    "blank lines": Mutation(lambda t: t.replace("\n", "\n\n").encode()),
    "final newline": Mutation(lambda t: (t + "\n\n").encode()),
    "trailing spaces": Mutation(lambda t: t.replace("\n", "  \t\n").encode()),
    "leading spaces": Mutation(lambda t: t.replace("\n", "\n  ").encode()),
    "no-break spaces": Mutation(lambda t: t.replace(" ", "\u00a0").encode()),
    "double spaces": Mutation(lambda t: t.replace(" ", "  ").encode()),
    "marks at edges": Mutation(lambda t: t.replace("\n", "\u200f\n\u200f").encode()),
    "presentation forms": Mutation(lambda t: t.translate(SHAPES).encode()),
    "wrapped": Mutation(lambda t: _wrapped(t).encode()),
}
OTHER = {
    "title": Mutation(_lines(lambda x: [TITLE, *x]), {"title": TITLE}),
    "title and byline": Mutation(
        _lines(lambda x: [TITLE, "بقلم: ليلى حدّاد، سامر النجّار", *x]),
        {"title": TITLE, "authors": ("ليلى حدّاد", "سامر النجّار")},
    ),
    "no rights line": Mutation(
        _lines(lambda x: x[:-1]), {"notice": None, "holder": None}
    ),
    "english rights": Mutation(
        _lines(lambda x: [*x[:-1], "© 2026 MENA Research Center"]),
        {"notice": "© 2026 MENA Research Center", "holder": "MENA Research Center"},
    ),
    "source after rights": Mutation(
        _lines(lambda x: [*x, SOURCE]), {"tail": (SOURCE,)}
    ),
    "vocalised rights": Mutation(
        lambda t: t.replace("محفوظة", "مَحفُوظة").encode(),
        {"notice": "جميع حقوق النشر مَحفُوظة لصالح مركز أبحاث مينا."},
    ),
    "numbered headings": Mutation(
        _headings(lambda n, line: f"{n}. {line}"), {"numbered": True}
    ),
    "no last dots": Mutation(
        _lines(_without_last_dots),
        {"notice": "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا"},
    ),
    "short last paragraph": Mutation(
        _lines(lambda x: [*x[:-1], "والبقيّة في الفنجان.", x[-1]]),
        {"added": ((14, Kind.PARAGRAPH),)},
    ),
    "extra short line": Mutation(
        _lines(lambda x: [*x[:-1], "كتبها محبّ للقهوة", x[-1]]),
        {"added": ((14, Kind.UNDECIDED),)},
    ),
    "bullets": Mutation(_lines(_bulleted), {"added": ((3, Kind.ITEM), (4, Kind.ITEM))}),
}
DOUBTFUL = {
    "headings with colons": Mutation(_headings(lambda _, line: line.rstrip("؟") + ":")),
    "headings with dots": Mutation(_headings(lambda _, line: line.rstrip("؟") + ".")),
}
REFUSED = {
    "wrapped without blank lines": Mutation(
        lambda t: _wrapped(t).replace("\n\n", "\n").encode(),
        {"code": "ambiguous_lines"},
    ),
    "two articles": Mutation(lambda t: f"{t}\n{t}".encode(), {"code": "two_articles"}),
    "rights above": Mutation(
        _lines(lambda x: [x[-1], *x[:-1]]), {"code": "two_articles"}
    ),
    "rights and two more paragraphs": Mutation(
        _lines(lambda x: [*x, *x[2:4]]), {"code": "two_articles"}
    ),
    "only fields": Mutation(lambda t: b"---\ntitle: x\n---\n", {"code": "empty"}),
    "only rights": Mutation(_lines(lambda x: x[-1:]), {"code": "empty"}),
}
