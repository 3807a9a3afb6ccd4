"""One pledge: the reader's own of the year, starting, reading, writing, reporting, earlier years."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.models import Membership, Year
from emulation.selectors import nearest_theme
from emulation.web import act, renew_if_stale

from ..forms import ItemFormSet, PledgeForm, ReasonForm, ResultForm, SourceForm, VersionForm, item_rows
from ..hints import MANY, hints_for
from ..models import Pledge
from ..rules import half_year_begins
from ..selectors import (
    ORIGIN_NAMES,
    changes_for,
    deeds_of_last_year,
    notes_on,
    offered_to,
    own_membership,
    own_pledge,
    own_pledges,
    progress_of,
    proposals_of,
    same_words,
    templates_for,
    timeline_of,
    year_for,
)
from ..services import report_pledge, start_pledge, submit_pledge, write_pledge
from .common import answers, background_save, refusal, visible_pledge

ITEMS = "items"
SAVED = "pledge_saved"


@require_GET
def mine(request):
    """The reader's own pledge of the current year: to start, to write, or to read and report on."""
    membership = own_membership(request.user, timezone.localdate())
    year = year_for(request.user, membership.unit) if membership else None
    if year is None:
        return render(request, "pledges/mine_none.html", {"membership": membership})
    pledge = own_pledge(request.user, year)
    if pledge is None:
        return _start_page(request, membership, year)
    pledge = visible_pledge(request, pledge.pk)
    return _edit_page(request, pledge) if pledge.is_open else _detail_page(request, pledge)


@require_GET
def history(request):
    """The reader's own pledges of all years."""
    return render(request, "pledges/history.html", {"pledges": own_pledges(request.user)})


@require_http_methods(["GET", "POST"])
def start(request, pk: int, number: int):
    """Start a member's pledge of the year: blank, from a template or from last year. `pk` is the membership's."""
    seen = Membership.objects.visible_to(request.user).select_related("member", "unit")
    membership = get_object_or_404(seen, pk=pk)
    year = year_for(request.user, membership.unit, number)
    if year is None:
        return redirect("pledges:board")
    existing = Pledge.objects.visible_to(request.user).filter(member=membership.member_id, year=year).first()
    if existing:
        return redirect("pledges:detail", existing.pk)
    return _start_page(request, membership, year)


@require_GET
def detail(request, pk: int):
    """One pledge to read: words, results, who did what when, and the acts the reader may do."""
    return _detail_page(request, visible_pledge(request, pk))


@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Write an open pledge; the secretary on the member's behalf. `then=submit` submits after saving."""
    pledge = visible_pledge(request, pk)
    if not pledge.is_open or not can(request.user, "pledge.write", pledge):
        return redirect("pledges:detail", pk)
    if request.method == "GET":
        return _edit_page(request, pledge)
    form, items = PledgeForm(request.POST), ItemFormSet(request.POST, prefix=ITEMS)
    if not (form.is_valid() and items.is_valid() and _save(request, pledge, form, items)):
        return _edit_page(request, pledge, form, items)
    request.session[SAVED] = pledge.pk
    if request.POST.get("then") == "submit":
        act(request, lambda: submit_pledge(pledge=pledge, by=request.user), _("The pledge has been submitted."))
    else:
        messages.success(request, _("The pledge has been saved."))
    return _back(request, pledge)


@require_POST
def autosave(request, pk: int):
    """Save in the background what is being typed: words while open, results once confirmed."""
    pledge = visible_pledge(request, pk)
    if pledge.is_confirmed:
        return _autosave_results(request, pledge)
    form, items = PledgeForm(request.POST), ItemFormSet(request.POST, prefix=ITEMS)
    if not (form.is_valid() and items.is_valid()):
        return refusal(_sentences(form, *items.forms), 400)
    return background_save(
        lambda: write_pledge(pledge=pledge, items=items.drafts, by=request.user, **form.cleaned_data)
    )


@require_POST
def report(request, pk: int):
    """Save what came of the items of a confirmed pledge."""
    pledge = visible_pledge(request, pk)
    version, forms = _result_forms(request, pledge)
    if _invalid(version, *forms):
        return _detail_page(request, pledge, forms)
    done = _("The results have been saved.")
    if not act(request, lambda: _report(request, pledge, version, forms), done):
        return _detail_page(request, pledge, forms)
    request.session[SAVED] = pledge.pk
    return _back(request, pledge)


def _start_page(request: HttpRequest, membership: Membership, year: Year):
    offered = offered_to(request.user, [membership.member_id], year).get(membership.member_id, ())
    last_year = [one.item for one in offered]
    form = SourceForm(
        request.POST or None,
        templates=templates_for(request.user, membership.unit),
        blank=_("A blank sheet"),
        last_year=_("Last year's: the whole-term part, what is unfinished, faults to repair") if last_year else None,
    )
    if request.method == "POST" and form.is_valid():
        items = last_year if form.chosen == form.LAST_YEAR else _words_of(form, year)
        return _started(request, membership, year, items)
    context = {
        "form": form,
        "membership": membership,
        "year": year,
        "offered": [(ORIGIN_NAMES[one.origin], one.item) for one in offered],
        "theme": nearest_theme(request.user, year, membership.unit),
        "can_write": can(request.user, "pledge.write", membership),
        "is_own": membership.member_id == request.user.member_id,
    }
    return render(request, "pledges/start.html", context)


def _started(request: HttpRequest, membership: Membership, year: Year, items):
    """Start the pledge and go on writing it; refused, go back to where it starts or to the one there is by now."""
    try:
        pledge = start_pledge(membership=membership, year=year, by=request.user, items=items)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("pledges:start", membership.pk, year.number)
    messages.success(request, _("Now complete the pledge: change what does not fit and add your own."))
    return redirect("pledges:edit", pledge.pk)


def _words_of(form: SourceForm, year: Year) -> list:
    return [item.draft(year.number) for item in form.template.items.all()] if form.template else []


def _edit_page(request: HttpRequest, pledge: Pledge, form: PledgeForm | None = None, items: ItemFormSet | None = None):
    drafts = [item.draft for item in pledge.items.all()]
    form = form or PledgeForm(initial={"kind": pledge.kind, "version": pledge.version})
    items = items or ItemFormSet(prefix=ITEMS, initial=item_rows(drafts, pledge.year.number))
    last_year, alike = deeds_of_last_year(request.user, pledge), same_words([pledge])
    hints = [hints_for(draft, last_year, alike.colleagues(pledge, draft.deed)) for draft in drafts]
    rows = [(row, hints[at] if at < len(hints) else ()) for at, row in enumerate(items.forms)]
    context = _context(request, pledge) | {"form": form, "items": items, "rows": rows}
    return render(request, "pledges/edit.html", context)


def _detail_page(request: HttpRequest, pledge: Pledge, forms: list[ResultForm] | None = None):
    answered = answers(request.user, pledge)
    reports = pledge.is_confirmed and bool(answered["can_report"])
    items = pledge.items.all()
    told = proposals_of(pledge, items, pledge.year) if reports and not forms else {}
    forms = forms or [ResultForm(item=item, told=told.get(item.pk)) for item in items]
    context = (
        _context(request, pledge)
        | answered
        | {
            "parts": _parts([(form.item, form if reports else None) for form in forms]),
            "reports": reports,
            "has_errors": any(form.is_bound and form.errors for form in forms),
            "version_form": VersionForm(initial={"version": pledge.version}),
            "reason_form": ReasonForm(),
            "timeline": timeline_of(request.user, pledge),
            "progress": progress_of(request.user, pledge, timezone.localdate()) if pledge.is_confirmed else (),
            "can_check_in": can(request.user, "pledge.check_in", pledge),
            **_versions(request, pledge),
            **_alike(pledge),
            "half_year_began": half_year_begins(pledge.year.number) <= timezone.localdate(),
            "supervision": notes_on(request.user, pledge),
            "today": timezone.localdate(),
            "can_consent": can(request.user, "posting.consent", pledge),
        }
    )
    return render(request, "pledges/detail.html", context)


def _versions(request: HttpRequest, pledge: Pledge) -> dict:
    """Return the change that is open on a confirmed pledge, and whether there is more than one version of it."""
    rows = list(changes_for(request.user).filter(pledge=pledge)) if pledge.is_confirmed else []
    return {"running": next((row for row in rows if row.is_running), None), "has_versions": bool(rows)}


def _parts(rows: list[tuple]) -> list[tuple[str, list[tuple]]]:
    """Return the items under their headings: the whole-term part apart from this year's supplement."""
    term = [row for row in rows if row[0].is_for_term]
    if not term:
        return [("", rows)] if rows else []
    year = [row for row in rows if not row[0].is_for_term]
    parts = [(_("For the whole term"), term), (_("This year’s supplement"), year)]
    return [(label, found) for label, found in parts if found]


def _alike(pledge: Pledge) -> dict:
    """Return with how many colleagues a pledge that waits shares its words, for whoever confirms it."""
    most = same_words([pledge]).most(pledge) if pledge.is_submitted else 0
    return {"colleagues": most if most >= MANY else 0}


def _context(request: HttpRequest, pledge: Pledge) -> dict:
    just_saved = request.method == "GET" and request.session.get(SAVED) == pledge.pk
    if just_saved:
        del request.session[SAVED]
    return {
        "pledge": pledge,
        "theme": pledge.theme,
        "is_own": pledge.member_id == request.user.member_id,
        "draft_key": f"pledge-{pledge.pk}",
        "is_just_saved": just_saved,
        "back": reverse("pledges:board") + f"?unit={pledge.unit_id}&year={pledge.year}",
    }


def _back(request: HttpRequest, pledge: Pledge):
    own = pledge.member_id == request.user.member_id
    return redirect("pledges:mine") if own else redirect("pledges:edit", pledge.pk)


def _save(request: HttpRequest, pledge: Pledge, form: PledgeForm, items: ItemFormSet) -> bool:
    """Save the words; a refusal is told on the form, which keeps what was typed."""
    try:
        write_pledge(pledge=pledge, items=items.drafts, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        renew_if_stale(form, refused, pledge.version)
        return False
    return True


def _result_forms(request: HttpRequest, pledge: Pledge) -> tuple[VersionForm, list[ResultForm]]:
    """Bind the results that were sent; an item the page did not send stays as it is."""
    items = pledge.items.all()
    told = proposals_of(pledge, items, pledge.year)
    sent = {item.pk: request.POST if f"item{item.pk}-evidence" in request.POST else None for item in items}
    return VersionForm(request.POST), [ResultForm(sent[item.pk], item=item, told=told.get(item.pk)) for item in items]


def _report(request: HttpRequest, pledge: Pledge, version: VersionForm, forms: list[ResultForm]) -> Pledge:
    results = {form.item.pk: form.result for form in forms if form.is_bound}
    return report_pledge(pledge=pledge, results=results, by=request.user, version=version.cleaned_data["version"])


def _autosave_results(request: HttpRequest, pledge: Pledge):
    version, forms = _result_forms(request, pledge)
    if _invalid(version, *forms):
        return refusal(_sentences(version, *forms), 400)
    return background_save(lambda: _report(request, pledge, version, forms))


def _invalid(*forms) -> list:
    return [form for form in forms if form.is_bound and not form.is_valid()]


def _sentences(*forms) -> list[str]:
    return [str(error) for form in forms for errors in form.errors.values() for error in errors]
