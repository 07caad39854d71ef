"""What the association learns of its members' cases: the pages say no more than REST."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Agency
from core.jalali import iso_jalali
from tests.factories import NOW, make_contract, make_type
from tests.violations.stories import REASONS, STORY, Walk, file_report
from violations.models import Case
from violations.states import Outcome, SanctionKind, Severity

pytestmark = pytest.mark.django_db
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
# Of these REST tells the association nothing; a page says them in these words.
SAID = {
    "severity": lambda row: Severity(row["severity"]).label,
    "outcome": lambda row: Outcome(row["outcome"]).label,
    "sanction": lambda row: SanctionKind(row["sanction"]).label,
    "contract_number": lambda row: row["contract_number"],
    "agency_code": lambda row: Agency.objects.get(code=row["agency_code"]).short_name,
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(gas, office, gas_clerk, gas_manager, operator):
    """Return a member's case of a grave type with a decision that was served and objected to."""
    Agency.objects.filter(pk=gas.pk).update(name="نفت‌رسان شمال‌غرب (نمونه)", short_name="نفت‌رسان")
    contract = make_contract(agency=Agency.objects.get(pk=gas.pk), office=office)
    kind = make_type(title="واگذاری رمز", severity="critical")
    walk = Walk(file_report(contract, gas_clerk, kind), gas_manager, operator)
    walk.open().notify().defend().decide(
        gas_manager, sanction="suspension", sanction_days=15,
        override_reason="برای حفظ حقوق مشترکان لازم است.",
    ).notify("decision").appeal()  # fmt: skip
    return walk.case


def pages_of(case):
    """Return the pages on which somebody reads of a case, by name."""
    return {
        "file": reverse("violations:file", args=[case.number]),
        "list": f"{reverse('violations:list')}?queue=cases",
        "found": f"{reverse('violations:list')}?queue=cases&q={case.office.code}",
        "tab": f"{reverse('offices:office', args=[case.office.code])}/violations",
        "search": f"{reverse('dashboard:search')}?q={case.number}",
        "clock": reverse("workdays:deadline", args=["case.defence", case.public_id]),
    }


def text_of(client, address):
    """Return what a page says, its tags and digits taken out of the way."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    main = answer.content.decode().partition("<main")[2]
    return re.sub(r"<[^>]+>", " ", main).translate(LATIN)


def row_of(client, case):
    """Return the case as REST tells it."""
    return client.get(f"/api/v1/cases/{case.public_id}").json()


def says(text, word):
    """Tell whether a text has a word or number of its own."""
    return re.search(rf"(?<![\w-]){re.escape(str(word))}(?![\w-])", text) is not None


class TestPages:
    def test_say_nothing_that_rest_hides(self, case, association, deputy, browser_of, api_of):
        whole, told = row_of(api_of(deputy), case), row_of(api_of(association), case)
        hidden = {name for name, value in whole.items() if value is not None and told[name] is None}
        assert set(SAID) <= hidden
        words = {name: str(word(whole)) for name, word in SAID.items()}

        theirs = {
            name: text_of(browser_of(association), url) for name, url in pages_of(case).items()
        }
        inside = text_of(browser_of(deputy), pages_of(case)["file"])

        found = [
            (page, name)
            for page, text in theirs.items()
            for name in words
            if says(text, words[name])
        ]
        assert found == []
        # Who is inside reads each of them on the case's own page.
        assert [name for name, word in words.items() if not says(inside, word)] == []

    def test_say_what_rest_tells(self, case, association, browser_of, api_of):
        told = row_of(api_of(association), case)

        text = text_of(browser_of(association), pages_of(case)["file"])

        for name in ("number", "type_title", "office_name", "office_code", "track_label"):
            assert says(text, told[name]), name
        year, month, day = iso_jalali(date.fromisoformat(told["opened_on"])).split("-")
        assert says(text, f"{year}/{month}/{day}")
        for word in (STORY, REASONS, case.notices.get(kind="charge").letter_no):
            assert word.translate(LATIN) not in text

    def test_draw_no_points(self, case, association, deputy, browser_of):
        profile = case.office.get_absolute_url()

        assert "points-" in browser_of(deputy).get(profile).content.decode()
        assert "points-" not in browser_of(association).get(profile).content.decode()

    def test_of_the_contract_name_no_case(self, case, association, browser_of):
        address = reverse("contracts:contract", args=[case.contract.number])

        assert not says(text_of(browser_of(association), address), case.number)

    @pytest.mark.parametrize("asked", ["severity=minor", "agency=bargh", "agency_code=bargh"])
    def test_are_not_narrowed_by_what_is_hidden(self, case, association, deputy, power,
                                                browser_of, asked):  # fmt: skip
        address = f"{reverse('violations:list')}?queue=cases&{asked}"

        assert len(browser_of(association).get(address).context["rows"]) == 1
        assert browser_of(deputy).get(address).context["rows"] == []

    def test_name_no_twin(self, office, gas, gas_clerk, gas_manager, secretariat, operator,
                          association, deputy, browser_of, api_of):  # fmt: skip
        contract = make_contract(agency=gas, office=office)
        kind = make_type(track="both")
        walk = Walk(file_report(contract, gas_clerk, kind), gas_manager, operator).open()
        own, twin = walk.cases
        walk.use(own).notify()
        walk.use(twin).notify(issuer=secretariat)

        page = browser_of(association).get(reverse("violations:file", args=[own.number]))

        assert page.context["linked"] is None
        assert row_of(api_of(association), own)["linked_number"] is None
        assert row_of(api_of(deputy), Case.objects.get(pk=twin.pk))["linked_number"] == own.number
