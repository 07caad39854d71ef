"""Parts of pages that are drawn once and kept, as long as what they show is the same."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.templatetags.ui.library import register

MOST_KEPT = 256
LONGEST = 20_000  # letters; what is longer would fill the memory of the process


class KeptNode(Node):
    """A part that sees nothing of the page but its own names; kept by their values."""

    def __init__(self, nodes: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist, self.given = nodes, given
        self.drawn: OrderedDict[Hashable, SafeString] = OrderedDict()
        self.lock = Lock()

    def render(self, context: Context) -> SafeString:
        """Return the part as it was drawn for the same values in the same language."""
        values = {name: value.resolve(context) for name, value in self.given.items()}
        key = (get_language(), *values.values())
        with self.lock:
            known = self.drawn.get(key)
            if known is not None:
                self.drawn.move_to_end(key)
                return known
        part = self._draw(context, values)
        if len(part) <= LONGEST:
            with self.lock:
                self.drawn[key] = part
                if len(self.drawn) > MOST_KEPT:
                    self.drawn.popitem(last=False)
        return part

    def _draw(self, context: Context, values: dict[str, Any]) -> SafeString:
        return self.nodelist.render(context.new(values))


@register.tag("keep")
def keep(parser: Parser, token: Token) -> KeptNode:
    """
    Draw a part of a page once for the same values: `{% keep nav keys=keys %}…{% endkeep %}`.

    Inside nothing is known but the names that are given, so that nothing else can be shown to
    another reader. Values are hashable and never change.

    Raises:
        TemplateSyntaxError: something else than a name is given without one.
    """
    given = {}
    for bit in token.split_contents()[1:]:
        name, _equals, value = bit.partition("=")
        if not name.isidentifier():
            raise TemplateSyntaxError(f"keep takes names, not {bit}")
        given[name] = parser.compile_filter(value or name)
    nodes = parser.parse(["endkeep"])
    parser.delete_first_token()
    return KeptNode(nodes, given)
