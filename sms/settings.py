"""Everything that depends on where the portal is running."""

from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from sms import env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.text("STATE_DIR", str(BASE_DIR / ".local")))

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
IS_SECURE = SITE_URL.startswith("https://")
# How many proxies of ours stand before us and name the client's address.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.forms",
    "pgtrigger",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "heroicons",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    # Lowest first: the order in which now-subscribers hear of an event.
    "core",
    "accounts",
    "calendars",
    "notifications",
    "workflow",
    "catalogue",
    "records",
    "slm",
    "incidents",
    "changes",
    "governance",
    "reporting",
    "portal",
    # Last: the project itself.
    "sms",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.BackToTheFormMiddleware",
    "accounts.middleware.SessionTrackingMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.OriginMiddleware",
    "core.middleware.IllegalMoveMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "sms.urls"
WSGI_APPLICATION = "sms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "heroicons.templatetags.heroicons",
                "django.templatetags.l10n",
                "django.templatetags.tz",
                "core.templatetags.core_tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sms.navigation.navigation",
                "sms.demo.context.demonstration",
                "notifications.context_processors.inbox",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL")}

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "sms",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "slm.tasks.*": {"queue": "clocks"},
    "core.tasks.run_job": {"queue": "documents"},
    "reporting.tasks.*": {"queue": "documents"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PasswordBackend",
    "accounts.backends.AllauthBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Wrong passwords lock by axes after fewer; this one also bounds guessed codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/300s/key"}
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SMS Portal"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "accounts.adapters.attempted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.adapters.client_address"
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Where the provider's days and months begin; readers see times in their own zone.
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").exists() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "files"},
    },
    "staticfiles": {
        # Compressing takes most of a minute at every start; a proxy does better.
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}

MAIL_SERVER = env.mail("EMAIL_URL", (STATE_DIR.absolute() / "mail").as_uri())
EMAIL_BACKEND = MAIL_SERVER.backend
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.use_tls, MAIL_SERVER.use_ssl
EMAIL_FILE_PATH = MAIL_SERVER.folder
EMAIL_TIMEOUT = env.integer("EMAIL_TIMEOUT", 15)
_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "") or f"SMS Portal <portal@{_DOMAIN}>"
# Answers go to this address, with the number of the record before the @.
MAIL_REPLY_ADDRESS = env.text("EMAIL_REPLY_ADDRESS", "") or f"desk@{_DOMAIN}"

# From when on what was promised deserves an improvement: docs/operations.md.
HOLLOW_MEAN = Decimal(env.text("HOLLOW_MEAN", "3.5"))
HOLLOW_RATINGS = env.integer("HOLLOW_RATINGS", 5)
FALLING_PERIODS = env.integer("FALLING_PERIODS", 3)
NARROW_PERCENT = env.integer("NARROW_PERCENT", 90)
NEAR_GOAL_POINTS = env.integer("NEAR_GOAL_POINTS", 1)
NEAR_GOAL_PERCENT = env.integer("NEAR_GOAL_PERCENT", 90)

# More targets in one agreement than this are warned of.
SLM_MOST_TARGETS = env.integer("SLM_MOST_TARGETS", 12)
ATTACHMENT_MAX_BYTES = env.integer("ATTACHMENT_MAX_BYTES", 20 * 1024 * 1024)
ATTACHMENT_EXTENSIONS = env.words(
    "ATTACHMENT_EXTENSIONS",
    "png,jpg,jpeg,gif,webp,bmp,tif,tiff,heic,pdf,txt,log,csv,md,json,xml,yaml,yml,ini,"
    "conf,eml,ics,doc,xls,ppt,msg,docx,xlsx,pptx,odt,ods,odp,zip,gz,7z,pcap,evtx",
)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
# Asked from inside, where nobody speaks https.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # The first one says how to sign in: hence the token before the session.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.api.authentication.ScopeAllows",
        "core.api.permissions.MayWrite",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["core.api.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.paging.Paging",
    "DEFAULT_THROTTLE_CLASSES": [
        "core.api.throttling.TokenThrottle",
        "core.api.throttling.UserThrottle",
        "core.api.throttling.AddressThrottle",
    ],
    "EXCEPTION_HANDLER": "core.api.problems.problem_for",
    "NUM_PROXIES": TRUSTED_PROXIES,
}
API_RATES = {
    "token": env.text("API_RATE_TOKEN", "300/min"),
    "user": env.text("API_RATE_USER", "600/min"),
    "address": env.text("API_RATE_ADDRESS", "60/min"),
}
API_LARGEST_BODY = 1_000_000
SPECTACULAR_SETTINGS = {
    "TITLE": "SMS Portal",
    "DESCRIPTION": "The same acts, with the same permissions, as on the screens.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Impact and urgency have the same three values: one name for both.
    "ENUM_NAME_OVERRIDES": {
        "LevelEnum": "records.choices.Impact",
        "WaitingForEnum": "records.choices.WaitingFor",
        "LegEnum": "slm.choices.Leg",
        "MetricEnum": "slm.choices.Metric",
        "ChainMetricEnum": "slm.choices.CHAIN_METRICS",
        "MonthMetricEnum": "slm.choices.PeriodMetric",
        "TargetMetricEnum": "slm.choices.METRICS",
        "WishedMetricEnum": "slm.choices.WISHED_METRICS",
        "GoalVerdictEnum": "slm.choices.GoalVerdict",
        "GoalStandingEnum": "slm.choices.GoalStanding",
        "ClockVerdictEnum": "slm.choices.Verdict",
        "ExclusionStateEnum": "slm.choices.ExclusionState",
        "OutageSourceEnum": "slm.choices.OutageSource",
        "ImprovementSourceEnum": "governance.choices.Source",
        "SignatureRoleEnum": "slm.choices.SignatureRole",
        "RoleEnum": "core.roles.Role",
        "CapabilityStateEnum": "slm.choices.CapabilityState",
        "CatalogueStateEnum": "slm.choices.CatalogueState",
        "MeetingStateEnum": "workflow.choices.MeetingState",
        "FigureQueryStateEnum": "reporting.choices.QueryState",
        "AgreementLegEnum": "slm.forms.agreements.LEGS",
        "EntryVisibilityEnum": "records.choices.Visibility",
        "AttachmentVisibilityEnum": "workflow.choices.Visibility",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.describe_problems",
    ],
}

LOGGING = logs.configuration(DEBUG)
logs.configure_structlog()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# Whoever knows it may read /metrics; without it there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
PROMETHEUS_EXPORT_MIGRATIONS = False

SILENCED_SYSTEM_CHECKS: list[str] = []
