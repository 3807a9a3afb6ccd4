"""Documents of every kind over the API: which there are, and one of them as data or as a file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import NO_ROLE
from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import download

from ..documents.asked import Asked
from ..documents.blocks import Document
from ..kinds import KINDS, kind_of
from ..kinds.asking import Wish, asked_for, options_in, units_for, years_for_documents
from ..renderings import CONTENT_TYPES
from ..renderings.plain import LEFT_OUT
from ..services import export_document
from .described import described

WHICH = [
    OpenApiParameter("unit", OpenApiTypes.INT, description="Key of the unit; the reader's first one when left out."),
    OpenApiParameter("year", OpenApiTypes.INT, description="The year; the newest one when left out."),
    OpenApiParameter("member", OpenApiTypes.INT, description="Key of the member, for kinds about members."),
    OpenApiParameter("blank", OpenApiTypes.BOOL, description="1: to be filled in by hand."),
    OpenApiParameter("as", OpenApiTypes.STR, enum=list(CONTENT_TYPES), description="The format; json when left out."),
]


class ChoiceOut(serializers.Serializer):
    """One thing a kind lets choose."""

    name = serializers.CharField()
    label = serializers.CharField()
    choices = serializers.SerializerMethodField()

    def get_choices(self, option: Any) -> list[str]:
        return [code for code, _label in option.choices]


class DocumentKindOut(serializers.Serializer):
    """A kind of document; `about` says whether a member, a cell or a committee must be named."""

    code = serializers.CharField()
    label = serializers.CharField()
    about = serializers.CharField()
    has_blank = serializers.BooleanField()
    options = ChoiceOut(many=True)


class WishIn(serializers.Serializer):
    """The query of a document."""

    unit = serializers.IntegerField(required=False, min_value=1)
    year = serializers.IntegerField(required=False, min_value=2016, max_value=2100)
    member = serializers.IntegerField(required=False, min_value=1)
    blank = serializers.BooleanField(required=False, default=False)


class DocumentKinds(APIView):
    """Every kind of document there is."""

    @extend_schema(responses=DocumentKindOut(many=True), operation_id="documents_kinds")
    def get(self, request: Request) -> Response:
        return Response(DocumentKindOut(KINDS.values(), many=True).data)


class DocumentOfKind(APIView):
    """One document, always in Vietnamese; every export is journaled."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(
        parameters=WHICH,
        responses={(200, content_type): OpenApiTypes.BINARY for content_type in CONTENT_TYPES.values()}
        | {(200, CONTENT_TYPES["json"]): described(Document, without=LEFT_OUT)},
        operation_id="documents_of_kind",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        asked, file_format = asked_in(request, code), request.query_params.get("as", "json")
        made = export_document(asked=asked, as_=file_format, by=request.user)
        return download(made.content, made.name, made.content_type)


def asked_in(request: Request, code: str) -> Asked:
    """Return what the query asks for; invisible units do not exist."""
    kind, query = kind_of(code), WishIn(data=request.query_params)
    query.is_valid(raise_exception=True)
    values = query.validated_data
    unit = _unit(request, units_for(request.user, kind, timezone.localdate()), values.get("unit"))
    year = values.get("year") or next(iter(years_for_documents(unit)), timezone.localdate().year)
    options = options_in(kind, request.query_params)
    wish = Wish(year, timezone.localdate(), values.get("member"), values["blank"], options)
    return asked_for(request.user, kind, unit, wish)


def _unit(request: Request, units: Any, pk: int | None) -> Unit:
    if pk:
        return get_object_or_404(units, pk=pk)
    if found := units.first():
        return found
    raise PermissionDenied(str(NO_ROLE.reason))
