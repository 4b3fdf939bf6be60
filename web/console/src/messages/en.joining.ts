/** Who has joined a call, how deep, and how it ended. */
export const joiningEn = {
  joining: {
    depth: { listen: "listens", whisper: "whispers to the agent", barge: "speaks to both", take_over: "takes over" },
    left: {
      left: "left",
      line_gone: "their line ended",
      call_ended: "the call ended",
      handed_on: "handed the call on",
      not_allowed: "may not any more",
    },
  },
};
