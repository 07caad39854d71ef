"""What violations say of an office whose contract is to be renewed."""

from datetime import timedelta

import pytest

from tests import factories
from violations.facts import THRESHOLDS, Threshold
from violations.facts.measures import open_cases_measure, points_measure
from violations.models import PointEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(office, gas):
    """Return a contract in force."""
    return factories.make_contract(office=office, agency=gas)


@pytest.fixture
def bar(monkeypatch):
    """Set the threshold at 100 points, watched from 50."""
    monkeypatch.setattr(THRESHOLDS, "_parts", {})
    THRESHOLDS.add(Threshold("test", lambda as_of: {"flag": 100, "watch": 50}))


class TestPointsMeasure:
    @pytest.mark.parametrize(
        ("points", "tone", "verdict"),
        [(0, "ok", "برآورده"), (49, "ok", "برآورده"), (50, "warn", "نزدیک آستانه"),
         (99, "warn", "نزدیک آستانه"), (100, "danger", "گذشته از آستانه")],
    )  # fmt: skip
    def test_weighs_the_sum_at_below_and_above_each_edge(
        self, contract, deputy, bar, points, tone, verdict
    ):
        if points:
            case = factories.make_final_case(contract=contract)
            PointEntry.objects.create(
                office=case.office,
                holder_id=case.office.holder_id,
                case=case,
                points=points,
                effective_on=case.final_on,
                expires_on=factories.TODAY + timedelta(days=90),
            )

        said = points_measure(contract, deputy, factories.TODAY)

        assert (said.tone, said.verdict) == (tone, verdict)
        assert said.asked == "کمتر از ۱۰۰"

    def test_is_left_out_without_a_policy(self, contract, deputy, monkeypatch):
        monkeypatch.setattr(THRESHOLDS, "_parts", {})

        assert points_measure(contract, deputy, factories.TODAY) is None


class TestOpenCasesMeasure:
    def test_asks_for_none(self, contract, deputy):
        assert open_cases_measure(contract, deputy, factories.TODAY).tone == "ok"

        factories.make_case(contract=contract)

        said = open_cases_measure(contract, deputy, factories.TODAY)
        assert (said.tone, said.value) == ("warn", "۱")


class TestColumnOfContracts:
    def test_counts_proven_final_cases_of_each(self, contract, office, power, deputy, browser_of):
        other = factories.make_contract(office=office, agency=power)
        factories.make_final_case(contract=contract)
        factories.make_case(contract=contract)

        rows = browser_of(deputy).get("/contracts?view=all").context["rows"]

        found = {row["number"]: row["above proven"] for row in rows}
        assert found[contract.number] == "۱"
        assert found[other.number] == "–"


class TestCasesBesideContracts:
    def test_counts_what_was_proven_within_a_year_and_what_is_open(
        self, contract, office, power, deputy, browser_of
    ):
        year = timedelta(days=365)
        factories.make_final_case(contract=contract)
        factories.make_case(contract=contract)
        factories.make_final_case(contract=contract, occurred_on=factories.TODAY - year)
        factories.make_contract(office=office, agency=power)

        text = browser_of(deputy).get(office.get_absolute_url()).content.decode()

        assert '<b class="t-danger">۱ محرز</b> · ۱ در جریان' in text
        assert text.count(" در جریان</td>") == 1

    def test_shows_an_agency_its_own_alone(self, contract, office, power, power_clerk, browser_of):
        factories.make_contract(office=office, agency=power)
        factories.make_case(contract=contract)

        text = browser_of(power_clerk).get(office.get_absolute_url()).content.decode()

        assert "تخلف، ۱۲ ماه" in text
        assert " در جریان</td>" not in text
