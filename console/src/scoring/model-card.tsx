import { useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { may } from '../app/session-state';
import { number, whole, words } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import { Calibration } from './calibration';
import { fieldName, LEFT_OUT, type ModelDetails, percent, SIGNS } from './model-words';
import { canBeAskedFor, choose, type FieldChoice, isSame, isTaken } from './field-choice';

type LeftOutReason = ModelDetails['left_out'][number]['reason'];

/** Values of a field that are shown: those that weigh most. */
const SHOWN_VALUES = 6;

/** What a model has learned, what it does without and why, and the choice for the next training. */
export function ModelCard({
  version,
  onTrain,
}: {
  version: number;
  onTrain: ((choice: FieldChoice) => void) | undefined;
}) {
  const path = { params: { path: { version } } };
  const model = useResource(() => dataOf(api.GET('/api/v1/scoring-models/{version}', path)), [version]);
  const { data } = model;
  if (model.error !== undefined) return <ErrorNotice error={model.error} onRetry={model.reload} />;
  if (data === undefined) return <Skeleton />;
  if (data.trained_at === null) return null;
  return (
    <section class="card model" aria-label={`Model ${version}`}>
      <h2>Model {version}</h2>
      <p>{data.sentence}</p>
      {data.forward_auc !== null && (
        <p class="soft">
          On the newest fifth of outcomes, which it did not know, it ranks {percent(data.forward_auc)} of pairs right.
          {data.won_before !== null &&
            data.won_after !== null &&
            ` Of those, ${percent(data.won_after)} were won; of the older ones ${percent(data.won_before)}.`}
        </p>
      )}
      {data.calibration.length > 0 && <Calibration bins={data.calibration} label={`Model ${version}`} />}
      <Fields model={data} onTrain={onTrain} />
    </section>
  );
}

function Fields({ model, onTrain }: { model: ModelDetails; onTrain: ((choice: FieldChoice) => void) | undefined }) {
  const made = { include: model.include, exclude: model.exclude };
  const [choice, setChoice] = useState<FieldChoice>(made);
  const signs = new Map(model.suspects.map((suspect) => [suspect.field, suspect.signs]));
  const part = { choice, onChange: setChoice };
  return (
    <>
      <h3>What counts</h3>
      <ul class="plain fields-used">
        {model.fields.map(({ field, values }) => (
          <li key={field}>
            <FieldSwitch field={field} {...part} />
            <Warning signs={signs.get(field)} />
            <Values values={values} />
          </li>
        ))}
        {model.rules_weight !== null && (
          <li>
            <b>Score by rules</b>{' '}
            <span class="soft small">odds × {number(Math.exp(model.rules_weight))} for each standard deviation</span>
          </li>
        )}
      </ul>
      {model.left_out.length > 0 && <h3>Left out</h3>}
      <ul class="plain fields-used">
        {model.left_out.map(({ field, reason }) => (
          <li key={field}>
            <FieldSwitch field={field} reason={reason} {...part} /> <span class="soft small">{LEFT_OUT[reason]}</span>
            <Warning signs={signs.get(field)} />
          </li>
        ))}
      </ul>
      {!isSame(choice, made) && (
        <div class="acts sticky">
          <button type="button" class="primary" disabled={onTrain === undefined} onClick={() => onTrain?.(choice)}>
            Learn again with these fields
          </button>
          <button type="button" class="link" onClick={() => setChoice(made)}>
            Take the changes back
          </button>
        </div>
      )}
    </>
  );
}

/** The values that weigh most, with what became of their leads. */
function Values({ values }: { values: ModelDetails['fields'][number]['values'] }) {
  const shown = values.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, SHOWN_VALUES);
  return (
    <ul class="plain small values">
      {shown.map((level) => (
        <li key={level.value}>
          <span>{level.value}</span> <span class="soft">{oddsOf(level)}</span>
        </li>
      ))}
    </ul>
  );
}

interface SwitchProps {
  field: string;
  reason?: LeftOutReason;
  choice: FieldChoice;
  onChange: (choice: FieldChoice) => void;
}

/** Takes a field into the next training, or leaves it out. */
function FieldSwitch({ field, reason, choice, onChange }: SwitchProps) {
  const name = <b title={field}>{words(fieldName(field))}</b>;
  if (!may('admin') || (reason !== undefined && !canBeAskedFor(reason))) return name;
  return (
    <label class="field">
      <input
        type="checkbox"
        checked={isTaken(choice, field, reason)}
        onChange={({ currentTarget }) => onChange(choose(choice, field, currentTarget.checked, reason))}
      />{' '}
      {name}
    </label>
  );
}

function Warning({ signs }: { signs: readonly (keyof typeof SIGNS)[] | undefined }) {
  if (signs === undefined) return null;
  return (
    <p class="notice warn small">
      Look at it: it {signs.map((sign) => SIGNS[sign]).join(', ')}. If it is filled in after a deal has ended, leave it
      out.
    </p>
  );
}

function oddsOf({ weight, leads, won }: ModelDetails['fields'][number]['values'][number]): string {
  const odds = `odds × ${number(Math.exp(weight))}`;
  return leads === 0 ? odds : `${odds}, ${whole(won)} of ${whole(leads)} won`;
}
