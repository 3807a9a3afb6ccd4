"""django-allauth's forms in our words, without placeholders in place of labels."""

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..fields import CleanCharField
from ..text import clean
from .adapters import TOO_MANY
from .limits import of_code

ONE_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
PASSWORD = {"autocomplete": "current-password"}
NAME_MOST = 40
SAME = _("The new password must differ from the old one.")
STALE = _("The password handed over to you has run out. Ask your Party office for a new slip.")


class SignInForm(LoginForm):
    """User name and password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = name
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs = PASSWORD

    def clean(self) -> dict:
        """Refuse a password that was handed over and not used in time; only who knows it is told."""
        values = super().clean()
        if self.user and self.user.has_stale_password(timezone.localdate()):
            raise ValidationError(STALE, "stale_password")
        return values

    def clean_login(self) -> str:
        """Return the user name as it is stored: small letters, composed."""
        return clean(self.cleaned_data["login"]).lower()


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs = PASSWORD


class OwnPasswordForm(PasswordChangeForm):
    """A new password of one's own; the one that was handed over is none."""

    def clean(self) -> dict:
        """Refuse the old password as the new one."""
        values = super().clean()
        if values.get("new_password1") and values.get("new_password1") == values.get("old_password"):
            self.add_error("new_password1", ValidationError(SAME, "same_password"))
        return values


class _CodeFieldMixin:
    """One code, of six or eight digits; wrong ones wait as wrong passwords do."""

    label = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.label
        self.fields["code"].max_length = 20
        self.fields["code"].widget.attrs = {**ONE_CODE, "maxlength": 20}

    def clean_code(self) -> str:
        """Count a wrong code, forget them all at a right one, look at none while a wait runs."""
        request, credentials = context.request, of_code(self.user.username)
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(TOO_MANY, "too_many")
        try:
            code = super().clean_code()
        except ValidationError:
            AxesProxyHandler.user_login_failed(type(self), credentials, request)
            raise
        AxesProxyHandler.get_implementation().reset_user_attempts(request, credentials)
        return code


class CodeForm(_CodeFieldMixin, AuthenticateForm):
    """The code that is asked for after the password."""

    label = _("Code of the app, or a recovery code")


class CodeAgainForm(_CodeFieldMixin, ReauthenticateByCodeForm):
    """A code before something that matters."""

    label = CodeForm.label


class AppForm(_CodeFieldMixin, ActivateTOTPForm):
    """The first code of an app, which shows that it is set up."""

    label = _("The six digits the app shows")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that signs in by itself, for that is what makes it easier than a code."""

    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CleanCharField(
            label=_("What you call it"), max_length=NAME_MOST, required=False, initial=self.initial["name"]
        )
        self.order_fields(["name"])


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = CleanCharField(label=_("What you call it"), max_length=NAME_MOST)
