from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import actor_of, errors_into, redirect_with, render_form
from records.choices import Impact, Priority, Urgency
from records.forms import PriorityMatrixForm
from records.models import PriorityMatrix
from records.selectors import priority_matrix as matrix_at
from records.services import change_priority_matrix

HISTORY = 12


@login_required
@permission_required("records.view_all_records", raise_exception=True)
def priority_matrix(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    may_manage = actor.has_perm("records.manage_priorities")
    if request.method == "POST" and not may_manage:
        raise PermissionDenied
    matrix = matrix_at(now)
    form = PriorityMatrixForm(request.POST or None, matrix)
    if form.is_valid():
        with errors_into(form):
            change_priority_matrix(cells=form.cells(), actor=actor, at=now)
            message = _("The new priorities count from now on.")
            return redirect_with(request, message, "priority_matrix")
    versions = PriorityMatrix.objects.select_related("made_by").order_by("-version")
    context = {
        "may_manage": may_manage,
        "urgencies": list(Urgency),
        "versions": [(one, _table(one)) for one in versions[:HISTORY]],
    }
    return render_form(request, "records/priority_matrix.html", form, context)


def _table(matrix: PriorityMatrix) -> list[tuple[Impact, list[Priority]]]:
    return [
        (impact, [Priority(matrix.priority(impact, urgency)) for urgency in Urgency])
        for impact in Impact
    ]
