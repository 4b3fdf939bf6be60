/** Where my call has gone, leaving it, and taking back what I asked for in it. */
export const deskEn = {
  wentOn: {
    agent: (who: string) => `The call goes on: ${who} is with the customer now.`,
    waits: "The call goes on: the customer waits for an agent.",
    outside: "The call goes on: the customer was handed to an outside number.",
    supervisor: "The call goes on: a supervisor has taken it over.",
    unknown: "The call goes on without you.",
  },
  leaving: {
    question: "Sign out in the middle of a call?",
    page: "Your phone is in this page and goes with it: the customer hears music for 10 seconds and then waits for the next agent.",
    desk: "The call goes on at your desk phone. Hold, transfer and the outcome of the call are here, for when you have signed in again.",
    yes: "Sign out all the same",
  },
  takeBack: "Take it back",
};
