from django.apps import apps
from django.utils.functional import Promise

from core.kinds import all_kinds
from records.models import Record


def record_kinds() -> list[tuple[str, str | Promise]]:
    """Return the kinds of record that there are, with their names."""
    models = {
        model._meta.model_name
        for model in apps.get_models()
        if issubclass(model, Record) and model is not Record
    }
    return [
        (kind.key, kind.label)
        for kind in all_kinds()
        if kind.key.replace("_", "") in models
    ]
