"""Files of every kind by command: once, whole, with where they came from."""

import shutil
from pathlib import Path

import pytest

from content import markdown
from content.image import Image
from content.importing import Imported
from content.pictures.reading import read as read_picture
from service.commands.importing import BATCH
from tests.support import pictures
from tests.support.command import call

CONTENT = Path(__file__).parents[1] / "content"
PAGE = CONTENT / "html" / "article.html"
EXPORT = CONTENT / "wordpress" / "export.xml"
RSS = CONTENT / "feeds" / "rss.xml"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with the picture that stands beside it."""
    folder = tmp_path / "page"
    folder.mkdir()
    shutil.copyfile(PAGE, folder / "article.html")
    (folder / "roof.png").write_bytes(pictures.png())
    return folder / "article.html"


def blocks(nashra, article: str) -> list[str]:
    found = nashra("articles", article).json["articles"][0]
    return [block["text"] for block in found["blocks"]]


def test_a_page_with_its_picture_is_published_in_every_channel(nashra, page):
    ran = nashra("import", page, "--publish")

    (made,) = ran.json["articles"]
    assert ran.code == 0
    assert made["state"] == "usable"
    assert (made["headings"], made["source"]["file"]) == (1, "article.html")
    assert "سطح في عمّان" in blocks(nashra, made["id"])


def test_pictures_come_from_the_folder_of_the_page_and_from_nowhere_above(
    nashra, tmp_path, page
):
    (tmp_path / "roof.png").write_bytes(pictures.png())
    page.write_text("<html><p>نصّ<img src='../roof.png'>", encoding="utf-8")

    made = nashra("import", page, "--title", "عنوان").json["articles"][0]

    told = [line["message"] for line in made["report"] if line["decision"] == "picture"]
    assert told == ["a picture left out: there is no such file here"]


def test_a_file_of_many_is_many_articles_and_none_of_them_twice(nashra):
    first = nashra("import", EXPORT).json["articles"]
    again = nashra("import", EXPORT).json["articles"]

    assert [each["title"] for each in first] == ["أوّل منشور", "مسوّدة"]
    assert [each["id"] for each in again] == [each["id"] for each in first]
    assert len(nashra("articles").json["articles"]) == 2


def test_an_entry_that_changed_is_known_by_its_old_identity(nashra, tmp_path):
    changed = tmp_path / "rss.xml"
    text = RSS.read_text(encoding="utf-8")
    changed.write_text(text.replace("نصّ ثانٍ", "نصّ ثالث"), encoding="utf-8")

    first = nashra("import", RSS).json["articles"][0]
    again = nashra("import", changed).json["articles"][0]

    assert again["id"] == first["id"]
    assert "نصّ ثانٍ." in blocks(nashra, first["id"])


def test_a_folder_is_read_to_its_depth(nashra, tmp_path):
    folder = tmp_path / "many"
    (folder / "deep").mkdir(parents=True)
    for number in range(BATCH + 5):
        text = f"# عنوان {number}\n\nفقرة المقال رقم {number}."
        (folder / "deep" / f"{number}.md").write_text(text, encoding="utf-8")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    (folder / "keys.json").write_text("{}", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")

    ran = nashra("import", folder)

    assert ran.code == 1
    assert len(ran.json["articles"]) == BATCH + 5
    assert [each["code"] for each in ran.json["refused"]] == ["empty"]


def test_of_very_many_articles_only_the_number_is_told(data, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(210):
        text = f"# عنوان {number}\n\nفقرة المقال رقم {number}."
        (folder / f"{number}.md").write_text(text, encoding="utf-8")

    ran = call("import", folder, "--data", data)

    assert ran.code == 0
    assert "210 articles are here." in ran.out


def test_what_an_editor_writes_out_comes_back_with_links_and_pictures(
    nashra, data, page, tmp_path
):
    made = nashra("import", page, "--publish").json["articles"][0]
    text = call("articles", made["id"], "--markdown", "--data", data).out
    file = tmp_path / "edited.md"
    file.write_text(text.replace("نصّ أخير", "نصّ أخير جدًّا"), encoding="utf-8")

    ran = nashra("correct", made["id"], file, "--note", "صُحّحت الخاتمة.")

    again = call("articles", made["id"], "--markdown", "--data", data).out
    before, after = (
        markdown.read(written.encode(), id=made["id"]) for written in (text, again)
    )
    assert isinstance(before, Imported)
    assert isinstance(after, Imported)
    assert ran.code == 0
    assert after.article.version == before.article.version + 1
    assert after.article.blocks[:-1] == before.article.blocks[:-1]
    assert after.article.blocks[-1].text == "نصّ أخير جدًّا."
    assert sum(bool(block.picture) for block in after.article.blocks) == 1
    assert any(block.spans for block in after.article.blocks)


def test_a_correction_may_bring_a_picture(nashra, page, tmp_path):
    plain = tmp_path / "plain.md"
    plain.write_text("# أسطح باردة في مدن حارّة\n\nنصّ أوّل.", encoding="utf-8")
    made = nashra("import", plain, "--publish").json["articles"][0]

    ran = nashra("correct", made["id"], page, "--note", "أُضيفت صورة.")

    assert ran.code == 0
    assert "سطح في عمّان" in blocks(nashra, made["id"])


def test_a_text_from_before_somebody_elses_change_is_refused(
    nashra, data, page, tmp_path
):
    made = nashra("import", page, "--publish").json["articles"][0]
    file = tmp_path / "edited.md"
    text = call("articles", made["id"], "--markdown", "--data", data).out
    file.write_text(text, encoding="utf-8")
    nashra("correct", made["id"], file, "--note", "أوّل.")

    ran = nashra("correct", made["id"], file, "--note", "ثانٍ.")

    assert ran.code == 1
    assert ran.error["code"] == "conflict"
    assert f"nashra articles {made['id'][:8]} --markdown" in ran.error["message"]


def test_a_picture_that_nobody_brought_is_refused(nashra, tmp_path):
    file = tmp_path / "a.md"
    name = "ab" * 32
    file.write_text(f"# ع\n\nنصّ\n\n![](/media/{name}.png#8x6)\n", encoding="utf-8")

    ran = nashra("import", file)

    assert ran.code == 2
    assert ran.json["refused"][0]["code"] == "unknown_picture"


def test_the_stored_picture_tells_nothing_of_who_made_it():
    image = read_picture(pictures.png())

    assert isinstance(image, Image)
    assert pictures.SECRET not in image.data


def test_a_huge_file_that_is_no_feed_is_not_read_to_its_end(nashra, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"x" * 5_000_001)

    assert nashra("import", file).json["refused"][0]["code"] == "too_large"
