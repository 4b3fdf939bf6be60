import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { usePutOnList } from "../../api/contacts";
import { useProjects } from "../../api/queries";
import { useFilters } from "../../app/filters";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { fieldError } from "../../shared/Trouble";
import { WhyAndWhere } from "../../shared/WhyAndWhere";

/** One more number that nobody calls, for the filter's project or for all. */
export function PutOnList() {
  const { list } = useWords().contacts;
  const { filters } = useFilters();
  const { data: projects = [] } = useProjects();
  const put = usePutOnList();
  const [number, setNumber] = useState("");
  const [why, setWhy] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [asked, setAsked] = useState(false);
  const where = chosen ?? filters.project ?? "";
  const ready = number.trim() !== "" && why.trim() !== "";
  const refused = fieldError(put.error, "number");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.reset();
    setAsked(ready);
  };
  const done = () => {
    setAsked(false);
    setNumber("");
    setWhy("");
  };
  const entry = { numbers: [number.trim()], project_id: where === "" ? null : Number(where), why: why.trim() };
  return (
    <form className="form contact-box" onSubmit={submit}>
      <h2>{list.title}</h2>
      <div className="contact-fields">
        <NumberField value={number} onChange={setNumber} error={asked ? null : refused} />
        <WhyAndWhere why={why} onWhy={setWhy} where={where} onWhere={setChosen} projects={projects} />
      </div>
      <div className="buttons">
        <Button type="submit" size="compact-md" disabled={!ready}>
          {list.put}
        </Button>
      </div>
      {asked && (
        <Confirm
          question={list.putSure(number.trim())}
          yes={list.put}
          pending={put.isPending}
          error={put.error}
          onYes={() => put.mutate(entry, { onSuccess: done })}
          onClose={() => setAsked(false)}
        >
          <p>{list.putMeans}</p>
        </Confirm>
      )}
    </form>
  );
}
