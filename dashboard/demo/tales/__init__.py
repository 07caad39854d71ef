"""The told stories (design: DOMAIN F4), each at an office of its own, counted back from today."""

from collections.abc import Iterator

from dashboard.demo import plot
from dashboard.demo.court import Court
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from dashboard.demo.tales import cases, offices
from dashboard.demo.tales.teller import Tale, Teller

__all__ = ["TALES", "Teller", "told"]

TALES: dict[str, Tale] = {
    plot.OVERCHARGER: cases.overcharger,
    plot.OTHER_ADDRESS: cases.other_address,
    plot.SILENT: cases.silent_agency,
    plot.UNJUST: cases.unjust_report,
    plot.OVERTURNED: cases.overturned,
    plot.RENEWAL_BLOCKED: offices.renewal_blocked,
    plot.NEW_HOLDER: offices.new_holder,
    plot.DUPLICATES: cases.duplicates,
    plot.HOLIDAY: cases.holiday_deadline,
    plot.DIRTY_TEXT: cases.dirty_text,
    plot.WITH_PERMIT: offices.with_permit,
    plot.WITHOUT_PERMIT: offices.without_permit,
    plot.NEXT_REPORT: cases.next_report,
    plot.UNDER_NOTICE: cases.repeated(16),
    plot.TERMINATED: cases.repeated(62),
    plot.NOTICE_WAITING: cases.repeated(8),
    plot.ELAPSED: cases.repeated(42),
}


def told(stage: Stage, court: Court, made: dict[str, Made]) -> Iterator[Script]:
    """Yield the scripts of all stories."""
    teller = Teller(stage, court)
    for code, tale in TALES.items():
        yield tale(teller, made[code])
