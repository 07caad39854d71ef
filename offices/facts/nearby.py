"""Which working offices lie nearest to one: where its citizens go while it does not work."""

from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians

from django.db.models import ExpressionWrapper, F, FloatField
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.persian import decimals, persian_digits
from offices.models import Office
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
        """Return the distance as people say it: ۴۵۰ متر، ۳٫۲ کیلومتر."""
        if self.metres < 1000:
            metres = round(self.metres, -1)
            return _("{n} metres").format(n=persian_digits(metres))
        return _("{n} kilometres").format(n=persian_digits(decimals(f"{self.metres / 1000:.1f}")))


def nearby(office: Office, principal: Principal) -> list[Nearby]:
    """Return the nearest working offices; none where the office's place is not known."""
    if office.latitude is None or office.longitude is None:
        return []
    latitude, longitude = float(office.latitude), float(office.longitude)
    north = ExpressionWrapper((F("latitude") - latitude) * float(DEGREE), output_field=FloatField())
    east = ExpressionWrapper(
        (F("longitude") - longitude) * DEGREE * cos(radians(latitude)), output_field=FloatField()
    )
    rows = (
        Office.objects.visible_to(principal)
        .filter(
            state=OfficeState.ACTIVE,
            latitude__range=(office.latitude - FARTHEST, office.latitude + FARTHEST),
            longitude__range=(office.longitude - FARTHEST, office.longitude + FARTHEST),
        )
        .exclude(pk=office.pk)
        .annotate(far=north * north + east * east)
        .order_by("far", "code")
        .values_list("name", "code", "far")
    )
    return [Nearby(name, code, round(far**0.5)) for name, code, far in rows[:SHOWN]]
