"""The organisation over HTTP: units, members, roles, years, themes, journal; the same selectors and services."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from .access import ensure
from .models import (
    Account,
    CellType,
    JournalEntry,
    LegalBasis,
    Membership,
    Role,
    RoleAssignment,
    Sex,
    Stay,
    SubjectType,
    Theme,
    Unit,
    UnitKind,
    Year,
)
from .roster.problems import UnusableFile
from .roster.reading import read_roster
from .selectors import journal_of, memberships_of, roles_at, units_with_counts
from .services.accounts import create_account, end_role, grant_role
from .services.people import edit_member, end_membership, set_subject_types
from .services.roster import load_roster, preview_roster
from .services.units import create_unit, edit_unit
from .services.years import open_year, set_theme
from .text import search_text
from .uploads import TOO_LARGE

SEARCH = OpenApiParameter("q", str, description="Words of the name, with or without diacritics.")


class UnitOut(serializers.ModelSerializer):
    """A unit; `members` counts open memberships of its own."""

    members = serializers.IntegerField(read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "code", "name", "kind", "cell_type", "valid_from", "valid_to", "depth", "members"]


class UnitIn(serializers.Serializer):
    """A unit to add under `parent`."""

    parent = serializers.IntegerField()
    name = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(UnitKind.choices)
    cell_type = serializers.ChoiceField(CellType.choices, required=False, default="")
    on = serializers.DateField()


class UnitEdit(serializers.Serializer):
    """What may be corrected in a unit."""

    name = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40)
    cell_type = serializers.ChoiceField(CellType.choices, required=False, allow_blank=True, default="")


class UnitList(generics.ListAPIView):
    """List the units you reach; add one."""

    serializer_class = UnitOut

    def get_queryset(self):
        return units_with_counts(self.request.user, timezone.localdate())

    @extend_schema(request=UnitIn, responses={201: UnitOut})
    def post(self, request):
        values = _valid(UnitIn, request)
        parent = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("parent"))
        unit = create_unit(parent=parent, by=request.user, **values)
        return Response(UnitOut(unit).data, status=status.HTTP_201_CREATED)


class UnitDetail(generics.RetrieveAPIView):
    """Read or correct one unit."""

    serializer_class = UnitOut

    def get_queryset(self):
        return units_with_counts(self.request.user, timezone.localdate())

    @extend_schema(request=UnitEdit, responses=UnitOut)
    def put(self, request, pk: int):
        unit = edit_unit(unit=self.get_object(), by=request.user, **_valid(UnitEdit, request))
        return Response(UnitOut(unit).data)


class MemberOut(serializers.ModelSerializer):
    """A membership with its member; addressed by the membership's id."""

    member = serializers.IntegerField(source="member_id")
    full_name = serializers.CharField(source="member.full_name")
    sex = serializers.CharField(source="member.sex")
    born_on = serializers.DateField(source="member.born_on", allow_null=True)
    born_year = serializers.IntegerField(source="member.born_year")
    joined_on = serializers.DateField(source="member.joined_on", allow_null=True)
    official_on = serializers.DateField(source="member.official_on", allow_null=True)
    card_number = serializers.CharField(source="member.card_number")
    unit_name = serializers.CharField(source="unit.name")
    work_unit = serializers.CharField(source="work_unit.name", default="")
    posts = serializers.SlugRelatedField("title", many=True, read_only=True)

    class Meta:
        model = Membership
        fields = [
            "id", "member", "full_name", "sex", "born_on", "born_year", "joined_on", "official_on", "card_number",
            "unit", "unit_name", "work_unit", "stay", "subject_type", "posts", "valid_from", "valid_to",
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


class LastDay(serializers.Serializer):
    """The last day something holds."""

    last_day = serializers.DateField()


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
        edit_member(membership=self.get_object(), values=_valid(MemberIn, request), by=request.user)
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
        return Response({"changed": set_subject_types(unit=unit, by=request.user, **_valid(SubjectTypesIn, request))})


class MembershipEnd(APIView):
    """End a membership on a day."""

    @extend_schema(request=LastDay, responses=MemberOut)
    def post(self, request, pk: int):
        membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
        ended = end_membership(membership=membership, by=request.user, **_valid(LastDay, request))
        return Response(MemberOut(ended).data)


class RosterIn(serializers.Serializer):
    """A roster file; without `confirm` it is only previewed."""

    file = serializers.FileField()
    unit_name = serializers.CharField(required=False, default="")
    confirm = serializers.BooleanField(required=False, default=False)

    def validate_file(self, upload):
        """Refuse what is too large before reading it."""
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return upload


class RosterOut(serializers.Serializer):
    """What loading did, or would do."""

    loaded = serializers.BooleanField()
    summary = serializers.DictField(child=serializers.IntegerField())
    rows = serializers.ListField(child=serializers.DictField())


class RosterImport(APIView):
    """Read a roster for a committee; load its accepted rows when confirmed."""

    @extend_schema(request={"multipart/form-data": RosterIn}, responses=RosterOut)
    def post(self, request, pk: int):
        values = _valid(RosterIn, request)
        unit, today = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk), timezone.localdate()
        ensure(request.user, "roster.import", unit)  # before a file is read at all
        cell = unit.name if unit.is_cell else values["unit_name"] or None
        try:
            reading = read_roster(values["file"].read(), values["file"].name, unit_name=cell, today=today)
        except UnusableFile as refused:
            raise serializers.ValidationError({"file": [str(refused)]}) from refused
        service = load_roster if values["confirm"] else preview_roster
        plan = service(reading=reading, committee=unit, on=today, by=request.user)
        rows = [
            {"row": planned.row.row, "outcome": planned.status, "name": planned.row.name, "cell": planned.cell}
            | ({} if planned.row.accepted else {"field": planned.row.field, "message": planned.row.reasons})
            for planned in plan.rows
        ]
        return Response({"loaded": values["confirm"], "summary": plan.summary, "rows": rows})


class AccountIn(serializers.Serializer):
    """A new account with its first role at the unit."""

    username = serializers.CharField(max_length=60)
    display_name = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, default="")
    role = serializers.ChoiceField(Role.choices)


class AccountOut(serializers.Serializer):
    """The account with the password to hand over; it is told once."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    password = serializers.CharField()


class AccountNew(APIView):
    """Create an account at a unit."""

    @extend_schema(request=AccountIn, responses={201: AccountOut})
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        account, password = create_account(unit=unit, by=request.user, **_valid(AccountIn, request))
        body = {"id": account.pk, "username": account.username, "password": password}
        return Response(body, status=status.HTTP_201_CREATED)


class YearOut(serializers.ModelSerializer):
    """A committee's year."""

    class Meta:
        model = Year
        fields = ["id", "unit", "number", "pledges_due"]


class YearIn(serializers.Serializer):
    """A year to open."""

    unit = serializers.IntegerField()
    number = serializers.IntegerField(min_value=2016, max_value=2100)
    pledges_due = serializers.DateField()


class YearList(generics.ListAPIView):
    """List the years you have to do with; open one."""

    serializer_class = YearOut

    def get_queryset(self):
        return Year.objects.visible_to(self.request.user)

    @extend_schema(request=YearIn, responses={201: YearOut})
    def post(self, request):
        values = _valid(YearIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        year = open_year(unit=unit, by=request.user, **values)
        return Response(YearOut(year).data, status=status.HTTP_201_CREATED)


class ThemeOut(serializers.ModelSerializer):
    """A theme with its key actions."""

    class Meta:
        model = Theme
        fields = ["id", "year", "unit", "parent", "title", "basis", "actions", "version"]


class ThemeIn(serializers.Serializer):
    """A unit's theme of the year; `parent` is the theme above that it adapts."""

    unit = serializers.IntegerField()
    parent = serializers.IntegerField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=400)
    basis = serializers.PrimaryKeyRelatedField(
        queryset=LegalBasis.objects.all(), required=False, allow_null=True, default=None
    )
    key_actions = serializers.CharField(help_text="One action a line.")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class ThemeList(generics.ListAPIView):
    """List the themes of a year; set a unit's."""

    serializer_class = ThemeOut
    queryset = Theme.objects.none()

    def get_queryset(self):
        return Theme.objects.visible_to(self.request.user).filter(year=self.kwargs["pk"])

    @extend_schema(request=ThemeIn, responses=ThemeOut)
    def post(self, request, pk: int):
        values = _valid(ThemeIn, request)
        year = get_object_or_404(Year.objects.visible_to(request.user), pk=pk)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        parent_pk = values.pop("parent")
        parent = get_object_or_404(Theme.objects.visible_to(request.user), pk=parent_pk) if parent_pk else None
        return Response(ThemeOut(set_theme(year=year, unit=unit, parent=parent, by=request.user, **values)).data)


class JournalOut(serializers.ModelSerializer):
    """One act."""

    class Meta:
        model = JournalEntry
        fields = ["id", "at", "actor_name", "verb", "subject", "subject_id", "subject_name", "unit", "data", "seal"]


class JournalList(generics.ListAPIView):
    """List what was done, newest first, where you may read it."""

    serializer_class = JournalOut

    def get_queryset(self):
        return journal_of(self.request.user)


class RoleIn(serializers.Serializer):
    """A role at a unit for an account."""

    username = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    on = serializers.DateField()


class RoleOut(serializers.Serializer):
    """A role as held."""

    id = serializers.IntegerField()
    account = serializers.IntegerField(source="account_id")
    role = serializers.CharField()
    unit = serializers.IntegerField(source="unit_id")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class RoleList(APIView):
    """List the roles held at a unit; give one."""

    @extend_schema(responses=RoleOut(many=True))
    def get(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        return Response(RoleOut(roles_at(request.user, unit, timezone.localdate()), many=True).data)

    @extend_schema(request=RoleIn, responses={201: RoleOut})
    def post(self, request, pk: int):
        values = _valid(RoleIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        account = get_object_or_404(Account, username=values["username"].lower())
        held = grant_role(account=account, role=values["role"], unit=unit, on=values["on"], by=request.user)
        return Response(RoleOut(held).data, status=status.HTTP_201_CREATED)


class RoleEnd(APIView):
    """End a role on a day."""

    @extend_schema(request=LastDay, responses=RoleOut)
    def post(self, request, pk: int):
        visible = Unit.objects.visible_to(request.user)
        assignment = get_object_or_404(RoleAssignment.objects.filter(unit__in=visible), pk=pk)
        return Response(RoleOut(end_role(assignment=assignment, by=request.user, **_valid(LastDay, request))).data)


def _valid(serializer_class, request) -> dict:
    """Return the parsed body, or answer 400 with the errors by field."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


urlpatterns = [
    path("units/", UnitList.as_view(), name="api-units"),
    path("units/<int:pk>/", UnitDetail.as_view(), name="api-unit"),
    path("units/<int:pk>/members/", MemberList.as_view(), name="api-unit-members"),
    path("units/<int:pk>/subject-types/", SubjectTypes.as_view(), name="api-subject-types"),
    path("units/<int:pk>/roster/", RosterImport.as_view(), name="api-unit-roster"),
    path("units/<int:pk>/accounts/", AccountNew.as_view(), name="api-unit-accounts"),
    path("units/<int:pk>/roles/", RoleList.as_view(), name="api-unit-roles"),
    path("roles/<int:pk>/end/", RoleEnd.as_view(), name="api-role-end"),
    path("members/<int:pk>/", MemberDetail.as_view(), name="api-member"),
    path("members/<int:pk>/end/", MembershipEnd.as_view(), name="api-membership-end"),
    path("years/", YearList.as_view(), name="api-years"),
    path("years/<int:pk>/themes/", ThemeList.as_view(), name="api-year-themes"),
    path("journal/", JournalList.as_view(), name="api-journal"),
]
