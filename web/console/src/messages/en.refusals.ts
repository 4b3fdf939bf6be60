import type { Texts } from "./refusals";

/** How a refused field is told. The server's own sentences are English, and are shown as they are. */
export const refusalsEn = {
  refusal: {
    texts: (): Texts => ({}),
    rules: (): Texts => ({}),
    field: (name: string): string => name,
    quoted: (text: string) => `“${text}”`,
    unlike: (field: string, got: string, accepted: string) => `${field}: got ${got}, accepted is ${accepted}.`,
    unlikeHere: (got: string, accepted: string) => `Got ${got}, accepted is ${accepted}.`,
    missing: (field: string, accepted: string) => `${field}: got nothing, accepted is ${accepted}.`,
    missingHere: (accepted: string) => `Got nothing, accepted is ${accepted}.`,
  },
};
