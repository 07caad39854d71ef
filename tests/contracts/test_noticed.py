"""Lists of contracts lead with a running termination notice, before the days of the term."""

from datetime import timedelta

import pytest
import time_machine

from contracts.facts.noticed import COLUMNS, notice_words
from contracts.models import Contract
from core.jalali import short
from tests import factories
from tests.contracts.stories import served, under_notice, waive
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def noticed(contract):
    return under_notice(contract)


def words_of(contract, on=TODAY):
    rows = Contract.objects.filter(pk=contract.pk).values(*COLUMNS)
    return notice_words(list(rows), on).get(contract.number, "")


class TestNoticeWords:
    def test_are_none_without_a_notice(self, contract):
        assert words_of(contract) == ""

    def test_say_that_it_is_not_served(self, noticed):
        assert words_of(noticed) == "اخطار فسخ هنوز ابلاغ نشده است"

    @pytest.mark.parametrize(
        ("days", "begins"), [(0, "اخطار فسخ تا پایان"), (1, "مهلت اخطار فسخ پایان یافت")]
    )
    def test_say_until_when_it_runs(self, noticed, days, begins):
        last = served(noticed).notice_ends_on

        words = words_of(noticed, last + days * DAY)

        assert words.startswith(begins)
        assert short(last) in words

    def test_say_that_the_office_ended_it(self, noticed):
        waive(served(noticed))

        assert words_of(noticed) == "دفتر به مهلت اخطار فسخ پایان داده است"


class TestLists:
    @pytest.mark.parametrize(
        "address", ["/contracts?tab=stopped", "/offices/{office}", "/offices/{office}/contracts"]
    )
    def test_lead_with_the_notice(self, noticed, gas_manager, browser_of, address):
        page = browser_of(gas_manager).get(address.format(office=noticed.office.code))

        assert "اخطار فسخ هنوز ابلاغ نشده است" in page.content.decode()

    def test_of_the_office_itself_lead_with_it_too(self, noticed, operator, browser_of):
        page = browser_of(operator).get("/desk")

        assert "اخطار فسخ هنوز ابلاغ نشده است" in page.content.decode()
