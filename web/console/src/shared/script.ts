/** A script as it is shown. It is plain text: whatever else stands in it is shown as it is. */
export type ScriptBlock = { kind: "heading"; text: string } | { kind: "list"; entries: string[] } | { kind: "paragraph"; lines: string[] };

const HEADING = /^#+\s*(\S.*)$/;
const ENTRY = /^[-*•]\s+(\S.*)$/;

/** Paragraphs are parted by empty lines; a line that begins with # is a heading, one that begins with - an entry of a list. */
export function blocksOf(text: string): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let parted = true;
  for (const line of text.split(/\r\n|\r|\n/).map((each) => each.trim())) {
    const block = line === "" ? null : blockOf(line);
    const last = blocks.at(-1);
    if (block !== null && !(last !== undefined && !parted && joined(last, block))) blocks.push(block);
    parted = block === null;
  }
  return blocks;
}

function blockOf(line: string): ScriptBlock {
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return { kind: "heading", text: heading };
  const entry = ENTRY.exec(line)?.[1];
  return entry === undefined ? { kind: "paragraph", lines: [line] } : { kind: "list", entries: [entry] };
}

/** Whether `next` went on with what `last` is. */
function joined(last: ScriptBlock, next: ScriptBlock): boolean {
  if (last.kind === "list" && next.kind === "list") return last.entries.push(...next.entries) > 0;
  if (last.kind === "paragraph" && next.kind === "paragraph") return last.lines.push(...next.lines) > 0;
  return false;
}
