"""The pieces of which the REST API is made; one shape for reads, moves, bulk and refusals."""

from core.rest.answers import ProblemSerializer, problem
from core.rest.bodies import (
    FileField,
    MomentField,
    NoArguments,
    TextField,
    called,
    need_sentence,
    validated,
)
from core.rest.bulk import Bulk
from core.rest.expanding import RECORDLESS, RESOURCES, Expand, node_of
from core.rest.moves import Move, Moving, act_move, owner_of
from core.rest.rights import Right, needs
from core.rest.schema import PROBLEM, Schema, files, refused, some_of
from core.rest.scoped import Scoped
from core.rest.shaping import CALENDAR, Wishes, jalali, refuse_strange, wants_jalali

__all__ = [
    "CALENDAR",
    "PROBLEM",
    "RECORDLESS",
    "RESOURCES",
    "Bulk",
    "Expand",
    "FileField",
    "MomentField",
    "Move",
    "Moving",
    "NoArguments",
    "ProblemSerializer",
    "Right",
    "Schema",
    "Scoped",
    "TextField",
    "Wishes",
    "act_move",
    "called",
    "files",
    "jalali",
    "need_sentence",
    "needs",
    "node_of",
    "owner_of",
    "problem",
    "refuse_strange",
    "refused",
    "some_of",
    "validated",
    "wants_jalali",
]
