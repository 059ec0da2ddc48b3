"""Making a turn fail as a whole: stock Rasa goes on, and answers wrongly, when a part fails."""

from __future__ import annotations

from types import MethodType
from typing import Any, NoReturn

from jsonschema.validators import validator_for
from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

ACTION_TIMEOUT = 5.0  # seconds for one call; a turn makes three at most, the fail-safe waits 15


_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


class TurnLost(BaseException):
    """A part failed and the turn must not be saved; the message names the kind of failure only.

    Not an Exception, because the processor swallows those and saves half a turn.
    """


class StrictEndpoint(EndpointConfig):
    """The action server's address; anything but a proper answer in time loses the turn."""

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action server; raise TurnLost if it fails, except for a plain rejection."""
        kwargs["timeout"] = ACTION_TIMEOUT
        try:
            answer = await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == 400:  # the action declines to run, which a form may do
                raise
            # `from None`: the SDK's answer to a crash repeats the patient's words
            raise TurnLost(f"action server answered {error.status}") from None
        except Exception as error:
            raise TurnLost(f"action server: {type(error).__name__}") from None
        if not isinstance(answer, dict) or not isinstance(answer.get("events"), list):
            raise TurnLost("action server answered nonsense")
        return answer


async def run_action(self: MessageProcessor, action: Action, *args: Any, **kwargs: Any) -> bool:
    """Run one action as the processor does, but lose the turn if it raises."""
    run = action.run

    async def strictly(*args: Any, **kwargs: Any) -> Any:
        try:
            return await run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnLost(f"{action.name()}: {type(error).__name__}") from None

    action.run = strictly
    return await MessageProcessor._run_action(self, action, *args, **kwargs)


def lose_turn(*args: Any) -> NoReturn:
    """Refuse to go on; stands where Rasa has a call-back for a fault."""
    fault = next((a for a in args if isinstance(a, Exception)), None)
    raise TurnLost(f"tracker store: {type(fault).__name__}" if fault else "actions in a circle")


def check_answer(action: RemoteAction, answer: Any) -> bool:
    """Check an action's answer as Rasa does; Rasa checks its own schema too, 32 ms each time."""
    _VALIDATOR.validate(answer)
    return True


def make_strict(agent: Agent) -> None:
    """Make this agent fail loudly; cheap, and called at every turn because a reload undoes it."""
    processor = agent.processor
    if isinstance(processor.action_endpoint, StrictEndpoint):
        return
    endpoint = agent.action_endpoint
    if endpoint is None:
        raise TurnLost("no action server is set in endpoints.yml")
    strict = StrictEndpoint(endpoint.url, endpoint.params, endpoint.headers, **endpoint.kwargs)
    agent.action_endpoint = processor.action_endpoint = strict
    RemoteAction._validate_action_result = check_answer
    processor.on_circuit_break = lose_turn
    processor._run_action = MethodType(run_action, processor)
    # Without this a failed save goes to a store in memory, and the conversation is forgotten.
    agent.tracker_store._on_tracker_store_error = lose_turn
