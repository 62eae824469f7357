from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.burglary.measures import rules

Texts = dict[str, str]  # "en" and "zh" -> the words


def in_language(texts: Texts) -> str:
    """Return the text in the reader's language, or in the other where there is only that."""
    wanted, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
    return texts.get(wanted) or texts.get(other) or ""


def spoken(name: str) -> str:
    """Return a name without spaces and case, so that two writings of it are one."""
    return "".join(name.split()).casefold()


class Watching(models.IntegerChoices):
    """What a measure costs in privacy."""

    NOBODY = rules.NOBODY, _("watches nobody")
    SOMEBODY = rules.SOMEBODY, _("watches a little")
    EVERYBODY = rules.EVERYBODY, _("watches everybody")


class Setting(models.TextChoices):
    """What an estate can have that a measure needs."""

    FLATS = "flats", _("flats on stairways")
    TERRACES = "terraces", _("houses in rows")
    PASSAGES = "passages", _("passages behind the houses")
    GATED = "gated", _("a wall with gates")
    SHEDS = "sheds", _("bicycle sheds and store rooms")


def measure_name(key: str, *, en: str, zh: str) -> str:
    """Return a measure's name in the reader's language, or its key where it has none."""
    return in_language({"en": en, "zh": zh}) or key


class Measure(models.Model):
    """One thing that can be done against burglary, with what is known of it (防范措施).

    The project ships rows and renews them; what a district enters (cost, local rows) it never touches.
    """

    key = models.SlugField(max_length=40, primary_key=True)
    name_en = models.CharField(max_length=80, blank=True)
    name_zh = models.CharField(max_length=80, blank=True)
    texts = models.JSONField(default=dict, help_text="What it is, whom it watches, what to watch for: en and zh.")
    watching = models.PositiveSmallIntegerField(_("privacy cost"), choices=Watching, default=Watching.NOBODY)
    fits = models.JSONField(default=list, help_text="Settings, any one of which will do; empty: anywhere.")
    effect = models.FloatField(null=True, help_text="Change in percent by the study that counts; fewer is negative.")
    low = models.FloatField(null=True, help_text="Interval, where the source gives one.")
    high = models.FloatField(null=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="What the effect was measured on.")
    quality = models.CharField(max_length=20, default="not_known")
    supported = models.BooleanField(default=False, help_text="A study speaks for it.")
    cost_per_home = models.DecimalField(
        _("cost per home"), max_digits=10, decimal_places=2, null=True, blank=True, help_text="The district's own."
    )
    cost_note = models.CharField(max_length=200, blank=True)
    local = models.BooleanField(default=False, help_text="Added by the district.")
    offered = models.BooleanField(default=True)
    rank = models.PositiveIntegerField(default=0, help_text="Place in the evidence order, from 1.")
    digest = models.CharField(max_length=64, blank=True, help_text="Of the shipped row, as it was last read.")

    class Meta:
        ordering = ["rank", "key"]

    def __str__(self) -> str:
        return measure_name(self.key, en=self.name_en, zh=self.name_zh)

    @property
    def spoken(self) -> set[str]:
        """The key and names, without spaces and case, as a file may give them."""
        return {spoken(name) for name in (self.key, self.name_en, self.name_zh) if name}

    def text(self, key: str) -> str:
        """Return one of the texts in the reader's language, empty where nothing is known."""
        return in_language(self.texts.get(key) or {})

    @property
    def option(self) -> rules.Option:
        """The measure as the rules see it."""
        return rules.Option(
            self.key, self.effect, self.low, self.high, self.watching, self.cost_per_home, self.supported
        )


class Design(models.TextChoices):
    """How a study found what it found."""

    REVIEW = "review", _("review of many studies with comparison")
    TRIAL = "trial", _("trial with places drawn by lot")
    COMPARED = "compared", _("places with and without, compared")
    BEFORE_AFTER = "before_after", _("before and after, nothing compared")
    SURVEY = "survey", _("survey of homes")


class Outcome(models.TextChoices):
    """What a study counted."""

    BURGLARY = "burglary", _("burglary")
    ALL_CRIME = "all_crime", _("all crime")


class Study(models.Model):
    """One study of a measure (研究), for or against it."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="studies")
    position = models.PositiveSmallIntegerField()
    effect = models.FloatField(null=True, help_text="Change in percent; fewer is negative.")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    design = models.CharField(max_length=20, choices=Design)
    checked = models.BooleanField(help_text="Read in the source or its abstract; else from memory or the press.")
    contrary = models.BooleanField(default=False)
    found = models.JSONField(default=dict, help_text="What it found: en and zh.")
    source = models.CharField(max_length=400)
    doi = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.source

    @property
    def said(self) -> str:
        """What the study found, in the reader's language."""
        return in_language(self.found)

    @property
    def evidence(self) -> rules.Evidence:
        """The study as the rules see it."""
        return rules.Evidence(self.effect, self.low, self.high, self.design, self.checked, self.contrary)


class EstateSettings(models.Model):
    """What is built at an estate, as somebody who knows it said (小区情况)."""

    place = models.OneToOneField("territory.Place", on_delete=models.CASCADE, related_name="+")
    has = models.JSONField(default=list, help_text="Settings.")

    def __str__(self) -> str:
        return str(self.place)


class MeasureDone(models.Model):
    """A measure carried out at an estate on a day (已落实措施): the dose that an evaluation reads."""

    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="done")
    date = models.DateField(_("date"))
    homes_covered = models.PositiveIntegerField(_("homes covered"))
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "measure", "date"], name="a_measure_once_a_day")]
        indexes = [models.Index(fields=["measure", "date"])]

    def __str__(self) -> str:
        return f"{self.place} {self.measure_id} {self.date}"
