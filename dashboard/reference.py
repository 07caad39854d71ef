"""All reference data of an installation, brought in together and left in the history."""

from collections.abc import Mapping
from datetime import datetime

from accounts.jobs import as_clock
from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from oversight.actions import load_policies
from oversight.models import PolicyVersion
from territory.actions import load_divisions
from violations.actions import load_types
from workdays.actions import load_calendar

Counts = Mapping[str, int]


def load_reference(*, at: datetime) -> dict[str, Counts]:
    """
    Bring in divisions, calendar, violation types and the first policy; return what was new.

    Safe to repeat at each deployment: what people have changed since stays. Each kind is a
    transaction of its own, with its event where something was new.
    """
    steps = {
        "divisions": _divisions,
        "calendar": _calendar,
        "types": _types,
        "policies": _policies,
    }
    made = {}
    for name, step in steps.items():
        with as_clock() as clock:
            made[name] = step(clock, at)
    return made


def _divisions(clock: Principal, at: datetime) -> Counts:
    loaded = load_divisions()
    return _told(clock, at, {"created": loaded.created, "changed": loaded.changed})


def _calendar(clock: Principal, at: datetime) -> Counts:
    return dict(vars(load_calendar(actor=clock, at=at)))


def _types(clock: Principal, at: datetime) -> Counts:
    types, cells, rules = load_types()
    return _told(clock, at, {"types": types, "cells": cells, "rules": rules})


def _policies(clock: Principal, at: datetime) -> Counts:
    before = PolicyVersion.objects.count()
    load_policies(at=at)
    return {"versions": PolicyVersion.objects.count() - before}


def _told(clock: Principal, at: datetime, counts: Counts) -> Counts:
    """Leave the event that the floor below does not leave itself."""
    if any(counts.values()):
        record(
            actor=clock,
            verb="reference.loaded",
            target=User.objects.get(pk=clock.user_id),
            changes={name: (0, count) for name, count in counts.items() if count},
            at=at,
        )
    return counts
