from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from core.models import User
from incidents.models import IncidentRules
from incidents.services import change_incident_rules

if TYPE_CHECKING:
    RulesAdmin = admin.ModelAdmin[IncidentRules]
else:
    RulesAdmin = admin.ModelAdmin


@admin.register(IncidentRules)
class IncidentRulesAdmin(RulesAdmin):
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
        form: "ModelForm[IncidentRules]",
        change: bool,
    ) -> None:
        if form.changed_data:
            change_incident_rules(
                closing_days=obj.closing_days,
                reopening_days=obj.reopening_days,
                calendar=obj.calendar,
                actor=cast(User, request.user),
                at=timezone.now(),
            )
