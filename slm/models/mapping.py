from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from records.models import Category


class CategoryService(models.Model):
    """Which service a customer's records of a category are about, if none is named."""

    customer = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="category_services",
        verbose_name=_("customer"),
    )
    category = models.ForeignKey(
        Category, models.CASCADE, related_name="services", verbose_name=_("category")
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="categories", verbose_name=_("service")
    )

    class Meta:
        verbose_name = _("service of a category")
        verbose_name_plural = _("services of categories")
        ordering = ["category__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "category"], name="slm_categoryservice_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.service}"
