"""What a story is told with: the days before today, and the events of an office."""

from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta

from dashboard.demo.court import Court, Event
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from violations.models import Case

BRISK = 6
Tale = Callable[["Teller", Made], Script]


class Teller:
    """What a story is told with."""

    def __init__(self, stage: Stage, court: Court) -> None:
        self.stage = stage
        self.court = court

    def ago(self, days: int) -> date:
        """Return the working day that lies so many days back, or the last one before it."""
        return self.stage.workday_back(self.stage.today - timedelta(days=days))

    def begin_for(self, workdays: int) -> Generator[datetime, None, None]:
        """
        Wait for the day on which a case begins that is to be final so many working days ago.

        From the report to finality a brisk case takes six working days: accepted on the first,
        defended on the second, decided on the fourth, served on the fifth, waived on the sixth.
        """
        yield self.stage.at(self.stage.workday_back(self.stage.today, workdays + BRISK), 9)

    def begin(self, days: int) -> Script:
        """Wait for a day before today."""
        yield self.stage.at(self.ago(days), 9)

    def opened(self, event: Event, by: str) -> Generator[datetime, None, list[Case]]:
        """Report an event and let it be accepted; return the cases."""
        report = self.court.report(event, by, evidence_ids=self.court.attach(event, by))
        yield self.stage.after(1)
        return self.court.accept(report)

    def event(self, office: Made, code: str, agency: str, *, days: int = 2) -> Event:
        """Return an event of some days before the present one."""
        return Event(office, code, agency, self.stage.on - timedelta(days=days))
