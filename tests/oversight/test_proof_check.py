"""Each night the history, its anchors and the sealed files are verified, and a break is told."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from accounts.jobs import as_clock
from accounts.principal import Principal
from accounts.roles import Role
from audit.anchors import write_anchor
from audit.models import AuditEvent
from contracts.models import Contract
from core.clock import now, today
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight import tasks
from oversight.actions import look_at_proofs, note_proofs
from oversight.models import RuleRun
from tests.factories import make_contract, make_principal
from tests.violations.stories import file_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(settings: Any, tmp_path: Path) -> None:
    """Have a history, and folders of its own for files and anchors."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor.log")
    contract = make_contract()
    file_report(contract, make_principal(Role.AGENCY_CLERK, contract.agency))


def alter_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditevent SET note = 'x' || note")
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER USER")


class TestLook:
    def test_finds_nothing_in_a_whole_house(self, filed: Any) -> None:
        write_anchor()

        assert look_at_proofs(now()) == []

    def test_names_an_altered_event(self, filed: Any) -> None:
        write_anchor()
        alter_history()

        assert any("the event was altered" in one for one in look_at_proofs(now()))

    def test_names_an_altered_anchor(self, filed: Any, settings: Any) -> None:
        write_anchor()
        path = Path(settings.AUDIT_ANCHOR_FILE)
        path.write_text(path.read_text().replace('"sequence": 1', '"sequence": 2', 1))

        assert any(one.startswith("anchors #") for one in look_at_proofs(now()))

    def test_names_a_missing_anchor_file_once_it_should_be_there(self, filed: Any) -> None:
        newest = AuditEvent.objects.latest("at").at
        first = AuditEvent.objects.earliest("at").at

        assert look_at_proofs(first) == []
        later = newest + timedelta(days=2)
        assert look_at_proofs(later) == ["anchors #0: the anchor file is missing"]

    def test_names_a_file_that_no_row_knows_once_it_is_old(self, filed: Any) -> None:
        write_anchor()
        name = default_storage.save("evidence/original/stray.pdf", ContentFile(b"x"))
        os.utime(default_storage.path(name), (now().timestamp(),) * 2)

        assert look_at_proofs(now()) == []
        later = now() + timedelta(days=3)
        assert look_at_proofs(later) == [f"{name}: no row knows this file"]


class TestNight:
    def test_leaves_one_row_and_tells_once(self, filed: Any) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        alter_history()
        for back in (2, 1, 0):
            with as_clock() as clock:
                note_proofs(
                    as_of=today() - timedelta(days=back), found=["province #1: altered"],
                    started=0, actor=clock, at=now(),
                )  # fmt: skip
        with as_clock():
            for message in Message.objects.filter(carrier=CarrierName.NEWS):
                spread(payload=message.payload, at=now())
            rows = list(Notification.objects.filter(kind="proofs.broken"))

        assert [row.user_id for row in rows] == [admin.user_id]
        assert RuleRun.objects.filter(job="verify_proofs", state="done").count() == 3
        assert AuditEvent.objects.filter(verb="proofs.verified").count() == 3

    def test_runs_once_a_day(self, filed: Any) -> None:
        write_anchor()

        assert tasks.verify_proofs() == tasks.verify_proofs() == {"altered": 0}
        assert RuleRun.objects.get(job="verify_proofs").counts == {
            "altered": 0,
            "broken": [],
            "sealed": 0,
            "recounted": 0,
        }


class TestPages:
    """The auditor checks the chain in the browser: of one record now, of all since the night."""

    def trail(self, browser_of: Any, auditor: Principal) -> Any:
        event = AuditEvent.objects.filter(verb="report.submitted").latest("pk")
        address = reverse("audit:record", args=[event.target_type, event.target_id])
        return browser_of(auditor).get(address)

    def test_the_trail_of_a_record_is_verified_as_it_is_opened(
        self, filed: Any, browser_of: Any, auditor: Principal
    ) -> None:
        whole = self.trail(browser_of, auditor)
        alter_history()
        altered = self.trail(browser_of, auditor)

        assert whole.context["broken"] == []
        assert "همین حالا بررسی شد" in whole.content.decode()
        assert len(altered.context["broken"]) == len(altered.context["rows"])
        assert "با مهر خود نمی‌خوانند" in altered.content.decode()

    def test_a_removed_event_is_missed_by_the_one_after_it(
        self, filed: Any, browser_of: Any, auditor: Principal
    ) -> None:
        contract = Contract.objects.get()
        clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
        file_report(contract, clerk, separate_reason="رسید دیگری است")
        report = AuditEvent.objects.filter(verb="report.submitted").latest("pk")
        before = AuditEvent.objects.get(stream=report.stream, sequence=report.sequence - 1)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
            before.delete()

        (broken,) = self.trail(browser_of, auditor).context["broken"]

        assert (broken.sequence, broken.reason) == (report.sequence, "an event is missing")

    @pytest.mark.parametrize(
        ("found", "days", "words"),
        [
            (None, 0, "هنوز بررسی نشده‌اند"),
            ([], 0, "چیزی تغییر نکرده است"),
            (["province #3: the event was altered"], 0, "province #3: the event was altered"),
            ([], 3, "شب‌های پس از آن انجام نشده است"),
        ],
    )
    def test_the_history_leads_with_the_last_nightly_proof(
        self,
        found: list[str] | None,
        days: int,
        words: str,
        filed: Any,
        browser_of: Any,
        auditor: Principal,
        clock: Principal,
    ) -> None:
        if found is not None:
            day = today() - timedelta(days=days)
            note_proofs(as_of=day, found=found, started=0.0, actor=clock, at=now())

        page = browser_of(auditor).get(reverse("audit:list"))

        assert words in page.content.decode()
