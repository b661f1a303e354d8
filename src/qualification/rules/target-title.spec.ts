import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { matchingTarget } from './target-title.js';

describe('matchingTarget', () => {
  it.each<[string, string | null]>([
    ['VP of Sales', 'Sales'],
    ['Head of RevOps', 'Revenue Operations'],
    ['Director, Revenue Ops', 'Revenue Operations'],
    ['BizDev Manager', 'Business Development'],
    ['BD Lead', 'Business Development'],
    ['CRO', 'Sales'],
    ['Chief Revenue Officer', 'Sales'],
    ['CMO', 'Marketing'],
    ['C.M.O.', 'Marketing'],
    ['Account Executive', 'Sales'],
    ['Growth hacker', 'Growth'],
    ['Salesforce Administrator', null],
    ['Software Development for Business', null],
    ['CTO', null],
    ['Key Account Manager', 'Sales'],
    ['KAM DACH', 'Sales'],
    ['BDM', 'Business Development'],
    ['Leiter Außendienst', 'Sales'],
    ['Dyrektor handlowy', 'Sales'],
    ['Коммерческий директор', 'Sales'],
    ['Accountant', null],
    ['Vertriebsleiterin', 'Sales'],
    ['Leiter Vertrieb', 'Sales'],
    ['Directeur commercial', 'Sales'],
    ['Dir. commercial', 'Sales'],
    ['Resp. commercial', 'Sales'],
    ['Gte. Comercial', 'Sales'],
    ['РОП', 'Sales'],
    ['Manajer Penjualan', 'Sales'],
    ['Giám đốc kinh doanh', 'Sales'],
    ['Myyntijohtaja', 'Sales'],
    ['Directrice des ventes', 'Sales'],
    ['Jefe de ventas', 'Sales'],
    ['Gerente de Vendas', 'Sales'],
    ['Direttore Vendite', 'Sales'],
    ['Försäljningschef', 'Sales'],
    ['Marketingleiter', 'Marketing'],
    ['Marknadschef', 'Marketing'],
    ['Werkstudent Finanzen', null],
    ['営業部長', 'Sales'],
    ['マーケティング部長', 'Marketing'],
    ['销售总监', 'Sales'],
    ['行銷經理', 'Marketing'],
    ['商务拓展总监', 'Business Development'],
    ['영업 이사', 'Sales'],
    ['마케팅 팀장', 'Marketing'],
    ['Директор по продажам', 'Sales'],
    ['Satış Müdürü', 'Sales'],
    ['Pazarlama Direktörü', 'Marketing'],
    ['人事部長', null],
    ['Satın Alma Müdürü', null],
    ['Commercial Pilot', null],
    ['', null],
  ])('%j covers %j', (title, target) => {
    expect(matchingTarget(title, DEFAULT_SCORING_PROFILE.targetTitles)).toBe(target);
  });

  it('spells abbreviations out in targets too', () => {
    expect(matchingTarget('Vice President of Sales', ['VP Sales'])).toBe('VP Sales');
    expect(matchingTarget('Revenue Operations Analyst', ['RevOps'])).toBe('RevOps');
    expect(matchingTarget('Sales Intern', ['CRO'])).toBeNull();
  });

  it('matches a target that names a rank in any order', () => {
    expect(matchingTarget('Director of Enterprise Sales', ['Sales Director'])).toBe('Sales Director');
  });

  it('finds a target inside a title that is written without spaces', () => {
    expect(matchingTarget('購買部 部長', ['購買'])).toBe('購買');
    expect(matchingTarget('구매 팀장', ['구매팀장'])).toBe('구매팀장');
    expect(matchingTarget('営業部長', ['購買'])).toBeNull();
  });

  it('ignores targets without words', () => {
    expect(matchingTarget('Sales', ['', '!!'])).toBeNull();
  });

  it('reads very long titles', () => {
    expect(matchingTarget('revenue '.repeat(50_000) + 'operations', ['RevOps'])).toBe('RevOps');
  });
});
