import zoneinfo

from sms.celery import app as celery_app

__all__ = ["celery_app"]

# Everywhere the same rules, those of the package: a calendar's version names them,
# and a machine's own may be older, newer or missing.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
