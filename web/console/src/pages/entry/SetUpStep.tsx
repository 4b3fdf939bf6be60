import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";

import { beginAtSignIn, confirmAtSignIn } from "../../api/factor";
import type { Me } from "../../api/types";
import { PaperCodes } from "../../factor/PaperCodes";
import { PhoneSetup } from "../../factor/PhoneSetup";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { isOver } from "./CodeStep";

interface SetUpStepProps {
  onDone: (me: Me) => void;
  onAgain: (why: unknown) => void;
}

/** Who must have a second factor and has none sets one up before they see anything else. */
export function SetUpStep({ onDone, onAgain }: SetUpStepProps) {
  const { factor } = useWords();
  const over = { onError: (error: unknown) => void (isOver(error) && onAgain(error)) };
  const { mutate: begin, ...begun } = useMutation({ mutationFn: beginAtSignIn, ...over });
  const confirm = useMutation({ mutationFn: confirmAtSignIn, ...over });
  useEffect(() => begin(), [begin]);
  const { codes, me } = confirm.data ?? {};
  if (codes && me) return <PaperCodes codes={codes} onDone={() => onDone(me)} />;
  return (
    <>
      <p>{factor.must}</p>
      <Trouble error={begun.error} onRetry={() => begin()} />
      {begun.isPending && <Loading />}
      {begun.data && <PhoneSetup shown={begun.data} pending={confirm.isPending} error={confirm.error} onConfirm={confirm.mutate} />}
    </>
  );
}
