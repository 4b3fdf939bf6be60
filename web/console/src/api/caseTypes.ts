import type { Reason } from "./types";
import type { components } from "./schema";

/** Shapes of cases, contacts, texts and the rules they are worked by, with texts narrowed to the words this console knows. */

type Schemas = components["schemas"];
type Narrowed<Wide, Words extends Partial<Record<keyof Wide, unknown>>> = Omit<Wide, keyof Words> & Words;

export type CaseGroup = Schemas["GroupCount"]["group"];
export const CASE_GROUPS = ["needs_person", "promised", "planned", "texting", "held", "closed"] as const satisfies readonly CaseGroup[];

export type CaseStatus = "planned" | "in_hand" | "waiting" | "texting" | "needs_person" | "held" | "closed";
export type StepKind = Schemas["NextStep"]["kind"];
export type CloseReason =
  | "spoken_to"
  | "self_recovered"
  | "refused"
  | "invalid"
  | "do_not_call"
  | "expired"
  | "ladder_exhausted"
  | "by_person";
export type Word = Schemas["Word"];
export type CaseAction = Schemas["CaseDetail"]["actions"][number];
export type TextStatus =
  | "begun"
  | "accepted"
  | "sent"
  | "delivered"
  | "undelivered"
  | "refused"
  | "unknown"
  | "received";
export type CallResult = Extract<
  Reason,
  | "no_answer"
  | "busy"
  | "rejected"
  | "hung_up_in_announcement"
  | "failed"
  | "invalid_number"
  | "agent_did_not_answer"
  | "agent_unreachable"
  | "cancelled"
  | "glare"
>;
export type LineType = Schemas["LineType"];
export type Consent = Schemas["Consent"];
export type ZoneSource = Schemas["ZoneSource"];

export type RuleReason = Schemas["Reason"];
export type NextStep = Schemas["NextStep"];
export type CaseRow = Schemas["CaseRow"];
export type CaseList = Schemas["CaseList"];
export type CaseDetail = Schemas["CaseDetail"];
export type Touch = Schemas["TouchView"];
export type StepView = Schemas["StepView"];
export type CaseText = Schemas["TextView"];
export type WordBody = Schemas["WordBody"];

export type Contact = Schemas["ContactView"];
export type ContactNumber = Schemas["NumberView"];
export type ContactsPage = Schemas["ContactsPage"];
export type ContactPatch = Schemas["ContactPatch"];
export type ContactBody = Schemas["ContactBody"];
export type NumberBody = Schemas["NumberBody"];
export type NumberPatch = Schemas["NumberPatch"];
export type Then = Schemas["HistoryPage"]["history"][number];
export type HistoryPage = Schemas["HistoryPage"];
export type ImportReply = Schemas["ImportReply"];
export type ImportLine = Schemas["ImportLine"];
export type RunningImport = Schemas["RunningImport"];
export type Listed = Schemas["ListedView"];
export type ListedPage = Schemas["ListedPage"];

export type TextRow = Narrowed<Schemas["TextRow"], { status: TextStatus }>;
export type TextsPage = Narrowed<Schemas["TextsPage"], { texts: TextRow[] }>;
export type TextTemplate = Schemas["TemplateRow"];
export type TemplatesReply = Schemas["TemplatesReply"];
export type NewTemplate = Schemas["NewTemplate"];
export type TemplateKind = Schemas["Kind"];

export type Policy = Schemas["Policy"];
export type FraudRules = Schemas["FraudRules"];
export type TextRules = Schemas["TextRules"];
export type RulesBody = Required<Schemas["RulesBody"]>;
export type RulesView = Schemas["RulesView"];
export type DryRun = Schemas["DryRun"];
export type Tried = Schemas["Tried"];

export type Figure = Schemas["Figure"];
export type Figures = Schemas["Figures"];
