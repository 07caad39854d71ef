"""Calendars and deadlines as the rules read them, in a constant number of queries."""

from workdays.facts.calendars import calendar_for, calendars_for, calendars_of, working_days_of
from workdays.facts.clocks import (
    Counting,
    Explanation,
    Kept,
    counting_by_label,
    counting_of,
    explain,
    is_kept,
)
from workdays.facts.deadlines import (
    Basis,
    Deadline,
    Lengths,
    NoRule,
    RuleSnapshot,
    after_entry,
    deadline,
    is_entered_back,
    rule_in_force,
)
from workdays.facts.years import YearPage, year_page
from workdays.rules import Ribbon, ribbon

__all__ = [
    "Basis",
    "Counting",
    "Deadline",
    "Explanation",
    "Kept",
    "Lengths",
    "NoRule",
    "Ribbon",
    "RuleSnapshot",
    "YearPage",
    "after_entry",
    "calendar_for",
    "calendars_for",
    "calendars_of",
    "counting_by_label",
    "counting_of",
    "deadline",
    "explain",
    "is_entered_back",
    "is_kept",
    "ribbon",
    "rule_in_force",
    "working_days_of",
    "year_page",
]
