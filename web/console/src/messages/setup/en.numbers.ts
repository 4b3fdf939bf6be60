import { plural } from "../plural";

const count = plural("en");

/** Numbers that are called, and what those meet who call a number that is nobody's. */
export const numbersEn = {
  numbers: {
    title: "Numbers",
    unassigned: "called lately and nobody’s",
    empty: "No number here yet: calls reach a project by a number.",
    add: "New number",
    import: "Import",
    open: (did: string) => `Open the number ${did}`,
    close: "Close the number",
    gone: "There is no such number.",
    calls: "Calls",
    callsOf: (did: string) => `Calls to ${did}`,
    remove: "Remove",
    removeTitle: "Remove the number? Its callers are then those of a number that is nobody’s.",
    unknown: "Callers of a number that is nobody’s",
    nobodys: "Called lately, and nobody’s",
    calledLast: (calls: number, at: string) => `${count(calls, { one: `${calls} call`, other: `${calls} calls` })}, the last ${at}`,
    assign: "Assign",
    assignThe: (did: string) => `Assign ${did}`,
    importTitle: "Import numbers",
    importHint: "The first line names the columns: did, project, queue, and perhaps language and note. All of it is saved, or nothing.",
    importText: "Text of the file",
    importFile: "File",
    importTry: "Show what would happen",
    importDo: "Import",
    importDone: (numbers: number) => count(numbers, { one: `${numbers} number was saved.`, other: `${numbers} numbers were saved.` }),
    importNothing: "Nothing would change.",
  },
  numberFields: {
    did: ["Number", "With its country code, such as +380441234567, or as the carrier sends it. Each X at its end is any digit."],
    project: ["Project"],
    queue: ["Queue"],
    language: ["Language", "Two letters; empty: the project’s."],
    menu: ["Languages to choose from by key", "Two letters each, with commas, the first is key 1. Empty: no menu."],
    note: ["Note"],
  },
  numberChoices: { project: { "": "choose…" }, queue: { "": "choose…" } } as Record<string, Record<string, string>>,
  unknownFields: { unknown_number: ["What they meet"], unknown_project: ["Project"], unknown_queue: ["Queue"] },
  unknownChoices: {
    unknown_number: { message: "a message that the number is not in service", reject: "a refusal, without being answered", queue: "a queue" },
    unknown_project: { "": "choose…" },
    unknown_queue: { "": "choose…" },
  } as Record<string, Record<string, string>>,
};
