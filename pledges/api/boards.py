"""The boards of progress over HTTP; each is asked for by unit and year."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit, Year

from ..selectors import cells_checked, cells_compared, check_in_board, distribution
from .board_shapes import CheckInBoardOut, ComparisonOut, DistributionOut
from .shapes import CellChecksOut, number

ASKED = [OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)]


def place(request) -> tuple[Unit, Year]:
    """Return the unit and year asked for, through the reader's lens."""
    asked = request.query_params
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=number(asked, "unit"))
    years = Year.objects.visible_to(request.user).for_unit(unit).filter(number=number(asked, "year"))
    return unit, get_object_or_404(years.order_by("-unit__path")[:1])


class CellsChecked(APIView):
    """Count the reports of each cell under a unit by period."""

    @extend_schema(parameters=ASKED, responses=CellChecksOut(many=True))
    def get(self, request):
        found = cells_checked(request.user, *place(request), timezone.localdate())
        return Response(CellChecksOut(found, many=True).data)


class CellBoard(APIView):
    """Read a cell's members × periods, the items in trouble and who is silent."""

    @extend_schema(parameters=ASKED, responses=CheckInBoardOut)
    def get(self, request):
        unit, year = place(request)
        if not unit.is_cell:
            raise Http404
        return Response(CheckInBoardOut(check_in_board(request.user, unit, year, timezone.localdate())).data)


class CellsCompared(APIView):
    """Read the cells under a unit side by side, and which are worth a look."""

    @extend_schema(parameters=ASKED, responses=ComparisonOut)
    def get(self, request):
        return Response(ComparisonOut(cells_compared(request.user, *place(request), timezone.localdate())).data)


class PledgeDistribution(APIView):
    """Count how the confirmed pledges under a unit are made up."""

    @extend_schema(parameters=ASKED, responses=DistributionOut)
    def get(self, request):
        return Response(DistributionOut(distribution(request.user, *place(request))).data)
