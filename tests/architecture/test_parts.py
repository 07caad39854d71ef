"""Parts of a record: each is written with an event about it, or is listed with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from audit.actions import record
from contracts.models import ContractService
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from oversight.actions import load_policies
from oversight.models import Flag
from tests.architecture import raw_sql
from tests.factories import (
    make_case,
    make_contract,
    make_final_case,
    make_principal,
    make_service,
)
from tests.oversight.test_flagged import flag
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused as refused_by_guard
from violations.models import CorrectiveAction, PointEntry

pytestmark = pytest.mark.django_db
# Tables whose new rows need no event, and why.
WITHOUT = {
    "accounts_apiclient": "the seal of a key names its person",
    "accounts_cache": "counters",
    "accounts_sentkey": "what was sent outside",
    "accounts_usedcode": "codes that were used",
    "accounts_user": "watched as it changes; an account without a role does nothing",
    "agencies_agency": "the owner enters it; no role may",
    "agencies_agencyunit": "a name in forms",
    "audit_auditevent": "the history itself",
    "audit_auditstream": "the history itself",
    "audit_numbersequence": "guarded by the number that it gives",
    "audit_touch": "written by triggers alone",
    "lists_job": "what a person asks of a list",
    "lists_listchoice": "how a person reads a list",
    "lists_savedview": "how a person reads a list",
    "notices_attempt": "follows its message",
    "notices_letterfile": "named by the seal in its event",
    "notices_message": "the outbox",
    "notices_notification": "what a person reads",
    "notices_reach": "how a person wants to hear",
    "offices_licenceholder": "watched as it changes; a holder without an office is a name",
    "offices_touchedoffice": "what is computed anew",
    "oversight_policyrule": "written with its version, which is watched",
    "violations_reportdraft": "a draft of a person",
    "violations_reportkey": "a request that was answered",
    "violations_reportsheet": "a draft of a person",
    "violations_sheetrow": "a draft of a person",
    "workdays_failedrun": "what the clock failed to do",
    "workdays_jobrun": "guarded by the row of its run",
    "workdays_moveread": "what a person has read",
}
WATCHED = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal
    AND (tgname IN ('watch_insert', 'zw_loaded') OR tgname LIKE 'named_insert_%'
         OR tgname LIKE 'mover_%' AND tgtype & 4 > 0)
"""


def test_each_table_is_watched_or_listed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        watched = {table for (table,) in cursor.fetchall()}
    own = {
        table for table in raw_sql.catalog().columns
        if not table.startswith(("account_", "auth_", "axes_", "django_", "mfa_", "usersessions"))
    }  # fmt: skip

    assert own - watched == {table for table in WITHOUT if table in own}


def refused(write: Callable[[], Any]) -> str:
    """Return how the database refuses the runtime role what is written with no event."""
    settle()
    with as_runtime(make_role()):
        set_scope(scope=SYSTEM)

        def settled() -> None:
            write()
            settle()

        return refused_by_guard(settled)


def test_points_are_those_of_their_case() -> None:
    case = make_final_case()
    entry = PointEntry(
        case=case, office=case.office, holder=case.holder, points=99,
        effective_on=today(), expires_on=today() + timedelta(days=300),
    )  # fmt: skip

    assert refused(entry.save) == "An entry has the points of its case."


def test_a_closed_case_asks_for_no_correction() -> None:
    case = make_final_case(state="closed")
    asked = CorrectiveAction(case=case, text="نصب تابلو", due_on=today() + timedelta(days=30))

    assert refused(asked.save) == "A closed case asks for no correction."


def test_a_flag_counts_its_own_office() -> None:
    load_policies()
    raised, case = flag(make_contract()), make_final_case()
    counted = Flag.cases.through(flag=raised, case=case)

    assert refused(counted.save) == "A flag counts cases of its own office or agency."


def test_services_are_removed_with_an_event() -> None:
    contract = make_contract(state="draft")
    service = ContractService.objects.create(
        contract=contract, service=make_service(contract.agency)
    )

    def remove() -> None:
        ContractService.objects.filter(pk=service.pk).delete()

    assert "written with an event" in refused(remove)


def test_a_session_leaves_its_own_events() -> None:
    case = make_case()
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    auditor = make_principal(Role.AUDITOR)

    def forge() -> None:
        connection.cursor().execute("SELECT set_config('app.user_id', %s, true)",
                                    [str(auditor.user_id)])  # fmt: skip
        record(actor=manager, verb="case.note_added", target=case, at=now())

    assert "events of its own person" in refused(forge)


def test_who_reads_a_record_names_no_state() -> None:
    case, auditor = make_case(), make_principal(Role.AUDITOR)

    def poison() -> None:
        record(actor=auditor, verb="dossier.taken", target=case, at=now(),
               changes={"state": ("opened", "closed")})  # fmt: skip

    assert "names no state" in refused(poison)


def test_an_event_names_the_state_of_its_record() -> None:
    case = make_case()
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)

    def poison() -> None:
        record(actor=manager, verb="case.note_added", target=case, at=now(),
               changes={"state": (case.state, "closed")})  # fmt: skip

    assert "names the state" in refused(poison)
