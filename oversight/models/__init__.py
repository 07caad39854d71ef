"""Policies, runs, flags, and the termination reviews that flags open."""

from oversight.models.comparisons import ComparisonRule
from oversight.models.duties import Duty, DutyQuerySet
from oversight.models.flags import Flag, FlagEnd, FlagQuerySet
from oversight.models.notes import ReviewNote, ReviewNoteQuerySet
from oversight.models.papers import (
    DutyPaper,
    DutyPaperQuerySet,
    ReviewPaper,
    ReviewPaperQuerySet,
)
from oversight.models.policies import PolicyQuerySet, PolicyRule, PolicyVersion
from oversight.models.reminders import Reminder, ReminderQuerySet
from oversight.models.reviews import ReviewQuerySet, TerminationReview
from oversight.models.runs import RuleRun, RunQuerySet

__all__ = [
    "ComparisonRule",
    "Duty",
    "DutyPaper",
    "DutyPaperQuerySet",
    "DutyQuerySet",
    "Flag",
    "FlagEnd",
    "FlagQuerySet",
    "PolicyQuerySet",
    "PolicyRule",
    "PolicyVersion",
    "Reminder",
    "ReminderQuerySet",
    "ReviewNote",
    "ReviewNoteQuerySet",
    "ReviewPaper",
    "ReviewPaperQuerySet",
    "ReviewQuerySet",
    "RuleRun",
    "RunQuerySet",
    "TerminationReview",
]
