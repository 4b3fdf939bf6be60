import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { useJoiner } from "./hooks";
import { Hindered } from "./joiner";

/** Why the last thing asked of this call did not come about, and what still works. */
export function JoinTrouble({ call }: { call: string }) {
  const { joining } = useWords();
  const error = useJoiner((state) => (state.troubled === call ? state.error : null));
  if (!(error instanceof Hindered)) return <Trouble error={error} />;
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} className="trouble">
      {joining.hindered[error.why]}
    </Alert>
  );
}
