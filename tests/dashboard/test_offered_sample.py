"""What desks and rows of lists offer in the sample agrees with the tables of acts."""

from collections import Counter
from datetime import UTC, datetime, time

import time_machine
from django.db import transaction
from django.utils import translation

from tests.dashboard.conftest import TODAY, Sample
from tests.dashboard.offered import faults_of
from tests.dashboard.test_acts import people

# An act asked by day alone reads the hour of the present, which is a later day than the sample's.
NOON = datetime.combine(TODAY, time(8, 30), UTC)


class TestTheSample:
    @time_machine.travel(NOON)
    def test_offers_what_is_open_and_all_that_waits(self, sample: Sample) -> None:
        seen: Counter[str] = Counter()
        with translation.override("en"), transaction.atomic():
            found = [fault for _who, actor in people() for fault in faults_of(actor, TODAY, seen)]

        assert found == [], "\n".join(found)
        assert len(seen) > 20, seen
