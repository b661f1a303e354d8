import { OptionalCountry } from '../../validation/country.decorator.js';
import { OptionalText, Text } from '../../validation/text.decorator.js';
import { AdditionalDataField, EmailField, Filterable, UrlField } from './lead-field.decorators.js';

/** The fields of a lead that may be absent; absent, `null` and `""` mean the same. */
export class OptionalLeadFields {
  @UrlField('https://acme.example')
  company_website?: string | null;

  @OptionalText({ max: 100, example: '50-200', description: 'Employees, in free text.' })
  company_size?: string | null;

  @Filterable()
  @OptionalText({ max: 200, example: 'Software' })
  industry?: string | null;

  @OptionalText({ max: 255, example: 'Dana Reyes' })
  contact_name?: string | null;

  @EmailField()
  contact_email?: string | null;

  @OptionalText({ max: 50, example: '+1 555 010 0199' })
  contact_phone?: string | null;

  @OptionalText({ max: 200, example: 'VP of Sales' })
  contact_title?: string | null;

  @UrlField('https://www.linkedin.com/in/dana-reyes')
  contact_linkedin_url?: string | null;

  @Filterable()
  @OptionalCountry()
  country?: string | null;

  @Filterable()
  @OptionalText({ max: 100, example: 'webinar', description: 'Where the lead came from.' })
  source?: string | null;

  @OptionalText({ max: 10_000, multiline: true, example: 'Asked for a demo; budget approved for this quarter.' })
  notes?: string | null;

  @OptionalText({ max: 255, example: 'crm-4711', description: 'Id in your own system; unique.' })
  external_id?: string | null;

  @AdditionalDataField()
  additional_data?: Record<string, unknown> | null;
}

export class CreateLeadRequest extends OptionalLeadFields {
  @Text({ max: 255, example: 'Acme Corp' })
  company_name!: string;
}
