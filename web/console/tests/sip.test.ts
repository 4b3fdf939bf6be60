import { expect, test } from "vitest";

import type { EndEvent } from "jssip/lib/RTCSession";

import { isForbidden, withAnAddress } from "../src/phone/sip";

const HEAD = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n";
const NAMED = "a=candidate:27 1 udp 2113937151 6043df9a-06a7-47a9-9976-6762e7a820cc.local 49500 typ host generation 0\r\n";
const PLAIN = "a=candidate:28 1 udp 1677729535 198.51.100.7 49501 typ srflx raddr 0.0.0.0 rport 0\r\n";
const NOWHERE = "a=candidate:1 1 udp 1 198.51.100.1 9 typ host\r\n";
const REST = "a=sendrecv\r\n";

test.each([
  ["names alone give way to an address where nobody is", HEAD + NAMED + NAMED + REST, HEAD.replace("0.0.0.0", "198.51.100.1") + REST + NOWHERE],
  ["names go where an address is known", HEAD + NAMED + PLAIN + REST, HEAD + PLAIN + REST],
  ["addresses stay", HEAD + PLAIN + REST, HEAD + PLAIN + REST],
  ["nothing is added to what has none", HEAD + REST, HEAD + REST],
])("%s", (_, sdp, expected) => {
  expect(withAnAddress(sdp)).toBe(expected);
});

test.each([
  ["the switch says 403", "remote", { status_code: 403 }, true],
  ["the switch is busy", "remote", { status_code: 486 }, false],
  ["nothing came back", "system", null, false],
])("whether a line is forbidden: %s", (_, originator, message, expected) => {
  expect(isForbidden({ originator, message, cause: "" } as unknown as EndEvent)).toBe(expected);
});
