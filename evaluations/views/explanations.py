"""The page that explains one person's level."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ..selectors.assessments import assessments_for
from ..selectors.explanations import explanation
from ..services.assessments import note_reading


@require_GET
def explain_level(request, pk: int):
    """Why this level, as far as the reader may know; reading somebody else's is noted in the journal."""
    assessment = get_object_or_404(assessments_for(request.user), pk=pk)
    note_reading(assessment=assessment, by=request.user)
    is_own = request.user.member_id == assessment.member_id
    on_paper = assessment.campaign.from_paper
    above = "person" if assessment.is_required and not (is_own or on_paper) else "assessment"
    context = {
        "explanation": explanation(request.user, assessment),
        "assessment": assessment,
        "back": reverse(f"evaluations:{above}", args=[pk]),
    }
    return render(request, "evaluations/explanation.html", context)
