"""Themes over HTTP: of years and of whole terms, their documents, the tree of who has adapted."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from ..attaching import file_lines
from ..cascade import theme_tree
from ..models import LegalBasis, Theme, Unit, Year
from ..services.attachments import attach
from ..services.years import set_theme
from ..web import asked_number
from .attachments import AttachIn, AttachmentOut
from .common import valid


class ThemeOut(serializers.ModelSerializer):
    """A theme with its key actions and the rows of its plan: what, who, until when."""

    steps = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)

    class Meta:
        model = Theme
        fields = [
            "id", "year", "first_year", "last_year", "unit", "parent", "serves",
            "title", "basis", "actions", "plan", "steps", "version",
        ]  # fmt: skip


class ThemeIn(serializers.Serializer):
    """A unit's theme; `parent` is the theme of the nearest unit above, `serves` the term's theme it serves."""

    unit = serializers.IntegerField()
    parent = serializers.IntegerField(required=False, allow_null=True, default=None)
    serves = serializers.IntegerField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=400)
    basis = serializers.PrimaryKeyRelatedField(
        queryset=LegalBasis.objects.all(), required=False, allow_null=True, default=None
    )
    key_actions = serializers.CharField(help_text="One action a line.")
    plan = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="One step a line: what | who | until when."
    )
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class SpanIn(ThemeIn):
    """The same for the years named: one, or those of a whole term."""

    first_year = serializers.IntegerField(min_value=2016, max_value=2100)
    last_year = serializers.IntegerField(min_value=2016, max_value=2100)


def _set(request, values: dict, year: Year | None = None) -> Theme:
    seen = Theme.objects.visible_to(request.user)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
    named = {name: values.pop(name) for name in ("parent", "serves")}
    themes = {name: get_object_or_404(seen, pk=pk) if pk else None for name, pk in named.items()}
    return set_theme(unit=unit, year=year, by=request.user, **themes, **values)


class YearThemes(generics.ListAPIView):
    """List the themes of a year; set a unit's."""

    serializer_class = ThemeOut
    queryset = Theme.objects.none()

    def get_queryset(self):
        return Theme.objects.visible_to(self.request.user).filter(year=self.kwargs["pk"])

    @extend_schema(request=ThemeIn, responses=ThemeOut)
    def post(self, request, pk: int):
        values = valid(ThemeIn, request)
        year = get_object_or_404(Year.objects.visible_to(request.user), pk=pk)
        return Response(ThemeOut(_set(request, values, year)).data)


class ThemeList(generics.ListAPIView):
    """List the themes you see, of years and of terms; set one for the years named."""

    serializer_class = ThemeOut

    def get_queryset(self):
        return Theme.objects.visible_to(self.request.user)

    @extend_schema(request=SpanIn, responses=ThemeOut)
    def post(self, request):
        return Response(ThemeOut(_set(request, valid(SpanIn, request))).data)


class ThemeFiles(generics.GenericAPIView):
    """List the documents of a theme, or attach one."""

    parser_classes = [MultiPartParser]
    pagination_class = None

    def get_queryset(self):
        return Theme.objects.visible_to(self.request.user).select_related("unit")

    @extend_schema(responses=AttachmentOut(many=True), operation_id="theme_files_list")
    def get(self, request, pk: int):
        files = [line.file for line in file_lines(self.get_object(), request.user)]
        return Response(AttachmentOut(files, many=True).data)

    @extend_schema(request={"multipart/form-data": AttachIn}, responses={201: AttachmentOut})
    def post(self, request, pk: int):
        added = attach(to=self.get_object(), by=request.user, **valid(AttachIn, request))
        return Response(AttachmentOut(added).data, status=status.HTTP_201_CREATED)


class BranchOut(serializers.Serializer):
    """A unit of the tree with its theme of the year, null where it has none."""

    unit = serializers.IntegerField(source="unit.pk")
    name = serializers.CharField(source="unit.name")
    theme = serializers.IntegerField(source="theme.pk", default=None, allow_null=True)
    title = serializers.CharField(source="theme.title", default="")
    has_adapted = serializers.BooleanField()
    adapted = serializers.IntegerField(help_text="How many of the units below have adapted the theme above them.")
    studies = serializers.IntegerField(help_text="Study sessions held in the year.")


class TreeOut(serializers.Serializer):
    """A unit's tree of a year: the themes that come down to it, those of terms, and every unit from it down."""

    year = serializers.IntegerField(source="number")
    above = ThemeOut(many=True)
    terms = ThemeOut(many=True)
    branches = BranchOut(many=True)


class ThemeTreeView(APIView):
    """Tell who has adapted the theme above and who has not."""

    @extend_schema(
        parameters=[OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)],
        responses=TreeOut,
    )
    def get(self, request):
        unit_pk, number = (asked_number(request.query_params.get(name)) for name in ("unit", "year"))
        if not unit_pk or not number or number > 2100:
            raise Http404
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
        tree = theme_tree(request.user, unit, number, timezone.localdate())
        found = {"number": number, "above": tree.above, "terms": tree.terms}
        return Response(TreeOut(found | {"branches": [tree.root, *tree.root.all_below]}).data)


urlpatterns = [
    # /api/v1/themes/
    path("years/<int:pk>/themes/", YearThemes.as_view(), name="api-year-themes"),
    path("themes/", ThemeList.as_view(), name="api-themes"),
    path("themes/tree/", ThemeTreeView.as_view(), name="api-theme-tree"),
    path("themes/<int:pk>/files/", ThemeFiles.as_view(), name="api-theme-files"),
]
