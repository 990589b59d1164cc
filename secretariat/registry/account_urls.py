"""Addresses of login. The views and the names are allauth's; what the office does not use is left out."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from .views import my_logins, my_passkeys

urlpatterns = [
    path("logga-in/", views.login, name="account_login"),
    path("logga-in/kod/", views.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/skriv/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logga-ut/", views.logout, name="account_logout"),
    path("stangt/", views.account_inactive, name="account_inactive"),
    path("nytt/", views.signup, name="account_signup"),
    path("bekrafta/", views.reauthenticate, name="account_reauthenticate"),
    path("inloggningar/", my_logins.methods, name="account_methods"),
    path("inloggningar/pagaende/<int:pk>/logga-ut/", my_logins.session_end, name="account_session_end"),
    path("inloggningar/pagaende/logga-ut/", my_logins.sessions_end, name="account_sessions_end"),
    path("inloggningar/<str:provider_id>/lagg-till/", my_logins.join, name="account_join"),
    path("inloggningar/<int:pk>/ta-bort/", my_logins.leave, name="account_leave"),
    path("logga-in/hos/<str:provider_id>/", my_logins.provider_login, name="openid_connect_login"),
    path("logga-in/hos/<str:provider_id>/svar/", my_logins.provider_callback, name="openid_connect_callback"),
    path("skydda/", my_logins.protect, name="account_protect"),
    path("logga-in/pa-nytt/", my_logins.again, name="account_again"),
    path("logga-in/pa-nytt/kod/", my_logins.again_by_code, name="account_again_by_code"),
    path("tva-steg/", second_factor.authenticate, name="mfa_authenticate"),
    path("tva-steg/bekrafta/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("tva-steg/klart/", my_logins.methods, name="mfa_index"),
    path("tva-steg/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("tva-steg/app/stang-av/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("passnycklar/", my_logins.methods, name="mfa_list_webauthn"),
    path("passnycklar/ny/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passnycklar/<int:pk>/ta-bort/", my_passkeys.passkey_remove, name="mfa_remove_webauthn"),
    path("passnycklar/<int:pk>/namn/", my_passkeys.passkey_rename, name="mfa_edit_webauthn"),
    path("passnycklar/bekrafta/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("logga-in/passnyckel/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("tva-steg/reservkoder/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "tva-steg/reservkoder/nya/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "tva-steg/reservkoder/fil/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("losenord/byt/", views.password_change, name="account_change_password"),
    path("losenord/valj/", views.password_set, name="account_set_password"),
    path("losenord/glomt/", views.password_reset, name="account_reset_password"),
    path("losenord/glomt/skickat/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "losenord/nytt/klart/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^losenord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
