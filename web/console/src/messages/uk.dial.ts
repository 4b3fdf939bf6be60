import type { Messages } from "./catalogue";

export const dialUk: Pick<Messages, "ownCalls"> = {
  ownCalls: {
    project: "Для проєкту",
    hint: "Також для набраного на настільному телефоні. Кому має передзвонити інший проєкт, тому звідси дзвонять для нього.",
  },
};
