"""What is last is told by the number of a row: no number is taken ahead of its sequence."""

import pytest

from audit.models import AuditEvent
from core.clock import now
from tests.factories import make_case
from tests.sql import refused_at_runtime
from workdays.models import DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
FAR = 4_000_000_000_000


def far_event() -> None:
    AuditEvent.objects.create(
        pk=FAR, stream="province", sequence=1, at=now(), actor_id=1, actor_name="کسی",
        actor_role="deputy", grant_id=1, via="web", verb="case.noted", target_type="x",
        target_id="x", target_label="x", hash="b" * 64,
    )  # fmt: skip


def far_receipt() -> None:
    DeadlineMove.objects.create(
        pk=FAR, deadline_id=KeptDeadline.objects.values_list("pk", flat=True).first() or 1,
        cause="calendar", old_on="2026-01-01", new_on="2026-01-02", old_version="v1",
        new_version="v1", why="x", moved_on=now().date(), moved_at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("model", [AuditEvent, DeadlineMove])
def test_no_row_is_numbered_ahead(model: type[AuditEvent] | type[DeadlineMove]) -> None:
    make_case()
    write = far_event if model is AuditEvent else far_receipt
    assert refused_at_runtime(write) == (
        f"A row of {model._meta.db_table} has the number of its sequence."
    )
