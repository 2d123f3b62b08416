from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from calendars.hours import Budget
from catalogue.models import Service
from core.models import Item, Numbered
from core.triggers import no_delete, state_moves_on
from records.choices import Priority
from slm.choices import (
    WISHED_METRICS,
    Coverage,
    PeriodMetric,
    RequirementState,
    Resolution,
)
from slm.durations import parse_budget
from slm.models.target import Target
from slm.querysets import RequirementQuerySet

BOUNDS = {PeriodMetric.AVAILABILITY: (0, 100), PeriodMetric.EXPERIENCE: (1, 5)}


def validate_budget(text: str) -> None:
    """:raises ValidationError: unless it is a time as targets give it"""
    parse_budget(text)


class ServiceLevelRequirement(Numbered):
    """What a customer needs of a service, in the customer's words."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="requirement"
    )
    title = models.CharField(_("title"), max_length=150)
    need = models.TextField(_("need, in the customer's words"), max_length=4000)
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="requirements",
        verbose_name=_("customer"),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("service"),
    )
    new_service = models.CharField(
        _("service that there is not yet"), max_length=150, blank=True
    )
    source = models.CharField(_("source"), max_length=150, blank=True)
    stated_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stated by"),
    )
    stated_on = models.DateField(_("stated on"))
    metric = models.CharField(
        _("what is measured"), max_length=20, choices=WISHED_METRICS, blank=True
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, null=True, blank=True
    )
    wished = models.CharField(
        _("wished time"), max_length=30, blank=True, validators=[validate_budget]
    )
    goal_percent = models.DecimalField(
        _("wished share (percent met)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    goal_value = models.DecimalField(
        _("wished value of a month"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_(
            "Percent of availability, minutes to restore, user minutes lost, or a score"
            " from 1 to 5."
        ),
    )
    hours = models.CharField(_("wished hours"), max_length=150, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RequirementState,
        default=RequirementState.GATHERED,
    )
    assessment = models.TextField(_("assessment"), max_length=4000, blank=True)
    resolution = models.CharField(
        _("resolution"), max_length=17, choices=Resolution, blank=True
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    coverage = models.CharField(
        _("coverage"), max_length=6, choices=Coverage, default=Coverage.OPEN
    )
    targets = models.ManyToManyField(
        Target,
        through="RequirementAnswer",
        related_name="requirements",
        verbose_name=_("targets"),
    )
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("gathered by"),
    )
    gathered_at = models.DateTimeField(_("gathered"))
    version = models.PositiveIntegerField(default=1)
    # How far it is answered by what still holds: see slm.selectors.answering.
    covered: str

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("service level requirement")
        verbose_name_plural = _("service level requirements")
        permissions: ClassVar[Any] = [
            ("gather_requirement", _("Can gather service level requirements")),
        ]
        indexes = [models.Index(fields=["state", "customer"], name="slm_slr_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(service=None) | Q(new_service=""),
                name="slm_slr_one_service",
                violation_error_message=_(
                    "Choose a service, or name one that there is not yet."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[RequirementState.RESOLVED, RequirementState.DOCUMENTED]
                )
                | (~Q(resolution="") & ~Q(reason="")),
                name="slm_slr_resolved_has_reason",
                violation_error_message=_("Say what is done about it, and why."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.DOCUMENTED)
                | ~Q(coverage=Coverage.OPEN),
                name="slm_slr_documented_has_coverage",
                violation_error_message=_("Say how far it is answered."),
            ),
        ]
        triggers = [
            no_delete(),
            state_moves_on(
                (RequirementState.GATHERED, RequirementState.ASSESSED),
                (RequirementState.ASSESSED, RequirementState.RESOLVED),
                (RequirementState.RESOLVED, RequirementState.DOCUMENTED),
                (RequirementState.DOCUMENTED, RequirementState.RESOLVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def budget(self) -> Budget | None:
        """The time that is wished, if one is."""
        return parse_budget(self.wished) if self.wished else None

    @property
    def covered_label(self) -> str:
        return str(Coverage(self.covered).label)

    @property
    def about(self) -> str:
        """The service that it is about, also one that there is not yet."""
        return str(self.service or self.new_service or _("All services"))

    def clean(self) -> None:
        if self.wished and not self.metric:
            raise ValidationError({"metric": _("Say what the time is for.")})
        if not self.is_of_month:
            if self.goal_value is not None:
                message = _("Only what is measured over a month has a value.")
                raise ValidationError({"goal_value": message})
            return
        if self.wished or self.goal_percent is not None or self.priority:
            message = _("A month as a whole has a value: no time, share or priority.")
            raise ValidationError({"metric": message})
        least, most = BOUNDS.get(PeriodMetric(self.metric), (0, None))
        goal = self.goal_value
        if goal is not None and (goal < least or (most and goal > most)):
            message = _("Between %(least)s and %(most)s.")
            bounds = {"least": least, "most": most}
            raise ValidationError({"goal_value": message % bounds})

    @property
    def is_of_month(self) -> bool:
        """Whether a month as a whole is meant rather than each record."""
        return self.metric in PeriodMetric


class RequirementAnswerQuerySet(models.QuerySet["RequirementAnswer"]):
    def standing(self) -> Self:
        """Narrow to those that were not replaced when it was documented again."""
        return self.filter(replaced_at=None)


class RequirementAnswer(models.Model):
    """That a target answers a requirement, wholly or with others; or did so once."""

    requirement = models.ForeignKey(
        ServiceLevelRequirement, models.PROTECT, related_name="answers"
    )
    target = models.ForeignKey(Target, models.PROTECT, related_name="answers")
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = RequirementAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a requirement")
        verbose_name_plural = _("answers to requirements")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "target"], name="slm_requirementanswer_unique"
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.requirement} – {self.target}"
