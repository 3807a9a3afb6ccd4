"""Second factors: which an account has, and who must have one."""

from allauth.mfa.models import Authenticator
from django.conf import settings

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # codes to recover with are none


def must_have_second_factor(account) -> bool:
    """Say whether one of the account's roles of today demands a second factor (SECOND_FACTOR_FOR)."""
    return any(role in settings.SECOND_FACTOR_FOR for role, _path, _unit in account.scope.held)


def lacks_second_factor(account) -> bool:
    """Say whether the account must have a second factor and has none; asks the database only where it must."""
    if not must_have_second_factor(account):
        return False
    return not Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_FACTORS).exists()
