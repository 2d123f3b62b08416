from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.record import Record


class SearchDocument(models.Model):
    """The words of a record: those a customer may search, and all of them."""

    record = models.OneToOneField(
        Record, models.CASCADE, primary_key=True, related_name="search_document"
    )
    public = SearchVectorField(_("public words"))
    internal = SearchVectorField(_("all words"))
    # Known here too, so that the desk searches what is open without the rest.
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [
            GinIndex(fields=["public"], name="records_search_public"),
            GinIndex(fields=["internal"], name="records_search_internal"),
            GinIndex(
                fields=["internal"],
                condition=models.Q(is_open=True),
                name="records_search_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.record_id)
