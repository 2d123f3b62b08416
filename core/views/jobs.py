from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.generic import actor_of, render_page
from core.kinds import item_url
from core.models import Job


@login_required
def job_show(request: HttpRequest, job_id: int) -> HttpResponse:
    jobs = Job.objects.visible_to(actor_of(request)).select_related("result")
    job = get_object_or_404(jobs, pk=job_id)
    result_url = item_url(job.result) if job.result else ""
    return render_page(request, "core/job.html", {"job": job, "result_url": result_url})
