import { describe, expect, it } from 'vitest';
import { TABLE_COLUMNS } from '../../export/export-columns.js';
import { leadInput } from './lead-input.js';
import { Mapping } from './mapping.js';

const OWN_VALUES: Record<string, string> = {
  contact_phone: '4.91E+11',
  company_website: 'https://www.linkedin.com/company/acme',
};

/** A row of a file, by the names of its columns; `;` parts them. */
const read = (header: string, row: string) => leadInput(row.split(';'), new Mapping(header.split(';')));

describe('A row of an export', () => {
  it.each<[string, string, string, Record<string, unknown>]>([
    [
      'Pipedrive, where a lead has a title and a deal its people',
      'Lead - Title;Deal - Organization;Deal - Contact person;Person - Job title',
      'Acme deal;Acme;Ann Lee;',
      { company_name: 'Acme', contact_name: 'Ann Lee', contact_title: undefined },
    ],
    [
      'Pipedrive, with people of an organization',
      'Person - ID;Person - Name;Person - Organization;Person - Email - Work;Organization - Address',
      '7;Ann Lee;Acme;ann@acme.example;Main St 1',
      { external_id: '7', company_name: 'Acme', contact_name: 'Ann Lee', contact_email: 'ann@acme.example' },
    ],
    [
      'a spreadsheet, with numbers that lost their last digits',
      'ID;Company;Phone;Mobile',
      '1.23E+11;Acme;4,91512E+12;+49 151 1',
      {
        ...{ external_id: undefined, contact_phone: '+49 151 1' },
        additional_data: { ID: '1.23E+11', Phone: '4,91512E+12' },
      },
    ],
    [
      'Sales Navigator, with pages of companies',
      'firstName;companyName;companyUrl;linkedinUrl;website',
      'Ann;Acme;https://www.linkedin.com/sales/company/1;https://www.linkedin.com/in/ann;acme.example',
      {
        ...{ company_website: 'acme.example', contact_linkedin_url: 'https://www.linkedin.com/in/ann' },
        additional_data: { companyUrl: 'https://www.linkedin.com/sales/company/1' },
      },
    ],
    [
      'this service, with whatever it stored',
      TABLE_COLUMNS.map(({ name }) => name).join(';'),
      TABLE_COLUMNS.map(({ name }) => OWN_VALUES[name] ?? '').join(';'),
      { contact_phone: '4.91E+11', company_website: 'https://www.linkedin.com/company/acme' },
    ],
    [
      'Close, with fields of its user',
      'display_name;custom.Industry;custom.Employees',
      'Bluth;Real Estate;51-200',
      { company_name: 'Bluth', industry: 'Real Estate', company_size: '51-200' },
    ],
    [
      'lead forms, which name the account that paid',
      'Form Name;Campaign Name;Account Name;Email Address;Company Name',
      'Demo;Q1;Our ads;kai@wolf.example;',
      { company_name: undefined, contact_email: 'kai@wolf.example' },
    ],
    [
      'Freshsales',
      'Id;First name;Emails;Accounts;Recent note',
      '7;Jane;jane@acme.example;Acme;Called',
      { contact_email: 'jane@acme.example', company_name: 'Acme', notes: 'Called' },
    ],
    [
      'Freshsales, with the name that it shows for a contact',
      'Id;Display name;First name;Last name;Accounts Name',
      '7;Jane Doe;Jane;Doe;Acme',
      { company_name: 'Acme', contact_name: 'Jane Doe' },
    ],
    [
      'Odoo, by its own names, where a lead has a name of what it is about',
      'id;name;partner_name;contact_name;email_from;function;country_id',
      'x.1;Demo of the ERP;Acme;;jane@acme.example;CEO;France',
      {
        ...{ company_name: 'Acme', contact_name: undefined, contact_email: 'jane@acme.example', contact_title: 'CEO' },
        ...{ country: 'France', additional_data: { name: 'Demo of the ERP' } },
      },
    ],
    [
      'Bitrix24, where a lead has a name of what it is about',
      'ID;Lead Name;First name;Last name;Company Name',
      '7;Form on the site;Jane;Doe;Acme',
      { company_name: 'Acme', contact_name: 'Jane Doe', additional_data: { 'Lead Name': 'Form on the site' } },
    ],
    [
      'Dynamics in German',
      '(Nicht ändern) Lead;(Nicht ändern) Zeilenprüfsumme;Firmenname;Geschäftl. Telefon',
      '5531d753;AB==;Kaffee GmbH;030 555',
      { external_id: '5531d753', contact_phone: '030 555' },
    ],
    [
      'Notion, with pages of relations',
      'Name;Company',
      'Ben;Lang & Co (https://www.notion.so/Lang-abc?pvs=21)',
      { contact_name: 'Ben', company_name: 'Lang & Co' },
    ],
    [
      'Google Contacts',
      'First Name;Organization Name;Organization Title;E-mail 1 - Label;E-mail 1 - Value;E-mail 2 - Value',
      'Carl;Nord AS;CEO;Work;;carl@home.example',
      { contact_title: 'CEO', contact_email: 'carl@home.example' },
    ],
    [
      'Outlook in German',
      'Titel;Vorname;Nachname;Firma;Position;Land/Region geschäftlich',
      'Prof. Dr.;Uwe;Groß;Groß KG;Leiter;Deutschland',
      { contact_title: 'Leiter', country: 'Deutschland', additional_data: { Titel: 'Prof. Dr.' } },
    ],
    [
      'Typeform',
      "What's your name?;What company do you work for?;What's your email address?;How many employees does your company have?;Are you the decision maker?",
      'Sue;Bakery;sue@bakery.example;11-50;Yes',
      {
        ...{ contact_name: 'Sue', company_name: 'Bakery', contact_email: 'sue@bakery.example', company_size: '11-50' },
        additional_data: { 'Are you the decision maker?': 'Yes' },
      },
    ],
    [
      'a form in German',
      'Ihr Name;Ihre E-Mail-Adresse;Wie lautet Ihr Unternehmen?;Wie viele Mitarbeiter hat Ihr Unternehmen?',
      'Eva;eva@wolf.example;Wolf AG;200',
      { contact_name: 'Eva', contact_email: 'eva@wolf.example', company_name: 'Wolf AG', company_size: '200' },
    ],
    [
      'Calendly',
      'Invitee Name;Invitee Email;User Name;User Email',
      'Raj;raj@patel.example;Me;me@own.example',
      { contact_name: 'Raj', contact_email: 'raj@patel.example' },
    ],
    [
      'Clearbit',
      'company_name;employment_title;company_metrics_employees;company_category_industry;company_geo_country',
      'Zed;CMO;70;Internet;France',
      { contact_title: 'CMO', company_size: '70', industry: 'Internet', country: 'France' },
    ],
    [
      'Mailchimp, with a surname like a placeholder',
      'First Name;Last Name;Company',
      'Li;Na;Lotus',
      { contact_name: 'Li Na' },
    ],
    [
      'an ERP, with numbers behind the names',
      'Firma1;Firma2;Vorname;Name;E-Mail1;E-Mail2;Telefon1;Betriebsgröße',
      'Nord;GmbH & Co. KG;Uwe;Müller;u@nord.example;;0221;50 bis 249',
      {
        company_name: 'Nord',
        contact_name: 'Uwe Müller',
        contact_email: 'u@nord.example',
        contact_phone: '0221',
        company_size: '50 bis 249',
        additional_data: { Firma2: 'GmbH & Co. KG' },
      },
    ],
    [
      'two columns, of which the first says nothing',
      'Company;Email;Work Email',
      'Acme;n/a;ann@acme.example',
      { contact_email: 'ann@acme.example' },
    ],
  ])('of %s is read', (_, header, row, expected) => {
    const input = read(header, row);
    expect(Object.fromEntries(Object.keys(expected).map((field) => [field, input[field]]))).toEqual(expected);
  });
});
