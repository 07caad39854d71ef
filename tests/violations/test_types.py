import pytest

from core.jalali import of
from violations.actions import load_types
from violations.actions import types as module
from violations.facts import proposed_sanction
from violations.models import CaseRule, SanctionRule, ViolationType
from violations.states import SanctionKind

pytestmark = pytest.mark.django_db
POINTS = {"minor": 10, "moderate": 25, "major": 50, "critical": 100}


@pytest.fixture
def types():
    load_types()
    return {kind.code: kind for kind in ViolationType.objects.all()}


class TestLoadTypes:
    def test_brings_the_table_of_the_domain(self, types):
        assert sorted(types) == [f"V{number:02d}" for number in range(1, 25)]
        assert {kind.valid_from for kind in types.values()} == {of(1404, 1, 1)}

    def test_adds_nothing_the_second_time(self, types):
        assert load_types() == (0, 0, 0)
        assert CaseRule.objects.count() == 1

    def test_gives_each_type_points_by_its_severity(self, types):
        for kind in types.values():
            assert kind.points == POINTS[kind.severity]

    def test_teaches_with_one_official_sentence(self, types):
        for kind in types.values():
            assert kind.explanation.endswith(".")
            assert kind.explanation.count(".") == 1

    def test_cites_what_it_calls_sourced(self, types):
        for row in [*types.values(), *SanctionRule.objects.all()]:
            assert bool(row.legal_reference) is (row.provenance == "sourced")

    def test_sources_one_cell_only(self, types):
        sourced = SanctionRule.objects.filter(provenance="sourced")

        assert [cell.type.code for cell in sourced] == ["V06"]

    @pytest.mark.parametrize("code", ["V06", "V07", "V13"])
    def test_refers_the_licence_at_the_first_occurrence(self, types, code):
        proposal = proposed_sanction(types[code].pk, 1)

        assert proposal.sanction == SanctionKind.CANCELLATION_REFERRAL

    @pytest.mark.parametrize(
        ("code", "occurrence", "sanction", "days"),
        [
            ("V01", 1, "written_warning", None),
            ("V01", 2, "suspension", 15),
            ("V01", 3, "termination_review", None),
            ("V01", 7, "termination_review", None),
            ("V02", 3, "suspension", 7),
            ("V08", 3, "licence_cancellation_referral", None),
            ("V12", 1, "suspension", 60),
            ("V23", 2, "licence_cancellation_referral", None),
        ],
    )
    def test_proposes_as_the_matrix_says(self, types, code, occurrence, sanction, days):
        proposal = proposed_sanction(types[code].pk, occurrence)

        assert (proposal.sanction, proposal.days) == (sanction, days)

    def test_has_a_first_cell_for_every_type(self, types):
        first = set(SanctionRule.objects.filter(occurrence=1).values_list("type__code", flat=True))

        assert first == set(types)

    def test_ends_a_row_that_has_got_an_end(self, types, monkeypatch):

        rows = list(module._rows("types.csv"))
        ended = [row | {"valid_to": "1405-12-29"} for row in rows if row["code"] == "V01"]
        again = [row | {"valid_from": "1406-01-01"} for row in rows if row["code"] == "V01"]
        real = module._rows
        monkeypatch.setattr(
            module,
            "_rows",
            lambda name: iter([*ended, *again]) if name == "types.csv" else real(name),
        )

        assert load_types()[0] == 1
        assert ViolationType.objects.in_force(of(1405, 12, 29)).get(code="V01").valid_to
        assert not ViolationType.objects.in_force(of(1406, 1, 1)).get(code="V01").valid_to
