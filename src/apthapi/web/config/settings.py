"""Settings of the Django project. What an installation may change comes from the environment (see environment.py)."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from apthapi.web.config.environment import read_environment
from apthapi.web.config.fingerprint import fingerprint

ENVIRONMENT = read_environment()
WEB = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.former_secrets)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
DEMOSTRACION = ENVIRONMENT.is_demonstration
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "apthapi.web.accounts",
    "apthapi.web.entities",
    "apthapi.web.plans",
    "apthapi.web.process",
    "apthapi.web.versions",
    "apthapi.web.tramites",
    "apthapi.web.observations",
    "apthapi.web.comparison",
    "apthapi.web.expediente",
    "apthapi.web.execution",
    "apthapi.web.execution.progress",
    "apthapi.web.libros",
    "apthapi.web.firmas",
    "apthapi.web.importacion",
    "apthapi.web.audit",
    "apthapi.web.api",
    "apthapi.web.lecturas",
    "apthapi.web.portal",
    "apthapi.web.ministerio",
    "apthapi.web.operations",
    "apthapi.web.wall",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "apthapi.web.wall.sight.Wall",
    "apthapi.web.operations.watching.Watch",
    "apthapi.web.config.headers.Headers",
    "apthapi.web.operations.health.Health",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apthapi.web.operations.away.Away",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "apthapi.web.config.bodies.Bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apthapi.web.config.letters.Letters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apthapi.web.accounts.gates.Sessions",
    "apthapi.web.accounts.gates.SignIn",
    "apthapi.web.accounts.gates.SecondFactor",
    "apthapi.web.accounts.gates.Files",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
if ENVIRONMENT.only_public:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"),
        "apthapi.web.portal.only_public.OnlyPublic",
    )

ROOT_URLCONF = "apthapi.web.config.urls"
WSGI_APPLICATION = "apthapi.web.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apthapi.web.process.navigation.context",
                "apthapi.web.manual.pages.context",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.Persona"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
] + [{"NAME": f"apthapi.web.accounts.passwords.{name}"} for name in ("GuessableValidator", "LongestValidator")]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "bienvenida"

ACCOUNT_ADAPTER = "apthapi.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMOSTRACION else "https"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Of one user from everywhere at once; axes counts each user from each place, and stops much sooner.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,20/15m/key", "reset_password": "20/m/ip,3/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Apthapi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMOSTRACION
MFA_ADAPTER = "apthapi.web.accounts.adapter.SecondStep"
MFA_FORMS = {
    "authenticate": "apthapi.web.accounts.lockout.CodeForm",
    "reauthenticate": "apthapi.web.accounts.lockout.AgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Trying again while one waits does not make the wait longer: the page says the truth.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "apthapi.web.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "apthapi.web.accounts.lockout.client_ip"
AXES_USERNAME_CALLABLE = "apthapi.web.accounts.lockout.username"
AXES_SENSITIVE_PARAMETERS = ["password", "oldpassword", "password1", "password2", "code", "credential"]
AXES_VERBOSE = False
# It would keep the address and the browser of everybody who ever entered, for nobody to read.
AXES_DISABLE_ACCESS_LOG = True

SESION_SIN_USO = 60 * 60
SESSION_ENGINE = "apthapi.web.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMOSTRACION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Only this very host, over HTTPS, can set cookies of these names: no neighbour of the domain can plant one.
_HOST = "" if DEMOSTRACION else "__Host-"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}apthapi_sesion", f"{_HOST}csrftoken"
CSRF_FAILURE_VIEW = "apthapi.web.process.errors.stale_page"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "apthapi_cache",
        # Beyond this many, attempts that still count would be forgotten.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if ENVIRONMENT.only_public:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if DEMOSTRACION else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Only a proxy of the installation may say that a request came encrypted.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
SECURE_SSL_REDIRECT = not DEMOSTRACION
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # every line of a large unit, ticked
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000  # the form of progress has a place for files in each operation
EVIDENCIA_MAYOR = 10 * 2**20
EVIDENCIAS_POR_INFORME = 5
"""Bytes of a file that proves progress, and how many files the report of an operation may have."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],  # and so no plug-ins, frames or workers
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "es-bo"
LANGUAGES = [("es", "Español")]
LOCALE_PATHS: list[Path] = []
TIME_ZONE = "America/La_Paz"
USE_I18N = True
USE_TZ = True

STATIC_FOLDERS = (WEB / "static", WEB / "manual" / "imagenes")
STATICFILES_DIRS: list[Any] = [STATIC_FOLDERS[0], ("manual", STATIC_FOLDERS[1])]
# Files keep their names and the folder changes with them: so may be kept for ever also what one imports from another.
STATIC_URL = f"/static/{fingerprint(STATIC_FOLDERS, version('django-allauth'))}/"
STATIC_ROOT = ENVIRONMENT.folder / "static"
MEDIA_ROOT = ENVIRONMENT.folder / "archivos"
TRAZA = ENVIRONMENT.folder / "traza"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = "^/static/"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
RAICES, SELLO_TIEMPO, REVOCACION = ENVIRONMENT.roots, ENVIRONMENT.timestamps, ENVIRONMENT.asks_revocation
# In a minute: of the public API, of its files, and with tokens that do not serve, from each address of the network.
API_PUBLICA, API_ARCHIVOS, API_INTENTOS = ENVIRONMENT.asked, ENVIRONMENT.files, 30
ENVIOS_CON_ARCHIVOS = 30
"""How often in a minute somebody signed in may send files."""
MUY_OCUPADO = 0.85
"""A process that answers for more of its time judges a unit once for those who save in it together (ADR 48)."""
CON_CORREO = bool(ENVIRONMENT.mail)
# In the demonstration mails are written where it runs, for people to see them.
_MAIL = "smtp" if CON_CORREO else "console" if DEMOSTRACION else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL}.EmailBackend"
EMAIL_HOST = ENVIRONMENT.mail.get("servidor", "")
EMAIL_PORT = int(ENVIRONMENT.mail.get("puerto", "587"))
EMAIL_HOST_USER = ENVIRONMENT.mail.get("usuario", "")
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.get("clave", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail.get("de", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "apthapi.web.operations.logs.AsJson"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Requests one by one, and who enters and leaves, are for who watches an installation; in the demonstration only
    # those that failed are told.
    "loggers": {
        "apthapi.pedidos": {"level": "ERROR" if DEMOSTRACION else "INFO"},
        "apthapi.seguridad": {"level": "WARNING" if DEMOSTRACION else "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # what is refused has its line already
        # It would write what was typed in the place of the user, which may be a password.
        "axes": {"level": "ERROR"},
    },
}
