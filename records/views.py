from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import refuse_unless
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    stale_into,
)
from records.choices import Impact, Priority, Urgency
from records.doors import desk_page
from records.forms import PriorityMatrixForm
from records.models import PriorityMatrix
from records.selectors import priority_matrix as matrix_at
from records.services import change_priority_matrix

MANAGE = "records.manage_priorities"
HISTORY = 12


@desk_page
def priority_matrix(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST":
        refuse_unless(actor, MANAGE)
    matrix = matrix_at(now)
    form = PriorityMatrixForm(request.POST or None, matrix)
    if form.is_valid():
        version = form.cleaned_data["version"]
        with stale_into(form), errors_into(form):
            change_priority_matrix(
                cells=form.cells(), version=version, actor=actor, at=now
            )
            message = _("The new priorities count from now on.")
            return redirect_with(request, message, "priority_matrix")
    versions = PriorityMatrix.objects.select_related("made_by").order_by("-version")
    context = {
        "may_manage": actor.has_perm(MANAGE),
        "urgencies": list(Urgency),
        "comparison": compare(form, versions[0].cells),
        "versions": [(one, _table(one)) for one in versions[:HISTORY]],
    }
    return render_form(request, "records/priority_matrix.html", form, context)


def _table(matrix: PriorityMatrix) -> list[tuple[Impact, list[Priority]]]:
    return [
        (impact, [Priority(matrix.priority(impact, urgency)) for urgency in Urgency])
        for impact in Impact
    ]
