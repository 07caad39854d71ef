"""The pieces of which the REST API is made; one shape for reads, moves, bulk and refusals."""

from core.rest.answers import ProblemSerializer, problem
from core.rest.bodies import NoArguments, called, validated
from core.rest.bulk import Bulk
from core.rest.expanding import RESOURCES, Expand, node_of
from core.rest.moves import Move, Moving, move
from core.rest.rights import Right, needs
from core.rest.schema import PROBLEM, Schema, files, refused
from core.rest.scoped import Scoped
from core.rest.shaping import refuse_strange

__all__ = [
    "PROBLEM",
    "RESOURCES",
    "Bulk",
    "Expand",
    "Move",
    "Moving",
    "NoArguments",
    "ProblemSerializer",
    "Right",
    "Schema",
    "Scoped",
    "called",
    "files",
    "move",
    "needs",
    "node_of",
    "problem",
    "refuse_strange",
    "refused",
    "validated",
]
