"""The addresses of one's own account, and of the people and positions of an entity.

Of allauth only what is used is mounted: nobody signs up, and nobody manages addresses of mail here.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, re_path

from apthapi.web.accounts import administration, designations, own, positions, views

OWN_ACCOUNT: list[URLPattern | URLResolver] = [
    path("ingresar/", account.login, name="account_login"),
    path("salir/", account.logout, name="account_logout"),
    path("desactivada/", account.account_inactive, name="account_inactive"),
    path("confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("clave/cambiar/", account.password_change, name="account_change_password"),
    path("clave/elegir/", account.password_set, name="account_set_password"),
    path("clave/restablecer/", views.reset_password, name="account_reset_password"),
    path("clave/restablecer/enviado/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^clave/enlace/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("clave/lista/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sesiones/", own.sessions, name="sesiones"),
    path("sesiones/cerrar", own.close_rest, name="sesiones_cerrar"),
    path("sesiones/<int:pk>/cerrar", own.close_one, name="sesion_cerrar"),
    path("datos/", own.data, name="sus_datos"),
    path("datos/archivo", own.data_file, name="sus_datos_archivo"),
    path("segundo-paso/", views.second_factor, name="segundo_paso"),
    path("dos-pasos/", mfa.index, name="mfa_index"),
    path("dos-pasos/ingresar/", mfa.authenticate, name="mfa_authenticate"),
    path("dos-pasos/confirmar/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("dos-pasos/codigos/activar/", totp.activate_totp, name="mfa_activate_totp"),
    path("dos-pasos/codigos/desactivar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("dos-pasos/recuperacion/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("dos-pasos/recuperacion/generar/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("dos-pasos/recuperacion/descargar/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("dos-pasos/llaves/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("dos-pasos/llaves/agregar/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("dos-pasos/llaves/ingresar/", login_not_required(keys.login_webauthn), name="mfa_login_webauthn"),
    path("dos-pasos/llaves/confirmar/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("dos-pasos/llaves/<int:pk>/quitar/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("dos-pasos/llaves/<int:pk>/nombre/", keys.edit_webauthn, name="mfa_edit_webauthn"),
]
"""One's own account: sign-in, password, second step, sessions, data. Below /cuenta/."""

PEOPLE: list[URLPattern | URLResolver] = [
    path("personas/", administration.people, name="personas"),
    path("personas/nueva", administration.new_person, name="persona_nueva"),
    path("personas/<int:pk>/", administration.person, name="persona"),
    path("personas/<int:pk>/datos", administration.edit_person, name="persona_datos"),
    path("personas/<int:pk>/acto/<str:que>", administration.act_on_person, name="persona_acto"),
    path("personas/<int:pk>/designar", designations.designate, name="designar"),
    path("designaciones/<int:pk>/", designations.edit, name="designacion"),
    path("designaciones/<int:pk>/anular", designations.annul, name="designacion_anular"),
    path("cargos/", positions.positions, name="cargos"),
    path("cargos/nuevo", positions.new, name="cargo_nuevo"),
    path("cargos/<int:pk>/", positions.position, name="cargo"),
    path("cargos/<int:pk>/datos", positions.edit, name="cargo_datos"),
    path("cargos/<int:pk>/quitar", positions.remove, name="cargo_quitar"),
]
"""People, positions and who holds them. Below /administracion/."""
