"""Results of earlier years over HTTP: read, and taken over from a list; previewed unless confirmed."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.api.common import valid
from emulation.models import Unit
from emulation.roster.problems import UnusableFile
from emulation.uploads import TOO_LARGE
from emulation.web import asked_number

from ..models import Decision
from ..paper import ResultsReading, read_results
from ..selectors.results import decisions_for, level_name_of, rule_set_of_year, words_of
from ..services.results import preview_results, take_over_results


class ResultOut(serializers.ModelSerializer):
    """What was decided on a member for one year, in the words of that year's rule set."""

    year = serializers.IntegerField(source="assessment.campaign.year.number")
    member = serializers.IntegerField(source="assessment.member_id")
    member_name = serializers.CharField(source="assessment.member.full_name")
    unit_name = serializers.CharField(source="assessment.unit.name")
    level_name = serializers.SerializerMethodField()
    rule_set = serializers.CharField(source="rule_set.code")
    grades = serializers.SerializerMethodField()
    from_paper = serializers.BooleanField(source="assessment.campaign.from_paper")

    class Meta:
        model = Decision
        fields = [
            "assessment", "year", "member", "member_name", "unit_name", "level", "level_name", "number", "signed_on",
            "rule_set", "grades", "from_paper",
        ]  # fmt: skip

    def get_level_name(self, decision) -> str:
        return level_name_of(decision)

    def get_grades(self, decision) -> dict[str, str]:
        """Return the grade of each criterion by its code; empty where there are none."""
        return {} if decision.rule_set.has_points else decision.assessment.cell_points


class ResultsIn(serializers.Serializer):
    """A list of the results of a year; without `confirm` it is only previewed."""

    file = serializers.FileField()
    year = serializers.IntegerField(min_value=2016, max_value=2100)
    confirm = serializers.BooleanField(required=False, default=False)

    def validate_file(self, upload):
        """Refuse what is too large before reading it."""
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return upload


class ResultsOut(serializers.Serializer):
    """What taking over did, or would do."""

    loaded = serializers.BooleanField()
    summary = serializers.DictField(child=serializers.IntegerField())
    rows = serializers.ListField(child=serializers.DictField())


@extend_schema(parameters=[OpenApiParameter("member", int)])
class ResultList(generics.ListAPIView):
    """List the decided results you may see, newest year first; of one member when asked."""

    serializer_class = ResultOut
    queryset = Decision.objects.none()

    def get_queryset(self):
        member = asked_number(self.request.query_params.get("member"))
        found = decisions_for(self.request.user)
        return found if member is None else found.filter(assessment__member=member)


class ResultsImport(APIView):
    """Read a committee's results of a year; take the accepted rows over when confirmed."""

    @extend_schema(request={"multipart/form-data": ResultsIn}, responses=ResultsOut)
    def post(self, request, pk: int):
        values = valid(ResultsIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        ensure(request.user, "results.take_over", unit)  # before a file is read at all
        reading = _read(values["file"], unit, values["year"])
        service = take_over_results if values["confirm"] else preview_results
        plan = service(reading=reading, committee=unit, year=values["year"], by=request.user)
        rows = [planned.as_report() for planned in plan.rows]
        return Response({"loaded": values["confirm"], "summary": plan.summary, "rows": rows})


def _read(file, unit: Unit, year: int) -> ResultsReading:
    words = words_of(rule_set_of_year(unit, year))
    try:
        return read_results(file.read(), file.name, words=words, year=year, today=timezone.localdate())
    except UnusableFile as refused:
        raise serializers.ValidationError({"file": [str(refused)]}) from refused


urlpatterns = [
    # /api/v1/results/
    path("results/", ResultList.as_view(), name="api-result-list"),
    path("units/<int:pk>/results/", ResultsImport.as_view(), name="api-results-import"),
]
