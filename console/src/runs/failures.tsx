import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { may } from '../app/session-state';
import { usePages } from '../ui/use-pages';
import { counted } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { isOpen, type Run } from './run';
import { useActions } from './run-actions';
import { ShowMore } from '../ui/show-more';

const PAGE_ROWS = 20;

/** The leads that could not be scored, each with its reason, and a way to try them again. */
export function Failures({ run, onChange }: { run: Run; onChange: (run: Run) => void }) {
  const { failed } = run.counts;
  const { isBusy, act } = useActions({ run, onChange });
  const items = usePages(
    async (cursor) => {
      if (failed === 0) return { data: [], next_cursor: null };
      const query = { state: 'failed' as const, limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) };
      const params = { path: { id: run.id ?? '' }, query };
      return dataOf(api.GET('/api/v1/qualification-runs/{id}/items', { params }));
    },
    // While a run goes on, a full page stays as it is.
    [run.id, Math.min(failed, PAGE_ROWS + 1), isOpen(run)],
  );
  if (failed === 0) return null;
  const canRetry = may('leads:write') && run.state !== 'cancelled' && run.state !== 'failed';
  return (
    <section aria-label="Failed leads">
      <h2 class="caption">{counted(failed, 'lead')} could not be scored</h2>
      {canRetry && (
        <div class="acts">
          <button type="button" disabled={isBusy} onClick={() => act('retry')}>
            Try {failed === 1 ? 'it' : 'these'} again
          </button>
          <span class="soft">Only the leads that failed.</span>
        </div>
      )}
      {items.error !== undefined && <ErrorNotice error={items.error} onRetry={items.reload} />}
      <div class="scroll" tabIndex={0} role="region" aria-label="Failed leads, as a table">
        <table class="data">
          <thead>
            <tr>
              <th>Lead</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {items.data?.data.map(({ lead_id: id, company_name: company, error }) => (
              <tr key={id}>
                <td>
                  <a href={linkTo('leads', new URLSearchParams({ lead: id }))}>{company}</a>
                </td>
                <td>
                  {error?.message} <span class="soft small">{error?.error_code}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore of={items} />
    </section>
  );
}
