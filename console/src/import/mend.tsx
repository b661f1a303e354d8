import { useRef, useState } from 'preact/hooks';
import { linkTo, goTo } from '../app/route';
import { may } from '../app/session-state';
import { counted, whole } from '../ui/format';
import { inWords } from '../ui/in-words';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import type { Import } from './import';
import { mendingOf, setMended, setSent } from './mended-cells';
import { loadRefused, mendedFile, type RefusedRow } from './refused-rows';
import { Sending } from './sending';
import { useUpload } from './use-upload';

const ROWS = 25;

/** The rows that were refused: to be mended here and sent again, or downloaded. */
export function Mend({ shown }: { shown: Import }) {
  const { id } = shown;
  const [count, setCount] = useState(ROWS);
  const refused = useResource((signal) => loadRefused(id, count, signal), [id, count]);
  const sending = useRef<readonly string[]>([]);
  const upload = useUpload((next) => {
    setSent(id, sending.current, next.id);
    goTo(linkTo(`import/${next.id}`));
  });
  const { cells: mended, sent } = mendingOf(id);
  const { columns = [], rows = [] } = refused.data ?? {};
  const changed = rows.filter(({ line }) => line in mended);
  const canMend = may('leads:write') && columns.length > 0;
  const send = () => {
    sending.current = changed.map(({ line }) => line);
    const cells = changed.map(({ line }) => mended[line] ?? []);
    const { file, mapping } = mendedFile(shown, columns, cells);
    upload.start(file, { isDryRun: false, mapping, onDuplicate: shown.on_duplicate });
  };
  return (
    <section aria-label="Refused rows">
      <h2 class="caption">{counted(shown.counts.rejected, 'row')} refused</h2>
      <p class="soft">
        {canMend && 'Mend them here and send them again. Or '}
        <a href={`/api/v1/imports/${id}/rejects.csv?excel=true`} download>
          {canMend ? 'download all of them' : 'Download all of them'}
        </a>
        , mend them in a spreadsheet, and import that file.
      </p>
      {refused.error !== undefined && <ErrorNotice error={refused.error} onRetry={refused.reload} />}
      {refused.data === undefined && refused.error === undefined && <Skeleton />}
      {refused.data?.rows.length === 0 && <p class="notice">These rows are no longer kept.</p>}
      <ol class="plain refused">
        {rows.map((row) =>
          sent[row.line] === undefined ? (
            <Row
              key={row.line}
              row={row}
              columns={columns}
              typed={mended[row.line]}
              onType={canMend ? (cells) => setMended(id, row.line, cells) : undefined}
            />
          ) : (
            <SentRow key={row.line} row={row} into={sent[row.line] ?? ''} />
          ),
        )}
      </ol>
      {rows.length === count && shown.counts.rejected > count && (
        <button type="button" onClick={() => setCount(count + ROWS)}>
          Show more of {whole(shown.counts.rejected)}
        </button>
      )}
      <Sending upload={upload} />
      {canMend && (
        <div class="acts sticky">
          <button
            type="button"
            class="primary"
            disabled={changed.length === 0 || upload.sent !== undefined}
            onClick={send}
          >
            {changed.length === 0 ? 'Send mended rows' : `Send ${counted(changed.length, 'mended row')}`}
          </button>
        </div>
      )}
    </section>
  );
}

/** A row that was mended and sent: what came of it is told by the import that it went into. */
function SentRow({ row: { line, cells }, into }: { row: RefusedRow; into: string }) {
  const known = cells.filter((text) => text !== '').slice(0, 4);
  return (
    <li class="card">
      <p>
        <b>Line {line}</b> <span class="badge good">sent again</span> <span class="soft">{known.join(' · ')}</span>{' '}
        <a href={linkTo(`import/${into}`)}>See what came of it</a>
      </p>
    </li>
  );
}

interface RowProps {
  row: RefusedRow;
  columns: readonly string[];
  typed: readonly string[] | undefined;
  /** Absent for those who may not send rows. */
  onType: ((cells: readonly string[] | undefined) => void) | undefined;
}

/** One row: what is wrong, the cell at fault, and behind a click all others. */
function Row({ row, columns, typed, onType }: RowProps) {
  const { line, column, message, beyond } = row;
  const cells = typed ?? row.cells;
  const isAt = (name: string) => name === column;
  const set = (index: number) => (value: string) => {
    const next = columns.map((_, at) => (at === index ? value : (cells[at] ?? '')));
    onType?.(next.every((one, at) => one === (row.cells[at] ?? '')) ? undefined : next);
  };
  const field = (name: string, index: number) => (
    <Cell key={name} name={name} line={line} value={cells[index] ?? ''} onInput={onType && set(index)} />
  );
  const other = row.cells.filter((text, index) => text !== '' && !isAt(columns[index] ?? '')).slice(0, 4);
  return (
    <li class="card">
      <p>
        <b>Line {line}</b> {typed !== undefined && <span class="badge good">mended</span>}{' '}
        <span class="soft">{other.join(' · ')}</span>
      </p>
      <p class="bad">{inWords(message)}</p>
      <div class="fields">{columns.map((name, index) => isAt(name) && field(name, index))}</div>
      <details open={column === undefined}>
        <summary class="soft">{column === undefined ? 'All cells of the row' : 'The other cells of the row'}</summary>
        <div class="fields">{columns.map((name, index) => !isAt(name) && field(name, index))}</div>
        {beyond.length > 0 && (
          <p class="soft">
            The row has {counted(beyond.length, 'cell')} more than the file has columns: {beyond.join(' · ')}. Sent
            again, it goes without.
          </p>
        )}
      </details>
      {onType !== undefined && (typed !== undefined || column === undefined) && (
        <button
          type="button"
          class="link"
          onClick={() => onType(typed === undefined ? columns.map((_, index) => row.cells[index] ?? '') : undefined)}
        >
          {typed === undefined ? 'Send it as it is' : 'Take the changes back'}
        </button>
      )}
    </li>
  );
}

interface CellProps {
  name: string;
  line: string;
  value: string;
  onInput: ((value: string) => void) | undefined;
}

function Cell({ name, line, value, onInput }: CellProps) {
  return (
    <label>
      {name}
      <input
        aria-label={`${name}, line ${line}`}
        value={value}
        readOnly={onInput === undefined}
        onInput={({ currentTarget }) => onInput?.(currentTarget.value)}
      />
    </label>
  );
}
