import { type FromWire, toWire } from '../validation/wire.js';
import { shapesOf } from '../validation/shape.js';
import { CreateLeadRequest } from './dto/lead.dto.js';

/** What a scorer sees of a lead: every field that callers write except `external_id`, and no earlier score. */
export type LeadFacts = Required<FromWire<Omit<CreateLeadRequest, 'external_id'>>>;

/** The names of the facts on the wire. */
export const FACT_FIELDS = [...shapesOf(CreateLeadRequest).keys()].filter(
  (name) => name !== 'external_id',
) as (keyof LeadFactsDocument)[];

/** The facts with their names on the wire. */
export type LeadFactsDocument = Required<Omit<CreateLeadRequest, 'external_id'>>;

/** The facts as a model reads them, the company first: as JSON, where their text cannot leave its quotes. */
export function toDocument(lead: LeadFacts): LeadFactsDocument {
  const { company_name, ...others } = toWire(CreateLeadRequest, lead);
  delete others.external_id;
  return { company_name, ...others } as LeadFactsDocument;
}
