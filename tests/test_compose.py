"""compose.yaml, read without an engine: it names only what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from jobs.dispatch import GRACE
from service.cli import app
from service.settings import FROM_FILE, PREFIX, SETTINGS

ROOT = Path(__file__).parents[1]
FILE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
NASHRA = SERVICES["nashra"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_every_variable_of_ours_is_a_setting():
    variables = {setting.variable for setting in SETTINGS}
    ours = {name for name in NASHRA["environment"] if name.startswith(PREFIX)}

    assert ours
    assert {name.removesuffix(FROM_FILE) for name in ours} <= variables


def test_every_variable_that_the_file_asks_for_is_a_setting():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    variables = {setting.variable for setting in SETTINGS}

    assert set(re.findall(r"\$\{(\w+)", text)) <= variables


def test_no_secret_stands_in_the_file():
    secret = {setting.variable for setting in SETTINGS if setting.is_secret}

    for service in SERVICES.values():
        assert not secret & set(service.get("environment", {}))


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_declared_and_found_where_they_are_mounted(name):
    service = SERVICES[name]
    given = set(service.get("secrets", []))
    asked = {
        value.removeprefix("/run/secrets/")
        for value in service.get("environment", {}).values()
        if str(value).startswith("/run/secrets/")
    }

    assert given == asked
    assert given <= set(FILE["secrets"])


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_declared(name):
    sources = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])}

    assert {each for each in sources if not each.startswith(".")} <= set(
        FILE["volumes"]
    )


@pytest.mark.parametrize("name", SERVICES)
def test_who_is_waited_for_says_when_it_is_well(name):
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        assert condition == {"condition": "service_healthy"}
        assert SERVICES[other]["healthcheck"]["test"][0] == "CMD"


def test_the_data_are_in_a_volume():
    (data,) = re.findall(r"NASHRA_DATA=(\S+)", DOCKERFILE)

    assert f"nashra:{data}" in NASHRA["volumes"]


def test_the_health_check_is_a_command_of_ours():
    _, nashra, command, option = NASHRA["healthcheck"]["test"]

    assert nashra == "nashra"
    known = get_command(app).commands[command]  # type: ignore[attr-defined]
    assert option in {name for each in known.params for name in each.opts}


def test_what_is_on_its_way_gets_its_time_to_end():
    assert int(NASHRA["stop_grace_period"].removesuffix("s")) > GRACE
    # With on-failure a process that ends in order would stay away.
    assert NASHRA["restart"] == "always"


def test_only_the_machine_itself_reaches_nashra_without_tls():
    assert all(port.startswith("127.0.0.1:") for port in NASHRA["ports"])
    assert "ports" not in SERVICES["postgres"]


def test_secrets_get_neither_into_the_repository_nor_into_the_image():
    for name in (".gitignore", ".dockerignore"):
        ignored = (ROOT / name).read_text(encoding="utf-8").split()
        assert {"secrets", "secrets/"} & set(ignored)
