"""Routes of signing in and out and of second factors, under the names Django and django-allauth look them up by.

Only what stands here is open to anybody; the package's other pages (registration, e-mail) have no address.
"""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.providers.openid_connect.views import callback
from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from .signin.office import OFFICE
from .views.sign_in import OwnPasswordView, SecondFactorsView, SecondStepView, SignInView, to_office

AT_OFFICE = {"provider_id": OFFICE}
BACK = {"success_url": reverse_lazy("mfa_index")}


def form(view):
    """Show and take a form; what it shows is nobody's to keep."""
    return never_cache(require_http_methods(["GET", "POST"])(view))


def shown(view):
    """Show a page that nobody's cache keeps."""
    return never_cache(require_GET(view))


urlpatterns = [
    # /account/login/ – open to anybody
    path("login/", form(SignInView.as_view()), name="account_login"),
    path("login/passkey/", form(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("login/second/", form(SecondStepView.as_view()), name="mfa_authenticate"),
    path("login/office/", to_office, AT_OFFICE, name="openid_connect_login"),
    path("login/office/back/", require_GET(callback), AT_OFFICE, name="openid_connect_callback"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", form(OwnPasswordView.as_view()), name="password_change"),
    path("password/done/", shown(auth.PasswordChangeDoneView.as_view()), name="password_change_done"),
    # /account/confirm/ – who it is, once more
    path("confirm/", form(ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("confirm/code/", form(ReauthenticateByCodeView.as_view()), name="mfa_reauthenticate"),
    path("confirm/passkey/", form(ReauthenticateWebAuthnView.as_view()), name="mfa_reauthenticate_webauthn"),
    # /account/second/
    path("second/", shown(SecondFactorsView.as_view()), name="mfa_index"),
    path("second/app/", form(ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("second/app/remove/", form(DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("second/passkeys/new/", form(AddWebAuthnView.as_view()), name="mfa_add_webauthn"),
    path("second/passkeys/<int:pk>/", form(EditWebAuthnView.as_view(**BACK)), name="mfa_edit_webauthn"),
    path("second/passkeys/<int:pk>/remove/", form(RemoveWebAuthnView.as_view(**BACK)), name="mfa_remove_webauthn"),
    path("second/codes/", shown(ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path("second/codes/new/", form(GenerateRecoveryCodesView.as_view()), name="mfa_generate_recovery_codes"),
]
