"""The sample register: offices with holders, licences, staff, and what happened to them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from core.errors import IllegalMove
from core.jalali import add_months, year_of
from dashboard.demo import attached, exhibits, names
from dashboard.demo.places import Site
from dashboard.demo.plot import Plot
from dashboard.demo.stage import Script, Stage
from offices.actions import (
    add_staff,
    change_licence_state,
    change_office_state,
    issue_licence,
    keep_licence_scan,
    register_holder,
    register_office,
    renew_licence,
    request_renewal,
)
from offices.facts.renewals import days_to_ask
from offices.models import HolderKind, Licence, LicenceHolder, Office, OfficeKind
from offices.states import OfficeState
from territory.models import Division
from violations.models import Case

RANKS, RANK_WEIGHTS = (1, 2, 3), (65, 33, 2)
LICENCE_YEARS = 5
ENDING = timedelta(days=120)
# What happens to which share of the quiet offices: of those whose licence ends soon, and the rest.
RENEWED = (("renewed", 0.3),)
STOPPED = (("inactive", 0.08), ("closed", 0.04), ("licence_suspended", 0.02))
EXPIRED, EXPIRING = 0.023, 0.084  # shares of the quiet offices (design: DOMAIN F5)


@dataclass(frozen=True)
class Made:
    """An office of the sample with what the stories need of it."""

    pk: int
    code: str
    is_rural: bool
    county: Division
    manager: str


class Register:
    """Enters the offices as the secretariat did when the system began."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.branch()
        self._people = names.people(self._rng)
        self._companies = names.companies(self._rng)
        self._serial = 0

    def enter(self, site: Site, plot: Plot) -> Made:
        """Register one office with its holder and licence, and open it."""
        self._serial += 1
        company, manager = next(self._companies), next(self._people)
        holder = self._register_holder(site, company, manager)
        office = self._register_office(site, plot, company, manager, holder)
        issued_on = self._issue_licence(office, plot)
        change_office_state(
            office_id=office.pk,
            state=OfficeState.ACTIVE,
            reason="ورود از فهرست دفاتر دایر استان",
            actor=self._stage.by("secretariat"),
            **self._stage.when,
        )
        self._staff(office, manager, issued_on)
        return Made(office.pk, office.code, site.is_rural, site.county, manager)

    def _register_holder(self, site: Site, company: str, manager: str) -> LicenceHolder:
        is_natural = site.is_rural and self._rng.random() < 0.5
        return register_holder(
            kind=HolderKind.NATURAL if is_natural else HolderKind.LEGAL,
            name=f"{manager} {names.SAMPLE}" if site.is_rural else f"{company} {names.SAMPLE}",
            national_id=names.national_id(self._serial),
            legal_id="" if site.is_rural else names.legal_id(self._serial),
            ceo_name=manager,
            mobile=names.mobile(self._serial),
            actor=self._stage.by("secretariat"),
            at=self._stage.moment,
        )

    def _register_office(
        self, site: Site, plot: Plot, company: str, manager: str, holder: LicenceHolder
    ) -> Office:
        rng = self._rng
        return register_office(
            code=site.code,
            name=self._name(site, company),
            kind=OfficeKind.RURAL_ICT if site.is_rural else OfficeKind.URBAN,
            county_id=site.county.pk,
            district_id=site.district.pk if site.district else None,
            place_id=site.place.pk if site.place else None,
            holder_id=holder.pk,
            manager_name=manager,
            address=self._address(site.place or site.county, is_rural=site.is_rural),
            postal_code=names.postal_code(rng),
            phone=names.landline(self._serial),
            mobile=names.mobile(self._serial),
            iban=names.sheba(self._serial),
            latitude=site.latitude,
            longitude=site.longitude,
            area_m2=rng.randrange(50, 140) if not site.is_rural else rng.randrange(30, 70),
            counter_count=1 if site.is_rural else rng.choice((2, 3, 3, 4, 5)),
            opening_hours="شنبه تا چهارشنبه ۷:۳۰ تا ۱۴:۳۰",
            rank=plot.rank or rng.choices(RANKS, RANK_WEIGHTS)[0],
            is_member=rng.random() < 0.94 or plot.is_told,
            actor=self._stage.by("secretariat"),
            **self._stage.when,
        )

    def _issue_licence(self, office: Office, plot: Plot) -> date:
        """Issue the licence, with its scan where the story shows it; return its first day."""
        stage, actor = self._stage, self._stage.by("secretariat")
        issued_on, expires_on = self._licence_days(plot)
        stage.nights.add(expires_on + timedelta(days=1))
        licence = issue_licence(
            office_id=office.pk,
            number=f"24/{year_of(issued_on)}/{self._serial:05d}",
            issued_on=issued_on,
            expires_on=expires_on,
            actor=actor,
            at=stage.moment,
        )
        if plot.is_told:
            paper = attached.licence(f"{self._serial:05d}", expires_on)
            keep_licence_scan(
                licence_id=licence.pk,
                file=ContentFile(exhibits.draw(paper, self._serial), name=paper.name),
                actor=actor,
                **stage.when,
            )
        return issued_on

    def _name(self, site: Site, company: str) -> str:
        if site.is_rural:
            place = site.place or site.county
            return f"دفتر ICT روستایی {place.name} {site.code[-2:]} {names.SAMPLE}"
        word = company.removeprefix("شرکت خدمات پیشخوان ")
        return f"پیشخوان {word} {names.SAMPLE}"

    def _address(self, place: Division, *, is_rural: bool) -> str:
        number = self._rng.randrange(1, 240)
        if is_rural:
            return f"دهستان {place.name}، خیابان اصلی روستا، جنب دهیاری، پلاک {number}"
        street = self._rng.choice(names.STREETS)
        return f"{place.name}، خیابان {street}، نبش کوچهٔ {number % 17 + 1}، پلاک {number}"

    def _licence_days(self, plot: Plot) -> tuple[date, date]:
        """Return issue and expiry: spread over the years, unless a story needs a day."""
        today = self._stage.today
        if plot.licence_left is not None:
            expires_on = today + timedelta(days=plot.licence_left)
        else:
            draw, spread = self._rng.random(), self._rng.randrange(28)
            if draw < EXPIRED:
                expires_on = today - timedelta(days=20 + spread * 3)
            elif draw < EXPIRED + EXPIRING:
                expires_on = today + timedelta(days=5 + spread * 3)
            else:
                expires_on = add_months(today, self._rng.randrange(7, 29)) - timedelta(days=spread)
        issued_on = add_months(expires_on, -12 * LICENCE_YEARS) + timedelta(days=1)
        return issued_on, expires_on

    def _staff(self, office: Office, manager: str, issued_on: date) -> None:
        people = [(manager, "مدیر دفتر")]
        if office.kind == OfficeKind.URBAN:
            people.append((next(self._people), "متصدی باجه"))
        for serial, (name, position) in enumerate(people):
            add_staff(
                office_id=office.pk,
                full_name=name,
                position=position,
                starts_on=issued_on + timedelta(days=serial * 40),
                national_id=names.national_id(1000 + self._serial * 3 + serial),
                actor=self._stage.by("secretariat"),
                at=self._stage.moment,
            )


def quiet_year(stage: Stage, office: Made, fate: str, on: date) -> Script:
    """Tell what happens to an office beside its cases: it stops, is closed, or is renewed."""
    yield stage.at(stage.workday(on))
    actor = stage.by("secretariat")
    if fate == "inactive":
        change_office_state(
            office_id=office.pk,
            state=OfficeState.INACTIVE,
            reason="در دو بازدید پیاپی، دفتر تعطیل و بی‌فعالیت بود",
            **document(f"{year_of(stage.on)}/غ/{office.code[-4:]}", stage.on),
            actor=actor,
            **stage.when,
        )
    elif fate == "closed":
        change_office_state(
            office_id=office.pk,
            state=OfficeState.TEMPORARILY_CLOSED,
            reason="تعطیلی موقت با مجوز برای تعمیرات",
            ends_on=stage.on + timedelta(days=25),
            **document(f"{year_of(stage.on)}/م/{office.code[-4:]}", stage.on),
            actor=actor,
            **stage.when,
        )
        yield stage.at(stage.workday(stage.on + timedelta(days=20)))
        change_office_state(
            office_id=office.pk,
            state=OfficeState.ACTIVE,
            reason="پایان تعمیرات و بازگشایی دفتر",
            actor=actor,
            **stage.when,
        )
    elif fate == "renewed":
        yield from _renewal(stage, office)
    elif fate == "licence_suspended":
        licence = _licence_of(office)
        change_licence_state(
            licence_id=licence.pk,
            state="suspended",
            **document(f"{year_of(stage.on)}/ک/{office.code[-4:]}", stage.on),
            suspended_until=stage.on + timedelta(days=90),
            reason="تعلیق پروانه بر پایهٔ نامهٔ سازمان تنظیم مقررات (نمونه)",
            actor=actor,
            **stage.when,
        )


def document(number: str, day: date, issuer: str = "سازمان تنظیم مقررات (نمونه)") -> dict[str, Any]:
    """Return the head and the scan of a document on which a state rests."""
    paper = attached.of_register(number, day, issuer)
    return {
        "document_no": number,
        "document_on": day,
        "document_issuer": issuer,
        "file": ContentFile(exhibits.draw(paper, 1), name=paper.name),
    }


def _licence_of(office: Made) -> Licence:
    return Licence.objects.filter(office_id=office.pk).current().get()


def _renewal(stage: Stage, office: Made) -> Script:
    licence = _licence_of(office)
    operator = stage.by(f"operator.{office.code}")
    first_on, _last_on = days_to_ask(licence, stage.on)
    yield stage.at(stage.workday(max(stage.on, first_on + timedelta(days=5))))
    try:
        request_renewal(licence_id=licence.pk, actor=operator, **stage.when)
    except IllegalMove:  # an unresolved case: such an office asks later
        return
    yield stage.after(8, 20)
    if Case.objects.open().filter(office_id=office.pk).exists():
        return
    issued_on = stage.on
    renew_licence(
        licence_id=licence.pk,
        number=f"24/{year_of(issued_on)}/9{office.code[2:]}",
        issued_on=issued_on,
        expires_on=add_months(issued_on, 12 * LICENCE_YEARS) - timedelta(days=1),
        **document(f"{year_of(issued_on)}/پ/{office.code[2:]}", issued_on),
        actor=stage.by("secretariat"),
        **stage.when,
    )


def fates(
    rng: random.Random, offices: list[Made], first: date, last: date
) -> Iterator[tuple[Made, str, date]]:
    """
    Yield what happens to which quiet office, and from when: about one in ten stops working.

    Some of those whose licence ends soon ask for its renewal in time.
    """
    span = (last - first).days
    soon = set(Licence.objects.filter(expires_on__range=(last, last + ENDING)).values_list(
        "office_id", flat=True
    ))  # fmt: skip
    for office in offices:
        draw = rng.random()
        for fate, share in RENEWED if office.pk in soon else STOPPED:
            if draw < share:
                day = first + timedelta(days=rng.randrange(span))
                yield office, fate, first if fate == "renewed" else day
                break
            draw -= share
