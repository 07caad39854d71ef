"""The history over REST: sight as on its page, ids that tell nothing, streams without gaps."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from approvals.models import PendingAct
from audit.actions import record
from audit.models import AuditEvent
from core.crypto import number_of, opaque_id
from notices.models import Letter
from tests.factories import make_contract, make_principal, make_report
from workdays.models import KeptDeadline

ADDRESS = "/api/v1/audit-events"
WHY = "چرایی پرونده"
READERS = (
    Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT, Role.AUDITOR, Role.PLATFORM_ADMIN,
)  # fmt: skip


def rows(client, query=""):
    answer = client.get(f"{ADDRESS}?page_size=200{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def acts(gas_clerk, power_clerk, office):
    """Return two acts of two agencies, on records that the other one does not see."""
    return [
        record(
            actor=who, verb="report.submitted", target=make_report(reporter=who),
            changes={"state": (None, "submitted"), "reported_by": (None, who.user_id)},
            note="یادداشت درون دستگاه",
        )
        for who in (gas_clerk, power_clerk)
    ]  # fmt: skip


class TestSight:
    @pytest.mark.parametrize("role", READERS)
    def test_is_whole_for_those_who_read_the_audit(self, api_of, acts, role):
        found = rows(api_of(make_principal(role)))

        assert len(found) == AuditEvent.objects.count()

    def test_gives_the_platforms_admin_no_reasons_of_legal_files(self, api_of, acts, browser_of):
        admin = make_principal(Role.PLATFORM_ADMIN)
        told = {row["target_type"]: row for row in rows(api_of(admin))}
        report = told["violations.violationreport"]
        browser = browser_of(admin)
        trail = browser.get(f"/admin/audit/{report['target_type']}/{report['target']}")

        assert (report["note"], report["changes"]) == ("", [])
        assert "یادداشت درون دستگاه" not in trail.content.decode()
        assert trail.context["broken"] == []
        assert "یادداشت درون دستگاه" not in browser.get("/admin/audit?view=all").content.decode()
        read = rows(api_of(make_principal(Role.AUDITOR)))
        assert {row["note"] for row in read} >= {"یادداشت درون دستگاه"}

    @pytest.mark.parametrize(
        ("make", "changes", "is_read"),
        [
            (
                PendingAct,
                {"act": (None, "settlement.remit"), "arguments": (None, {"x": WHY})},
                False,
            ),
            (PendingAct, {"state": ("waiting", "refused")}, False),
            (PendingAct, {"act": (None, "user.identify")}, True),
            (KeptDeadline, {"due_on": (None, "2026-11-30")}, False),
            (Letter, {"received_on": (None, "2026-11-30")}, False),
            (User, {"is_active": (True, False)}, True),
        ],
    )
    def test_hides_reasons_of_legal_files_from_the_platforms_admin(
        self, api_of, browser_of, expert, make, changes, is_read
    ):
        target = make(pk=1, public_id=uuid4())
        record(actor=expert, verb="probe", target=target, changes=changes, note=WHY)

        admin, auditor = make_principal(Role.PLATFORM_ADMIN), make_principal(Role.AUDITOR)
        texts = [
            api_of(admin).get(ADDRESS).content.decode(),
            browser_of(admin).get("/admin/audit?view=all").content.decode(),
        ]
        assert [WHY in text for text in texts] == [is_read] * 2
        assert WHY in api_of(auditor).get(ADDRESS).content.decode()

    def test_is_ones_own_acts_for_others(self, api_of, gas_clerk, acts):
        gas, power = acts
        own = rows(api_of(gas_clerk))

        assert gas.target_id in {row["target"] for row in own}
        assert power.target_id not in {row["target"] for row in own}

    def test_hides_the_acts_of_an_agency_from_its_office_and_the_association(
        self, api_of, acts, operator, association
    ):
        for outsider in operator, association:
            assert rows(api_of(outsider)) == []

    def test_hides_what_the_same_person_did_for_another_agency(self, gas_clerk, power, acts):
        grant = RoleGrant.objects.create(
            user_id=gas_clerk.user_id, role=Role.AGENCY_CLERK, scope_kind="agency",
            scope_id=power.public_id, starts_on=date(2024, 3, 20),
        )  # fmt: skip
        moved = replace(gas_clerk, grant_id=grant.pk, scope_ids=(power.public_id,))

        assert not AuditEvent.objects.visible_to(moved).exists()
        assert AuditEvent.objects.visible_to(gas_clerk).exists()

    def test_stays_when_the_same_role_is_given_anew(self, gas_clerk, gas, acts):
        grant = RoleGrant.objects.create(
            user_id=gas_clerk.user_id, role=Role.AGENCY_CLERK, scope_kind="agency",
            scope_id=gas.public_id, starts_on=date(2024, 3, 20),
        )  # fmt: skip

        assert AuditEvent.objects.visible_to(replace(gas_clerk, grant_id=grant.pk)).exists()

    def test_answers_404_for_a_hidden_event_and_for_none(self, api_of, gas_clerk, auditor, acts):
        _gas, power = acts
        hidden = opaque_id(power.pk, "audit-event")

        assert api_of(auditor).get(f"{ADDRESS}/{hidden}").status_code == 200
        answers = [
            api_of(gas_clerk).get(f"{ADDRESS}/{one}") for one in (hidden, uuid4(), UUID(int=0))
        ]
        assert [answer.status_code for answer in answers] == [404] * 3
        bodies = [{**answer.json(), "instance": ""} for answer in answers]
        assert bodies[0] == bodies[1] == bodies[2]


class TestShape:
    def test_names_people_and_values_not_keys_of_rows(self, api_of, auditor, gas_clerk, acts):
        (row,) = rows(api_of(auditor), f"&target={acts[0].target_id}&verb=report.submitted")

        assert row["verb_label"] != row["verb"]
        assert row["actor_name"] == gas_clerk.name
        assert row["actor_role"] == "agency_clerk"
        by_field = {change["field"]: change for change in row["changes"]}
        assert by_field["state"]["after"] == "submitted"
        assert by_field["reported_by"]["after"] not in (gas_clerk.user_id, None)
        assert not {"\u2066", "\u2069"} & set(str(row))
        assert str(acts[0].pk) not in row["id"]

    def test_cuts_fingerprints_as_the_page_does(self, api_of, auditor, expert, office):
        record(
            actor=expert, verb="office.created", target=office,
            changes={"sha256": (None, "a" * 64), "many": (None, {"one": ["b" * 64]})},
        )  # fmt: skip

        text = api_of(auditor).get(ADDRESS).content.decode()

        assert "a" * 13 not in text
        assert "b" * 13 not in text

    def test_adds_jalali_texts_and_takes_fields(self, api_of, auditor, acts):
        row = rows(api_of(auditor), "&fields=at,verb&calendar=jalali")[0]

        assert set(row) == {"at", "at_jalali", "verb"}


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("colour=red", "/colour"),
            ("is_mine=maybe", "/is_mine"),
            ("via=pigeon", "/via"),
            ("actor_role=king", "/actor_role"),
            ("at__gte=yesterday", "/at__gte"),
            ("sequence__gte=-1", "/sequence__gte"),
            ("ordering=hash", "/ordering"),
        ],
    )
    def test_refuse_what_they_do_not_know(self, api_of, auditor, query, pointer):
        answer = api_of(auditor).get(f"{ADDRESS}?{query}")

        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]

    def test_narrow(self, api_of, auditor, acts, gas_clerk):
        client = api_of(auditor)

        stream = acts[0].stream
        assert {row["stream"] for row in rows(client, f"&stream={stream}")} == {stream}
        assert rows(client, "&is_mine=true") == []
        assert rows(client, "&verb__in=report.submitted,x.y")
        assert rows(client, "&actor_role=agency_clerk&via=api&client=nobody") == []
        assert rows(client, f"&q={acts[0].target_label}")
        assert rows(client, "&at__gte=2100-01-01T00:00:00%2B03:30") == []

    def test_are_the_rights_own(self, api_of, gas_clerk, acts):
        assert rows(api_of(gas_clerk), f"&target={acts[1].target_id}") == []
        assert rows(api_of(gas_clerk), "&is_mine=false") == []


class TestStreams:
    def test_are_followed_without_a_gap(self, api_of, auditor, acts):
        make_contract()
        client = api_of(auditor)
        stream = acts[0].stream
        address = f"{ADDRESS}?stream={stream}&sequence__gte=1&ordering=sequence&page_size=1"
        numbers = []
        while address:
            body = client.get(address).json()
            numbers += [row["sequence"] for row in body["results"]]
            address = body["next"]

        assert numbers == list(range(1, AuditEvent.objects.filter(stream=stream).count() + 1))


class TestDoor:
    def test_takes_nothing(self, api_of, auditor, acts):
        event = rows(api_of(auditor))[0]["id"]

        assert api_of(auditor).post(ADDRESS, {}).status_code == 405
        assert api_of(auditor).patch(f"{ADDRESS}/{event}", {}).status_code == 405
        assert api_of(auditor).delete(f"{ADDRESS}/{event}").status_code == 405

    def test_needs_its_own_scope(self, api_of, auditor, acts):
        assert api_of(auditor, scopes=["cases:read"]).get(ADDRESS).status_code == 403
        assert api_of(auditor, scopes=["audit:read"]).get(ADDRESS).status_code == 200


class TestOpaqueIds:
    @pytest.mark.parametrize("number", [0, 1, 7, 2**31, 2**63 - 1])
    def test_lead_back_to_the_number(self, number):
        made = opaque_id(number, "audit-event")

        assert number_of(made, "audit-event") == number
        assert made == opaque_id(number, "audit-event")
        assert (made.version, made.variant) == (8, "specified in RFC 4122")

    def test_differ_by_purpose_and_are_not_guessed(self):
        made = opaque_id(7, "audit-event")

        assert number_of(made, "other") is None
        assert number_of(UUID(int=made.int ^ 1), "audit-event") is None
        assert number_of(UUID(int=2**128 - 1), "audit-event") is None
