"""Pages of a meeting's electronic ballots for its secretary and counting team, and the committee's way of voting."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.web import act, act_with, show_refusal, tell

from ..forms.ballots import AnnulForm, CountForm, OpenForm, VotingForm
from ..models import CampaignVoting, CellReview, SecretBallot
from ..selectors.ballots import ballots_of, meeting_ballots
from ..selectors.reviews import committee_campaigns, reviews_in_full
from ..services.ballots import CodeSlip, annul_ballot, close_ballot, open_ballot, renew_code
from ..services.voting import set_voting


@require_http_methods(["GET", "POST"])
def campaign_voting(request, pk: int):
    """Choose how the cells of a campaign vote."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    ensure(request.user, "campaign.open", campaign.unit)
    now = CampaignVoting.objects.filter(campaign=campaign).first() or CampaignVoting(campaign=campaign)
    initial = {"method": now.method, "two_stages": now.two_stages, "minimum": now.minimum}
    form = VotingForm(request.POST or None, initial=initial)

    def save(**values):
        return set_voting(campaign=campaign, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, save, _("The way of voting has been saved.")):
        return redirect("evaluations:campaign", pk)
    return render(request, "evaluations/campaign_voting.html", {"campaign": campaign, "form": form})


def _review(request: HttpRequest, pk: int) -> CellReview:
    return get_object_or_404(reviews_in_full(request.user), pk=pk)


def _ballot(request: HttpRequest, pk: int) -> SecretBallot:
    return get_object_or_404(ballots_of(request.user), pk=pk)


@never_cache
@require_GET
def ballots(request, pk: int):
    """The meeting's ballots: open one, see who has not voted, count, read the results."""
    return _page(request, _review(request, pk))


def _page(request: HttpRequest, review: CellReview, **forms) -> HttpResponse:
    meeting = meeting_ballots(review)
    context = {
        "review": review,
        "meeting": meeting,
        "can_run": can(request.user, "assessment.review", review),
        "open_form": OpenForm(possible=meeting.possible),
        "count_form": CountForm(),
        "annul_form": AnnulForm(),
        "address": request.build_absolute_uri(reverse("evaluations:vote")),
    }
    return render(request, "evaluations/ballots.html", context | forms)


@never_cache
@sensitive_post_parameters()
@require_POST
def ballot_open(request, pk: int):
    """Open the next ballot and show the codes, this once."""
    review = _review(request, pk)
    ensure(request.user, "assessment.review", review)
    form = OpenForm(request.POST, possible=meeting_ballots(review).possible)
    if form.is_valid():
        try:
            ballot, slips = open_ballot(review=review, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return _slips(request, ballot, slips)
    return _page(request, review, open_form=form)


def _slips(request: HttpRequest, ballot: SecretBallot, slips: list[CodeSlip]) -> HttpResponse:
    context = {
        "ballot": ballot,
        "review": ballot.review,
        "slips": slips,
        "address": request.build_absolute_uri(reverse("evaluations:vote")),
    }
    return render(request, "evaluations/ballot_slips.html", context)


@never_cache
@require_POST
def ballot_code(request, pk: int, voter_pk: int):
    """Draw another code for somebody who has lost the slip, and show it, this once."""
    ballot = _ballot(request, pk)
    voter = get_object_or_404(ballot.voters.select_related("member"), pk=voter_pk)
    try:
        slip = renew_code(ballot=ballot, voter=voter, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect("evaluations:ballots", ballot.review_id)
    return _slips(request, ballot, [slip])


@never_cache
@sensitive_post_parameters()
@require_POST
def ballot_close(request, pk: int):
    """Count the ballot with the counting team's passphrase."""
    ballot, form = _ballot(request, pk), CountForm(request.POST)
    ensure(request.user, "assessment.review", ballot.review)

    def close(passphrase: str):
        return close_ballot(ballot=ballot, passphrase=passphrase, by=request.user)

    if act_with(request, form, close, _("The ballot has been counted.")):
        return redirect("evaluations:ballots", ballot.review_id)
    return _page(request, _review(request, ballot.review_id), count_form=form)


@require_POST
def ballot_annul(request, pk: int):
    """Annul a ballot with the reason."""
    ballot = _ballot(request, pk)
    reason, done = request.POST.get("reason", ""), _("The ballot has been annulled.")
    act(request, lambda: annul_ballot(ballot=ballot, reason=reason, by=request.user), done)
    return redirect("evaluations:ballots", ballot.review_id)
