"""Members over HTTP, addressed by their memberships."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Circumstance, Membership, Sex, Stay, SubjectType, Unit
from ..selectors import memberships_of
from ..services.people import add_circumstance, edit_member, set_subject_types
from ..text import search_text
from .common import valid

SEARCH = OpenApiParameter("q", str, description="Words of the name, with or without diacritics.")


class MemberOut(serializers.ModelSerializer):
    """A membership with its member; addressed by the membership's id."""

    member = serializers.IntegerField(source="member_id")
    full_name = serializers.CharField(source="member.full_name")
    sex = serializers.CharField(source="member.sex")
    born_on = serializers.DateField(source="member.born_on", allow_null=True)
    born_year = serializers.IntegerField(source="member.born_year")
    ethnicity = serializers.CharField(source="member.ethnicity")
    joined_on = serializers.DateField(source="member.joined_on", allow_null=True)
    official_on = serializers.DateField(source="member.official_on", allow_null=True)
    card_number = serializers.CharField(source="member.card_number")
    unit_name = serializers.CharField(source="unit.name")
    work_unit = serializers.CharField(source="work_unit.name", default="")
    posts = serializers.SlugRelatedField("title", many=True, read_only=True)

    class Meta:
        model = Membership
        fields = [
            "id", "member", "full_name", "sex", "born_on", "born_year", "ethnicity", "joined_on", "official_on",
            "card_number", "unit", "unit_name", "work_unit", "stay", "subject_type", "posts", "valid_from", "valid_to",
        ]  # fmt: skip


class MemberIn(serializers.Serializer):
    """A member's data and membership, whole."""

    full_name = serializers.CharField(max_length=120)
    sex = serializers.ChoiceField(Sex.choices)
    born_on = serializers.DateField(allow_null=True)
    born_year = serializers.IntegerField()
    ethnicity = serializers.CharField(allow_blank=True, max_length=40, default="")
    joined_on = serializers.DateField(allow_null=True)
    official_on = serializers.DateField(allow_null=True)
    card_number = serializers.CharField(allow_blank=True, max_length=12)
    work_unit = serializers.CharField(allow_blank=True, max_length=200, default="")
    subject_type = serializers.ChoiceField(SubjectType.choices)
    stay = serializers.ChoiceField(Stay.choices, default=Stay.PERMANENT)


@extend_schema(parameters=[SEARCH])
class MemberList(generics.ListAPIView):
    """List the members of a unit and below, by cell and given name."""

    serializer_class = MemberOut
    queryset = Membership.objects.none()

    def get_queryset(self):
        unit = get_object_or_404(Unit.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        words = search_text(self.request.query_params.get("q", ""))
        return memberships_of(self.request.user, unit, timezone.localdate(), words)


class MemberDetail(generics.RetrieveAPIView):
    """Read or correct one member."""

    serializer_class = MemberOut

    def get_queryset(self):
        return Membership.objects.visible_to(self.request.user).select_related("member", "unit", "work_unit")

    @extend_schema(request=MemberIn, responses=MemberOut)
    def put(self, request, pk: int):
        edit_member(membership=self.get_object(), values=valid(MemberIn, request), by=request.user)
        return Response(MemberOut(self.get_object()).data)


class SubjectTypesIn(serializers.Serializer):
    """The subject type for several memberships of the unit."""

    memberships = serializers.ListField(child=serializers.IntegerField(), max_length=1000)
    subject_type = serializers.ChoiceField(SubjectType.choices)


class SubjectTypesOut(serializers.Serializer):
    """How many memberships changed."""

    changed = serializers.IntegerField()


class SubjectTypes(APIView):
    """Set the subject type of several members at once."""

    @extend_schema(request=SubjectTypesIn, responses=SubjectTypesOut)
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        return Response({"changed": set_subject_types(unit=unit, by=request.user, **valid(SubjectTypesIn, request))})


class CircumstanceSerializer(serializers.ModelSerializer):
    """An exemption, suspension, absence or leave with its document."""

    class Meta:
        model = Circumstance
        fields = ["id", "kind", "valid_from", "valid_to", "document_number", "document_date", "note"]


class CircumstanceList(APIView):
    """List what changes a member's duties; record one."""

    @extend_schema(responses=CircumstanceSerializer(many=True))
    def get(self, request, pk: int):
        membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
        return Response(CircumstanceSerializer(membership.member.circumstances.all(), many=True).data)

    @extend_schema(request=CircumstanceSerializer, responses={201: CircumstanceSerializer})
    def post(self, request, pk: int):
        membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
        values = valid(CircumstanceSerializer, request)
        added = add_circumstance(membership=membership, values=values, by=request.user)
        return Response(CircumstanceSerializer(added).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("units/<int:pk>/members/", MemberList.as_view(), name="api-unit-members"),
    path("units/<int:pk>/subject-types/", SubjectTypes.as_view(), name="api-subject-types"),
    path("members/<int:pk>/", MemberDetail.as_view(), name="api-member"),
    path("members/<int:pk>/circumstances/", CircumstanceList.as_view(), name="api-circumstances"),
]
