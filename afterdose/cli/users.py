"""Accounts of the console."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

ROLES = ("nurse", "physician", "supervisor", "reviewer", "administrator")
SHORTEST = 12

users = typer.Typer(help="Accounts of the care team's console.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="users")


@users.callback()
def group() -> None:
    """Accounts of the care team's console."""


@users.command()
def add(
    username: Annotated[str, typer.Option(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(ROLES)}.")],
    phone: Annotated[
        str | None,
        typer.Option(help="The phone (E.164) of this person on the team list, to accept cases."),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add an account; the password is asked for, never an argument that others could see."""
    if role not in ROLES:
        fail(f"--role: {role} is none of {', '.join(ROLES)}")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ask()
    if len(password) < SHORTEST:
        fail(f"the password needs at least {SHORTEST} characters")
    if len(password) > 256:
        fail("the password is longer than 256 characters")
    store(username, role, phone, password)
    typer.echo(f"added {username} ({role})")


def ask() -> str:
    """Ask for a password twice, without showing it."""
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def store(username: str, role: str, phone: str | None, password: str) -> None:
    """Write the account; a name taken or a phone that is not on the team list ends it."""
    import unicodedata

    from argon2 import PasswordHasher
    from sqlalchemy import select

    from afterdose import clock
    from afterdose.records.database import session
    from afterdose.records.keys import phone_hashes
    from afterdose.records.models import Clinician, User

    name = unicodedata.normalize("NFKC", username).strip().casefold()
    if not name or len(name) > 64 or not name.isprintable():
        fail("--username: 1 to 64 printable characters")
    hashed = PasswordHasher().hash(password)
    with session() as records:
        if records.scalar(select(User.id).where(User.username == name)):
            fail(f"--username: {name} exists already")
        clinician = None
        if phone:
            clinician = records.scalar(
                select(Clinician.id).where(Clinician.phone_hash.in_(phone_hashes(phone)))
            )
            if clinician is None:
                fail("--phone: nobody on the team list has this number")
        records.add(
            User(
                username=name,
                password_hash=hashed,
                role=role,
                clinician_id=clinician,
                created_at=clock.now(),
            )
        )


def fail(reason: str) -> None:
    """End with one line on stderr."""
    typer.echo(f"afterdose users: {reason}", err=True)
    raise typer.Exit(1)
