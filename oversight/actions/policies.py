"""Propose other rules, for future runs only; oversight/actions/approvals.py approves them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from approvals.actions import propose_act
from audit.actions import record
from core import jalali
from core.acts import need, need_role
from core.errors import Invalid
from core.persian import persian_digits
from oversight.acts.policies import APPROVE, PROPOSE
from oversight.models import PolicyRule, PolicyVersion
from oversight.rules import MISSING, Parameters, faults
from oversight.states import PolicyState, RuleCode

_FIRST = Path(__file__).resolve().parent.parent / "data" / "policy_1.json"
LEAST_REASON = 20


@transaction.atomic
def load_policies(*, at: datetime | None = None) -> PolicyVersion:
    """
    Bring in the first version from the data file, once; later versions come from people.

    Its numbers are assumptions and say so; the names under it are the installation's.
    """
    first = PolicyVersion.objects.order_by("number").first()
    if first is not None:
        return first
    actor = User.objects.system()
    data = json.loads(_FIRST.read_text(encoding="utf-8"))
    begins = jalali.of(*map(int, data["valid_from"].split("-")))
    version = PolicyVersion.objects.create(
        number=data["number"],
        title=data["title"],
        note=data["note"],
        valid_from=begins,
        proposed_by=actor.user_id,
        proposed_by_name=actor.name,
    )
    PolicyRule.objects.bulk_create(
        PolicyRule(
            version=version,
            code=rule["code"],
            is_enabled=rule["enabled"],
            parameters=rule["parameters"],
            provenance=rule["provenance"],
            citation=rule["citation"],
        )
        for rule in data["rules"]
    )
    version.state = PolicyState.APPROVED
    version.approved_by, version.approved_by_name = 0, "مقدار آغازین"
    version.approved_on = begins
    version.save(
        update_fields=["state", "approved_by", "approved_by_name", "approved_on", "updated_at"]
    )
    states = {"state": (PolicyState.PROPOSED, PolicyState.APPROVED)}
    record(actor=actor, verb="policy.loaded", target=version, changes=states, at=at)
    return version


# What is to hold later than this is decided later: nobody confirms it on the facts of then.
FARTHEST_POLICY = timedelta(days=366)


@transaction.atomic
def propose_policy(
    *,
    title: str,
    valid_from: date,
    note: str,
    rules: Sequence[Mapping[str, Any]],
    actor: Principal,
    on: date,
    at: datetime,
    resolution: str = "",
) -> PolicyVersion:
    """
    Propose a version that differs from the newest approved one by `rules`.

    A rule names its `code`, `is_enabled`, `parameters` and perhaps its `citation`; a rule that is
    not named stays as it is. The version waits as a pending act for its second person.

    Raises:
        NotPermitted: the role may not propose policies.
        IllegalMove: no version has been approved yet.
        Invalid: it begins before tomorrow or not after the version that it starts from, changes
            nothing, or a rule's numbers are wrong.
    """
    need_role(PROPOSE, actor)
    need(PROPOSE, None, actor, on)
    await_other_policies()
    base = PolicyVersion.objects.filter(state=PolicyState.APPROVED).latest("number")
    before = {rule.code: rule for rule in PolicyRule.objects.filter(version=base)}
    frame = {"title": title, "note": note, "valid_from": valid_from}
    changed, differences, wrong = _changed(before, rules)
    wrong |= wrong_in_frame(frame, base, on)
    if wrong:
        raise Invalid(fields=wrong)
    if not differences:
        raise Invalid(_("The proposal changes nothing."))
    version = _stored(
        changed, actor, title=title, valid_from=valid_from, note=note, resolution=resolution
    )
    record(
        actor=actor,
        verb="policy.proposed",
        target=version,
        changes=differences | {"valid_from": (base.valid_from, valid_from)},
        note=note,
        at=at,
    )
    propose_act(
        act=APPROVE.key,
        target=version,
        arguments={},
        title=_official_title(version),
        summary=version.note,
        expires_on=valid_from - timedelta(days=1),
        actor=actor,
        on=on,
        at=at,
    )
    return version


def _stored(
    changed: Sequence[PolicyRule], actor: Principal, *, valid_from: date, **texts: str
) -> PolicyVersion:
    """Store the next version with its rules."""
    last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        number=last + 1,
        valid_from=valid_from,
        proposed_by=actor.user_id,
        proposed_by_name=actor.name,
        **{name: text.strip() for name, text in texts.items()},
    )
    for rule in changed:
        rule.version = version
    PolicyRule.objects.bulk_create(changed)
    return version


def await_other_policies() -> None:
    """
    Let proposals and approvals follow one another: each knows the newest approved version.

    Raises:
        Busy: another proposal or approval takes too long.
    """
    first = PolicyVersion.objects.earliest("number")
    PolicyVersion.objects.lock(first.pk, waits=True)


def _official_title(version: PolicyVersion) -> str:
    with translation.override("fa"):
        return _("Policy, version {number}: {title}").format(
            number=persian_digits(version.number), title=version.title
        )


def wrong_in_frame(typed: Mapping[str, Any], base: PolicyVersion, on: date) -> dict[str, list[str]]:
    """Return, by field, what is wrong with what was typed so far of a version as a whole."""
    wrong: dict[str, list[str]] = {}
    if not typed.get("title", "-").strip():
        wrong["title"] = [_("Give the version a title.")]
    if "note" in typed and len(typed["note"].strip()) < LEAST_REASON:
        wrong["note"] = [_("Write why the policy is changed.")]
    first = typed.get("valid_from")
    if first is None:
        return wrong
    if first <= on:
        wrong["valid_from"] = [_("A policy begins after today: past runs are not changed.")]
    elif first - on > FARTHEST_POLICY:
        wrong["valid_from"] = [_("A policy begins within a year from today; check the year.")]
    elif first <= base.valid_from:
        # It holds what the base changes, which would begin with it, and end with the base's day.
        text = _("Version {number}, from which it starts, begins on {day}; it begins after that.")
        wrong["valid_from"] = [
            text.format(number=persian_digits(base.number), day=jalali.long(base.valid_from))
        ]
    return wrong


def _changed(
    before: Mapping[str, PolicyRule], wanted: Sequence[Mapping[str, Any]]
) -> tuple[list[PolicyRule], dict[str, Any], dict[str, list[str]]]:
    """Return all rules of the new version, what differs, and what is wrong, both by code."""
    changes = {str(change["code"]): change for change in wanted}
    fields = {code: [_("There is no such rule.")] for code in sorted(set(changes) - set(before))}
    differences: dict[str, Any] = {}
    rules = []
    for code, old in sorted(before.items()):
        change = changes.get(code, {})
        is_enabled = bool(change.get("is_enabled", old.is_enabled))
        parameters = dict(change.get("parameters", old.parameters))
        wrong = _wrong(code, is_enabled, parameters)
        if wrong:
            fields[code] = wrong
        same = (is_enabled, parameters) == (old.is_enabled, old.parameters)
        if not same:
            was = {"on": old.is_enabled, **old.parameters}
            differences[code] = (was, {"on": is_enabled, **parameters})
        rules.append(
            PolicyRule(
                code=code,
                is_enabled=is_enabled,
                parameters=parameters,
                # A number that a person chose here has no source until its resolution is one.
                provenance=old.provenance if same else "assumed",
                citation=old.citation if same else str(change.get("citation", "")),
            )
        )
    return rules, differences, fields


def _wrong(code: str, is_enabled: bool, parameters: Parameters) -> list[str]:
    if is_enabled and code in MISSING:
        return [_("The register that this rule reads is not kept yet.")]
    return faults(RuleCode(code), parameters)
