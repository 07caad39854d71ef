"""Whom a halt of a licence informs: nobody who has no part in its office."""

from functools import partial
from typing import Any

import pytest
import time_machine

from accounts.roles import Role
from offices.acts import licences
from tests.act_news import Doing
from tests.factories import NOW, make_contract, make_office, make_principal
from tests.offices.test_acts import OF_LICENCES


@pytest.fixture(autouse=True)
def _moment(db: None, media: Any):
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_agency_without_a_contract_hears_nothing_of_a_halt(office, secretariat):
    make_contract(office=make_office())
    make_principal(Role.OPERATOR, office)
    halt = partial(OF_LICENCES[licences.SANCTION], office.licences.get(), secretariat)

    assert Doing(licences.SANCTION, halt).audience() == {Role.OPERATOR}
