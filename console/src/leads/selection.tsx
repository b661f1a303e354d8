import { useEffect, useRef, useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { goTo, linkTo } from '../app/route';
import { may } from '../app/session-state';
import { CHOSEN, chooseLeads } from '../runs/chosen-leads';
import { confirm } from '../ui/dialog';
import { complain, say } from '../ui/toast';
import type { LeadList } from './lead-list';
import { scoreAll } from './score-all';
import { SelectedOutcome } from './selected-outcome';

/** More are scored by a run, which says before what it costs. */
const SCORED_HERE = 10;

/** What can be done with several leads. */
export function Selection({ list, ids, onDone }: { list: LeadList; ids: ReadonlySet<string>; onDone: () => void }) {
  const [done, setDone] = useState<number>();
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);
  const count = `${ids.size} ${ids.size === 1 ? 'lead' : 'leads'}`;

  const score = async () => {
    if (ids.size > SCORED_HERE) {
      chooseLeads([...ids]);
      goTo(linkTo('runs/new', new URLSearchParams({ [CHOSEN]: String(ids.size) })));
      return;
    }
    let scored = 0;
    let failed = 0;
    setDone(0);
    await scoreAll(
      [...ids],
      (result) => {
        if ('code' in result) {
          if (failed++ === 0) complain(result);
        } else {
          scored++;
          list.replace(result);
        }
        setDone(scored + failed);
      },
      controller.current.signal,
    );
    setDone(undefined);
    say(failed === 0 ? `${scored} scored.` : `${scored} scored, ${failed} failed.`);
    onDone();
  };

  const remove = async () => {
    const isConfirmed = await confirm({
      title: `Delete ${count}?`,
      text: `${count} and all data about them, scores and history included, are erased. This cannot be undone.`,
      action: `Delete ${count}`,
    });
    if (!isConfirmed) return;
    try {
      const { deleted } = await dataOf(api.DELETE('/api/v1/leads', { body: { ids: [...ids], dry_run: false } }));
      list.remove(ids);
      say(`${deleted} deleted.`);
      onDone();
    } catch (error) {
      complain(error);
    }
  };

  const save = async () => {
    const { exportLeads } = await import('./selected-export');
    exportLeads(list.rows.peek().filter(({ id }) => ids.has(id)));
  };

  return (
    <div class="selection" role="toolbar" aria-label="Selected leads">
      <b>{count} selected</b>
      {may('leads:write') && (
        <>
          <button type="button" disabled={done !== undefined} onClick={() => void score()}>
            {done === undefined ? 'Score' : `Scoring ${done} of ${ids.size}…`}
          </button>
          <SelectedOutcome list={list} ids={ids} onDone={onDone} />
          <button type="button" class="danger" disabled={done !== undefined} onClick={() => void remove()}>
            Delete
          </button>
        </>
      )}
      <button type="button" onClick={() => void save()}>
        Export
      </button>
      <button type="button" class="link" onClick={onDone}>
        Clear
      </button>
    </div>
  );
}
