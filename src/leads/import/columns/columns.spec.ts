import { describe, expect, it } from 'vitest';
import { nameKey } from './aliases.js';
import { leadInput } from './lead-input.js';
import { countKnown, Mapping, readMapping } from './mapping.js';

const asObject = ({ columns }: Mapping) => Object.fromEntries(columns.map(({ name, target }) => [name, target]));
const targetsOf = (header: string) => asObject(new Mapping(header.split(',')));

describe('the columns of exports', () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'HubSpot',
      'Record ID,First Name,Last Name,Email,Phone Number,Company Name,Company Domain Name,Number of Employees,Job Title,Country/Region,Original Source',
      {
        'Record ID': 'external_id',
        'First Name': 'first_name',
        'Company Domain Name': 'company_website',
        'Country/Region': 'country',
        'Original Source': 'source',
      },
    ],
    [
      'Salesforce',
      'Lead ID,Company / Account,Title,Lead Source,Employees,Website,FirstName,LastName,NumberOfEmployees',
      {
        'Lead ID': 'external_id',
        'Company / Account': 'company_name',
        Title: 'contact_title',
        'Lead Source': 'source',
        FirstName: 'first_name',
        NumberOfEmployees: 'company_size',
      },
    ],
    [
      'Pipedrive',
      'Person - Name,Person - Email - Work,Person - Phone - Work,Organization - Name,Person - ID',
      {
        'Person - Name': 'contact_name',
        'Person - Email - Work': 'contact_email',
        'Organization - Name': 'company_name',
        'Person - ID': 'external_id',
      },
    ],
    [
      'Zoho',
      'Lead Id,Company,Designation,Lead Name,No. of Employees,Industry,Description',
      {
        'Lead Id': 'external_id',
        Designation: 'contact_title',
        'Lead Name': 'contact_name',
        'No. of Employees': 'company_size',
        Description: 'notes',
      },
    ],
    [
      'Close',
      'id,display_name,primary_contact_name,primary_contact_primary_email,primary_contact_title,url',
      {
        id: 'external_id',
        primary_contact_name: 'contact_name',
        primary_contact_primary_email: 'contact_email',
        url: 'company_website',
      },
    ],
    [
      'Apollo',
      'First Name,Last Name,Title,Company,Email,# Employees,Person Linkedin Url,Website,Company Linkedin Url',
      {
        '# Employees': 'company_size',
        'Person Linkedin Url': 'contact_linkedin_url',
        Website: 'company_website',
        'Company Linkedin Url': 'additional_data',
      },
    ],
    [
      'LinkedIn',
      'First Name,Last Name,URL,Email Address,Company,Position,Connected On',
      {
        URL: 'contact_linkedin_url',
        'Email Address': 'contact_email',
        Position: 'contact_title',
        'Connected On': 'additional_data',
      },
    ],
    [
      'German',
      'Firma,Vorname,Name,E-Mail,Telefonnummer,Land,Branche,Mitarbeiterzahl,Unternehmensgröße',
      { Firma: 'company_name', Name: 'last_name', Mitarbeiterzahl: 'company_size', Unternehmensgröße: 'company_size' },
    ],
    [
      'French',
      "Nom de l'entreprise,Prénom,Nom,Adresse e-mail,Téléphone,Intitulé du poste,Secteur d'activité,Effectif,Pays",
      {
        "Nom de l'entreprise": 'company_name',
        Nom: 'last_name',
        'Intitulé du poste': 'contact_title',
        Effectif: 'company_size',
        Pays: 'country',
      },
    ],
    [
      'Spanish',
      'Empresa,Nombre,Apellidos,Correo electrónico,Teléfono,Cargo,País,N.º de empleados,Página web',
      { Nombre: 'first_name', 'N.º de empleados': 'company_size', 'Página web': 'company_website' },
    ],
    [
      'Portuguese',
      'Nome da empresa,Nome,Sobrenome,E-mail,Telefone,Função,País,Setor,Observações',
      { Nome: 'first_name', Função: 'contact_title', Setor: 'industry', Observações: 'notes' },
    ],
  ])('of %s are known', (_, header, expected) => {
    expect(targetsOf(header)).toMatchObject(expected);
  });

  it.each([
    ['Name,Email', 'company_name'],
    ['Name,Company', 'contact_name'],
    ['Nom,Entreprise', 'contact_name'],
    ['Nome,Empresa', 'contact_name'],
  ])('%s: a name alone is that of the contact or the company that no other column names', (header, target) => {
    expect(Object.values(targetsOf(header))[0]).toBe(target);
  });

  it.each<[string, string]>([
    ['company_website', 'Company Website URL|Web-Adresse|Webpage|URL du site|Web de la empresa|Página Web (URL)'],
    [
      'company_size',
      'Mitarbeiteranzahl|Mitarbeiter (Anzahl)|Company Employee Count Range|# of Employees|Nb salariés|Nº de colaboradores|' +
        "Nombre d'employé(e)s|Qtd. funcionários|Account: Employees|Company Size (Employees)|No. Employees",
    ],
    ['industry', 'Account: Industry|Branche/Industrie|Primary Industry|Industry (Company)|Sector económico'],
    [
      'contact_email',
      'E-Mail (Arbeit)|E-mail pro|Email (Work)|Contact: Email|E-mail 1|Geschäftliche E-Mail-Adresse|Correo electrónico (trabajo)',
    ],
    ['contact_phone', 'Phone No.|Tel.-Nr.|Telefon (Büro)|N° de téléphone|Teléfono de contacto|WhatsApp|Mobile No.'],
    ['contact_title', 'Position/Funktion|Job Title (Contact)|Cargo / Função|Fonction du contact|Puesto / Cargo'],
    ['contact_linkedin_url', 'LinkedIn|LinkedIn Profile URL|LinkedIn-Profil|personLinkedInUrl|LinkedIn (URL)'],
    ['country', 'Country (Billing)|Contact: Mailing Country|Land (Firma)|Pays de facturation|Company HQ Country'],
    ['source', 'Origine du contact|Herkunft des Leads|Lead Origin'],
    ['notes', 'Enquiry|Note(s)|Notiz(en)|Bemerkungen/Notizen|Lead Description'],
    ['external_id', 'Kunden-Nr.|Kunde-Nr|Código de cliente|Contact ID (18)|N° client'],
    ['outcome', 'Deal - Status|Deal: Stage|Opportunity: Stage'],
    ['outcome_at', 'Deal - Won time|Deal Close Date|Opportunity: Close Date'],
    ['outcome_reason', 'Deal - Lost reason'],
    [
      'additional_data',
      'First Contact|Last Contact|Lead Status|Contact Status|Status|Stage|Email Opt Out|Owner Email|Email Domain|Company Phone Extension|' +
        'Parent Company|Previous Title|Title of last email|Number of Emails|Country Manager|Contact Owner|Account Manager|' +
        'Company Description|Reference|Referencia|Source URL|Page Title|Numéro|Mitarbeiter-ID|Product Name|Lead Score|Contact Type|Deal Name',
    ],
  ])('for %s are known with what stands around the name: %s', (target, names) => {
    const found = names.split('|').map((name) => [name, Object.values(targetsOf(`Company,${name}`))[1]]);
    expect(found).toEqual(names.split('|').map((name) => [name, target]));
  });

  it.each([
    ['lead_name,contact_name,contact_email', { lead_name: 'company_name', contact_name: 'contact_name' }],
    ['Lead Name,Company', { 'Lead Name': 'contact_name' }],
    ['Client,E-mail', { Client: 'company_name' }],
    ['Account ID,Company,Email', { 'Account ID': 'additional_data' }],
    ['Account ID,Account Name', { 'Account ID': 'external_id' }],
  ])('of %s are told by the others beside them', (header, expected) => {
    expect(targetsOf(header)).toMatchObject(expected);
  });

  it('are told by a key without accents, signs and capitals', () => {
    expect(['# Employees', 'firstName', 'E-Mail:', 'Custom_Field__c', 'Straße'].map(nameKey)).toEqual([
      'employees',
      'first name',
      'e mail',
      'custom field',
      'strasse',
    ]);
  });

  it('have names of their own, also where the file has none, the same twice, or those of all objects', () => {
    expect(targetsOf('Email,Email,,__proto__,constructor')).toEqual({
      Email: 'contact_email',
      'Email 2': 'contact_email',
      'column 3': 'additional_data',
      'column 4': 'additional_data',
      'column 5': 'additional_data',
    });
  });

  it('are counted to find the header', () => {
    expect(countKnown(['First Name', 'Company', 'Foo'])).toBe(2);
    expect(countKnown(['Notes:'])).toBe(1);
    expect(countKnown(['Ding', 'Foo'], { Ding: 'notes' })).toBe(1);
  });
});

describe('a mapping that is given', () => {
  it.each([[{ Foo: 'company_name', Bar: null }], [{ company_name: 'Foo' }]])('%j wins over what names say', (given) => {
    const mapping = new Mapping(['Company', 'Foo', 'Bar'], readMapping(given));
    expect(asObject(mapping)).toMatchObject({ Foo: 'company_name' });
    expect(leadInput(['A', 'B', 'C'], mapping)).toMatchObject({ company_name: 'B' });
  });

  it('refuses fields that leads have not, and columns that the file has not', () => {
    expect(() => readMapping({ Foo: 'compny' })).toThrow(expect.objectContaining({ errorCode: 'VALIDATION_ERROR' }));
    expect(() => readMapping({ Foo: { a: 1 } })).toThrow(expect.objectContaining({ errorCode: 'VALIDATION_ERROR' }));
    expect(() => new Mapping(['A'], readMapping({ Foo: 'notes' }))).toThrow(/Foo/);
  });
});

describe('a record in a column', () => {
  it.each([
    { name: 'Dana Reyes', email: 'dana@acme.example' },
    { first_name: 'Dana', last_name: 'Reyes', email: 'dana@acme.example' },
  ])('%j is kept whole, since its field takes the name alone', (contact) => {
    const mapping = new Mapping(['company', 'contact']);
    expect(leadInput(['Acme', contact], mapping)).toMatchObject({ additional_data: { contact } });
    expect(leadInput(['Acme', JSON.stringify(contact)], mapping)).toMatchObject({ additional_data: { contact } });
  });
});
