/** Pages of networks are no domain of a company. */
const DOMAIN =
  '(?i)^https?://(?:[^/?#@]*@)?(?:www[.])?((?!(?:[a-z-]+[.])*(?:linkedin|facebook|instagram|twitter|x|youtube|xing|google)[.]com)[^/:?#]+)';

/** SQL of the domain of a company and the name of its contact, exactly as the index `ix_leads_person` has it. */
export function personKey(website: string, name: string): string {
  return `lower(substring(${website} from '${DOMAIN}') || chr(10) || ${name})`;
}

/** Of the leads in that index. */
export const IS_PERSON = 'company_website IS NOT NULL AND contact_name IS NOT NULL';
