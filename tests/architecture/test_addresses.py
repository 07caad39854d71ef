"""The addresses of the API lead where Django's own search leads."""

import pytest
from django.urls import Resolver404, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from pishkhan.api import ByResource
from pishkhan.api import urls as api_urls
from tests.architecture.routes import routes

NAMES = ("01a21ee5-3185-7dc2-925b-895f58b39147",) * 3
REST = {name: route for name, route in routes().items() if route.is_rest}


def plain():
    return URLResolver(RoutePattern("api/v1/"), api_urls)


@pytest.mark.parametrize("name", sorted(REST))
def test_an_address_leads_where_django_leads(name):
    address = REST[name].address(NAMES).removeprefix("/")

    found, usual = get_resolver().resolve(f"/{address}"), plain().resolve(address)

    assert (found.func, found.kwargs, found.url_name) == (usual.func, usual.kwargs, usual.url_name)
    assert found.route == f"api/v1/{usual.route}"


@pytest.mark.parametrize(
    "address",
    ["api/v1/", "api/v1", "api/v1/nonsense", "api/v1/offices/nonsense/x", "api/v1/offices/", "",
     "offices"],
)  # fmt: skip
def test_what_leads_nowhere_leads_nowhere(address):
    with pytest.raises(Resolver404):
        ByResource(RoutePattern("api/v1/"), api_urls).resolve(address)
