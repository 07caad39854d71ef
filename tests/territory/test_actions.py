"""Loading the divisions: complete for Ardabil, harmless the second time."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.persian import loose_key
from territory.actions import DIVISIONS_FILE, load_divisions
from territory.models import Division, DivisionAlias
from territory.rules import PARENT_LEVEL, Level

pytestmark = pytest.mark.django_db
HEAD = DIVISIONS_FILE.read_text(encoding="utf-8").splitlines()[0]


def lines_in(tmp_path, *lines: str):
    path = tmp_path / "divisions.csv"
    path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return path


class TestLoadDivisions:
    def test_loads_the_country_and_all_of_ardabil(self):
        loaded = load_divisions()

        ardabil = Division.objects.get(code="24")
        levels = Counter(Division.objects.inside(ardabil).values_list("level", flat=True))
        assert Division.objects.at(Level.PROVINCE).count() == 31
        assert levels == {"county": 12, "district": 31, "city": 35, "rural_district": 73}
        assert loaded.created == 31 + 12 + 31 + 35 + 73

    def test_gives_every_county_a_point_a_weight_and_a_central_district(self):
        load_divisions()

        for county in Division.objects.at(Level.COUNTY):
            assert county.latitude
            assert county.longitude
            assert county.population
            assert county.parts.filter(name="مرکزی").count() == 1
        weights = Division.objects.at(Level.COUNTY).values_list("population", flat=True)
        assert sum(weights) == 1_270_000

    def test_hangs_every_division_under_the_right_level(self):
        load_divisions()

        for division in Division.objects.select_related("parent"):
            parent = division.parent.level if division.parent else None
            assert parent == PARENT_LEVEL[Level(division.level)]
            assert division.name_key == loose_key(division.name)

    def test_nests_the_codes(self):
        load_divisions()

        coded = Division.objects.filter(code__isnull=False, is_verified=True)
        for division in coded.exclude(parent=None).select_related("parent"):
            if division.parent.code:
                assert division.code.startswith(division.parent.code)

    def test_remembers_what_was_a_part_of_what(self):
        load_divisions()

        counties = Division.objects.at(Level.COUNTY)
        assert counties.get(name="انگوت").formerly_in == counties.get(name="گرمی")
        assert counties.get(name="اصلاندوز").formerly_in == counties.get(name="پارس‌آباد")

    def test_marks_what_is_not_certain(self):
        load_divisions()

        county = Division.objects.get(level=Level.COUNTY, name="انگوت")
        assert not any(Division.objects.inside(county).values_list("is_verified", flat=True))

    def test_changes_nothing_the_second_time(self):
        load_divisions()
        before = set(Division.objects.values_list("pk", "updated_at"))
        aliases = DivisionAlias.objects.count()

        loaded = load_divisions()

        assert (loaded.created, loaded.changed) == (0, 0)
        assert set(Division.objects.values_list("pk", "updated_at")) == before
        assert DivisionAlias.objects.count() == aliases

    def test_follows_a_renamed_division_by_its_code(self, tmp_path):
        load_divisions(lines_in(tmp_path, "province,,اردبیل,24,,,,yes,,,x"))
        before = Division.objects.get()

        loaded = load_divisions(lines_in(tmp_path, "province,,اردبیل نو,24,,,,yes,,,x"))

        after = Division.objects.get()
        assert (after.pk, after.name, after.name_key) == (before.pk, "اردبیل نو", "اردبیلنو")
        assert loaded.changed == 1

    @pytest.mark.parametrize(
        "line",
        ["county,اردبیل,نیر,2409,,,,yes,,,x", "district,,هیر,,,,,yes,,,x"],
    )
    def test_refuses_a_line_without_its_parent(self, tmp_path, line):
        with pytest.raises(ValueError, match="parent"):
            load_divisions(lines_in(tmp_path, line))

    def test_is_a_command(self, capsys):
        call_command("load_territory")

        assert "182 created" in capsys.readouterr().out


class TestConstraints:
    @pytest.fixture
    def province(self):
        return Division.objects.create(level=Level.PROVINCE, name="اردبیل", name_key="اردبیل")

    def county(self, province, **values):
        wanted = {"name": "نیر", "name_key": "نیر", "parent": province} | values
        return Division.objects.create(level=Level.COUNTY, **wanted)

    def test_allows_one_name_under_one_parent_at_a_time(self, province):
        self.county(province, valid_to="2020-03-19")

        with pytest.raises(IntegrityError, match="name_once_a_day"), transaction.atomic():
            self.county(province, valid_from="2020-03-19")

        self.county(province, valid_from="2020-03-20")

    def test_allows_one_province_of_a_name(self, province):
        with pytest.raises(IntegrityError, match="name_once_a_day"), transaction.atomic():
            Division.objects.create(level=Level.PROVINCE, name="اردبیل", name_key="اردبیل")

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"parent": None}, "province_iff_top"),
            ({"name_key": ""}, "named"),
            ({"code": "24x"}, "code_digits"),
            ({"valid_from": "2021-01-02", "valid_to": "2021-01-01"}, "dates_ordered"),
            ({"latitude": 38}, "point_whole"),
            ({"latitude": 38, "longitude": 90}, "point_whole"),
        ],
    )
    def test_refuses_what_cannot_be(self, province, values, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            self.county(province, **values)
