"""Typed identifiers.

A `CallId` of an inbound call is the unique id Asterisk gave the customer's channel; that of an outbound call is made
by us before anything is asked of the switch. Every object we create on the switch carries its call's id in its own
(see `telephony.names`), so that an event finds its call without a look-up.
"""

from typing import NewType

CallId = NewType("CallId", str)
ChannelId = NewType("ChannelId", str)
BridgeId = NewType("BridgeId", str)
PlaybackId = NewType("PlaybackId", str)

ProjectId = NewType("ProjectId", int)
QueueId = NewType("QueueId", int)
AgentId = NewType("AgentId", int)
UserId = NewType("UserId", int)
RecordingId = NewType("RecordingId", str)

ContactId = NewType("ContactId", int)
CaseId = NewType("CaseId", int)
StepId = NewType("StepId", int)
TextId = NewType("TextId", int)
