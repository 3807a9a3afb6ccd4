"""Progress of pledges over HTTP."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from emulation.api.attachments import AttachIn, AttachmentOut
from emulation.attaching import file_lines
from emulation.services.attachments import attach

from ..models import CheckIn
from ..selectors import progress_of
from ..services import comment_check_in, send_check_in
from .pledges import PledgeLens
from .shapes import CheckInCommentIn, CheckInIn, CheckInOut, PeriodOut, lines_of, valid


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
