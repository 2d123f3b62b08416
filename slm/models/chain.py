from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Event
from slm.choices import CHAIN_METRICS
from slm.models.agreement import Agreement
from slm.models.target import Target
from slm.models.version import AgreementVersion
from slm.triggers import only_while_draft


class ChainLink(models.Model):
    """
    That a target rests on what a team or a supplier promised, and in which order.

    It names their agreement, not a version of it: who agrees anew is followed, and
    the chain is checked again.
    """

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="links", verbose_name=_("target")
    )
    leg = models.ForeignKey(
        Agreement, models.PROTECT, related_name="carries", verbose_name=_("rests on")
    )
    metric = models.CharField(
        _("what is measured"), max_length=20, choices=CHAIN_METRICS
    )
    position = models.PositiveSmallIntegerField(_("place"))
    is_parallel = models.BooleanField(
        _("beside the one before"),
        default=False,
        help_text=_("Rather than after it."),
    )

    class Meta:
        verbose_name = _("link of a chain")
        verbose_name_plural = _("links of chains")
        ordering = ["target", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "position"], name="slm_chainlink_place_unique"
            ),
            models.UniqueConstraint(
                fields=["target", "leg", "metric"], name="slm_chainlink_unique"
            ),
            models.CheckConstraint(
                condition=Q(position__gt=1) | Q(position=1, is_parallel=False),
                name="slm_chainlink_first_beside_nothing",
            ),
        ]
        triggers = [only_while_draft("target_id", through="slm_target")]

    def __str__(self) -> str:
        return f"{self.target} – {self.leg}"


class ChainFault(models.Model):
    """What no longer held of the chain of a version in force, from when to when."""

    version = models.ForeignKey(
        AgreementVersion,
        models.PROTECT,
        related_name="chain_faults",
        verbose_name=_("version of the agreement"),
    )
    code = models.CharField(_("what does not hold"), max_length=100)
    found_at = models.DateTimeField(_("found"))
    found_by = models.ForeignKey(Event, models.PROTECT, related_name="+")
    mended_at = models.DateTimeField(_("holds again since"), null=True, blank=True)

    class Meta:
        verbose_name = _("fault of a chain")
        verbose_name_plural = _("faults of chains")
        ordering = ["-found_at", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                condition=Q(mended_at=None),
                name="slm_chainfault_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.code}"
