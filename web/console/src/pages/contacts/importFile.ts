/** A file of contacts on its way from the viewer's disk: its text, or why it cannot be taken. */

/** As the API takes it. */
export const LARGEST_BYTES = 10 * 1024 * 1024;

export type FileTrouble = "notText" | "tooLarge" | "unreadable";
export type FileRead = { name: string; text: string } | { trouble: FileTrouble };

/** What is not UTF-8 is refused here, before letters are lost. A byte order mark is left out. */
export async function readFile(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<FileRead> {
  if (file.size > LARGEST_BYTES) return { trouble: "tooLarge" };
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes === null) return { trouble: "unreadable" };
  try {
    return { name: file.name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { trouble: "notText" };
  }
}

/** Lines below the first one that have something in them. */
export function lineCount(text: string): number {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "").length;
  return Math.max(0, lines - 1);
}
