"""Patients: finding one, the page of one, and changing what is known."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, pages, patient_edit
from afterdose.console.lab_plots import plots
from afterdose.console.monitoring import overdue
from afterdose.console.patient_file import PatientFile, read_patient
from afterdose.console.patient_search import search
from afterdose.console.picture import picture
from afterdose.console.protocols import loaded
from afterdose.records.database import reading
from afterdose.records.imports.patients import LANGUAGES

router = APIRouter()


@router.get("/patients")
def show_all(request: Request) -> Response:
    """Show the patients."""
    return _listed(request, "")


@router.post("/patients")
def find(request: Request, q: Annotated[str, Form()] = "") -> Response:
    """Show the patients that a search finds; posted, because a URL must hold no name."""
    return _listed(request, q)


def _listed(request: Request, q: str) -> Response:
    audit.record(access.signed_in(request), "patients.viewed", "patients")
    with reading() as records:
        found, more = search(records, q)
    return pages.page(request, "patients.html", found=found, more=more, q=q)


@router.get("/patients/{patient_id}")
def show(request: Request, patient_id: str) -> Response:
    """Show a patient and record who looked."""
    file = known(patient_id)
    audit.record(access.signed_in(request), "patient.viewed", f"patient:{patient_id}")
    limits = loaded().limits
    drawn_on = file.read_at.astimezone(pages.zone(file.patient.time_zone)).date()
    late = overdue(file.labs, file.treatment_day, drawn_on, limits)
    return pages.page(
        request,
        "patient.html",
        file=file,
        late=late,
        picture=picture(file, late, limits),
        plots=plots(file.labs, drawn_on, limits),
        may_act=access.signed_in(request).may_act,
    )


@router.get("/patients/{patient_id}/edit")
def edit(request: Request, patient_id: str) -> Response:
    """Show the form that changes a patient."""
    file = known(patient_id)
    audit.record(access.signed_in(request), "patient.viewed", f"patient:{patient_id}")
    return form(request, file, patient_edit.values_of(file.patient))


@router.post("/patients/{patient_id}/edit")
async def change(request: Request, patient_id: str) -> Response:
    """Change a patient, or show the form again with what was wrong."""
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_change, request, patient_id, sent)


def _change(request: Request, patient_id: str, sent: dict[str, str]) -> Response:
    me = access.signed_in(request)
    file = known(patient_id)
    try:
        changed = patient_edit.change(patient_id, sent, sent.get("reason", ""), me.user_id)
    except patient_edit.EditRefused as refused:
        return form(request, file, sent, refused.reasons, 400)
    if changed:
        audit.record(me, "patient.changed", f"patient:{patient_id}")
    return RedirectResponse(f"/patients/{patient_id}", 303)


def form(
    request: Request,
    file: PatientFile,
    values: dict[str, Any],
    refused: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Show the form with these values and, beside its fields, what was refused."""
    return pages.page(
        request,
        "patient_edit.html",
        status,
        file=file,
        values=values,
        refused=refused or {},
        fields=patient_edit.FIELDS,
        languages=LANGUAGES,
    )


def known(patient_id: str) -> PatientFile:
    """Read a patient; 404 when there is nobody."""
    with reading() as records:
        found = read_patient(records, patient_id)
    if found is None:
        raise HTTPException(404)
    return found
