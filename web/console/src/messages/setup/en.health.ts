import type { Texts } from "../refusals";
import { plural } from "../plural";

const count = plural("en");
const hours = (n: number) => (n % 24 === 0 ? count(n / 24, { one: `${n / 24} day`, other: `${n / 24} days` }) : count(n, { one: `${n} hour`, other: `${n} hours` }));
const NONE: Texts = {};

/** What each check is about, in one or two words. */
const what: Record<string, string> = {
  alarms: "Alarm",
  callbacks: "Callbacks",
  certificates: "Certificate",
  clock: "Clock",
  database: "Database",
  disk: "Disk",
  phones: "Phones",
  port: "Page",
  recordings: "Recordings",
  rights: "Rights",
  schema: "Schema",
  "second factor": "Second factor",
  "secret key": "Secret key",
  sip: "SIP",
  sounds: "Announcements",
  switch: "Switch",
  texts: "Texts",
  trunks: "Trunk",
  versions: "Version",
};

/** How the installation is. The checks' own sentences come in English; `texts` are the words for them elsewhere. */
export const healthEn = {
  health: {
    title: "Health",
    reds: "red",
    allGreen: (at: string) => `All green, checked at ${at}.`,
    checkedAt: (at: string) => `Checked at ${at}.`,
    run: "Run the checks now",
    running: "Checking…",
    exportText: "Export as text",
    level: { bad: "Red", warn: "Amber", ok: "Green" },
    attention: "To be seen to",
    silencedChecks: "Silenced",
    green: "Green",
    todo: "Next",
    silence: "Silence",
    silenceThis: (check: string) => `Silence ${check}`,
    silenceFor: "for",
    hours,
    tellAgain: "Count it again",
    silencedBy: (by: string, until: string) => `Silenced by ${by} until ${until}. What becomes worse is shown all the same.`,
    what,
    texts: () => NONE,
  },
};
