import type { Schemas } from '../api/client';

export type FieldName = Exclude<keyof Schemas['CreateLeadRequest'], 'additional_data'>;

/** The fields of a lead, in the order in which people ask for them. */
export const FIELDS: readonly { name: FieldName; label: string; type?: string }[] = [
  { name: 'company_name', label: 'Company' },
  { name: 'company_website', label: 'Website', type: 'url' },
  { name: 'industry', label: 'Industry' },
  { name: 'company_size', label: 'Size' },
  { name: 'country', label: 'Country' },
  { name: 'contact_name', label: 'Contact' },
  { name: 'contact_title', label: 'Title' },
  { name: 'contact_email', label: 'E-mail', type: 'email' },
  { name: 'contact_phone', label: 'Phone', type: 'tel' },
  { name: 'contact_linkedin_url', label: 'LinkedIn', type: 'url' },
  { name: 'source', label: 'Source' },
  { name: 'external_id', label: 'External id' },
  { name: 'notes', label: 'Notes' },
];
