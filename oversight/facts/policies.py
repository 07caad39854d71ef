"""Which policy is in force on a day, and what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.models import PendingAct
from audit.words import Word
from core import jalali
from core.persian import isolated_as_typed, persian_digits
from oversight.models import PolicyRule, PolicyVersion
from oversight.rules.parameters import NUMBERS
from oversight.rules.shapes import Parameters
from oversight.rules.shifts import shifts_of_values, switched, values
from oversight.states import PolicyState, RuleCode
from violations.states import Severity

_CITATIONS = Path(__file__).resolve().parent.parent / "data" / "citations.json"


@dataclass(frozen=True)
class Policy:
    """A version and the parameters of its rules that are on, in the order of their codes."""

    version_id: int
    number: int
    rules: Mapping[RuleCode, Parameters]


def rules_of(version: PolicyVersion) -> dict[RuleCode, Parameters]:
    """Return the parameters of a version's rules that are on."""
    rows = PolicyRule.objects.filter(version=version, is_enabled=True).order_by("code")
    return {
        RuleCode(code): parameters for code, parameters in rows.values_list("code", "parameters")
    }


@cache
def _later_citations() -> Mapping[str, str]:
    citations: Mapping[str, str] = json.loads(_CITATIONS.read_text(encoding="utf-8"))["rules"]
    return citations


def citation_for(rule: PolicyRule) -> str:
    """Return where a rule's numbers come from, also when the first version left it off unsaid."""
    return rule.citation or _later_citations().get(rule.code, "")


def newest_approved(beside: PolicyVersion | None = None) -> PolicyVersion | None:
    """Return the approved version that a proposal starts from: the newest one beside itself."""
    approved = PolicyVersion.objects.filter(state=PolicyState.APPROVED).order_by("-number")
    return (approved if beside is None else approved.exclude(pk=beside.pk)).first()


def content_of(version: PolicyVersion, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return everything that an approval of a version approves, for the fingerprint.

    A version holds all rules, also those that it leaves as they were. So the version that it starts
    from belongs to it: approving it after another one would undo what that one has changed.
    """
    rules = PolicyRule.objects.filter(version=version).order_by("code")
    base = newest_approved(version)
    return {
        "number": version.number,
        "base": base.number if base else None,
        "title": version.title,
        "valid_from": version.valid_from,
        "note": version.note,
        "resolution": version.resolution,
        "rules": list(rules.values("code", "is_enabled", "parameters", "provenance", "citation")),
    }


def why_superseded(version: PolicyVersion, arguments: Mapping[str, Any]) -> str:
    """Return by which approval a proposal ended: it started from the version before that one."""
    newest = newest_approved(version)
    if newest is None or newest.approved_on is None or newest.number == version.number:
        return ""
    text = _(
        "Version {number} ({title}) was approved on {day}, and this proposal started from an"
        " earlier version. Propose it anew."
    )
    return text.format(
        number=persian_digits(newest.number),
        title=newest.title,
        day=jalali.long(newest.approved_on),
    )


def comes_into_force(pending: PendingAct) -> str:
    """Return from which day on an approved version is in force."""
    version = PolicyVersion.objects.get(public_id=str(pending.target_id))
    return _("in force from {day}").format(day=jalali.long(version.valid_from))


def open_proposals() -> QuerySet[PolicyVersion]:
    """Return the proposals that wait for approval, each of which ends the others."""
    return PolicyVersion.objects.filter(state=PolicyState.PROPOSED).order_by("number")


def ended_by_approval(version: PolicyVersion) -> list[PolicyVersion]:
    """Return the other open proposals, which the approval of a version ends."""
    return list(open_proposals().exclude(pk=version.pk))


def proposal_in_words(
    version: PolicyVersion, arguments: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return what the second person reads: the frame, and each rule that is stored otherwise."""
    base = newest_approved(version)
    before = {rule.code: rule for rule in base.rules.all()} if base else {}
    rows = [
        (_("version"), persian_digits(version.number)),
        (_("in force from"), jalali.long(version.valid_from)),
    ]
    if version.resolution:
        rows.append((_("working-group resolution"), persian_digits(version.resolution)))
    for rule in version.rules.order_by("code"):
        code = RuleCode(rule.code)
        changes = _changes_in_words(code, before.get(code), rule)
        if changes:
            rows.append((f"{isolated_as_typed(code)} {code.label}", _("; ").join(changes)))
    return rows


def _changes_in_words(code: RuleCode, was: PolicyRule | None, now: PolicyRule) -> list[str]:
    """
    Return what is stored of a rule otherwise than before, also where it stays off.

    A rule that is switched on says all its values: nothing of it has been in force so far.
    """
    before = was.parameters if was else {}
    changed = [_shift_in_words(each) for each in shifts_of_values(code, before, now.parameters)]
    if now.is_enabled != (was is not None and was.is_enabled):
        switch = _shift_in_words(switched(is_on=now.is_enabled))
        same = {name: value for name, value in now.parameters.items() if before.get(name) == value}
        return [switch, *changed, *(values(code, same) if now.is_enabled else [])]
    return [*changed, _("the rule stays off")] if changed and not now.is_enabled else changed


def _shift_in_words(shift: Mapping[str, str]) -> str:
    words = _("{before} becomes {after}").format(before=shift["before"], after=shift["after"])
    return f"{shift['name']}: {words}" if shift["name"] else words


def policy_in_force(on: date) -> Policy | None:
    """Return the policy in force on a day, or None before the first."""
    version = PolicyVersion.objects.in_force(on).first()
    return Policy(version.pk, version.number, rules_of(version)) if version else None


def words_of_rules() -> dict[str, Word]:
    """Return each rule's word for the history, which also knows the names of its numbers."""
    common: dict[str, object] = {
        "on": pgettext_lazy("rule", "on"),
        "severities": pgettext_lazy("rule", "severities"),
        **dict(Severity.choices),
    }
    return {
        code.value: Word(
            code.value, common | {name: number.label for name, number in NUMBERS[code].items()}
        )
        for code in RuleCode
    }
