"""What every page's frame needs: the reader, the menu, the language."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from .signin.factors import lacks_second_factor

MENU = (
    # route, label, icon, permissions of which some role of the reader must hold one ("" for everyone)
    ("home", _("Work"), "home", ""),
    ("pledges:mine", _("My pledge"), "pledge", "member"),
    ("evaluations:mine", _("My review"), "review", "member"),
    ("pledges:board", _("Pledges"), "list", "pledge.view"),
    ("evaluations:board", _("Review"), "scale", "assessment.view"),
    ("reports:annual", _("Reports"), "report", "report.view figures.view"),
    ("emulation:unit-list", _("Organisation"), "tree", "unit.view"),
)
# Pages that stand under an entry without its address: the first part of theirs, and the entry's route.
BELONGING = {
    "registrations": "pledges:board",
    "verification": "evaluations:board",
    "decisions": "evaluations:board",
    "published": "evaluations:mine",
    "ratings": "evaluations:board",
    "reports": "reports:annual",
    "commendations": "evaluations:board",
    "campaigns": "evaluations:board",
    "rules": "evaluations:board",
    "years": "emulation:unit-list",
    "themes": "emulation:unit-list",
    "studies": "emulation:unit-list",
    "members": "emulation:unit-list",
    "roster": "emulation:unit-list",
}


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu."""

    url: str
    label: str
    icon: str
    is_current: bool


def shell(request) -> dict:
    """Return `nav`, `language`, `reader`, `app_name` for base.html."""
    reader = request.user
    goes_anywhere = reader.is_authenticated and not _is_held_back(reader, request.path)
    return {
        "nav": menu_for(reader, request.path) if goes_anywhere else [],
        "language": translation.get_language(),
        "languages": settings.LANGUAGES,
        "reader": reader,
        "app_name": "Nêu Gương",
    }


def _is_held_back(reader, path: str) -> bool:
    """Say whether the middleware leads every entry of the menu back to a page of signing in, where we are."""
    return reader.must_change_password or (path.startswith("/account/") and lacks_second_factor(reader))


def menu_for(reader, path: str) -> list[MenuEntry]:
    """Return the menu entries the reader has a use for; the longest matching one is current."""
    entries = [(reverse(route), label, icon) for route, label, icon, need in MENU if _is_wanted(reader, need)]
    home = reverse("home")  # every address begins with it, so it is current only when it is the whole address
    around = (url for url, _label, _icon in entries if path == url or (url != home and path.startswith(url)))
    current = max(around, key=len, default="") or _parent(path)
    return [MenuEntry(url, label, icon, url == current) for url, label, icon in entries]


def _parent(path: str) -> str:
    """Return the address of the entry under which a page stands, or nothing."""
    route = BELONGING.get(path.strip("/").split("/")[0])
    return reverse(route) if route else ""


def _is_wanted(reader, need: str) -> bool:
    if need == "member":
        return reader.member_id is not None
    return not need or any(reader.scope.paths(name) for name in need.split())
