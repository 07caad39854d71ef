"""Many records sent at once: by a job, in steps, as the key that sent them."""

from datetime import timedelta

import pytest

from accounts.models import ApiClient, ApiToken
from accounts.roles import Role
from audit import bulk
from audit.models import AuditEvent
from core.clock import now, today
from lists.models import Job
from lists.work import take_job
from tests.factories import make_api_client, make_contract, make_principal, make_type
from violations.models import ViolationReport

REPORTS = "/api/v1/violation-reports"
PROGRAM = "برنامهٔ نمونه"
NARRATIVE = "کارمزدی بیش از تعرفهٔ مصوب از مراجعه‌کننده گرفته شده است."


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "STEP", 2)


@pytest.fixture
def contract(gas, office):
    return make_contract(agency=gas, office=office)


@pytest.fixture
def clerk(gas):
    return make_principal(Role.AGENCY_CLERK, gas)


@pytest.fixture
def client(clerk):
    made = make_api_client(clerk)
    program = ApiClient.objects.create(grant_id=clerk.grant_id, name=PROGRAM)
    ApiToken.objects.filter(grant_id=clerk.grant_id).update(client=program)
    return made


@pytest.fixture
def items(contract):
    kind = make_type()
    return [
        {
            "office_code": contract.office.code,
            "type_code": code,
            "occurred_on": (today() - timedelta(days=1)).isoformat(),
            "discovered_on": today().isoformat(),
            "narrative": NARRATIVE,
            "affected": number,
        }
        for number, code in enumerate((kind.code, kind.code, "V99", kind.code, kind.code), 1)
    ]


def sent(client, items, key="one", **ways):
    return client.post(
        f"{REPORTS}/bulk", {"items": items, **ways}, headers={"Idempotency-Key": key}
    )


def done(answer):
    """Let a worker do the job that was answered."""
    job = Job.objects.get(public_id=answer.json()["id"])
    assert take_job(job.pk)
    job.refresh_from_db()
    return job


class TestManyAtOnce:
    def test_are_work_of_a_job_with_an_outcome_each(self, client, items):
        answer = sent(client, items)
        place = f"/api/v1/jobs/{answer.json()['id']}"

        assert (answer.status_code, answer["Location"]) == (202, place)
        assert sent(client, items).json() == answer.json()  # sent again: the same job
        assert ViolationReport.objects.count() == 0
        early = client.get(f"{place}/outcomes")
        assert early.status_code == 409

        job = done(answer)
        told = client.get(place).json()
        outcomes = client.get(f"{place}/outcomes").json()

        assert (told["state"], told["rows_done"], told["rows_total"]) == ("done", 5, 5)
        assert (outcomes["is_applied"], outcomes["done"], outcomes["refused"]) == (True, 4, 1)
        assert [one["index"] for one in outcomes["items"]] == [0, 1, 2, 3, 4]
        assert [one["status"] for one in outcomes["items"]] == [201, 201, 400, 201, 201]
        assert outcomes["items"][2]["problem"]["errors"][0]["pointer"] == "/type_code"
        assert ViolationReport.objects.count() == 4
        assert job.arguments["sealed"] == ""

    def test_are_made_under_the_name_of_the_program(self, client, items):
        done(sent(client, items))

        names = AuditEvent.objects.filter(verb="report.submitted").values_list("client", flat=True)
        assert set(names) == {PROGRAM}

    def test_are_kept_nowhere_in_the_clear(self, client, items):
        sent(client, items)

        assert NARRATIVE not in str(Job.objects.get().arguments)

    def test_stand_or_fall_together(self, client, items):
        job = done(sent(client, items, atomic=True))
        outcomes = client.get(f"/api/v1/jobs/{job.public_id}/outcomes").json()

        assert ViolationReport.objects.count() == 0
        assert job.counts == {"ok": 0, "wrong": 1}
        assert (outcomes["is_applied"], outcomes["refused"]) == (False, 1)
        assert {one["id"] for one in outcomes["items"]} == {None}

    def test_are_tried_without_a_trace_but_in_the_history(self, client, items):
        job = done(sent(client, items, dry_run=True))
        outcomes = client.get(f"/api/v1/jobs/{job.public_id}/outcomes").json()

        assert ViolationReport.objects.count() == 0
        assert (outcomes["is_applied"], outcomes["done"], outcomes["refused"]) == (False, 4, 1)
        assert AuditEvent.objects.filter(verb="bulk.tried").count() == 1

    def test_go_on_behind_what_another_worker_has_done(self, client, items, monkeypatch):
        answer = sent(client, items)
        steps = []

        def killed(*values):
            if steps:
                raise KeyboardInterrupt
            steps.append(values)
            return step(*values)

        step = bulk._step
        monkeypatch.setattr(bulk, "_step", killed)
        with pytest.raises(KeyboardInterrupt):
            done(answer)
        assert ViolationReport.objects.count() == 2

        monkeypatch.setattr(bulk, "_step", step)
        Job.objects.update(heartbeat_at=now() - timedelta(minutes=5))
        job = done(answer)

        assert (job.state, ViolationReport.objects.count()) == ("done", 4)
        assert [one["index"] for one in job.arguments["outcomes"]] == [0, 1, 2, 3, 4]

    def test_end_with_their_key(self, client, items):
        answer = sent(client, items)
        ApiToken.objects.update(revoked_at=now())

        job = done(answer)

        assert (job.state, ViolationReport.objects.count()) == ("failed", 0)
        assert job.refusal
        assert job.arguments["sealed"] == ""

    def test_stop_when_asked(self, client, items, monkeypatch):
        answer = sent(client, items)
        step = bulk._step

        def stopped(*values):
            Job.objects.update(asks_stop=True)
            return step(*values)

        monkeypatch.setattr(bulk, "_step", stopped)
        job = done(answer)

        assert (job.state, ViolationReport.objects.count()) == ("stopped", 2)
        assert len(job.arguments["outcomes"]) == 2

    def test_are_followed_by_their_own_person_only(self, client, items, gas):
        answer = sent(client, items)
        stranger = make_api_client(make_principal(Role.AGENCY_CLERK, gas))

        assert stranger.get(f"/api/v1/jobs/{answer.json()['id']}/outcomes").status_code == 404


class TestFew:
    def test_are_made_while_the_caller_waits(self, client, items):
        answer = sent(client, items[:2])

        assert (answer.status_code, answer.json()["done"]) == (200, 2)

    def test_other_jobs_have_no_outcomes(self, client, clerk):
        job = Job.objects.create(
            kind="export", title="x", user_id=clerk.user_id, user_name="x",
            grant_id=clerk.grant_id, role=clerk.role, state="done", finished_at=now(),
        )  # fmt: skip

        assert client.get(f"/api/v1/jobs/{job.public_id}/outcomes").json()["items"] == []
