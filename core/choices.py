from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("Web")
    API = "api", _("API")
    MAIL = "mail", _("Mail")
    MONITORING = "monitoring", _("Monitoring")
    IMPORT = "import", _("Import")
    DEMONSTRATION = "demonstration", _("Demonstration data")
    SYSTEM = "system", _("System")


# What came in through these happened long ago: nobody is to be told of it now.
QUIET_CHANNELS = frozenset({Channel.IMPORT, Channel.DEMONSTRATION})
