import { Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";

import { useWords } from "../messages/use";
import { Trouble } from "./Trouble";

interface ConfirmProps {
  question: string;
  yes: string;
  /** Whether all is given that is asked for. */
  ready?: boolean;
  /** Somebody would be hurt by a slip: the focus is on the way out. */
  grave?: boolean;
  pending: boolean;
  error: unknown;
  onYes: () => void;
  onClose: () => void;
  /** What will come of it, and what else is asked. */
  children?: ReactNode;
}

/** Asks once more before something is done that others will notice. What went wrong is said here, and can be tried again. */
export function Confirm({ question, yes, ready = true, grave = false, pending, error, onYes, onClose, children }: ConfirmProps) {
  const words = useWords();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (ready && !pending) onYes();
  };
  return (
    <Modal opened onClose={onClose} title={question} closeButtonProps={{ "aria-label": words.app.close }}>
      <form className="form" onSubmit={submit}>
        {children}
        <Trouble error={error} />
        <div className="buttons">
          <Button variant="default" data-autofocus={grave || undefined} onClick={onClose}>
            {words.app.cancel}
          </Button>
          <Button type="submit" data-autofocus={(ready && !grave) || undefined} loading={pending} disabled={!ready}>
            {yes}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
