"""Stories of reports and their cases, counted back from today."""

from datetime import date, timedelta

from core.jalali import year_of
from dashboard.demo import attached, texts
from dashboard.demo.court import Event
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from dashboard.demo.tales.teller import Tale, Teller
from violations import actions
from violations.models import Case
from workdays.facts import calendar_for, deadline
from workdays.rules import DayKind, StepKind


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
    court.waive(case, "defence")
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
    number, day = f"{year_of(stage.on)}/د/۴۴۱", stage.on - timedelta(days=1)
    scan = court.upload(stage.by("gas.appeal"), "judgment", attached.judgment(number, day))
    actions.record_judgment(
        case_id=first.pk,
        document_no=number,
        document_on=day,
        evidence_ids=[scan],
        document_issuer="شعبهٔ نمونهٔ دادگاه عمومی حقوقی",
        reasons=texts.APPEAL_REASONS["annulled"],
        actor=stage.by("gas.appeal"),
        **stage.when,
    )
    stage.nights.add(stage.on + timedelta(days=1))


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
    yield from court.hear(case, "partly", ends=False)


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
    court.waive(case, "defence")
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
