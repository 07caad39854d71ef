"""An event is of who holds the role for its verb, on a record of that role, whoever writes SQL."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Role
from approvals.facts import PENDING_KINDS
from audit.actions import record
from audit.verbs import ALSO_BY, FOLLOWS, VERBS
from core.acts import TABLES
from core.clock import now, today
from core.models import new_public_id
from tests import factories
from tests.runtime import settle
from tests.scenes.oversight import heard_review
from tests.sql import refused_at_runtime
from tests.violations.benches import Bench

pytestmark = pytest.mark.django_db
AGENCYS = (Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL)


def is_doers(actor: Principal, verb: str, target: Any = None) -> bool:
    """Return what the database says of an event about a record, or about none that it knows."""
    event = {
        "verb": verb, "actor_id": actor.user_id, "actor_role": actor.role,
        "grant_id": actor.grant_id,
        "target_type": target._meta.label_lower if target else "offices.office",
        "target_id": str(target.public_id if target else new_public_id()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_is_doers(jsonb_populate_record(NULL::audit_auditevent, %s))",
            [json.dumps(event)],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def may_record(role: Role, verb: str) -> bool:
    """Tell whether the role does an act that records the verb, or the verb is anybody's."""
    named = {verb, FOLLOWS.get(verb, verb)}
    acts = [act for table in TABLES.values() for act in table if named & set(act.event)]
    if not acts:
        return verb in VERBS
    if ALSO_BY.get(verb) == role:
        return True
    held = ROLE_PERMISSIONS[role]
    return any(
        not act.permissions or held & set(act.permissions) or is_second(role, act.key)
        for act in acts
    )


def is_second(role: Role, key: str) -> bool:
    """Tell whether the role confirms the act that another person has proposed."""
    kind = PENDING_KINDS.get(key)
    return kind is not None and bool(ROLE_PERMISSIONS[role] & {kind.permission, kind.above})


def verbs() -> list[str]:
    """Return each verb that an act or a job records, and one that nobody does."""
    acts = {verb for table in TABLES.values() for act in table for verb in act.event}
    return sorted({*acts, *(verb for verb in VERBS if "/" not in verb), "office.given_away"})


def people() -> dict[Role, Principal]:
    """Return a person of each role, and the clock."""
    scopes = {
        **dict.fromkeys(AGENCYS, factories.make_agency()),
        Role.OPERATOR: factories.make_office(),
        Role.COUNTY_REP: factories.make_office().county,
        Role.ASSOCIATION: "00000000-0000-7000-8000-000000000001",
    }
    made: dict[Role, Principal] = {
        role: factories.make_principal(role, scope=scopes.get(role))
        for role in Role
        if role is not Role.SYSTEM
    }
    return {**made, Role.SYSTEM: User.objects.system()}


def test_each_verb_is_recorded_by_the_roles_of_its_acts() -> None:
    cast = people()

    wrong = [
        (verb, role)
        for verb in verbs()
        for role, actor in cast.items()
        if is_doers(actor, verb) is not may_record(role, verb)
    ]

    assert wrong == []


RECORDS: dict[str, Callable[[], Any]] = {
    "contract.signed": factories.make_contract,
    "contract.end_accepted": factories.make_contract,
    "case.decided": lambda: Bench().case,
    "case.defended": lambda: Bench().case,
    "review.decided": heard_review,
    "review.answered": heard_review,
}


@pytest.mark.parametrize(("verb", "make"), RECORDS.items())
def test_of_a_role_of_another_agency_or_office_it_is_not(
    verb: str, make: Callable[[], Any]
) -> None:
    found = make()
    is_offices = verb.rpartition(".")[2] in ("end_accepted", "defended", "answered")
    role = Role.OPERATOR if is_offices else Role.AGENCY_MANAGER
    own = found.office if is_offices else found.agency
    other = factories.make_office() if is_offices else factories.make_agency()

    assert is_doers(factories.make_principal(role, scope=own), verb, found)
    assert not is_doers(factories.make_principal(role, scope=other), verb, found)


class TestAnActor:
    @pytest.fixture
    def manager(self, gas_manager: Principal) -> Principal:
        """Return a manager who may propose the end of a contract of the own agency."""
        assert is_doers(gas_manager, "contract.end_proposed")
        return gas_manager

    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_has_the_grant_to_its_last_day(self, manager: Principal, days: int) -> None:
        last = today() + timedelta(days=days)
        RoleGrant.objects.filter(pk=manager.grant_id).update(ends_on=last)

        assert is_doers(manager, "contract.end_proposed") is (days >= 0)

    def test_has_it_to_the_moment_of_its_end(
        self, manager: Principal, platform_admin: Principal
    ) -> None:
        RoleGrant.objects.filter(pk=manager.grant_id).update(
            ended_at=now(), ended_by=platform_admin.user_id
        )

        assert not is_doers(manager, "contract.end_proposed")

    def test_names_no_grant_of_another(self, manager: Principal, deputy: Principal) -> None:
        other = replace(manager, grant_id=deputy.grant_id)

        assert not is_doers(other, "contract.end_proposed")

    def test_is_not_shut_out(self, manager: Principal) -> None:
        User.objects.filter(pk=manager.user_id).update(is_active=False)

        assert not is_doers(manager, "contract.end_proposed")


def test_the_runtime_role_writes_no_other(auditor: Principal) -> None:
    case = Bench().case

    def write() -> None:
        record(actor=auditor, verb="case.closed", target=case, at=now())
        settle()

    assert refused_at_runtime(write, asks_doers=True) == (
        "An event is of who holds the role for it: case.closed by auditor."
    )
