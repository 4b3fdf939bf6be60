import { NativeSelect, TextInput } from "@mantine/core";

import type { Project } from "../api/types";
import { useWords } from "../messages/use";

interface WhyAndWhereProps {
  why: string;
  onWhy: (why: string) => void;
  /** A project's id; empty: every project. */
  where: string;
  onWhere: (where: string) => void;
  projects: readonly Project[];
}

/** Why a number goes on the do-not-call list, and for whom. */
export function WhyAndWhere({ why, onWhy, where, onWhere, projects }: WhyAndWhereProps) {
  const { list } = useWords().contacts;
  const options = projects.map((project) => ({ value: String(project.id), label: project.name }));
  return (
    <>
      <TextInput data-autofocus label={list.why} required withAsterisk={false} maxLength={200} autoComplete="off" value={why} onChange={(event) => onWhy(event.currentTarget.value)} />
      <NativeSelect
        label={list.where}
        value={where}
        data={[...options, { value: "", label: list.everywhere }]}
        onChange={(event) => onWhere(event.currentTarget.value)}
      />
    </>
  );
}
