import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { lazy, Suspense } from 'preact/compat';
import { addShortcuts } from '../app/keyboard';
import { linkTo, params, setParams } from '../app/route';
import { may, signIns } from '../app/session-state';
import { whole } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Filters } from './filters';
import { LeadList } from './lead-list';
import { LeadPanel } from './lead-panel';
import { queryOf } from './lead-query';
import { LeadTable } from './lead-table';
import { NoLeads } from './no-leads';
import { Selection } from './selection';

const NewLead = lazy(() => import('./new-lead'));

/** What of the address the list depends on; which lead is open is not among it. */
function listKey(): string {
  const query = new URLSearchParams(params.value);
  query.delete('lead');
  return query.toString();
}

export function LeadsView() {
  const list = useMemo(() => new LeadList(), []);
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isAdding, setAdding] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  /** Whether the open lead was opened by the keyboard, which then goes on within it. */
  const isByKey = useRef(false);
  const key = listKey();
  const openId = params.value.get('lead');
  useEffect(() => {
    setCursor(0);
    setSelected(new Set());
    void list.start(queryOf(new URLSearchParams(key)));
  }, [key, signIns.value]);

  const rows = list.rows.value;
  const at = useRef({ cursor, rows });
  at.current = { cursor, rows };
  useEffect(() => addShortcuts(shortcutsOf()), []);

  useEffect(() => {
    // Closed, it leaves the focus at its row.
    if (openId === null && isByKey.current && isNowhere())
      document.querySelector<HTMLElement>('.current .name')?.focus();
  }, [openId]);

  function move(step: number) {
    const { cursor: last, rows: shown } = at.current;
    const next = Math.max(0, Math.min(shown.length - 1, last + step));
    setCursor(next);
    // An open lead follows.
    const lead = shown[next];
    if (params.peek().has('lead') && lead !== undefined) setParams({ lead: lead.id }, true);
  }

  function shortcutsOf() {
    return [
      { key: '/', does: 'Search', run: () => search.current?.focus() },
      { key: 'j', does: 'Next lead', run: () => move(1) },
      { key: 'k', does: 'Previous lead', run: () => move(-1) },
      { key: 'Enter', does: 'Open the lead', run: () => open(at.current.rows[at.current.cursor]?.id, true) },
      { key: 'x', does: 'Select the lead', run: () => toggle(at.current.rows[at.current.cursor]?.id) },
      {
        key: 'Escape',
        does: 'Close the lead',
        run: () => {
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          if (params.peek().has('lead')) setParams({ lead: null });
        },
      },
    ];
  }

  function open(id: string | undefined, byKey: boolean) {
    if (id === undefined) return;
    isByKey.current = byKey;
    setCursor(
      Math.max(
        0,
        list.rows.peek().findIndex((row) => row.id === id),
      ),
    );
    setParams({ lead: id }, params.peek().has('lead'));
  }

  function toggle(id: string | undefined) {
    if (id === undefined) return;
    setSelected((last) => (last.has(id) ? new Set([...last].filter((one) => one !== id)) : new Set([...last, id])));
  }

  const isFiltered = [...new URLSearchParams(key).keys()].some((name) => name !== 'sort');
  const isEmpty = rows.length === 0 && !list.isLoading.value && list.error.value === undefined && !list.hasMore.value;
  return (
    <div class={openId === null ? 'leads' : 'leads with-panel'}>
      <section class="list" aria-label="Leads">
        <header class="bar">
          <h1>Leads</h1>
          <span class="soft" aria-live="polite">
            {countOf(list, rows.length)}
          </span>
          <SearchBox inputRef={search} />
          {may('leads:write') && rows.length > 0 && <ScoreLink listKey={key} />}
          {rows.length > 0 && <ExportLink listKey={key} />}
          {may('leads:write') && (
            <button type="button" class="primary" onClick={() => setAdding(true)}>
              Add lead
            </button>
          )}
        </header>
        <Filters />
        {selected.size > 0 && <Selection list={list} ids={selected} onDone={() => setSelected(new Set())} />}
        {list.error.value !== undefined && <ErrorNotice error={list.error.value} onRetry={() => void list.more()} />}
        {isEmpty ? (
          <NoLeads isFiltered={isFiltered} onChange={() => void list.reload()} />
        ) : rows.length === 0 ? (
          <Skeleton lines={8} />
        ) : (
          <LeadTable
            list={list}
            cursor={cursor}
            openId={openId}
            selected={selected}
            onOpen={open}
            onMove={move}
            onToggle={toggle}
            onToggleAll={() => setSelected(selected.size > 0 ? new Set() : new Set(rows.map(({ id }) => id)))}
          />
        )}
      </section>
      {openId !== null && <LeadPanel key={openId} id={openId} list={list} takesFocus={isByKey.current} />}
      {isAdding && (
        <Suspense fallback={null}>
          <NewLead
            onClose={() => setAdding(false)}
            onAdded={(lead) => {
              setAdding(false);
              void list.reload();
              setParams({ lead: lead.id });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Exactly how many there are; until that is known, how many are shown. */
function countOf({ total, hasMore, isLoading }: LeadList, shown: number): string {
  if (shown === 0) return isLoading.value ? '' : 'none';
  if (!hasMore.value) return whole(shown);
  return total.value === undefined ? `first ${whole(shown)}` : whole(total.value);
}

/** The browser itself stores what the service streams: all leads of the list, however many. */
function ExportLink({ listKey: key }: { listKey: string }) {
  const query = new URLSearchParams(key);
  query.delete('sort');
  return (
    <a
      class="button"
      href={`/api/v1/leads/export.csv?${query.toString()}`}
      download
      title="All leads of this list, as CSV"
    >
      Export
    </a>
  );
}

/** To what a run over all leads of the list would take. */
function ScoreLink({ listKey: key }: { listKey: string }) {
  const query = new URLSearchParams(key);
  query.delete('sort');
  return (
    <a class="button" href={linkTo('runs/new', query)} title="Score all leads of this list">
      Score
    </a>
  );
}

/** Searches as one types, and waits for a pause. */
function SearchBox({ inputRef }: { inputRef: { current: HTMLInputElement | null } }) {
  const shown = params.value.get('q') ?? '';
  const [text, setText] = useState(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (document.activeElement !== inputRef.current) setText(shown);
  }, [shown]);
  return (
    <label class="search">
      <span class="hidden">Search leads</span>
      <input
        ref={inputRef}
        type="search"
        placeholder="Search leads"
        maxLength={255}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            setParams({ q: value.trim() === '' ? null : value.trim() }, true);
          }, 200);
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
