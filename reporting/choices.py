from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What each clause of ISO/IEC 20000-1:2011 is about, in our words.
CLAUSES: dict[str, str | Promise] = {
    "6.1": _("Service level management"),
    "6.2": _("Service reporting"),
    "8.1": _("Incidents and service requests"),
}
