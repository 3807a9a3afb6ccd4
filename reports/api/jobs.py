"""Jobs over the API: one's own list, asking for a document or a batch, how far it is, stopping, retrying, its file."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst, valid
from emulation.web import download_pieces

from ..jobs.making import BATCH_TYPES
from ..kinds import kind_of
from ..kinds.asking import Wish, asked_for, options_in, units_for
from ..models import Job
from ..renderings import CONTENT_TYPES
from ..services import cancel_job, queue_batch, queue_document, retry_job, take_result


class JobOut(serializers.ModelSerializer):
    """A job of one's own: how far it is, and what has become of it."""

    class Meta:
        model = Job
        fields = (
            "id what title unit state done total doing attempts problem notes file_name content_type size "
            "queued_at started_at ended_at kept_until is_stopping"
        ).split()
        read_only_fields = fields

    kept_until = serializers.DateTimeField(allow_null=True, read_only=True)
    is_stopping = serializers.BooleanField(read_only=True)


class JobIn(serializers.Serializer):
    """What to make: one document, or with `batch` one for every member of the unit (`as` is then zip or pdf)."""

    kind = serializers.SlugField()
    unit = serializers.IntegerField(min_value=1)
    year = serializers.IntegerField(min_value=2016, max_value=2100)
    batch = serializers.BooleanField(required=False, default=False)
    member = serializers.IntegerField(required=False, min_value=1, help_text="Key of the member, not with `batch`.")
    blank = serializers.BooleanField(required=False, default=False)
    options = serializers.DictField(child=serializers.CharField(max_length=100), required=False, default=dict)

    def get_fields(self) -> dict:
        """Add `as`, which no class can have as a name."""
        formats = list(dict.fromkeys([*CONTENT_TYPES, *BATCH_TYPES]))
        return super().get_fields() | {"as": serializers.ChoiceField(formats, required=False, default="pdf")}


class JobList(generics.ListAPIView):
    """One's own jobs; ask for another."""

    serializer_class = JobOut

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)

    @extend_schema(request=JobIn, responses={202: JobOut}, operation_id="documents_jobs_queue")
    def post(self, request: Request) -> Response:
        return Response(JobOut(queued(request)).data, status=status.HTTP_202_ACCEPTED)


class JobDetail(generics.RetrieveAPIView):
    """How far one job is."""

    serializer_class = JobOut

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)


class JobCancel(APIView):
    """Stop it: at once while it waits, at the next step while it is made."""

    @extend_schema(request=None, responses=JobOut, operation_id="documents_jobs_cancel")
    def post(self, request: Request, pk: int) -> Response:
        return Response(JobOut(cancel_job(job=own(request, pk), by=request.user)).data)


class JobRetry(APIView):
    """Ask once more for what was not made or was stopped."""

    @extend_schema(request=None, responses=JobOut, operation_id="documents_jobs_retry")
    def post(self, request: Request, pk: int) -> Response:
        return Response(JobOut(retry_job(job=own(request, pk), by=request.user)).data)


class JobFile(APIView):
    """What has been made, for its owner; journaled."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(
        responses={(200, kind): OpenApiTypes.BINARY for kind in {*CONTENT_TYPES.values(), *BATCH_TYPES.values()}},
        operation_id="documents_jobs_file",
    )
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        job = own(request, pk)
        pieces = take_result(job=job, by=request.user)
        return download_pieces(pieces, job.size, job.file_name, job.content_type)


def own(request: Request, pk: int) -> Job:
    """Return a job of the caller's; nobody else's exists."""
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("unit", "owner"), pk=pk)


def queued(request: Request) -> Job:
    """Ask for what the body names; invisible units do not exist."""
    values = valid(JobIn, request)
    kind, today, by = kind_of(values["kind"]), timezone.localdate(), request.user
    unit = get_object_or_404(units_for(by, kind, today), pk=values["unit"])
    options = options_in(kind, values["options"])
    if values["batch"]:
        given = {"blank": values["blank"], "options": options}
        return queue_batch(kind=kind, unit=unit, year=values["year"], as_=values["as"], by=by, **given)
    wish = Wish(values["year"], today, values.get("member"), values["blank"], options)
    return queue_document(asked=asked_for(by, kind, unit, wish), as_=values["as"], by=by)
