from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.generic import compare, stale_into
from core.models import User
from core.versions import check_version
from incidents.models import IncidentRules
from incidents.services import change_incident_rules

if TYPE_CHECKING:
    RulesAdmin = admin.ModelAdmin[IncidentRules]
    ModelForm = forms.ModelForm[IncidentRules]
else:
    RulesAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm


class IncidentRulesForm(ModelForm):
    """The rules; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        with stale_into(self):
            check_version(self.instance, data.get("version"))
        for label, now, _yours in compare(self, self.instance) or ():
            self.add_error(None, f"{label}: {now}")
        return data


@admin.register(IncidentRules)
class IncidentRulesAdmin(RulesAdmin):
    form = IncidentRulesForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentRules]:
        rules = super().get_queryset(request)
        # Locked before versions are compared, not after.
        return rules.select_for_update() if request.method == "POST" else rules

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.manage_rules")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("incidents.manage_rules")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("incidents.manage_rules")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: IncidentRules,
        form: ModelForm,
        change: bool,
    ) -> None:
        if form.changed_data:
            change_incident_rules(
                closing_days=obj.closing_days,
                reopening_days=obj.reopening_days,
                calendar=obj.calendar,
                first_team=obj.first_team,
                version=form.cleaned_data["version"],
                actor=cast(User, request.user),
                at=timezone.now(),
            )
