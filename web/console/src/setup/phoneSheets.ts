import { of, type Spec } from "./fields";

/** The fields of phones and of agents, in the groups in which they are shown. */

export const PHONE = {
  basics: of("text", "name", "label"),
  sound: of("switch", "encrypt_media"),
} as const;
export const PHONE_FIELDS = [...Object.values(PHONE).flat(), ...of("text", "agent", "person"), ...of("blank", "extension"), ...of("whole", "codecs", "locked")];

export const NEW_PHONE: Spec = { name: "", label: "", agent: "", person: "", extension: null, codecs: ["opus", "g722", "alaw", "ulaw"], encrypt_media: false, locked: false };

export const AGENT = {
  basics: of("text", "name"),
  projects: of("whole", "projects"),
  work: of("words", "skills", "languages"),
  phone: [...of("text", "phone"), ...of("blank", "extension")],
  use: of("switch", "active"),
} as const;
export const AGENT_FIELDS = Object.values(AGENT).flat();

export const NEW_AGENT: Spec = { name: "", skills: [], languages: [], projects: [], phone: "", extension: null, active: true };
