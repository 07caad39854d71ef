"""The nearest working offices, and how far they are."""

from decimal import Decimal

import pytest

from offices.facts.nearby import Nearby, nearby
from offices.states import OfficeState
from tests import factories

HERE = Decimal("38.25000"), Decimal("48.29000")
pytestmark = pytest.mark.django_db


def at(north, east=0, **values):
    """Return an office so many ten-thousandths of a degree from here."""
    office = factories.make_office(**values)
    office.latitude = HERE[0] + Decimal(north) / 10_000
    office.longitude = HERE[1] + Decimal(east) / 10_000
    office.save()
    return office


class TestNearby:
    def test_names_the_two_nearest(self, deputy):
        office, far, near, nearer = at(0), at(300), at(0, 60), at(40)

        found = nearby(office, deputy, factories.TODAY)

        assert [one.code for one in found] == [nearer.code, near.code]
        assert far.code not in {one.code for one in found}
        assert found[0].metres == pytest.approx(445, abs=3)
        assert found[1].metres == pytest.approx(524, abs=3)  # degrees of longitude are shorter

    def test_leaves_out_itself_the_far_and_those_that_do_not_work(self, deputy):
        office, closed, _far, unknown = at(0), at(10), at(9_000), factories.make_office()
        closed.state = OfficeState.INACTIVE
        closed.save()

        assert nearby(office, deputy, factories.TODAY) == []
        assert nearby(unknown, deputy, factories.TODAY) == []

    def test_leaves_out_an_office_without_a_valid_licence(self, deputy):
        office, _unlicensed = at(0), at(10, licensed=False)

        assert nearby(office, deputy, factories.TODAY) == []

    @pytest.mark.parametrize(
        ("metres", "told"), [(448, "۴۵۰ متر"), (0, "۰ متر"), (3240, "۳٫۲ کیلومتر")]
    )
    def test_says_the_distance(self, metres, told):
        assert Nearby("دفتر", "24", metres).distance == told

    def test_stands_on_the_offices_page(self, operator, office, browser_of):
        office.latitude, office.longitude = HERE
        office.save()
        other = at(40)

        page = browser_of(operator).get(office.get_absolute_url()).content.decode()

        assert f'href="/offices/{other.code}"' in page
        assert "۴۴۰ متر" in page
