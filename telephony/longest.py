"""How long any call may last: whoever has forgotten one pays for its trunk."""

from datetime import timedelta

LONGEST_CALL_S = 6 * 3600
"""Unless the settings say otherwise."""
A_MOMENT = timedelta(seconds=2)
"""The switch counts from when its channel came, the call from when we were told of it; and notes whole seconds."""
