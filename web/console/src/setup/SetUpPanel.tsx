import "../styles/setup.css";

import { AnnouncementPanel } from "../pages/announcements/AnnouncementPanel";
import { NumberPanel } from "../pages/numbers/NumberPanel";
import { AgentPanel } from "../pages/phones/AgentPanel";
import { PhonePanel } from "../pages/phones/PhonePanel";
import { QueuePanel } from "../pages/projects/QueuePanel";
import { TrunkPanel } from "../pages/trunks/TrunkPanel";
import type { Beside } from "./beside";

/** What of the set-up is opened beside its page. */
export function SetUpPanel({ which }: { which: Beside }) {
  switch (which) {
    case "queue":
      return <QueuePanel />;
    case "phone":
      return <PhonePanel />;
    case "agent":
      return <AgentPanel />;
    case "trunk":
      return <TrunkPanel />;
    case "number":
      return <NumberPanel />;
    case "announcement":
      return <AnnouncementPanel />;
  }
}
