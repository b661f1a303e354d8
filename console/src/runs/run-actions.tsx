import { useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { counted } from '../ui/format';
import { complain } from '../ui/toast';
import { isOpen, type Run } from './run';

interface Props {
  run: Run;
  onChange: (run: Run) => void;
}

const ACTIONS = {
  pause: '/api/v1/qualification-runs/{id}/pause',
  cancel: '/api/v1/qualification-runs/{id}/cancel',
  retry: '/api/v1/qualification-runs/{id}/retry-failed',
} as const;

export type Act = (path: keyof typeof ACTIONS | 'resume', limit?: string) => void;

/** What may be done with a run, one thing at a time. */
export function useActions({ run, onChange }: Props): { isBusy: boolean; act: Act } {
  const [isBusy, setBusy] = useState(false);
  const act: Act = (action, limit) => {
    const params = { path: { id: run.id ?? '' } };
    const body = limit === undefined ? {} : { max_cost_usd: limit };
    const answer =
      action === 'resume'
        ? api.POST('/api/v1/qualification-runs/{id}/resume', { params, body })
        : api.POST(ACTIONS[action], { params });
    setBusy(true);
    dataOf(answer)
      .then(onChange)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return { isBusy, act };
}

export function RunActions({ run, onChange }: Props) {
  const { isBusy, act } = useActions({ run, onChange });
  if (!may('leads:write') || !isOpen(run)) return null;
  const { done, waiting } = run.counts;
  const cancel = async () => {
    const text = `${counted(waiting, 'lead')} that ${waiting === 1 ? 'is' : 'are'} not started will not be scored. ${counted(done, 'score')} that ${done === 1 ? 'is' : 'are'} made stay. A cancelled run cannot go on.`;
    if (await confirm({ title: 'Cancel this run?', text, action: 'Cancel the run' })) act('cancel');
  };
  return (
    <>
      {run.state === 'paused' ? (
        run.pause_reason !== 'max_cost' && (
          <button type="button" class="primary" disabled={isBusy} onClick={() => act('resume')}>
            Resume
          </button>
        )
      ) : (
        <button type="button" disabled={isBusy} onClick={() => act('pause')}>
          Pause
        </button>
      )}
      <button type="button" class="danger" disabled={isBusy} onClick={() => void cancel()}>
        Cancel the run
      </button>
    </>
  );
}
