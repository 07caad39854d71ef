"""A review before its notice has been received: known to the office, its grounds closed."""

import pytest
import time_machine
from django.urls import reverse

from oversight.models import Flag
from tests.oversight.steps import DAY, moment

pytestmark = pytest.mark.django_db
REST = "/api/v1/termination-reviews"


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(moment(DAY), tick=False):
        yield


def flag_url(review):
    """Return the page of the review's flag."""
    return reverse("oversight:flag", args=[review.flags.get().public_id])


class TestBeforeService:
    def test_the_office_knows_that_it_waits_and_no_more(self, review, operator, browser_of, api_of):
        page = browser_of(operator).get(reverse("oversight:review", args=[review.number]))

        assert "acknowledge" in page.context["acts"]
        assert flag_url(review) not in page.content.decode()
        assert (page.context["flags"], page.context["counted"]) == ([], [])
        assert browser_of(operator).get(flag_url(review)).status_code == 404
        assert len(api_of(operator).get(REST).json()["results"]) == 1
        assert api_of(operator).get("/api/v1/flags").json()["results"] == []

    def test_the_association_knows_nothing(self, review, association, browser_of, api_of):
        page = browser_of(association).get(reverse("oversight:review", args=[review.number]))

        assert page.status_code == 404
        assert api_of(association).get(REST).json()["results"] == []
        assert api_of(association).get("/api/v1/flags").json()["results"] == []

    @pytest.mark.parametrize("who", ["deputy", "expert", "auditor", "gas_manager", "gas_clerk"])
    def test_those_inside_read_it(self, review, browser_of, request, who):
        client = browser_of(request.getfixturevalue(who))

        page = client.get(reverse("oversight:review", args=[review.number]))

        assert flag_url(review) in page.content.decode()


class TestAfterService:
    @pytest.mark.parametrize("who", ["operator", "association"])
    def test_its_grounds_are_open(self, served, browser_of, request, who):
        principal = request.getfixturevalue(who)

        page = browser_of(principal).get(reverse("oversight:review", args=[served.number]))

        assert page.status_code == 200
        assert [flag.pk for flag in page.context["flags"]] == [served.flags.get().pk]
        assert Flag.objects.visible_to(principal).count() == 1
