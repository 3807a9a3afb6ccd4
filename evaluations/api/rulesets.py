"""Rule sets over HTTP: to read for everyone; to copy, change, try, publish and delete for the committee."""

from collections.abc import Mapping

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.api.common import valid
from emulation.models import LegalBasis, Unit

from ..models import Criterion, RuleSet
from ..ruleset_checks import faults_of
from ..ruleset_criteria import CriterionLine
from ..ruleset_differences import differences
from ..ruleset_effect import effect_of
from ..selectors.rulesets import campaigns_to_try, rule_sets_for
from ..services.rulesets import (
    copy_rule_set,
    delete_draft,
    edit_criteria,
    edit_rule_set,
    install_rule_set,
    note_trial,
    publish_rule_set,
)

VERSION = {"required": False, "allow_null": True, "default": None}
YEARS = {"min_value": 2016, "max_value": 2100, "required": False}


class BasisOut(serializers.ModelSerializer):
    """A document the rules rest on, with the days it is in force."""

    class Meta:
        model = LegalBasis
        fields = ["id", "kind", "number", "issued_on", "issuer", "title", "valid_from", "valid_to"]
        ref_name = "RuleSetBasis"


class CriterionOut(serializers.ModelSerializer):
    """One criterion with its maximum, null where criteria get grades."""

    class Meta:
        model = Criterion
        fields = ["subject_type", "group", "heading", "code", "label", "maximum", "mode", "is_pledge"]


class RuleSetOut(serializers.ModelSerializer):
    """A rule set: whose, for which years, what it adapts and replaces, and every number and choice."""

    base = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    replaces = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    unit_name = serializers.CharField(source="unit.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = RuleSet
        exclude = ["bases", "published_by"]


class RuleSetWhole(RuleSetOut):
    """A rule set with its legal bases and criteria."""

    bases = BasisOut(many=True, read_only=True)
    criteria = CriterionOut(many=True, read_only=True)

    class Meta(RuleSetOut.Meta):
        exclude = ["published_by"]


class RuleSetCopyIn(serializers.Serializer):
    """A draft to begin: `source` is the code of a published set, `unit` its owner's id."""

    source = serializers.CharField()
    unit = serializers.IntegerField()
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=200)
    first_year = serializers.IntegerField(**YEARS | {"required": True})
    last_year = serializers.IntegerField(**YEARS, allow_null=True, default=None)
    is_new = serializers.BooleanField(required=False, default=False)


class RuleSetIn(serializers.ModelSerializer):
    """Fields of a draft to change; `bases` are ids, `replaces` a code. What is not given stays."""

    first_year = serializers.IntegerField(**YEARS)
    last_year = serializers.IntegerField(**YEARS, allow_null=True)
    replaces = serializers.SlugRelatedField(
        "code", queryset=RuleSet.objects.all(), required=False, allow_null=True, validators=[]
    )
    version = serializers.IntegerField(**VERSION)

    class Meta:
        model = RuleSet
        exclude = ["code", "unit", "base", "method", "state", "published_by", "published_at"]


class CriterionIn(serializers.Serializer):
    """One criterion to be; its place is that in the list."""

    group = serializers.CharField()
    heading = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)
    maximum = serializers.DecimalField(max_digits=12, decimal_places=6, required=False, allow_null=True, default=None)
    mode = serializers.CharField(required=False, default="FREE")
    is_pledge = serializers.BooleanField(required=False, default=False)


class CriteriaIn(serializers.Serializer):
    """The whole table of each subject type given: LEADER, NONLEAD, OUTSIDE, COLLECTIVE."""

    criteria = serializers.DictField(child=CriterionIn(many=True))
    version = serializers.IntegerField(**VERSION)


class RuleSetVersionIn(serializers.Serializer):
    """The version that was read."""

    version = serializers.IntegerField(**VERSION)


class RuleSetFaultOut(serializers.Serializer):
    """What stands against publishing, and where."""

    code = serializers.CharField()
    part = serializers.CharField()
    text = serializers.CharField()


class ChangeOut(serializers.Serializer):
    """One change against the base; `delegated` says whether the regulation leaves it to the committee."""

    part = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()
    basis = serializers.CharField()
    delegated = serializers.BooleanField()


class OutcomeOut(serializers.Serializer):
    """How many have one derived outcome, before and after."""

    code = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class ShareOut(serializers.Serializer):
    """Eligible and good of a group, and the most that may get the top level."""

    eligible = serializers.IntegerField()
    good = serializers.IntegerField()
    places = serializers.IntegerField()


class EffectGroupOut(serializers.Serializer):
    """A group of similar position under both rule sets; null where the one does not know it."""

    label = serializers.CharField()
    before = ShareOut(allow_null=True)
    after = ShareOut(allow_null=True)


class MovedOut(serializers.Serializer):
    """Somebody whose derived level differs, with both sentences."""

    assessment = serializers.IntegerField(source="assessment.pk")
    name = serializers.CharField(source="assessment.member.full_name")
    unit = serializers.CharField(source="assessment.unit.name")
    before = serializers.CharField(source="before.outcome")
    after = serializers.CharField(source="after.outcome")
    sentence_before = serializers.CharField()
    sentence_after = serializers.CharField()


class EffectOut(serializers.Serializer):
    """The levels of a review under its own rules and under the draft."""

    campaign = serializers.IntegerField(source="campaign.pk")
    rated = serializers.IntegerField()
    without_points = serializers.IntegerField()
    counts = OutcomeOut(many=True)
    groups = EffectGroupOut(many=True)
    moved = MovedOut(many=True)
    hidden = serializers.IntegerField()


def get_rule_set(request, code: str) -> RuleSet:
    """Return a rule set the reader may see."""
    return get_object_or_404(rule_sets_for(request.user), code=code)


class RuleSetList(generics.ListAPIView):
    """List the rule sets; begin a draft by copying one."""

    serializer_class = RuleSetOut

    def get_queryset(self):
        return rule_sets_for(self.request.user)

    @extend_schema(request=RuleSetCopyIn, responses={201: RuleSetWhole})
    def post(self, request):
        values = valid(RuleSetCopyIn, request)
        source = get_rule_set(request, values.pop("source"))
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        draft = copy_rule_set(source=source, unit=unit, by=request.user, **values)
        return Response(RuleSetWhole(draft).data, status=status.HTTP_201_CREATED)


class RuleSetDetail(generics.RetrieveAPIView):
    """Read one rule set with its criteria; change or delete a draft."""

    serializer_class = RuleSetWhole
    lookup_field = "code"

    def get_queryset(self):
        return rule_sets_for(self.request.user).prefetch_related("bases", "criteria")

    @extend_schema(request=RuleSetIn, responses=RuleSetWhole)
    def patch(self, request, code: str):
        rule_set = get_rule_set(request, code)
        checked = RuleSetIn(rule_set, data=request.data, partial=True)
        checked.is_valid(raise_exception=True)
        values = dict(checked.validated_data)
        version = values.pop("version", None)
        return Response(
            RuleSetWhole(edit_rule_set(rule_set=rule_set, values=values, version=version, by=request.user)).data
        )

    @extend_schema(responses={204: None})
    def delete(self, request, code: str):
        delete_draft(rule_set=get_rule_set(request, code), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RuleSetInstall(APIView):
    """Install a rule set that comes with the application."""

    @extend_schema(request=None, responses=RuleSetOut)
    def post(self, request, code: str):
        return Response(RuleSetOut(install_rule_set(code=code, by=request.user)).data)


class RuleSetCriteria(APIView):
    """Replace the criteria of the subject types given."""

    @extend_schema(request=CriteriaIn, responses=RuleSetWhole)
    def put(self, request, code: str):
        rule_set = get_rule_set(request, code)
        values = valid(CriteriaIn, request)
        criteria = {subject: _lines(rows) for subject, rows in values["criteria"].items()}
        row = edit_criteria(rule_set=rule_set, criteria=criteria, version=values["version"], by=request.user)
        return Response(RuleSetWhole(row).data)


def _lines(rows: list[Mapping]) -> list[CriterionLine]:
    return [CriterionLine.of(row) for row in rows]


class RuleSetDifferences(APIView):
    """What a rule set changes against the one it adapts or replaces."""

    @extend_schema(responses=ChangeOut(many=True))
    def get(self, request, code: str):
        return Response(ChangeOut(differences(get_rule_set(request, code)), many=True).data)


class RuleSetEffect(APIView):
    """What a draft would change in a review that has been held; nothing is changed."""

    @extend_schema(parameters=[OpenApiParameter("campaign", int, required=True)], responses=EffectOut)
    def get(self, request, code: str):
        rule_set = get_rule_set(request, code)
        ensure(request.user, "ruleset.edit", rule_set)
        asked = serializers.IntegerField().run_validation(request.query_params.get("campaign"))
        campaign = get_object_or_404(campaigns_to_try(request.user, rule_set), pk=asked)
        effect = effect_of(request.user, rule_set, campaign)
        if effect.moved:
            note_trial(rule_set=rule_set, campaign=campaign, members=effect.members, by=request.user)
        return Response(EffectOut(effect).data)


class RuleSetPublish(APIView):
    """List what stands against publishing a draft; publish it."""

    @extend_schema(responses=RuleSetFaultOut(many=True))
    def get(self, request, code: str):
        return Response(RuleSetFaultOut(faults_of(get_rule_set(request, code)), many=True).data)

    @extend_schema(request=RuleSetVersionIn, responses=RuleSetWhole)
    def post(self, request, code: str):
        rule_set = get_rule_set(request, code)
        version = valid(RuleSetVersionIn, request)["version"]
        return Response(RuleSetWhole(publish_rule_set(rule_set=rule_set, version=version, by=request.user)).data)


urlpatterns = [
    # /api/v1/rule-sets/
    path("rule-sets/", RuleSetList.as_view(), name="api-rule-set-list"),
    path("rule-sets/<str:code>/", RuleSetDetail.as_view(), name="api-rule-set-detail"),
    path("rule-sets/<str:code>/install/", RuleSetInstall.as_view(), name="api-rule-set-install"),
    path("rule-sets/<str:code>/criteria/", RuleSetCriteria.as_view(), name="api-rule-set-criteria"),
    path("rule-sets/<str:code>/differences/", RuleSetDifferences.as_view(), name="api-rule-set-differences"),
    path("rule-sets/<str:code>/effect/", RuleSetEffect.as_view(), name="api-rule-set-effect"),
    path("rule-sets/<str:code>/publish/", RuleSetPublish.as_view(), name="api-rule-set-publish"),
]
