"""The REST door of agencies: the seat is read, and set by the secretariat."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.principal import Principal
from agencies.models import Agency
from audit.models import AuditEvent
from tests.factories import make_county, make_division

REASON = "جابه‌جایی دفتر مرکزی شرکت"


class TestSeat:
    def address(self, agency: Agency, last: str = "") -> str:
        return f"/api/v1/agencies/{agency.public_id}{last}"

    def test_is_set_with_a_county_and_a_reason(
        self, gas: Agency, secretariat: Principal, api_of: Any
    ) -> None:
        county = make_county()
        api = api_of(secretariat)

        moves = {move["name"]: move for move in api.get(self.address(gas, "/transitions")).json()}
        assert moves["seat"]["is_allowed"]
        assert moves["seat"]["required"] == ["county", "reason"]
        told = api.post(
            self.address(gas, "/seat"), {"county": str(county.public_id), "reason": REASON}
        )

        assert told.status_code == 200
        assert (told.json()["seat_county"], told.json()["seat_county_name"]) == (
            str(county.public_id), county.name,
        )  # fmt: skip
        gas.refresh_from_db()
        assert gas.seat == county
        event = AuditEvent.objects.about(gas).get()
        assert (event.verb, event.note) == ("agency.seat_set", REASON)
        assert api.get(self.address(gas)).json()["seat_county"] == str(county.public_id)

    def test_is_set_by_the_name_of_its_transition(
        self, gas: Agency, secretariat: Principal, api_of: Any
    ) -> None:
        county = make_county()

        told = api_of(secretariat).post(
            self.address(gas, "/transitions"),
            {"name": "seat", "county": str(county.public_id), "reason": REASON},
        )

        assert told.json()["seat_county"] == str(county.public_id)

    def test_is_set_by_who_read_the_agency_as_it_stands(
        self, gas: Agency, secretariat: Principal, api_of: Any
    ) -> None:
        api, seat = api_of(secretariat), self.address(gas, "/seat")
        seen = api.get(self.address(gas))["ETag"]
        bodies = [{"county": str(make_county().public_id), "reason": REASON} for _each in range(2)]

        first, second = (api.post(seat, body, headers={"If-Match": seen}) for body in bodies)

        assert (first.status_code, second.status_code) == (200, 412)
        assert first["ETag"] == api.get(self.address(gas))["ETag"] != seen

    def test_is_not_the_agencys_own_to_choose(
        self, gas: Agency, gas_manager: Principal, api_of: Any
    ) -> None:
        body = {"county": str(make_county().public_id), "reason": REASON}

        told = api_of(gas_manager).post(self.address(gas, "/seat"), body)

        assert told.status_code == 403
        gas.refresh_from_db()
        assert gas.seat is None

    @pytest.mark.parametrize("fault", ["elsewhere", "unknown", "no reason"])
    def test_refuses_a_county_that_is_none_and_an_empty_reason(
        self, gas: Agency, secretariat: Principal, api_of: Any, fault: str
    ) -> None:
        elsewhere = make_division("county", "", make_division("province"))
        county = {"elsewhere": elsewhere.public_id, "unknown": uuid4()}.get(
            fault, make_county().public_id
        )
        body = {"county": str(county), "reason": " " if fault == "no reason" else REASON}

        told = api_of(secretariat).post(self.address(gas, "/seat"), body)

        assert told.status_code in (400, 422)
        pointers = [error["pointer"] for error in told.json()["errors"]]
        assert pointers == ["/reason" if fault == "no reason" else "/county"]
