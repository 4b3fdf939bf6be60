import type { Messages } from "./catalogue";

export const joiningRu: Pick<Messages, "joining"> = {
  joining: {
    depth: { listen: "слушает", whisper: "подсказывает агенту", barge: "говорит с обоими", take_over: "забирает звонок" },
    left: {
      left: "вышел",
      line_gone: "его линия прервалась",
      call_ended: "звонок завершён",
      handed_on: "передал звонок дальше",
      not_allowed: "больше не имеет права",
    },
  },
};
