"""The REST API: every app's viewsets under one router, its document and its refusals."""

from collections import defaultdict
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch, URLResolver, path
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from accounts.api import routes as accounts_routes
from agencies.api import routes as agencies_routes
from approvals.api import routes as approvals_routes
from audit.api import routes as audit_routes
from contracts.api import routes as contracts_routes
from core.problems import listing
from core.rest import RECORDLESS, RESOURCES, Scoped
from dashboard.api import routes as dashboard_routes
from lists.api import routes as lists_routes
from notices.api import routes as notices_routes
from offices.api import routes as offices_routes
from oversight.api import routes as oversight_routes
from readiness.api import routes as readiness_routes
from territory.api import routes as territory_routes
from violations.api import routes as violations_routes
from workdays.api import routes as workdays_routes

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for name, viewset in (
    *territory_routes,
    *offices_routes,
    *agencies_routes,
    *readiness_routes,
    *contracts_routes,
    *violations_routes,
    *oversight_routes,
    *dashboard_routes,
    *accounts_routes,
    *workdays_routes,
    *audit_routes,
    *approvals_routes,
    *notices_routes,
    *lists_routes,
):
    router.register(name, viewset, basename=name)
    known = RESOURCES if issubclass(viewset, Scoped) else RECORDLESS
    known[name] = viewset


class ByResource(URLResolver):
    """Addresses below a prefix; those of one resource are looked for among its own."""

    def resolve(self, path: str) -> ResolverMatch:
        """Return where an address leads; raise Resolver404 as Django does."""
        prefix = str(self.pattern)
        name = path.removeprefix(prefix).partition("/")[0]
        own = self._own.get(name) if path.startswith(prefix) else None
        return super().resolve(path) if own is None else own.resolve(path)

    @cached_property
    def _own(self) -> dict[str, URLResolver]:
        """Return a resolver for each name of a resource."""
        found: dict[str, list[Any]] = defaultdict(list)
        for one in self.url_patterns:
            found[str(one.pattern).partition("/")[0]].append(one)
        return {name: URLResolver(self.pattern, own) for name, own in found.items()}


class MadeOnce(SchemaGenerator):
    """Makes the document once in a process for each language: it hangs on the code alone."""

    _made: ClassVar[dict[str, Any]] = {}

    def get_schema(self, request: Any = None, public: bool = False) -> Any:  # theirs
        """Return the document of everything, whoever asks."""
        language = get_language() or ""
        if language not in self._made:
            made = super().get_schema(request, public)  # type: ignore[no-untyped-call] # theirs
            self._made[language] = made
        return self._made[language]


class WrittenOnce:
    """Writes the document once in a process for each form and language. A mixin of renderers."""

    _written: ClassVar[dict[tuple[str, int], bytes]] = {}

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Return the document's bytes; `MadeOnce` holds each document as long as the process."""
        key = (self.media_type, id(data))  # type: ignore[attr-defined] # of the renderer
        if key not in self._written:
            self._written[key] = super().render(data, *args, **kwargs)  # type: ignore[misc]
        return self._written[key]


_FORMS = [
    type(form.__name__, (WrittenOnce, form), {}) for form in SpectacularAPIView.renderer_classes
]
# Developers read it before they have a key.
document = SpectacularAPIView.as_view(
    generator_class=MadeOnce, renderer_classes=_FORMS, permission_classes=[AllowAny]
)
urls = [*router.urls, path("schema", document, name="schema")]


@require_safe
@login_not_required
def problems(request: HttpRequest) -> HttpResponse:
    """List the types of refusals, to which each answer's `type` leads."""
    return render(request, "errors/problems.html", {"problems": listing()})
