"""Progress of pledges over HTTP."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.attachments import AttachIn, AttachmentOut
from emulation.attaching import file_lines
from emulation.models import Unit, Year
from emulation.services.attachments import attach

from ..models import CheckIn
from ..selectors import cells_checked, progress_of
from ..services import comment_check_in, send_check_in
from .pledges import PledgeLens
from .shapes import CellChecksOut, CheckInCommentIn, CheckInIn, CheckInOut, PeriodOut, lines_of, number, valid


class PledgeProgress(PledgeLens, generics.GenericAPIView):
    """Read each period of a pledge; report on one."""

    pagination_class = None

    @extend_schema(responses=PeriodOut(many=True), operation_id="pledge_progress_read")
    def get(self, request, pk: int):
        found = progress_of(request.user, self.get_object(), timezone.localdate())
        return Response(PeriodOut(found, many=True).data)

    @extend_schema(request=CheckInIn, responses={201: CheckInOut})
    def post(self, request, pk: int):
        values = valid(CheckInIn, request)
        lines = lines_of(values.pop("lines"))
        report = send_check_in(pledge=self.get_object(), lines=lines, by=request.user, **values)
        return Response(CheckInOut(report).data, status=status.HTTP_201_CREATED)


class CheckInComment(generics.GenericAPIView):
    """Comment on a report, or return it to be completed."""

    serializer_class = CheckInOut

    def get_queryset(self):
        return CheckIn.objects.visible_to(self.request.user).select_related("pledge__unit", "pledge__member")

    @extend_schema(request=CheckInCommentIn, responses=CheckInOut)
    def post(self, request, pk: int):
        values = valid(CheckInCommentIn, request)
        return Response(CheckInOut(comment_check_in(check_in=self.get_object(), by=request.user, **values)).data)


class CheckInFiles(generics.GenericAPIView):
    """List the files of a report, or attach one."""

    parser_classes = [MultiPartParser]
    pagination_class = None

    def get_queryset(self):
        return CheckIn.objects.visible_to(self.request.user).select_related("pledge__unit", "pledge__member")

    @extend_schema(responses=AttachmentOut(many=True), operation_id="check_in_files_list")
    def get(self, request, pk: int):
        files = [line.file for line in file_lines(self.get_object(), request.user)]
        return Response(AttachmentOut(files, many=True).data)

    @extend_schema(request={"multipart/form-data": AttachIn}, responses={201: AttachmentOut})
    def post(self, request, pk: int):
        added = attach(to=self.get_object(), by=request.user, **valid(AttachIn, request))
        return Response(AttachmentOut(added).data, status=status.HTTP_201_CREATED)


class CellsChecked(APIView):
    """Count the reports of each cell under a unit by period."""

    @extend_schema(
        parameters=[OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)],
        responses=CellChecksOut(many=True),
    )
    def get(self, request):
        asked = request.query_params
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=number(asked, "unit"))
        years = Year.objects.visible_to(request.user).for_unit(unit).filter(number=number(asked, "year"))
        year = get_object_or_404(years.order_by("-unit__path")[:1])
        return Response(CellChecksOut(cells_checked(request.user, unit, year, timezone.localdate()), many=True).data)
