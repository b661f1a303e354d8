import { useEffect, useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { whole } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { useResource } from '../ui/use-resource';
import type { FieldChoice } from './field-choice';
import { ModelCard } from './model-card';
import { type Model, percent, rankingOf, STATUSES } from './model-words';

const POLL_MS = 1_000;

/** Models that were learned from outcomes: their verdicts side by side, and what each has learned. */
export function ModelsView() {
  const models = useResource(() => dataOf(api.GET('/api/v1/scoring-models')), []);
  const [openVersion, setOpen] = useState<number>();
  const data = models.data?.data;
  const isTraining = data?.some(({ status }) => status === 'training') === true;
  useEffect(() => {
    if (!isTraining) return undefined;
    const timer = setTimeout(models.reload, POLL_MS);
    return () => clearTimeout(timer);
  }, [isTraining, models.data]);

  const train = async (choice?: FieldChoice) => {
    try {
      const { version } = await dataOf(api.POST('/api/v1/scoring-models', { body: choice ?? {} }));
      setOpen(version);
      say(`Model ${version} is learning. You may go on with something else.`);
      models.reload();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <p class="soft">
        A model learns from the leads that you have won and lost. It only comes into use if it tells them apart better
        than chance; it needs 20 of each at least. Until then, leads are scored as before.
      </p>
      {models.error !== undefined && <ErrorNotice error={models.error} onRetry={models.reload} />}
      {may('admin') && data !== undefined && (
        <div class="acts">
          <button type="button" class="primary" disabled={isTraining} onClick={() => void train()}>
            {isTraining ? 'Learning…' : 'Learn from the outcomes'}
          </button>
        </div>
      )}
      {data === undefined ? (
        models.error === undefined && <Skeleton />
      ) : data.length === 0 ? (
        <Empty title="No model yet.">
          <p class="soft">
            Mark deals as won or lost under <a href={linkTo('leads')}>Leads</a>, or import them with an outcome; then
            learn from them.
          </p>
        </Empty>
      ) : (
        <>
          <ModelTable models={data} openVersion={openVersion} onOpen={setOpen} onChange={models.reload} />
          {openVersion !== undefined && (
            <ModelCard
              key={`${openVersion} ${data.find(({ version }) => version === openVersion)?.status}`}
              version={openVersion}
              onTrain={isTraining ? undefined : (choice) => void train(choice)}
            />
          )}
        </>
      )}
    </>
  );
}

interface TableProps {
  models: readonly Model[];
  openVersion: number | undefined;
  onOpen: (version: number | undefined) => void;
  onChange: () => void;
}

function ModelTable({ models, openVersion, onOpen, onChange }: TableProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Models">
      <table class="data models">
        <thead>
          <tr>
            <th>Model</th>
            <th>State</th>
            <th class="num">Won / lost</th>
            <th
              class="num"
              title="Of two leads, one won and one lost: how often the won one has the higher score (AUC, 95 %)"
            >
              Ranks right
            </th>
            <th class="num" title="How far its probabilities are off on average (ECE)">
              Off by
            </th>
            <th>
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.version} class={model.status === 'retired' ? 'off' : undefined}>
              <td>
                <button
                  type="button"
                  class="link"
                  aria-expanded={model.version === openVersion}
                  onClick={() => onOpen(model.version === openVersion ? undefined : model.version)}
                >
                  Model {model.version}
                </button>
                <div class="soft small">
                  <Time at={model.trained_at ?? model.created_at} />
                </div>
              </td>
              <td>
                <span class={`badge ${STATUSES[model.status][1]}`}>{STATUSES[model.status][0]}</span>
                {model.sentence !== null && <div class="small">{model.sentence}</div>}
              </td>
              <td class="num">{model.won !== null && `${whole(model.won)} / ${whole(model.lost ?? 0)}`}</td>
              <td class="num">{rankingOf(model)}</td>
              <td class="num">{model.ece !== null && percent(model.ece)}</td>
              <td>{may('admin') && <UseButton model={model} onChange={onChange} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Puts a model into use, or takes it out; the service says of which ones that can be done. */
function UseButton({ model: { version, status }, onChange }: { model: Model; onChange: () => void }) {
  const path = { params: { path: { version } } };
  const activate = async () => {
    try {
      await api.POST('/api/v1/scoring-models/{version}/activate', path);
      say(`Model ${version} is in use.`);
      onChange();
    } catch (error) {
      complain(error);
    }
  };
  const retire = async () => {
    const text = `Leads are scored without a learned model from now on. Scores that model ${version} gave stay, and you can put it into use again.`;
    if (!(await confirm({ title: `Retire model ${version}?`, text, action: 'Retire the model' }))) return;
    try {
      await api.POST('/api/v1/scoring-models/{version}/retire', path);
      say(`Model ${version} is retired.`, () => void activate());
      onChange();
    } catch (error) {
      complain(error);
    }
  };
  if (status === 'active') {
    return (
      <button type="button" onClick={() => void retire()}>
        Retire
      </button>
    );
  }
  if (status !== 'held' && status !== 'retired') return null;
  return (
    <button type="button" onClick={() => void activate()}>
      Use it
    </button>
  );
}
