"""Issued documents over the API."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import download

from ..documents.head import symbol_of
from ..models import IssuedDocument, NumberSeries
from ..services import CONTENT_TYPES, issue_report, set_last_number, take_document


class IssuedOut(serializers.ModelSerializer):
    """A document as it was issued, without its bytes."""

    number = serializers.CharField(source="full_number")
    address = serializers.HyperlinkedIdentityField("reports:verify", lookup_field="code")
    is_superseded = serializers.BooleanField()

    class Meta:
        model = IssuedDocument
        fields = (
            "id kind unit year number signed_on code address sha256 issued_at issued_by replaces reason is_superseded"
        ).split()


class DocumentIn(serializers.Serializer):
    """What to issue; `corrects` names the document whose place it takes."""

    unit = serializers.IntegerField(min_value=1)
    year = serializers.IntegerField(min_value=2016, max_value=2100)
    signed_on = serializers.DateField()
    corrects = serializers.IntegerField(required=False, min_value=1)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class NumberingIn(serializers.Serializer):
    """The last number a unit has used on paper in the present term."""

    unit = serializers.IntegerField(min_value=1)
    last = serializers.IntegerField(min_value=0, max_value=99_999)


class NumberingOut(serializers.ModelSerializer):
    """How far the numbering of a unit has come."""

    class Meta:
        model = NumberSeries
        fields = ["unit", "term", "symbol", "last"]


class IssuedLens:
    """Documents of the units whose reports the reader may see."""

    serializer_class = IssuedOut

    def get_queryset(self):
        return IssuedDocument.objects.visible_to(self.request.user).brief()


class DocumentList(IssuedLens, generics.ListAPIView):
    """What has been issued; issue another."""

    @extend_schema(request=DocumentIn, responses={201: IssuedOut})
    def post(self, request: Request) -> Response:
        asked = DocumentIn(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        corrects = values.pop("corrects", None)
        found = get_object_or_404(self.get_queryset(), pk=corrects) if corrects else None
        made = issue_report(unit=unit, corrects=found, by=request.user, **values)
        return Response(IssuedOut(made, context={"request": request}).data, status=status.HTTP_201_CREATED)


class DocumentDetail(IssuedLens, generics.RetrieveAPIView):
    """One issued document."""


class DocumentFile(APIView):
    """The bytes as they were issued; journaled."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(responses={(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY}, operation_id="documents_file")
    def get(self, request: Request, pk: int) -> HttpResponse:
        seen = IssuedDocument.objects.visible_to(request.user).select_related("unit")
        found = get_object_or_404(seen, pk=pk)
        content = take_document(document=found, by=request.user)
        return download(content, found.file_name, CONTENT_TYPES["pdf"])


class Numbering(APIView):
    """Say which number was the last on paper."""

    @extend_schema(request=NumberingIn, responses=NumberingOut, operation_id="documents_numbering")
    def post(self, request: Request) -> Response:
        asked = NumberingIn(data=request.data)
        asked.is_valid(raise_exception=True)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=asked.validated_data["unit"])
        facts = {"signed_on": timezone.localdate(), "symbol": symbol_of(unit), "last": asked.validated_data["last"]}
        return Response(NumberingOut(set_last_number(unit=unit, by=request.user, **facts)).data)
