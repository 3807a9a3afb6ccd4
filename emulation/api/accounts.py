"""Accounts and roles over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Account, Role, RoleAssignment, Unit
from ..selectors import roles_at
from ..services.accounts import (
    clear_factors,
    create_account,
    end_role,
    end_sessions,
    grant_role,
    link_office,
    reset_password,
    set_active,
)
from ..services.slips import create_member_accounts, renew_first_passwords
from .common import LastDay, valid


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
        account, password = create_account(unit=unit, by=request.user, **valid(AccountIn, request))
        body = {"id": account.pk, "username": account.username, "password": password}
        return Response(body, status=status.HTTP_201_CREATED)


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
    delegated_by = serializers.CharField(allow_null=True, help_text="For whom it is held, by delegation.")


class RoleList(APIView):
    """List the roles held at a unit; give one."""

    @extend_schema(responses=RoleOut(many=True))
    def get(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        return Response(RoleOut(roles_at(request.user, unit, timezone.localdate()), many=True).data)

    @extend_schema(request=RoleIn, responses={201: RoleOut})
    def post(self, request, pk: int):
        values = valid(RoleIn, request)
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
        return Response(RoleOut(end_role(assignment=assignment, by=request.user, **valid(LastDay, request))).data)


class AccountReset(APIView):
    """Draw a new password; it is told once, and the old one and every key end."""

    @extend_schema(request=None, responses=AccountOut)
    def post(self, request, pk: int, account_pk: int):
        unit, account = _account(request, pk, account_pk)
        password = reset_password(account=account, unit=unit, by=request.user)
        return Response({"id": account.pk, "username": account.username, "password": password})


class SlipOut(serializers.Serializer):
    """What one person is handed; the password is told once."""

    name = serializers.CharField()
    cell = serializers.CharField()
    username = serializers.CharField()
    password = serializers.CharField()


class MemberAccounts(APIView):
    """Create an account for every member of the unit who has none."""

    @extend_schema(request=None, responses={201: SlipOut(many=True)})
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        slips = create_member_accounts(unit=unit, by=request.user)
        return Response(SlipOut(slips, many=True).data, status=status.HTTP_201_CREATED)


class RenewIn(serializers.Serializer):
    """Whose first passwords to draw anew; what was drawn after `drawn_before` stays."""

    accounts = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=1_000)
    drawn_before = serializers.DateTimeField(default=timezone.now)


class FirstPasswords(APIView):
    """Draw new first passwords for accounts whose owners have not begun."""

    @extend_schema(request=RenewIn, responses=SlipOut(many=True))
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        slips = renew_first_passwords(unit=unit, by=request.user, **valid(RenewIn, request))
        return Response(SlipOut(slips, many=True).data)


class ActiveIn(serializers.Serializer):
    """Whether the account is open."""

    is_active = serializers.BooleanField()


class EndedOut(serializers.Serializer):
    """How many sessions were ended."""

    sessions = serializers.IntegerField()


class AccountActive(APIView):
    """Close an account, or open it again."""

    @extend_schema(request=ActiveIn, responses=ActiveIn)
    def post(self, request, pk: int, account_pk: int):
        unit, account = _account(request, pk, account_pk)
        account = set_active(account=account, unit=unit, by=request.user, **valid(ActiveIn, request))
        return Response({"is_active": account.is_active})


class SessionsEnd(APIView):
    """End every session of an account; its keys go on."""

    @extend_schema(request=None, responses=EndedOut)
    def post(self, request, pk: int, account_pk: int):
        unit, account = _account(request, pk, account_pk)
        return Response({"sessions": end_sessions(account=account, unit=unit, by=request.user)})


class FactorsClear(APIView):
    """Take away the second factors of who has lost them; they are set up anew at sign-in."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, account_pk: int):
        unit, account = _account(request, pk, account_pk)
        clear_factors(account=account, unit=unit, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OfficeIn(serializers.Serializer):
    """What the office calls the person; empty to unlink."""

    subject = serializers.CharField(max_length=191, allow_blank=True)


class OfficeLink(APIView):
    """Link an office account to an account, or unlink it."""

    @extend_schema(request=OfficeIn, responses=OfficeIn)
    def post(self, request, pk: int, account_pk: int):
        unit, account = _account(request, pk, account_pk)
        values = valid(OfficeIn, request)
        link_office(account=account, unit=unit, by=request.user, **values)
        return Response(values)


def _account(request, pk: int, account_pk: int) -> tuple[Unit, Account]:
    """Return the unit through the lens, and an account that holds a role there."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    found = Account.objects.filter(roles__unit=unit).distinct()
    return unit, get_object_or_404(found, pk=account_pk)


urlpatterns = [
    path("units/<int:pk>/accounts/", AccountNew.as_view(), name="api-unit-accounts"),
    path("units/<int:pk>/accounts/members/", MemberAccounts.as_view(), name="api-unit-accounts-members"),
    path("units/<int:pk>/accounts/members/renew/", FirstPasswords.as_view(), name="api-unit-accounts-renew"),
    path("units/<int:pk>/accounts/<int:account_pk>/reset/", AccountReset.as_view(), name="api-account-reset"),
    path("units/<int:pk>/accounts/<int:account_pk>/active/", AccountActive.as_view(), name="api-account-active"),
    path("units/<int:pk>/accounts/<int:account_pk>/sessions/end/", SessionsEnd.as_view(), name="api-account-sessions"),
    path("units/<int:pk>/accounts/<int:account_pk>/factors/clear/", FactorsClear.as_view(), name="api-account-factors"),
    path("units/<int:pk>/accounts/<int:account_pk>/office/", OfficeLink.as_view(), name="api-account-office"),
    path("units/<int:pk>/roles/", RoleList.as_view(), name="api-unit-roles"),
    path("roles/<int:pk>/end/", RoleEnd.as_view(), name="api-role-end"),
]
