"""No page shuts anybody out, as far as axe-core can tell."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import PAGES
from tests.support.needs import skip

pytestmark = [pytest.mark.live, pytest.mark.timeout(60)]

# A mail is no page: it has no landmarks of its own.
MAIL = {"landmark-one-main", "page-has-heading-one", "region"}
ASK = """
async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(each => ({
    id: each.id, impact: each.impact, where: each.nodes.map(node => node.html)
  }));
}
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker's script, which npm brings (axe-core)."""
    path = Path(os.environ.get("NASHRA_TEST_AXE", ""))  # noqa: TID251 - no setting of ours
    if not path.is_file():
        skip("axe: NASHRA_TEST_AXE names no axe.min.js")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (360, "light", "ar"),
        (360, "dark", "en"),
        (1280, "light", "en"),
        (1280, "dark", "ar"),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, axe, name, width, scheme, language):
    page = visit(PAGES[name], width, scheme, language).page

    page.evaluate(axe)  # over the debugger: the policy of the page lets no script in
    found = page.evaluate(ASK)

    allowed = MAIL if name == "edition" else set()
    assert [each for each in found if each["id"] not in allowed] == []
