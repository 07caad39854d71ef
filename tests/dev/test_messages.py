"""The Persian catalogues on a small house of their own."""

import shutil

import polib
import pytest

from dev import messages

TEMPLATE = """{% load i18n %}
<div>
    {% translate "Report" %} {% include "a.html" with label=_("Number") %}
  {% translate "State" context "case" %}
      {% blocktranslate trimmed count n=n %}
        one {{ n }} day
      {% plural %}
        many {{ n }} days
      {% endblocktranslate %}
</div>
"""


@pytest.fixture
def root(tmp_path):
    for name in ("alpha", "core", "pishkhan", "templates/alpha", "templates/components"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "alpha/apps.py").touch()
    (tmp_path / "alpha/views.py").write_text('_("Offices")\npgettext("case", "State")\n')
    (tmp_path / "core/errors.py").write_text('x = _("Shared")\n')
    (tmp_path / "templates/alpha/page.html").write_text(TEMPLATE)
    (tmp_path / "templates/components/part.html").write_text('{% translate "Offices" %}')
    return tmp_path


def catalogue(root, app):
    return polib.pofile(str(messages.catalogue_path(root, app)))


def translate(root, app, **texts):
    entries = catalogue(root, app)
    for entry in entries:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "%(n)s روز", 1: "%(n)s روز"}
        else:
            entry.msgstr = texts.get(entry.msgid, "متن")
    entries.save()


class TestUpdate:
    def test_puts_each_message_into_the_catalogue_of_its_app(self, root):
        messages.update(root, [])

        assert [entry.msgid for entry in catalogue(root, "")] == ["Offices", "Shared"]
        assert [entry.msgid for entry in catalogue(root, "alpha")] == [
            *("Number", "Offices", "Report", "State", "one %(n)s day"),
        ]

    def test_keeps_translations_and_drops_what_is_gone(self, root):
        messages.update(root, [])
        translate(root, "alpha", Offices="دفترها")
        (root / "templates/alpha/page.html").unlink()

        messages.update(root, [])

        found = {entry.msgid: entry.msgstr for entry in catalogue(root, "alpha")}
        assert found == {"Offices": "دفترها", "State": "متن"}

    def test_takes_a_translation_known_elsewhere(self, root):
        messages.update(root, [])
        translate(root, "alpha", Offices="دفترها")

        messages.update(root, [])

        assert catalogue(root, "").find("Offices").msgstr == "دفترها"

    def test_changes_nothing_the_second_time(self, root):
        messages.update(root, [])
        path = messages.catalogue_path(root, "alpha")
        before = path.read_bytes()

        messages.update(root, [])

        assert path.read_bytes() == before

    def test_touches_only_the_named_catalogues(self, root):
        messages.update(root, ["alpha"])

        assert not messages.catalogue_path(root, "").exists()


class TestCheck:
    @pytest.fixture
    def full(self, root):
        messages.update(root, [])
        for app in ("", "alpha"):
            translate(root, app)
        return root

    def test_is_content_with_full_catalogues(self, full):
        assert messages.check(full, []) == []

    def test_finds_a_missing_message(self, full):
        (full / "alpha/rules.py").write_text('_("New")')

        assert "missing: 'New'" in messages.check(full, [])[0]

    def test_finds_a_message_no_longer_used(self, full):
        (full / "alpha/views.py").write_text('pgettext("case", "State")')

        assert "no longer used: 'Offices'" in messages.check(full, [])[0]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "is not translated"),
            ("%(n)s", "has placeholders"),
            ("دفتر پيشخوان", "Arabic ye"),
        ],
    )
    def test_finds_a_faulty_translation(self, full, text, fault):
        translate(full, "", Shared=text)

        assert fault in messages.check(full, [])[0]

    def test_finds_two_translations_of_one_message(self, full):
        translate(full, "", Offices="دفاتر")

        assert "translated otherwise" in messages.check(full, [])[0]


class TestCompile:
    def test_writes_what_django_reads(self, root):
        messages.update(root, [])
        translate(root, "", Shared="مشترک")

        messages.compile_all(root, [])

        compiled = polib.mofile(str(messages.catalogue_path(root, "").with_suffix(".mo")))
        assert compiled.find("Shared").msgstr == "مشترک"

    def test_removes_the_compiled_form_of_a_catalogue_that_is_gone(self, root):
        messages.update(root, [])
        source = messages.catalogue_path(root, "alpha")
        source.unlink()

        messages.compile_all(root, [])

        assert not source.with_suffix(".mo").exists()
        shutil.rmtree(root / "alpha/locale")
        messages.compile_all(root, [])
