"""Partner agencies, their units, services and staff."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, M, ScopedQuerySet, Stamped
from core.spelling import spelled
from territory.models import Division

# Begins with a letter: no number, and nothing that a spreadsheet takes for one or for a formula.
SERVICE_CODE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SERVICE_CODE_CURE = _(
    "A code begins with a small Latin letter; letters, digits and single hyphens follow, "
    "as in gaz-bill."
)


class AgencyKind(models.TextChoices):
    """What the agency serves."""

    WATER = "water", _("water")
    POWER = "power", _("power")
    GAS = "gas", _("gas")
    TELECOM = "telecom", _("telecom")
    POST = "post", _("post")
    BANK = "bank", _("bank")
    INSURANCE = "insurance", _("insurance")
    GOVERNMENT = "government", _("government")


class PublicQuerySet(ScopedQuerySet[M]):
    """Agencies and what they offer are public to everybody who is signed in."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all agencies; what they do is scoped where it lies."""
        return self


class AgencyQuerySet(PublicQuerySet["Agency"]):
    """Agencies, all of them or one's own."""

    def own(self, principal: Principal) -> Self:
        """Return the principal's own agencies; none for other roles."""
        return self.filter(public_id__in=principal.agency_ids)

    def called(self, text: str) -> Self:
        """Return the agencies whose name or short name holds a text, however it is spelled."""
        wanted = spelled(text)
        return self.filter(Q(name__iregex=wanted) | Q(short_name__iregex=wanted))


def of_own(principal: Principal) -> Q:
    """
    Return the condition that rows with an `agency` are of the principal's own agencies.

    One agency is asked for as one value, so that an index by agency also gives the order of a list.
    """
    own = Agency.objects.own(principal).values("pk")
    return Q(agency=own[:1]) if len(principal.agency_ids) == 1 else Q(agency__in=own)


class Agency(Stamped, Addressed):
    """A public body or company whose services the offices give under contract."""

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40)
    letter = models.CharField(_("letter in the agency strip"), max_length=4, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=AgencyKind.choices)
    province = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("province"),
    )
    # Its working days are those of this county; without one, of the whole province.
    seat = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county of the seat"),
        null=True,
        blank=True,
    )
    is_secretariat = models.BooleanField(_("keeps the working group's secretariat"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    requires_guarantee = models.BooleanField(_("requires a guarantee"), default=True)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=100)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the agency's page."""
        return reverse("agencies:agency", args=[self.code])

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return f"agency:{self.pk}"

    @property
    def calendar_place(self) -> tuple[UUID | None, str]:
        """Return the county and the kind of body whose working days are the agency's."""
        return (self.seat.public_id if self.seat else None, self.kind)


class AgencyUnit(Stamped, Addressed):
    """A local unit of an agency in a county."""

    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # history names the unit
        related_name="units",
        verbose_name=_("agency"),
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    name = models.CharField(_("name"), max_length=160)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="agencies_agencyunit_name",
                violation_error_message=_("The agency has a unit of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgencyStaff(Stamped, Addressed):
    """A person whom the offices may contact at the agency; what he may do lies in grants."""

    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # history names the person
        related_name="staff",
        verbose_name=_("agency"),
    )
    unit = models.ForeignKey(
        AgencyUnit,
        on_delete=models.PROTECT,  # history names the unit
        related_name="staff",
        verbose_name=_("unit"),
        null=True,
        blank=True,
    )
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=120)
    phone = models.CharField(_("phone"), max_length=11, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.full_name


class Service(Stamped, Addressed):
    """A service of an agency that offices may give under contract."""

    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # contracts name the service
        related_name="services",
        verbose_name=_("agency"),
    )
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    fee = models.PositiveBigIntegerField(_("fee, rial"), null=True, blank=True)
    fee_source = models.CharField(_("source of the fee"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"],
                name="agencies_service_code",
                violation_error_message=_("The agency has a service of this code."),
            ),
            models.CheckConstraint(
                name="agencies_service_code_form",
                condition=Q(code__regex=SERVICE_CODE),
                violation_error_message=SERVICE_CODE_CURE,
            ),
            models.CheckConstraint(
                name="agencies_service_fee_sourced",
                condition=Q(fee__isnull=True) | ~Q(fee_source=""),
                violation_error_message=_("A fee names its source."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
