"""Which version of an agreement a program asks for."""

from django.utils import timezone
from rest_framework.request import Request

from slm.models import Agreement, AgreementVersion
from slm.selectors import version_to_show


def asked_version(agreement: Agreement, request: Request) -> AgreementVersion:
    """
    Return the version that `?version=` names, else the one that a page would show.

    :raises AgreementVersion.DoesNotExist: if there is none that the reader may read
    """
    asked = request.query_params.get("version", "")
    versions = agreement.versions.all()
    found = [one for one in versions if asked in ("", str(one.number))]
    return version_to_show(found, timezone.localdate())
