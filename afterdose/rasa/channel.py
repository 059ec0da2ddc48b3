"""The way into Rasa: the worker posts one patient text, and gets texts and effects back."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from afterdose.rasa.forgetting import old_conversations
from afterdose.rasa.turn import TurnFailed, TurnRequest, TurnTaker

log = logging.getLogger(__name__)


class AfterdoseChannel(InputChannel):
    """Takes a turn once per message id, or says 503 and leaves everything as it was."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._turns = TurnTaker()
        self._under_way: set[asyncio.Task[Any]] = set()

    @classmethod
    def name(cls) -> str:
        """Name the channel; the route is /webhooks/<name>."""
        return "afterdose"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AfterdoseChannel:
        """Make the channel; raise RasaException if credentials.yml gives it no token."""
        token = (credentials or {}).get("token")
        if not token or not isinstance(token, str):
            raise RasaException("AFTERDOSE_RASA_TOKEN is not set: the channel needs its token")
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give Rasa the routes."""
        routes = Blueprint("afterdose_channel")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._turn(request)

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return self._health(request)

        @routes.delete("/conversations/<conversation>")
        async def forget(request: Request, conversation: str) -> HTTPResponse:
            return await self._forget(request, lambda agent: [conversation])

        @routes.delete("/conversations")
        async def forget_old(request: Request) -> HTTPResponse:
            """Forget everything that is older than 30 days."""
            return await self._forget(request, lambda agent: old_conversations(agent.tracker_store))

        return routes

    def _is_worker(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, b"Bearer " + self._token)

    async def _turn(self, request: Request) -> HTTPResponse:
        if not self._is_worker(request):
            return fault(401, "wrong token")
        try:
            wanted = msgspec.json.decode(request.body, type=TurnRequest)
        except msgspec.MsgspecError as error:
            return fault(422, str(error))
        agent: Agent | None = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return fault(503, "no model is loaded")
        # A worker that hangs up must not stop a turn half-way, so the turn has a task of its own.
        task = asyncio.ensure_future(self._turns.take(agent, wanted))
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        try:
            reply, replayed = await asyncio.shield(task)
        except TurnFailed as failed:
            log.error("A turn failed: %s; message %s", failed, wanted.message_id)
            return fault(503, str(failed))
        return response.json(
            {
                "message_id": wanted.message_id,
                "replayed": replayed,
                "texts": reply.texts,
                "effects": reply.effects,
            }
        )

    async def _forget(self, request: Request, which: Callable[[Agent], list[str]]) -> HTTPResponse:
        if not self._is_worker(request):
            return fault(401, "wrong token")
        agent: Agent | None = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return fault(503, "no model is loaded")
        try:
            for conversation in which(agent):
                await self._turns.forget(agent, conversation)
        except Exception as error:  # SQLAlchemy's messages quote the statement
            log.error("A purge failed: %s", type(error).__name__)
            return fault(503, type(error).__name__)
        return response.empty()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not print it with its arguments

    def _health(self, request: Request) -> HTTPResponse:
        if not self._is_worker(request):
            return fault(401, "wrong token")
        agent: Agent | None = getattr(request.app.ctx, "agent", None)
        # Rasa says "up and running" also when its model did not load, so ask the agent.
        if agent is None or not agent.is_ready():
            return fault(503, "no model is loaded")
        slots = {slot.name: slot.initial_value for slot in agent.processor.domain.slots}
        return response.json(
            {
                "model": agent.processor.model_filename,
                "protocol_release": slots.get("protocol_release"),
            }
        )


def fault(status: int, reason: str) -> HTTPResponse:
    """Answer with a reason that never holds a patient's word."""
    return response.json({"error": reason}, status=status)
