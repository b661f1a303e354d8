import { api, dataOf } from '../api/client';
import { words } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { usePages } from '../ui/use-pages';
import { ShowMore } from '../ui/show-more';

export function AuditLog() {
  const events = usePages((cursor) =>
    dataOf(
      api.GET('/api/v1/audit-events', {
        params: { query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    ),
  );
  if (events.error !== undefined) return <ErrorNotice error={events.error} onRetry={events.reload} />;
  if (events.data === undefined) return <Skeleton />;
  if (events.data.data.length === 0) return <Empty title="Nothing that is recorded here has happened yet." />;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="Audit log">
        <table class="data">
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>What</th>
              <th>Outcome</th>
              <th>On</th>
              <th>From</th>
            </tr>
          </thead>
          <tbody>
            {events.data.data.map((event) => (
              <tr key={event.id}>
                <td>
                  <Time at={event.created_at} />
                </td>
                <td>{event.actor_name === 'open' ? 'without a key' : event.actor_name}</td>
                <td>{words(event.action.replace('.', ': '))}</td>
                <td>
                  {event.outcome}
                  {event.count > 1 && `, ${event.count} times`}
                  {event.error_code !== null && ` (${event.error_code})`}
                </td>
                <td>{event.target_id !== null && <code>{event.target_id}</code>}</td>
                <td>{event.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore of={events} />
    </>
  );
}
