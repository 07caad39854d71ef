"""Whether an office may give a service on a day: the rule, its query, and a plain loop agree."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.principal import Principal
from agencies.models import Agency
from contracts.facts.agency_places import offices_of_services
from contracts.facts.impact import impacts_of
from contracts.facts.serving import may_serve, substitutes, why_not_serving
from contracts.models import Contract, ContractService
from contracts.rules.serving import OBSTACLES, Line, Obstacle, obstacle_of
from offices.models import Office
from tests import factories
from tests.contracts import serving_worlds
from tests.contracts.serving_worlds import LATER, TODAY, World
from tests.contracts.stories import ACTED_BY, make_import, step, suspended, under_notice

LINE: dict[str, Any] = {
    "state": "active",
    "starts_on": TODAY,
    "ends_on": TODAY + timedelta(days=9),
    "suspended_until": None,
    "agreed_end": None,
    "is_confirmed": True,
}
SUSPENDED = {"state": "suspended", "suspended_until": TODAY + timedelta(days=3)}


def rule(*lines: dict[str, Any], on: date = TODAY, **values: Any) -> Obstacle | None:
    """Return what the rule says of an open, licensed office with some lines."""
    defaults: dict[str, Any] = {"office_state": "active", "is_licensed": True, "is_offered": True}
    return obstacle_of(**(defaults | values), lines=[Line(**(LINE | one)) for one in lines], on=on)


class TestObstacleOf:
    def test_is_none_for_a_running_line(self) -> None:
        assert rule({}) is None

    @pytest.mark.parametrize(
        ("values", "found"),
        [
            ({"office_state": "temporarily_closed"}, Obstacle.OFFICE),
            ({"office_state": "suspended", "is_licensed": False}, Obstacle.OFFICE),
            ({"is_licensed": False, "is_offered": False}, Obstacle.LICENCE),
            ({"is_offered": False}, Obstacle.SERVICE),
        ],
    )
    def test_names_the_first_that_holds(self, values: dict[str, Any], found: Obstacle) -> None:
        assert rule({}, **values) is found

    @pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (9, True), (10, False)])
    def test_holds_from_the_first_day_to_the_last(self, days: int, holds: bool) -> None:
        found = rule({}, on=TODAY + timedelta(days=days))

        assert found is (None if holds else Obstacle.CONTRACT)

    @pytest.mark.parametrize(("days", "holds"), [(3, False), (4, True)])
    def test_holds_again_after_the_last_day_of_a_suspension(self, days: int, holds: bool) -> None:
        found = rule(SUSPENDED, on=TODAY + timedelta(days=days))

        assert found is (None if holds else Obstacle.SUSPENDED)

    @pytest.mark.parametrize(("days", "holds"), [(5, True), (6, False)])
    def test_ends_with_the_last_day_of_an_accepted_end(self, days: int, holds: bool) -> None:
        found = rule({"agreed_end": TODAY + timedelta(days=5)}, on=TODAY + timedelta(days=days))

        assert found is (None if holds else Obstacle.CONTRACT)

    @pytest.mark.parametrize("state", ["draft", "terminated", "expired", "renewed", "settled"])
    def test_asks_for_a_contract_that_runs(self, state: str) -> None:
        assert rule({"state": state}) is Obstacle.CONTRACT

    def test_asks_for_the_confirmation_of_an_imported_contract(self) -> None:
        assert rule({"is_confirmed": False}) is Obstacle.UNCONFIRMED

    def test_is_none_if_one_of_several_lines_holds(self) -> None:
        assert rule({"state": "terminated"}, SUSPENDED, {}) is None

    def test_names_the_suspension_before_contracts_that_ended(self) -> None:
        assert rule({"state": "terminated"}, SUSPENDED) is Obstacle.SUSPENDED

    def test_asks_for_a_line_at_all(self) -> None:
        assert rule() is Obstacle.CONTRACT

    def test_says_each_obstacle_in_words(self) -> None:
        assert set(OBSTACLES) == set(Obstacle)


@pytest.mark.django_db
class TestSubstitutes:
    """`may_serve` speaks of today; a substitute goes on afterwards."""

    @pytest.fixture
    def line(self) -> ContractService:
        """Return the one service of a contract that runs."""
        found: ContractService = factories.make_contract().contract_services.get()
        return found

    def agree(self, line: ContractService, on: date = TODAY) -> tuple[bool, bool]:
        """Return whether the office may give the service, and whether it is a substitute."""
        line = ContractService.objects.get(pk=line.pk)
        may = may_serve(line.office, line.service, on)
        assert may == ContractService.objects.serving(on).filter(pk=line.pk).exists()
        return may, substitutes(on).filter(pk=line.pk).exists()

    def test_counts_an_open_licensed_office_whose_line_runs(self, line: ContractService) -> None:
        assert self.agree(line) == (True, True)

    def test_leaves_out_a_closed_office(self, line: ContractService) -> None:
        Office.objects.filter(pk=line.office_id).update(state="temporarily_closed")

        assert self.agree(line) == (False, False)

    @pytest.mark.parametrize("days", [0, 1])
    def test_leaves_out_an_office_after_the_last_day_of_its_licence(self, days: int) -> None:
        office = factories.make_office(licensed=False)
        factories.make_licence(office, expires_on=TODAY)
        line = factories.make_contract(office=office).contract_services.get()

        found = self.agree(line, TODAY + timedelta(days=days))

        assert found == (days == 0, days == 0)

    def test_leaves_out_a_suspended_contract(self, line: ContractService) -> None:
        suspended(line.contract)

        assert self.agree(line) == (False, False)
        assert why_not_serving(line.office, line.service, TODAY) is Obstacle.SUSPENDED

    def test_leaves_out_an_imported_contract_before_the_agency_has_confirmed_it(
        self,
    ) -> None:
        contract = factories.make_contract(origin="import", source_import=make_import())

        assert self.agree(contract.contract_services.get()) == (False, False)

    def test_leaves_out_a_contract_under_notice_which_still_runs(
        self, line: ContractService
    ) -> None:
        under_notice(line.contract)

        assert self.agree(line) == (True, False)

    def test_leaves_out_a_contract_whose_end_by_agreement_is_accepted(
        self, line: ContractService
    ) -> None:
        step(
            line.contract, "active", mutual_end_on=LATER, mutual_end_accepted_on=TODAY,
            mutual_end_accepted_by=ACTED_BY,
        )  # fmt: skip

        assert self.agree(line) == (True, False)

    def test_keeps_a_contract_whose_end_is_only_proposed(self, line: ContractService) -> None:
        step(line.contract, "active", mutual_end_on=LATER)

        assert self.agree(line) == (True, True)


@pytest.mark.django_db
class TestOfficesOfServices:
    def test_counts_the_offices_that_may_give_a_service(
        self, gas: Agency, deputy: Principal
    ) -> None:
        service = factories.make_service(gas)
        for _number in range(3):
            contract = factories.make_contract(agency=gas, services=[service])
        Office.objects.filter(pk=contract.office_id).update(state="temporarily_closed")

        assert offices_of_services(gas, deputy, TODAY) == {service.pk: "۲"}


def compare(world: World, on: date, seen: Counter[str]) -> None:
    """Compare rule, query, impact and loop for every office and service of a world on a day."""
    serving = set(ContractService.objects.serving(on).values_list("contract", "service"))
    ours = {contract.pk for contract in world.contracts}
    expected = set()
    for office in world.offices:
        for service in world.services:
            found = serving_worlds.expected_contracts(world, office, service, on)
            expected |= {(contract.pk, service.pk) for contract in found}
            why = why_not_serving(office, service, on)
            assert (why is None) == bool(found)
            seen[str(why)] += 1
    assert {pair for pair in serving if pair[0] in ours} == expected
    for office in world.offices:
        contracts = [one for one in world.contracts if one.office == office]
        impacts = impacts_of(office, [one.pk for one in contracts], on)
        for contract in contracts:
            _compare_impact(world, contract, impacts[contract.pk], on, seen)


def _compare_impact(
    world: World, contract: Contract, impact: Any, on: date, seen: Counter[str]
) -> None:
    services = [service for one, service in world.lines if one == contract]
    assert [one.service for one in impact.services] == [
        one.pk for one in sorted(services, key=lambda service: service.code)
    ]
    office = contract.office
    for one in impact.services:
        service = next(each for each in services if each.pk == one.service)
        others = serving_worlds.expected_substitutes(world, service, on, office)
        county = [other for other, _far in others if other.county_id == office.county_id]
        place = [other for other, _far in others if other.place_id == office.place_id]
        kept = serving_worlds.expected_holding(world, contract, service, on)
        assert one.in_county == len(county)
        assert one.in_place == (None if office.place_id is None else len(place))
        assert one.kept_by == kept
        assert one.is_lost == (not county and not kept)
        assert [(each.code, each.metres) for each in one.nearest] == [
            (other.code, far) for other, far in others[:3]
        ]
        seen["lost" if one.is_lost else "kept" if kept else "given"] += 1


@pytest.mark.django_db
class TestRandomWorlds:
    def compare_worlds(self, seeds: range) -> Counter[str]:
        serving_worlds.silence_triggers()
        seen: Counter[str] = Counter()
        for seed in seeds:
            with transaction.atomic():
                compare(serving_worlds.draw_world(seed), LATER if seed % 2 else TODAY, seen)
                transaction.set_rollback(True)
        return seen

    def test_agree_with_the_loop(self) -> None:
        seen = self.compare_worlds(range(16))

        assert {"None", "lost", "given", *Obstacle} <= set(seen)

    @pytest.mark.deep
    def test_agree_with_the_loop_a_thousand_times(self) -> None:
        seen = self.compare_worlds(range(1000))

        assert {"kept", *Obstacle} <= set(seen)
