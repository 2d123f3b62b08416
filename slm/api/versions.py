"""Which version of an agreement a program asks for."""

from django.utils import timezone
from rest_framework.request import Request

from slm.models import Agreement, AgreementVersion
from slm.selectors import version_asked


def asked_version(agreement: Agreement, request: Request) -> AgreementVersion:
    """
    Return the version that `?version=` names, else the one that a page would show.

    :raises AgreementVersion.DoesNotExist: if there is none that the reader may read
    """
    asked = request.query_params.get("version", "")
    return version_asked(list(agreement.versions.all()), asked, timezone.localdate())
