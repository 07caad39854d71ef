"""The commands of the palette about one record: what the reader may do with it now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.acts.contract import STAND_BACK
from contracts.models import Contract
from contracts.views.acts.links import contract_links
from core.panels import Button
from core.persian import isolated, latin_digits, persian_digits
from core.web import ActLink
from dashboard.facts.finding import Group, Hit
from offices.facts import TABS
from offices.models import Office
from offices.views.offered import acts_on, buttons_of
from oversight.acts.reviews import NOTE as REVIEW_NOTE
from oversight.models import TerminationReview
from oversight.views.links import commands_on as commands_on_review
from violations.views.files import case_of, report_of
from violations.views.offers import Offer
from violations.views.offers.reading import offers_on as offers_on_case
from violations.views.offers.reading import papers_of
from violations.views.reports import report_offers
from violations.views.rights import writes_notes

MOST = 8
REVIEW_PARTS = ("contract", "office", "agency", "county")


@dataclass(frozen=True)
class Moment:
    """Who asks, and when; `new_key` is the person's key for a new report."""

    actor: Principal
    on: date
    at: datetime
    new_key: str = ""


def about(address: str, moment: Moment) -> Group | None:
    """
    Return what the actor may do with the record of this address now, as its own page offers it.

    None where the address is no record's, or the record is not the actor's to see.
    """
    try:
        found = resolve("/".join(address.split("/")[:3]))
    except Resolver404:
        return None
    read = READERS.get(found.view_name)
    named = next(iter(found.kwargs.values()), "")
    return read(latin_digits(str(named)), moment) if read else None


def _group(name: str, page: str, acts: list[Hit]) -> Group | None:
    title = _("Commands about “{name}”").format(name=name)
    return Group(title, acts[:MOST], is_acts=True, about=page) if acts else None


def _offered(offers: Sequence[Offer | ActLink]) -> list[Hit]:
    return [
        Hit(
            offer.url,
            offer.icon,
            _("Give the decision") if offer.name == "decision" else offer.label,
        )
        for offer in offers
    ]


def _note(page: str) -> Hit:
    return Hit(f"{page}#notes", "pencil", _("Add a note…"))


def _file(number: str, moment: Moment) -> Group | None:
    """Return the acts on the case of this number; on the report while there is no such case."""
    actor = moment.actor
    case = case_of(number, actor)
    if case is not None:
        offers = offers_on_case(case, actor, papers_of(case, actor), moment.on)
        acts = _offered(offers.all)[: MOST - 1]
        page = case.get_absolute_url()
        if writes_notes(actor):
            acts.append(_note(page))
        return _group(_("case {number}").format(number=isolated(case.number)), page, acts)
    report = report_of(number, actor)
    if report is None:
        return None
    acts = _offered(report_offers(report, actor, moment.at).all)
    name = _("report {number}").format(number=isolated(report.number))
    return _group(name, report.get_absolute_url(), acts)


def _review(number: str, moment: Moment) -> Group | None:
    seen = TerminationReview.objects.visible_to(moment.actor).select_related(*REVIEW_PARTS)
    review = seen.filter(number=number).first()
    if review is None:
        return None
    page = review.get_absolute_url()
    acts = _offered(commands_on_review(review, moment.actor, moment.on))[: MOST - 1]
    if REVIEW_NOTE.is_for(moment.actor):
        acts.append(_note(page))
    return _group(_("review {number}").format(number=isolated(review.number)), page, acts)


def _contract(number: str, moment: Moment) -> Group | None:
    seen = Contract.objects.visible_to(moment.actor)
    contract = seen.select_related("agency", "office").filter(number=number).first()
    if contract is None:
        return None
    page = contract.get_absolute_url()
    acts = [
        Hit(page if offer.is_posted else offer.url, "contract", str(offer.label))
        for offer in contract_links(contract, moment.actor, moment.on)
        if offer.name != STAND_BACK.name  # at the foot of the page, apart from its acts
    ]
    return _group(_("contract {number}").format(number=isolated(contract.number)), page, acts)


def _office(code: str, moment: Moment) -> Group | None:
    """Return the ways on from an office: its review, a report, a contract, its parts, its acts."""
    actor = moment.actor
    office = Office.objects.visible_to(actor).select_related("county").filter(code=code).first()
    if office is None:
        return None
    page = office.get_absolute_url()
    reviews = TerminationReview.objects.visible_to(actor).open().filter(office=office)
    acts = [
        Hit(reverse("oversight:review", args=[number]), "review", _("Go to the termination review"))
        for number in reviews.order_by("-pk").values_list("number", flat=True)[:1]
    ]
    acts += [_link(link["button"], link["url"], moment) for link in buttons_of(office, actor)]
    contracts = TABS.get("contracts")
    if contracts is not None and contracts.sees(office, actor):
        acts.append(Hit(f"{page}/contracts", "contract", _("See its contracts")))
    acts.append(Hit(f"{page}/history", "history", _("See its history")))
    acts += [Hit(act.url, "pencil", act.label) for act in acts_on(office, actor, moment.on)]
    return _group(persian_digits(office.name), page, acts)


def _link(button: Button, url: str, moment: Moment) -> Hit:
    if button.name == "file-violation":
        return Hit(url, "report", _("File a violation of this office"), key=moment.new_key)
    return Hit(url, button.icon or "pencil", str(button.title))


READERS: Mapping[str, Callable[[str, Moment], Group | None]] = {
    "violations:file": _file,
    "oversight:review": _review,
    "contracts:contract": _contract,
    "offices:office": _office,
}
