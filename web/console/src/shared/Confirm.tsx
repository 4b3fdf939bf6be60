import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";

import { useWords } from "../messages/use";
import { Trouble } from "./Trouble";

interface ConfirmProps {
  question: string;
  yes: string;
  pending: boolean;
  error: unknown;
  onYes: () => void;
  onClose: () => void;
  /** What will come of it. */
  children?: ReactNode;
}

/** Asks once more before something is done that others will notice. What went wrong is said here, and can be tried again. */
export function Confirm({ question, yes, pending, error, onYes, onClose, children }: ConfirmProps) {
  const words = useWords();
  return (
    <Modal opened onClose={onClose} title={question} closeButtonProps={{ "aria-label": words.app.close }}>
      <div className="form" onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}>
        {children}
        <Trouble error={error} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {words.app.cancel}
          </Button>
          <Button data-autofocus loading={pending} onClick={onYes}>
            {yes}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
