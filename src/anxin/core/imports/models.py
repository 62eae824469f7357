from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """How far an import has come."""

    COLUMNS = "columns", _("Columns to confirm")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    STOPPED = "stopped", _("Stopped")


class ImportRun(models.Model):
    """One file on its way in (导入): its columns, its preview, its refused rows."""

    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="imports/", max_length=200)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, help_text="Field -> column of the file.")
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=RunState, default=RunState.COLUMNS)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    refused = models.JSONField(default=list, help_text="Refusals, the first thousand.")
    message = models.TextField(blank=True)
    refused_file = models.FileField(upload_to="imports/", max_length=200, blank=True)
    started_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.filename


class ColumnMapping(models.Model):
    """What the columns of a file meant last time."""

    kind = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="one_mapping_a_header")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
