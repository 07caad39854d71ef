"""The rules of a policy as sentences, each value marked where it stands."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.persian import persian_digits
from oversight.models import PolicyVersion
from oversight.models.policies import PolicyRule
from oversight.rules.conditions import CONDITIONS, WAITS
from oversight.rules.parameters import COUNT, NUMBERS
from oversight.rules.sentences import severities
from oversight.states import RuleCode


def rules_in_words(version: PolicyVersion, earlier: PolicyVersion | None) -> list[dict[str, Any]]:
    """Return a version's rules with their sentences; what the earlier version says is beside it."""
    before = {rule.code: rule for rule in earlier.rules.all()} if earlier else {}
    return [_in_words(rule, before.get(rule.code)) for rule in version.rules.order_by("code")]


def sentence_of(rule: PolicyRule) -> SafeString | str:
    """Return a rule as the sentence in which its version is read."""
    sentence: SafeString | str = _in_words(rule, None)["sentence"]
    return sentence


def _in_words(rule: PolicyRule, before: PolicyRule | None) -> dict[str, Any]:
    code = RuleCode(rule.code)
    old = before.parameters if before else rule.parameters
    names = [*NUMBERS[code], *(["severities"] if "severities" in rule.parameters else [])]
    values = {name: _chip(code, name, rule.parameters, old) for name in names}
    text = str(CONDITIONS[code])
    changed = before is not None and (
        rule.parameters != before.parameters or rule.is_enabled != before.is_enabled
    )
    return {
        "rule": rule,
        "title": code.label,
        "sentence": format_html(text, **values) if values else text,
        "is_changed": changed,
        "is_switched": before is not None and rule.is_enabled != before.is_enabled,
        "waits": WAITS.get(code, ""),
    }


def _chip(code: RuleCode, name: str, parameters: dict[str, Any], old: dict[str, Any]) -> SafeString:
    value, was = _words(code, name, parameters), _words(code, name, old)
    if value == was:
        return format_html('<b class="value">{}</b>', value)
    return format_html(
        '<b class="value is-changed">{} <s><span class="vh">{}</span> {}</s></b>',
        value, _("before:"), was,
    )  # fmt: skip


def _words(code: RuleCode, name: str, parameters: dict[str, Any]) -> str:
    if name == "severities":
        return severities(parameters.get(name) or [])
    number, value = NUMBERS[code][name], persian_digits(parameters.get(name, "–"))
    return value if number is COUNT or not number.unit else f"{value} {number.unit}"
