import { ActionIcon } from "@mantine/core";
import { IconEar } from "@tabler/icons-react";

import type { LiveCall } from "../../api/types";
import { NOTHING_OPEN, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { useNumber } from "../../shared/useNumber";
import { useJoiner, useMyHearing } from "./hooks";
import { hasLine, joiner } from "./joiner";

/** One click: listens to the call, and opens it. */
export function JoinButton({ call }: { call: LiveCall }) {
  const { joining } = useWords();
  const { change } = useFilters();
  const number = useNumber();
  const allowed = mayIn(useMe(), "listen", call.project_id);
  const on = useMyHearing(call) !== undefined;
  const asked = useJoiner(({ asking }) => asking?.call === call.id);
  if (!allowed || call.state === "ended" || call.state === "dismissing") return null;
  const label = joining.listenTo(call.agent ?? number(call.customer));
  const press = () => {
    change({ ...NOTHING_OPEN, call: call.id });
    if (!on || !hasLine()) void joiner.join(call.id, "listen");
  };
  return (
    <ActionIcon variant={on ? "filled" : "subtle"} color={on ? "indigo" : "gray"} size="sm" aria-label={label} title={label} aria-pressed={on} loading={asked} onClick={press}>
      <IconEar size={16} aria-hidden />
    </ActionIcon>
  );
}
