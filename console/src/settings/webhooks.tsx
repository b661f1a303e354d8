import { useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { CopyButton } from '../ui/copy-button';
import { confirm } from '../ui/dialog';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { asApiError } from '../ui/use-resource';
import { Deliveries } from './deliveries';
import { usePages } from '../ui/use-pages';
import { Checks } from '../ui/checks';
import { ShowMore } from '../ui/show-more';

type Webhook = Schemas['WebhookResponse'];

export function Webhooks() {
  const webhooks = usePages((cursor) =>
    dataOf(
      api.GET('/api/v1/webhooks', { params: { query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) } } }),
    ),
  );
  const [issued, setIssued] = useState<Schemas['WebhookWithSecretResponse']>();
  return (
    <>
      <p class="soft">
        Addresses that are told when something happens here. Each delivery is signed (Standard Webhooks).
      </p>
      {issued !== undefined && (
        <div class="notice good" role="status">
          <p>
            The secret of <b>{issued.url}</b>, which its deliveries are signed with. Keep it now.
          </p>
          <code>{issued.secret}</code>
          <CopyButton text={issued.secret} label="Copy the secret" />
        </div>
      )}
      <NewWebhook
        onCreated={(webhook) => {
          setIssued(webhook);
          webhooks.reload();
        }}
      />
      {webhooks.error !== undefined && <ErrorNotice error={webhooks.error} onRetry={webhooks.reload} />}
      {webhooks.data === undefined
        ? webhooks.error === undefined && <Skeleton />
        : webhooks.data.data.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} onChange={webhooks.reload} />
          ))}
      {webhooks.data?.data.length === 0 && <Empty title="No webhooks yet." />}
      <ShowMore of={webhooks} />
    </>
  );
}

const EVENTS: readonly (readonly [Webhook['events'][number], string])[] = [
  ['lead.created', 'a lead is stored'],
  ['lead.updated', 'a lead is changed'],
  ['lead.qualified', 'a lead is scored'],
  ['lead.tier_changed', 'a lead changes its tier'],
  ['lead.outcome', 'it is said how a lead ended'],
  ['import.completed', 'an import is done'],
  ['run.completed', 'a run is done'],
  ['run.paused', 'a run pauses'],
  ['budget.warning', 'a budget is nearly used up'],
  ['budget.exceeded', 'a budget is used up'],
];

function NewWebhook({ onCreated }: { onCreated: (webhook: Schemas['WebhookWithSecretResponse']) => void }) {
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<Webhook['events']>([]);
  const [error, setError] = useState<ApiError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    try {
      onCreated(await dataOf(api.POST('/api/v1/webhooks', { body: { url: url.trim(), events } })));
      setUrl('');
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <form class="card" onSubmit={(event) => void submit(event)}>
      <div class="inline">
        <label>
          Address of a new webhook
          <input
            class="wide-input"
            type="url"
            required
            placeholder="https://crm.example/hooks"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={events.length === 0}>
          Create
        </button>
      </div>
      <Checks label="Events that it receives" options={EVENTS} chosen={events} onChange={setEvents} />
      {error !== undefined && <ErrorNotice error={error} />}
    </form>
  );
}

function WebhookCard({ webhook, onChange }: { webhook: Webhook; onChange: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const path = { params: { path: { id: webhook.id } } };
  const attempt = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      say(done);
      onChange();
    } catch (error) {
      complain(error);
    }
  };
  const remove = async () => {
    const text = `${webhook.url} receives no more events, and its deliveries are deleted. This cannot be undone.`;
    if (!(await confirm({ title: 'Delete the webhook?', text, action: 'Delete the webhook' }))) return;
    await attempt(() => api.DELETE('/api/v1/webhooks/{id}', path), 'The webhook is deleted.');
  };
  return (
    <section class="card" aria-label={webhook.url}>
      <h2>
        {webhook.url} <span class={`badge ${webhook.enabled ? 'good' : 'warn'}`}>{webhook.enabled ? 'on' : 'off'}</span>
      </h2>
      <p class="soft">{webhook.events.join(', ')}</p>
      {webhook.disabled_reason !== null && <p class="notice warn">Switched off: {webhook.disabled_reason}</p>}
      {webhook.last_success_at !== null && (
        <p class="soft small">
          Last delivered <Time at={webhook.last_success_at} />
        </p>
      )}
      <div class="acts">
        <button
          type="button"
          onClick={() => void attempt(() => api.POST('/api/v1/webhooks/{id}/test', path), 'A test is on its way.')}
        >
          Send a test
        </button>
        <button
          type="button"
          onClick={() =>
            void attempt(
              () => api.PATCH('/api/v1/webhooks/{id}', { ...path, body: { enabled: !webhook.enabled } }),
              webhook.enabled ? 'It is off.' : 'It is on.',
            )
          }
        >
          {webhook.enabled ? 'Switch off' : 'Switch on'}
        </button>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Deliveries
        </button>
        <button type="button" class="danger" onClick={() => void remove()}>
          Delete
        </button>
      </div>
      {isOpen && <Deliveries webhookId={webhook.id} />}
    </section>
  );
}
