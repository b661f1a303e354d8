import { describe, expect, it } from 'vitest';
import type { Seniority } from '../profile/scoring-profile.js';
import { seniorityOf } from './seniority.js';

describe('seniorityOf', () => {
  it.each([
    'GF',
    'Geschäftsführer',
    'Geschäftsführerin',
    'Geschaeftsfuehrer',
    'Geschäftsführer/in',
    'Geschäftsführende Gesellschafterin',
    'Inhaber',
    'Inhaberin',
    'Vorstand',
    'Finanzvorstand',
    'Vorstandsvorsitzende',
    'PDG',
    'P.D.G.',
    'Président-Directeur Général',
    'Gérant',
    'Gérante',
    'Gerant',
    'Directeur Général',
    'Directrice générale',
    'Directeur general',
    'Fondatrice',
    'Co-fondateur',
    'Cofondatrice',
    "Chef d'entreprise",
    'Gerente General',
    'Director General',
    'Directora General',
    'Socio',
    'Socia directora',
    'Fundadora',
    'Propietaria',
    'Dueño',
    'Consejero Delegado',
    'Diretor Geral',
    'Sócio',
    'Sócia-fundadora',
    'Presidente',
    'Titolare',
    'Amministratore Delegato',
    'Amministratrice Delegata',
    'Amministratore Unico',
    'Direttore Generale',
    'Socio Fondatore',
    'Algemeen directeur',
    'Eigenaar',
    'Eigenaresse',
    'Directeur-eigenaar',
    'Mede-oprichter',
    'Zaakvoerder',
    'VD',
    'Verkställande direktör',
    'Grundare',
    'Ägare',
    'Daglig leder',
    'Administrerende direktør',
    'Prezes Zarządu',
    'Właściciel',
    'Wlasciciel',
    'Partner',
    'Partner at McKinsey',
    'Managing Director',
    'Chairperson',
    'President',
    'Chief Happiness Officer',
    'General Counsel',
    'Secretary General',
    'Managing Member',
    'Board Member',
    'Non-Executive Director',
    'Executive Director',
    'Stv. Geschäftsführer',
    'Mitglied der Geschäftsleitung',
    'Unternehmer',
    'Imprenditrice',
    'Ondernemer',
    'Генеральный директор',
    'Owner & CEO',
    'CEO/Founder',
  ])('%j is c_level', (title) => {
    expect(seniorityOf(title)).toBe('c_level');
  });

  it.each([
    'Prokurist',
    'Prokuristin',
    'Directeur commercial',
    'Directrice des ventes',
    'Directrice Marketing',
    'DRH',
    'Directora de Marketing',
    'Diretor',
    'Diretora Comercial',
    'Direttrice Commerciale',
    'Commercieel directeur',
    'Dyrektor sprzedaży',
    'Director, Student Services',
  ])('%j is director', (title) => {
    expect(seniorityOf(title)).toBe('director');
  });

  it.each([
    'Leiter Vertrieb',
    'Leiterin Marketing',
    'Leitung Einkauf',
    'Bereichsleiter',
    'Bereichsleiterin IT',
    'Vertriebsleiter',
    'Marketingleiterin',
    'Hoofd Verkoop',
    'Försäljningschef',
    'Marknadschef',
    'Department Chairperson',
    'Head of Kitchen',
    'Chief of Staff',
    'Chief of Police',
    'Chief Engineer',
    'Country Manager Spain',
    'GM',
    'Dean of Students',
    'Einkaufsleitung',
    'Kaufmännischer Leiter',
    'Kfm. Leiter',
  ])('%j is head', (title) => {
    expect(seniorityOf(title)).toBe('head');
  });

  it.each([
    'Teamleiter Vertrieb',
    'Projektleiterin',
    'Responsable marketing',
    'Chef de projet',
    'Gerente',
    'Gerente de ventas',
    'Jefe de ventas',
    'Jefa de Marketing',
    'Gerente de Vendas',
    'Coordenadora de Marketing',
    'Responsabile Acquisti',
    'Teamleider',
    'Kierownik',
    'Marketing Lead',
    'Marketing Leader',
    'Sales Leader, EMEA',
    'Partner Manager',
    'Channel Partner Manager',
    'Partner Marketing Manager',
    'Sales Partner Manager',
    'Chef',
    'Tech Lead',
    'Sales Manager (m/f/d)',
    'Assistant Manager',
    'Team Lead',
  ])('%j is manager', (title) => {
    expect(seniorityOf(title)).toBe('manager');
  });

  it.each([
    'Assistentin der Geschäftsführung',
    'Assistenz des Vorstands',
    'Halbleiter Ingenieur',
    'Vertriebsmitarbeiter',
    'Assistante de direction',
    'Assistant du directeur général',
    'Adjoint au directeur',
    'Chargée de communication',
    'Asistente del Director General',
    'Ejecutivo de ventas',
    'Impiegata',
    'Medewerker verkoop',
    'Säljare',
    'owner operator (truck)',
    'Owner-Operator',
    'Owner/Operator',
    'head waitress',
    'Head cook',
    'Head Start teacher',
    'Head Pastry Chef',
    'Head Football Coach',
    'HR Business Partner',
    'Product Owner',
    'Executive Chef',
    'Lead Generation Specialist',
    "Founder's Associate",
    'Consultant to the President',
    'Account Executive',
    'Executive Assistant to the CEO',
    'EA to CEO',
    'Truck driver',
  ])('%j is individual', (title) => {
    expect(seniorityOf(title)).toBe('individual');
  });

  it.each(['Werkstudentin', 'Stagiaire RH', 'Becaria', 'Estagiária'])('%j is intern', (title) => {
    expect(seniorityOf(title)).toBe('intern');
  });

  it.each([
    'Vice-Presidente',
    'Vice President',
    'Vice-President Sales',
    'Assistant Vice President',
    'VP, Sales',
    'Sr. VP Marketing',
  ])('%j is vp', (title) => {
    expect(seniorityOf(title)).toBe('vp');
  });

  it.each<[Seniority, string]>([
    [
      'c_level',
      '代表取締役; 代表取締役社長; 取締役 営業本部長; 会長; 代表; 株式会社ABC 代表; 創業者兼CEO; 最高財務責任者（CFO）; 社外取締役',
    ],
    ['c_level', '总经理; 總經理; 董事长兼CEO; 首席财务官; 联合创始人; 老板; 总裁; 执行董事; 首席營運官; 法定代表人'],
    ['c_level', '대표이사; 대표 이사; 공동대표; 사장; 회장; 최고 재무 책임자; 설립자 겸 대표; 대표님'],
    ['vp', '副社長; 上席執行役員; 副总裁; 常务副总经理; 常務副總經理; 副總; 부사장; 전무이사; 영업 부사장; 助理副总裁'],
    [
      'head',
      '営業部長; 事業部長; 社長室長; 工場長; 総支配人; 市场部部长; 采购负责人; 总工程师; 首席代表; 마케팅 본부장; 비서실장; 副部長',
    ],
    ['director', 'セールスディレクター; 销售总监; 副总监; 運營總監; 영업이사; 마케팅 이사; 理事'],
    [
      'manager',
      '営業課長; 係長; 次長; 営業マネージャー; 部長代理; 店長; 銷售經理; 项目经理; 前端经理; 前台主管; 总经理办公室主任; 안전팀장; 과장; 파트너십 매니저',
    ],
    ['senior', 'シニアコンサルタント; 高级工程师; 主任工程师; 책임연구원; 수석연구원'],
    [
      'individual',
      '社長秘書; 営業担当; 営業代表; 店長候補; 会社員; 总经理助理; 董事长秘书; 销售代表; 医药代表; 专员; 대표 비서; 사원; 대리; プロダクトオーナー',
    ],
    ['intern', 'インターン; 大学生; 市场部实习生; 마케팅 인턴'],
  ])('finds the rank %s in titles of scripts without spaces: %s', (rank, titles) => {
    expect(titles.split('; ').filter((title) => seniorityOf(title) !== rank)).toEqual([]);
  });

  it.each([
    [
      'c_level',
      'CEO兼CTO; CEO兼創業者; Dir. Gral.; Dir. Gral. Adm.; Gte. Gral.; Direktur Utama; Presiden Direktur; Tổng giám đốc; ИП; กรรมการผู้จัดการ',
    ],
    ['director', 'Direktur Penjualan; Giám đốc kinh doanh; Зам. директора; Myyntijohtaja; Markkinointijohtaja'],
    ['head', 'РОП; Trưởng phòng kinh doanh; Kepala Cabang'],
    ['manager', 'Gte. Comercial; Gte. de Ventas; Manajer Penjualan; Myyntipäällikkö'],
  ])('finds the rank %s in short forms and further languages: %s', (rank, titles) => {
    expect(titles.split('; ').filter((title) => seniorityOf(title) !== rank)).toEqual([]);
  });

  it.each(['Assistenz GF', 'Assistent Geschäftsleitung', 'Assistentin Vorstand', 'Sekretariat Geschäftsführung'])(
    '%j is individual',
    (title) => {
      expect(seniorityOf(title)).toBe('individual');
    },
  );
});
