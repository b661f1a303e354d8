import { type FromWire, toWire } from '../validation/wire.js';
import { CreateLeadRequest } from './dto/create-lead.dto.js';

/** What a scorer may know of a lead: every field that its team wrote but its id there, and no earlier score. */
export type LeadFacts = Required<FromWire<Omit<CreateLeadRequest, 'external_id'>>>;

/** The facts as a model reads them: as JSON, where their text cannot leave its quotes. */
export function toDocument(lead: LeadFacts): Omit<CreateLeadRequest, 'external_id'> {
  const document = toWire(CreateLeadRequest, lead);
  delete document.external_id;
  return document;
}
