import type { Spec } from "./fields";

/** What a new trunk begins with; `none` has every field that another preset sets, as an empty form has it. */
export type PresetName = "none" | "registering" | "address" | "twilio";

export const PRESETS: Record<PresetName, Spec> = {
  none: { way: "registration", transport: "udp", port: 5060, number_format: "e164", caller_id_by: "p_asserted_identity", encrypt_media: false },
  registering: { way: "registration" },
  address: { way: "address" },
  twilio: { way: "credentials", transport: "tls", port: 5061, encrypt_media: true },
};
