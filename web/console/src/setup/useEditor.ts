import { useState } from "react";

import { ApiError } from "../api/client";
import { type Deed, type Difference, fetchThing, latest, type Saved, type Section, type Thing, useDifference, useSave, type Wanted } from "../api/setup";
import { draftOf, type Field, type Spec, specOf } from "./fields";
import { useKept } from "./useKept";

/** What somebody saved meanwhile; `thing` is null where it was removed, `deed` where nothing is known of who it was. */
export interface Meanwhile {
  thing: Thing | null;
  deed: Deed | null;
}

type Step = { kind: "typing" } | { kind: "reviewing"; difference: Difference } | { kind: "clash"; meanwhile: Meanwhile };

interface Editing {
  section: Section;
  /** What is edited; null is a new one. */
  thing: Thing | null;
  /** What a new one begins with. */
  initial: Spec;
  fields: readonly Field[];
  /** The key under which a new one is kept. */
  keyOf: (spec: Spec) => string;
  /** Where several new ones can be begun, what tells them apart. */
  about?: string | undefined;
  onSaved?: ((saved: Saved) => void) | undefined;
}

const TYPING: Step = { kind: "typing" };

/** Types, shows the difference, saves; and where somebody else saved in between, lets both be joined. */
export function useEditor({ section, thing, initial, fields, keyOf, about = "", onSaved }: Editing) {
  const kept = useKept(`${section} ${thing?.key ?? `new ${about}`}`, thing, initial, fields);
  const [secret, setSecret] = useState<string | null>(null);
  const [step, setStep] = useState<Step>(TYPING);
  const ask = useDifference(section);
  const { version, base, draft } = kept;
  const spec = specOf(draft, fields);
  const key = thing?.key ?? null;
  const refused = async (error: unknown) => {
    setStep(TYPING);
    const meanwhile = await staleness(error, section, key ?? keyOf(spec), version);
    if (meanwhile !== null) setStep({ kind: "clash", meanwhile });
  };
  const done = (saved: Saved) => {
    kept.settle({ version: saved.version, base: spec, draft: draftOf(spec, fields) });
    setSecret(null);
    setStep(TYPING);
    onSaved?.(saved);
  };
  const save = useSave(section, done);
  const forget = () => [ask, save].forEach((each) => each.reset());
  const wanted: Wanted = { key, version, spec, secret };
  return {
    section,
    draft,
    base,
    spec,
    secret,
    step,
    isNew: thing === null,
    dirty: kept.dirty || secret !== null,
    restored: kept.restored,
    error: ask.error ?? save.error,
    saved: save.data ?? null,
    asking: ask.isPending,
    saving: save.isPending,
    set: (name: string, value: unknown) => {
      kept.put({ version, base, draft: { ...draft, [name]: value } });
      forget();
    },
    /** Several at once. */
    fill: (values: Spec) => {
      kept.put({ version, base, draft: draftOf({ ...spec, ...values }, fields) });
      forget();
    },
    setSecret: (text: string | null) => {
      setSecret(text);
      forget();
    },
    discard: () => {
      kept.settle();
      setSecret(null);
      forget();
    },
    review: () => ask.mutate(wanted, { onSuccess: (difference) => setStep({ kind: "reviewing", difference }), onError: (error) => void refused(error) }),
    confirm: () => save.mutate(wanted, { onError: (error) => void refused(error) }),
    back: () => setStep(TYPING),
    /** Goes on from theirs with what was chosen; the difference is shown again before it is saved. */
    join: (theirs: Thing | null, chosen: Spec) => {
      kept.put({ version: theirs?.version ?? null, base: theirs?.spec ?? null, draft: draftOf(chosen, fields) });
      forget();
      setStep(TYPING);
    },
  };
}

export type Form = ReturnType<typeof useEditor>;

/** What is there now, if it is not what one began from; null where the refusal is about something else. */
async function staleness(error: unknown, section: Section, key: string, version: string | null): Promise<Meanwhile | null> {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const [thing, deed] = await Promise.all([fetchThing(section, key).catch(gone), latest({ section, key }).catch(() => null)]);
  return (thing?.version ?? null) === version ? null : { thing, deed };
}

function gone(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}
