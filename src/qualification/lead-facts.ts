/** What a scorer may know of a lead: its business fields, and nothing of what earlier scorers thought. */
export interface LeadFacts {
  companyName: string;
  companyWebsite: string | null;
  companySize: string | null;
  industry: string | null;
  contactName: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
  contactTitle: string | null;
  notes: string | null;
  additionalData: Record<string, unknown> | null;
}

/** The facts as a model reads them: as JSON, where their text cannot leave its quotes. */
export function toDocument(lead: LeadFacts): Record<string, unknown> {
  return {
    company_name: lead.companyName,
    company_website: lead.companyWebsite,
    company_size: lead.companySize,
    industry: lead.industry,
    contact_name: lead.contactName,
    contact_email: lead.contactEmail,
    contact_phone: lead.contactPhone,
    contact_title: lead.contactTitle,
    notes: lead.notes,
    additional_data: lead.additionalData,
  };
}
