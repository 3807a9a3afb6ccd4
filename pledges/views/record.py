"""Many pledges at once: record a whole cell's on one screen, then fine-tune each member's on another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.access import can
from emulation.models import Membership
from emulation.web import asked_number, paginate

from ..forms import GridFormSet, ItemFormSet, MembersForm, SourceForm, item_rows
from ..hints import hints_for
from ..models import Pledge
from ..permissions import UnitPledges
from ..rules import OPEN, ItemDraft
from ..selectors import (
    SameWords,
    board_members,
    carry_over,
    has_last_year,
    pledges_of,
    same_words,
    templates_for,
)
from ..services import record_pledges, submit_pledges, write_pledges
from .common import Place, place_of, say_left_out

ITEMS = "items"
PEOPLE_A_PAGE = 10


@dataclass(frozen=True)
class Candidate:
    """A member's line of the recording screen: the pledge there is, or what would be carried over."""

    membership: Membership
    pledge: Pledge | None
    last_year: Sequence[ItemDraft]
    is_ticked: bool
    is_possible: bool


@require_http_methods(["GET", "POST"])
def record(request):
    """Choose a source, tick the members, change the items, press one button."""
    place = _writable_place(request)
    source = _source_form(request, place)
    people = _candidates(request, place, source)
    start = [item.draft(place.year.number) for item in source.template.items.all()] if source.template else []
    if request.method == "GET":
        return _record_page(request, place, source, people, _shared(place, start))
    ticked = MembersForm(request.POST, members=[one.membership.member_id for one in people])
    shared = None if source.chosen == source.LAST_YEAR else ItemFormSet(request.POST, prefix=ITEMS)
    if not ticked.is_valid() or (shared and not shared.is_valid()):
        for sentence in ticked.errors.get("members", []):
            messages.error(request, sentence)
        return _record_page(request, place, source, people, shared)
    result = record_pledges(
        unit=place.unit,
        year=place.year,
        items=_words(people, ticked.cleaned_data["members"], shared),
        by=request.user,
        submit=ticked.cleaned_data["at_once"],
    )
    say_left_out(request, result)
    if not result.done:
        return _record_page(request, place, source, people, shared)
    messages.success(request, _("Pledges recorded: %(count)d.") % {"count": len(result.done)})
    next_page = "pledges:board" if ticked.cleaned_data["at_once"] else "pledges:grid"
    return redirect(reverse(next_page) + place.query)


@require_http_methods(["GET", "POST"])
def grid(request):
    """Each member's open pledge in a few lines, changed on one page; `then=submit` submits those of the page."""
    place = _writable_place(request)
    page = _open_page(request, place)
    alike = same_words(page.object_list)
    sheets = [_sheet(request, pledge, alike) for pledge in page.object_list]
    sent = [sheet for sheet in sheets if sheet["items"].is_bound]
    wrong = [sheet for sheet in sent if not sheet["items"].is_valid()]
    if wrong:
        messages.error(request, _("Not saved yet. Please correct what is marked below."))
    elif sent:
        texts = {sheet["pledge"].pk: (sheet["version"], sheet["items"].drafts) for sheet in sent}
        result = write_pledges(unit=place.unit, texts=texts, by=request.user)
        if not result.skipped:
            return _grid_saved(request, place, page, result.done)
        say_left_out(request, result)
        _renew(sheets)
    return render(request, "pledges/grid.html", {"place": place, "page_obj": page, "sheets": sheets})


def _writable_place(request: HttpRequest) -> Place:
    place = place_of(request, "pledge.view")
    answer = can(request.user, "pledge.write", UnitPledges(place.unit))
    if not answer:
        raise PermissionDenied(str(answer.reason))
    if place.year is None:
        raise PermissionDenied(_("The committee has not opened a year yet; pledges are recorded in a year."))
    return place


def _source_form(request: HttpRequest, place: Place) -> SourceForm:
    asked = request.POST if request.method == "POST" else request.GET
    label = _("Each member's own items of last year, those not kept first")
    return SourceForm(
        asked,
        templates=templates_for(request.user, place.unit),
        blank=_("Typed here once for all"),
        last_year=label if has_last_year(request.user, place.unit, place.year) else None,
    )


def _candidates(request: HttpRequest, place: Place, source: SourceForm) -> list[Candidate]:
    today = timezone.localdate()
    memberships = list(board_members(request.user, place.unit, place.year, today))
    pledges = pledges_of(request.user, memberships, place.year, today)
    own_words = source.chosen == source.LAST_YEAR
    last_year = carry_over(request.user, [one.member_id for one in memberships], place.year) if own_words else {}
    asked = request.POST.getlist("members") if request.method == "POST" else None

    def candidate(membership: Membership) -> Candidate:
        pledge, words = pledges.get(membership.member_id), last_year.get(membership.member_id, ())
        possible = pledge is None and (bool(words) or not own_words)
        ticked = possible if asked is None else str(membership.member_id) in asked
        return Candidate(membership, pledge, words, ticked, possible)

    return [candidate(membership) for membership in memberships]


def _shared(place: Place, start: list[ItemDraft]) -> ItemFormSet:
    return ItemFormSet(prefix=ITEMS, initial=item_rows(start, place.year.number))


def _words(people: list[Candidate], members: list[int], shared: ItemFormSet | None) -> dict[int, Sequence[ItemDraft]]:
    if shared is not None:
        return dict.fromkeys(members, tuple(shared.drafts))
    own = {one.membership.member_id: one.last_year for one in people}
    return {member: own[member] for member in members}


def _record_page(request: HttpRequest, place: Place, source: SourceForm, people: list, shared: ItemFormSet | None):
    own_words = source.chosen == source.LAST_YEAR
    context = {
        "place": place,
        "source": source,
        "people": people,
        "items": None if own_words else shared,
        "rows": [(form, ()) for form in shared.forms] if shared and not own_words else [],
        "own_words": own_words,
        "some_possible": any(one.is_possible for one in people),
    }
    return render(request, "pledges/record.html", context)


def _open_page(request: HttpRequest, place: Place) -> Page:
    seen = Pledge.objects.visible_to(request.user).within(place.unit)
    found = seen.filter(year__number=place.year.number, state__in=OPEN).select_related("member", "unit", "year")
    return paginate(request, found.prefetch_related("items").order_by("member__sort_key", "pk"), PEOPLE_A_PAGE)


def _sheet(request: HttpRequest, pledge: Pledge, alike: SameWords) -> dict:
    """Return one member's part of the grid; typed values where the page was sent for this very member."""
    drafts, prefix = [item.draft for item in pledge.items.all()], f"p{pledge.pk}"
    sent = request.method == "POST" and f"{prefix}-TOTAL_FORMS" in request.POST
    version = request.POST.get(f"{prefix}-version", "") if sent else str(pledge.version)
    initial = item_rows(drafts, pledge.year.number, least=0)
    return {
        "pledge": pledge,
        "items": GridFormSet(request.POST, prefix=prefix) if sent else GridFormSet(prefix=prefix, initial=initial),
        "version": asked_number(version) or 0,  # a page that has lost it counts as an old one
        "version_name": f"{prefix}-version",
        "version_text": version,
        "hints": {hint for one in drafts for hint in hints_for(one, (), alike.colleagues(pledge, one.deed))},
    }


def _renew(sheets: list[dict]) -> None:
    """Let the page go on from the rows as they are now: what was left out has been told, the rest is saved."""
    now = dict(Pledge.objects.filter(pk__in=[sheet["pledge"].pk for sheet in sheets]).values_list("pk", "version"))
    for sheet in sheets:
        sheet["version_text"] = str(now[sheet["pledge"].pk])


def _grid_saved(request: HttpRequest, place: Place, page: Page, changed: list[int]):
    messages.success(request, _("Pledges changed: %(count)d.") % {"count": len(changed)})
    if request.POST.get("then") == "submit":
        result = submit_pledges(unit=place.unit, pledges=[one.pk for one in page.object_list], by=request.user)
        messages.success(request, _("Pledges submitted: %(count)d.") % {"count": len(result.done)})
        say_left_out(request, result)
        return redirect(reverse("pledges:grid") + place.query)
    return redirect(reverse("pledges:grid") + f"{place.query}&page={page.number}")
