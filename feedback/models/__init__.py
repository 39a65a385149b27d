"""What we keep: every table, importable from here."""

from feedback.models.account import Account, AccountSession
from feedback.models.agency import Agency
from feedback.models.alert import Alert, AlertLevel, AlertTelling
from feedback.models.assessment import Assessment, AssessmentFile, AssessmentRow, Evidence
from feedback.models.base import Base
from feedback.models.case import Case
from feedback.models.case_link import Incident, Merge, Split
from feedback.models.catalogue import Catalogue, CatalogueRow
from feedback.models.clock import Clock, ClockEvent, ClockFiring, LadderStep
from feedback.models.contractor import ContractorLink
from feedback.models.cooperation import Cooperation
from feedback.models.division import Division
from feedback.models.dossier import Dossier, DossierList
from feedback.models.entry import ChainHead, Entry
from feedback.models.export import Export, ExportPart
from feedback.models.extension import Extension
from feedback.models.fact import Fact, FactProgress, FactSpread, FactSum, Summed
from feedback.models.field import Field, Keyword, Limit, Reason
from feedback.models.figure import ClosedPeriod, Figure, SealCheck
from feedback.models.handover import AgencyPart, Handover
from feedback.models.indicator import Indicator
from feedback.models.learning import FieldModelRow, LabelledExample, ShadowGuess
from feedback.models.leg import Decision, Leg, Note, Question, Result
from feedback.models.letter import Letter
from feedback.models.meeting import Conclusion, Invitee, Meeting
from feedback.models.notice import LocalMessage, Notice
from feedback.models.open_data import OpenData
from feedback.models.place import Landmark, LegacyWard, Street, Ward, WardSuccession
from feedback.models.programme import Plan, PlanFile, PlanItem, PlanItemChange, PlanItemFiring, PlanSheet
from feedback.models.report import Attachment, Interaction, NumberSeries, Report, Submission
from feedback.models.responsibility import AssetOwner, Responsibility, RuleDraft, RulesVersion
from feedback.models.review import Review, ReviewDraw
from feedback.models.roster import Absence, Duty
from feedback.models.saved_filter import SavedFilter
from feedback.models.saved_view import SavedView
from feedback.models.setting import Setting
from feedback.models.standing import StandingCase, StandingCount
from feedback.models.task import Heartbeat, Task, TimetableSlot
from feedback.models.text_module import TextModule
from feedback.models.working_calendar import CalendarUse, DayException, WorkingCalendar

__all__ = [
    "Absence",
    "Account",
    "AccountSession",
    "Agency",
    "AgencyPart",
    "Alert",
    "AlertLevel",
    "AlertTelling",
    "Assessment",
    "AssessmentFile",
    "AssessmentRow",
    "AssetOwner",
    "Attachment",
    "Base",
    "CalendarUse",
    "Case",
    "Catalogue",
    "CatalogueRow",
    "ChainHead",
    "Clock",
    "ClockEvent",
    "ClockFiring",
    "ClosedPeriod",
    "Conclusion",
    "ContractorLink",
    "Cooperation",
    "DayException",
    "Decision",
    "Division",
    "Dossier",
    "DossierList",
    "Duty",
    "Entry",
    "Evidence",
    "Export",
    "ExportPart",
    "Extension",
    "Fact",
    "FactProgress",
    "FactSpread",
    "FactSum",
    "Field",
    "FieldModelRow",
    "Figure",
    "Handover",
    "Heartbeat",
    "Incident",
    "Indicator",
    "Interaction",
    "Invitee",
    "Keyword",
    "LabelledExample",
    "LadderStep",
    "Landmark",
    "Leg",
    "LegacyWard",
    "Letter",
    "Limit",
    "LocalMessage",
    "Meeting",
    "Merge",
    "Note",
    "Notice",
    "NumberSeries",
    "OpenData",
    "Plan",
    "PlanFile",
    "PlanItem",
    "PlanItemChange",
    "PlanItemFiring",
    "PlanSheet",
    "Question",
    "Reason",
    "Report",
    "Responsibility",
    "Result",
    "Review",
    "ReviewDraw",
    "RuleDraft",
    "RulesVersion",
    "SavedFilter",
    "SavedView",
    "SealCheck",
    "Setting",
    "ShadowGuess",
    "Split",
    "StandingCase",
    "StandingCount",
    "Street",
    "Submission",
    "Summed",
    "Task",
    "TextModule",
    "TimetableSlot",
    "Ward",
    "WardSuccession",
    "WorkingCalendar",
]
