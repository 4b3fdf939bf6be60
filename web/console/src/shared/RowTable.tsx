import type { ReactNode } from "react";

import { useStillOrder } from "../live/hooks";

export interface Column {
  label: string;
  className?: string;
  /** Read out, not seen. */
  hidden?: boolean;
}

interface RowTableProps<Row> {
  columns: readonly Column[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  children: (row: Row) => ReactNode;
}

/** A list page's table. Its rows stand still while the pointer or the keyboard is among them. */
export function RowTable<Row>({ columns, rows, idOf, children }: RowTableProps<Row>) {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  const { ids, hold } = useStillOrder([...byId.keys()]);
  return (
    <table className="rows" {...hold}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.label} className={column.className}>
              {column.hidden ? <span className="visually-hidden">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ids.map((id) => {
          const row = byId.get(id);
          return row && children(row);
        })}
      </tbody>
    </table>
  );
}
