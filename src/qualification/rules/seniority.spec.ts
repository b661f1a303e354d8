import { describe, expect, it } from 'vitest';
import type { Seniority } from '../profile/scoring-profile.js';
import { seniorityOf } from './seniority.js';

describe('seniorityOf', () => {
  it.each<[string, Seniority | null]>([
    ['Chief Revenue Officer', 'c_level'],
    ['Chief Human Resources Officer', 'c_level'],
    ['CRO', 'c_level'],
    ['C.E.O.', 'c_level'],
    ['CEO & Founder', 'c_level'],
    ['Co-Founder', 'c_level'],
    ['Owner', 'c_level'],
    ['Managing Director', 'c_level'],
    ['President', 'c_level'],
    ['Geschäftsführerin', 'c_level'],
    ['VP of Sales', 'vp'],
    ['V.P. Sales', 'vp'],
    ['Vice President', 'vp'],
    ['SVP', 'vp'],
    ['Senior Vice-President, EMEA', 'vp'],
    ['Assistant Vice President', 'vp'],
    ['Head of RevOps', 'head'],
    ['General Manager', 'head'],
    ['Director', 'director'],
    ['SENIOR DIRECTOR, SALES', 'director'],
    ['Director, Student Services', 'director'],
    ['Team Lead', 'manager'],
    ['Sales Manager', 'manager'],
    ['International Sales Manager', 'manager'],
    ['Go to Market Manager', 'manager'],
    ['Senior Account Executive', 'senior'],
    ['Lead Engineer', 'senior'],
    ['Sales Development Representative', 'individual'],
    ['Internal Auditor', 'individual'],
    ['Product Owner', 'individual'],
    ['Lead Generation Specialist', 'individual'],
    ['Assistant to the CEO', 'individual'],
    ['Executive Assistant, CEO', 'individual'],
    ["Vice President's assistant", 'individual'],
    ['Analyst, Office of the CFO', 'individual'],
    ['Consultant, former VP of Sales', 'individual'],
    ['intern', 'intern'],
    ['Product Manager Intern', 'intern'],
    ['Intern, Data Analyst', 'intern'],
    ['Trainee Manager', 'intern'],
    ['MBA Student', 'intern'],
    ['Student at MIT', 'intern'],
    ['Wizard', null],
    ['Directorate', null],
    ['Management', null],
    ['', null],
    ['🙂', null],
  ])('%j is %j', (title, rank) => {
    expect(seniorityOf(title)).toBe(rank);
  });

  it.each([
    'Homeowner',
    'Home owner',
    'Former CEO',
    'Ex-CEO',
    'Retired CFO',
    'Office of the CEO',
    'Ninja',
    'Thought Leader',
    'Gestellt',
  ])('%j is no rank', (title) => {
    expect(seniorityOf(title)).toBe(null);
  });

  it.each(['Lead Engineer', 'Lead'])('%j is senior', (title) => {
    expect(seniorityOf(title)).toBe('senior');
  });

  it("knows the profile's own ranks before the common ones", () => {
    const ranks = [
      { phrase: 'Obmann', seniority: 'c_level' as const },
      { phrase: 'sales manager', seniority: 'head' as const },
    ];
    expect(seniorityOf('Obmann', ranks)).toBe('c_level');
    expect(seniorityOf('Regional Sales Manager', ranks)).toBe('head');
    expect(seniorityOf('Director', ranks)).toBe('director');
    expect(seniorityOf('Obmann')).toBeNull();
  });

  it('reads very long titles', () => {
    expect(seniorityOf('chief '.repeat(50_000) + 'officer')).toBe('c_level');
    expect(seniorityOf('vice '.repeat(50_000))).toBeNull();
    expect(seniorityOf(`${'a.'.repeat(50_000)} VP`)).toBe('vp');
  });

  it('takes no rank from who held it, whose office it is, or a word that only begins with it', () => {
    const titles =
      '元社長; 前首席执行官; ABC公司前总经理; 전 대표이사; (전)사장; 代表電話; 대리점; 営業; リーダーシップ';
    expect(titles.split('; ').filter((title) => seniorityOf(title) !== null)).toEqual([]);
    const over =
      'CEO (former); CTO, retired; Founder & CEO (retired); Geschäftsführer a.D.; Geschäftsführerin i. R.; Vorstand im Ruhestand; Directeur Général (retraité)';
    expect(over.split('; ').filter((title) => seniorityOf(title) !== null)).toEqual([]);
    expect(seniorityOf('CEO, former VP Sales at Acme')).toBe('c_level');
    expect(seniorityOf('Managing Director (Ret Ops)')).toBe('c_level');
  });

  it.each<[Seniority | null, string]>([
    [
      'c_level',
      'Sprecher des Vorstands; Vors. der Geschäftsführung; Vorsitzender des Vorstands; Aufsichtsrat; Verwaltungsrat; Geschäftsf.',
    ],
    [
      'c_level',
      'Bestuurslid; Statutair directeur; Współzałożyciel; Jednatel; Majitelka; Ügyvezető; Tulajdonos; Гендиректор; Ген. директор',
    ],
    [
      'c_level',
      'Yönetim Kurulu Başkanı; YÖNETİM KURULU ÜYESİ; İşletme Sahibi; Διευθύνων Σύμβουλος; ΙΔΡΥΤΗΣ; الرئيس التنفيذي; المدير العام; מנכ"ל; מנכ״ל; Owner & Operator',
    ],
    [
      'vp',
      'Başkan Yardımcısı; Genel Müdür Yardımcısı; Вице-президент; Заместитель генерального директора; Viceprezident; סמנכ"ל',
    ],
    [
      'head',
      'Chairperson of the Department of Physics; Chair, Department of Surgery; Chefredakteur; Chefärztin; Главный бухгалтер',
    ],
    ['director', 'Finans Direktörü; Obchodní ředitel; Διευθυντής Πωλήσεων; Коммерческий директор'],
    [
      'manager',
      'Satış Müdürü; Bauleiter; Resp. Marketing; Responsável comercial; Capoufficio; Vedoucí prodeje; Şef; مدير المبيعات; Projektledare',
    ],
    ['senior', 'Starszy specjalista; Kıdemli Uzman; Старший менеджер'],
    [
      'individual',
      'Sekretariat der Geschäftsleitung; VD-assistent; Genel müdür asistanı; Directieassistente; Vorstandssekretärin; Satış Temsilcisi',
    ],
    ['individual', 'Receptionist; Bookkeeper; Agente di commercio'],
    ['intern', 'Duales Studium; Praktykant'],
    [null, 'voormalig directeur; oud-directeur; бывший директор; tidigare VD; eski müdür; ehem. Geschäftsführer'],
  ])('finds the rank %s in %s', (rank, titles) => {
    expect(titles.split('; ').filter((title) => seniorityOf(title) !== rank)).toEqual([]);
  });
});
