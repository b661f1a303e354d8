import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { usePages } from '../ui/use-pages';
import { whole } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { Time } from '../ui/time';
import { type Import, STATES } from './import';
import { ShowMore } from '../ui/show-more';

/** What was imported before, newest first. */
export function EarlierImports({ shownId }: { shownId: string }) {
  const imports = usePages(
    (cursor) =>
      dataOf(
        api.GET('/api/v1/imports', { params: { query: { limit: 20, ...(cursor === undefined ? {} : { cursor }) } } }),
      ),
    [shownId],
  );
  const rows = imports.data?.data.filter((one) => one.id !== shownId && !isDropped(one)) ?? [];
  if (imports.error !== undefined) return <ErrorNotice error={imports.error} onRetry={imports.reload} />;
  if (rows.length === 0) return null;
  return (
    <section aria-label="Earlier imports">
      <h2 class="caption">Earlier imports</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Earlier imports, as a table">
        <table class="data">
          <thead>
            <tr>
              <th>File</th>
              <th>When</th>
              <th>State</th>
              <th class="num">New</th>
              <th class="num">Changed</th>
              <th class="num">Refused</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore of={imports} />
    </section>
  );
}

/** Whether it was cancelled before it did anything, as previews are that one did not want. */
function isDropped({ state, counts }: Import): boolean {
  return state === 'cancelled' && counts.created + counts.updated + counts.unchanged === 0;
}

function Row({ one: { id, file_name: name, created_at: at, state, counts } }: { one: Import }) {
  const [label, look] = STATES[state];
  // Before an import is started, its counts say what it would do.
  const shown = (count: number) => (state === 'ready' ? '' : whole(count));
  return (
    <tr>
      <td>
        <a href={linkTo(`import/${id}`)}>{name ?? 'without a name'}</a>
      </td>
      <td>
        <Time at={at} />
      </td>
      <td>
        <span class={`badge ${look}`}>{label}</span>
      </td>
      <td class="num">{shown(counts.created)}</td>
      <td class="num">{shown(counts.updated)}</td>
      <td class="num">{shown(counts.rejected)}</td>
    </tr>
  );
}
