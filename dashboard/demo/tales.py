"""The told stories (design: DOMAIN F4), each at an office of its own, counted back from today."""

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, timedelta

from core.jalali import year_of
from dashboard.demo import attached, names, plot, texts
from dashboard.demo.court import Court, Event
from dashboard.demo.register import LICENCE_YEARS, Made
from dashboard.demo.stage import Script, Stage
from offices.actions import change_office_state, register_holder, transfer_licence
from offices.models import HolderKind, Licence
from offices.states import OfficeState
from violations import actions
from violations.models import Case
from workdays.facts import calendar_for, deadline
from workdays.rules import DayKind, StepKind

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


def overcharger(teller: Teller, office: Made) -> Script:
    """Tell story 2: three times above the tariff, at two agencies."""
    for workdays, agency, by in ((150, "gaz", "gas"), (95, "bargh", "power"), (9, "gaz", "gas")):
        yield from teller.begin_for(workdays)
        event = Event(office, "V01", agency, teller.stage.on - timedelta(days=3), amount=300_000)
        cases = yield from teller.opened(event, f"{by}.clerk")
        for case in cases:
            yield teller.stage.soon(40)
            yield from teller.court.prove(case)
        for case in cases:
            if workdays > 50:
                yield from teller.court.follow_up(case)


def other_address(teller: Teller, office: Made) -> Script:
    """Tell story 3: serving at another address, which costs the licence at the first time."""
    yield from teller.begin_for(6)
    court, stage = teller.court, teller.stage
    event = teller.event(office, "V06", "", days=1)
    photographs = court.attach(event, "rep.ardabil")
    report = court.report(event, "rep.ardabil", evidence_ids=photographs)
    yield stage.after(1)
    (case,) = court.accept(report)
    yield stage.soon(50)
    yield from court.prove(case, stance="denies")
    yield stage.after(1)
    court.execute(case)


def silent_agency(teller: Teller, office: Made) -> Script:
    """Tell story 4: a proven late remittance that its agency has left for 22 working days."""
    yield from teller.begin_for(165)
    (case,) = yield from teller.opened(teller.event(office, "V11", "bargh"), "power.clerk")
    yield from teller.court.prove(case)
    yield from teller.court.follow_up(case)
    yield from teller.begin_for(22)
    (case,) = yield from teller.opened(teller.event(office, "V11", "bargh"), "power.clerk")
    yield from teller.court.prove(case, stance="denies")


def unjust_report(teller: Teller, office: Made) -> Script:
    """Tell story 5: not proven after the defence; the report stays, there are no points."""
    yield from teller.begin_for(28)
    court, stage = teller.court, teller.stage
    (case,) = yield from teller.opened(teller.event(office, "V11", "gaz"), "gas.clerk")
    yield from court.notify(case)
    yield stage.after(1)
    receipt = court.upload(court.operator(case), "defence", attached.receipt_of_bank(stage.on))
    court.defend(case, "denies", files=[receipt])
    yield from court.judge(case, is_proven=False, reasons=texts.REMITTED)
    yield from court.finish(case, waives=True)
    yield stage.after(1)
    court.close(case)


def overturned(teller: Teller, office: Made) -> Script:
    """
    Tell story 6: a final decision annulled by a judgment; points reversed, flags superseded.

    The later decision, which had counted it as a first occurrence, is counted again.
    """
    court, stage = teller.court, teller.stage
    yield from teller.begin_for(140)
    (first,) = yield from teller.opened(teller.event(office, "V11", "gaz"), "gas.clerk")
    yield from court.prove(first)
    yield from court.follow_up(first)
    yield from teller.begin_for(14)
    (second,) = yield from teller.opened(teller.event(office, "V11", "gaz"), "gas.clerk")
    yield from court.prove(second, stance="denies")
    yield stage.at(stage.workday_back(stage.today, 4), 10)
    actions.record_judgment(
        case_id=first.pk,
        document_no=f"{year_of(stage.on)}/د/۴۴۱",
        document_on=stage.on - timedelta(days=3),
        document_issuer="شعبهٔ نمونهٔ دیوان عدالت اداری",
        reasons=texts.APPEAL_REASONS["annulled"],
        actor=stage.by("gas.appeal"),
        **stage.when,
    )
    stage.nights.add(stage.on + timedelta(days=1))


def renewal_blocked(teller: Teller, office: Made) -> Script:
    """Tell story 7: 84 days before expiry an unresolved case blocks the renewal."""
    yield from teller.begin(13)
    report = teller.court.report(teller.event(office, "V05", ""), "expert", source="inspection")
    yield teller.stage.after(1)
    (case,) = teller.court.accept(report)
    yield teller.stage.soon(30)
    yield from teller.court.notify(case)


def new_holder(teller: Teller, office: Made) -> Script:
    """Tell story 9: after a transfer the count of occurrences starts anew."""
    court, stage = teller.court, teller.stage
    for workdays in (225, 180):
        yield from teller.begin_for(workdays)
        (case,) = yield from teller.opened(teller.event(office, "V18", "gaz"), "gas.clerk")
        yield from court.prove(case, stance="accepts")
        yield from court.follow_up(case)
    yield from teller.begin(130)
    _transfer(stage, office)
    yield from teller.begin_for(18)
    (case,) = yield from teller.opened(teller.event(office, "V18", "gaz"), "gas.clerk")
    yield from court.prove(case, stance="accepts")
    yield from court.follow_up(case)


def _transfer(stage: Stage, office: Made) -> None:
    secretariat = stage.by("secretariat")
    holder = register_holder(
        kind=HolderKind.LEGAL,
        name=f"شرکت خدمات پیشخوان مغان نو {names.SAMPLE}",
        legal_id=names.legal_id(900),
        national_id=names.national_id(900),
        ceo_name="آیلار سلیمی‌مهر",
        mobile=names.mobile(900),
        actor=secretariat,
        at=stage.moment,
    )
    old = Licence.objects.filter(office_id=office.pk).current().get()
    transfer_licence(
        licence_id=old.pk,
        holder_id=holder.pk,
        number=f"24/{year_of(stage.on)}/80900",
        issued_on=stage.on,
        expires_on=stage.on + timedelta(days=365 * LICENCE_YEARS),
        document_no=f"{year_of(stage.on)}/۱۱۲/ت",
        document_on=stage.on - timedelta(days=4),
        actor=secretariat,
        **stage.when,
    )


def duplicates(teller: Teller, office: Made) -> Script:
    """Tell story 10: a clerk, a complaint and an inspection report one event; one case."""
    court, stage = teller.court, teller.stage
    yield from teller.begin(12)
    event = teller.event(office, "V20", "gaz", days=1)
    first = court.report(event, "gas.clerk")
    yield stage.soon(80)
    others = [court.report(event, "expert", source="complaint")]
    yield stage.soon(60)
    others.append(court.report(event, "rep.ardabil"))
    yield stage.after(1)
    for report in others:
        actions.mark_duplicate(
            report_id=report.pk,
            original_id=first.pk,
            reason="هر سه گزارش از یک رویداد در همین روز است.",
            actor=stage.by("gas.manager"),
            **stage.when,
        )
    (case,) = court.accept(first)
    yield stage.soon(30)
    yield from court.notify(case)
    yield from court.hear(case, "partly")


def holiday_deadline(teller: Teller, office: Made) -> Script:
    """Tell story 11: a window whose last day is a holiday moves to the next working day."""
    court, stage = teller.court, teller.stage
    served_on = rolling_day(stage)
    yield stage.at(stage.workday_back(served_on, 4), 9)
    (case,) = yield from teller.opened(teller.event(office, "V11", "gaz"), "gas.clerk")
    court.issue(case, "charge")
    yield stage.at(served_on, 10)
    court.acknowledge(case, "charge")
    due_on = Case.objects.get(pk=case.pk).defence_due_on or served_on
    if due_on >= stage.today:
        return
    yield stage.at(due_on, 12)
    court.defend(case, "partly")
    yield from court.judge(case, is_proven=True)
    yield from court.finish(case, waives=True)
    yield from court.follow_up(case)


def rolling_day(stage: Stage) -> date:
    """
    Return a day of service whose defence window ends on a holiday and moves from there.

    The latest one that lies at least a month back, so that the story has come to its end.
    """
    day = stage.workday_back(stage.today - timedelta(days=35))
    calendar = calendar_for(None, day - timedelta(days=420), day + timedelta(days=60))
    found = day
    for _step in range(260):
        due = deadline("defence_window", day, None, calendar)
        rolled = [step.off for step in due.steps if step.kind is StepKind.ROLLED]
        if rolled and rolled[0] is not None and rolled[0].kind == DayKind.HOLIDAY:
            found = day
            break
        day = stage.workday_back(day - timedelta(days=1))
    return found


def dirty_text(teller: Teller, office: Made) -> Script:
    """Tell story 12: a report pasted with Arabic letters and mixed digits."""
    yield from teller.begin(1)
    narrative = (
        "مشتركي به نام كاظم مي گويد در تاريخ ١٤٠٥/٠٨/۲۹ براي دريافت 2 برگ قبض المثني مبلغ"
        " ۴۵٠٠٠ ريال بیشتر از تعرفه از او گرفته‌اند و رسيد نداده‌اند."
    )
    event = Event(office, "V20", "gaz", teller.stage.on, narrative)
    teller.court.report(event, "gas.clerk")


def with_permit(teller: Teller, office: Made) -> Script:
    """Tell story 13, first half: a rural office that closed with a permit."""
    yield from teller.begin(10)
    stage = teller.stage
    change_office_state(
        office_id=office.pk,
        state=OfficeState.TEMPORARILY_CLOSED,
        reason="تعطیلی موقت با مجوز برای جابه‌جایی تجهیزات",
        ends_on=stage.today + timedelta(days=16),
        document_no=f"{year_of(stage.on)}/م/۱۰۸",
        document_on=stage.on,
        actor=stage.by("secretariat"),
        **stage.when,
    )


def without_permit(teller: Teller, office: Made) -> Script:
    """Tell story 13, second half: a rural office that just closed."""
    yield from teller.begin(60)
    court, stage = teller.court, teller.stage
    report = court.report(teller.event(office, "V08", ""), "rep.parsabad")
    yield stage.after(1, 2)
    (case,) = court.accept(report)
    yield stage.after(1)
    yield from court.prove(case, stance="accepts")
    yield stage.after(2)
    change_office_state(
        office_id=office.pk,
        state=OfficeState.INACTIVE,
        reason="دفتر بی مجوز تعطیل است و در مهلت رفع نقص باز نشد",
        actor=stage.by("secretariat"),
        **stage.when,
    )


def next_report(teller: Teller, office: Made) -> Script:
    """Tell of an office at which the next major case opens a termination review."""
    yield from teller.begin_for(105)
    (case,) = yield from teller.opened(teller.event(office, "V11", "gaz"), "gas.clerk")
    yield from teller.court.prove(case)
    yield from teller.court.follow_up(case)


def repeated(second: int) -> Tale:
    """
    Return the tale of an office whose second major case leads to a termination review.

    `second` is how many working days ago it became final.
    """

    def tale(teller: Teller, office: Made) -> Script:
        for workdays in (second + 115, second):
            yield from teller.begin_for(workdays)
            (case,) = yield from teller.opened(teller.event(office, "V15", "gaz"), "gas.clerk")
            yield from teller.court.prove(case)
            yield from teller.court.follow_up(case)

    return tale


TALES: dict[str, Tale] = {
    plot.OVERCHARGER: overcharger,
    plot.OTHER_ADDRESS: other_address,
    plot.SILENT: silent_agency,
    plot.UNJUST: unjust_report,
    plot.OVERTURNED: overturned,
    plot.RENEWAL_BLOCKED: renewal_blocked,
    plot.NEW_HOLDER: new_holder,
    plot.DUPLICATES: duplicates,
    plot.HOLIDAY: holiday_deadline,
    plot.DIRTY_TEXT: dirty_text,
    plot.WITH_PERMIT: with_permit,
    plot.WITHOUT_PERMIT: without_permit,
    plot.NEXT_REPORT: next_report,
    plot.UNDER_NOTICE: repeated(16),
    plot.TERMINATED: repeated(62),
    plot.NOTICE_WAITING: repeated(8),
    plot.ELAPSED: repeated(42),
}


def told(stage: Stage, court: Court, offices: dict[str, Made]) -> Iterator[Script]:
    """Yield the scripts of all stories."""
    teller = Teller(stage, court)
    for code, tale in TALES.items():
        yield tale(teller, offices[code])
