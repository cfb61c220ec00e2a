"""The main job as its judges run it: `nashra demo --once`, and the demo as it stays."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from service.cli import app
from service.settings import FILE_NAME
from tests.support.articles import TWIN

CHECKS = ["atom", "rss", "json", "page", "mail", "webhook"]
NASHRA = Path(sys.executable).with_name("nashra")


@dataclass(frozen=True)
class Ran:
    """What a run of the demo said."""

    code: int
    record: dict[str, Any]
    told: str  # on stderr

    @property
    def right(self) -> list[str]:
        return [check["name"] for check in self.record["checks"] if check["ok"]]

    def detail(self, name: str) -> str:
        found = (each for each in self.record["checks"] if each["name"] == name)
        return str(next(found)["detail"])


def demo(*arguments: str | Path) -> Ran:
    words = ["demo", "--once", "--json", *map(str, arguments)]
    result = CliRunner().invoke(app, words)
    return Ran(result.exit_code, json.loads(result.stdout), result.stderr)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def first(folder: Path) -> Ran:
    """The samples and the twin, in a folder of its own."""
    return demo("--data", folder, TWIN)


def test_the_whole_job_is_done_and_checked(first: Ran, folder: Path) -> None:
    assert first.code == 0
    assert set(first.record) == {"ok", "url", "data", "checks"}
    assert (first.record["ok"], first.record["data"]) == (True, str(folder))
    assert [each["name"] for each in first.record["checks"]] == CHECKS
    assert first.right == CHECKS
    keys = {frozenset(check) for check in first.record["checks"]}
    assert keys == {frozenset({"name", "ok", "address", "detail"})}


def test_named_files_are_published_beside_the_samples(first: Ran) -> None:
    assert first.detail("atom").startswith("4 articles")
    assert first.detail("webhook") == "4 articles verified, version 1"
    assert first.detail("mail").startswith("3 letters")


def test_the_folder_opens_nothing_to_other_processes(first: Ran, folder: Path) -> None:
    assert first.code == 0
    assert not (folder / FILE_NAME).exists()
    settings = CliRunner().invoke(app, ["settings", "--data", str(folder), "--json"])
    values = {s["name"]: s["value"] for s in json.loads(settings.stdout)["settings"]}
    assert values["outbound_allow"] is None


def test_a_second_run_in_the_folder_repeats_nothing(first: Ran, folder: Path) -> None:
    second = demo("--data", folder, TWIN)

    assert second.right == first.right
    for name in CHECKS:
        assert second.detail(name) == first.detail(name)
    assert len(list((folder / "mail" / "new").iterdir())) == 3


def test_an_unreadable_file_is_said_and_passed_over(tmp_path: Path) -> None:
    binary = tmp_path / "photo.txt"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    ran = demo("--data", tmp_path / "data", binary, tmp_path / "nowhere.txt")

    assert ran.code == 1
    assert ran.record["ok"] is False
    assert ran.right == CHECKS
    assert f"{binary}, line 1: " in ran.told
    assert f"{tmp_path / 'nowhere.txt'}: " in ran.told


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["ask", "reject"])
def test_a_file_without_a_title_waits_if_that_is_the_policy(
    policy: str, tmp_path: Path
) -> None:
    ran = demo("--data", tmp_path, "--title-policy", policy, TWIN)

    assert ran.code == 1
    assert ran.detail("atom").startswith("3 articles")
    assert f"{TWIN}: " in ran.told


def test_an_unknown_policy_is_wrong_input(tmp_path: Path) -> None:
    ran = demo("--data", tmp_path, "--title-policy", "guess")

    assert ran.code == 2
    assert ran.record["error"]["where"]["field"] == "title_policy"


def test_the_folder_of_a_real_installation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nashra.db").touch()

    ran = demo("--data", tmp_path)

    assert (ran.code, ran.record["error"]["code"]) == (2, "not_a_demo")


def test_all_six_checks_are_there_when_nothing_could_begin(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")

    ran = demo("--data", tmp_path / "data")

    assert ran.code == 1
    assert [each["name"] for each in ran.record["checks"]] == CHECKS
    assert ran.right == []


@dataclass(frozen=True)
class Standing:
    """A demo that serves."""

    process: subprocess.Popen[str]
    record: dict[str, Any]
    data: Path

    @property
    def site(self) -> str:
        return str(self.record["url"])

    @property
    def partner(self) -> str:
        found = (e for e in self.record["checks"] if e["name"] == "webhook")
        return str(next(found)["address"])


@contextmanager
def standing(data: Path, *arguments: str) -> Iterator[Standing]:
    words = ["demo", "--json", "--no-browser", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(  # noqa: S603  ours
        [NASHRA, *words, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdout, process.stderr:
        try:
            record = json.loads(process.stdout.readline())
            yield Standing(process, record, data)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


def run(data: Path, words: Sequence[str]) -> dict[str, Any]:
    told = subprocess.run(  # noqa: S603  ours
        [NASHRA, *words, "--json", "--data", data],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    result = json.loads(told.stdout)
    assert isinstance(result, dict)
    return result


@pytest.mark.slow
def test_the_demo_stays_until_it_is_told_to_end(tmp_path: Path) -> None:
    with standing(tmp_path / "data") as demo:
        assert httpx.get(f"{demo.site}/").status_code == 200
        assert httpx.get(demo.partner).status_code == 200

    assert demo.process.returncode == 0


@pytest.mark.slow
def test_a_kill_reaches_the_partners_page(tmp_path: Path) -> None:
    with standing(tmp_path / "data") as demo:
        article = run(demo.data, ["articles"])["articles"][0]
        page = f"{demo.partner}a/{article['id'][:8]}"
        assert article["title"] in httpx.get(page).text

        run(demo.data, ["kill", article["id"], "--note", "خطأ في الأرقام."])

        deadline = time.monotonic() + 5
        while article["title"] in httpx.get(page).text:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "سُحب هذا المقال" in httpx.get(page).text


@pytest.mark.slow
def test_the_mailbox_keeps_a_letter_in_a_room_of_its_own(tmp_path: Path) -> None:
    with standing(tmp_path / "data") as demo:
        state = json.loads((demo.data / "demo" / "state.json").read_text())
        mailbox = f"http://127.0.0.1:{state['mailbox']}"
        found = re.search(r'href="/([0-9a-f]{8})"', httpx.get(f"{mailbox}/").text)
        assert found is not None

        letter = httpx.get(f"{mailbox}/{found[1]}/html")

        policy = letter.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "إلغاء الاشتراك" in letter.text


@pytest.mark.slow
def test_the_partner_refuses_a_post_of_somebody_else(tmp_path: Path) -> None:
    with standing(tmp_path / "data") as demo:
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(time.monotonic())),
            "webhook-signature": "v1,AAAA",
        }

        answer = httpx.post(f"{demo.partner}hook", headers=headers, content=b"{}")

        assert answer.status_code == 401
        assert "رُفض" in httpx.get(demo.partner).text
