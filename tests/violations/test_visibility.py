"""Each role sees a row and misses a row, of each table that hangs on a case."""

import pytest

from tests.factories import make_contract, make_county, make_office, make_type
from tests.violations.stories import Walk, file_report
from violations.models import Case, Decision, Defence, Notice, PointEntry, ViolationReport

pytestmark = pytest.mark.django_db

PROVINCE = {"deputy", "expert", "secretariat", "auditor", "chair", "clock"}
EVERYBODY = PROVINCE | {
    "gas_manager", "gas_clerk", "gas_appeal", "power_manager", "power_clerk", "county_rep",
    "operator", "association", "platform_admin",
}  # fmt: skip


@pytest.fixture
def scene(contract, gas, gas_clerk, gas_manager, power, power_clerk, power_manager, operator):
    """Return reports and cases by name: gas's issued and unissued, power's, a licence case."""
    issued = Walk(file_report(contract, gas_clerk), gas_manager, operator).open().notify()
    unissued = Walk(file_report(contract, gas_clerk), gas_manager, operator).open()
    elsewhere = make_contract(agency=power, office=make_office(county=make_county()))
    powers = Walk(file_report(elsewhere, power_clerk), power_manager, operator).open()
    return {"issued": issued.case, "unissued": unissued.case, "powers": powers.case}


class TestCases:
    SEES = {
        "issued": PROVINCE
        | {"gas_manager", "gas_clerk", "gas_appeal", "county_rep", "operator", "association"},
        "unissued": PROVINCE | {"gas_manager", "gas_clerk", "gas_appeal", "county_rep"},
        "powers": PROVINCE | {"power_manager", "power_clerk"},
    }

    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_are_seen_by_their_own(self, scene, role, request):
        principal = request.getfixturevalue(role)
        seen = set(Case.objects.visible_to(principal).values_list("number", flat=True))

        for name, case in scene.items():
            assert (case.number in seen) is (role in self.SEES[name]), name

    def test_of_the_licence_track_are_hidden_from_agencies(
        self, contract, gas_clerk, gas_manager, secretariat, operator
    ):
        kind = make_type(track="licence")
        story = Walk(file_report(contract, gas_clerk, kind), secretariat, operator).open()
        story.notify()

        assert not Case.objects.visible_to(gas_manager).exists()
        assert Case.objects.visible_to(operator).get() == story.case

    def test_of_no_member_are_hidden_from_the_association(self, scene, association):
        office = scene["issued"].office
        office.is_member = False
        office.save()

        assert not Case.objects.visible_to(association).exists()


class TestReports:
    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_are_seen_by_those_whom_they_concern(self, scene, role, request):
        principal = request.getfixturevalue(role)
        agencies = set(
            ViolationReport.objects.visible_to(principal).values_list("agency__code", flat=True)
        )

        if role in PROVINCE:
            assert agencies == {"gaz", "bargh"}
        elif role.startswith("gas"):
            assert agencies == {"gaz"}
        elif role.startswith("power"):
            assert agencies == {"bargh"}
        else:
            assert agencies == set()

    def test_are_seen_by_their_hand(self, contract, county_rep, association):
        kind = make_type(track="licence")
        for principal in (county_rep, association):
            file_report(contract, principal, kind, agency_id=None)

        for principal in (county_rep, association):
            seen = ViolationReport.objects.visible_to(principal).get()
            assert seen.reporter_id == principal.user_id


class TestParts:
    @pytest.fixture
    def parts(self, scene, gas_manager, operator):
        story = Walk(scene["issued"].reports.get(), gas_manager, operator).use(scene["issued"])
        story.defend().decide(gas_manager).notify("decision").waive("appeal")
        return story

    @pytest.mark.parametrize("model", [Notice, Defence, Decision, PointEntry])
    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_are_seen_with_their_case_but_not_by_the_association(self, parts, model, role, request):
        principal = request.getfixturevalue(role)
        sees = role in TestCases.SEES["issued"] and role != "association"

        assert model.objects.visible_to(principal).exists() is sees
