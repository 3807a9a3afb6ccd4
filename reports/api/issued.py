"""Issued documents over the API."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import download

from ..documents.asked import Asked
from ..documents.head import symbol_of
from ..documents.layouts import layout_of
from ..kinds.asking import Wish, asked_for, options_in
from ..models import IssuedDocument, NumberSeries
from ..services import CONTENT_TYPES, issue_document, plan_document, set_last_number, take_document
from ..services.papers import ANNUAL, issuable

UNKNOWN_KIND = _("There is no kind of document “%(kind)s” that is issued; choose one of: %(kinds)s.")
UNKNOWN_TYPE = _("There is no type of document “%(kind)s”; choose one of: %(kinds)s.")


class IssuedOut(serializers.ModelSerializer):
    """A document as it was issued, without its bytes."""

    number = serializers.CharField(source="full_number")
    address = serializers.HyperlinkedIdentityField("reports:verify", lookup_field="code")
    is_superseded = serializers.BooleanField()

    class Meta:
        model = IssuedDocument
        fields = (
            "id kind unit year member number signed_on code address sha256 issued_at issued_by replaces reason "
            "is_superseded"
        ).split()


class DocumentIn(serializers.Serializer):
    """What to issue; `corrects` names the document whose place it takes. `options` by name, as the kind lets choose."""

    kind = serializers.CharField(required=False, default=ANNUAL, max_length=40)
    member = serializers.IntegerField(required=False, min_value=1)
    options = serializers.DictField(child=serializers.CharField(max_length=60), required=False, default=dict)
    unit = serializers.IntegerField(min_value=1)
    year = serializers.IntegerField(min_value=2016, max_value=2100)
    signed_on = serializers.DateField()
    corrects = serializers.IntegerField(required=False, min_value=1)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class PlanIn(serializers.Serializer):
    """The document about which one asks what issuing it would do."""

    kind = serializers.CharField(required=False, default=ANNUAL, max_length=40)
    unit = serializers.IntegerField(min_value=1)
    year = serializers.IntegerField(min_value=2016, max_value=2100)
    member = serializers.IntegerField(required=False, min_value=1)


class IssuePlanOut(serializers.Serializer):
    """The number and date it would take, what it would correct, and what stands in the way."""

    number = serializers.CharField(allow_blank=True)
    signed_on = serializers.DateField()
    is_own = serializers.BooleanField()
    corrects = serializers.IntegerField(source="corrects.pk", default=None, allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())


class NumberingIn(serializers.Serializer):
    """The last number of a type (BC, QĐ) a unit has used on paper in the present term."""

    type = serializers.CharField(required=False, default="BC", max_length=8)
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
        rows = IssuedDocument.objects.visible_to(self.request.user).brief()
        kind = self.request.query_params.get("kind")
        return rows.filter(kind=kind) if kind else rows


@extend_schema_view(get=extend_schema(parameters=[OpenApiParameter("kind", str, description="Code of a kind.")]))
class DocumentList(IssuedLens, generics.ListAPIView):
    """What has been issued, all or of one kind; issue another."""

    @extend_schema(request=DocumentIn, responses={201: IssuedOut})
    def post(self, request: Request) -> Response:
        asked = DocumentIn(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        corrects = values.get("corrects")
        found = get_object_or_404(self.get_queryset(), pk=corrects) if corrects else None
        told = {"signed_on": values["signed_on"], "reason": values.get("reason", "")}
        made = issue_document(asked=_asked(request, values), corrects=found, by=request.user, **told)
        return Response(IssuedOut(made, context={"request": request}).data, status=status.HTTP_201_CREATED)


class DocumentPlan(APIView):
    """What issuing a document would do now: its number, and what stands in the way."""

    @extend_schema(parameters=[PlanIn], responses=IssuePlanOut, operation_id="documents_next")
    def get(self, request: Request) -> Response:
        asked = PlanIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data | {"options": request.query_params.dict()}
        return Response(IssuePlanOut(plan_document(asked=_asked(request, values), by=request.user)).data)


def _asked(request: Request, values: dict) -> Asked:
    """Return what the values name; invisible units do not exist."""
    kinds = issuable()
    if values["kind"] not in kinds:
        told = {"kind": values["kind"], "kinds": ", ".join(kinds)}
        raise ValidationError({"kind": ValidationError(UNKNOWN_KIND, "unknown_kind", told)})
    kind, unit = kinds[values["kind"]], get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
    options = options_in(kind, values["options"])
    wish = Wish(values["year"], timezone.localdate(), values.get("member"), options=options)
    return asked_for(request.user, kind, unit, wish)


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
        kind, types = asked.validated_data["type"], sorted({one.symbol for one in issuable().values()})
        if kind not in types:
            raise ValidationError(
                {"type": ValidationError(UNKNOWN_TYPE, "unknown_type", {"kind": kind, "kinds": ", ".join(types)})}
            )
        symbol = symbol_of(unit, kind, layout_of(unit))
        facts = {"signed_on": timezone.localdate(), "symbol": symbol, "last": asked.validated_data["last"]}
        return Response(NumberingOut(set_last_number(unit=unit, by=request.user, **facts)).data)
