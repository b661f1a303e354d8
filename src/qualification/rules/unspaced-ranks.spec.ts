import { describe, expect, it } from 'vitest';
import type { Seniority } from '../profile/scoring-profile.js';
import { seniorityOf } from './seniority.js';

describe('seniorityOf', () => {
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
});
