"""How lists of contracts are narrowed, over REST and in pages."""

from typing import ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.facts import ending_in
from contracts.facts.ended import HOW_ENDED, ended_between, how_ended
from contracts.facts.months import PAST, bounds_of
from contracts.models import Contract, Guarantee
from contracts.rules import STAGE_LABELS, Cover, Stage
from contracts.rules.standing import RENEW_BEFORE, WATCH_GUARANTEE
from contracts.states import BLOCKING, ContractState, GuaranteeState
from core.clock import today
from core.periods import PERIOD_CHOICES, spans
from core.persian import latin_digits, loose_key
from core.requests import known
from core.rest.filters import (
    CodeFilter,
    CodesFilter,
    MomentFilter,
    RecordFilter,
    StatesFilter,
    YesNoFilter,
)
from offices.facts.search import keys_holding

COVERS = {
    Cover.HELD: _("guarantee in force"),
    Cover.ENDING: _("ends within thirty days"),
    Cover.PAST: _("run out"),
    Cover.NONE: _("none"),
}
STAGES = (Stage.NOT_BEGUN, Stage.DRAFTED, Stage.SIGNING, Stage.SIGNED)
RENEWALS = {
    Stage.DRAFTED: [ContractState.DRAFT],
    Stage.SIGNING: [ContractState.PENDING_SIGNATURE],
}


def check_month(value: str) -> None:
    """
    Refuse what is no month of the strip.

    Raises:
        ValidationError: with how a month is written.
    """
    key = latin_digits(value)
    try:
        if key != PAST:
            bounds_of(key)
    except ValueError as error:
        raise ValidationError(
            _("This is not a month. Choose one from the strip, such as 1405-09.")
        ) from error


def search_contracts(
    contracts: QuerySet[Contract], text: str, principal: Principal
) -> QuerySet[Contract]:
    """Return the contracts whose number, office or agency holds what was typed."""
    key, number = loose_key(text), latin_digits(text).strip()
    if not key:
        return contracts
    agencies = Agency.objects.called(text)
    return contracts.filter(
        Q(number__startswith=number)
        | Q(agency_number__startswith=number)
        | Q(office__in=keys_holding(key, principal))
        | Q(agency__in=list(agencies.values_list("pk", flat=True)))
    )


class MonthFilter(django_filters.CharFilter):
    """A month of the strip by its key, or what is over."""

    pattern = rf"^({PAST}|1(3\d|4[0-8])\d-(0[1-9]|1[0-2]))$"  # for the document


class ContractFilter(django_filters.FilterSet):
    """
    By number, agency, office, county, state, stage, guarantee, origin and days; `q` searches.

    One set of filters for pages, files and the REST API.
    """

    q = django_filters.CharFilter(method="search", label=_("search"))
    ends = MonthFilter(method="by_month", label=_("end"), validators=[check_month])
    agency = django_filters.CharFilter(field_name="agency__code", label=_("agency"))
    owner = django_filters.ChoiceFilter(
        choices=(("me", _("drafted or signed by me")),), method="by_owner", label=_("By whom")
    )
    ended = django_filters.ChoiceFilter(
        choices=PERIOD_CHOICES,
        method="by_end",
        label=_("ended in"),
    )
    how = django_filters.ChoiceFilter(
        choices=[(state.value, state.label) for state in HOW_ENDED],
        method="by_how",
        label=_("how it ended"),
    )
    stage = django_filters.ChoiceFilter(
        choices=[(stage.value, STAGE_LABELS[stage]) for stage in STAGES],
        method="by_stage",
        label=_("stage of renewal"),
    )
    guarantee = django_filters.ChoiceFilter(
        choices=[(cover.value, label) for cover, label in COVERS.items()],
        method="by_cover",
        label=_("guarantee"),
    )
    number = CodeFilter(label=_("contract number"))
    number__in = CodesFilter(field_name="number", lookup_expr="in")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    county = django_filters.UUIDFilter(field_name="county__public_id")
    state = django_filters.ChoiceFilter(choices=ContractState.choices, label=_("state"))
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=ContractState.choices)
    kind = django_filters.CharFilter()
    origin = django_filters.CharFilter()
    starts_on__gte = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte")
    starts_on__lte = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")
    ends_on__gte = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    ends_on__lte = django_filters.DateFilter(field_name="ends_on", lookup_expr="lte")
    suspended_until__lte = django_filters.DateFilter(
        field_name="suspended_until", lookup_expr="lte"
    )
    confirmed_on__isnull = YesNoFilter(
        field_name="confirmed_on", lookup_expr="isnull", label=_("not confirmed yet")
    )
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Contract
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts whose number, office or agency holds what was typed."""
        return search_contracts(queryset, value, known(self.request).principal)

    def by_month(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts that end in a month of the strip."""
        return ending_in(queryset, latin_digits(value), today())

    def by_end(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts that ended in one of the desk's periods."""
        span = spans(today())[value]
        return ended_between(queryset, span.first, span.last)

    def by_how(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts that ended in one way."""
        return queryset.alias(way_of_end=how_ended()).filter(way_of_end=value)

    def by_owner(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts that the asker has drafted or signed."""
        own = known(self.request).principal.user_id
        return queryset.filter(Q(drafted_by=own) | Q(signed_by=own))

    def by_stage(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the running contracts whose renewal stands there."""
        stage = Stage(value)
        renewals = Contract.objects.filter(renewed_from=OuterRef("pk")).exclude(
            state=ContractState.VOID
        )
        if stage in RENEWALS:
            return queryset.filter(Exists(renewals.filter(state__in=RENEWALS[stage])))
        if stage is Stage.SIGNED:
            return queryset.filter(Exists(renewals.filter(signed_on__isnull=False)))
        return queryset.filter(
            ~Exists(renewals),
            state=ContractState.ACTIVE,
            ends_on__lte=today() + RENEW_BEFORE,
        )

    def by_cover(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the running contracts that are secured so today; none for who knows no money."""
        on = today()
        if known(self.request).principal.role is Role.ASSOCIATION:
            return queryset.none()
        queryset = queryset.filter(state__in=BLOCKING)
        of_contract = Guarantee.objects.filter(contract=OuterRef("pk"))
        held = of_contract.held_on(on)
        beyond = held.filter(expires_on__gt=on + WATCH_GUARANTEE)
        lapsed = of_contract.filter(state__in=[GuaranteeState.HELD, GuaranteeState.EXPIRED])
        match Cover(value):
            case Cover.HELD:
                return queryset.filter(Exists(beyond))
            case Cover.ENDING:
                return queryset.filter(Exists(held), ~Exists(beyond))
            case Cover.PAST:
                return queryset.filter(Exists(lapsed), ~Exists(held))
            case _:
                return queryset.filter(~Exists(lapsed))
