"""One shape for every move: arguments in, the record out; and what is open, or why not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.acts import ILLEGAL_MOVE, NOT_PERMITTED, NOT_YOURS, Act, why_not
from core.clock import now, today
from core.errors import Invalid, MatchNeeded, NotPermitted
from core.rest import once
from core.rest.bodies import read, validated
from core.rest.rights import Right, needs
from core.rest.scoped import Scoped
from core.wire import FormParser, JSONParser

# From the record, the arguments, and the actor with the day and moment, to one action.
Call = Callable[[Any, dict[str, Any], Mapping[str, Any]], object]
# From the record: which values of a field it does not take now, and why.
Closed = Callable[[Any], dict[str, dict[str, str]]]
SIGNED = "one_time_code"
JSON, PARTS = "application/json", "multipart/form-data"
BOTH = [JSONParser, FormParser]


@dataclass(frozen=True)
class Move:
    """
    One act of the table as the REST API offers it.

    `act` is its row, which holds its conditions. `closed` says which choices are closed while it is
    open; `right.match` asks for the version that the caller read.
    """

    name: str
    act: Act
    right: Right
    arguments: type[serializers.Serializer[Any]]
    call: Call
    status: int = 200
    closed: Closed | None = None

    @property
    def is_signed(self) -> bool:
        """Tell whether it takes a person's one-time code."""
        return SIGNED in self.arguments().fields


@dataclass(frozen=True)
class Weighed:
    """Whether a move is open to the caller, or why not: a stable code and a sentence."""

    is_allowed: bool
    code: str = ""
    message: str = ""


def owner_of(act: Act) -> Callable[[Any, Any], bool]:
    """
    Return the check whether an act's record is the caller's today, for `needs(of=…)`.

    Who never does the act, whatever the role, is refused with the sentence of its row, before the
    body is read.
    """

    def is_of(actor: Any, record: Any) -> bool:
        on = today()
        if not act.is_of(actor, record, on):
            return False
        is_its_own = record._meta.model_name == act.table.kind  # not a part that the body names
        for person in act.not_by if is_its_own else ():
            if sentence := person.reason(record, actor, on):
                raise NotPermitted(sentence)
        return True

    return is_of


def act_move(
    method: str,
    act: Act,
    description: str,
    arguments: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    call: Call,
    *,
    once: bool = False,
    match: bool = True,
    closed: Closed | None = None,
    status: int = 200,
    path: str = "",
    sends_files: bool = False,
) -> Any:
    """
    Return a viewset's method that does an act of the table to one record and answers the record.

    Who may, in which states, and what else stands in the way are the act's; `description` is what
    the API document says of it. `one_time_code` among the arguments gives the actor a fresh factor;
    an action that returns another record of the model has that answered. `once` asks for an
    Idempotency-Key, `match` for the version that the caller read. `path` is the last part of the
    address where it is not the act's name. `sends_files` takes a form of parts beside JSON.
    """

    def handler(self: Any, request: Request, public_id: str) -> Response:
        made: Response = self.make(spec, self.get_record(), validated(arguments, request))
        return made

    path = path or act.name
    handler.__name__ = method
    handler.__doc__ = description
    handler = needs(*act.permissions, of=None if act.whose is None else owner_of(act), once=once)(
        handler
    )
    declared: Right = replace(handler.right, match=match)  # type: ignore[attr-defined] # by needs
    handler.right = declared  # type: ignore[attr-defined]
    spec = Move(path, act, declared, arguments, call, status, closed)
    handler.move = spec  # type: ignore[attr-defined] # read by Moving
    parsers: dict[str, Any] = {"parser_classes": BOTH} if sends_files else {}
    routed = action(detail=True, methods=["post"], url_path=path, **parsers)(handler)
    body: Any = {JSON: arguments, PARTS: arguments} if sends_files else arguments
    # Outermost: an action's own description is dropped when it is decorated the other way round.
    return extend_schema(request=body, responses={status: answer})(routed)


class ClosedChoiceSerializer(serializers.Serializer[Any]):
    """A value that a field of an open move does not take now, and why."""

    field = serializers.CharField()
    value = serializers.CharField()
    why_not = serializers.CharField()


class TransitionSerializer(serializers.Serializer[Any]):
    """A move: whether it is open to the caller now, or why not, and the fields that it takes."""

    name = serializers.CharField()
    title = serializers.CharField()
    is_allowed = serializers.BooleanField()
    code = serializers.CharField(help_text="Empty, or why not.")
    why_not = serializers.CharField()
    needs_code = serializers.BooleanField()
    required = serializers.ListField(  # type: ignore[assignment] # a field, no attribute
        child=serializers.CharField()
    )
    optional = serializers.ListField(child=serializers.CharField())
    closed = ClosedChoiceSerializer(many=True)


class TransitArguments(serializers.Serializer[Any]):
    """The name of a move; its own fields stand beside it."""

    name = serializers.CharField(max_length=64)


class Moving(Scoped):
    """A resource with moves."""

    matched: ClassVar[frozenset[str]] = frozenset({"transit"})

    @classmethod
    def moves(cls) -> Iterator[Move]:
        """Yield the moves, in the order in which they are written."""
        for part in reversed(cls.__mro__):
            for member in vars(part).values():
                if isinstance(getattr(member, "move", None), Move):
                    yield member.move

    def make(self, spec: Move, record: Any, data: dict[str, Any]) -> Response:
        """Do one thing to a record, and answer it as it stands then."""
        with self.matching(record, is_needed=spec.right.match):
            actor = self.acting(data.pop(SIGNED, ""))
            done = spec.call(record, data, {"actor": actor, "on": today(), "at": now()})
        return self.answer(done if isinstance(done, type(record)) else record, spec.status)

    def weigh(self, spec: Move, record: Any) -> Weighed:
        """Tell whether a move is open to the caller, from the table of acts."""
        found = why_not(spec.act, record, self.actor, today())
        is_others = found is not None and found.code != ILLEGAL_MOVE
        if not is_others and spec.is_signed and self.actor.client:
            return Weighed(
                False, "factor-required", _("This act needs a person's token, not a program's.")
            )
        return Weighed(True) if found is None else Weighed(False, found.code, found.message)

    @extend_schema(responses=TransitionSerializer(many=True))
    @action(
        detail=True, methods=["get"], url_path="transitions", pagination_class=None,
        parser_classes=BOTH,
    )  # fmt: skip
    def transitions(self, request: Request, public_id: str) -> Response:
        """List all moves of the record: open to the caller, or why not."""
        record = self.get_record()
        self.version = int(getattr(record, "version", 0))
        return Response([_listed(spec, self.weigh(spec, record), record) for spec in self.moves()])

    @extend_schema(request={JSON: TransitArguments, PARTS: TransitArguments})
    @transitions.mapping.post
    @needs()
    def transit(self, request: Request, public_id: str) -> Response:
        """Make a move by its name; the fields that it takes stand beside the name."""
        record = self.get_record()
        data = request.data if isinstance(request.data, dict) else {}
        spec = next((one for one in self.moves() if one.name == data.get("name")), None)
        if spec is None:
            raise Invalid(fields={"name": [_("There is no such transition.")]})
        weighed = self.weigh(spec, record)
        if weighed.code in {NOT_PERMITTED, NOT_YOURS}:
            raise NotPermitted(weighed.message)
        if spec.right.match and not request.headers.get("If-Match"):
            raise MatchNeeded
        once.key_of(request, is_required=spec.right.once)
        rest = {name: value for name, value in data.items() if name != "name"}
        return self.make(spec, record, read(spec.arguments, rest))


def _listed(spec: Move, weighed: Weighed, record: Any) -> dict[str, Any]:
    fields = spec.arguments().fields.items()
    closed = spec.closed(record) if spec.closed and weighed.is_allowed else {}
    return {
        "name": spec.name,
        "title": str(spec.act.title),
        "is_allowed": weighed.is_allowed,
        "code": weighed.code,
        "why_not": weighed.message,
        "needs_code": spec.is_signed,
        "required": [name for name, field in fields if field.required],
        "optional": [name for name, field in fields if not field.required],
        "closed": [
            {"field": field, "value": value, "why_not": why}
            for field, choices in closed.items()
            for value, why in choices.items()
        ],
    }
