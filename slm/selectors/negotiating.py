"""How far two sides have come with a draft, and what is missing."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import TeamMembership
from catalogue.models import Service
from core.models import User
from core.roles import Role
from core.wording import full_day
from slm.models import Agreement, AgreementVersion, Comment, Offer, Signature
from slm.selectors.wording_hash import wording_hash


def owned_services(version: AgreementVersion) -> QuerySet[Service]:
    """Return the services whose owners may sign: those it is about, else all live."""
    about = Service.objects.filter(agreement_versions=version)
    return about if about.exists() else Service.objects.live()


def unsigned(version: AgreementVersion) -> Iterator[str]:
    """Say in which roles the draft, as it is worded now, still has to be signed."""
    now = wording_hash(version)
    if any(one.digest != now for one in version.valid_signatures):
        yield _("It no longer says what was signed: it has to be signed anew.")
    if missing := version.missing_roles:
        roles = ", ".join(str(role.label) for role in missing)
        yield _("Signatures are missing: %s.") % roles


def interim_obstacles(version: AgreementVersion) -> Iterator[str]:
    if version.agreement.is_interim and version.valid_to is None:
        yield _("An interim agreement needs a last day.")


def interim_warnings(version: AgreementVersion) -> Iterator[str]:
    """Say what an interim agreement leaves out; nothing stands in the way of that."""
    if version.agreement.is_interim:
        yield _(
            "It is an interim agreement: signed by us alone, not checked against what"
            " it rests on, and not counted as an agreement for its services."
        )
        last = version.last_day
        if last and is_unfollowed(version.agreement):
            yield _after(version, last)


def _after(version: AgreementVersion, last: date) -> str:
    """Say what holds after the last day of an interim agreement that none follows."""
    beside = applying_after(version)
    if not beside:
        return _(
            "No formal agreement takes its place yet: after %s nothing is promised."
        ) % full_day(last)
    text = _(
        "No formal agreement takes its place yet: after %(day)s what is promised in"
        " %(agreements)s applies."
    )
    names = ", ".join(str(one) for one in beside)
    return text % {"day": full_day(last), "agreements": names}


def applying_after(version: AgreementVersion) -> list[Agreement]:
    """Return the formal SLAs that promise something on the same after its last day."""
    if version.valid_to is None or version.agreement.customer_id is None:
        return []
    held = AgreementVersion.objects.valid_on(version.valid_to).exclude(
        agreement=version.agreement_id
    )
    formal = held.promised_to(version.agreement.customer_id).exclude(
        agreement__is_interim=True
    )
    about = [row.service_id for row in version.service_rows.all()]
    if about:
        formal = formal.filter(Q(services=None) | Q(services__in=about))
    found = Agreement.objects.filter(versions__in=formal).select_related("item")
    return list(found.distinct().order_by("pk"))


def is_unfollowed(agreement: Agreement) -> bool:
    """Whether it is an interim agreement that no formal one takes the place of yet."""
    if not agreement.is_interim:
        return False
    published = AgreementVersion.objects.published()
    return not published.filter(agreement__replaces=agreement.pk).exists()


def comments_for(version: AgreementVersion, reader: User) -> list[Comment]:
    """Return what the two sides said of the draft, as far as the reader may know."""
    found = version.comments.select_related("author", "resolved_by")
    if not reader.has_perm("slm.view_agreement"):
        found = found.filter(is_internal=False)
    return list(found)


def signatures_of(version: AgreementVersion) -> list[Signature]:
    """Return all signatures ever given to the version, the void ones too."""
    return list(version.signatures.select_related("person", "recorded_by"))


def offers_of(version: AgreementVersion) -> list[Offer]:
    return list(version.offers.select_related("offered_by", "ended_by"))


def offered_to(reader: User) -> list[Agreement]:
    """Return the agreements that wait for the other side, as whose the reader acts."""
    drafts = AgreementVersion.objects.visible_to(reader).drafts()
    found = Agreement.objects.visible_to(reader).filter(versions__in=drafts)
    with_drafts = found.select_related("item", "provider", "customer", "supplier")
    rows = Prefetch("versions", drafts.prefetch_related("offers", "signatures"))
    return list(with_drafts.prefetch_related(rows).distinct().order_by("pk"))


def other_side_of(agreement: Agreement) -> list[User]:
    """Return those with a sign-in who speak for whom the agreement is made with."""
    if agreement.team_id:
        return [one for one in _leads_of(agreement) if one]
    speaks = [
        *(Role.CUSTOMER_REPRESENTATIVE, Role.SUPPLIER_REPRESENTATIVE),
    ]
    party = agreement.customer_id or agreement.supplier_id
    users = User.objects.filter(person__organisation=party, is_active=True)
    return list(
        users.filter(groups__name__in=[role.value for role in speaks]).distinct()
    )


def _leads_of(agreement: Agreement) -> list[User | None]:
    leads = TeamMembership.objects.filter(team=agreement.team_id, is_lead=True)
    return [one.person.user for one in leads.select_related("person__user")]


def owners_of(version: AgreementVersion) -> list[User]:
    """Return the owners of what an SLA is about, or the leads of who promises an OLA."""
    if version.agreement.team_id:
        return [one for one in _leads_of(version.agreement) if one]
    if version.agreement.supplier_id:
        return []
    about = Service.objects.filter(agreement_versions=version).filter(
        owner__isnull=False
    )
    return [
        one.owner.user
        for one in about.select_related("owner__user")
        if one.owner and one.owner.user
    ]


def managers_of_contracts(agreement: Agreement) -> list[User]:
    if not agreement.supplier_id:
        return []
    managers = User.objects.filter(groups__name=Role.CONTRACT_MANAGER.value)
    return list(managers.filter(is_active=True))


def signers_of(ids: Iterable[int]) -> list[User]:
    """Return the sign-ins of those who gave these signatures."""
    keys = [pk for pk in ids if isinstance(pk, int)]
    signatures = Signature.objects.filter(pk__in=keys).select_related("person__user")
    people = [one.person for one in signatures]
    return [person.user for person in people if person and person.user]
