"""The sample contracts: a Jalali year each, renewed at its end, with a guarantee of 3 to 5 %."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile

from accounts.principal import Principal
from agencies.models import Agency, Service
from contracts.actions import (
    accept_contract,
    add_guarantee,
    draft_contract,
    keep_scan,
    renew_contract,
    send_for_signature,
    settle_contract,
    sign_contract,
    write_articles,
)
from contracts.models import Contract
from core.errors import IllegalMove, Invalid
from core.jalali import add_months, year_end, year_of, year_start
from dashboard.demo import attached, exhibits
from dashboard.demo.contract_text import text_for
from dashboard.demo.people import SHORT
from dashboard.demo.plot import PLOTS, Plot
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from offices.models import Office
from offices.states import OfficeState

# How often an agency works with an office, per hundred.
WEIGHTS = {
    "gaz": 95, "bargh": 92, "abfa": 80, "post": 70, "mokhaberat": 55, "postbank": 45,
    "bimeh_salamat": 45, "bimeh_tamin": 40, "sabt": 18,
}  # fmt: skip
SOON = ("jihad", "maliat", "ostandari", "shahrdari")
BANKS = ("بانک نمونهٔ الف", "بانک نمونهٔ ب", "صندوق نمونهٔ ج")
# Written where the standing of an office asks for a reason.
IN_SPITE = "مردم این محدوده به خدمت نیاز دارند و دفتر تعهد داده است (نمونه)"
UNSETTLED = 0.06
OFF_YEAR = 0.08


@dataclass(frozen=True)
class Deal:
    """One office's work with one agency over the years."""

    office: Made
    agency: str
    service_ids: tuple[int, ...]
    first_year: int
    ends_early: bool = False
    is_off_year: bool = False
    guarantee_left: int | None = None
    quota_exception: str = ""


class Agreements:
    """Decides who works with whom, and tells how the contracts come about."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.branch()
        self._agencies = {agency.code: agency for agency in Agency.objects.order_by("position")}
        self._services: dict[str, list[int]] = {}
        rows = Service.objects.filter(is_active=True).order_by("pk")
        for pk, code in rows.values_list("pk", "agency__code"):
            self._services.setdefault(code, []).append(pk)

    def deals(self, office: Made, plot: Plot, rank: int) -> Iterator[Deal]:
        """Yield the office's work with each agency."""
        rng, first = self._rng, year_of(self._stage.begin + timedelta(days=30))
        if plot.has_all_services:
            yield from self._all_services(office, first)
            return
        for code in plot.agencies or self._choose(office):
            services = self._services[code]
            most = {1: 3, 2: 2}.get(rank, 1)
            chosen = rng.sample(services, min(len(services), rng.randint(1, most)))
            yield Deal(
                office,
                code,
                tuple(sorted(chosen)),
                first if plot.is_told or rng.random() < 0.55 else first + 1,
                ends_early=not plot.is_told and rng.random() < UNSETTLED,
                is_off_year=not plot.is_told and rng.random() < OFF_YEAR,
                guarantee_left=plot.guarantee_left if code == "gaz" else None,
            )

    def _choose(self, office: Made) -> list[str]:
        """Return the agencies of an office, the more usual ones more often."""
        is_full = self._stage.is_full
        least, most = ((4, 8) if is_full else (2, 4)) if not office.is_rural else (1, 3)
        count = self._rng.randint(least, most + (1 if is_full and office.is_rural else 0))
        order = sorted(WEIGHTS, key=lambda code: -WEIGHTS[code] * self._rng.random() ** 0.5)
        return sorted(order[:count], key=list(WEIGHTS).index)

    def _all_services(self, office: Made, first: int) -> Iterator[Deal]:
        """Yield deals that go beyond the share of rank two, with the reason for it."""
        reason = "تنها دفتر این محدوده است و مردم به این خدمت نیاز دارند (نمونه)"
        for code in WEIGHTS:
            services = tuple(self._services.get(code, ()))
            yield Deal(office, code, services, first, quota_exception=reason)

    def tell(self, deal: Deal) -> Script:
        """Tell one deal from its first contract to today."""
        stage, rng = self._stage, self._rng
        if deal.is_off_year:
            ends_on = stage.today + timedelta(days=rng.randrange(18, 55))
            starts_on = add_months(ends_on, -12) + timedelta(days=1)
        else:
            starts_on, ends_on = year_start(deal.first_year), self._end(deal, deal.first_year)
        yield stage.at(stage.workday(starts_on - timedelta(days=rng.randrange(6, 19))))
        contract = self._draft(deal, starts_on, ends_on)
        yield from self._sign(deal, contract)
        while not deal.is_off_year and ends_on + timedelta(days=1) < stage.today:
            yield stage.at(stage.workday(ends_on - timedelta(days=rng.randrange(8, 20))))
            if deal.ends_early:
                return
            if not _is_open(deal.office):
                yield from self._settle(deal, contract, ends_on)
                return
            ends_on = self._end(deal, year_of(ends_on + timedelta(days=1)))
            try:
                contract = renew_contract(
                    contract_id=contract.pk, ends_on=ends_on, actor=self._clerk(deal), **stage.when
                )
            except IllegalMove:  # under notice, terminated, in review, or never signed
                return
            yield from self._sign(deal, self._write(deal, contract))

    def _end(self, deal: Deal, year: int) -> date:
        """Return the last day of a term: that of the year, or of a guarantee that runs out."""
        last, today = year_end(year), self._stage.today
        if deal.guarantee_left is None or year != year_of(today):
            return last
        return min(last, today + timedelta(days=deal.guarantee_left))

    def _draft(self, deal: Deal, starts_on: date, ends_on: date) -> Contract:
        agency = self._agencies[deal.agency]
        contract = draft_contract(
            agency_id=agency.pk,
            office_id=deal.office.pk,
            service_ids=deal.service_ids,
            starts_on=starts_on,
            ends_on=ends_on,
            value=self._rng.randrange(40, 240) * 10_000_000,
            retention_percent=self._rng.choice((0, 5, 10)),
            standing_exception=IN_SPITE,
            actor=self._clerk(deal),
            **self._stage.when,
        )
        return self._write(deal, contract)

    def _write(self, deal: Deal, contract: Contract) -> Contract:
        """Write the text of a draft, with the days of its own term."""
        return write_articles(
            contract_id=contract.pk, text=text_for(contract), actor=self._clerk(deal),
            **self._stage.when,
        )  # fmt: skip

    def _sign(self, deal: Deal, contract: Contract) -> Script:
        stage = self._stage
        if self._agencies[deal.agency].requires_guarantee:
            self._secure(deal, contract)
        send_for_signature(contract_id=contract.pk, actor=self._clerk(deal), **stage.when)
        yield stage.after(1, 3)
        # An office that lost its licence or closed meanwhile is refused, and the draft waits.
        with suppress(Invalid, IllegalMove):
            self._accept(deal, contract)
            sign_contract(
                contract_id=contract.pk,
                actor=stage.by(f"{short(deal.agency)}.manager"),
                quota_exception=deal.quota_exception,
                standing_exception=IN_SPITE,
                **stage.when,
            )
            if deal.office.code in PLOTS and contract.ends_on >= stage.today:
                self._scan(deal, contract)

    def _scan(self, deal: Deal, contract: Contract) -> None:
        """Keep the scan of the signed paper."""
        paper = attached.contract(contract.number[-4:], self._stage.on)
        keep_scan(
            contract_id=contract.pk,
            file=ContentFile(exhibits.draw(paper, contract.pk), name=paper.name),
            actor=self._clerk(deal),
            **self._stage.when,
        )

    def _accept(self, deal: Deal, contract: Contract) -> None:
        """Let the office accept the contract in the portal."""
        operator = self._stage.by(f"operator.{deal.office.code}")
        accept_contract(contract_id=contract.pk, actor=operator, **self._stage.when)

    def _secure(self, deal: Deal, contract: Contract) -> None:
        stage, rng = self._stage, self._rng
        is_short = deal.guarantee_left is not None  # good to the last day, and no day longer
        expires_on = contract.ends_on + timedelta(days=0 if is_short else 30)
        add_guarantee(
            contract_id=contract.pk,
            kind=rng.choice(("bank", "bank", "promissory", "cheque")),
            number=f"{rng.randrange(100_000, 999_999)}/{contract.number[-4:]}",
            issuer=rng.choice(BANKS),
            amount=(contract.value or 0) * rng.choice((3, 4, 5)) // 100,
            expires_on=expires_on,
            actor=self._clerk(deal),
            **stage.when,
        )

    def _settle(self, deal: Deal, contract: Contract, ends_on: date) -> Script:
        yield self._stage.dawn(self._stage.workday(ends_on + timedelta(days=25)))
        settle_contract(
            contract_id=contract.pk,
            clearance="مفاصاحساب: همهٔ وجوه واریز و ضمانت‌نامه بازگردانده شد",
            actor=self._clerk(deal),
            **self._stage.when,
        )

    def _clerk(self, deal: Deal) -> Principal:
        return self._stage.by(f"{short(deal.agency)}.clerk")

    def soon(self, offices: list[Made]) -> Iterator[Script]:
        """Yield contracts that are being prepared with agencies that are new to the offices."""
        for serial, office in enumerate(offices):
            code = SOON[serial % len(SOON)]
            deal = Deal(office, code, tuple(self._services[code]), 0)
            yield self._prepare(deal, is_sent=serial % 3 != 0, is_accepted=serial % 3 == 1)

    def _prepare(self, deal: Deal, *, is_sent: bool, is_accepted: bool) -> Script:
        stage = self._stage
        days = self._rng.randrange(3, 24)
        yield stage.at(stage.workday_back(stage.today - timedelta(days=days)))
        contract = self._draft(deal, stage.on, year_end(year_of(stage.on)))
        if is_sent:
            yield stage.soon(60)
            send_for_signature(contract_id=contract.pk, actor=self._clerk(deal), **stage.when)
        if is_accepted:
            yield stage.soon(60)
            self._accept(deal, contract)


def short(agency: str) -> str:
    """Return what the people of an agency are called."""
    return SHORT.get(agency, agency)


def _is_open(office: Made) -> bool:
    return Office.objects.filter(pk=office.pk, state=OfficeState.ACTIVE).exists()
