import { IconCircleCheck, IconHandStop, IconPhoneOff } from "@tabler/icons-react";

import type { Consent } from "../api/caseTypes";
import { useWords } from "../messages/use";
import { Mark } from "./marks";

/** Nobody may call or text them. */
export function DoNotCallMark() {
  return <Mark sign={[IconPhoneOff, "bad"]} text={useWords().contacts.doNotCall} />;
}

/** What they have said to being called; nothing where they have said nothing. */
export function ConsentMark({ consent }: { consent: Consent }) {
  const { consentSaid } = useWords().contacts;
  if (consent === "unknown") return null;
  return <Mark sign={consent === "given" ? [IconCircleCheck, "quiet"] : [IconHandStop, "bad"]} text={consentSaid[consent]} />;
}
