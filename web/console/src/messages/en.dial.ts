/** For which project I dial, and what came of it. */
export const dialEn = {
  ownCalls: {
    project: "For the project",
    hint: "Also for what you dial on your desk phone. Whom another project owes a call is called for that one from here.",
  },
  cameOf: {
    busy: "The number is busy.",
    rejected: "The call was declined.",
    no_answer: "Nobody answered.",
    invalid_number: "There is no such number.",
    failed: "The call did not get through to the number.",
    noWayOut: "The call found no way out: every trunk that was tried failed. Tell your supervisor.",
    agent_did_not_answer: "Your phone was not picked up, so nobody was called.",
    agent_unreachable: "Your phone could not be rung, so nobody was called.",
    cancelled: "The call was ended before anybody answered.",
    hung_up_in_announcement: "They answered, and hung up during the announcement.",
    glare: "They rang in at that moment.",
    dropped_our_side: "They answered, and your phone was gone.",
  } as Record<string, string>,
};
