"""Long work: asked for, followed, and its result found."""

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from core.api.views import actor_of
from core.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """`result` is the number of what came out of it."""

    percent = serializers.IntegerField(read_only=True)
    result = serializers.CharField(source="result.number", default=None, read_only=True)

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "state",
            "done",
            "total",
            "percent",
            "message",
            "created_at",
            "finished_at",
            "result",
        ]
        read_only_fields = fields


class JobViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Job]
):
    """The long work that the asker had done; newest first."""

    serializer_class = JobSerializer
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("-pk",)
    queryset = Job.objects.all()

    def get_queryset(self) -> QuerySet[Job]:
        jobs = Job.objects.visible_to(actor_of(self.request))
        return jobs.select_related("result")


def accepted(job: Job) -> Response:
    """Answer that a worker will do it, and where its progress can be followed."""
    where = {"Location": reverse("api_job_detail", args=[job.pk])}
    return Response(JobSerializer(job).data, status=202, headers=where)
