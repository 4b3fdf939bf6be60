import { useMerge } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { fullNameOf } from "../../shared/contactName";

interface MergeConfirmProps {
  goes: Contact;
  stays: Contact;
  onMerged?: () => void;
  onClose: () => void;
}

/** What becomes of both, before two contacts are one. */
export function MergeConfirm({ goes, stays, onMerged, onClose }: MergeConfirmProps) {
  const { contacts } = useWords();
  const merge = useMerge();
  const [one, other] = [fullNameOf(goes), fullNameOf(stays)];
  const done = () => {
    onClose();
    onMerged?.();
  };
  return (
    <Confirm
      question={contacts.mergeSure(one, other)}
      yes={contacts.merge}
      pending={merge.isPending}
      error={merge.error}
      onYes={() => merge.mutate({ goes: goes.id, stays: stays.id }, { onSuccess: done })}
      onClose={onClose}
    >
      <p>{contacts.mergeStays(other)}</p>
      <p>{contacts.mergeGoes(one)}</p>
      <p>{contacts.mergeForGood}</p>
    </Confirm>
  );
}
