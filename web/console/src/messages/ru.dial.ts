import type { Messages } from "./catalogue";

export const dialRu: Pick<Messages, "ownCalls"> = {
  ownCalls: {
    project: "Для проекта",
    hint: "Также для набранного на настольном телефоне. Кому должен перезвонить другой проект, тому отсюда звонят для него.",
  },
};
