/** For which project I dial. */
export const dialEn = {
  ownCalls: {
    project: "For the project",
    hint: "Also for what you dial on your desk phone. Whom another project owes a call is called for that one from here.",
  },
};
