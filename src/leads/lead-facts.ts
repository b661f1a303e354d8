import { type FromWire, toWire } from '../validation/wire.js';
import { CreateLeadRequest } from './dto/lead.dto.js';

/** What a scorer sees of a lead: every field that callers write except `external_id`, and no earlier score. */
export type LeadFacts = Required<FromWire<Omit<CreateLeadRequest, 'external_id'>>>;

/** The facts as a model reads them, the company first: as JSON, where their text cannot leave its quotes. */
export function toDocument(lead: LeadFacts): Omit<CreateLeadRequest, 'external_id'> {
  const { company_name, ...others } = toWire(CreateLeadRequest, lead);
  delete others.external_id;
  return { company_name, ...others };
}
