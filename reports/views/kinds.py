"""Pages of documents of every kind: the catalogue, one document as a page, the same as a file."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from emulation.access import NO_ROLE, can
from emulation.models import Member, Unit
from emulation.web import asked_number, download, paginate, tell

from ..documents.asked import About, Asked, Kind
from ..documents.blocks import Document
from ..kinds import GROUPS, KINDS
from ..kinds.asking import (
    MOST_UNITS,
    Wish,
    asked_for,
    members_for,
    options_in,
    query_of,
    units_for,
    years_for_documents,
)
from ..renderings import CONTENT_TYPES
from ..services import export_document, preview_document

FORMATS = tuple(CONTENT_TYPES)


@dataclass(frozen=True)
class Place:
    """The unit and year an address asks for, and what else could be asked for."""

    unit: Unit
    units: list[Unit]
    year: int
    years: list[int]

    @property
    def query(self) -> dict[str, object]:
        return {"unit": self.unit.pk, "year": self.year}


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of document the reader may ask for, for one unit and year."""
    place = _place(request, None)
    by_role = bool(can(request.user, "report.export", place.unit))
    groups = []
    for label, found in GROUPS:
        fitting = [kind for kind in found if kind.fits(place.unit) and (by_role or kind.about is About.MEMBER)]
        if fitting:
            groups.append((label, fitting))
    context = {
        "place": place,
        "groups": groups,
        "query": "?" + urlencode(place.query),
        "by_role": by_role,
        "can_set": can(request.user, "layout.change", place.unit),
        "can_template": can(request.user, "word.set", place.unit),
    }
    return render(request, "reports/kinds.html", context)


@require_GET
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One document as a page, with the ways to take it out; for a kind about members first whose it is."""
    found = _kind(code)
    place = _place(request, found)
    members = list(members_for(request.user, found, place.unit, place.year))
    asked, document, problem = _built(request, found, place, members)
    context = {
        "kind": found,
        "place": place,
        "member": asked.member if asked else None,
        "is_blank": asked.is_blank if asked else request.GET.get("blank") == "1",
        "document": document,
        "problem": problem,
        "choices": _choices(request, found),
        "query": "?" + urlencode(place.query),
        "address": "?" + urlencode(query_of(asked)) if asked else "",
        "page_obj": paginate(request, [] if document else members),
        "formats": FORMATS,
        "can_issue": bool(found.symbol and asked) and can(request.user, "document.issue", asked.issuer),
    }
    return render(request, "reports/kind.html", context)


@require_GET
def kind_file(request: HttpRequest, code: str, file_format: str) -> HttpResponse:
    """The document as a file, or back to its page with what stands in the way."""
    found = _kind(code)
    if file_format not in FORMATS:
        raise Http404
    place = _place(request, found)
    try:
        made = export_document(asked=_asked(request, found, place), as_=file_format, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect(f"{reverse('reports:kind', args=[code])}?{request.GET.urlencode()}")
    return download(made.content, made.name, made.content_type)


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def _built(
    request: HttpRequest, found: Kind, place: Place, members: list[Member]
) -> tuple[Asked | None, Document | None, str]:
    """Return what is asked for, its document, and what stands in the way; nothing before a member is chosen."""
    own = members[0].pk if len(members) == 1 else None
    if found.about is About.MEMBER and not (request.GET.get("member") or own):
        return None, None, ""
    try:
        asked = _asked(request, found, place, own)
        return asked, preview_document(asked=asked, by=request.user), ""
    except ValidationError as refused:
        return None, None, " ".join(refused.messages)


def _asked(request: HttpRequest, found: Kind, place: Place, own: int | None = None) -> Asked:
    wish = Wish(
        year=place.year,
        on=timezone.localdate(),
        member=(asked_number(request.GET.get("member")) or own) if found.about is About.MEMBER else None,
        is_blank=request.GET.get("blank") == "1",
        options=options_in(found, request.GET.dict()),
    )
    return asked_for(request.user, found, place.unit, wish)


def _place(request: HttpRequest, found: Kind | None) -> Place:
    """Return the unit and year of the address: by default the reader's first unit and the newest year there."""
    units = units_for(request.user, found, timezone.localdate())
    number, choice = asked_number(request.GET.get("unit")), list(units[:MOST_UNITS])
    if not choice:
        raise PermissionDenied(str(NO_ROLE.reason))
    unit = get_object_or_404(units, pk=number) if number else choice[0]
    years = years_for_documents(unit)
    year = asked_number(request.GET.get("year")) or next(iter(years), timezone.localdate().year)
    return Place(unit, choice if unit in choice else [unit, *choice], year, years)


def _choices(request: HttpRequest, found: Kind) -> list[dict[str, Any]]:
    """Return what the kind lets choose, with what has been chosen."""
    return [
        {"name": one.name, "label": one.label, "choices": one.choices, "chosen": request.GET.get(one.name, "")}
        for one in found.options
    ]
