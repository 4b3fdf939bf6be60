import { choice, of, type Spec } from "./fields";

/** The fields of each kind of thing, in the groups in which they are shown. */

export const PROJECT = {
  basics: [...of("text", "name"), ...of("whole", "zone"), ...of("text", "region", "language")],
  calls: [...of("switch", "announce_inbound", "announce_outbound", "record", "tell_agents_heard"), ...of("blank", "caller_id"), ...of("number", "retention_days", "short_abandon_s")],
  lists: [...of("words", "dispositions", "break_reasons")],
  kept: of("whole", "trunks", "live", "active"),
} as const;
export const PROJECT_FIELDS = Object.values(PROJECT).flat();

export function newProject(zone: string, region: string, language: string): Spec {
  return {
    name: "",
    zone,
    region,
    language,
    announce_inbound: true,
    announce_outbound: true,
    record: true,
    tell_agents_heard: true,
    caller_id: null,
    retention_days: 90,
    short_abandon_s: 5,
    dispositions: [],
    break_reasons: [],
    trunks: [],
    live: false,
    active: true,
  };
}

export const QUEUE = {
  basics: [...of("text", "name"), ...of("words", "skills")],
  ringing: of("number", "ring_s", "wrap_up_s"),
  waiting: [...of("number", "max_waiting", "queue_timeout_s"), ...of("blank", "overflow"), ...of("optional", "overflow_after_s"), ...of("text", "music_class"), ...of("switch", "tell_position", "tell_wait")],
  target: of("number", "service_level_percent", "service_level_s"),
} as const;
export const QUEUE_FIELDS = [...Object.values(QUEUE).flat(), ...of("whole", "project")];

export function newQueue(project: string): Spec {
  return {
    project,
    name: "",
    skills: [],
    ring_s: 20,
    queue_timeout_s: 600,
    max_waiting: 50,
    wrap_up_s: 30,
    music_class: "default",
    service_level_percent: 80,
    service_level_s: 20,
    overflow: null,
    overflow_after_s: null,
    tell_position: true,
    tell_wait: true,
  };
}

export const NUMBER_FIELDS = [...of("text", "did"), ...of("text", "project", "queue"), ...of("blank", "language"), ...of("words", "menu"), ...of("area", "note")];

export function newNumber(did: string, project: string, queue: string): Spec {
  return { did, project, queue, language: null, menu: [], note: "" };
}

export const TRUNK = {
  basics: [...of("text", "name"), choice("way", "registration", "credentials", "address"), ...of("text", "host"), ...of("number", "port"), choice("transport", "udp", "tcp", "tls")],
  account: of("text", "username", "realm", "from_user", "from_domain", "outbound_proxy"),
  from: of("words", "addresses"),
  sound: [...of("whole", "codecs"), ...of("switch", "encrypt_media")],
  numbers: [choice("number_format", "e164", "without_plus", "national"), choice("caller_id_by", "from", "p_asserted_identity", "remote_party_id"), ...of("text", "caller_id")],
  rewriting: of("whole", "dialled", "callers", "outgoing"),
  use: [...of("optional", "channels"), ...of("number", "rank", "qualify_s"), ...of("switch", "active"), ...of("area", "note")],
} as const;
export const TRUNK_FIELDS = Object.values(TRUNK).flat();

export const CODECS = ["opus", "g722", "alaw", "ulaw", "g729"] as const;

export const NEW_TRUNK: Spec = {
  name: "",
  way: "registration",
  host: "",
  port: 5060,
  transport: "udp",
  encrypt_media: false,
  username: "",
  realm: "",
  from_user: "",
  from_domain: "",
  outbound_proxy: "",
  addresses: [],
  codecs: ["alaw", "ulaw"],
  number_format: "e164",
  caller_id_by: "p_asserted_identity",
  caller_id: "",
  dialled: [],
  callers: [],
  outgoing: [],
  channels: null,
  qualify_s: 15,
  rank: 100,
  active: true,
  note: "",
};

export const HOURS_FIELDS = of("whole", "project", "weekly", "exceptions");
