"""Documents that say less than the code does fail here."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from content.event import EventType
from delivery.signature import new_secret, parse_secret, sign
from feeds.feed import FORMATS
from service.cli import app
from service.clock import now
from service.settings import SETTINGS
from service.words import ARABIC
from tests.support.web import House
from web.app import _routes
from web.press import make_press

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMON = {"--data", "--json", "--help"}


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """What stands under each heading."""
    parts = re.split(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command with its own options."""
    yield from _commands(get_command(app), "nashra")


def _commands(command: object, path: str) -> Iterator[tuple[str, set[str]]]:
    children = getattr(command, "commands", None)
    if children:
        for name, child in children.items():
            yield from _commands(child, f"{path} {name}")
        return
    given = [
        [*each.opts, *each.secondary_opts]
        for each in command.params  # type: ignore[attr-defined]
        if each.param_type_name == "option"
    ]
    yield path, {name for names in given for name in names} - COMMON


COMMANDS = dict(commands())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented_with_its_options(command):
    section = sections(text_of("commands.md")).get(command)

    assert section is not None
    assert {option for option in COMMANDS[command] if f"`{option}" not in section} == (
        set()
    )


def test_no_command_is_documented_that_is_gone():
    known = {h for h in sections(text_of("commands.md")) if h.startswith("nashra ")}

    assert known - set(COMMANDS) == set()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_the_options_that_all_share(command):
    found = get_command(app)
    for name in command.split()[1:]:
        found = found.commands[name]  # type: ignore[attr-defined]

    names = {name for each in found.params for name in each.opts}

    assert {"--data", "--json"} <= names


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_every_setting_is_documented(setting):
    section = sections(text_of("settings.md")).get(setting.variable)

    assert section is not None
    assert setting.name == "data" or f"`{setting.name}`" in section


def test_no_setting_is_documented_that_is_gone():
    known = {h for h in sections(text_of("settings.md")) if h.startswith("NASHRA_")}

    assert known == {setting.variable for setting in SETTINGS}


@pytest.mark.parametrize("type_", [*EventType, "endpoint.test"])
def test_every_event_is_documented(type_):
    assert f"| `{type_}` |" in text_of("events.md")


def test_every_address_is_documented():
    text = text_of("addresses.md")
    routes = _routes(make_press(House().site()))
    paths = {each.path.replace(":path", "") for each in routes}

    assert {path for path in paths if f"`{path}`" not in text} == set()
    assert {f for f in FORMATS if f"`/feeds/all.{f}`" not in text} == set()


def test_every_error_is_documented():
    text = text_of("errors.md")

    assert {code for code in ARABIC if f"`{code}`" not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)

    broken = [link for link in links if not _leads(page, link)]

    assert broken == []


def _leads(page: Path, link: str) -> bool:
    if re.match(r"https?:", link):
        return True
    name, _, anchor = link.partition("#")
    goal = (page.parent / name).resolve() if name else page
    if not goal.exists() or not goal.is_relative_to(ROOT):
        return False
    return not anchor or anchor in _anchors(goal.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """The names that headings get on GitHub."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in sections(text)
    }


def test_every_page_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if ":" not in link]

    assert set(PAGES) - seen == set()


def test_the_changelog_begins_with_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    headings = list(sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))

    assert headings[1] == f"[{project['project']['version']}]"


def test_the_two_commands_of_the_readme_are_in_the_makefile():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for name in ("demo", "test"):
        assert f"make {name}" in readme
        assert re.search(rf"^{name}:", makefile, re.MULTILINE)


def test_every_target_of_the_makefile_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    said = set(re.findall(r"^([a-z-]+):.*## .", makefile, re.MULTILINE))

    assert set(phony.split()) == said


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_the_receiver_in_the_documents_verifies_what_we_sign():
    page = ROOT / "docs/how-to/push-to-a-partner.md"
    (code,) = re.findall(
        r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  our own example
    verified = names["verified"]
    assert callable(verified)
    secret, body, at = new_secret(), '{"عنوان":1}'.encode(), int(now().timestamp())
    other = parse_secret(new_secret())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": sign([other, parse_secret(secret)], "msg_1", at, body),
    }

    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + b" ")
    assert not verified(new_secret(), headers, body)
    old = str(at - 301)
    signed_then = sign([parse_secret(secret)], "msg_1", int(old), body)
    late = {**headers, "webhook-timestamp": old, "webhook-signature": signed_then}
    assert not verified(secret, late, body)


def test_locks_name_no_registry():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")

        assert "://" not in text
        assert "index-url" not in text


def test_nothing_names_the_machine_it_was_written_on():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    homes = re.compile(rb"(?<![\w.])/(?:home|root|Users|work)/[\w.-]+")
    allowed = (b"/home/nashra",)

    found = {
        name: names
        for name in tracked
        if name and (ROOT / name).is_file()
        for names in [homes.findall((ROOT / name).read_bytes())]
        if [each for each in names if each not in allowed]
    }

    assert found == {}
