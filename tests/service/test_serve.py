"""The server as a process: it says when it accepts, and ends when it is told."""

import json
import resource
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from service.limits import raise_file_limit
from tests.support.articles import TWIN
from tests.support.command import Ran, call, spawn, wait

pytestmark = pytest.mark.timeout(60)  # processes that start, one after another

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start commands; none outlives the test."""
    started = []

    def run(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
        process = spawn(*arguments, **environment)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def serve(start: Start, data: Path) -> Callable[..., "subprocess.Popen[str]"]:
    def run(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
        return start(
            "serve", "--port", 0, "--json", "--data", data, *arguments, **environment
        )

    return run


def ready(process: "subprocess.Popen[str]") -> dict[str, object]:
    """What the server says once it accepts."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, wait(process)
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def end(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> Ran:
    process.send_signal(number)
    return wait(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_accepts_and_ends_with_zero_when_told(serve, data, number):
    process = serve()
    record = ready(process)
    answer = httpx.get(f"{record['url']}/readyz", trust_env=False)
    ended = end(process, number)

    assert record == {
        "ready": True,
        "url": record["url"],
        "pid": process.pid,
        "dispatching": True,
    }
    assert str(record["url"]).startswith("http://127.0.0.1:")
    assert answer.json() == {
        "ready": True,
        "database": True,
        "migrated": True,
        "dispatching": True,
        "paused": False,
    }
    assert ended.code == 0
    assert ended.out == ""  # the rest of stdout
    assert str(data / "mail") in ended.err  # where mail goes without a relay
    assert "Traceback" not in ended.err


def test_a_second_server_serves_and_does_not_dispatch(serve):
    first, second = serve(), None
    ready(first)
    second = serve()
    record = ready(second)
    answer = httpx.get(f"{record['url']}/readyz", trust_env=False)
    ended = end(second)

    assert record["dispatching"] is False
    assert answer.status_code == 200
    assert "only serves" in ended.err
    assert ended.code == 0
    assert end(first).code == 0


def test_deliver_beside_a_server_says_why_not(serve, data):
    first = serve()
    ready(first)

    ran = call("deliver", "--until-empty", "--data", data, "--json")

    assert ran.code == 1
    assert ran.error["code"] == "dispatching"
    assert end(first).code == 0


def test_a_command_beside_a_server_makes_links_to_it(serve, data):
    process = serve()
    record = ready(process)

    made = call(
        "import", TWIN, "--title", "x", "--publish", "--data", data, "--json"
    ).json["articles"][0]
    page = httpx.get(made["url"], trust_env=False)
    end(process)

    assert made["url"].startswith(f"{record['url']}/a/")
    assert page.status_code == 200


def test_the_doctor_asks_the_running_server(serve, data):
    process = serve()
    ready(process)
    running = call("doctor", "--live", "--data", data, "--json")
    end(process)
    gone = call("doctor", "--live", "--data", data, "--json")

    assert (running.code, running.json["ok"]) == (0, True)
    assert (gone.code, gone.json["ok"]) == (1, False)


def test_a_port_that_is_taken_is_one_sentence(start, data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = wait(start("serve", "--port", port, "--json", "--data", data))

    assert ran.code == 2
    assert ran.error["code"] == "cannot_listen"
    assert ran.error["where"]["field"] == "port"
    assert f"127.0.0.1:{port}" in ran.error["message"]


def test_a_public_address_lets_it_listen_everywhere(start, data):
    process = start(
        "serve",
        *("--host", "0.0.0.0", "--port", 0, "--json", "--data", data),  # noqa: S104
        NASHRA_PUBLIC_URL="https://news.example.org",
    )

    record = ready(process)

    assert record["ready"] is True
    assert end(process).code == 0


def test_a_command_as_a_process_of_its_own(start, data):
    imported = wait(start("import", TWIN, "--data", data, "--json"))
    arabic = wait(start("kill", "nosuch", "--data", data, LC_ALL="ar_JO.UTF-8"))
    hostile = wait(start("nosuch"))
    helped = wait(start("--help"))

    assert imported.code == 0
    assert imported.json["articles"][0]["paragraphs"] == 9
    assert (arabic.code, arabic.out) == (2, "")
    assert arabic.err == "لا مقال هنا بهذا الرقم: nosuch\n"
    assert hostile.code == 2
    assert "Traceback" not in hostile.err
    assert helped.code == 0


def test_a_reader_of_our_words_may_go(start, data):
    process = start("settings", "--data", data)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None

    ran = wait(process)

    assert ran.code in (0, 1)
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err


def test_the_process_may_open_as_many_files_as_the_system_allows():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))

        raise_file_limit()

        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
