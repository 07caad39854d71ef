"""Finding divisions by what people write."""

from datetime import date

import pytest

from territory.actions import load_divisions
from territory.facts import find_division, resolver
from territory.models import Division
from territory.rules import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def divisions():
    load_divisions()


@pytest.mark.usefixtures("divisions")
class TestFindDivision:
    @pytest.mark.parametrize(
        ("written", "level", "name"),
        [
            ("پارس‌آباد", Level.COUNTY, "پارس‌آباد"),
            ("پارس آباد", Level.COUNTY, "پارس‌آباد"),
            ("پارس اباد مغان", Level.COUNTY, "پارس‌آباد"),
            ("شهرستان پارس‌آباد", Level.COUNTY, "پارس‌آباد"),
            ("مشکین شهر", Level.COUNTY, "مشگین‌شهر"),
            ("مشگين‌شهر", Level.CITY, "مشگین‌شهر"),
            ("شهر مشکین‌شهر", Level.CITY, "مشگین‌شهر"),
            ("بيله سوار", Level.COUNTY, "بیله‌سوار"),
            ("تازه کندانگوت", Level.CITY, "تازه‌کند انگوت"),
            ("اسلام اباد", Level.CITY, "اسلام‌آباد"),
            ("فخراباد", Level.CITY, "فخرآباد"),
            ("كوثر", Level.COUNTY, "کوثر"),
            ("ابی بیگلو", Level.CITY, "آبی‌بیگلو"),
            ("شهرک", Level.RURAL_DISTRICT, "شهرک"),
            ("کورائیم", Level.DISTRICT, "کوراییم"),
            ("۲۴۰۶", Level.COUNTY, "پارس‌آباد"),
            ("استان اردبيل", Level.PROVINCE, "اردبیل"),
        ],
    )
    def test_understands_messy_names(self, written, level, name):
        found = find_division(written, level)

        assert found is not None
        assert found.name == name
        assert found.level is level

    @pytest.mark.parametrize("written", ["", "مرکزی", "تبریز", "پارس", "شهرستان"])
    def test_returns_none_for_none_or_several(self, written):
        assert find_division(written, Level.DISTRICT) is None

    def test_needs_the_county_for_a_central_district(self):
        county = find_division("نیر", Level.COUNTY)

        found = find_division("مرکزی", Level.DISTRICT, within=county)

        assert found is not None
        assert found.parent_pk == county.pk

    def test_looks_only_inside(self):
        county = Division.objects.get(code="2401")

        assert find_division("سرعین", Level.CITY, within=county) is None
        assert find_division("هیر", Level.CITY, within=county) is not None

    def test_looks_at_the_day(self):
        Division.objects.filter(code="2411").update(valid_from="2019-01-01")

        before = find_division("اصلاندوز", Level.COUNTY, on=date(2018, 12, 31))
        after = find_division("اصلاندوز", Level.COUNTY, on=date(2019, 1, 1))

        assert before is None
        assert after is not None


@pytest.mark.usefixtures("divisions")
class TestResolver:
    def test_asks_twice_for_any_number_of_names(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            known = resolver()
            for name in ("پارس‌آباد", "نیر", "گرمی", "خلخال") * 5:
                assert known.find(name, Level.COUNTY) is not None

    def test_names_the_county_of_a_city(self):
        known = resolver()
        city = known.find("کلور", Level.CITY)

        assert known.county_of(city).name == "خلخال"
        assert [place.name for place in known.parents(city)] == ["شاهرود", "خلخال", "اردبیل"]

    def test_lists_every_candidate(self):
        assert len(resolver().candidates("مرکزی", Level.DISTRICT)) == 12


@pytest.mark.usefixtures("divisions")
class TestVisibleTo:
    def test_shows_reference_data_to_everybody(self):
        assert Division.objects.visible_to(None).count() == Division.objects.count()
