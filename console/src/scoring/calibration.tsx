import { whole } from '../ui/format';
import { percent } from './model-words';

interface Bin {
  leads: number;
  won: number;
  predicted: number;
}

const SIZE = 200;
const MARGIN = 8;
const at = (share: number): number => MARGIN + share * (SIZE - 2 * MARGIN);

/** Chances as predicted against those that came true: on the line, both are the same. */
export function Calibration({ bins, label }: { bins: readonly Bin[]; label: string }) {
  const most = Math.max(...bins.map(({ leads }) => leads));
  return (
    <div class="calibration">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`${label}: predicted against won`}>
        <path class="even" d={`M${at(0)} ${SIZE - at(0)}L${at(1)} ${SIZE - at(1)}`} />
        {bins.map(({ leads, won, predicted }, index) => (
          <circle
            key={index}
            cx={at(predicted)}
            cy={SIZE - at(leads === 0 ? 0 : won / leads)}
            r={3 + 4 * Math.sqrt(leads / most)}
          />
        ))}
      </svg>
      <table class="data small">
        <thead>
          <tr>
            <th class="num">Predicted</th>
            <th class="num">Won</th>
            <th class="num">Leads</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ leads, won, predicted }, index) => (
            <tr key={index}>
              <td class="num">{percent(predicted)}</td>
              <td class="num">{leads === 0 ? '' : percent(won / leads)}</td>
              <td class="num">{whole(leads)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
