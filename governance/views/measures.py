from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for, refuse_unless
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.periods import first_of, month, shift
from governance.forms import LimitForm
from governance.measures import Measure, get_measure
from governance.models import MeasureLimit
from governance.selectors import MeasureLine, measure_lines
from governance.selectors.measuring import rows_for, with_unit
from governance.services import set_limits

measure_page = page_for("governance.view_measurelimit")


@measure_page
def process_measure_list(request: HttpRequest) -> HttpResponse:
    context = {"lines": measure_lines(timezone.localdate())}
    return render_page(request, "governance/measure_list.html", context)


@measure_page
def process_measure_detail(request: HttpRequest, key: str) -> HttpResponse:
    line, last = _line(key), shift(first_of(timezone.now()), -1)
    found = line.measure.select(month(last), None)
    rows, hidden = rows_for(actor_of(request), found)
    taken = next((one for one in line.values if one.month == last), None)
    context = {
        "line": line,
        "measure": line.measure,
        "values": [
            (one, with_unit(one.value, line.measure.unit)) for one in line.values[::-1]
        ],
        "month": last,
        "value": with_unit(found.value, line.measure.unit),
        "is_altered": taken is not None and taken.value != found.value,
        "taken": with_unit(taken.value, line.measure.unit) if taken else "",
        "rows": rows,
        "hidden": hidden,
        "may_set": actor_of(request).has_perm("governance.set_limits"),
        "crumbs": [(_("Process measures"), reverse("process_measure_list"))],
    }
    return render_page(request, "governance/measure_detail.html", context)


@measure_page
def process_measure_limits(request: HttpRequest, key: str) -> HttpResponse:
    line, actor = _line(key), actor_of(request)
    refuse_unless(actor, "governance.set_limits")
    names = ("lower", "upper", "version")
    stored = line.limit or MeasureLimit(measure=key, version=0)
    initial = {name: getattr(stored, name) for name in names}
    form = LimitForm(sent(request), initial=initial)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            set_limits(measure=key, **values)
            return redirect_with(request, _("Saved."), "process_measure_detail", key)
    page = reverse("process_measure_detail", args=[key])
    context = {
        "layout": "layouts/manage.html",
        "title": line.measure.label,
        "lead": _("What lies outside raises an alarm, once for each month."),
        "action": _("Save"),
        "cancel_url": page,
        "crumbs": [
            (_("Process measures"), reverse("process_measure_list")),
            (line.measure.label, page),
        ],
    }
    return render_form(request, "generic/form.html", form, context)


def _line(key: str) -> MeasureLine:
    measure = _measure(key)
    lines = measure_lines(timezone.localdate())
    return next(line for line in lines if line.measure == measure)


def _measure(key: str) -> Measure:
    try:
        found = get_measure(key)
    except LookupError as error:
        raise Http404 from error
    if not found.is_process:
        raise Http404
    return found
