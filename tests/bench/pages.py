"""The pages that are measured, and what a peer takes for the like."""

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.test import Client

from tests import seeded

from .table import Peer, timed

PEOPLE = (seeded.MEMBER, seeded.SECRETARY, seeded.OFFICER, seeded.LEADER, seeded.VIEWER)
PEERS = {
    (seeded.OFFICER, "pledges board"): Peer(5.305, 5_626),
    (seeded.SECRETARY, "pledges board"): Peer(0.651, 537),
    (seeded.MEMBER, "own pledge"): Peer(0.424, 271),
    (seeded.MEMBER, "pledge"): Peer(0.250, 218),
    (seeded.OFFICER, "ward"): Peer(0.937, 1_217),
    (seeded.SECRETARY, "cell"): Peer(1.312, 1_275),
    (seeded.OFFICER, "review board"): Peer(0.533, 292),
    (seeded.SECRETARY, "review sheet"): Peer(0.812, 313),
    (seeded.MEMBER, "own assessment"): Peer(0.456, 269),
    (seeded.OFFICER, "home"): Peer(0.078, 140),
    (seeded.SECRETARY, "home"): Peer(0.144, 203),
    (seeded.MEMBER, "home"): Peer(0.126, 207),
}


def doors() -> dict[tuple[str, str], Callable[[], HttpResponse]]:
    """Return every page of every person, ready to be opened, by (person, page)."""
    at = seeded.place()
    return {
        (username, name): _door(client, address)
        for username, client in ((username, _signed_in(username)) for username in PEOPLE)
        for name, address in (*seeded.pages_of(username, at), *(_api(at) if username == seeded.OFFICER else ()))
    }


def _api(at: seeded.Place) -> Iterator[tuple[str, str]]:
    """The lists of the API, as programs of the committee read them."""
    for noun in ("units", "pledges", "assessments", "reviews", "decisions", "journal", "pledge-templates"):
        yield f"api {noun}", f"/api/v1/{noun}/"
    yield "api members", f"/api/v1/units/{at.ward.pk}/members/"
    yield "api cap", f"/api/v1/campaigns/{at.campaign.pk}/cap/"
    yield "api people of the decision", f"/api/v1/campaigns/{at.campaign.pk}/people/"


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(seeded.account(username))
    return client


def _door(client: Client, address: str) -> Callable[[], HttpResponse]:
    return lambda: client.get(address)


def queries_of_pages() -> dict[tuple[str, str], int]:
    """Return how many queries each page takes, the second time it is opened."""
    found = {}
    for key, open_page in doors().items():
        open_page()
        found[key] = timed(open_page).queries
    return found
