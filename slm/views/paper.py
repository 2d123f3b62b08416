from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from slm.services.paper import agreement_pdf as set_agreement
from slm.views.agreements import asked_version
from slm.views.finding import agreement_page, visible_agreement


@require_safe
@agreement_page
def agreement_pdf(request: HttpRequest, number: str) -> FileResponse:
    agreement = visible_agreement(request, number)
    version = asked_version(request, list(agreement.versions.all()))
    version.agreement = agreement
    return FileResponse(
        BytesIO(set_agreement(version, at=timezone.now())),
        as_attachment=True,
        filename=f"{number}-{version.number}.pdf",
        headers={
            "Content-Type": "application/pdf",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
