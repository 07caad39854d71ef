"""The levels of the country's divisions, and which lies directly in which."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Levels from the widest to the narrowest."""

    PROVINCE = "province", _("province")
    COUNTY = "county", _("county")
    DISTRICT = "district", _("district")
    CITY = "city", _("city")
    RURAL_DISTRICT = "rural_district", _("rural district")
    VILLAGE = "village", _("village")


# A city and a rural district lie in a district beside each other.
PARENT_LEVEL: dict[Level, Level | None] = {
    Level.PROVINCE: None,
    Level.COUNTY: Level.PROVINCE,
    Level.DISTRICT: Level.COUNTY,
    Level.CITY: Level.DISTRICT,
    Level.RURAL_DISTRICT: Level.DISTRICT,
    Level.VILLAGE: Level.RURAL_DISTRICT,
}

# What people write before a name; «شهرک» is a name, so the word must stand alone.
PREFIXES: dict[Level, tuple[str, ...]] = {
    Level.PROVINCE: ("استان",),
    Level.COUNTY: ("شهرستان",),
    Level.DISTRICT: ("بخش",),
    Level.CITY: ("شهر",),
    Level.RURAL_DISTRICT: ("دهستان",),
    Level.VILLAGE: ("روستای", "آبادی"),
}


def without_prefix(text: str, level: Level) -> str:
    """Return a name without the word for its level: «شهرستان نیر» is «نیر» as a county."""
    first, _space, rest = text.strip().partition(" ")
    return rest.strip() if rest and first in PREFIXES[level] else text.strip()
