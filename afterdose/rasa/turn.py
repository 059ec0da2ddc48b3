"""One turn of a conversation: taken once, whole or not at all."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from afterdose.rasa.forgetting import delete_events
from afterdose.rasa.replay import Reply, earlier_reply, reply_from
from afterdose.rasa.saving import newest_event, save_turn
from afterdose.rasa.strict import TurnLost, make_strict

NO_WORDS = "…"  # stands for a text without any word, because Rasa drops an empty one


class TurnRequest(msgspec.Struct, frozen=True):
    """What the worker posts; ``metadata`` goes to the actions as it is."""

    conversation: str
    message_id: str
    text: str
    metadata: dict[str, Any]

    def __post_init__(self) -> None:
        """Refuse empty ids; msgspec reports it as a wrong request."""
        if not self.conversation or not self.message_id:
            raise ValueError("conversation and message_id must not be empty")


class TurnFailed(Exception):
    """Nothing was saved and the same message may come again; names the kind of failure only."""


def neutral(text: str) -> str:
    """Take away the leading slash that would make Rasa obey the text instead of reading it."""
    return re.sub(r"^[\s/]+", "", text).strip() or NO_WORDS


class TurnTaker:
    """Takes turns, one at a time in each conversation."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, agent: Agent, request: TurnRequest) -> tuple[Reply, bool]:
        """Return the turn's reply, and whether it is the repeat of an earlier one.

        Raises TurnFailed when any part fails.
        """
        # Our own lock first: whoever waits for Rasa's asks again only once a second.
        lock = self._locks.setdefault(request.conversation, asyncio.Lock())
        try:
            async with lock, agent.lock_store.lock(request.conversation):
                earlier = earlier_reply(
                    agent.tracker_store, request.conversation, request.message_id
                )
                if earlier is not None:
                    return earlier, True
                return await self._new(agent, request), False
        except (Exception, TurnLost) as error:
            reason = str(error) if isinstance(error, TurnLost) else type(error).__name__
            raise TurnFailed(reason) from None

    async def forget(self, agent: Agent, conversation: str) -> None:
        """Delete what Rasa remembers of a conversation, not in the middle of a turn.

        Raises TurnFailed when the tracker store does not do it.
        """
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        try:
            async with lock, agent.lock_store.lock(conversation):
                delete_events(agent.tracker_store, conversation)
        except Exception as error:
            raise TurnFailed(type(error).__name__) from None

    async def _new(self, agent: Agent, request: TurnRequest) -> Reply:
        make_strict(agent)
        since = newest_event(agent.tracker_store, request.conversation)
        processor = agent.processor
        output = CollectingOutputChannel()
        message = UserMessage(
            neutral(request.text),
            output,
            request.conversation,
            input_channel="afterdose",
            message_id=request.message_id,
            metadata=request.metadata | {"raw_text": request.text},
        )
        # What MessageProcessor.handle_message does, with one check more before the turn is saved.
        tracker = await processor.log_message(message, should_save_tracker=False)
        tracker = await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)
        reply = reply_from(output.messages)
        if not reply.texts and not reply.effects:
            raise TurnLost("no action had anything to say")
        save_turn(agent.tracker_store, tracker, since)
        return reply
