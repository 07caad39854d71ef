"""Where the sample offices stand: real counties and cities, weighted as the province is."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from territory.models import Division
from territory.rules import Level

PROVINCE = "اردبیل"


@dataclass(frozen=True)
class County:
    """A county with the first digits of its sample codes, and how many offices it gets."""

    name: str
    prefix: str
    urban: int
    rural: int
    small: int


# Source: DOMAIN F1. The youngest county has no code of its own yet; its prefix is made up.
COUNTIES = (
    County("اردبیل", "2401", 81, 20, 24),
    County("بیله‌سوار", "2402", 7, 5, 2),
    County("خلخال", "2403", 12, 8, 4),
    County("مشگین‌شهر", "2404", 20, 12, 7),
    County("گرمی", "2405", 8, 7, 3),
    County("پارس‌آباد", "2406", 20, 9, 7),
    County("کوثر", "2407", 3, 4, 2),
    County("نمین", "2408", 8, 7, 3),
    County("نیر", "2409", 3, 5, 2),
    County("سرعین", "2410", 3, 3, 2),
    County("اصلاندوز", "2411", 4, 5, 2),
    County("انگوت", "2412", 3, 5, 2),
)
FIRST_RURAL = 501


@dataclass(frozen=True)
class Site:
    """Where one office stands."""

    code: str
    is_rural: bool
    county: Division
    district: Division | None
    place: Division | None
    latitude: Decimal
    longitude: Decimal


def shares(county: County, *, is_full: bool) -> tuple[int, int]:
    """Return how many urban and rural offices a county gets."""
    if is_full:
        return county.urban, county.rural
    rural = max(1, round(county.small * county.rural / (county.urban + county.rural)))
    return county.small - rural, rural


def sites(rng: random.Random, on: date, *, is_full: bool) -> Iterator[Site]:
    """Yield the sites of all sample offices, county by county, urban ones first."""
    province = Division.objects.at(Level.PROVINCE).get(name=PROVINCE)
    for plan in COUNTIES:
        county = Division.objects.current(on).at(Level.COUNTY).get(parent=province, name=plan.name)
        parts = Division.objects.current(on).inside(county).select_related("parent")
        cities = list(parts.at(Level.CITY).order_by("-latitude", "pk"))
        villages = list(parts.at(Level.RURAL_DISTRICT).order_by("pk"))
        urban, rural = shares(plan, is_full=is_full)
        for serial in range(urban):
            place = _pick(rng, cities, serial)
            yield _site(rng, f"{plan.prefix}{serial + 1:03d}", False, county, place)
        for serial in range(rural):
            place = villages[serial % len(villages)] if villages else None
            yield _site(rng, f"{plan.prefix}{FIRST_RURAL + serial}", True, county, place)


def _pick(rng: random.Random, cities: list[Division], serial: int) -> Division | None:
    """Return the county's seat for most offices, and another city for some."""
    if not cities:
        return None
    seat = next((city for city in cities if city.latitude is not None), cities[0])
    others = [city for city in cities if city.pk != seat.pk]
    return rng.choice(others) if others and serial % 4 == 3 else seat


def _site(
    rng: random.Random, code: str, is_rural: bool, county: Division, place: Division | None
) -> Site:
    spread = 0.12 if is_rural else 0.025
    latitude = Decimal(f"{float(county.latitude or 38.3) + rng.uniform(-spread, spread):.5f}")
    longitude = Decimal(f"{float(county.longitude or 48.2) + rng.uniform(-spread, spread):.5f}")
    district = place.parent if place is not None else None
    return Site(code, is_rural, county, district, place, latitude, longitude)
