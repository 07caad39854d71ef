"""Offices, their holders, and the history of their states."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.states import OfficeState
from territory.models import Division


class DateRange(Func):
    """The SQL range of days from the first to the second expression, both included."""

    function = "daterange"
    output_field = DateRangeField()


def days(start: str, end: str) -> DateRange:
    """Return the range of days between two columns, both included; an open end is infinite."""
    return DateRange(F(start), F(end), RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class HolderKind(models.TextChoices):
    """A person, or a company (urban licences go to legal entities only, DOMAIN B1)."""

    NATURAL = "natural", _("natural person")
    LEGAL = "legal", _("legal entity")


class HolderQuerySet(ScopedQuerySet["LicenceHolder"]):
    """Holders are seen through their offices; identifiers stay sealed."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the holders for those who may see contacts of offices; none for others."""
        if may(principal, Permission.OFFICE_EDIT):
            return self  # also those whose office is not yet registered
        own = Office.objects.contacts_for(principal).filter(holder=OuterRef("pk"))
        return self.filter(Exists(own))


class LicenceHolder(Stamped, Addressed):
    """Who holds a licence. National IDs are encrypted, with a keyed index for exact search."""

    kind = models.CharField(_("kind"), max_length=8, choices=HolderKind.choices)
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(_("search key"), max_length=160, db_index=True)
    ceo_name = models.CharField(_("managing director"), max_length=120, blank=True)
    national_id_sealed = models.CharField(_("national ID"), max_length=200, blank=True)
    national_id_index = models.CharField(
        _("index of the national ID"), max_length=64, blank=True, db_index=True
    )
    legal_id = models.CharField(_("legal-entity ID"), max_length=11, blank=True)
    mobile = models.CharField(_("mobile"), max_length=11, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1)

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence holder")
        constraints = [
            models.UniqueConstraint(
                fields=["legal_id"],
                condition=~Q(legal_id=""),
                name="offices_licenceholder_legal_id",
                violation_error_message=_("A holder with this legal-entity ID exists."),
            ),
            models.UniqueConstraint(
                fields=["national_id_index"],
                condition=~Q(national_id_index="") & Q(kind="natural"),
                name="offices_licenceholder_national_id",
                violation_error_message=_("A holder with this national ID exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeKind(models.TextChoices):
    """A counter office in a city, or an ICT office in a village."""

    URBAN = "urban", _("urban")
    RURAL_ICT = "rural_ict", _("rural ICT")


class OfficeQuerySet(ScopedQuerySet["Office"]):
    """Every signed-in person sees the public card; contacts are projected by role."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all offices: their public card is for everybody who is signed in."""
        return self

    def contacts_for(self, principal: Principal) -> Self:
        """Return the offices whose address book and holder the principal may see."""
        if not may(principal, Permission.OFFICE_CONTACTS):
            return self.none()
        match principal.role:
            case Role.COUNTY_REP:
                return self.filter(county__public_id__in=principal.county_ids)
            case Role.OPERATOR:
                return self.filter(public_id__in=principal.office_ids)
            case _:
                return self

    def holding(self, key: str, principal: Principal) -> Self:
        """Return the offices of whose card or contacts the principal sees a part with this key."""
        anywhere = Q(search_key__contains=key)
        card = Q(search_key__regex=f"{key}.*[|]")  # a loose key has only letters and digits
        match principal.role:
            case Role.COUNTY_REP | Role.OPERATOR:
                own = Office.objects.contacts_for(principal).values("pk")
                return self.filter(card | anywhere & Q(pk__in=own))
            case _:
                sees_all = may(principal, Permission.OFFICE_CONTACTS)
                return self.filter(anywhere if sees_all else card)

    def own(self, principal: Principal) -> Self:
        """Return the operator's own offices; none for other roles."""
        return self.filter(public_id__in=principal.office_ids)


class Office(Stamped, Addressed):
    """
    A counter office. Only its code identifies it; a name has no official standing (DOMAIN 0.6).

    `state` is the current interval of `OfficeStateInterval`, kept by the action.
    """

    code = models.CharField(_("office code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=160)
    search_key = models.TextField(_("search key"))
    kind = models.CharField(_("kind"), max_length=12, choices=OfficeKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=OfficeState.choices, default=OfficeState.DRAFT
    )
    holder = models.ForeignKey(
        LicenceHolder,
        on_delete=models.PROTECT,  # a holder with a past stays
        related_name="offices",
        verbose_name=_("licence holder"),
        null=True,
        blank=True,
    )
    manager_name = models.CharField(_("office manager"), max_length=120, blank=True)
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    district = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("district"),
        null=True,
        blank=True,
    )
    place = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("city or village"),
        null=True,
        blank=True,
    )
    address = models.CharField(_("address"), max_length=400, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    phone = models.CharField(_("phone"), max_length=11, blank=True)
    mobile = models.CharField(_("mobile"), max_length=11, blank=True)
    iban = models.CharField(_("Sheba"), max_length=26, blank=True)
    area_m2 = models.PositiveIntegerField(_("area, m²"), null=True, blank=True)
    counter_count = models.PositiveSmallIntegerField(_("counters"), null=True, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=160, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    is_member = models.BooleanField(_("member of the association"), default=True)
    membership_declared_on = models.DateField(
        _("declared a member by the association on"), null=True, blank=True
    )
    membership_declared_by = models.BigIntegerField(_("declared by"), null=True, blank=True)
    first_active_on = models.DateField(_("active since"), null=True, blank=True)
    last_activity_on = models.DateField(_("last activity"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.CheckConstraint(
                name="offices_office_code_digits",
                condition=Q(code__regex=r"^[0-9]{4,12}$"),
                violation_error_message=_("An office code has 4 to 12 digits."),
            ),
            models.CheckConstraint(
                name="offices_office_rank_known",
                condition=Q(rank__isnull=True) | Q(rank__range=(1, 3)),
                violation_error_message=_("A rank is 1, 2 or 3."),
            ),
            models.CheckConstraint(
                name="offices_office_active_held",
                condition=~Q(state="active") | Q(holder__isnull=False),
                violation_error_message=_("An active office has a licence holder."),
            ),
        ]
        indexes = [
            # Read by the list of offices: by county, then code.
            models.Index(fields=["county", "code"], name="offices_office_county"),
            # Read by the list of offices: by state.
            models.Index(fields=["state", "code"], name="offices_office_state"),
            # Read by the type-ahead and the list's search.
            GinIndex(
                fields=["search_key"], opclasses=["gin_trgm_ops"], name="offices_office_search"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the office's page."""
        return reverse("offices:office", args=[self.code])


class OfficeStateInterval(Stamped):
    """
    A state of an office from `starts_on` to `ends_on`, both included; intervals never overlap.

    `ends_on` is empty while the state lasts. A closure or suspension names the last day that was
    granted or imposed, `planned_until`; the state still ends only by an act.
    """

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="intervals",
        verbose_name=_("office"),
    )
    state = models.CharField(_("state"), max_length=20, choices=OfficeState.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="offices_officestateinterval_apart",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The office has another state on some of these days."),
            ),
            models.CheckConstraint(
                name="offices_officestateinterval_dates_ordered",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A state cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="offices_officestateinterval_planned",
                condition=~Q(state__in=["suspended", "temporarily_closed"])
                | Q(planned_until__gte=F("starts_on")),
                violation_error_message=_("A closure or suspension has a planned last day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.state}"


class TouchedOffice(models.Model):
    """An office whose facts changed since the last flagging; taken by the incremental run."""

    office = models.OneToOneField(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    touched_at = models.DateTimeField(_("touched at"), auto_now=True)

    def __str__(self) -> str:
        return f"{self.office_id}"
