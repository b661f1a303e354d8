import { linkTo, params, setParams } from '../app/route';
import { chipsOf } from '../leads/lead-query';
import { counted } from '../ui/format';
import { CHOSEN, chosenLeads } from './chosen-leads';
import { filtersOf } from './run-request';

/** The leads of a new run in words, with the way to choose others. */
export function WhichLeads({ isRequalified }: { isRequalified: boolean }) {
  const filters = filtersOf(params.value);
  const chips = wordedFilters(filters);
  return (
    <fieldset>
      <legend>Which leads</legend>
      <p>
        {params.value.has(CHOSEN) ? (
          `The ${counted(chosenLeads().length, 'lead')} that you have selected`
        ) : chips.length === 0 ? (
          'All leads'
        ) : (
          <>
            Leads with{' '}
            {chips.map((chip) => (
              <span key={chip} class="chip still">
                {chip}
              </span>
            ))}
          </>
        )}
        {' · '}
        <a href={linkTo('leads', filters)}>Choose others</a>
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={isRequalified}
          onChange={({ currentTarget }) => setParams({ requalify: currentTarget.checked ? 'true' : null }, true)}
        />
        also those whose score still holds
      </label>
    </fieldset>
  );
}

function wordedFilters(filters: URLSearchParams): string[] {
  const tiers = filters.getAll('tier');
  const search = filters.get('q');
  return [
    ...(tiers.length === 0 ? [] : [`Tier ${tiers.join(', ')}`]),
    ...(search === null ? [] : [`“${search}”`]),
    ...chipsOf(filters).map(({ label, value }) => `${label} ${value}`),
  ];
}
