import { describe, expect, it } from 'vitest';
import { leadInput } from './lead-input.js';
import { Mapping } from './mapping.js';

/** A row of a file, by the names of its columns; `;` parts them. */
const read = (header: string, row: string) => leadInput(row.split(';'), new Mapping(header.split(';')));

describe('A row of an export', () => {
  it.each<[string, string, string, Record<string, unknown>]>([
    ...[
      ['French', 'Personne - Nom;Personne - E-mail - Travail;Personne - Téléphone;Organisation - Nom;Affaire - Titre'],
      [
        'Spanish',
        'Persona - Nombre;Persona - Correo electrónico;Persona - Teléfono;Organización - Nombre;Trato - Título',
      ],
      ['Portuguese', 'Pessoa - Nome;Pessoa - E-mail;Pessoa - Telefone;Organização - Nome;Negócio - Título'],
      ['German', 'Person - Name;Person - E-Mail-Adresse;Person - Telefon;Organisation - Name;Deal - Titel'],
    ].map(([language = '', header = '']): [string, string, string, Record<string, unknown>] => [
      `Pipedrive in ${language}, with the kind of record before each name`,
      header,
      'Léa Petit;lea@petit.example;+33 6 00 00 00 00;Petit SARL;Contrat',
      {
        ...{ contact_name: 'Léa Petit', contact_email: 'lea@petit.example', contact_phone: '+33 6 00 00 00 00' },
        ...{ company_name: 'Petit SARL', contact_title: undefined },
      },
    ]),
    [
      'bexio, where a column names a company or a person',
      'Firma / Nachname;Vorname;E-Mail;Titel',
      'Müller AG;;info@mueller.example;',
      { company_name: 'Müller AG' },
    ],
    [
      'Sellsy, where the surname of a contact is its name',
      'Nom / Raison sociale;Nom contact;Prénom contact',
      'Bois & Cie;Leroy;Zoé',
      { company_name: 'Bois & Cie', contact_name: 'Zoé Leroy' },
    ],
    [
      'Holded, where a company has two names',
      'Nombre;Nombre comercial;Persona de contacto;Cargo',
      'García S.L.;Garcia;Luis;Gerente',
      { company_name: 'García S.L.', contact_name: 'Luis' },
    ],
    [
      'weclapp, with remarks in brackets',
      'Firma;Land (ISO 3166-1 alpha-2);Unternehmensgroesse',
      'Nordwind;DE;51-200',
      { country: 'DE', company_size: '51-200' },
    ],
    [
      'a Dutch CRM, with a name infix, a salutation and a degree',
      'Aanhef;Titel;Voornaam;Tussenvoegsel;Achternaam;Bedrijf;E-mailadres',
      'Mevr.;Dr.;Sanne;van der;Berg;Dijk BV;sanne@dijk.example',
      {
        ...{ contact_name: 'Sanne van der Berg', contact_title: undefined, name_infix: undefined },
        additional_data: { Aanhef: 'Mevr.', Titel: 'Dr.' },
      },
    ],
    [
      'a Dutch CRM, with the infix in the last name as well',
      'Voornaam;Tussenvoegsel;Achternaam',
      'Jan;de;De Vries',
      { contact_name: 'Jan De Vries', additional_data: undefined },
    ],
    [
      'a Dutch CRM, with the whole name beside its parts',
      'Contactpersoon;Voornaam;Tussenvoegsel;Achternaam',
      'J. de Vries;Jan;de;Vries',
      { contact_name: 'J. de Vries', additional_data: { Tussenvoegsel: 'de' } },
    ],
    [
      'a Spanish CRM, with two surnames',
      'Nombre;Apellido 1;Apellido 2;Empresa;Correo',
      'Lucía;García;Pérez;Olivar SL;lucia@olivar.example',
      { contact_name: 'Lucía García Pérez', company_name: 'Olivar SL' },
    ],
    [
      'a Spanish CRM, with surnames that are the same',
      'Nombre;Primer apellido;Segundo apellido',
      'Ana;García;García',
      { contact_name: 'Ana García García' },
    ],
    [
      'a Mexican CRM, with both surnames in one column',
      'Nombre;Apellido Paterno;Apellido Materno',
      'Ana;López Ruiz;Ruiz',
      { contact_name: 'Ana López Ruiz' },
    ],
    [
      'a French CRM, with a particle before the surname',
      'Civilité;Prénom;Particule;Nom;Société',
      'Mme;Jeanne;d’;Arcy;Bois SARL',
      { contact_name: 'Jeanne d’Arcy', additional_data: { Civilité: 'Mme' } },
    ],
    [
      'a Portuguese CRM, with a form of address',
      'Tratamento;Nome;Sobrenome;Empresa',
      'Dra.;Inês;da Silva;Mar Lda',
      { contact_name: 'Inês da Silva', additional_data: { Tratamento: 'Dra.' } },
    ],
    [
      'an Italian CRM, with a degree before the name',
      'Titolo;Nome;Cognome;Azienda',
      'Ing.;Luca;Rossi;Ponte SpA',
      { contact_name: 'Luca Rossi', contact_title: undefined, additional_data: { Titolo: 'Ing.' } },
    ],
    [
      'a German CRM, with a particle and a degree',
      'Anrede;Akad. Titel;Vorname;Vorsatzwort;Nachname;Firma',
      'Herr;Dr.;Max;von;Stein;Stein AG',
      { contact_name: 'Max von Stein', additional_data: { Anrede: 'Herr', 'Akad. Titel': 'Dr.' } },
    ],
    [
      'a Dutch CRM, with an infix and no name',
      'Voornaam;Tussenvoegsel;Achternaam;Bedrijf',
      ';van;;Dijk BV',
      { contact_name: undefined, additional_data: { Tussenvoegsel: 'van' } },
    ],
    [
      'a system in Turkish, where a first name is called "Ad"',
      'Firma Adı;Ad;Soyad;E-posta',
      'Işık A.Ş.;Ayşe;Çelik;a@isik.example',
      { contact_name: 'Ayşe Çelik' },
    ],
    [
      'a system in Arabic',
      'اسم الشركة;الاسم;البريد الإلكتروني;رقم الجوال;المسمى الوظيفي;الدولة;عدد الموظفين;ملاحظات',
      'شركة النور;أحمد علي;ahmed@noor.example;0500;المدير العام;السعودية;51-200;طلب عرض سعر',
      {
        company_name: 'شركة النور',
        contact_name: 'أحمد علي',
        contact_email: 'ahmed@noor.example',
        contact_phone: '0500',
        contact_title: 'المدير العام',
        country: 'السعودية',
        company_size: '51-200',
        notes: 'طلب عرض سعر',
      },
    ],
    [
      'a system in Hebrew',
      'שם החברה;שם פרטי;שם משפחה;אימייל;טלפון נייד;תפקיד;מדינה;הערות',
      'אור;דוד;כהן;d@or.example;050;מנכ"ל;ישראל;רוצה דמו',
      {
        company_name: 'אור',
        contact_name: 'דוד כהן',
        contact_email: 'd@or.example',
        contact_phone: '050',
        contact_title: 'מנכ"ל',
        country: 'ישראל',
        notes: 'רוצה דמו',
      },
    ],
    [
      'a system in Turkish',
      'Müşteri No;Firma Adı;Yetkili;Ünvan;E-posta;Çalışan Sayısı;Ülke',
      'T-1;Işık A.Ş.;İbrahim;Müdür;i@isik.example;51-200;Türkiye',
      {
        external_id: 'T-1',
        company_name: 'Işık A.Ş.',
        contact_name: 'İbrahim',
        contact_title: 'Müdür',
        company_size: '51-200',
      },
    ],
    [
      'a system in Japanese',
      '会社名;姓;名;氏名(カナ);メールアドレス;役職;従業員数;業種',
      '桜ソフト;山田;太郎;ヤマダ;y@sakura.example;部長;300人;情報通信業',
      {
        company_name: '桜ソフト',
        contact_name: '山田 太郎',
        contact_title: '部長',
        company_size: '300人',
        industry: '情報通信業',
      },
    ],
    [
      'a system in Russian',
      'Компания;Контакт;Должность;Рабочий e-mail;Количество сотрудников',
      'Ромашка;Иван;Директор;i@romashka.example;50',
      { company_name: 'Ромашка', contact_name: 'Иван', contact_email: 'i@romashka.example', company_size: '50' },
    ],
  ])('of %s is read', (_, header, row, expected) => {
    const input = read(header, row);
    expect(Object.fromEntries(Object.keys(expected).map((field) => [field, input[field]]))).toEqual(expected);
  });
});
