from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SmsConfig(AppConfig):
    name = "sms"
    verbose_name = _("SMS Portal")

    def ready(self) -> None:
        import_module("sms.checks")
