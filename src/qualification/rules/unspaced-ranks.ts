import type { Seniority } from '../profile/scoring-profile.js';

/**
 * Ranks in Chinese, Japanese and Korean, which stand inside runs of characters: "営業部長", "销售总监", "영업팀장". The first
 * that begins wins, and of those that begin together the longest. Sources are the job titles of 部課長 lists, of LinkedIn in
 * these languages, and of Chinese and Korean company registers.
 */
const PHRASES: Record<Seniority | 'none', string> = {
  c_level: `
    代表取締役 取締役 代表理事 代表社員 代表者 共同代表 代表 法人代表 法定代表人 社長 会長 会頭 理事長 頭取 総裁 創業者 創設者 設立者 共同創業者 オーナー 経営者
    事業主 自営業 ファウンダー パートナー 専務 常務 院長 店主 執行役 役員 総経理
    董事长 董事長 总经理 總經理 董事 董事会成员 总裁 總裁 创始人 創始人 创办人 創辦人 老板 老闆 合伙人 合夥人 企业主 主席 行长 院长 所有者
    대표이사 대표 사장 회장 이사장 창업자 창립자 설립자 원장 오너 파트너 총장 행장 사업주 소유주 최고경영자`,
  vp: `
    副社長 副会長 副代表 副頭取 執行役員 副総裁 副総経理 バイスプレジデント ヴァイスプレジデント
    副总裁 副總裁 副总经理 副總經理 副总 副總 常務副總經理 常務副總 副董事长 副董事長 副行长 助理总裁 助理總裁 助理总经理 助理總經理
    부사장 부회장 부대표 부행장 전무 상무 임원`,
  head: `
    本部長 部長 部门长 部門長 室長 所長 局長 工場長 センター長 ゼネラルマネージャー 責任者 支社長 支配人 編集長 校長 ヘッド
    部长 局长 处长 處長 厂长 廠長 校长 负责人 負責人 系主任 总工程师 總工程師 总会计师 总编辑 总编 首席代表
    본부장 실장 부장 센터장 소장 국장 공장장 총괄 부문장 교장 편집장 지사장 헤드`,
  director: 'ディレクター 理事 总监 總監 副总监 副總監 董秘 이사 디렉터 총감독',
  manager: `
    マネージャー マネージャ マネジャー マネジャ 課長 係長 次長 主任 店長 支店長 班長 チーフ リーダー グループ長 チーム長 部長代理 部長補佐 課長代理 課長補佐
    经理 經理 主管 组长 組長 科长 科長 店长 班长 领班 課长
    팀장 과장 차장 파트장 그룹장 매니저 지점장 점장 반장 조장 리더`,
  senior: '主任工程师 主任工程師 シニア 上席 高级 高級 资深 資深 首席 책임 선임 수석 시니어',
  individual: `
    担当 担当者 社員 会社員 従業員 営業マン 営業職 事務員 秘書 エンジニア コンサルタント アナリスト スペシャリスト アシスタント デザイナー プログラマ プログラマー
    開発者 研究員 技術者 顧問 店長候補 プロダクトオーナー ビジネスパートナー
    顾问 助理 专员 專員 工程师 工程師 设计师 設計師 秘书 员工 职员 職員 业务员 業務員 销售员 銷售員 采购员 店员 店員 文员 会计 会計 律师 医生 护士 教师 老师 司机
    사원 담당 담당자 직원 연구원 엔지니어 컨설턴트 디자이너 개발자 비서 주임 대리 고문 프로덕트오너 비즈니스파트너 어시스턴트 스페셜리스트 간호사 교사`,
  intern: 'インターン 研修生 見習い 学生 大学生 实习生 實習生 实习 学徒 인턴 학생 대학생 수습',
  none: '代表电话 代表電話 대리점 담당구역 대표전화 대표번호 리더십 파트너십 リーダーシップ パートナーシップ パートナー営業 オーナーシップ',
};

/** 最高経営責任者, 首席财务官, 최고기술책임자: whatever stands in the middle. */
const CHIEFS = /最高\p{L}{1,8}?責任者|首席\p{L}{1,6}?官|최고\p{L}{1,6}?책임자/u;
/** 代表 is the head of a Japanese company, and 销售代表 sells for a Chinese one. */
const REPRESENTATIVE = /(?![兼副元前現原])\p{Script=Han}代表(?!取締役|理事|社員)/u;

const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Directly before a rank these say that it is held no longer. */
const FORMER = /(?:^|[^\p{L}]|司|社)(?:元|前|原|前任|전|전임)[\s・)）]*$/u;
/** Behind a rank these belong to its holder: 社長室, 总经理助理, 대표 비서. */
const OF_ANOTHER = /^[\s・の]*(?:室|办|辦|付|秘書|秘书|助理|アシスタント|補佐官|비서|보좌)/u;
/** The board as a body. */
const BOARD = /^会(?!成员)/u;

/** Characters around a rank that are looked at. */
const CONTEXT = 12;
/** Korean may part what belongs together: "대표 이사". */
const SPACES =
  /(?<=[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}])\s+(?=[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}])/gu;

const RANKS = new Map(
  Object.entries(PHRASES).flatMap(([rank, phrases]) =>
    phrases.split(/\s+/).map((phrase) => [phrase, rank as Seniority | 'none'] as const),
  ),
);
const PATTERN = new RegExp(
  [
    CHIEFS.source,
    ...[...RANKS.keys()].filter((phrase) => phrase !== '').toSorted((a, b) => b.length - a.length),
    REPRESENTATIVE.source,
  ].join('|'),
  'gu',
);

/** The ranks that a title states in Chinese, Japanese or Korean. */
export function unspacedRanks(title: string): Seniority[] {
  if (!UNSPACED.test(title)) return [];
  const text = title.normalize('NFKC').replace(SPACES, '');
  return Array.from(text.matchAll(PATTERN)).flatMap(({ 0: phrase, index }) => {
    const rank = RANKS.get(phrase) ?? (REPRESENTATIVE.test(phrase) ? 'individual' : 'c_level');
    const before = text.slice(Math.max(0, index - CONTEXT), index);
    const behind = text.slice(index + phrase.length, index + phrase.length + CONTEXT);
    const isForeign = OF_ANOTHER.test(behind) || (phrase === '董事' && BOARD.test(behind)) || FORMER.test(before);
    return rank === 'none' || isForeign ? [] : [rank];
  });
}
