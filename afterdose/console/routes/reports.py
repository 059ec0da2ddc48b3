"""A case as a report: a page to print, and a PDF."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from afterdose import clock
from afterdose.console import access, audit, pages
from afterdose.console.protocols import Wording, loaded
from afterdose.console.report import Report, case_report
from afterdose.console.report_pdf import pdf
from afterdose.console.routes.cases import known
from afterdose.records.database import reading

router = APIRouter()


@router.get("/cases/{case_id}/report")
def show(request: Request, case_id: str) -> Response:
    """Show a case as a page to print."""
    report, _ = _report(request, case_id)
    audit.record(access.signed_in(request), "case.reported", f"case:{case_id}")
    return pages.page(request, "report.html", report=report, case_id=case_id)


@router.get("/cases/{case_id}/report.pdf")
def show_pdf(request: Request, case_id: str) -> Response:
    """Give the same report as PDF."""
    report, number = _report(request, case_id)
    audit.record(access.signed_in(request), "case.exported", f"case:{case_id}")
    name = {"content-disposition": f'inline; filename="case-{number}.pdf"'}
    return Response(pdf(report), media_type="application/pdf", headers=name)


def _report(request: Request, case_id: str) -> tuple[Report, int]:
    me = access.signed_in(request)
    words = pages.Words(pages.language_of(request))
    with reading() as records:
        file = known(records, case_id)
    wording = Wording(loaded(), words.language)
    by = me.clinician_name or me.username
    return case_report(file, wording, words, by, clock.now()), file.case.number
