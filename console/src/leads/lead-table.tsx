import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Lead } from '../api/client';
import { params, setParams } from '../app/route';
import { score as points } from '../ui/format';
import { Tier } from '../ui/tier';
import { Time } from '../ui/time';
import type { LeadList } from './lead-list';
import { OutcomeBadge } from './outcome-badge';
import { DEFAULT_SORT, type Sort } from './lead-query';
import { STALE } from './stale';

/** Of every row, as the style sheet has it: where a row lies follows from its number. */
const ROW_PX = 54;
const SPARE_ROWS = 12;
/** The next page is fetched when this many rows are left below. */
const AHEAD_ROWS = 60;

interface Props {
  list: LeadList;
  cursor: number;
  openId: string | null;
  selected: ReadonlySet<string>;
  /** By the keyboard, or else by the mouse. */
  onOpen: (id: string, isByKey: boolean) => void;
  /** Goes on by some rows. */
  onMove: (rows: number) => void;
  onToggle: (id: string) => void;
  onToggleAll: () => void;
}

const ARROWS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A table that draws only the rows in view, however many there are. */
export function LeadTable({ list, cursor, openId, selected, onOpen, onMove, onToggle, onToggleAll }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [visible, setVisible] = useState(30);
  const rows = list.rows.value;
  const from = Math.max(0, first - SPARE_ROWS);
  const to = Math.min(rows.length, first + visible + SPARE_ROWS);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setVisible(Math.ceil(element.clientHeight / ROW_PX));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (to > rows.length - AHEAD_ROWS && list.error.value === undefined) void list.more();
  }, [to, rows.length]);
  useLayoutEffect(() => {
    showRow(scroller.current, cursor);
    moveFocus(scroller.current);
  }, [cursor]);

  return (
    <div
      class="rows"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label="List of leads"
      onKeyDown={(event) => {
        const step = ARROWS[event.key];
        if (step === undefined || !isInRow(event.target)) return;
        event.preventDefault();
        onMove(step);
      }}
      onScroll={({ currentTarget }) => {
        setFirst(Math.floor(currentTarget.scrollTop / ROW_PX));
      }}
    >
      <table aria-rowcount={list.hasMore.value ? -1 : rows.length}>
        <thead>
          <tr>
            <th class="pick">
              <input
                type="checkbox"
                aria-label="Select all that are shown"
                checked={selected.size > 0}
                onChange={onToggleAll}
              />
            </th>
            <SortedHead name="qualification_score" label="Score" />
            <SortedHead name="company_name" label="Company" />
            <th class="contact">Contact</th>
            <th class="wide">Size</th>
            <th class="wide">Source</th>
            <th class="wide ended">Outcome</th>
            <SortedHead name="created_at" label="Added" look="wide added" />
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Spacer rows={from} />}
          {rows.slice(from, to).map((lead, index) => (
            <Row
              key={lead.id}
              lead={lead}
              number={from + index}
              isOpen={lead.id === openId}
              isCurrent={from + index === cursor}
              isSelected={selected.has(lead.id)}
              onOpen={onOpen}
              onToggle={onToggle}
            />
          ))}
          {to < rows.length && <Spacer rows={rows.length - to} />}
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ rows }: { rows: number }) {
  return (
    <tr aria-hidden="true" class="spacer">
      <td style={{ height: `${rows * ROW_PX}px` }} />
    </tr>
  );
}

function SortedHead({ name, label, look }: { name: string; label: string; look?: string }) {
  const sort = params.value.get('sort') ?? DEFAULT_SORT;
  const isSorted = sort.replace('-', '') === name;
  const isDescending = sort.startsWith('-');
  const next: Sort = (isSorted ? !isDescending : name !== 'company_name') ? (`-${name}` as Sort) : (name as Sort);
  return (
    <th class={look} aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}>
      <button type="button" class="head" onClick={() => setParams({ sort: next }, true)}>
        {label}
        <span aria-hidden="true">{isSorted ? (isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

interface RowProps {
  lead: Lead;
  number: number;
  isOpen: boolean;
  isCurrent: boolean;
  isSelected: boolean;
  onOpen: Props['onOpen'];
  onToggle: (id: string) => void;
}

function Row({ lead, number: index, isOpen, isCurrent, isSelected, onOpen, onToggle }: RowProps) {
  // The tab key stops at one row, so that what stands behind the list is near; arrows go on from there.
  const stop = isCurrent ? 0 : -1;
  const states = [isOpen ? 'open' : '', isCurrent ? 'current' : ''].filter(Boolean).join(' ');
  return (
    <tr class={states} aria-rowindex={index + 1} onClick={() => onOpen(lead.id, false)}>
      <td class="pick" onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          aria-label={`Select ${lead.company_name}`}
          tabIndex={stop}
          checked={isSelected}
          onChange={() => onToggle(lead.id)}
        />
      </td>
      <td class="score">
        <Score lead={lead} />
      </td>
      <td>
        <button
          type="button"
          class="name"
          tabIndex={stop}
          aria-expanded={isOpen}
          onClick={(event) => {
            event.stopPropagation();
            // Keys click without a pointer.
            onOpen(lead.id, event.detail === 0);
          }}
        >
          {lead.company_name}
        </button>
        <small>
          {lead.industry ?? lead.company_website?.replace(/^https?:\/\/(www\.)?/, '') ?? ' '}
          {lead.outcome !== null && <span class="narrow"> · {lead.outcome}</span>}
          {lead.score_is_stale === true && (
            <span class="stale" title={`The score is stale. ${STALE[lead.stale_reason ?? '']}`}>
              {' '}
              · stale
            </span>
          )}
        </small>
      </td>
      <td class="contact">
        {lead.contact_name ?? lead.contact_email ?? <span class="soft">no contact</span>}
        <small>{lead.contact_title ?? ' '}</small>
      </td>
      <td class="wide">{lead.company_size}</td>
      <td class="wide">{lead.source}</td>
      <td class="wide">{lead.outcome !== null && <OutcomeBadge outcome={lead.outcome} />}</td>
      <td class="wide">
        <Time at={lead.created_at} />
      </td>
    </tr>
  );
}

function Score({ lead }: { lead: Lead }) {
  const { qualification_score: score, qualification_tier: tier, status } = lead;
  if (score !== null && tier !== null) {
    return (
      <span class={`number ${tier}`}>
        <Tier tier={tier} /> {points(score)}
      </span>
    );
  }
  const state = { failed: 'failed', qualifying: 'scoring…' }[status as string] ?? 'not scored';
  return <span class={status === 'failed' ? 'state bad' : 'state soft'}>{state}</span>;
}

function isInRow(element: unknown): element is HTMLElement {
  return element instanceof HTMLElement && element.matches('tbody .name, tbody input');
}

/** From one row to the current one, to the same of its controls. */
function moveFocus(scroller: HTMLElement | null): void {
  const { activeElement: last } = document;
  if (scroller === null || !isInRow(last) || !scroller.contains(last)) return;
  const next = scroller.querySelector<HTMLElement>(last.matches('.name') ? '.current .name' : '.current input');
  next?.focus({ preventScroll: true });
}

/** Scrolls no further than needed; the heading lies over the first row. */
function showRow(scroller: HTMLElement | null, row: number): void {
  if (scroller === null) return;
  const top = row * ROW_PX;
  const room = scroller.clientHeight - ROW_PX - 32;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
}
