"""A committee's template for Word over the API: which there are, handing one in, trying it, withdrawing it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import download

from ..models import WordTemplate
from ..renderings import CONTENT_TYPES
from ..services import try_word_template, upload_word_template, withdraw_word_template
from ..word.default import default_template

WORD = {(200, CONTENT_TYPES["docx"]): OpenApiTypes.BINARY}
TRY = [OpenApiParameter("try", OpenApiTypes.STR, description="Anything: a document for trying, of invented figures.")]


class WordTemplateOut(serializers.ModelSerializer):
    """What is known of a template."""

    uploaded_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = WordTemplate
        fields = ["id", "unit", "title", "size", "sha256", "uploaded_by", "uploaded_at", "is_active"]


class WordTemplateIn(serializers.Serializer):
    """A template (.docx, up to 10 MB) as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True)


class WordTemplates(APIView):
    """The templates handed in for a committee; the next one takes the place of the one in use."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=WordTemplateOut(many=True), operation_id="documents_word_list")
    def get(self, request: Request, pk: int) -> Response:
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        ensure(request.user, "report.view", unit)
        found = WordTemplate.objects.filter(unit=unit).defer("content").select_related("uploaded_by")
        return Response(WordTemplateOut(found, many=True).data)

    @extend_schema(request=WordTemplateIn, responses={201: WordTemplateOut}, operation_id="documents_word_upload")
    def post(self, request: Request, pk: int) -> Response:
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        asked = WordTemplateIn(data=request.data)
        asked.is_valid(raise_exception=True)
        made = upload_word_template(unit=unit, file=asked.validated_data["file"], by=request.user)
        return Response(WordTemplateOut(made).data, status=status.HTTP_201_CREATED)


class OurWordTemplate(APIView):
    """The template we ship."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(parameters=TRY, responses=WORD, operation_id="documents_word_ours")
    def get(self, request: Request, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        ensure(request.user, "report.view", unit)
        is_try = "try" in request.query_params
        content = try_word_template(unit=unit, by=request.user) if is_try else default_template()
        return download(content, "mau-word.docx", CONTENT_TYPES["docx"])


class WordTemplateAct(APIView):
    """What the routes of one template share."""

    def found(self, request: Request, pk: int) -> WordTemplate:
        """Return the template; of a unit whose reports are not seen there is none."""
        return get_object_or_404(WordTemplate.objects.visible_to(request.user).select_related("unit"), pk=pk)


class WordTemplateFile(WordTemplateAct):
    """A template as it is kept."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(parameters=TRY, responses=WORD, operation_id="documents_word_file")
    def get(self, request: Request, pk: int) -> HttpResponse:
        found = self.found(request, pk)
        content = bytes(found.content)
        if "try" in request.query_params:
            content = try_word_template(unit=found.unit, template=found, by=request.user)
        return download(content, found.file_name, CONTENT_TYPES["docx"])


class WordTemplateWithdraw(WordTemplateAct):
    """Take a template out of use."""

    @extend_schema(request=None, responses=WordTemplateOut, operation_id="documents_word_withdraw")
    def post(self, request: Request, pk: int) -> Response:
        made = withdraw_word_template(template=self.found(request, pk), by=request.user)
        return Response(WordTemplateOut(made).data)
