import { api, dataOf } from '../api/client';
import { milliseconds } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { usePages } from '../ui/use-pages';
import { ShowMore } from '../ui/show-more';

/** What a webhook was told, what it answered, and a way to tell it again. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const deliveries = usePages(
    (cursor) =>
      dataOf(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id: webhookId }, query: { limit: 20, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    [webhookId],
  );
  const replay = async (id: string) => {
    try {
      const path = { id: webhookId, delivery_id: id };
      await api.POST('/api/v1/webhooks/{id}/deliveries/{delivery_id}/replay', { params: { path } });
      say('It is sent again.');
      deliveries.reload();
    } catch (error) {
      complain(error);
    }
  };
  if (deliveries.error !== undefined) return <ErrorNotice error={deliveries.error} onRetry={deliveries.reload} />;
  if (deliveries.data === undefined) return <Skeleton lines={2} />;
  if (deliveries.data.data.length === 0) return <p class="soft">Nothing was sent yet.</p>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="Deliveries">
        <table class="data">
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th>State</th>
              <th>Answer</th>
              <th class="num">Attempts</th>
              <th>
                <span class="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.data.data.map((one) => (
              <tr key={one.id}>
                <td>
                  <Time at={one.created_at} />
                </td>
                <td>{one.type}</td>
                <td>{one.state}</td>
                <td>
                  {one.response_status ?? ''} {one.error ?? ''}
                  {one.duration_ms !== null && <span class="soft"> after {milliseconds(one.duration_ms)}</span>}
                </td>
                <td class="num">{one.attempts}</td>
                <td>
                  <button type="button" onClick={() => void replay(one.id)}>
                    Send again
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore of={deliveries} />
    </>
  );
}
