import type { LeadEntity } from './lead.entity.js';

/** The fields of a lead that callers write, each with its name on the wire, which is also its column's. */
export const LEAD_FIELDS = {
  companyName: 'company_name',
  companyWebsite: 'company_website',
  companySize: 'company_size',
  industry: 'industry',
  contactName: 'contact_name',
  contactEmail: 'contact_email',
  contactPhone: 'contact_phone',
  contactTitle: 'contact_title',
  notes: 'notes',
  externalId: 'external_id',
  additionalData: 'additional_data',
} as const satisfies Partial<Record<keyof LeadEntity, string>>;

export type LeadFieldName = keyof typeof LEAD_FIELDS;
export type WireFieldName = (typeof LEAD_FIELDS)[LeadFieldName];
export type LeadFields = Pick<LeadEntity, LeadFieldName>;

/** The given ones of `wire`'s fields, by their names inside; a field that is `undefined` was not given. */
export function toLeadFields(wire: Partial<Record<WireFieldName, unknown>>): Partial<LeadFields> {
  const entries = Object.entries(LEAD_FIELDS).map(([name, wireName]) => [name, wire[wireName]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
