"""Stories of offices: renewals, transfers and closures, counted back from today."""

from datetime import timedelta

from core.jalali import year_of
from dashboard.demo import names
from dashboard.demo.register import LICENCE_YEARS, Made, document
from dashboard.demo.stage import Script, Stage
from dashboard.demo.tales.teller import Teller
from offices.actions import change_office_state, register_holder, transfer_licence
from offices.models import HolderKind, Licence
from offices.states import OfficeState


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
        **document(f"{year_of(stage.on)}/۱۱۲/ت", stage.on - timedelta(days=1)),
        actor=secretariat,
        **stage.when,
    )


def with_permit(teller: Teller, office: Made) -> Script:
    """Tell story 13, first half: a rural office that closed with a permit."""
    yield from teller.begin(10)
    stage = teller.stage
    change_office_state(
        office_id=office.pk,
        state=OfficeState.TEMPORARILY_CLOSED,
        reason="تعطیلی موقت با مجوز برای جابه‌جایی تجهیزات",
        ends_on=stage.today + timedelta(days=16),
        **document(f"{year_of(stage.on)}/م/۱۰۸", stage.on),
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
        **document(f"{year_of(stage.on)}/غ/{office.code[-4:]}", stage.on),
        actor=stage.by("secretariat"),
        **stage.when,
    )
