"""Six pages look as they looked when somebody last looked at them.

The pictures hold for one browser with one set of faces; elsewhere the pages are only
drawn. NASHRA_TEST_BASELINES=write takes new ones, which are then to be looked at; a
palette of 64 colours makes them a third of the size, and the comparison allows for it.
"""

import json
import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES

pytestmark = [pytest.mark.live, pytest.mark.timeout(60)]

FOLDER = Path(__file__).parent / "baselines"
MADE_WITH = FOLDER / "made-with.json"
SIX = ["front", "article", "topic", "follow", "sign in", "desk"]
WRITES = os.environ.get("NASHRA_TEST_BASELINES") == "write"  # noqa: TID251 - no setting

SHARE = 0.002  # of the points may differ
POINT = 40  # of 255 in one colour is a difference

# Letters of each face: as wide as these are, the faces are the same.
MEASURE = """
() => ["Amiri", "Noto Naskh Arabic", "Noto Sans Arabic", "sans-serif", "monospace"].map(face => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `32px ${face}, serif`;
  return Math.round(pen.measureText("حدائق الأسطح S-400").width * 10);
})
"""
COMPARE = """
async ([one, other, point]) => {
  const read = async data => {
    const image = await createImageBitmap(await (await fetch(data)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await read(one), await read(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  let differs = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if ([0, 1, 2].some(c => Math.abs(a.data[i + c] - b.data[i + c]) > point)) differs++;
  return differs / (a.width * a.height);
}
"""


@pytest.fixture(scope="session")
def machine(browser: Browser) -> dict[str, Any]:
    """What decides how letters are drawn."""
    page = browser.new_page()
    faces = page.evaluate(MEASURE)
    page.close()
    return {"chromium": browser.version.partition(".")[0], "faces": faces}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", SIX)
def test_a_page_looks_as_it_did(visit, browser, still, machine, name, width):
    drawn = visit(PAGES[name], width, at=still).page.screenshot(
        animations="disabled", caret="hide", scale="css"
    )
    file = FOLDER / f"{name.replace(' ', '-')}-{width}.png"
    if WRITES:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(drawn)
        MADE_WITH.write_text(json.dumps(machine) + "\n", encoding="utf-8")

    assert len(drawn) > 5_000
    if json.loads(MADE_WITH.read_text(encoding="utf-8")) == machine:
        blank = browser.new_page()
        assert difference(blank, file.read_bytes(), drawn) < SHARE
        blank.close()


def test_a_page_that_looks_otherwise_is_told_apart(visit, browser, still):
    light, dark = (
        visit("/topics", scheme=scheme, at=still).page.screenshot()
        for scheme in ("light", "dark")
    )

    blank = browser.new_page()
    assert difference(blank, light, light) == 0
    assert difference(blank, light, dark) > SHARE
    blank.close()


def difference(page: Page, one: bytes, other: bytes) -> float:
    """The share of points in which two pictures differ."""
    data = [
        f"data:image/png;base64,{b64encode(each).decode()}" for each in (one, other)
    ]
    found = page.evaluate(COMPARE, [*data, POINT])
    assert isinstance(found, int | float)
    return found
