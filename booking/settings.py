"""All settings. Runs with nothing set; with DEBUG off, unsafe values stop it (see `booking.kernel.safety`)."""

from datetime import timedelta
from pathlib import Path

import environ

from booking.kernel.logs import json_lines, report_errors
from booking.kernel.safety import refuse_unsafe_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=True)
DEMO = env.bool("DEMO", default=False)
DEVELOPMENT_SECRET = "development-only-" + "k" * 48
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
LIVE_URL = env.str("LIVE_URL", default="").rstrip("/")
RATE_LIMITS = env.bool("RATE_LIMITS", default=True)
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "booking.static_files.StaticFiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tenants",
    "booking",
    "booking.resources",
    "booking.clients",
    "booking.availability",
    "booking.bookings",
    "payments",
    "notifications",
]

MIDDLEWARE = [
    "tenants.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tenants.readable.Readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tenants.requests.PageLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.readable.InOrder",
    "tenants.requests.Refusals",
    "tenants.door.TenantDoor",
]

ROOT_URLCONF = "booking.urls"
WSGI_APPLICATION = "booking.wsgi.application"
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
                "tenants.requests.page_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # a widget is drawn by templates/, too

# --- Data: three roles, one database --------------------------------------------------------------
DATABASES = {
    alias: env.db_url(name, default=f"postgres://{role}:{role}@127.0.0.1:5432/ledig")
    for alias, name, role in [
        ("default", "DATABASE_URL", "ledig_app"),
        ("owner", "DATABASE_OWNER_URL", "ledig_owner"),
        ("relay", "DATABASE_RELAY_URL", "ledig_relay"),
    ]
}
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    _database["CONN_HEALTH_CHECKS"] = True
    # lock_timeout turns a stuck writer into `slot_taken`; no request may wait without end.
    # search_path: a role may change its own for all times to come, but not what is said when connecting.
    _always = "-c timezone=UTC -c search_path=public"
    _database["OPTIONS"] = {"options": f"{_always} -c lock_timeout=2500 -c statement_timeout=20000"}
DATABASES["owner"]["OPTIONS"] = {"options": _always}
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DATABASES["relay"]["TEST"] = {"MIRROR": "owner"}
DATABASE_ROUTERS = ["tenants.roles.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Only login limits are cached, and they survive the loss of Redis: an unlogged table (`tenants` 0004).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tenants_cache"}}

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tenants.passwords.NotAboutYou"},
    {"NAME": "tenants.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "tenants.passwords.NotCommon"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "tenants.accounts.StaffAccounts"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "businesses"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = False  # the limits of logging in besides ours
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=["ZGV2ZWxvcG1lbnQtb25seS1kZXZlbG9wbWVudC1vbmw="])
TENANT_RESERVED_SLUGS = frozenset(
    "account accounts admin api b desk docs embed embed.js favicon.ico healthz i18n language ledig mailbox "
    "mailbox.json media readyz robots.txt static stripe webhooks www "
    "about billing blog contact help login logout mail pricing privacy security settings signup status support "
    "terms".split()
)

# --- Words and time -------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("sv", "Svenska"), ("nb", "Norsk bokmål"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (prefix, folder)
        for prefix, folder in [
            ("event-calendar", BASE_DIR / "node_modules/@event-calendar/build/dist"),
            ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
            ("fonts", BASE_DIR / "node_modules/@fontsource-variable"),
        ]
        if folder.is_dir()
    ),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "booking.static_storage.JoinedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a client group says six things of each service
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["tenants.uploads.OnePicture"]

# --- Work that waits ------------------------------------------------------------------------------
# Who reads which events; one delivery row is written for each reader, in the transaction of the event.
EVENT_CONSUMERS = {
    "payments": frozenset("booking.cancelled booking.expired booking.released".split()),
    "notifications": frozenset(
        "booking.confirmed booking.moved booking.client_changed booking.cancelled booking.completed booking.restored "
        "booking.requested booking.declined booking.withdrawn booking.lapsed "
        "client.link_asked invitation.sent cards.stopped "
        "payment.failed payment.refunded payment.late_refunded payment.mismatch payment.refund_refused "
        "payment.disputed".split()
    ),
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "visibility_timeout": 300}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-deliveries": {"task": "tenants.tasks.sweep_deliveries", "schedule": 3},
    "sweep-messages": {"task": "notifications.tasks.sweep_messages", "schedule": 5},
    "sweep-holds": {"task": "payments.tasks.sweep_holds", "schedule": 10},
    "sweep-stripe-inbox": {"task": "payments.tasks.sweep_inbox", "schedule": 5},
    "reconcile-payments": {"task": "payments.tasks.reconcile", "schedule": 30},
    "sweep-stripe-accounts": {"task": "payments.tasks.sweep_accounts", "schedule": 300},
    "forget-the-old": {"task": "tenants.tasks.forget_old", "schedule": 3600},
    "forget-stripe-inbox": {"task": "payments.tasks.forget_inbox", "schedule": 3600},
    "forget-links": {"task": "notifications.tasks.forget_links", "schedule": 3600},
}

# --- The outside ----------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Ledig <no-reply@ledig.example>")
if EMAIL_URL.startswith("demo:"):
    EMAIL_BACKEND = "notifications.senders.MailboxBackend"
else:
    globals().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10
SMS_URL = env.str("SMS_URL", default="console://")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="sk_test_development")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", default="pk_test_development")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="whsec_development")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com").rstrip("/")
STRIPE_JS_URL = env.str("STRIPE_JS_URL", default="https://js.stripe.com/v3/")

# --- What a browser and a program may do ----------------------------------------------------------
_stripe_js_origin = "/".join(STRIPE_JS_URL.split("/")[:3])
_stripe_api_origin = "https://api.stripe.com" if "js.stripe.com" in STRIPE_JS_URL else _stripe_js_origin
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", *([LIVE_URL] if LIVE_URL else [])],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# The one page with a card field allows Stripe's script and frame besides; `STRIPE_PAGES`: where "Connect Stripe" leads.
CARD_FIELD_SOURCES = {
    "script-src": [_stripe_js_origin],
    "frame-src": [_stripe_js_origin, "https://hooks.stripe.com"],
    "connect-src": [_stripe_js_origin, _stripe_api_origin],
}
STRIPE_PAGES = "https://connect.stripe.com" if "js.stripe.com" in STRIPE_JS_URL else _stripe_js_origin
SECURE_REFERRER_POLICY = "same-origin"
if BASE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from within, past the proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "tenants.errors.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tenants.keys.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.permissions.AccessTable"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tenants.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "tenants.parsers.JSONAlways",
    "EXCEPTION_HANDLER": "tenants.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ledig",
    "DESCRIPTION": "Find a free time, book it, move it, cancel it. The same calls that Ledig's own pages stand on.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {"Mode": "booking.resources.models.Mode"},
}

# --- Seen from the engine room --------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = json_lines(LOG_LEVEL)
SENTRY_DSN = env.str("SENTRY_DSN", default="")
report_errors(SENTRY_DSN)

refuse_unsafe_settings(globals())
