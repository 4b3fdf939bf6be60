import type { MarkKind, RecordingFlag } from "../api/types";
import { plural } from "./plural";

const count = plural("en");

/** Listening to recordings: the player, marks, passing on, legal holds. */
export const playerEn = {
  player: {
    playFrom: (place: string) => `Load and play from ${place}`,
    placeOf: (place: string, length: string) => `${place} of ${length}`,
    skip: "Skip silence",
    silent: (stretches: number, length: string) =>
      stretches === 0 ? "Nobody is silent for long here." : `${count(stretches, { one: `${stretches} stretch`, other: `${stretches} stretches` })} in which neither side speaks, ${length} in all`,
    drawing: "The picture is being made…",
    brokeOff: "The sound broke off.",
    goOn: (place: string) => `Go on from ${place}`,
    muted: "muted",
    marks: "Marks",
    noMarks: "No marks yet.",
    kind: {
      good: "Good example",
      mistake: "Mistake",
      critical: "Critical mistake",
      question: "Question",
      remark: "Remark",
    } satisfies Record<MarkKind, string>,
    marksOf: (marks: number) => count(marks, { one: `${marks} mark`, other: `${marks} marks` }),
    mark: (place: string) => `Mark ${place}`,
    word: (place: string) => `What is at ${place}`,
    text: "Your words, if any",
    save: "Save the mark",
    goTo: (place: string, kind: string) => `Go to ${place}: ${kind}`,
    remove: (place: string, kind: string) => `Remove the mark at ${place}: ${kind}`,
    removeSure: (place: string, kind: string) => `Remove the mark at ${place}, “${kind}”?`,
    removeYes: "Remove",
    hearFrom: (time: string) => `Hear the recording from ${time}`,
    copyLink: (place: string) => `Copy the link to ${place}`,
    copied: (place: string) => `The link to ${place} is copied. It opens for colleagues who may hear this recording.`,
    link: (place: string) => `The link to ${place}`,
    tookAway: "downloaded",
    flag: "Flag",
    flagsTitle: "Flags",
    flags: { held: "Under a legal hold", marked: "With marks", muted: "Muted in part", deleted: "Deleted" } satisfies Record<RecordingFlag, string>,
    keptUntil: (day: string) => `Kept until ${day}.`,
    deleted: (day: string, days: number | null) =>
      days === null ? `Deleted on ${day}.` : `Deleted on ${day}: the project keeps recordings for ${count(days, { one: `${days} day`, other: `${days} days` })}.`,
    held: "Under a legal hold: not deleted until it is lifted.",
    heldBy: (name: string, at: string) => `held by ${name}, ${at}`,
    liftedBy: (name: string, at: string) => `lifted by ${name}, ${at}`,
    hold: "Legal hold",
    holdSure: "Put this recording under a legal hold?",
    holdMeans: "It is kept beyond the project’s time, until somebody lifts the hold.",
    holdWhy: "Why, and whose matter it is",
    lift: "Lift the hold",
    liftSure: "Lift the legal hold?",
    liftMeans: "The project’s time holds again: if it has passed, the recording is deleted within the hour.",
  },
};
