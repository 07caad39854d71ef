"""Addresses of sign-in, settings, users and keys; allauth's own names stay unprefixed."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from django.views.i18n import set_language

from accounts import key_pages, people_pages, person_pages, role_pages, views
from accounts.entry import ChangePassword, FirstPassword, SignInPage
from accounts.factor_pages import ActivateFactor, MakeCodes, RemoveFactor
from accounts.passkey_pages import (
    AddPasskey,
    ConfirmPage,
    PasskeyOptions,
    RemovePasskey,
    SecondStepPage,
)

own = (
    [
        path("account/role", views.SwitchRole.as_view(), name="switch"),
        path(
            "account/first-password",
            login_not_required(FirstPassword.as_view()),
            name="first_password",
        ),
        path("account/access", views.AskAccess.as_view(), name="ask_access"),
        path("session", views.KeepSession.as_view(), name="keep_session"),
        path("settings", views.Settings.as_view(), name="settings"),
        path("settings/passkey", PasskeyOptions.as_view(), name="passkey_options"),
        path("settings/theme", login_not_required(views.SetTheme.as_view()), name="theme"),
        path("api-keys", key_pages.Keys.as_view(), name="tokens"),
        path("api-keys/new", key_pages.NewKey.as_view(), name="new_token"),
        path(
            "api-keys/<uuid:public_id>/rotate", key_pages.RotateKey.as_view(), name="rotate_token"
        ),
        path(
            "api-keys/<uuid:public_id>/revoke", key_pages.RevokeKey.as_view(), name="revoke_token"
        ),
        path("admin/roles", role_pages.Roles.as_view(), name="roles"),
        path("admin/users", people_pages.Users.as_view(), name="users"),
        path("admin/users/new", person_pages.UserCreate.as_view(), name="new_user"),
        path("admin/users/<uuid:public_id>", person_pages.UserPage.as_view(), name="user"),
        path(
            "admin/users/<uuid:public_id>/roles/new", person_pages.GrantRole.as_view(), name="grant"
        ),
        path(
            "admin/users/<uuid:public_id>/roles/<uuid:grant_id>/end",
            person_pages.EndGrant.as_view(),
            name="end_grant",
        ),
        path(
            "admin/users/<uuid:public_id>/person", person_pages.Identify.as_view(), name="identify"
        ),
        path(
            "admin/users/<uuid:public_id>/entry",
            person_pages.RenewEntry.as_view(),
            name="renew_entry",
        ),
        path(
            "admin/users/<uuid:public_id>/active",
            person_pages.SetActive.as_view(),
            name="set_active",
        ),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    path("login", login_not_required(SignInPage.as_view()), name="account_login"),
    path("logout", account.logout, name="account_logout"),
    path("account/inactive", account.account_inactive, name="account_inactive"),
    path("settings/password", ChangePassword.as_view(), name="account_change_password"),
    path(
        # For a person without one; with a fresh second factor in place of the old password.
        "settings/password/first",
        reauthentication_required(account.password_set),
        name="account_set_password",
    ),
    path("settings/reauthenticate", account.reauthenticate, name="account_reauthenticate"),
    path("settings/sessions", include("allauth.usersessions.urls")),
    path("settings/factor/totp/activate/", ActivateFactor.as_view(), name="mfa_activate_totp"),
    path("settings/factor/totp/deactivate/", RemoveFactor.as_view(), name="mfa_deactivate_totp"),
    path(
        "settings/factor/recovery-codes/generate/",
        MakeCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "settings/factor/recovery-codes/",
        codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "settings/factor/recovery-codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("settings/factor/passkeys/add/", AddPasskey.as_view(), name="mfa_add_passkey"),
    path("settings/factor/passkeys/remove/", RemovePasskey.as_view(), name="mfa_remove_passkey"),
    path(
        "settings/factor/authenticate/",
        login_not_required(SecondStepPage.as_view()),
        name="mfa_authenticate",
    ),
    path("settings/factor/reauthenticate/", ConfirmPage.as_view(), name="mfa_reauthenticate"),
    path("settings/factor/", base.index, name="mfa_index"),
    # Nobody signs up; allauth only asks for the name.
    path(
        "account/signup",
        login_not_required(
            RedirectView.as_view(pattern_name="account_login", http_method_names=["get", "head"])
        ),
        name="account_signup",
    ),
    path("language", require_POST(login_not_required(set_language)), name="set_language"),
]
