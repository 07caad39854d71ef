from datetime import timedelta

import pytest

from audit.models import AuditEvent
from core.clock import now
from tests.violations.stories import LONG_AGO
from violations.actions import save_draft
from violations.models import PointEntry, ReportDraft
from violations.states import CaseState
from violations.tasks import deadline_tick, sweep_drafts, sweep_uploads

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTHING = {"lapsed": 0, "final": 0, "dated": 0, "failed": 0}


class TestDeadlineTick:
    def test_lapses_and_finalizes(self, walk, gas_manager):
        waiting = walk(on=LONG_AGO).open().notify()
        decided = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        as_of = decided.case.appeal_due_on + DAY

        done = deadline_tick(as_of=as_of.isoformat())

        assert done == NOTHING | {"lapsed": 1, "final": 1}
        assert waiting.case.state == CaseState.DEFENCE_LAPSED
        assert decided.case.state == CaseState.FINAL

    def test_does_nothing_the_second_time(self, walk, gas_manager):
        story = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        as_of = (story.case.appeal_due_on + DAY).isoformat()
        deadline_tick(as_of=as_of)
        before = AuditEvent.objects.count()

        assert deadline_tick(as_of=as_of) == NOTHING
        assert AuditEvent.objects.count() == before
        assert PointEntry.objects.count() == 1

    def test_takes_today_and_more_than_it_knows(self):
        assert deadline_tick(later="x") == NOTHING


def test_sweep_finds_nothing_to_sweep():
    assert sweep_uploads() == 0


def test_sweep_removes_drafts_that_lay_for_thirty_days(gas_clerk):
    old, fresh = (
        save_draft(draft_id=None, data={}, label=label, actor=gas_clerk)
        for label in ("old", "fresh")
    )
    ReportDraft.objects.filter(pk=old.pk).update(updated_at=now() - 31 * DAY)

    assert sweep_drafts() == 1
    assert list(ReportDraft.objects.all()) == [fresh]
    assert sweep_drafts() == 0
