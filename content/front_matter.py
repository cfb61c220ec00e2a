"""The fields above a text, between two lines of ``---``, in YAML."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import yaml

from content.decoding import normal_line
from content.fields import FIELDS, BadValueError
from content.importing import Refused

FENCE = "---"
LONGEST = 64_000  # letters; fields are no place for a text

_NULL = "tag:yaml.org,2002:null"
_KNOWN_TAGS = (_NULL, *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")))
# Arabic titles love a colon, which YAML takes for a key: quoted before it looks.
_COLON = re.compile(r"((?:title|summary|notice|holder):) +([^\s\"'|>&*!%@`\[{#].*: .*)")


class _Loader(yaml.SafeLoader):
    """Texts, lists and maps only: a date or a number stays what was written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way
        letter: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors: ClassVar[dict[str | None, Any]] = {
        tag: make
        for tag, make in yaml.SafeLoader.yaml_constructors.items()
        if tag in _KNOWN_TAGS or tag is None
    }


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads, with no quotes that it does not need."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - its signature
        """Every value is written out where it stands."""
        return True


class FrontMatter(NamedTuple):
    """What was read: the article's fields, the keys named, the lines it took."""

    values: dict[str, Any]
    keys: frozenset[str]
    lines: int


def read(lines: Sequence[str]) -> FrontMatter | Refused:
    """The fields at the head of the lines; none if the first is no fence."""
    fences = [n for n, line in enumerate(lines) if normal_line(line) == FENCE]
    if fences[:1] != [0]:
        return FrontMatter({}, frozenset(), 0)
    if len(fences) < 2:
        return _bad("The fields begin at line 1 with --- and never end.", 1)
    head = "\n".join(_quoted(line) for line in lines[1 : fences[1]])
    if len(head) > LONGEST:
        return _bad(f"The fields take more than {LONGEST} letters.", 1)
    try:
        return _fields(head, fences[1] + 1)
    except (yaml.YAMLError, RecursionError) as error:
        line = _line(error)
        return _bad(f"Line {line} of the fields is not YAML.", line)


def write(data: dict[str, object]) -> str:
    """The fields between their fences."""
    body = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"{FENCE}\n{body}{FENCE}\n"


def _fields(head: str, lines: int) -> FrontMatter | Refused:
    loader = _Loader(head)
    node = loader.get_single_node()
    if node is None:
        return FrontMatter({}, frozenset(), lines)
    if not isinstance(node, yaml.MappingNode):
        return _bad("The fields are not written as “name: value”.", 2)
    values: dict[str, Any] = {}
    keys: set[str] = set()
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 2
        if key not in FIELDS or key in keys:
            said = "is there twice" if key in keys else "is not known"
            return _bad_field(key, line, said)
        keys.add(key)
        value = loader.construct_object(value_node, deep=True)
        if value is not None:
            attribute, parse = FIELDS[key]
            try:
                values[attribute] = parse(value)
            except BadValueError as error:
                return _bad_field(key, line, str(error))
    return FrontMatter(values, frozenset(keys), lines)


def _quoted(line: str) -> str:
    if match := _COLON.fullmatch(line.rstrip()):
        return "{} '{}'".format(match[1], match[2].replace("'", "''"))
    return line


def _line(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 2 if mark else 2


def _bad(message: str, line: int) -> Refused:
    return Refused("bad_front_matter", message, line, fields={"line": str(line)})


def _bad_field(key: str, line: int, said: str) -> Refused:
    shown = key[:40]
    return Refused(
        "bad_field", f"Line {line}: {shown} {said}.", line, shown, {"said": said}
    )
