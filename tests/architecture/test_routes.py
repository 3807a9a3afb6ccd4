"""The wall: every route has a name, stands in the table, asks for a sign-in, and takes only the methods it should."""

import pytest
from django.test import Client

from tests.emulation.office import office_at

from .site import BY_CODE, OPEN, api, pages, routes

ROUTES = routes()
PAGE_ROUTES = [route for route in ROUTES if not route.is_api]
API_ROUTES = [route for route in ROUTES if route.is_api]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def by_name(route) -> str:
    return route.name


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in ROUTES]
    assert all(name and not name.endswith(":") for name in names)
    assert len(set(names)) == len(names)


def test_every_route_stands_in_the_table_and_nothing_else_does():
    assert [route.name for route in PAGE_ROUTES] == list(pages())
    assert [route.name for route in API_ROUTES] == list(api())
    assert len(ROUTES) > 120


@pytest.mark.parametrize("route", [route for route in PAGE_ROUTES if route.name not in OPEN], ids=by_name)
@pytest.mark.slow
@pytest.mark.django_db
def test_a_page_sends_a_passer_by_to_sign_in(client, route):
    for method in ("get", "post"):
        answer = getattr(client, method)(route.address())
        assert answer.status_code == 302
        assert answer.url.startswith("/account/login/?next=/")


@pytest.mark.parametrize("route", API_ROUTES, ids=by_name)
@pytest.mark.slow
@pytest.mark.django_db
def test_the_api_tells_a_passer_by_to_sign_in(client, route):
    for method in api()[route.name].split():
        answer = client.generic(method, route.address())
        assert answer.status_code == 401, method


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.slow
@pytest.mark.django_db
def test_an_open_route_is_open(client, name, settings):
    settings.SOCIALACCOUNT_PROVIDERS = office_at("http://127.0.0.1:1")  # where nobody answers
    route = next(route for route in ROUTES if route.name == name)
    method = pages()[name].methods.split()[0].lower()
    answer = getattr(client, method)(route.address())
    expected = (404,) if name in BY_CODE else (200, 302)
    assert answer.status_code in expected and "next=" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("route", PAGE_ROUTES, ids=by_name)
@pytest.mark.slow
@pytest.mark.django_db
def test_a_page_refuses_other_methods(client, cast, route):
    if route.name == "set_language":  # Django's own: anything but POST only shows
        return
    client.force_login(cast.secretary)
    for method in set(METHODS) - set(pages()[route.name].methods.split()):
        assert client.generic(method, route.address()).status_code == 405, method


@pytest.mark.parametrize("route", API_ROUTES, ids=by_name)
def test_the_api_answers_the_methods_of_the_table(route):
    assert route.api_methods == api()[route.name]


@pytest.mark.parametrize("route", API_ROUTES, ids=by_name)
@pytest.mark.slow
@pytest.mark.django_db
def test_reading_through_the_api_refuses_writing(client, cast, route):
    client.force_login(cast.secretary)
    for method in set(METHODS) - set(route.api_methods.split()):
        assert client.generic(method, route.address()).status_code == 405, method


@pytest.mark.parametrize("route", PAGE_ROUTES, ids=by_name)
def test_no_page_is_exempt_from_the_forgery_check(route):
    assert not getattr(route.view, "csrf_exempt", False)


@pytest.mark.parametrize("route", [route for route in ROUTES if "POST" in api().get(route.name, "")], ids=by_name)
@pytest.mark.slow
@pytest.mark.django_db
def test_an_act_through_the_api_with_a_cookie_needs_the_token(cast, route):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.secretary)
    assert strict.post(route.address()).status_code == 403
