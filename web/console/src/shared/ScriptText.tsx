import { Fragment } from "react";

import { blocksOf, type ScriptBlock } from "./script";

/** A project's script, with its headings and lists; `lang` is its own language. */
export function ScriptText({ text, lang }: { text: string; lang: string }) {
  return (
    <div className="script" lang={lang}>
      {blocksOf(text).map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: ScriptBlock }) {
  switch (block.kind) {
    case "heading":
      return <h4>{block.text}</h4>;
    case "list":
      return (
        <ul>
          {block.entries.map((entry, index) => (
            <li key={index}>{entry}</li>
          ))}
        </ul>
      );
    case "paragraph":
      return (
        <p>
          {block.lines.map((line, index) => (
            <Fragment key={index}>
              {index > 0 && <br />}
              {line}
            </Fragment>
          ))}
        </p>
      );
  }
}
