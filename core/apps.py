from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules, module_has_submodule
from django.utils.translation import gettext_lazy as _

from core.converters import NumberConverter

# What an app may offer to the kernel, found by name in every app.
OFFERS = (
    "permissions",
    "kinds",
    "subscribers",
    "panels",
    "sources",
    "sentences",
    "evidence",
    "jobs",
    # Not only for workers: who starts long work hands it over through its task.
    "tasks",
)


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        register_converter(NumberConverter, "number")
        autodiscover_modules(*OFFERS)
        post_migrate.connect(ensure_reference_rows)


def ensure_reference_rows(sender: AppConfig, **kwargs: object) -> None:
    """Make the rows and sequences that the portal cannot do without."""
    # Django creates an app's permissions in a handler of this same signal that
    # is connected earlier, so they exist by now.
    import_module("core.roles").apply_grants(sender.label)
    if module_has_submodule(sender.module, "reference"):
        import_module(f"{sender.name}.reference").ensure()
