"""Pages of signing in and of second factors: django-allauth's, with what our templates need besides."""

import math

from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.providers.openid_connect.views import login as openid_connect
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from requests import RequestException

from ..services.sign_in import note_password_change
from ..signin.factors import must_have_second_factor
from ..signin.forms import OwnPasswordForm
from ..signin.office import FAILED, has_office, turned_back
from ..signin.sessions import note_now


class SignInView(LoginView):
    """Sign in with user name and password, with a passkey, or with the office account where there is one."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"has_office": has_office()}


@require_POST
@login_not_required
def to_office(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the office's server; say so when it does not answer."""
    try:
        return openid_connect(request, provider_id)
    except RequestException:
        return turned_back(request, FAILED)


class SecondStepView(AuthenticateView):
    """The code or the passkey after the password."""

    def get_context_data(self, **kwargs) -> dict:
        has_passkey = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return super().get_context_data(**kwargs) | {"has_passkey": has_passkey}


class SecondFactorsView(IndexView):
    """One's own second factors: what is set up, and what else may be."""

    def get_context_data(self, **kwargs) -> dict:
        found = super().get_context_data(**kwargs)
        factors = found["authenticators"]
        codes = factors.get("recovery_codes")
        return found | {
            "app": factors.get("totp"),
            "passkeys": factors.get("webauthn", []),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "is_demanded": must_have_second_factor(self.request.user),
        }


@method_decorator(rate_limit(action="change_password"), name="dispatch")
class OwnPasswordView(PasswordChangeView):
    """Change one's own password; the first time it is demanded."""

    form_class = OwnPasswordForm

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        note_now(self.request)  # under its new key
        key, account = self.request.session.session_key, self.request.user
        note_password_change(account=account, session_key=key, by=account)
        return answer


def paused(request: HttpRequest, original: HttpResponse, credentials: dict) -> HttpResponse:
    """Say how long the next try must wait (AXES_LOCKOUT_CALLABLE)."""
    left = AxesProxyHandler.get_implementation().wait(request, credentials).total_seconds()
    context = {"minutes": max(math.ceil(left / 60), 1), "is_code": bool((credentials or {}).get("is_code"))}
    answer = render(request, "account/paused.html", context, status=429)
    answer.headers["Retry-After"] = str(max(math.ceil(left), 1))
    return answer
