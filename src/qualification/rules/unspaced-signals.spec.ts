import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findInLead, findSignals } from './signals.js';
import { unspacedSignals } from './unspaced-signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);
const all = (texts: string) => texts.split(' | ');

describe('Notes in Chinese, Japanese and Korean', () => {
  it.each<[string, string]>([
    ['demo', '希望演示 | 客户要求演示，下周二 | デモを希望 | デモ希望 | 데모 요청 | 데모를 원함 | 取消试用，希望演示'],
    [
      'budget',
      '预算已批准 | 预算充足 | 預算已核准 | 不过预算充足 | 予算は確保済み | 予算あり | 예산 확보 | 예산 승인 | 没时间有预算',
    ],
    ['budget', '没有预算问题 | 预算没有问题 | 予算に問題なし | 예산 문제 없음 | 无论预算如何 | 未来预算增加'],
    ['quote', '需要报价 | 見積もり依頼 | 見積書を送付 | 견적 요청 | 견적서 보내 달라고 함'],
    ['trial', '申请试用 | 無料トライアル | お試し希望 | 체험판 신청'],
    ['evaluating', '正在评估供应商 | 比較検討中 | 導入を検討中 | 도입 검토 중'],
    ['this quarter', '本季度采购 | 今四半期に導入 | 이번 분기 도입'],
    ['next quarter', '下季度上线 | 来四半期に導入 | 다음 분기'],
    ['hiring', '正在招聘 | 採用中 | 채용 중'],
    ['funding', '完成A轮融资 | 資金調達を完了 | 투자 유치'],
    ['ready to buy', '准备购买 | 購入予定あり | 구매 예정'],
    ['RFP', '招标 | 提案依頼書 | 입찰'],
    ['expanding', '业务扩张 | 事業拡大中 | 사업 확장'],
  ])('show %s: %s', (signal, notes) => {
    for (const note of all(notes)) {
      expect([note, find(note)]).toMatchObject([
        note,
        { signals: expect.arrayContaining([signal]), disqualifiers: [] },
      ]);
    }
  });

  it.each<[string, string]>([
    [
      'demo',
      '不需要演示 | 取消了演示 | デモは不要 | デモをキャンセル | デモを希望していません | 데모 불필요 | 데모 취소',
    ],
    ['budget', '预算被砍 | 预算未批准 | 预算是问题 | 予算が削減された | 予算が承認されていない | 예산 삭감 | 予算縮小'],
    ['budget', '暂时没有预算 | 今年没有预算 | まだ予算がない | 現時点では予算なし | 아직 예산 없음'],
    ['quote', '报价太高 | 見積もりは不要です | 견적은 필요 없음'],
    ['evaluating', '検討しません | 검토하지 않음'],
  ])('deny %s: %s', (signal, notes) => {
    for (const note of all(notes)) {
      expect([note, find(note)]).toMatchObject([note, { signals: [], denied: [signal], disqualifiers: [] }]);
    }
  });

  it.each<[string, string]>([
    [
      'no budget',
      '没有预算 | 无预算 | 沒有預算 | 没有足够的预算 | 予算なし | 予算がない | 予算がありません | 예산 없음 | 예산이 없습니다',
    ],
    ['no budget', '希望看演示，但是没有预算 | デモ希望だが予算なし'],
    [
      'not interested',
      '不感兴趣 | 没兴趣 | 不太感兴趣 | 不感興趣 | 興味なし | 興味がない | 興味がありません | 관심 없음 | 관심이 없습니다',
    ],
    [
      'not interested',
      '不需要 | 客户表示不需要 | 目前不需要 | 暂无需求 | 没有需求 | 沒有需求 | 我们不需要这个产品 | 没有这方面的需求 | 用不上',
    ],
    [
      'not interested',
      '必要ありません | 弊社には必要ありません | 現時点で必要なし | ニーズなし | 現在ニーズがない | 不要です | 間に合っています',
    ],
    [
      'not interested',
      '필요 없음 | 필요없습니다 | 필요 없다고 함 | 현재 필요 없음 | 니즈 없음 | 당사는 필요하지 않습니다',
    ],
    ['student', '学生 | 学生です | 本人은 학생입니다 | 大學生'],
    ['competitor', '竞争对手 | 競合他社 | 競合 | 경쟁사'],
    ['unsubscribe', '退订 | 配信停止 | 수신 거부 | 수신거부'],
    ['do not call', '请勿致电 | 不要打电话 | 電話しないでください | 電話不要 | 전화하지 마세요'],
    ['wrong number', '号码错误 | 打错了 | 番号違い | 間違い電話 | 잘못된 번호'],
    ['spam', '垃圾邮件 | 迷惑メール | 스팸'],
    ['test lead', '测试数据 | テストリード | 테스트 리드'],
  ])('are disqualified by %s: %s', (disqualifier, notes) => {
    for (const note of all(notes)) expect([note, find(note).disqualifiers]).toEqual([note, [disqualifier]]);
  });

  it.each([
    '使用竞争对手的产品 | 我们不是竞争对手 | 競合製品を使用中 | 競合の製品から乗り換え | 競合ではない | 경쟁사 제품 사용 중',
    '不是学生 | 以前是学生 | 面向学生的服务 | 元学生 | 学生向けサービス | 전 학생 | 학생 관리 솔루션 회사',
    '不需要演示，直接报价 | 不需要等待 | 不需要打电话，发邮件即可 | 有需求 | 没有需求变更 | 以前不需要 | 不需要，不过现在需要了',
    'デモの必要はありません | 電話の必要はありません。メールで | 急ぐ必要はない | ニーズ確認済み | 説明は必要ありません | 必要な機能はある',
    '데모 필요 없음 | 전화할 필요 없음, 이메일로 | 기다릴 필요 없음 | 추가 설명 필요 없음 | 니즈 있음',
    '退订后重新订阅 | 配信停止後に再登録 | 关注产品 | 兴趣浓厚 | 興味あり | 관심 있음 | スパム対策製品',
  ])('are not disqualified: %s', (notes) => {
    for (const note of all(notes)) expect([note, find(note).disqualifiers]).toEqual([note, []]);
  });

  it("are read by a profile's own phrases", () => {
    const profile = {
      ...DEFAULT_SCORING_PROFILE,
      buyingSignals: ['预算', '急ぎ'],
      disqualifiers: ['学生', '没有决策权'],
    };
    expect(findSignals('预算充足，客户没有决策权', profile)).toEqual({
      signals: ['预算'],
      denied: [],
      disqualifiers: ['没有决策权'],
    });
    expect(findSignals('急ぎで導入したい。学生向け', profile)).toMatchObject({ signals: ['急ぎ'], disqualifiers: [] });
  });

  it('say what a title says at its end', () => {
    const titled = (contactTitle: string) => findInLead({ notes: null, contactTitle }, DEFAULT_SCORING_PROFILE);
    expect(titled('経済学部 学生').disqualifiers).toEqual(['student']);
    expect(titled('学生課長').disqualifiers).toEqual([]);
  });

  it('are none where no such character stands', () => {
    expect(unspacedSignals('wants a demo', DEFAULT_SCORING_PROFILE)).toBeNull();
  });

  it('are read in less than 50 ms, whatever they are', async () => {
    for (const unit of [
      '预算',
      '没',
      '不 ',
      '予算が',
      '競合。',
      'には',
      '目前不需要',
      '필요없음은는',
      'デモ',
      '예산 ',
      '没有预算问题',
      'の',
      '。',
    ]) {
      const text = unit.repeat(Math.ceil(10_000 / unit.length));
      const ms = await busyMs(() => find(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});

describe('Notes in other languages', () => {
  it.each<[string, string]>([
    ['demo', 'chce demo | хочет демо | запросил демонстрацию | demo istiyor | يريد عرض تجريبي | רוצה דמו'],
    ['budget', 'budżet zatwierdzony | бюджет утверждён | bütçe onaylandı | الميزانية معتمدة'],
    ['quote', 'prosi o wycenę | просит КП | teklif istedi | הצעת מחיר'],
    ['trial', 'Testphase gewünscht | période d’essai | okres próbny | пробный период'],
    ['RFP', "gara d'appalto | przetarg | тендер | ihale"],
    ['demo', 'cancelled demo, rescheduled for Friday | not interested in the old plan, wants a demo of the new one'],
  ])('show %s: %s', (signal, notes) => {
    for (const note of all(notes))
      expect([note, find(note)]).toMatchObject([note, { signals: [signal], disqualifiers: [] }]);
  });

  it.each<[string, string]>([
    ['no budget', 'brak budżetu | нет бюджета | bütçesi yok | لا توجد ميزانية | אין תקציב'],
    ['not interested', 'niezainteresowany | не интересно | не заинтересован | ilgilenmiyor | غير مهتم | לא מעוניין'],
    ['student', 'студент | öğrenci | studentka | طالب | סטודנט'],
    ['competitor', 'конкурент | rakip | konkurencja'],
    ['do not call', 'nie dzwonić | не звонить | aramayın'],
    ['wrong number', 'zły numer | неверный номер | yanlış numara'],
  ])('are disqualified by %s: %s', (disqualifier, notes) => {
    for (const note of all(notes)) expect([note, find(note).disqualifiers]).toEqual([note, [disqualifier]]);
  });

  it.each([
    'nie chce demo | demo istemiyor | отказались от демо | they will not issue an RFP | budget is tight | Demo odwołane',
    'пока нет бюджета | Kein Budget in diesem Jahr | jeszcze nie ma budżetu | şimdilik bütçe yok | бывший студент',
  ])('neither show a signal nor disqualify: %s', (notes) => {
    for (const note of all(notes)) expect([note, find(note)]).toMatchObject([note, { signals: [], disqualifiers: [] }]);
  });
});
