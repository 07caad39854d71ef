"""The user guide: a chapter for each role, true pictures, and Persian without foreign letters."""

import re
from functools import lru_cache

import polib
import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from dashboard.guide import CHAPTERS, FOLDER, SCREENS, chapter_of, chapters

PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)

# What binds each reader, by chapter: phrases without which the chapter leaves a rule out.
RULES = {
    "start": ("دو نفر", "پیش از آن پایان نمی‌یابد"),
    "operator": (
        "تا آخرین روز می‌توانید آن را کامل کنید", "پنج روز کاری باز نشده", "تکذیب سند کاغذی",
        "تأیید نفر دوم", "پس از آن هم می‌توانید بپذیرید", "اعتراض به برگهٔ پذیرش قرارداد",
        "پس گرفتن پذیرش", "اعادهٔ قرارداد", "پاسخ به اعلام عضویت",
    ),
    "clerk": ("تأیید نفر دوم", "تا روز آخر باز است", "دفتر باید قرارداد را بپذیرد"),
    "manager": (
        "دفتر تا روز آخر می‌تواند آن را کامل کند", "بدون پذیرش دفتر امضا نمی‌شود", "اعادهٔ قرارداد",
        "هیچ‌کس مهلتی را که خودش", "دیگر هیچ کاری در آن پرونده نمی‌کند", "راستی‌آزمایی ۵ روز کاری",
        "تا ۳ روز کاری پس از پذیرش", "پس از آن هم می‌تواند بپذیرد",
    ),
    "appeal": ("۱۵ روز کاری", "کناره بگیرید"),
    "committee": ("دیگر هیچ کاری در آن پرونده نمی‌کند",),
    "province": ("تنها معاون", "اعادهٔ قرارداد", "تأیید نفر دوم", "با تأیید معاون مختومه"),
    "secretariat": (
        "راستی‌آزمایی اصلاح (۵ روز کاری)", "کاغذی ابلاغ شود", "مهلت تصمیم کمیته نیز",
        "دیدن آنچه جابه‌جا می‌شود",
    ),
    "platform": ("تأیید مدیر دیگر",),
    "association": ("تنها پس از تأیید",),
}  # fmt: skip


@lru_cache(maxsize=1)
def said() -> frozenset[str]:
    """Return what the pages and the workbook of reports say in Persian."""
    entries = [
        entry
        for path in FOLDER.parents[1].glob("**/locale/fa/LC_MESSAGES/django.po")
        if ".venv" not in path.parts
        for entry in polib.pofile(str(path))
    ]
    texts = [text for one in entries for text in (one.msgstr, *one.msgstr_plural.values())]
    return frozenset([*texts, "چرا رخداد دیگری است"])  # the last: a column of a workbook


class TestChapters:
    def test_are_all_files_of_the_folder(self):
        assert {path.stem for path in FOLDER.glob("*.md")} == set(CHAPTERS)

    @pytest.mark.parametrize("role", PEOPLE)
    def test_has_one_for_each_role(self, role):
        assert chapter_of(role) != "start"

    @pytest.mark.parametrize("slug", RULES)
    def test_name_the_rules_that_bind_their_readers(self, slug):
        text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")

        assert [phrase for phrase in RULES[slug] if phrase not in text] == []

    @pytest.mark.parametrize("slug", CHAPTERS)
    def test_show_pictures_that_are_there(self, slug):
        text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")

        for name in re.findall(r"\]\(\.\./screens/([^)]+)\)", text):
            assert (SCREENS / name).exists()

    @pytest.mark.parametrize("slug", CHAPTERS)
    def test_are_written_in_persian(self, slug):
        text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
        # Figures of numbered steps are Markdown's own; the page draws them in Persian.
        prose = re.sub(r"`[^`]*`|\]\([^)]*\)|^\d+\.", "", text, flags=re.MULTILINE)

        assert not re.findall("[0-9٠-٩\u064a\u0643\u0640]", prose)

    @pytest.mark.parametrize("slug", CHAPTERS)
    def test_name_only_what_the_pages_say(self, slug):
        text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
        strange = [
            name
            for name in re.findall("«([^»]+)»", text)
            if name not in said() and not (" " in name and any(name in one for one in said()))
        ]

        assert not strange

    def test_keep_html_as_text(self, monkeypatch, tmp_path):
        monkeypatch.setattr("dashboard.guide.FOLDER", tmp_path)
        (tmp_path / "start.md").write_text("# عنوان\n\n<script>alert(1)</script> `a<b`\n")
        from dashboard import guide

        chapter = guide._read("start")

        assert "<script>" not in chapter.html
        assert "a&lt;b" in chapter.html


class TestPage:
    def test_opens_at_the_chapter_of_the_role(self, browser_of, gas_clerk):
        response = browser_of(gas_clerk).get(reverse("dashboard:help"))

        assert response.context["chapter"].slug == "clerk"

    @pytest.mark.django_db
    def test_opens_to_strangers_at_the_beginning(self):
        response = Client().get(reverse("dashboard:help"))

        assert response.status_code == 200
        assert response.context["chapter"].slug == "start"

    @pytest.mark.parametrize("slug", CHAPTERS)
    def test_shows_each_chapter(self, browser_of, gas_clerk, slug):
        response = browser_of(gas_clerk).get(reverse("dashboard:guide", args=[slug]))

        assert chapters()[slug].title in response.content.decode()

    def test_knows_no_other(self, browser_of, gas_clerk):
        assert browser_of(gas_clerk).get(reverse("dashboard:guide", args=["x"])).status_code == 404

    def test_is_one_click_away(self, browser_of, gas_clerk):
        page = browser_of(gas_clerk).get(reverse("dashboard:desk")).content.decode()

        assert f'href="{reverse("dashboard:help")}"' in page
