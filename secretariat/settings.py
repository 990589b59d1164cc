"""Wiring only: names of apps, where things are. Rules live in the apps.

Every value that differs between machines is read from the environment; `.env.example` explains each.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from secretariat.home.demo import persons
from secretariat.setup import database, login

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """Return an environment variable, or the default where it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Tell whether an environment variable says yes ("1", "true", "ja")."""
    return database.is_on(env(name))


def local_secret_key() -> str:
    """A key of this computer's own, made once, for when nobody has set SECRET_KEY."""
    path = database.data_folder() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
READ_ONLY = flag("READ_ONLY")  # everything can be read and nothing written (lib/read_only.py)
METRICS_TOKEN = env("METRICS_TOKEN")  # who may fetch the figures; without it there are none (lib/metrics.py)
PROTECTED_MINUTES = int(
    env("PROTECTED_MINUTES", "30")
)  # how long one of the office sees a protected person (D7)
REVISION_DAYS = int(
    env("REVISION_DAYS", "30")
)  # how long working revisions stay after minutes are finished (D4)
INCIDENT_HOURS = env("INCIDENT_HOURS", "24,72").split(",")  # within which an incident is reported (E8)
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env("SECRET_KEY") or local_secret_key()
ALLOWED_HOSTS = env("HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "secretariat.registry",
    "secretariat.inquiries",
    "meetings",
    "agreements",
    "funding",
    "surveys",
    "secretariat.yearwheel",
    "secretariat.home",
]

MIDDLEWARE = [
    "secretariat.lib.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing of tokens
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "secretariat.registry.login_times.LoginTimesMiddleware",
    "secretariat.lib.pages.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "secretariat.registry.second_factor.SecondFactorMiddleware",
    "secretariat.registry.gate.ProtectedMiddleware",
    "secretariat.lib.pages.PageHeadersMiddleware",
    # Innermost, so that their answers are pages like the others, for the one who is logged in.
    "secretariat.lib.pages.MethodsMiddleware",
    "secretariat.lib.pages.InvisibleCharactersMiddleware",
    "secretariat.lib.read_only.ReadOnlyMiddleware",
]

ROOT_URLCONF = "secretariat.urls"
WSGI_APPLICATION = "secretariat.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "secretariat.lib.templatetags.swedish",
                "secretariat.lib.templatetags.symbols",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "secretariat.lib.pages.page_context",
            ],
        },
    }
]

# A new connection for every page costs more than the page's queries.
DATABASES = {
    "default": database.settings_from_environment() | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
}
# Queries that are composed once (lib/statements.py) are planned once by each connection too, from the third time on.
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
_OPTIONS["prepare_threshold"] = int(_OPTIONS.get("prepare_threshold", 2))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["secretariat.registry.accounts.Backend"]
# Who has which role is told by the apps; nothing below them imports upward (architecture 5).
ROLE_SOURCES = [
    "secretariat.registry.access.OfficeRoles",
    "meetings.access.MembershipRoles",
    "meetings.access.MeetingRoles",
    "funding.access.AssessorRoles",
]
# Who may fetch a file, and what waits for somebody on the start page, is also told by the apps.
FILE_ACCESS = [
    "secretariat.registry.access.may_fetch_file",
    "secretariat.inquiries.access.may_fetch_file",
    "meetings.access.may_fetch_file",
    "agreements.access.may_fetch_file",
    "funding.access.may_fetch_file",
    "surveys.access.may_fetch_file",
]
START_SOURCES = [
    "meetings.start.waiting",
    "meetings.material_start.waiting",
    "meetings.confirmation_start.waiting",
    "meetings.handon_start.waiting",
    "agreements.start.waiting",
    "funding.start.waiting",
    "funding.report_start.waiting",
    "funding.call_start.waiting",
    "surveys.start.waiting",
    "secretariat.inquiries.start.waiting",
    "secretariat.registry.start.waiting",
    "secretariat.yearwheel.start.waiting",
]
# What rounds of typed questions are for, and where each leads.
INQUIRY_PURPOSES = [
    "secretariat.inquiries.purposes.QUESTIONNAIRE",
    "meetings.interest_words.PURPOSE",
    "agreements.followups.PURPOSE",
    "agreements.consultations.PURPOSE",
    "funding.requisition_rounds.PURPOSE",
    "funding.report_rounds.PURPOSE",
    "surveys.questionnaire.PURPOSE",
]
# What may be removed by rule, after a proposal that another person approves (gallring, D4).
RETENTION_RULES = ["meetings.retention.WorkingRevisions"]

# Registers that can be fetched and taken in as files.
REGISTERS = [
    "secretariat.registry.registers.Organisations",
    "secretariat.registry.registers.Districts",
    "secretariat.registry.registers.Units",
    "secretariat.registry.registers.Persons",
    "secretariat.registry.registers.Themes",
    "meetings.registers.Bodies",
    "meetings.registers.Seats",
    "meetings.registers.Memberships",
    "meetings.record_registers.Meetings",
    "meetings.record_registers.Matters",
    "meetings.record_registers.Decisions",
    "meetings.record_registers.Actions",
    "agreements.registers.Agreements",
    "funding.registers.Funds",
    "funding.registers.Grants",
    "funding.registers.Accounts",
    "surveys.registers.Schools",
    "surveys.registers.Participations",
]
# What the search finds, and who may see it, likewise; the worker takes in what has changed this often.
SEARCH_SOURCES = [
    "meetings.actions.search.MeetingSource",
    "meetings.actions.register_search.BodySource",
    "meetings.actions.register_search.PersonSource",
    "meetings.actions.register_search.MatterSource",
    "meetings.actions.register_search.ThemeSource",
    "agreements.search.AgreementSource",
    "funding.search.FundSource",
    "funding.search.CallSource",
    "surveys.search.SurveySource",
    "surveys.result_search.DatasetSource",
    "surveys.result_search.IndicatorSource",
    "secretariat.inquiries.search.RoundSource",
]
SEARCH_EVERY_SECONDS = 2
# What stands in the shared year: functions of (first day, last day) and user, giving events with `in_year`.
YEAR_SOURCES = [
    "meetings.year_dates.events",
    "agreements.calendar.events",
    "funding.calendar.events",
    "funding.report_calendar.events",
    "funding.call_calendar.events",
    "surveys.calendar.events",
    "secretariat.yearwheel.calendar.events",
]
# The weeks most people are away, first and last: grey behind the year, and nobody plans anything in them.
VACATION_WEEKS = (28, 31)
# A point about the year leads to what has been proposed under it.
YEAR_ITEM_PAGE = "yearwheel:item-dates"
# What one may follow, and who tells what is new in it.
FOLLOW_KINDS = ["meetings.news.KINDS", "secretariat.home.saved_searches.KINDS"]
# An organisation's page leads to its seats, which stand in an app above (architecture 3).
SEATS_PAGE = "meetings:body-list"
CONTRIBUTIONS_PAGE = "meetings:contribution-history"
# A matter's page leads to what apps above have of it: words, and the name of a page that takes the matter's id. A page
# that is not there gives nothing.
MATTER_SLOTS = [
    ("Överenskommelser", "agreements:matter-agreements"),
    ("Medel", "funding:matter-funds"),
    ("Undersökningar", "surveys:matter-surveys"),
]
# A decision's page likewise, by the decision's id.
DECISION_SLOTS = [
    ("Överenskommelser", "agreements:decision-agreements"),
    ("Medel", "funding:decision-funds"),
    ("Fördelningar", "funding:decision-allocations"),
]
# A point's page likewise, by the point's id.
ITEM_SLOTS = [("Fördelningar", "funding:item-allocations")]
# What apps above keep of a matter, for whoever asks for its documents: functions that give file, title and where.
RECORD_SOURCES = ["agreements.documents.records_of", "funding.records.records_of"]
# What letters are about that belong to a matter: functions that give querysets of it.
LETTER_SOURCES = ["agreements.documents.letters_about", "funding.records.letters_about"]
# Persons a visitor of the demo may be: name, email, what (said beside the name).
DEMO_PERSONS = persons.DEMO_PERSONS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
ACCOUNT_ADAPTER = "secretariat.registry.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without a password here the login form has none
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # else anybody could make us write to anybody
# Beside allauth's own: papers held against their checksums, and what is told of barriers.
ACCOUNT_RATE_LIMITS = {"verify": "30/m/ip", "barrier": "5/h/ip"}
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE
ACCOUNT_FORMS = {
    "login": "secretariat.registry.accounts.LoginForm",
    "request_login_code": "secretariat.registry.accounts.CodeRequestForm",
    "confirm_login_code": "secretariat.registry.accounts.CodeForm",
    "reset_password": "secretariat.registry.accounts.PasswordResetForm",
    "reset_password_from_key": "secretariat.registry.accounts.PasswordKeyForm",
    "change_password": "secretariat.registry.accounts.PasswordChangeForm",
    "set_password": "secretariat.registry.accounts.PasswordSetForm",
    "reauthenticate": "secretariat.registry.accounts.ReauthenticateForm",
}
# Behind the one proxy that https needs, the visitor's address is what the proxy says.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BASE_URL.startswith("https://") else 0
# Login by OpenID Connect: the providers of the environment (registry/oidc.py).
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": login.providers(os.environ)}}
SOCIALACCOUNT_ADAPTER = "secretariat.registry.oidc.SocialAdapter"
# A form may not be led on to another host; the provider's answer is bound to the session all the same.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
OIDC_HASH_KEY = env("OIDC_HASH_KEY", SECRET_KEY)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a code: else it is one thing and not two
MFA_ADAPTER = "secretariat.registry.second_factor.Adapter"
MFA_TOTP_ISSUER = "Sekretariatet"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong
MFA_FORMS = {
    "authenticate": "secretariat.registry.second_factor.AuthenticateForm",
    "reauthenticate": "secretariat.registry.second_factor.ReauthenticateForm",
    "activate_totp": "secretariat.registry.second_factor.ActivateForm",
    "add_webauthn": "secretariat.registry.passkeys.AddForm",
}
# Whoever has an office role of these must prove it by two things; nobody has to in the demo.
SECOND_FACTOR_ROLES = [] if DEMO else env("SECOND_FACTOR", "secretariat,administrator").split(",")
# The seal on finished papers (lib/sealing.py): none without a key. The key is a file that the database never sees.
SEAL_KEY = env("SEAL_KEY")
SEAL_CERTIFICATE = env("SEAL_CERTIFICATE")
SEAL_PASSWORD = env("SEAL_PASSWORD")
SEAL_PROVIDER = env("SEAL_PROVIDER", "secretariat.lib.signatures.by_key_file" if SEAL_KEY else "")
# Address of a service that says when a seal was put on (RFC 3161); where set, no paper is sealed without.
SEAL_TIMESTAMP_URL = env("SEAL_TIMESTAMP_URL")
# Folder of root certificates whose signatures are believed in files that come from outside.
SEAL_TRUST = env("SEAL_TRUST")
SESSION_ENGINE = "secretariat.registry.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
# After so many minutes without use the office's own logins end; 0 lets them last the twelve hours.
IDLE_MINUTES = int(env("IDLE_MINUTES", "60"))
# Accounts of those who are trusted with nothing any longer close after so many days; 0 never closes them.
ACCOUNT_GRACE_DAYS = int(env("ACCOUNT_GRACE_DAYS", "30"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "secretariat" / "locale"]
FORMAT_MODULE_PATH = ["secretariat.lib.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(database.data_folder() / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg",
    "png",
    "gif",
    "webp",
    "zip",
    "gz",
    "br",
    "woff",
    "woff2",
    "ttf",
    "map",
]
MEDIA_ROOT = database.media_folder()
# Copies of everything: where each night's goes (nowhere when empty), and how many stay.
BACKUP_FOLDER = env("BACKUP_FOLDER")
BACKUP_KEEP = int(env("BACKUP_KEEP", "14"))
# How many days those who are asked have to consent to finished minutes being unlocked.
UNLOCKING_DAYS = int(env("UNLOCKING_DAYS", "14"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "secretariat.lib.static.HashedFiles"
    },
}
FILE_UPLOAD_MAX_SIZE = 50 * 1024 * 1024
# Who looks for malware in what is uploaded (lib/scanning.py), and whether files are taken while it does not answer.
UPLOAD_SCANNER = env("UPLOAD_SCANNER")
UPLOAD_SCANNER_DOWN = env("UPLOAD_SCANNER_DOWN", "refuse")
CSRF_FAILURE_VIEW = "secretariat.home.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if EMAIL_URL := env("EMAIL_URL"):
    _mail = urlsplit(EMAIL_URL)
    EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_TIMEOUT = 30  # seconds for each answer; else a silent server would stop the worker for good
DEFAULT_FROM_EMAIL = env("FROM_EMAIL", "sekretariatet@localhost")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BASE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Colours of messages and their words are the templates' business; the names are Django's.
# The proxy leads http on to https; and other hosts of the office's domain are not ours to bind (HSTS).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "short_when_away": {"()": "secretariat.setup.logs.ShortWhenAway"},
        "hide_keys": {"()": "secretariat.setup.logs.HideKeys"},
    },
    "formatters": {"json": {"()": "secretariat.setup.logs.AsJson"}, "text": {"format": "%(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["short_when_away", "hide_keys"],
            "formatter": "json" if env("LOG_FORMAT") == "json" else "text",
        }
    },
    "loggers": {
        "django": {"level": env("LOG_LEVEL", "WARNING")},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
