"""
The explanation of a flag in one official Persian sentence.

A sentence that has been stored can be said again only while its words stand: never edit a text
in use, add a new wording beside it. The inputs of a flag name the wording in which it was said.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import jalali
from core.persian import persian_digits
from oversight.rules.shapes import Inputs
from oversight.states import RuleCode

WORDING = 2  # 2: points that count are «valid», as on every page, no longer «live»
LISTED = 5
# Left-to-right isolate and its end: numbers with a hyphen keep their order in Persian text.
_OPEN, _CLOSE = "\u2066", "\u2069"

Words = dict[str, Any]


class NoCatalogue(RuntimeError):
    """The Persian catalogue has not been compiled; nothing may be stored in another language."""


def _code(text: object) -> str:
    return f"{_OPEN}{persian_digits(text)}{_CLOSE}"


def _day(iso: str) -> str:
    return _code(jalali.short(date.fromisoformat(iso)))


def _list(numbers: list[str]) -> str:
    shown = "، ".join(_code(number) for number in numbers[:LISTED])
    more = len(numbers) - LISTED
    if more <= 0:
        return shown
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": persian_digits(more)}


def severities(names: list[str]) -> str:
    """Return the names of severities, joined by «or»."""
    words = {
        "minor": pgettext("violation", "minor"),
        "moderate": pgettext("violation", "moderate"),
        "major": pgettext("violation", "major"),
        "critical": pgettext("violation", "critical"),
    }
    return _(" or ").join(words[name] for name in names)


def _critical(words: Words, inputs: Inputs, parameters: Words) -> str:
    said = {**words, "agency": inputs.subject.agency_name, "licence": _code(inputs.subject.label)}
    if inputs.subject.scope == "licence":
        return (
            _("%(count)s critical violation proven since licence %(licence)s was issued: %(cases)s")
            % said
        )
    return (
        _("%(count)s critical violation proven at %(agency)s in the contract's term: %(cases)s")
        % said
    )


def _major(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _(
        "%(count)s %(severities)s violations proven within %(months)s months at %(agency)s, the "
        "threshold being %(threshold)s: %(cases)s"
    ) % {
        **words,
        "agency": inputs.subject.agency_name,
        "severities": severities(parameters["severities"]),
    }


def _same_type(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _(
        "“%(types)s” proven again and again within %(months)s months at %(agency)s, %(count)s "
        "cases, the threshold being %(threshold)s: %(cases)s"
    ) % {**words, "agency": inputs.subject.agency_name, "types": "»، «".join(words["types"])}


def _points(words: Words, inputs: Inputs, parameters: Words) -> str:
    if inputs.wording == 1:
        return _live_points(words, inputs)
    if inputs.subject.scope == "office":
        text = _(
            "the office has %(points)s valid points from %(count)s proven cases and has reached "
            "the threshold of %(threshold)s at which it is watched"
        )
    else:
        text = _(
            "the office has %(points)s valid points from %(count)s proven cases and has reached "
            "the threshold of %(threshold)s at which its contracts are reviewed"
        )
    return text % words


def _live_points(words: Words, inputs: Inputs) -> str:
    if inputs.subject.scope == "office":
        text = _(
            "the office has %(points)s live points from %(count)s proven cases and has reached "
            "the watch threshold of %(threshold)s"
        )
    else:
        text = _(
            "the office has %(points)s live points from %(count)s proven cases and has reached "
            "the threshold of %(threshold)s for a review of its contracts"
        )
    return text % words


def _cross(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _(
        "%(count)s %(severities)s violations proven within %(months)s months at %(agencies)s "
        "different agencies, the threshold being %(threshold)s: %(cases)s"
    ) % {**words, "severities": severities(parameters["severities"])}


def _after_warning(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _(
        "%(count)s violation proven at %(agency)s that occurred while a written warning was in "
        "force (warning: %(warnings)s): %(cases)s"
    ) % {
        **words,
        "agency": inputs.subject.agency_name,
        "warnings": _list(words["warnings"]),
    }


def _licence(words: Words, inputs: Inputs, parameters: Words) -> str:
    texts = {
        "expired": _("licence %(licence)s of the office has been expired since %(since)s"),
        "suspended": _("licence %(licence)s of the office has been suspended since %(since)s"),
        "cancelled": _("licence %(licence)s of the office has been cancelled since %(since)s"),
        "transferred": _(
            "licence %(licence)s of the office was transferred on %(since)s and no other is valid"
        ),
    }
    return texts[words["state"]] % {
        "licence": _code(words["licence"]), "since": _day(words["since"])
    }  # fmt: skip


def _guarantee(words: Words, inputs: Inputs, parameters: Words) -> str:
    texts = {
        "expired": _("guarantee %(guarantee)s of the contract expired on %(day)s"),
        "expiring": _("guarantee %(guarantee)s of the contract is valid only until %(day)s"),
        "released": _("guarantee %(guarantee)s was released and the contract has no other"),
        "called": _("guarantee %(guarantee)s was called and the contract has no other"),
    }
    return texts[words["state"]] % {
        "guarantee": _code(words["guarantee"]), "day": _day(words["expires_on"])
    }  # fmt: skip


def _inaction(words: Words, inputs: Inputs, parameters: Words) -> str:
    texts = {
        "unserved": _(
            "%(agency)s has not served the notice of case %(number)s, opened on %(since)s; its "
            "time ended on %(due)s"
        ),
        "undecided": _(
            "%(agency)s has not decided case %(number)s; the time for the decision ended on %(due)s"
        ),
        "unexecuted": _(
            "%(agency)s has done nothing on case %(number)s, final since %(since)s; its time "
            "ended on %(due)s"
        ),
        "unheard": _(
            "%(agency)s has not decided the objection in case %(number)s, on record since "
            "%(since)s; its time ended on %(due)s"
        ),
        "unverified": _(
            "%(agency)s has not verified what the office put right in case %(number)s, reported on "
            "%(since)s; its time ended on %(due)s"
        ),
        "unclosed": _(
            "%(agency)s has not closed case %(number)s, on which nothing is left to be done since "
            "%(since)s; its time ended on %(due)s"
        ),
        "unopened": _(
            "%(agency)s has not served on paper the notice of case %(number)s that was left "
            "unopened in the portal, due on paper since %(since)s; its time ended on %(due)s"
        ),
        "uncarried": _(
            "%(agency)s has not carried out what was decided in termination review %(number)s, "
            "which it could do since %(since)s; its time ended on %(due)s"
        ),
        "unended": _(
            "%(agency)s has neither ended contract %(number)s nor withdrawn its termination notice,"
            " which ran out on %(since)s; its time ended on %(due)s"
        ),
        "review": _(
            "%(agency)s has not decided termination review %(number)s, opened on %(since)s; its "
            "time ended on %(due)s"
        ),
    }
    return texts[words["what"]] % {
        "agency": inputs.subject.agency_name,
        "number": _code(words["number"]),
        "since": _day(words["since"]),
        "due": _day(words["due_on"]),
    }


def _cure(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _(
        "%(count)s correction asked for by %(agency)s has not been verified, more than "
        "%(working_days)s working days after its last day, the oldest since %(since)s: %(cases)s"
    ) % {**words, "agency": inputs.subject.agency_name, "since": _day(words["since"])}


def _remittance(words: Words, inputs: Inputs, parameters: Words) -> str:
    said = {
        **words,
        "agency": inputs.subject.agency_name,
        "since": _day(words["since"]),
        "settlements": _list(words["settlements"]),
    }
    if words["late"] == persian_digits(0):
        return (
            _(
                "%(overdue)s settlement with %(agency)s has not been remitted more than "
                "%(working_days)s working days after its last day, the oldest since %(since)s: "
                "%(settlements)s"
            )
            % said
        )
    if words["overdue"] == persian_digits(0):
        return (
            _(
                "%(late)s settlements with %(agency)s were remitted late within %(months)s months, "
                "the threshold being %(threshold)s: %(settlements)s"
            )
            % said
        )
    return (
        _(
            "%(overdue)s settlement with %(agency)s has not been remitted more than "
            "%(working_days)s working days after its last day, and %(late)s were late within "
            "%(months)s months, the threshold being %(threshold)s: %(settlements)s"
        )
        % said
    )


def _closed(words: Words, inputs: Inputs, parameters: Words) -> str:
    return _("the office has been closed without a permit since %(since)s, for %(days)s days") % {
        **words,
        "since": _day(words["since"]),
    }


_TELLERS: dict[RuleCode, Callable[[Words, Inputs, Words], str]] = {
    RuleCode.CRITICAL_ONCE: _critical,
    RuleCode.MAJOR_REPEAT: _major,
    RuleCode.SAME_TYPE_REPEAT: _same_type,
    RuleCode.POINTS: _points,
    RuleCode.CROSS_AGENCY: _cross,
    RuleCode.AFTER_WARNING: _after_warning,
    RuleCode.CURE_MISSED: _cure,
    RuleCode.REMITTANCE: _remittance,
    RuleCode.LICENCE_LOST: _licence,
    RuleCode.INACTIVITY: _closed,
    RuleCode.GUARANTEE: _guarantee,
    RuleCode.AGENCY_INACTION: _inaction,
}


def sentence(parameters: Words, inputs: Inputs, words: Words) -> str:
    """
    Return why the rule held, in Persian whatever the language of the caller.

    Raises:
        NoCatalogue: the Persian catalogue is not compiled.
    """
    with translation.override("fa"):
        opening = _("On the basis of version %(version)s of the policy, rule %(code)s: %(what)s.")
        if opening.startswith("On the basis"):
            raise NoCatalogue
        said: Words = {
            name: persian_digits(value) if isinstance(value, int) else value
            for name, value in words.items()
        }
        if "cases" in said:
            said["cases"] = _list(said["cases"])
        what = _TELLERS[RuleCode(inputs.code)](said, inputs, parameters)
        return opening % {
            "version": persian_digits(inputs.version), "code": _OPEN + inputs.code + _CLOSE,
            "what": what,
        }  # fmt: skip
