from workflow.forms.beside import (
    AttachmentForm,
    FilesField,
    LinkForm,
    ManyFilesInput,
    TagForm,
)

__all__ = ["AttachmentForm", "FilesField", "LinkForm", "ManyFilesInput", "TagForm"]
