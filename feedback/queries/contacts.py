"""Who may see how to reach a reporter, and what everybody else sees instead."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.models import Report
from feedback.rules.lifecycle import Actor
from feedback.rules.redaction import mask_email, mask_name, mask_phone
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES


@dataclass(frozen=True)
class Contact:
    """Name, phone (0907123456) and mail of a reporter, whole or masked; empty where none was given."""

    name: str
    phone: str
    email: str

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.phone or self.email)


def may_view_contact(actor: Actor, report: Report, lead_agency: str | None) -> bool:
    """The centre may; the agency that holds the case may when the reporter did not ask to stay hidden from it."""
    if actor.role in CENTRE_ROLES:
        return True
    return actor.role in AGENCY_ROLES and lead_agency in actor.agencies and not report.is_hidden_from_agency


def contact(report: Report) -> Contact:
    phone = report.submitter_phone
    return Contact(report.submitter_name, f"0{phone[3:]}" if phone.startswith("+84") else phone, report.submitter_email)


def masked_contact(report: Report) -> Contact:
    """Enough to recognise a caller, too little to find one."""
    whole = contact(report)
    return Contact(
        mask_name(whole.name),
        mask_phone(whole.phone) if whole.phone else "",
        mask_email(whole.email) if whole.email else "",
    )
