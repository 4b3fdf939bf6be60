import { plural } from "./plural";

const count = plural("en");

/** A code besides the password. */
export const factorEn = {
  factor: {
    title: "Second factor",
    has: "on",
    lacks: "password alone",
    off: "Off: your password alone lets you in.",
    why: "With it, signing in takes a code besides the password. An authenticator application on your phone makes the codes, also without a network.",
    on: (since: string) => `On since ${since}`,
    codesLeft: (codes: number) => count(codes, { one: `${codes} recovery code left.`, other: `${codes} recovery codes left.` }),
    required: "Your role must have one.",
    turnOn: "Turn on",
    turnOff: "Turn off",
    another: "Set up another phone",
    newCodes: "New recovery codes",
    password: "Your password",
    code: "Code",
    codeHint: "Six digits from your phone, or a recovery code",
    firstCode: "The six digits that the phone shows now",
    scan: "Scan this with an authenticator application on your phone, or type the key into it.",
    picture: "QR code for an authenticator application",
    key: "Key",
    confirm: "Confirm",
    codesTitle: "Recovery codes",
    codesHint: "Shown this once. When the phone is lost, each of them lets you in once: print them, or keep them where you keep passwords.",
    kept: "I have kept them",
    step: "Your password is right. Now the code from your phone.",
    goOn: "Go on",
    again: "Begin again",
    lost: "Phone and recovery codes lost? Whoever manages people can reset your second factor.",
    must: "Somebody with your role must have a second factor. Set it up now; you need your phone.",
    whoMust: "Who must have one",
    whoMustHint: "Who has one of these roles in any project must have a second factor. It is asked for at their next sign-in: end their sessions where it must count at once.",
    save: "Save",
    reset: "Reset the second factor",
    resetSure: (name: string) => `Reset the second factor of ${name}?`,
    resetMeans: "Be sure that it is they who ask. They are signed out everywhere, and come in by their password alone until they set up another.",
  },
};
