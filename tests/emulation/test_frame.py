"""The frame of every page: the name of the application, and the menu's entry under which a page stands."""

import pytest
from django.urls import reverse

from emulation.context import menu_for
from emulation.queue import QueueItem
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_the_page_to_sign_in_bears_the_application_s_name(client):
    page = client.get(reverse("account_login")).content.decode()
    assert '<p class="entry__name">Nêu Gương</p>' in page


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/decisions/1/", "evaluations:board"),
        ("/verification/cells/3/", "evaluations:board"),
        ("/years/2/", "emulation:unit-list"),
        ("/pledges/mine/history/", "pledges:mine"),
        ("/", "home"),
    ],
)
def test_the_menu_knows_where_a_page_belongs(path, route):
    current = [entry.url for entry in menu_for(make_cast().officer, path) if entry.is_current]
    assert current == [reverse(route)]


def test_every_card_names_its_act(client):
    cast = make_cast()
    client.force_login(cast.member)
    cards = client.get(reverse("home")).context["cards"]
    assert cards and all(isinstance(card, QueueItem) and card.action for card in cards)
