from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    """The identity of everything that has a number and a history."""

    kind = models.CharField(_("kind"), max_length=30)
    number = models.CharField(_("number"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")

    def __str__(self) -> str:
        return self.number


class Numbered(models.Model):
    """What is an item: its number is the item's."""

    item: "models.OneToOneField[Any, Item]"

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        return self.item.number
