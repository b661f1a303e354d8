/**
 * What notes in Chinese, Japanese and Korean call the phrases that profiles commonly name, and the words around these that
 * decide what they say. Such notes have no spaces between words, or other ones than a profile has, so there are none here.
 */
export const UNSPACED_PHRASES: Record<string, string> = {
  demo: '演示 展示会议 デモ 実演 데모 시연',
  budget: '预算 預算 予算 예산',
  pricing: '价格 價格 价目表 定价 定價 料金 価格 가격 요금 단가',
  quote: '报价 報價 見積もり 見積り 見積書 見積 견적서 견적',
  trial: '试用 試用 トライアル お試し 체험판 체험 시범',
  evaluating: '评估 評估 选型 選型 比较供应商 比較検討 検討 評価中 검토 평가중 비교중',
  'this quarter':
    '本季度 本季 这个季度 這個季度 下季度 下个季度 下個季度 今四半期 当四半期 今期中 来四半期 来期 이번분기 금분기 다음분기 차분기',
  'next quarter': '下季度 下个季度 下個季度 来四半期 来期 다음분기 차분기',
  expanding: '扩张 擴張 扩展 擴展 拓展 事業拡大 拡大 海外進出 확장 확대 진출',
  hiring: '招聘 招募 招人 採用中 採用活動 採用強化 求人 채용',
  funding: '融资 融資 資金調達 投資を受け 투자유치 투자를유치 투자를받',
  'ready to buy':
    '准备购买 準備購買 准备采购 愿意购买 决定购买 購入予定 購入したい 購入を決 導入を決 導入決定 구매준비 구매예정 구매하고싶 구매결정',
  rfp: '招标 招標 标书 標書 提案依頼 入札 입찰 제안요청서',
  'proof of concept': '概念验证 概念驗證 概念実証 実証実験 개념검증',
  poc: '概念验证 概念驗證 概念実証 実証実験 개념검증',
  student: '学生 學生 大学生 大學生 在校生 학생 대학생',
  competitor: '竞争对手 競爭對手 竞争公司 競合他社 競合企業 競合 ライバル企業 경쟁사 경쟁업체 경쟁회사',
  unsubscribe:
    '退订 退訂 取消订阅 取消訂閱 配信停止 配信解除 購読解除 メルマガ解除 수신거부 구독취소 구독해지 수신거절',
  'do not call':
    '请勿致电 請勿致電 勿致电 不要打电话 不要打電話 别打电话 不要再打 请勿联系 請勿聯繫 不要联系 不要再联系 不要聯絡 電話しないで ' +
    '電話をしないで 電話不要 電話お断り 連絡不要 連絡しないで 架電禁止 架電不可 전화하지 전화금지 전화거부 연락하지 연락금지',
  'wrong number':
    '号码错误 號碼錯誤 号码不对 错号 打错了 打错电话 打錯 空号 空號 番号違い 番号間違い 間違い電話 番号が違 잘못된번호 번호오류 틀린번호 결번',
  spam: '垃圾邮件 垃圾郵件 垃圾信息 スパム 迷惑メール 스팸',
  'test lead':
    '测试线索 測試線索 测试数据 测试记录 テストリード テストデータ テスト登録 テスト送信 테스트리드 테스트데이터 테스트등록',
};

/** A disqualifier that says of these that there is none. */
export const UNSPACED_LACKS: Record<string, string> = {
  'no budget': '预算 預算 予算 예산',
  'not interested': '兴趣 興趣 感兴趣 感興趣 意向 興味 関心 관심 흥미',
};

const any = (words: string) => `(?:${words.trim().split(/\s+/).join('|')})`;

/** Directly before a phrase, or a few characters of Chinese earlier. */
export const DENIED_BEFORE = new RegExp(
  any(`
    没有 沒有 没 沒 无(?![论論疑料偿]) 無(?![论論疑理料償]) 不是 并非 不(?![过過断斷错錯仅僅只但同久]) 未(?![来來]) 非(?![常洲]) 缺乏 缺少 超出 拒绝了? 拒絕了? 取消了?
    推迟了? 推遲了? 停止了? 暂停了? 冻结了? 凍結了? 放弃了? 输给`) + String.raw`(?:(?![有是])\p{Script=Han}){0,4}$`,
  'u',
);

const many = (words: string) => `(?:${any(words)})*`;

/**
 * A whole clause that says that there is no need of the product: whose, since when, and who says so may stand in it, but no other
 * object, as in "不需要演示" and "電話の必要はありません". No word of the first list is made of others, so that each text is read in
 * one way only.
 */
export const NO_NEED = new RegExp(
  `^${many(`
    客户 客戶 对方 對方 他 她 他们 他們 我 我们 我們 我司 公司 贵司 表示 说 說 称 稱 反馈 反饋 回复 回覆 目前 现在 現在 暂时 暫時 暂 暫 近期 今年
    确实 確實 真的 已经 已經 都 也 还 還 完全 根本 这边 這邊
    弊社 当社 先方 お客様 顧客 今 今のところ 現時点 当面 特に 全く もう に で は が も と
    고객 고객사 당사 저희 우리 회사 현재 지금 당장 당분간 전혀 더이상 은 는 이 가 에 에서 도 측 쪽`)}` +
    any(`
      不需要 [没沒无無](?:有)?(?:任何|这方面的?|這方面的?|相关|相關|采购|採購|购买|購買)?(?:需求|需要) 用不上 用不着 用不著 不用了
      (?:必要性?|ニーズ|需要)[はがも]?(?:ない|無い|なし|なく|ありません|ございません|なさそう) 不要 いらない いりません 要らない 要りません
      間に合って(?:いる|います|おります|る|ます) 結構です
      (?:필요성?|니즈|수요)[이가은는도]?없(?:음|다|습니다|어요|어|대요|다고|는상태|다네요) 필요하지않(?:음|다|습니다|아요|다고) 필요치않음 불필요`) +
    `${many(`
      了 的 这个 這個 该 此类 此類 这类 這類 任何 我们 我們 你们 你們 贵司 貴司 产品 產品 服务 服務 方案 系统 系統 软件 軟體
      です だ とのこと との回答 と言われた と言われました そうです 함 합니다 하심 했음 합`)}$`,
  'u',
);
/** Behind it: there is some by now. */
export const NEEDED_NOW = /(?:现在|現在|后来|後來|今は|지금은?|이제)(?:又)?(?:需要|有需求|必要|필요)/u;

/** Particles, and what is asked for or done, stand between a phrase and what denies it. */
const LINK = String.raw`(?:[はがをもにのとで]{0,2}|[이가을를은는도의에]{0,2})`;
const ACT = any(
  '希望 依頼 要望 申請 请求 请 要求 安排 计划 予定 検討 必要 確保 承認 実施 決定 計画 요청 신청 진행 확보 승인 참여 필요 계획',
);
const STEP = any(
  '已经 已經 已 被 都 也 还 還 就 又 仍 尚 目前 暂时 まだ 現在 特に 一切 全く あまり 当面 아직 현재 별로 전혀 더이상 따로 너무 太',
);
export const DENIED_BEHIND = new RegExp(
  `^${LINK}${STEP}{0,2}(?:${ACT}${LINK})?${STEP}{0,2}` +
    any(`
      没有 沒有 没 沒 不足 不够 不夠 不多 取消 砍 削减 削減 拒绝 拒絕 被拒 冻结 凍結 用完 用光 花完 推迟 推遲 超支 有限 紧张 为零 為零 为0 未(?![来來])
      不(?![错錯限]|是问题|是問題|成问题|成問題) 无 無 失败 失敗 作废 高了 贵 貴 太高
      なし なく ない なかった ありません ございません ゼロ 要らない いらない いりません 断 辞退 キャンセル 中止 延期 見送 カット 縮小 縮減 却下 否決
      しない していない せず しません していません されていない できない ません では(?:ない|ありません|なく) じゃない 高すぎ 高い オーバー
      없 부족 불필요 하지않 하지못 원하지않 원치않 취소 삭감 거절 거부 동결 보류 연기 무산 중단 미정 초과 되지않 안함 안해 안합 안받 않 아님 아니 못 비싸 높`),
  'u',
);

/** Behind a phrase: that there is none. */
export const ABSENT_BEHIND = new RegExp(
  `^${LINK}${STEP}{0,2}` +
    any('没有 沒有 没 沒 无 無 为零 為零 なし ない なかった ありません ございません ゼロ 薄い 없'),
  'u',
);

/** Behind a phrase: that it is, or is not, in the way. */
export const PROBLEM = new RegExp(
  `^${LINK}(?:方面|上|面)?是?(?<between>${any('没有? 沒有? 不是 不成 无 無 全く 特に 아무 전혀')})?[はがもの]?` +
    any('问题 問題 문제 制約 制限 限制 제약 제한 心配 걱정 困难 困難') +
    `(?<behind>${LINK}${any('なし ない ありません 無 없 没有 不大')})?`,
  'u',
);

/** Near a lack, these put it off. */
export const PUT_OFF =
  /暂|暫|目前|现在|現在|今年|本季度|本年度|今期|当面|まだ|現時点|今のところ|아직|현재|지금|올해|당장|이번분기|이번달|尚|还没|還沒|直到|まで|까지/u;

/** Directly before a state. */
export const FORMERLY = new RegExp(
  String.raw`${any('(?<![目之])前 原 元 曾 曾经 曾經 以前 过去 過去 毕业 畢業 전직 예전 이전 옛 전')}[是为為の은는에도]{0,2}$`,
  'u',
);

/** Behind a contact who left, in whatever clause. */
export const RETURNED = /重新|又回|回来|回來|再次|再登録|再購読|再開|재구독|재가입|다시/u;

/** Company that gives a phrase another sense. */
export const OTHER_SENSES: Record<string, { before?: RegExp; behind?: RegExp }> = {
  student: {
    before: /(?:面向|针对|針對|为|為|给|給|帮助|服务|服務|培训|培訓|[\d千万萬百][\d多余]*[名人位万萬]?|수|명의|대상)$/u,
    behind:
      /^(?:向け|寮|支援|管理|証|課|部|服务|服務|公寓|宿舍|贷款|貸款|信息|系统|系統|市场|市場|平台|用|会|會|관리|지원|서비스|기숙사|회|용|대상|과|정보)/u,
  },
  competitor: {
    before:
      /(?:使用|采用|採用|用着|用|从|從|向|与|與|和|跟|对比|對比|比较|相比|替换|替換|换掉|更换|利用中の|導入中の|現在の|타|기존)$/u,
    behind:
      /^(?:的|产品|產品|方案|系统|系統|报价|報價|软件|服务|合同|合约|分析|製品|の|サービス|システム|ソリューション|から|より|と|を|に|が|分析|調査|比較|제품|솔루션|서비스|시스템|의|에서|보다|와|과|를|사용|분석|조사|비교)/u,
  },
  spam: { before: /[防反抗]$/u, behind: /^(?:过滤|過濾|フィルタ|対策|필터|방지|차단)/u },
  hiring: { behind: /^(?:经理|經理|主管|平台|软件|系统|担当|サイト|ツール|관리자|담당|플랫폼|솔루션)/u },
  funding: { behind: /^(?:租赁|租賃|顾问|顧問|担当)/u },
};
