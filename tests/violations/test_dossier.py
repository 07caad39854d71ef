"""The dossier of a case: equal bytes, what each reader finds in it, and what is found out."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import ApiToken
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core import jalali
from core.clock import now, today
from core.errors import IllegalMove, NotPermitted
from lists.actions import hand_out_file
from lists.models import Job
from lists.work import take_job
from notices.facts.kinds import KINDS
from tests.factories import TODAY, make_api_client, make_principal, make_type
from tests.sql import not_fixed
from tests.violations.stories import REASONS, Walk
from violations import actions, facts
from violations.facts.bundles import Broken, Bundle, broken_in
from violations.facts.papers import paper_of
from violations.models import Case, Evidence
from workdays.models import KeptDeadline

Begin = Callable[..., Walk]
Upload = Callable[..., Evidence]
KEY = "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0="
NUMBER = "1234567891"
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(walk: Begin, upload: Upload, gas_clerk: Principal, gas_manager: Principal) -> Case:
    """Return a decided case with an open and a restricted file."""
    day = TODAY - timedelta(days=12)
    files = [upload(gas_clerk, on=day), upload(gas_clerk, on=day, is_restricted=True)]
    story = walk(on=day, evidence_ids=[file.public_id for file in files])
    story.open().wait(1).notify().wait(3).defend().decide(
        gas_manager, sanction="written_warning", override_reason="به سبب نخستین بار بودن این تخلف"
    )
    actions.add_note(case_id=story.case.pk, text="یادداشت پنهان", actor=gas_manager, at=now())
    return story.case


def built(case: Case, actor: Principal) -> bytes:
    """Return a dossier as bytes."""
    target = io.BytesIO()
    actions.build_dossier(case=case, actor=actor, target=target)
    return target.getvalue()


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the ZIP of a dossier."""
    return zipfile.ZipFile(io.BytesIO(data))


def told(data: bytes) -> dict[str, Any]:
    """Return `case.json` of a dossier."""
    found: dict[str, Any] = json.loads(opened(data).read("case.json"))
    return found


class TestBuilding:
    def test_twice_makes_equal_bytes(self, case: Case, gas_manager: Principal) -> None:
        first = built(case, gas_manager)
        actions.ask_for_dossier(case_id=case.pk, actor=gas_manager, at=now())
        evidence = Evidence.objects.visible_to(gas_manager).order_by("pk")[0]
        actions.open_evidence(evidence_id=evidence.pk, actor=gas_manager, at=now())
        with translation.override("en"):
            second = built(case, gas_manager)

        assert first == second

    def test_is_another_one_after_an_act(self, case: Case, gas_manager: Principal) -> None:
        first = built(case, gas_manager)
        actions.add_note(case_id=case.pk, text="باز هم یادداشت", actor=gas_manager, at=now())

        assert built(case, gas_manager) != first

    def test_names_the_last_event(self, case: Case, gas_manager: Principal) -> None:
        manifest = json.loads(opened(built(case, gas_manager)).read("manifest.json"))

        last = AuditEvent.objects.filter(target_id=str(case.public_id)).latest("sequence")
        assert manifest["cut"] == f"{last.stream}:{last.sequence}"
        assert manifest["case"] == case.number

    def test_holds_paper_data_trail_files_and_checker(
        self, case: Case, gas_manager: Principal
    ) -> None:
        found = opened(built(case, gas_manager))

        assert found.namelist() == [
            "dossier.pdf", "case.json", "audit.json", "evidence/001.png", "evidence/002.png",
            "check.html", "manifest.json", "manifest.seal",
        ]  # fmt: skip
        with pikepdf.open(io.BytesIO(found.read("dossier.pdf"))) as paper:
            assert len(paper.pages) >= 1
            assert "/Metadata" not in paper.Root

    def test_refuses_a_file_that_was_altered(self, case: Case, gas_manager: Principal) -> None:
        Path(Evidence.objects.filter(is_restricted=False)[0].original.path).write_bytes(b"x")

        with pytest.raises(actions.FileBroken):
            built(case, gas_manager)


class TestContents:
    def test_tell_how_each_deadline_was_computed_and_moved(
        self, case: Case, gas_manager: Principal
    ) -> None:
        (defence,) = [
            row for row in told(built(case, gas_manager))["deadlines"]
            if row["clock"] == "case.defence"
        ]  # fmt: skip
        kept = KeptDeadline.objects.get(clock="case.defence", subject_id=case.public_id)

        assert defence["due_on"] == kept.due_on.isoformat()
        assert (defence["amount"], defence["unit"]) == (kept.amount, kept.unit)
        assert defence["calendar_version"] == "v1"
        assert defence["days_off"] == kept.days_off
        assert defence["moves"] == []

    def test_tell_those_inside_who_sat(self, case: Case, gas_manager: Principal) -> None:
        (decision,) = told(built(case, gas_manager))["decisions"]

        assert decision["attendance"] == []

    def test_stand_on_the_paper_too(self, case: Case, gas_manager: Principal) -> None:
        sat = [
            {"name": "رئیس", "user_id": 7, "is_present": True, "is_recused": False, "reason": ""},
            {"name": "عضو", "user_id": 8, "is_present": False, "is_recused": True, "reason": "خ"},
        ]  # fmt: skip
        found = facts.dossier_of(case, gas_manager)
        found["decisions"][0]["attendance"] = sat
        found["evidence"] = []
        found["deadlines"][0]["moves"] = [
            {"old_on": TODAY, "new_on": TODAY + timedelta(days=1), "why": "برودت هوا"}
        ]

        cut = facts.cut_of(case)
        paper = paper_of(found, facts.trail_of(case, gas_manager, cut), cut)
        lines = {text for part in paper["sections"] for _label, text in part.lines}
        assert "رئیس، عضو (کناره گرفت)" in lines
        assert any("برودت هوا" in text for text in lines)
        assert {"مهلت دفاع", "۱۰", "۱"} <= lines

    def test_show_the_day_of_a_paper_beside_the_day_of_its_entry(
        self, case: Case, gas_manager: Principal
    ) -> None:
        cut = facts.cut_of(case)
        found, trail = facts.dossier_of(case, gas_manager), facts.trail_of(case, gas_manager, cut)
        served = next(row for row in trail if row["verb"] == "case.notice_served")
        found["evidence"] = []

        drawn = render_to_string("violations/dossier.html", paper_of(found, trail, cut))

        assert served["paper_day"] == case.served_on
        with translation.override("fa"):
            assert f'تاریخ سند: <bdi dir="ltr">{jalali.short(case.served_on)}</bdi>' in drawn
        assert any(row["paper_day"] is None for row in trail)

    def test_name_each_file_from_left_to_right(self, case: Case, gas_manager: Principal) -> None:
        cut = facts.cut_of(case)
        found = facts.dossier_of(case, gas_manager)
        found["evidence"] = [{"file": "evidence/001.png", "name": "رسید 2.png", "sha256": "0" * 64}]

        paper = paper_of(found, facts.trail_of(case, gas_manager, cut), cut)

        drawn = render_to_string("violations/dossier.html", paper)
        assert '<bdi dir="auto">رسید 2.<bdi dir="ltr">png</bdi></bdi>' in drawn

    def test_keep_the_accounts_of_who_sat_to_the_house(
        self, case: Case, gas_manager: Principal
    ) -> None:
        assert "user_id" not in built(case, gas_manager).decode("latin-1")


class TestProjection:
    def test_gives_the_office_its_own_view(self, case: Case, operator: Principal) -> None:
        data = built(case, operator)

        found = told(data)
        text = b"".join(
            opened(data).read(name) for name in ("case.json", "audit.json", "manifest.json")
        ).decode()
        assert found["decisions"] == []
        assert found["case"]["outcome"] == ""
        assert REASONS not in text
        assert "actor_name" not in text
        assert "reporter_name" not in text
        assert len(found["evidence"]) == 1

    def test_opens_the_decision_with_its_service(
        self, case: Case, operator: Principal, gas_manager: Principal
    ) -> None:
        when: dict[str, Any] = {"on": TODAY, "at": now()}
        actions.issue_notice(
            case_id=case.pk, kind="decision", channel="portal", actor=gas_manager, **when
        )
        actions.acknowledge_notice(case_id=case.pk, kind="decision", actor=operator, **when)

        assert told(built(case, operator))["decisions"][0]["reasons"] == REASONS

    @pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.AUDITOR, Role.AGENCY_MANAGER])
    def test_never_holds_internal_notes(
        self, case: Case, role: Role, gas_manager: Principal
    ) -> None:
        actor = gas_manager if role is Role.AGENCY_MANAGER else make_principal(role)

        data = opened(built(case, actor))

        assert "یادداشت پنهان" not in data.read("case.json").decode()

    def test_keeps_restricted_files_from_clerk_and_deputy(self, case: Case, gas: Any) -> None:
        for actor in (make_principal(Role.AGENCY_CLERK, gas), make_principal(Role.DEPUTY)):
            assert len(told(built(case, actor))["evidence"]) == 1

    def test_gives_the_chain_to_who_reads_the_audit(self, case: Case) -> None:
        trail = json.loads(opened(built(case, make_principal(Role.AUDITOR))).read("audit.json"))

        assert {"hash", "previous", "changes"} <= set(trail["events"][0])


class TestAsking:
    def test_is_done_by_a_worker_for_the_asker_alone(
        self, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        job = actions.ask_for_dossier(case_id=case.pk, actor=gas_manager, at=now())

        take_job(job.pk)

        job.refresh_from_db()
        assert job.state == "done", job.refusal
        assert job.file_name == f"pishkhan-dossier-{case.number}.zip"
        with job.file.open("rb") as stored:
            assert stored.read() == built(case, gas_manager)
        assert not Job.objects.visible_to(gas_clerk).exists()

    @pytest.mark.parametrize(
        "role",
        [Role.EXPERT, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER, Role.ASSOCIATION,
         Role.PLATFORM_ADMIN],
    )  # fmt: skip
    def test_refuses_roles(self, case: Case, role: Role) -> None:
        from accounts.scopes import ASSOCIATION_ID

        actor = make_principal(role, ASSOCIATION_ID if role is Role.ASSOCIATION else None)
        with pytest.raises(NotPermitted):
            actions.ask_for_dossier(case_id=case.pk, actor=actor, at=now())

    def test_hides_the_cases_of_others(self, case: Case, power_clerk: Principal) -> None:
        with pytest.raises(Case.DoesNotExist):
            actions.ask_for_dossier(case_id=case.pk, actor=power_clerk, at=now())

    def test_refuses_the_office_before_service(
        self, walk: Begin, operator: Principal, gas_manager: Principal
    ) -> None:
        story = walk(kind=make_type()).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=gas_manager, **story.now
        )

        with pytest.raises(IllegalMove):
            actions.ask_for_dossier(case_id=story.case.pk, actor=operator, at=now())


def sample() -> bytes:
    """Return a small bundle."""
    target = io.BytesIO()
    bundle = Bundle(target)
    bundle.add("a.txt", b"hello")
    bundle.add("evidence/001.png", bytes(range(64)))
    bundle.close({"case": "1405-00001", "cut": "province:1"}, KEY)
    return target.getvalue()


class TestChecking:
    def test_finds_nothing_in_what_was_made(self) -> None:
        assert broken_in(io.BytesIO(sample()), KEY) == []

    def test_finds_every_flipped_byte(self) -> None:
        whole = sample()

        for place in range(len(whole)):
            data = bytearray(whole)
            data[place] ^= 1
            assert broken_in(io.BytesIO(bytes(data)), KEY), place

    def test_finds_what_was_cut_off_or_added(self) -> None:
        whole = sample()

        assert broken_in(io.BytesIO(whole[:-1]), KEY)
        assert broken_in(io.BytesIO(whole + b"x"), KEY)
        assert broken_in(io.BytesIO(b"no zip"), KEY) == [Broken("", "format")]

    def test_finds_another_house(self) -> None:
        other = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="

        assert broken_in(io.BytesIO(sample()), other) == [Broken("manifest.seal", "seal")]
        assert broken_in(io.BytesIO(sample())) == []

    def test_says_so_on_the_command_line(
        self, case: Case, gas_manager: Principal, tmp_path: Path, capsys: Any
    ) -> None:
        data = built(case, gas_manager)
        good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
        good.write_bytes(data)
        bad.write_bytes(data.replace(b"%PDF-1", b"%PDF-2", 1))

        call_command("verify_dossier", str(good))
        assert case.number in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("verify_dossier", str(bad))
        assert "dossier.pdf" in capsys.readouterr().err


class TestChecker:
    def test_runs_its_own_script_only(self) -> None:
        import base64
        import hashlib
        import re

        page = actions.CHECKER.read_text()
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
        assert policy is not None
        assert policy[1].startswith("default-src 'none'")
        for tag in ("script", "style"):
            body = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
            assert body is not None
            digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy[1]
        assert "http" not in page.replace("http-equiv", "")

    def test_facts_name_the_cut(self, case: Case) -> None:
        assert facts.cut_of(case).name.count(":") >= 1


class TestRest:
    """The dossier over the API: asked for, followed as a job, fetched by an expiring address."""

    def order(self, case: Case, actor: Principal, *scopes: str) -> Any:
        program = make_api_client(actor, scopes or ("*",))
        return program, program.post(f"/api/v1/cases/{case.public_id}/dossier")

    def test_answers_202_then_the_file(self, case: Case, gas_manager: Principal) -> None:
        program, asked = self.order(case, gas_manager)

        assert asked.status_code == 202, asked.json()
        assert asked["Location"] == f"/api/v1/jobs/{asked.json()['id']}"
        assert asked.json() == program.get(asked["Location"]).json()
        assert asked.json()["state"] == "waiting"
        take_job(Job.objects.get().pk)
        told_of = program.get(asked["Location"]).json()
        assert told_of["state"] == "done"
        assert told_of["file_until"]
        ticket = program.post(f"{asked['Location']}/ticket").json()
        file: Any = program.get(ticket["url"].replace("http://testserver", ""))
        assert file["Content-Type"] == "application/zip"
        assert not broken_in(io.BytesIO(b"".join(file.streaming_content)), settings.AUDIT_KEY)

    def test_is_taken_by_no_key_that_may_not_open_evidence(
        self, case: Case, gas_manager: Principal
    ) -> None:
        program, asked = self.order(case, gas_manager)
        take_job(Job.objects.get().pk)
        other = make_api_client(gas_manager, ("jobs:read",))
        place = asked["Location"]

        assert other.get(place).status_code == 200
        for answer in (other.get(f"{place}/file"), other.post(f"{place}/ticket")):
            assert answer.status_code == 403
            assert "evidence:read" in answer.json()["detail"]
        ticket = program.post(f"{place}/ticket").json()["url"].replace("http://testserver", "")
        ApiToken.objects.filter(scopes=["*"]).update(scopes=["jobs:read"])
        assert program.get(ticket).status_code == 410

    def test_is_one_job_until_something_is_done(self, case: Case, gas_manager: Principal) -> None:
        program = make_api_client(gas_manager)
        address = f"/api/v1/cases/{case.public_id}/dossier"

        def order() -> Any:
            return program.post(address, headers={"Idempotency-Key": str(uuid4())})

        first, running = order(), order()
        take_job(Job.objects.get().pk)
        done = order()

        assert [answer.status_code for answer in (first, running, done)] == [202] * 3
        assert {answer["Location"] for answer in (first, running, done)} == {first["Location"]}
        assert done.json()["state"] == "done"
        events = AuditEvent.objects.filter(verb="case.dossier_asked")
        assert (Job.objects.count(), events.count()) == (1, 1)
        actions.add_note(case_id=case.pk, text="باز هم یادداشت", actor=gas_manager, at=now())
        assert order()["Location"] != first["Location"]

    def test_is_another_job_when_the_first_is_of_no_use(
        self, case: Case, gas_manager: Principal
    ) -> None:
        jobs = [self.order(case, gas_manager)[1].json()["id"]]

        Job.objects.update(asks_stop=True)
        jobs.append(self.order(case, gas_manager)[1].json()["id"])
        take_job(Job.objects.get(public_id=jobs[-1]).pk)
        Job.objects.filter(public_id=jobs[-1]).update(expires_at=now() + timedelta(minutes=50))
        jobs.append(self.order(case, gas_manager)[1].json()["id"])

        assert len(set(jobs)) == 3

    def test_is_nobody_elses_job(
        self, case: Case, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        mine = self.order(case, gas_manager)[1]

        assert self.order(case, gas_clerk)[1]["Location"] != mine["Location"]

    def test_is_another_job_with_other_files(self, case: Case) -> None:
        deputy = make_principal(Role.DEPUTY)
        first = self.order(case, deputy)[1].json()["id"]

        actions.ask_for_evidence(
            case_id=case.pk, reason=REASONS, actor=deputy, on=today(), at=now()
        )

        assert self.order(case, deputy)[1].json()["id"] != first

    def test_is_told_in_its_own_words(self, case: Case, gas_manager: Principal) -> None:
        _program, asked = self.order(case, gas_manager)
        job = Job.objects.get(public_id=asked.json()["id"])
        take_job(job.pk)
        hand_out_file(job_id=job.pk, actor=gas_manager, at=now())

        verbs = set(
            AuditEvent.objects.filter(target_id=job.public_id).values_list("verb", flat=True)
        )
        assert {"dossier.made", "dossier.taken"} <= verbs
        assert not verbs & {"list.exported", "list.taken"}
        assert KINDS.get("dossier.made")

    def test_hides_the_cases_of_others(self, case: Case, power_clerk: Principal) -> None:
        assert self.order(case, power_clerk)[1].status_code == 404

    def test_refuses_a_role_without_dossiers(self, case: Case) -> None:
        assert self.order(case, make_principal(Role.EXPERT))[1].status_code == 403

    def test_needs_a_key_that_opens_evidence(self, case: Case, gas_manager: Principal) -> None:
        assert self.order(case, gas_manager, "cases:write")[1].status_code == 403
        both = self.order(case, gas_manager, "cases:write", "evidence:read")
        assert both[1].status_code == 202

    def resent(self, case: Case, actor: Principal, times: int, **headers: str) -> list[Any]:
        """Return the answers to one order that is sent so many times by one program."""
        program = make_api_client(actor)
        address = f"/api/v1/cases/{case.public_id}/dossier"
        return [program.post(address, headers=headers) for _time in range(times)]

    def test_sent_again_is_one_order(self, case: Case, gas_manager: Principal) -> None:
        first, again = self.resent(case, gas_manager, 2, **{"Idempotency-Key": "one"})

        assert (first.status_code, again.status_code) == (202, 202)
        assert again.json() == first.json()
        assert again["Location"] == first["Location"]
        assert again["Idempotent-Replayed"] == "true"
        assert Job.objects.count() == 1
        assert AuditEvent.objects.filter(verb="case.dossier_asked").count() == 1

    def test_sent_again_leads_to_what_became_of_it(
        self, case: Case, gas_manager: Principal
    ) -> None:
        program = make_api_client(gas_manager)
        address = f"/api/v1/cases/{case.public_id}/dossier"
        program.post(address, headers={"Idempotency-Key": "one"})
        take_job(Job.objects.get().pk)

        again = program.post(address, headers={"Idempotency-Key": "one"})

        assert program.get(again["Location"]).json()["state"] == "done"
        assert Job.objects.count() == 1

    def test_is_refused_under_the_key_of_another_case(
        self, case: Case, walk: Begin, gas_manager: Principal
    ) -> None:
        other = walk(kind=make_type()).open().case
        program = make_api_client(gas_manager)
        for one, status in ((case, 202), (other, 422)):
            answer = program.post(
                f"/api/v1/cases/{one.public_id}/dossier", headers={"Idempotency-Key": "one"}
            )
            assert answer.status_code == status, answer.json()
        assert answer.json()["type"].endswith("#idempotency-mismatch")

    def test_sent_again_is_hidden_with_its_case(
        self, case: Case, gas_manager: Principal, operator: Principal
    ) -> None:
        program = make_api_client(operator)
        address, key = f"/api/v1/cases/{case.public_id}/dossier", {"Idempotency-Key": "one"}
        assert program.post(address, headers=key).status_code == 202
        with not_fixed("offices_office"):
            type(case.office).objects.filter(pk=case.office_id).update(public_id=uuid4())

        assert program.post(address, headers=key).status_code == 404

    def test_asked_for_anew_is_the_same_order(self, case: Case, gas_manager: Principal) -> None:
        answers = self.resent(case, gas_manager, 6)

        assert [answer.status_code for answer in answers] == [202] * 6
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert Job.objects.count() == 1
