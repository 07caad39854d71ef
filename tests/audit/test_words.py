"""The history in people's words."""

import ast
import re
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils import translation

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from audit.actions import record
from audit.verbs import sentence
from audit.words import WORDS, Line, label_of, lines_of, note_of, people_in
from core.persian import persian_digits
from offices.models import Office
from tests.architecture.sources import sources
from tests.factories import make_contract


def isolated(text: str) -> str:
    return f"\u2066{text}\u2069"


@pytest.fixture(autouse=True)
def persian() -> Any:
    with translation.override("fa"):
        yield


class TestLines:
    @pytest.mark.parametrize(
        ("target", "changes", "line"),
        [
            ("violations.case", {"notice": [None, "charge"]}, ("ابلاغیه", "", "ابلاغ گزارش تخلف")),
            ("violations.case", {"is_issued": [False, True]}, ("ابلاغیه صادر شده", "خیر", "بله")),
            (
                "contracts.contract",
                {"state": ["active", "terminated"]},
                ("وضعیت", "فعال", "فسخ‌شده"),
            ),
            (
                "oversight.flag",
                {"as_of": [None, "2026-11-25"]},
                ("به تاریخ", "", isolated("۱۴۰۵/۰۹/۰۴")),
            ),
            ("oversight.rulerun", {"flags": [None, 12]}, ("موارد مشمول بازبینی", "", "۱۲")),
            (
                "contracts.contract",
                {"renews": [None, "1403-0042"]},
                ("تمدید قرارداد", "", isolated("۱۴۰۳-۰۰۴۲")),
            ),
            ("accounts.user", {"role": ["expert", "deputy"]}, ("نقش", "", "")),
            (
                "contracts.contract",
                {"term": [None, ["2026-03-21", "2027-03-20"]]},
                ("مدت", "", f"از {isolated('۱۴۰۵/۰۱/۰۱')} تا {isolated('۱۴۰۵/۱۲/۲۹')}"),
            ),
            ("violations.case", {"window": [None, "appeal"]}, ("مهلت", "", "مهلت اعتراض")),
            ("violations.case", {"calendar_version": [None, "v12"]}, ("نسخهٔ تقویم", "", "۱۲")),
            (
                "violations.violationreport",
                {"type": [None, "V01 دریافت وجه اضافه"]},
                ("نوع تخلف", "", f"{isolated('V01')} دریافت وجه اضافه"),
            ),
            ("lists.job", {"kind": [None, "dossier"]}, ("نوع", "", "نسخهٔ قابل راستی‌آزمایی پرونده")),
            ("lists.job", {"kind": [None, "export"]}, ("نوع", "", "فایل فهرست")),
            (
                "offices.registerimport",
                {"content": [None, "licences"]},
                ("محتوای فایل", "", "فهرست پروانه‌ها"),
            ),
            ("notices.reach", {"mobile": [None, "removed"]}, ("شمارهٔ همراه", "", "حذف شد")),
        ],
    )
    def test_names_fields_and_values(
        self, target: str, changes: dict[str, Any], line: tuple[str, str, str]
    ) -> None:
        (found,) = lines_of(target, changes)

        if target == "accounts.user":
            assert (found.before, found.after) == ("کارشناس استان", "معاون توسعه")
        else:
            assert found == Line(*line)

    def test_tell_a_role_and_where_it_is_held(self) -> None:
        (line,) = lines_of("accounts.user", {"role": [None, "agency_clerk شرکت گاز"]})

        assert line.after == f"{ROLE_LABELS[Role.AGENCY_CLERK]} · شرکت گاز"

    @pytest.mark.parametrize(
        "typed", ["2026-02-31", "2026-13-45", "0000-00-00", "0001-01-01", "2026-02-31T25:61:00"]
    )
    def test_pass_on_what_only_looks_like_a_day(self, typed: str) -> None:
        (line,) = lines_of("agencies.service", {"title": ["", typed]})

        assert persian_digits(typed)[:4] in persian_digits(line.after)
        label = label_of("agencies.service", f"x {typed}")
        assert persian_digits(typed)[:4] in persian_digits(label)

    def test_leave_out_what_stays_empty(self) -> None:
        changes = {"evidence": [None, []], "supplement": ["", ""], "until": [None, None]}

        assert lines_of("violations.violationreport", changes) == []

    def test_tell_the_numbers_of_a_rule_by_name(self) -> None:
        changes = {"F04": [{"on": True, "flag": 100}, {"on": True, "flag": 90}]}

        (line,) = lines_of("oversight.policyversion", changes)

        assert line == Line(
            "F04", "روشن: بله، شمول بازبینی از: ۱۰۰", "روشن: بله، شمول بازبینی از: ۹۰"
        )

    def test_name_the_person_behind_a_key(self, expert: Principal) -> None:
        event = {"changes": {"decided_by": [None, expert.user_id]}}

        (line,) = lines_of("oversight.terminationreview", event["changes"], people_in([event]))

        assert line.after == "کارشناس نمونه"

    def test_keep_what_nobody_knows(self) -> None:
        assert lines_of("gone.record", {"colour": [None, "x1"]}) == [
            Line(isolated("colour"), "", isolated("x1"))
        ]


class TestLabels:
    @pytest.mark.parametrize(
        ("target", "label", "shown"),
        [
            (
                "oversight.rulerun",
                "flag_termination_review 2026-11-25",
                "اجرای تعیین موارد مشمول بازبینی · ۴ آذر ۱۴۰۵",
            ),
            ("oversight.flag", "F04 2026-11-25", f"{isolated('F04')} · ۴ آذر ۱۴۰۵"),
            (
                "oversight.terminationreview",
                "1405-F-020",
                f"بازبینی فسخ {isolated('۱۴۰۵-F-۰۲۰')}",
            ),
            (
                "notices.lettertemplate",
                "case.decision 2",
                f"الگوی نامه «ابلاغ تصمیم» {isolated('۲')}",
            ),
            ("offices.office", "2401001 پیشخوان آرمان", "۲۴۰۱۰۰۱ پیشخوان آرمان"),
        ],
    )
    def test_say_what_an_event_is_about(self, target: str, label: str, shown: str) -> None:
        assert label_of(target, label) == shown

    def test_notes_keep_file_names(self) -> None:
        assert note_of("offices-utf8.csv") == isolated("offices-utf8.csv")
        assert note_of("رأی 1405-00018") == f"رأی {isolated('۱۴۰۵-۰۰۰۱۸')}"
        assert (
            note_of("کلید آزمون (psk_DBY84p…) ۳ 4") == f"کلید آزمون ({isolated('psk_DBY84p')}…) ۳ ۴"
        )
        assert note_of("پرچم 1405-F-019") == f"پرچم {isolated('۱۴۰۵-F-۰۱۹')}"
        assert note_of("قرارداد 3-12 در 1405-1-2") == "قرارداد ۳-۱۲ در ۱۴۰۵-۱-۲"
        assert note_of("") == ""


def recorded() -> set[tuple[str, str]]:
    """Return (app, name) of every literal name in the changes that some action records."""
    found = set()
    for source in sources():
        for call in ast.walk(source.tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {
                "record",
                "record_many",
            }:
                names = {
                    key.value
                    for part in ast.walk(call)
                    if isinstance(part, ast.Dict)
                    for key in part.keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
                found |= {(source.app, name) for name in names}
            if isinstance(call, ast.Assign) and isinstance(call.targets[0], ast.Subscript):
                into = call.targets[0]
                if "changes" in ast.unparse(into.value) and isinstance(into.slice, ast.Constant):
                    found.add((source.app, str(into.slice.value)))
    return {one for one in found if one[0] not in {"dashboard", "core", "audit"}}


# Names whose values are people's own words, names, numbers and days: nothing to be translated.
PLAIN = {
    "accounts": {"ended_sessions", "letter_no", "page", "revoked_keys", "successor"},
    "agencies": {"seat", "service", "staff", "unit"},
    "contracts": {
        "day", "file", "guarantee", "office", "proof", "released", "recused", "remitted", "renews",
        "scan_sha256", "services", "sha256", "term",
    },
    "notices": {"count", "received_on", "sha256"},
    "offices": {
        "code", "from", "leaves_errors", "name", "new_number", "position", "sha256", "to",
    },
    "oversight": {"day", "file", "scan_sha256", "sha256", "untrue"},
    "violations": {
        "act", "as_of", "cases", "closed_day", "contract", "correction_due_on", "cut", "day",
        "entered_on", "evidence", "file", "last_on", "late", "letter_no", "member", "office",
        "paper", "points_carried_by", "receipt", "recused", "sha256", "type_keys",
    },
    "workdays": {
        "as_of", "calendar_version", "changed", "draft", "due_on", "entered", "job", "moved",
        "problems", "rows",
    },
}  # fmt: skip


def unlabelled() -> set[tuple[str, str]]:
    """Return (app, name) of each recorded name whose text values have no labels."""
    found = set()
    for app, name in recorded():
        if name in WORDS.get(app, {}):
            has_labels = bool(WORDS[app][name].choices)
        else:
            fields = [
                field
                for model in apps.get_models()
                if model._meta.app_label == app
                for field in model._meta.fields
                if name in (field.name, field.attname)
            ]
            has_labels = any(
                field.flatchoices or not isinstance(field, CharField | TextField)
                for field in fields
            )
        if not has_labels:
            found.add((app, name))
    return found


class TestWords:
    def test_have_labels_for_every_value_that_is_not_plain(self) -> None:
        plain = {(app, name) for app, names in PLAIN.items() for name in names}

        assert unlabelled() == plain

    def test_tell_each_value_of_a_choice_by_its_label(self) -> None:
        told = [
            (value, line.after, str(label))
            for app, words in WORDS.items()
            for name, word in words.items()
            for value, label in (word.choices or {}).items()
            if not name.isupper() and not re.fullmatch("[AF][0-9]{2}", name)
            for line in lines_of(f"{app}.none", {name: [None, str(value)]})
        ]

        assert len(told) > 20
        assert [one for one in told if one[1] != one[2] or one[2].isascii()] == []

    def test_know_every_name_that_an_action_records(self) -> None:
        known = {
            (model._meta.app_label, name)
            for model in apps.get_models()
            for field in model._meta.fields
            for name in (field.name, field.attname)
        }
        known |= {(app, name) for app, words in WORDS.items() for name in words}

        assert not recorded() - known

    def test_are_persian(self) -> None:
        plain = {
            (app, name)
            for app, words in WORDS.items()
            for name, word in words.items()
            if str(word.label).isascii() and str(word.label) != name
        }

        assert not plain


class TestPages:
    def test_the_trail_is_persian(
        self, auditor: Principal, expert: Principal, office: Office, browser_of: Any
    ) -> None:
        changes = {"state": ("draft", "active"), "from": (None, "2026-11-25")}
        record(actor=expert, verb="office.active", target=office, changes=changes)

        page = browser_of(auditor).get(f"/admin/audit/offices.office/{office.public_id}")

        text = page.content.decode()
        assert "وضعیت: <bdi>پیش‌نویس</bdi> ← <bdi>فعال</bdi>" in text
        assert f"<bdi>{isolated('۱۴۰۵/۰۹/۰۴')}</bdi>" in text

    @pytest.mark.parametrize("tab", ["offices/{}/history", "admin/audit/offices.office/{}"])
    def test_what_the_system_did_is_folded_and_whole(
        self, auditor: Principal, expert: Principal, clock: Principal, office: Office,
        browser_of: Any, tab: str,
    ) -> None:  # fmt: skip
        record(actor=clock, verb="letter.rendered", target=office)
        address = tab.format(office.code if tab.startswith("offices") else office.public_id)
        alone = browser_of(auditor).get(f"/{address}").text
        assert "رویدادهای خودکار" not in alone
        assert str(sentence("letter.rendered")) in alone

        record(actor=expert, verb="office.active", target=office)
        page = browser_of(auditor).get(f"/{address}").text

        people, system = page.split("رویدادهای خودکار", 1)
        assert str(sentence("office.active")) in people
        assert str(sentence("letter.rendered")) in system.split("</details>")[0]
        assert str(sentence("letter.rendered")) not in people

    def test_says_by_which_channel_and_what_is_ones_own(self, browser_of, auditor, office):
        page = browser_of(auditor).get("/admin/audit?via=web&owner=me").content.decode()

        assert "<span>کانال:</span> <b>صفحه‌های سامانه</b>" in page
        assert "کار خود من" in page

    def test_the_list_finds_a_number_in_either_script(
        self, auditor: Principal, expert: Principal, office: Office, browser_of: Any
    ) -> None:
        contract = make_contract(office=office)
        record(actor=expert, verb="contract.signed", target=contract)
        browser = browser_of(auditor)

        for typed in (contract.number, persian_digits(contract.number)):
            rows = browser.get("/admin/audit", {"q": typed}).context["rows"]
            assert [row["target_label"] for row in rows] == [contract.number]

    def test_the_list_opens_with_what_people_did(
        self, auditor: Principal, expert: Principal, clock: Principal, office: Office,
        browser_of: Any,
    ) -> None:  # fmt: skip
        record(actor=expert, verb="office.active", target=office)
        record(actor=clock, verb="letter.rendered", target=office)
        browser = browser_of(auditor)

        def told(query: str) -> list[str]:
            return [row["verb"] for row in browser.get(f"/admin/audit{query}").context["rows"]]

        assert told("") == ["office.active"]
        assert told("?view=system") == ["letter.rendered"]
        assert told("?view=all") == ["letter.rendered", "office.active"]
