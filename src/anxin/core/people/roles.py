"""The roles of both sides and who stands behind them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a grant makes of a person, at a place and all below it."""

    VOLUNTEER = "volunteer", _("Volunteer")
    TEAM_LEADER = "team_leader", _("Team leader")
    ESTATE_COMMITTEE = "estate_committee", _("Estate committee")
    PROPERTY_GUARD = "property_guard", _("Property guard")
    COMMUNITY_OFFICER = "community_officer", _("Community officer")
    SUBDISTRICT_COORDINATOR = "subdistrict_coordinator", _("Subdistrict coordinator")
    DISTRICT_COORDINATOR = "district_coordinator", _("District coordinator")
    ANALYST = "analyst", _("Analyst")
    COUNSELLOR = "counsellor", _("Counsellor")
    CLINICAL_SUPERVISOR = "clinical_supervisor", _("Clinical supervisor")
    PROVIDER_MANAGER = "provider_manager", _("Provider manager")
    RECOVERY_WORKER = "recovery_worker", _("Recovery worker")
    DOCTOR = "doctor", _("Doctor")
    PEER_PARENT = "peer_parent", _("Peer parent")
    SCHOOL_COORDINATOR = "school_coordinator", _("School coordinator")
    CUSTODIAN = "custodian", _("Custodian")
    CARE_ANALYST = "care_analyst", _("Care analyst")
    ADMINISTRATOR = "administrator", _("Administrator")


_COMMUNITY = {
    Role.VOLUNTEER,
    Role.TEAM_LEADER,
    Role.ESTATE_COMMITTEE,
    Role.PROPERTY_GUARD,
    Role.COMMUNITY_OFFICER,
    Role.SUBDISTRICT_COORDINATOR,
    Role.DISTRICT_COORDINATOR,
    Role.ANALYST,
}


# These see or decide for the whole district, so they are granted nowhere below it.
OF_THE_DISTRICT = frozenset({Role.DISTRICT_COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR, Role.CARE_ANALYST})
COORDINATORS = frozenset({Role.DISTRICT_COORDINATOR, Role.SUBDISTRICT_COORDINATOR})


def roles_of_side(side: str) -> frozenset[Role]:
    """Return the roles that may be granted on a side; the administrator stands on both."""
    community = frozenset(_COMMUNITY)
    chosen = community if side == "community" else frozenset(Role) - community
    return chosen | {Role.ADMINISTRATOR}
