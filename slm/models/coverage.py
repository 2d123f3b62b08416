from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from slm.models.version import AgreementVersion
from slm.triggers import only_while_draft


class AgreementService(models.Model):
    """A service that a version is about; a version without any is about all."""

    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="service_rows"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("service of an agreement")
        verbose_name_plural = _("services of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "service"], name="slm_agreementservice_unique"
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return f"{self.version} – {self.service}"
