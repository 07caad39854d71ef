"""The column `tells` of the acts on offices and licences: who gets news right after each act."""

from collections import defaultdict
from typing import Any

import pytest
import time_machine
from django.db import transaction

from accounts.roles import Role
from core.acts import Act
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices import actions
from offices.acts import licences, offices
from tests.act_news import differences
from tests.factories import NOW, TODAY, make_contract, make_office, make_principal
from tests.offices.test_acts import OF_LICENCES, OF_OFFICES

HEARD_AS = {
    "office": {Role.OPERATOR}, "agency": {Role.AGENCY_MANAGER}, "secretariat": {Role.SECRETARIAT},
}  # fmt: skip
HALT = {
    "on": TODAY, "at": NOW, "document_no": "۱۲", "document_on": TODAY, "reason": "رأی کمیته",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _moment(db: None, media: Any):
    with time_machine.travel(NOW, tick=False):
        yield


def heard_of(call: Any, record: Any, actor: Any) -> set[str]:
    """Return the roles that an act tells, and undo it."""
    with transaction.atomic():
        call(record, actor)
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=NOW)
        found = set(Notification.objects.values_list("role", flat=True))
        transaction.set_rollback(True)
    return found


def test_each_act_on_an_office_or_licence_tells_whom_its_row_names(office, secretariat):
    contract = make_contract(office=office)
    make_principal(Role.AGENCY_MANAGER, contract.agency)
    make_principal(Role.OPERATOR, office)
    make_principal(Role.SECRETARIAT)
    licence, heard = office.licences.get(), defaultdict[Act, set[str]](set)

    for act, call in OF_LICENCES.items():
        if act is not licences.ENTER_RENEWED:
            heard[act] |= heard_of(call, licence, secretariat)
    heard[offices.EDIT] = heard_of(OF_OFFICES[offices.EDIT], office, secretariat)
    heard[offices.ADD_STAFF] = heard_of(OF_OFFICES[offices.ADD_STAFF], office, secretariat)
    heard[offices.CHANGE_STATE] = heard_of(
        lambda record, actor: actions.change_office_state(
            office_id=record.pk, state="suspended", ends_on=TODAY, actor=actor, **HALT
        ),
        office,
        secretariat,
    )

    assert list(differences(heard, HEARD_AS)) == []


def test_an_agency_does_not_hear_of_the_halt_of_another_office(office, secretariat):
    contract = make_contract(office=make_office())
    make_principal(Role.AGENCY_MANAGER, contract.agency)
    make_principal(Role.OPERATOR, office)

    found = heard_of(OF_LICENCES[licences.SANCTION], office.licences.get(), secretariat)

    assert found == {Role.OPERATOR}
