import type { Contact } from "../api/caseTypes";

/** How a contact is called: by name, or by their main number. */
export function nameOf({ name, numbers }: Pick<Contact, "name" | "numbers">): string {
  return name || numbers[0]?.number || "";
}

/** The name with the number, where there are both: two people may have one name. */
export function fullNameOf({ name, numbers }: Pick<Contact, "name" | "numbers">): string {
  return [name, numbers[0]?.number].filter(Boolean).join(", ");
}
