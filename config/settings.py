"""Every setting, from the environment. `.env.example` documents each variable; `config/checks.py` refuses a wrong production."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from config import env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
NODE_MODULES = BASE_DIR / "node_modules"
PRODUCTION = env.flag("PRODUCTION", default=False)
DEBUG = env.flag("DEBUG", default=False)
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
VAR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """In production it is given; the embedded installation makes its own once and keeps it."""
    if PRODUCTION:
        return env.required("SECRET_KEY", "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'")
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return env.text("SECRET_KEY", path.read_text())


SECRET_KEY = _secret_key()
SEAL_KEYS = env.words("SEAL_KEYS") or [SECRET_KEY]  # the first seals, all are accepted (docs/adr/0023-sealed-acts.md)
PORT = env.number("PORT", 8000, most=65535)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
BASE_URL = env.text("BASE_URL", f"http://localhost:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HANDBOOKS_DIR = Path(env.text("HANDBOOKS_DIR", str(BASE_DIR.parent / "shared" / "handbooks")))
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")
OFFICE_CONVERTER = env.text("OFFICE_CONVERTER", "soffice")
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 2048) * 1024 * 1024
PORTFOLIO_QUOTA_BYTES = env.number("PORTFOLIO_QUOTA_MB", 51200) * 1024 * 1024

INSTALLED_APPS = [
    "centres",
    "units",
    "portfolio",
    "assessment",
    "iqa",
    "claims",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.static_files.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "centres.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "centres.middleware.NoNulMiddleware",
    "centres.middleware.ActorMiddleware",
    "centres.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centres.context_processors.shell",
                "units.context_processors.wording",
            ],
            "builtins": ["centres.templatetags.attest", "units.templatetags.wording"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'attest.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR / "cache")}
    }

# Evidence is kept by the SHA-256 of its bytes and served only by a view that has checked who asks.
MEDIA_ROOT = Path(env.text("EVIDENCE_DIR", str(VAR / "evidence")))
S3_BUCKET = env.text("EVIDENCE_S3_BUCKET")
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", str(VAR / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist" / "css"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/tus", NODE_MODULES / "tus-js-client" / "dist"),
    ("vendor/atkinson", NODE_MODULES / "@fontsource-variable" / "atkinson-hyperlegible-next" / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["evidence"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("EVIDENCE_S3_ENDPOINT") or None,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = VAR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)

# Background jobs: rows in the database; the broker only wakes a worker (docs/adr/0004-jobs-are-rows.md). ------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float]
# A broker that is away must not hold up a page: the job is in the database, and the sweep will find it. Unless it is told how
# often (`max_retries`), kombu tries again for six seconds, whatever CELERY_TASK_PUBLISH_RETRY says.
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10, "max_retries": 0}
else:
    folders = {name: str(VAR / "broker") for name in ("data_folder_in", "data_folder_out")}
    control = VAR / "broker" / "control"
    control.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **folders,
        "control_folder": str(control),
        "polling_interval": 0.2,
        "max_retries": 0,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "centres.tasks.sweep_jobs", "schedule": 5.0, "options": {"expires": 5.0}},
    "forget": {"task": "centres.tasks.sweep_text_drafts", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "uploads": {"task": "portfolio.tasks.expire_uploads", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "disposal": {"task": "assessment.tasks.dispose_of_needs", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "appeals": {"task": "assessment.tasks.remind_of_appeals", "schedule": 3600.0, "options": {"expires": 3600.0}},
}
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 120)
TEXT_DRAFT_DAYS = env.number("TEXT_DRAFT_DAYS", 90)  # what was typed and never submitted is kept as long

# People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "centres.User"
AUTHENTICATION_BACKENDS = ["centres.backend.WithRolesBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "centres.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "centres.sign_in_forms.LoginForm",
    "reset_password": "centres.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "centres.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "centres.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "centres.sign_in_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation that was sent to it
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # else all visitors share the proxy's address, and one limit on sign-in
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Attest"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "attest_session"

# Security ---------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for Bootstrap's own icons only
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Words and post ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False  # one language: nothing has to ask which, for every number of a page
TIME_ZONE = "Europe/London"
USE_TZ = True
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST, EMAIL_PORT = env.text("EMAIL_HOST"), env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_USER"), env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "attest@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": logs.configure(as_json=PRODUCTION)},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}
