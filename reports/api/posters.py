"""Posters over the API: the same files as on the pages, each export journaled."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import asked_number, download
from pledges.models import Posting, PublicBoard, Survey
from pledges.selectors import boards_of

from ..services import CONTENT_TYPES, export_board_poster, export_pledge_poster, export_survey_poster

PDF = {(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY}
SIZE = OpenApiParameter("size", str, description="A3 or A4.")


class PosterView(APIView):
    """A poster as PDF."""

    content_negotiation_class = AlwaysFirst

    def size(self, usual: str) -> str:
        """Return the size asked for."""
        return self.request.query_params.get("size", usual).upper()

    def sent(self, content: bytes) -> HttpResponse:
        """Send the file as a download."""
        return download(content, "poster.pdf", CONTENT_TYPES["pdf"])


class BoardPosterView(PosterView):
    """The board of a year, or of one unit on it."""

    @extend_schema(parameters=[SIZE, OpenApiParameter("unit", int)], responses=PDF, operation_id="board_poster")
    def get(self, request: Request, pk: int) -> HttpResponse:
        board = get_object_or_404(boards_of(request.user), year=pk)
        asked = asked_number(request.query_params.get("unit"))
        units = Unit.objects.visible_to(request.user).within(board.unit)
        unit = get_object_or_404(units, pk=asked) if asked else board.unit
        address = _address(request, board)
        return self.sent(
            export_board_poster(board=board, unit=unit, address=address, size=self.size("A3"), by=request.user)
        )


class PledgePosterView(PosterView):
    """One posted pledge."""

    @extend_schema(parameters=[SIZE], responses=PDF, operation_id="pledge_poster")
    def get(self, request: Request, pk: int) -> HttpResponse:
        seen = Posting.objects.visible_to(request.user).select_related("pledge__unit", "pledge__year__unit")
        posting = get_object_or_404(seen.filter(pledge__year__public_board__isnull=False), pk=pk)
        address = _address(request, posting.pledge.year.public_board)
        return self.sent(export_pledge_poster(posting=posting, address=address, size=self.size("A4"), by=request.user))


class SurveyPosterView(PosterView):
    """A survey's code for the counter."""

    @extend_schema(parameters=[SIZE], responses=PDF, operation_id="survey_poster")
    def get(self, request: Request, pk: int) -> HttpResponse:
        survey = get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit"), pk=pk)
        address = reverse("pledges:survey-answer", args=[survey.code], request=request)
        return self.sent(export_survey_poster(survey=survey, address=address, size=self.size("A4"), by=request.user))


def _address(request: Request, board: PublicBoard) -> str:
    """Return the address on the poster: the open page where there is one, else the page for those signed in."""
    if board.is_open:
        return reverse("pledges:open-board", args=[board.code], request=request)
    return reverse("pledges:public-board", args=[board.year_id], request=request)
