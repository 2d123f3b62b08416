"""Setting reports as PDF."""

from hashlib import sha256
from io import BytesIO

from django.db.models.fields.files import FieldFile
from django.utils.timezone import localdate
from pypdf import PdfReader

from accounts.models import Organisation
from core.pdf import render_pdf, set_in
from reporting.models import EvidencePack, ServiceReport
from reporting.selectors import decisions_before, present

STYLES = ("css/pdf.css", "css/paper.css")


def report_pdf(report: ServiceReport) -> bytes:
    """Return the report on paper, in its customer's language, from what it freezes."""
    with set_in(report.language):
        context = {
            "report": report,
            "data": report.data,
            "shown": present(report.data),
            "provider": Organisation.objects.filter(is_provider=True).first(),
            "replaced": report.revisions().filter(revision__lt=report.revision).first(),
            "decisions": decisions_before(report),
            "today": localdate(report.issued_at),
        }
        return render_pdf("pdf/service_report.html", context, stylesheets=STYLES)


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a file, in lower-case hexadecimal."""
    return sha256(content).hexdigest()


def file_hash(file: FieldFile) -> str:
    """Return the SHA-256 of a stored file, a word if there is none."""
    try:
        with file.open("rb") as stored:
            return hash_of(stored.read())
    except (OSError, ValueError):
        return "missing"


def attached(pack: EvidencePack) -> dict[str, bytes]:
    """Return the manifest and the annexes that stand in a pack's PDF, by name."""
    with pack.pdf.open() as file:
        attachments = PdfReader(BytesIO(file.read())).attachments
        return {name: files[0] for name, files in attachments.items()}
