"""Which working offices lie nearest to one: where its citizens go while it does not work."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, radians

from django.db.models import Exists, FloatField, OuterRef
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.persian import decimals, persian_digits
from offices.models import Licence, Office
from offices.states import OfficeState

# A degree of latitude, in metres; farther than this many degrees nobody is sent.
DEGREE, FARTHEST = 111_195, Decimal("0.6")
SHOWN = 2


@dataclass(frozen=True)
class Nearby:
    """A working office and how far it is, in metres as the crow flies."""

    name: str
    code: str
    metres: int

    @property
    def distance(self) -> str:
        """Return the distance as people say it."""
        return in_words(self.metres)


def in_words(metres: int) -> str:
    """Return a distance: tens of metres, from a kilometre on tenths of it: ۴۵۰ متر، ۳٫۲ کیلومتر."""
    if metres < 995:
        return _("{n} metres").format(n=persian_digits(round(metres, -1)))
    return _("{n} kilometres").format(n=decimals(persian_digits(f"{metres / 1000:.1f}")))


def square_from(latitude: float, longitude: float, prefix: str = "") -> CombinedExpression:
    """Return how far a row's place is from another, squared metres, for sorting the near ones."""
    north = (Cast(f"{prefix}latitude", FloatField()) - latitude) * float(DEGREE)
    east = (Cast(f"{prefix}longitude", FloatField()) - longitude) * (
        DEGREE * cos(radians(latitude))
    )
    return north * north + east * east


def nearby(office: Office, principal: Principal, on: date) -> list[Nearby]:
    """
    Return the nearest offices that are open and licensed on a day.

    None where the office's place is not known.
    """
    if office.latitude is None or office.longitude is None:
        return []
    latitude, longitude = float(office.latitude), float(office.longitude)
    rows = (
        Office.objects.visible_to(principal)
        .filter(
            Exists(Licence.objects.valid_on(on).filter(office=OuterRef("pk"))),
            state=OfficeState.ACTIVE,
            latitude__range=(office.latitude - FARTHEST, office.latitude + FARTHEST),
            longitude__range=(office.longitude - FARTHEST, office.longitude + FARTHEST),
        )
        .exclude(pk=office.pk)
        .annotate(far=square_from(latitude, longitude))
        .order_by("far", "code")
        .values_list("name", "code", "far")
    )
    return [Nearby(name, code, round(far**0.5)) for name, code, far in rows[:SHOWN]]
