"""
What each rule says, as a sentence for people; its values stand in braces.

These are read on the pages of policies only: the sentence of a flag, which is stored and said
again, has words of its own (rules.sentences).
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.states import RuleCode

CONDITIONS: Mapping[RuleCode, str | Promise] = {
    RuleCode.CRITICAL_ONCE: _(
        "If {count} critical violation is proven at an agency in the contract's term, a review of"
        " that contract opens at once; on the licence track, counted since the licence was issued,"
        " the licence itself is flagged."
    ),
    RuleCode.MAJOR_REPEAT: _(
        "If {count} violations of the grade {severities} are proven at one agency within {months},"
        " a review of that contract opens."
    ),
    RuleCode.SAME_TYPE_REPEAT: _(
        "If the same violation, of any grade, is proven {count} times at one agency within"
        " {months}, a review of that contract opens."
    ),
    RuleCode.POINTS: _(
        "If the live points of an office reach {watch}, the office is watched; if they reach"
        " {flag}, a review of each of its contracts opens."
    ),
    RuleCode.CROSS_AGENCY: _(
        "If violations of the grade {severities} are proven at {agencies} within {months}, the"
        " office is flagged for the province."
    ),
    RuleCode.AFTER_WARNING: _(
        "If a violation that occurred within {months} after a written warning of the same agency"
        " is proven, a review of that contract opens."
    ),
    RuleCode.CURE_MISSED: _(
        "If a corrective action is more than {working_days} overdue and is not verified, a review"
        " of that contract opens."
    ),
    RuleCode.REMITTANCE: _(
        "If a settlement is more than {working_days} overdue, or {count} were late within"
        " {months}, a review of that contract opens."
    ),
    RuleCode.LICENCE_LOST: _(
        "If no licence of the office is valid (expired, suspended, cancelled or transferred), a"
        " review of each of its contracts opens at once."
    ),
    RuleCode.INACTIVITY: _(
        "If an office has been closed without a permit for {days}, a review of each of its"
        " contracts opens."
    ),
    RuleCode.GUARANTEE: _(
        "If a contract that needs a guarantee has none in force, a review of it opens at once; the"
        " contract is watched from {notice_days} before the guarantee ends."
    ),
    RuleCode.LOW_RANK: _("If an office has rank {rank} in {rounds} in a row, it is watched."),
    RuleCode.COMPLAINTS: _(
        "If {count} of citizens are found right within {days}, the office is watched."
    ),
    RuleCode.TRAINING: _(
        "If a member of staff has been without a required certificate for {days}, the office is"
        " watched."
    ),
    RuleCode.AGENCY_INACTION: _(
        "If an agency has not taken the step that a finding asks of it when the period of that duty"
        " is over, the agency is flagged and the deputy is told."
    ),
    RuleCode.AGENCY_NO_REPORTS: _(
        "If an agency with at least {contracts} has reported and inspected nothing within"
        " {months}, it is watched."
    ),
    RuleCode.GRIEVANCE_UNANSWERED: _(
        "If a grievance has had no answer for {working_days}, the agency is flagged and the deputy"
        " is told."
    ),
}

# What rules that cannot be switched on yet wait for; the registers come with their own issues.
WAITS: dict[RuleCode, object] = {
    RuleCode.LOW_RANK: _("Waits for the half-yearly ratings, which are not kept here yet."),
    RuleCode.COMPLAINTS: _("Waits for the complaints of citizens, which are not kept here yet."),
    RuleCode.TRAINING: _("Waits for the certificates of staff, which are not kept here yet."),
    RuleCode.AGENCY_NO_REPORTS: _(
        "Waits for the register of inspections: by reports alone, an agency that inspects and finds"
        " nothing would look like one that looks away."
    ),
    RuleCode.GRIEVANCE_UNANSWERED: _(
        "Waits for the register of grievances of offices and of their association against agencies,"
        " which is not kept here yet."
    ),
}
