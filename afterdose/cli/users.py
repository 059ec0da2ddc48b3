"""Accounts of the console."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

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
    role: Annotated[
        str, typer.Option(help="nurse, physician, supervisor, reviewer or administrator.")
    ],
    phone: Annotated[
        str | None,
        typer.Option(help="The phone (E.164) of this person on the team list."),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add an account; the password is asked for, never an argument that others could see."""
    from afterdose.console import accounts

    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        accounts.add(username, role, phone, password)
    except accounts.AccountRefused as refused:
        typer.echo(f"afterdose users add: {refused}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"added {accounts.plain_name(username)} ({role})")


@users.command("reset-codes")
def reset_codes(
    username: Annotated[str, typer.Option(help="The account whose phone was lost.")],
) -> None:
    """Forget the authenticator app of an account, and sign it out everywhere."""
    from afterdose.console import accounts

    try:
        accounts.reset_codes(username)
    except accounts.AccountRefused as refused:
        typer.echo(f"afterdose users reset-codes: {refused}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{accounts.plain_name(username)} signs in without codes until it sets up new ones")
