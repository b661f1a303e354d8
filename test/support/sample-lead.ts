/** A lead with every field that a scorer looks at. */
export const LEAD = {
  company_name: 'Acme Corp',
  company_website: 'https://acme.example',
  company_size: '50-200',
  industry: 'Software',
  contact_name: 'Dana Reyes',
  contact_email: 'dana.reyes@acme.example',
  contact_phone: '+1 555 010 0199',
  contact_title: 'VP of Sales',
  contact_linkedin_url: 'https://www.linkedin.com/in/dana-reyes',
  country: 'DE',
  source: 'webinar',
  notes: 'Asked for a demo; budget approved for this quarter.',
  additional_data: { campaign: 'autumn' },
};

/** What a model should answer, with these three scores. */
export function scoringAnswer(company: number, contact: number, sales: number) {
  return {
    company_fit: { score: company, reason: 'Software is an ideal industry.' },
    contact_quality: { score: contact, reason: 'A vice president decides.' },
    sales_potential: { score: sales, reason: 'The budget is approved.' },
    reasoning: 'A fitting company with a budget.',
  };
}
