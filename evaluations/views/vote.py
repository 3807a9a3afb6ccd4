"""The voter's pages: code, ballot, check, cast. Open to whoever has a code, on any phone or the cell's tablet.

Nobody signs in here, no session is begun, nothing is kept between two pages but what they carry; the code and the
choices are in no address, so in no log.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..ballot_choices import counters_of
from ..bearer import Bearer, bearer_of
from ..forms.ballots import BallotPaper, CodeForm
from ..services.casting import cast_vote


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def vote(request):
    """Type the code; with a right one the ballot follows, as far as it was filled in."""
    if request.method == "GET":
        return render(request, "evaluations/vote_code.html", {"form": CodeForm()})
    return with_code(lambda request, bearer, paper: _ballot(request, bearer, paper))(request)


def with_code(page: Callable[[HttpRequest, Bearer, BallotPaper], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only the bearer of a code in that may still be used; anybody else is asked for the code again."""

    @wraps(page)
    def asked(request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        try:
            bearer = bearer_of(form.cleaned_data["code"]) if form.is_valid() else None
        except ValidationError as refused:
            form.add_error("code", refused.message_dict["code"])
            bearer = None
        if bearer is None:
            return render(request, "evaluations/vote_code.html", {"form": form})
        return page(request, bearer, BallotPaper(bearer.voter.ballot, request.POST))

    return asked


def _ballot(request: HttpRequest, bearer: Bearer, paper: BallotPaper, faults: list[str] | None = None) -> HttpResponse:
    context = {"paper": paper, "ballot": bearer.voter.ballot, "faults": faults or []}
    return render(request, "evaluations/vote_ballot.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
@with_code
def vote_check(request, bearer: Bearer, paper: BallotPaper):
    """Show what has been chosen, before it is cast; go back to what is missing."""
    try:
        counters_of(paper.ballot.stage, [one.line for one in paper.lines], paper.answers)
    except ValidationError as refused:
        return _ballot(request, bearer, paper, paper.show(refused))
    return render(request, "evaluations/vote_check.html", {"paper": paper, "ballot": bearer.voter.ballot})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
@with_code
def vote_cast(request, bearer: Bearer, paper: BallotPaper):
    """Cast the vote."""
    try:
        cast_vote(ballot=bearer.voter.ballot, answers=paper.answers, by=bearer)
    except ValidationError as refused:
        return _ballot(request, bearer, paper, paper.show(refused))
    return redirect("evaluations:vote-done")


@login_not_required
@never_cache
@require_GET
def vote_done(request):
    """Say that the vote is in, and nothing of it."""
    return render(request, "evaluations/vote_done.html")
