import type { Messages } from "./catalogue";

export const joiningUk: Pick<Messages, "joining"> = {
  joining: {
    depth: { listen: "слухає", whisper: "підказує агентові", barge: "говорить з обома", take_over: "забирає дзвінок" },
    left: {
      left: "вийшов",
      line_gone: "його лінія обірвалася",
      call_ended: "дзвінок завершено",
      handed_on: "передав дзвінок далі",
      not_allowed: "більше не має права",
    },
  },
};
