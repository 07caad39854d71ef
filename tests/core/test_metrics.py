"""Each answer is counted with its time and size; the page of the figures tells."""

import re
from typing import Any

import pytest

from accounts.principal import Principal

pytestmark = pytest.mark.django_db

LIST = "/api/v1/offices"
VIEW = 'view="offices-list"'


@pytest.fixture
def figure(client: Any, settings: Any) -> Any:
    """Return what reads a figure of the page, the sum of those with some labels."""
    settings.METRICS_TOKEN = "key"

    def read(name: str, *labels: str) -> float:
        told = client.get("/metrics", headers={"Authorization": "Bearer key"}).text
        return sum(
            float(line.rpartition(" ")[2])
            for line in told.splitlines()
            if re.match(rf"{name}[{{ ]", line) and all(label in line for label in labels)
        )

    return read


@pytest.mark.parametrize(
    "name",
    [
        "django_http_responses_total_by_status_view_method_total",
        "django_http_requests_latency_seconds_by_view_method_count",
    ],
)
def test_counts_each_answer_by_view(figure: Any, api_of: Any, expert: Principal, name: str) -> None:
    api = api_of(expert)
    api.get(LIST)
    before = figure(name, VIEW, 'method="GET"')

    for _time in range(3):
        api.get(LIST)

    assert figure(name, VIEW, 'method="GET"') == before + 3


def test_counts_a_refusal_by_its_status(figure: Any, client: Any) -> None:
    name = "django_http_responses_total_by_status_total"
    before = figure(name, 'status="401"')

    client.get(LIST)

    assert figure(name, 'status="401"') == before + 1


def test_counts_pages_by_template_and_answers_of_the_api_by_none(
    figure: Any, client: Any, api_of: Any, expert: Principal
) -> None:
    name = "django_http_responses_total_by_templatename_total"
    before = figure(name, "login.html")

    client.get("/login")
    api_of(expert).get(LIST)

    assert figure(name, "login.html") == before + 1
    assert figure(name, 'templatename="None"') == 0
