from django.apps import apps
from django.utils.functional import Promise

from core.kinds import all_kinds
from records.models import Record


def record_kinds() -> list[tuple[str, str | Promise]]:
    """Return the kinds of record that something is promised about, with their names."""
    return _kinds(is_promised=True)


def kinds_without_promise() -> list[str]:
    """Return the kinds of record that no agreement is about: what we do for ourselves."""
    return [key for key, _label in _kinds(is_promised=False)]


def _kinds(*, is_promised: bool) -> list[tuple[str, str | Promise]]:
    models = {
        model._meta.model_name
        for model in apps.get_models()
        if issubclass(model, Record) and model is not Record
        if model.is_promised is is_promised
    }
    return [
        (kind.key, kind.label)
        for kind in all_kinds()
        if kind.key.replace("_", "") in models
    ]
