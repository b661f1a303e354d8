/** Folding is cheap for text of this kind. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Longer texts say something. */
const LONGEST = 40;

/** What systems and people write where they know nothing, one line a language; without accents, brackets and dashes. */
const WORDS = new Set(
  `
  na, none, null, null value, nil, nan, undefined, unknown, not known, unspecified, not specified, not provided, not given, not set,
  not available, not applicable, not disclosed, no data, no value, no information, no info, blank, empty, missing, tbd, tba, tbc,
  to be determined, to be defined, to be confirmed, select, please select, select one, select an option, choose, choose one,
  please choose, pick one, no selection, not selected, no answer, default, anonymous, redacted,
  undisclosed, none given, none provided, none specified, not mentioned, not stated, to be announced, choose an option, select option,
  none of the above, nodata, noinfo, novalue, not found, not listed, does not apply, prefer not to say, no email, no e mail, noemail,
  no phone, no phone number, no website, no title, no name, no linkedin, hidden, withheld, confidential, to follow, to be provided, select a value, select value, select country, select industry, select source, select size, not applicable n/a, n/a not applicable
  unassigned, not assigned, unset, notspecified, notprovided, notset, notavailable, notapplicable, unknown value, unknown industry, unknown source,
  unknown country, unknown size, unknown title, unknown company size, choose an item, none selected, nothing selected, no selection made, not selected yet,
  not yet known, not known yet, to be advised, tba, n a, object object, dont know, do not know, i dont know, idk, not sure, no idea, no answer given, not answered, unanswered
  nicht zugewiesen, nicht zugeordnet, nicht erfasst, nicht definiert, nicht ausgewahlt, nichts ausgewahlt, nicht ausgefullt, keine ahnung,
  non attribue, non attribuee, non assigne, non assignee, a renseigner, aucun e, non selectionne, non saisi, je ne sais pas, ne sait pas,
  sin asignar, no asignado, no asignada, en blanco, sin seleccionar, no seleccionado, ninguno/a, no se, no lo se, no sabe, ns/nc,
  nao atribuido, nao atribuida, nao selecionado, nao preenchido, em branco, s/i, nao sei, nao sabe, non assegnato, non assegnata, non selezionato, non compilato, in bianco, non so,
  niet toegewezen, niet geselecteerd, weet niet, ej valt, ej tilldelad, inte vald, ikke valgt, ikke tildelt, ei valittu,
  nie wybrano, nieprzypisane, nie przypisano, nevybrano, neprirazeno, nezadano, nincs kivalasztva, nu este selectat,
  не выбрано, не назначен, не назначено, не определено, не определен, не заполнено, не знаю, не обрано, belirsiz, secilmedi, secilmemis, atanmamis, bilmiyorum,
  未選択, 未指定, 未割り当て, 未分類, 未分类, 未选择, 未分配, 分からない, わからない, 선택 안함, 선택안함, 선택 안 함, 지정되지 않음, 미지정, 미선택, 잘 모름
  unbekannt, keine angabe, keine angaben, keine, ohne angabe, nicht angegeben, nicht bekannt, nicht verfugbar, nicht vorhanden,
  nicht zutreffend, entfallt, leer, bitte wahlen, bitte auswahlen, auswahlen, keine auswahl, kein eintrag, nicht gesetzt, noch offen, unbek, unbekannte,
  unbekannter, unbekanntes, keine e mail, keine email, keine mail, keine telefonnummer, kein telefon, keine website, keine webseite,
  keine homepage, kein titel, wird nachgereicht, folgt, folgt noch, weiss nicht, nicht gefunden
  inconnu, inconnue, non renseigne, non renseignee, non communique, non communiquee, non precise, non precisee, non specifie,
  non defini, non disponible, non applicable, sans objet, aucun, aucune, aucune information, vide, a definir, selectionner,
  selectionnez, choisir, choisissez, choisir une option, choisissez une option, selectionnez une option, non fourni, non connu, a completer, neant, pas demail,
  pas de mail, pas de telephone, pas de site, pas de site web, non trouve
  desconocido, desconocida, no especificado, no especificada, sin especificar, no disponible, no aplica, no informado, no indicado,
  sin datos, sin informacion, sin definir, por definir, ninguno, ninguna, vacio, seleccionar, seleccione, elegir, elija,
  seleccione una opcion, elija una opcion, sin dato, no proporcionado, no consta, no definido, no aplicable, ningun, sin correo, sin email,
  sin telefono, sin web, sin pagina web, por confirmar, por completar
  desconhecido, desconhecida, nao informado, nao informada, nao especificado, nao disponivel, nao aplicavel, nao se aplica,
  nao definido, sem informacao, sem dados, a definir, nenhum, nenhuma, vazio, selecione, selecionar, escolher, selecione uma opcao, nao fornecido, nao consta, nao aplicado, sem dado, sem email, sem e mail, sem telefone, sem site, a confirmar
  sconosciuto, sconosciuta, non specificato, non specificata, non fornito, non noto, non disponibile, non applicabile, non indicato,
  nessuno, nessuna, nessun dato, vuoto, da definire, seleziona, selezionare, seleziona unopzione, scegli, non definito, non fornita, nessuna email, nessun telefono, nessun sito, da confermare, da completare, non trovato
  onbekend, niet bekend, niet opgegeven, niet ingevuld, niet beschikbaar, niet van toepassing, nvt, geen, geen opgave, leeg,
  nader te bepalen, selecteer, maak een keuze, niet gespecificeerd, kies, kies een optie, geen email, geen e mail, geen telefoon, geen website, nog onbekend
  okand, okant, ej angivet, ej angiven, ej tillganglig, ej aktuellt, saknas, ingen, inget, valj, ukendt, ikke angivet, ukjent,
  ikke oppgitt, ingen data, uppgift saknas, ikke oplyst, vælg, velg,
  tuntematon, ei tiedossa, ei tietoa, ei maaritelty, valitse, neznamy, neznama, nezname, neuvedeno, neni k dispozici, vyberte
  nieznane, nieznany, nie podano, nie dotyczy, brak, brak danych, wybierz, bilinmiyor, belirtilmemis, belirtilmedi, yok, seciniz, lutfen seciniz,
  mevcut degil, bilgi yok, ismeretlen, nincs megadva, nincs adat, necunoscut, nespecificat, tidak ada, tidak diketahui, khong co
  не указано, не указан, неизвестно, нет данных, нет, отсутствует, не применимо, выберите, невідомо, не вказано, немає даних, неизвестен, неизвестна, не задано,
  άγνωστο, δεν υπάρχει, לא ידוע, אין, לא צוין, ไม่ระบุ, ไม่มี, अज्ञात
  特になし, 特に無し, 非公開, 未確認, 空欄, 不清楚, 不知道, 保密, 待定, 待补充, 空, 비공개, 미확인, 모른다, 不明, 未定, 未入力, 未設定, 未記入, 該当なし, なし, 無し, 選択してください, 未知, 无, 無, 暂无, 不详, 不適用, 不适用, 未填写, 请选择, 没有, 選択, 選択なし, 不詳, 情報なし, 未回答, 未知の
  없음, 미정, 모름, 알 수 없음, 해당 없음, 선택, 해당없음, 선택하세요, 선택해주세요, 정보 없음, 미입력, غير معروف, غير محدد, لا يوجد, غير متوفر, غير متاح, اختر
  `
    .split(/[,\n]/)
    .map((word) => folded(word.trim()))
    .filter((word) => word !== ''),
);

/** Read as such only where dots, slashes or spaces part their letters: "k.A." is one, "Ka" is a name. */
const INITIALS = new Set('na ka nd nr nc ns so sd nv nb nvt tbd tba tbc bd ni oa нд нп'.split(' '));
const INITIAL_FORM = /^\p{L}(?:\s?[./\\]\s?\p{L}){1,2}\.?$/u;
/** "#N/A" and "#REF!" in many languages, and the NULL of database exports. */
const SPREADSHEET_ERROR =
  /^(?:#(?:n\/[ad]|nv|ref|value|name|null|num|spill|calc|div\/0|[\u00a1\u00bf]?[\p{L}/0]{2,12}[!?])|\\n)$/u;
/** A digit, or an address: no placeholder has one, but for an error of a spreadsheet. */
const SAYS_SOMETHING = /^[^#]*(?:\d|\w@\w)/;
/** Words of English letters, as most texts are: there is nothing to fold. */
const ORDINARY = /^[a-z]+(?: [a-z]+)*$/i;
/** Punctuation alone, or one letter x after another; in Japanese a long vowel serves as a dash. */
const NOTHING = /^(?:[\u30fc\p{P}\p{Sm}\p{Sk}\s]*|x{2,})$/u;
const EDGES = /^[\p{P}\p{Sm}\s]+|[\p{P}\p{Sm}\s]+$/gu;

/**
 * Whether a text stands for nothing, as "n/a", "--None--" or "keine Angabe" do. The one list for fields, imports and
 * scorers. It is not for country codes: NA is Namibia.
 */
export function isPlaceholder(text: string): boolean {
  if (text.length > LONGEST || SAYS_SOMETHING.test(text)) return false;
  if (ORDINARY.test(text)) return isOrdinaryPlaceholder(text.toLowerCase());
  const plain = folded(text.trim());
  if (NOTHING.test(plain) || (/^[#\\]/.test(plain) && SPREADSHEET_ERROR.test(plain))) return true;
  const words = plain.replace(EDGES, '').replace(/[\s_()-]+/g, ' ');
  return WORDS.has(words) || (INITIAL_FORM.test(words) && INITIALS.has(words.replace(/[^\p{L}]/gu, '')));
}

function isOrdinaryPlaceholder(text: string): boolean {
  return WORDS.has(text) || NOTHING.test(text);
}

function folded(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase().replaceAll("'", '');
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replace(/[’']/g, '');
}
