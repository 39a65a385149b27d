"""Pages of assessments: units claim their points of an indicator set, the city appraises, everybody concerned looks."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.assessing import cases, communes, dossiers, evidence_files, listing, merged, row, sheet, what_if

blueprint = Blueprint("assessing", __name__, url_prefix="/leadership/assessments")
blueprint.get("/")(listing.assessments)
blueprint.post("/")(listing.open_one)
blueprint.get("/communes")(communes.communes)
blueprint.get("/merged")(merged.merged)
blueprint.get("/cases")(cases.cases)
blueprint.get("/dossiers")(dossiers.dossiers)
blueprint.post("/dossiers")(dossiers.take_dossiers)
blueprint.get("/dossiers/rows")(dossiers.dossier_rows)
blueprint.get("/files/<name>")(evidence_files.evidence_file)
blueprint.get("/<int:number>")(sheet.assessment)
blueprint.get("/<int:number>.xlsx")(sheet.workbook)
blueprint.get("/<int:number>/what-if")(what_if.what_if)
blueprint.post("/<int:number>/hand-in")(sheet.hand_in)
blueprint.post("/<int:number>/close")(sheet.close)
blueprint.get("/<int:number>/<int:line>")(row.row)
blueprint.post("/<int:number>/<int:line>/<act>")(row.act)
