from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from core.models import User
from records.models import Category
from records.services import create_category, edit_category

if TYPE_CHECKING:
    CategoryModelAdmin = admin.ModelAdmin[Category]
else:
    CategoryModelAdmin = admin.ModelAdmin

MANAGE = "records.manage_priorities"


@admin.register(Category)
class CategoryAdmin(CategoryModelAdmin):
    """Categories as reference data; every change is a service's, and so recorded."""

    fields = ("name", "parent", "is_active")
    list_display = ("name", "parent", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MANAGE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MANAGE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            # Another came first, between the form's check and the service's.
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(
        self, request: HttpRequest, obj: Category, form: Any, change: bool
    ) -> None:
        by: dict[str, Any] = {"actor": cast(User, request.user), "at": timezone.now()}
        said: dict[str, Any] = {
            "name": obj.name,
            "parent": obj.parent,
            "is_active": obj.is_active,
        }
        if not change:
            obj.pk = create_category(**said, **by).pk
        elif form.changed_data:
            edit_category(category_id=obj.pk, **said, **by)
