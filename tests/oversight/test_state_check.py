"""The nightly comparison of states with the last event of each record."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import NotPermitted
from core.persian import latin_digits
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices.models import Office
from oversight import actions, tasks
from oversight.facts.state_check import COMPARED, Difference, differences
from oversight.models import RuleRun
from oversight.states import PolicyState
from oversight.views.runs import told
from tests.factories import make_contract, make_principal


def rewrite(office: Office, state: str) -> None:
    """Change the state as a superuser could, past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE offices_office DISABLE TRIGGER ALL")
        cursor.execute("UPDATE offices_office SET state = %s WHERE id = %s", [state, office.pk])
        cursor.execute("ALTER TABLE offices_office ENABLE TRIGGER ALL")


@pytest.fixture
def recorded(office: Office, expert: Principal) -> Office:
    """Return an office whose last event brought it to its state."""
    changes = {"state": ("draft", "active")}
    record(actor=expert, verb="office.active", target=office, changes=changes)
    record(actor=expert, verb="office.seen", target=office)
    return office


@pytest.mark.django_db
class TestDifferences:
    def test_are_none_where_the_last_event_names_the_state(self, recorded: Office) -> None:
        make_contract(office=recorded)

        assert differences() == []

    def test_name_the_record_that_was_rewritten(self, recorded: Office) -> None:
        rewrite(recorded, "revoked")

        assert differences() == [Difference("offices.office", recorded.code, "revoked", "active")]

    def test_name_a_record_whose_events_brought_it_nowhere(
        self, office: Office, expert: Principal
    ) -> None:
        record(actor=expert, verb="office.seen", target=office)

        assert [(one.number, one.recorded) for one in differences()] == [(office.code, "draft")]

    def test_are_none_in_the_reference_data(self) -> None:
        version = actions.load_policies()

        assert version.state == PolicyState.APPROVED
        assert AuditEvent.objects.about(version).get().changes["state"][1] == "approved"
        assert differences() == []

    def test_are_looked_for_in_one_statement(
        self, recorded: Office, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            differences()

    def test_look_at_each_record_that_leaves_an_event_with_its_state(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
                " JOIN pg_attribute ON attrelid = tgrelid AND attname = 'state'"
                " WHERE tgname = 'watch_update' AND"
                " split_part(encode(tgargs, 'escape'), '\\000', 2) = ''"
            )
            watched = {row[0] for row in cursor.fetchall()}

        # A duty follows its finding, and a file of the register its worker.
        assert watched - {"oversight_duty", "offices_registerimport"} == {
            table for _kind, table, _name, _first in COMPARED
        }


class TestJob:
    def test_leaves_one_row_a_day_that_names_the_record(
        self, recorded: Office, clock: Principal, caplog: pytest.LogCaptureFixture
    ) -> None:
        rewrite(recorded, "revoked")

        assert tasks.compare_states() == tasks.compare_states() == {"untrue": 1}

        run = RuleRun.objects.get(job="compare_states")
        assert run.counts["named"] == [["offices.office", recorded.code, "revoked", "active"]]
        assert caplog.text.count(recorded.code) == 1

    def test_alarms_beyond_what_the_page_names(
        self, clock: Principal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = [Difference("offices.office", f"{number:04}", "x", "y") for number in range(300)]
        monkeypatch.setattr("oversight.facts.state_check.differences", lambda: list(found))
        actions.compare_states(as_of=today() - timedelta(days=1), actor=clock, at=now())
        assert AuditEvent.objects.filter(verb="states.differ").count() == 300
        assert "100 more states differ" in caplog.text
        caplog.clear()
        found.append(Difference("offices.office", "9999", "x", "y"))

        run = actions.compare_states(as_of=today(), actor=clock, at=now())

        fresh = AuditEvent.objects.filter(verb="states.differ").latest("pk")
        assert fresh.changes["record"] == [None, "9999"]
        assert AuditEvent.objects.filter(verb="states.differ").count() == 301
        assert "offices.office 9999 is x" in caplog.text
        assert len(told(run)["named"]) == 200

    def test_is_for_the_clock(self, gas_clerk: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.compare_states(as_of=today(), actor=gas_clerk, at=now())


@pytest.mark.django_db
class TestAlarm:
    """The admins of the platform read in their bell which record differs, once per finding."""

    def look(self, clock: Principal, back: int) -> None:
        """Compare as of some days ago, and spread what there is to tell."""
        day = today() - timedelta(days=back)
        actions.compare_states(as_of=day, actor=clock, at=now())
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=now())

    def notifications(self) -> list[tuple[int, str]]:
        """Return who was told, and the details in the bell, in order."""
        rows = Notification.objects.filter(kind="states.differ").order_by("pk")
        return [(row.user_id, str(row.values)) for row in rows]

    def test_names_the_record_once_until_it_differs_anew(
        self, recorded: Office, clock: Principal
    ) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        self.look(clock, 5)
        assert self.notifications() == []

        rewrite(recorded, "revoked")
        self.look(clock, 4)
        self.look(clock, 3)
        (first,) = self.notifications()
        assert first[0] == admin.user_id
        assert recorded.code in latin_digits(first[1])

        rewrite(recorded, "active")
        self.look(clock, 2)
        rewrite(recorded, "revoked")
        self.look(clock, 1)
        assert len(self.notifications()) == 2
