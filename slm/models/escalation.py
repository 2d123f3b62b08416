from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Team
from core.models import User
from core.roles import Role
from slm.choices import BREACH, Ladder, Whom
from slm.escalation import Step
from slm.models.clock import Clock, Crossing
from slm.models.version import AgreementVersion
from slm.triggers import only_while_draft

MOST_MINUTES = 30 * 24 * 60


class EscalationStep(models.Model):
    """Whom an agreement has told, at which share of the time or how long after."""

    version = models.ForeignKey(
        AgreementVersion,
        models.CASCADE,
        related_name="steps",
        verbose_name=_("version of the agreement"),
    )
    position = models.PositiveSmallIntegerField(_("place"))
    percent = models.PositiveSmallIntegerField(
        _("at percent of the time"),
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    minutes = models.PositiveIntegerField(
        _("minutes after the breach"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    ladder = models.CharField(_("direction"), max_length=12, choices=Ladder)
    whom = models.CharField(_("who is told"), max_length=10, choices=Whom)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name=_("team")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role, blank=True)
    acknowledge_minutes = models.PositiveIntegerField(
        _("to be acknowledged within minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )

    class Meta:
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="slm_step_place_unique"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(percent=BREACH),
                name="slm_step_minutes_after_breach",
                violation_error_message=_("Minutes count from the breach on."),
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return f"{self.percent} % – {self.get_whom_display()}"

    @property
    def step(self) -> Step:
        return Step(
            position=self.position,
            percent=self.percent,
            whom=self.whom,
            ladder=self.ladder,
            minutes=self.minutes,
            team_id=self.team_id,
            person_id=self.person_id,
            role=self.role,
            acknowledge_minutes=self.acknowledge_minutes,
        )

    def clean(self) -> None:
        for whom, name in ((Whom.PERSON, "person"), (Whom.ROLE, "role")):
            if self.whom == whom and not getattr(self, name):
                raise ValidationError({name: _("Say who.")})
        is_up = self.ladder == Ladder.HIERARCHICAL
        if self.acknowledge_minutes and not is_up:
            message = _("Only what goes up the hierarchy is waited for.")
            raise ValidationError({"acknowledge_minutes": message})


class Escalation(models.Model):
    """A step that was taken, or is to be, because a clock crossed a threshold."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="escalations")
    crossing = models.ForeignKey(Crossing, models.PROTECT, related_name="escalations")
    position = models.PositiveSmallIntegerField(_("place"))
    ladder = models.CharField(_("direction"), max_length=12, choices=Ladder)
    whom = models.CharField(_("who is told"), max_length=10, choices=Whom)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("told"), null=True)
    acknowledge_by = models.DateTimeField(_("to be acknowledged by"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField(_("went up"), null=True)
    raised_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="raised_to"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["due_at", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["crossing", "position"], name="slm_escalation_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, withdrawn_at=None),
                name="slm_escalation_due",
            ),
            models.Index(
                fields=["acknowledge_by"],
                condition=Q(
                    acknowledge_by__isnull=False,
                    acknowledged_at=None,
                    raised_at=None,
                    withdrawn_at=None,
                ),
                name="slm_escalation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.crossing.percent} % {self.get_whom_display()}"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to acknowledge it."""
        gone = self.acknowledged_at or self.withdrawn_at
        return self.acknowledge_by is not None and not gone


class EscalationNotice(models.Model):
    """That an escalation was told to somebody; together with others, or alone."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="notices")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="escalation_notices"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="escalation_notices"
    )
    is_digest = models.BooleanField(_("told together with others"), default=False)

    class Meta:
        verbose_name = _("notice of an escalation")
        verbose_name_plural = _("notices of escalations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["escalation", "user", "person"],
                nulls_distinct=False,
                name="slm_notice_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.user)
