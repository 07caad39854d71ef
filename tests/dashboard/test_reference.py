"""Reference data: everything at once, again and again."""

from typing import Any

import pytest
from django.core.management import call_command

from audit.models import AuditEvent
from dashboard.reference import load_reference
from oversight.models import PolicyVersion
from territory.models import Division
from tests.factories import NOW
from violations.models import SanctionRule, ViolationType
from workdays.models import CalendarDay, DeadlineRule


@pytest.mark.django_db
class TestLoadReference:
    def test_fills_an_empty_installation(self) -> None:
        load_reference(at=NOW)

        for model in (
            Division, ViolationType, SanctionRule, PolicyVersion, CalendarDay, DeadlineRule,
        ):  # fmt: skip
            assert model._base_manager.exists(), model

    def test_is_in_the_history(self) -> None:
        load_reference(at=NOW)

        verbs = AuditEvent.objects.values_list("verb", flat=True)
        assert sorted(verbs) == [
            "calendar.loaded", "policy.loaded", "reference.loaded", "reference.loaded",
        ]  # fmt: skip

    def test_changes_nothing_again(self) -> None:
        load_reference(at=NOW)
        events = AuditEvent.objects.count()
        again = load_reference(at=NOW)

        assert AuditEvent.objects.count() == events
        assert not any(count for counts in again.values() for count in counts.values())

    def test_says_what_was_new(self, capsys: Any) -> None:
        call_command("load_reference")
        first = capsys.readouterr().out
        call_command("load_reference")

        assert "policies: 1 versions" in first
        assert capsys.readouterr().out.splitlines() == [
            f"{kind}: nothing new" for kind in ("divisions", "calendar", "types", "policies")
        ]
