"""Moves of members over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Membership, Sex, SubjectType, Unit
from ..services.moves import (
    ARRIVALS_FROM_OUTSIDE,
    DEPARTURES_BY_HAND,
    MOVE,
    admit_member,
    begin_stay,
    correct_move,
    end_membership,
    make_official,
    receive_member,
    restore_member,
    transfer_member,
    undo_move,
)
from .common import valid
from .people import MemberOut

PAPER = {"required": False, "default": "", "allow_blank": True, "max_length": 120}


class MoveOut(MemberOut):
    """A membership with how it began and ended."""

    class Meta(MemberOut.Meta):
        fields = [*MemberOut.Meta.fields, *(name for name in MOVE if not name.startswith("valid_"))]


class PersonIn(serializers.Serializer):
    """The person behind a new membership."""

    full_name = serializers.CharField(max_length=120)
    sex = serializers.ChoiceField(Sex.choices)
    born_on = serializers.DateField(allow_null=True, default=None)
    born_year = serializers.IntegerField(min_value=1900, max_value=2100)
    ethnicity = serializers.CharField(allow_blank=True, max_length=40, default="")
    work_unit = serializers.CharField(allow_blank=True, max_length=200, default="")
    subject_type = serializers.ChoiceField(SubjectType.choices)


class AdmitIn(PersonIn):
    """A newly admitted member."""

    on = serializers.DateField()
    document = serializers.CharField(**PAPER)


class ReceiveIn(PersonIn):
    """Somebody who comes from outside the tree."""

    joined_on = serializers.DateField()
    official_on = serializers.DateField(allow_null=True, default=None)
    card_number = serializers.CharField(allow_blank=True, max_length=12, default="")
    arrival = serializers.ChoiceField(ARRIVALS_FROM_OUTSIDE)
    arrived_from = serializers.CharField(max_length=200)
    on = serializers.DateField()
    last_day = serializers.DateField(allow_null=True, default=None)
    document = serializers.CharField(**PAPER)


class TransferIn(serializers.Serializer):
    """To which cell, and from when."""

    to = serializers.IntegerField(help_text="Id of the cell.")
    on = serializers.DateField()
    document = serializers.CharField(**PAPER)


class StayIn(TransferIn):
    """To which cell for a time."""

    last_day = serializers.DateField(allow_null=True, default=None)


class DepartureIn(serializers.Serializer):
    """How and when a membership ends."""

    departure = serializers.ChoiceField(DEPARTURES_BY_HAND)
    last_day = serializers.DateField()
    departed_to = serializers.CharField(allow_blank=True, max_length=200, default="")
    document = serializers.CharField(**PAPER)


class RestoreIn(serializers.Serializer):
    """On which list a member is again."""

    unit = serializers.IntegerField(help_text="Id of the cell.")
    on = serializers.DateField()
    document = serializers.CharField(max_length=120)


class OfficialIn(serializers.Serializer):
    """From when a member is official."""

    on = serializers.DateField()
    document = serializers.CharField(**PAPER)


class CorrectIn(serializers.ModelSerializer):
    """What a membership's beginning and end should be, and why."""

    reason = serializers.CharField(max_length=300)

    class Meta:
        model = Membership
        fields = [*MOVE, "reason"]
        extra_kwargs = {name: {"required": True} for name in MOVE}


class UndoIn(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=300)


def membership_at(request: Request, pk: int) -> Membership:
    """Return a visible membership."""
    found = Membership.objects.visible_to(request.user).select_related("member", "unit", "work_unit")
    return get_object_or_404(found, pk=pk)


def unit_at(request: Request, pk: int | None) -> Unit:
    """Return a visible unit."""
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)


def moved(membership: Membership, code: int = status.HTTP_200_OK) -> Response:
    """Answer with the membership as it is now."""
    return Response(MoveOut(membership).data, status=code)


class Admit(APIView):
    """Put a newly admitted member on the list of a cell."""

    @extend_schema(request=AdmitIn, responses={201: MoveOut})
    def post(self, request, pk: int):
        unit, values = unit_at(request, pk), valid(AdmitIn, request)
        on, document = values.pop("on"), values.pop("document")
        return moved(admit_member(unit=unit, values=values, on=on, document=document, by=request.user), 201)


class Receive(APIView):
    """Put somebody from outside on the list of a cell."""

    @extend_schema(request=ReceiveIn, responses={201: MoveOut})
    def post(self, request, pk: int):
        unit, values = unit_at(request, pk), valid(ReceiveIn, request)
        came = {name: values.pop(name) for name in ("on", "last_day", "document", "arrival", "arrived_from")}
        return moved(receive_member(unit=unit, values=values, by=request.user, **came), 201)


class Transfer(APIView):
    """Transfer a member to another cell for good."""

    @extend_schema(request=TransferIn, responses={201: MoveOut})
    def post(self, request, pk: int):
        membership, values = membership_at(request, pk), valid(TransferIn, request)
        to = unit_at(request, values.pop("to"))
        return moved(transfer_member(membership=membership, to=to, by=request.user, **values), 201)


class StayNew(APIView):
    """Send a member to another cell for a time."""

    @extend_schema(request=StayIn, responses={201: MoveOut})
    def post(self, request, pk: int):
        membership, values = membership_at(request, pk), valid(StayIn, request)
        to = unit_at(request, values.pop("to"))
        return moved(begin_stay(membership=membership, to=to, by=request.user, **values), 201)


class MembershipEnd(APIView):
    """End a membership on a day and say how."""

    @extend_schema(request=DepartureIn, responses=MoveOut)
    def post(self, request, pk: int):
        values = valid(DepartureIn, request)
        return moved(end_membership(membership=membership_at(request, pk), by=request.user, **values))


class Restore(APIView):
    """Put a member who was expelled or removed back on a list."""

    @extend_schema(request=RestoreIn, responses={201: MoveOut})
    def post(self, request, pk: int):
        membership, values = membership_at(request, pk), valid(RestoreIn, request)
        unit = unit_at(request, values.pop("unit"))
        return moved(restore_member(membership=membership, unit=unit, by=request.user, **values), 201)


class Official(APIView):
    """Make a provisional member official."""

    @extend_schema(request=OfficialIn, responses=MoveOut)
    def post(self, request, pk: int):
        values = valid(OfficialIn, request)
        make_official(membership=membership_at(request, pk), by=request.user, **values)
        return moved(membership_at(request, pk))


class Correct(APIView):
    """Correct when and how a membership began or ended."""

    @extend_schema(request=CorrectIn, responses=MoveOut)
    def post(self, request, pk: int):
        membership, values = membership_at(request, pk), valid(CorrectIn, request)
        reason = values.pop("reason")
        return moved(correct_move(membership=membership, values=values, reason=reason, by=request.user))


class Undo(APIView):
    """Take back the last thing recorded of a membership; answers with what holds then, if anything does."""

    @extend_schema(request=UndoIn, responses={200: MoveOut, 204: None})
    def post(self, request, pk: int):
        kept = undo_move(membership=membership_at(request, pk), by=request.user, **valid(UndoIn, request))
        return moved(kept) if kept else Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("units/<int:pk>/members/admit/", Admit.as_view(), name="api-member-admit"),
    path("units/<int:pk>/members/receive/", Receive.as_view(), name="api-member-receive"),
    path("members/<int:pk>/end/", MembershipEnd.as_view(), name="api-membership-end"),
    path("members/<int:pk>/transfer/", Transfer.as_view(), name="api-member-transfer"),
    path("members/<int:pk>/stays/", StayNew.as_view(), name="api-stay-new"),
    path("members/<int:pk>/restore/", Restore.as_view(), name="api-member-restore"),
    path("members/<int:pk>/official/", Official.as_view(), name="api-member-official"),
    path("members/<int:pk>/correct/", Correct.as_view(), name="api-move-correct"),
    path("members/<int:pk>/undo/", Undo.as_view(), name="api-move-undo"),
]
