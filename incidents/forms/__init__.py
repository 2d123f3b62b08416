from incidents.forms.acts import (
    ActForm,
    AssignForm,
    ClassifyForm,
    DuplicateForm,
    EditForm,
    PendForm,
    ReasonForm,
    ResolveForm,
)
from incidents.forms.holders import (
    split_holder,
)
from incidents.forms.opening import (
    NEW_PERSON,
    CallerForm,
    NewIncidentForm,
)
from incidents.forms.queue import (
    BulkForm,
    SaveViewForm,
)
from incidents.forms.supplying import (
    AnswerForm,
    BackForm,
    SupplierForm,
)
from incidents.forms.writing import (
    EntryForm,
)

__all__ = [
    "NEW_PERSON",
    "ActForm",
    "AnswerForm",
    "AssignForm",
    "BackForm",
    "BulkForm",
    "CallerForm",
    "ClassifyForm",
    "DuplicateForm",
    "EditForm",
    "EntryForm",
    "NewIncidentForm",
    "PendForm",
    "ReasonForm",
    "ResolveForm",
    "SaveViewForm",
    "SupplierForm",
    "split_holder",
]
