import { describe, expect, it } from 'vitest';
import { isPlaceholder } from './placeholders.js';

describe('isPlaceholder', () => {
  it.each(
    (
      'n/a|N/A|N.A.|n.a|NA|-|--|—|...|.|?|???|--None--|-None-|None|NULL|<null>|Select|-- Select --|Select...|Please select|' +
      '#N/A|#REF!|#DIV/0!|(blank)|[empty]|NaN|undefined|k.A.|k. A.|keine Angabe|Keine Angabe.|unbekannt|non renseigné|' +
      'Non renseigne|N/R|n.c.|sin datos|N/D|não informado|nao informado|sconosciuto|n.v.t.|onbekend|okänd|brak danych|' +
      'не указано|不明|未入力|なし|없음|not provided|Not Provided|unknown|UNKNOWN|tbd|TBD.|to be determined|xxx|not_set|' +
      'belirtilmemiş|Not Applicable (N/A)|\\N|#NV|#WERT!|#¡VALOR!|undisclosed|Select a value|Lütfen seçiniz|vælg|ei tiedossa|' +
      'neuvedeno|nincs megadva|не вказано|選択|-選択-|ー|선택하세요|해당없음|غير متوفر|לא ידוע|ไม่ระบุ|' +
      'none of the above|no email|No phone|keine E-Mail|kein Telefon|wird nachgereicht|néant|ningún|por confirmar|sem e-mail|' +
      'Unassigned|NotSpecified|UNKNOWN_VALUE|Choose an item.|- none selected -|not yet known|N-A|N_A|[object Object]|T.B.A.|' +
      "unknown industry|Unknown Source|I don't know|Not sure|nicht zugewiesen|nicht erfasst|weiß nicht|Non attribué|à renseigner|" +
      'Aucun(e)|sin asignar|(en blanco)|no sé|não atribuído|S/I|não sei|non assegnato|ej valt|ikke valgt|nie wybrano|nevybráno|' +
      'не выбрано|не определено|belirsiz|未選択|未指定|선택 안함|지정되지 않음|' +
      'da confermare|geen website|特になし|非公開|待定|n.b.|not found|withheld'
    ).split('|'),
  )('takes %j for nothing', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each([
    ...[
      'Acme',
      'Nader',
      'Ka',
      'Nd',
      'So',
      'X',
      'Selecta',
      'Unknown Worlds Entertainment',
      'None of your Business GmbH',
    ],
    ...['0', '1', 'Noneman', 'C++', 'R&D', '@acme', '10+', '🙂', 'A/B testing', 'U.S.', 'I/O', 'Brakes', 'N. A. Smith'],
    ...['not provided with a phone', 'No', 'Leeroy', 'nullable', '李', '王明', 'Other', 'No Fear Ltd', 'Mail', '空港'],
  ])('takes %j for what it says', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });

  it('reads the beginning of no long text', () => {
    expect(isPlaceholder('-'.repeat(1_000_000))).toBe(false);
  });
});
