"""Django's settings, made from Anxin's own (`anxin.core.config`), which fail loudly."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from anxin.console.settings.database import database_from
from anxin.console.settings.mail import mail_from
from anxin.core import config

ANXIN = config.load()
PACKAGE = Path(__file__).resolve().parents[2]
HOME = ANXIN["home"].resolve()
SECURE = ANXIN["public_url"].startswith("https://")

SECRET_KEY = ANXIN["secret_key"]
DEBUG = False
ALLOWED_HOSTS = ANXIN["allowed_hosts"]
CSRF_TRUSTED_ORIGINS = [ANXIN["public_url"]]
ROOT_URLCONF = "anxin.console.urls"
WSGI_APPLICATION = "anxin.console.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CORE_APPS = ["people", "territory", "audit", "jobs", "notices", "imports", "rounds", "released", "budgets"]
SIDE_APPS = {
    "community": ["anxin.core.rooms", "anxin.places", "anxin.burglary", "anxin.patrols", "anxin.mood", "anxin.portal"],
    "care": [],
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "anxin.console",
    *(f"anxin.core.{name}" for name in CORE_APPS),
    *SIDE_APPS[ANXIN["side"]],
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "anxin.console.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anxin.portal.cookies.no_cookies",  # before anything reads a session or a cookie
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "anxin.console.middleware.no_hidden_zeros",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anxin.console.middleware.actor",
    "anxin.console.middleware.idle_sessions_end",
    "anxin.console.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anxin.console.access.MatrixGuardsEveryUrl",
    "anxin.console.middleware.ErrorsBecomePages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "console" / "templates"],
        "APP_DIRS": False,
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
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "anxin.console.shell.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.cache",
                "anxin.console.templatetags.ui",
                "anxin.console.templatetags.forms",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

DATABASES = {"default": database_from(ANXIN["database"], home=HOME, side=ANXIN["side"])}
DATABASE_ROUTERS = ["anxin.core.wall.WallRouter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Parts of pages that change with a round alone; each process keeps its own (decision 008).
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "anxin.console.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_FORMS = {
    "reauthenticate": "anxin.console.sign_in.ReauthenticateForm",
    "change_password": "anxin.console.sign_in.ChangePasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Anxin"

SESSION_COOKIE_NAME = f"anxin_{ANXIN['side']}"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"anxin_{ANXIN['side']}_csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "anxin.console.pages.refusals.form_expired"
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Not no-referrer: browsers would then send `Origin: null`, and every form would be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ANXIN["time_zone"]
USE_TZ = True
FORMAT_MODULE_PATH = ["anxin.formats"]
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files" / ANXIN["side"]},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND, _mail = mail_from(ANXIN["email_url"])
globals().update(_mail)
DEFAULT_FROM_EMAIL = ANXIN["email_from"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
