import type { Target } from './targets.js';

/** As `COLUMN_NAMES`, in Italian, Dutch, Polish, Swedish, Danish, Czech, Turkish, Russian, Ukrainian, Greek, Arabic, Hebrew, Japanese, Chinese and Korean. */
export const COLUMN_NAMES_ABROAD: Partial<Record<Target, string>> = {
  company_name: `
    azienda, nome azienda, società, ragione sociale, nome società, impresa, ditta, bedrijf, bedrijfsnaam, organisatie, naam bedrijf
    firma, nazwa firmy, nazwa, przedsiębiorstwo, företag, företagsnamn, virksomhed, firmanavn, bedrift, společnost, název firmy, název společnosti
    firma adı, şirket, şirket adı, firma ünvanı, şirket ünvanı, kurum, компания, название компании, организация, название организации, фирма
    компанія, назва компанії, εταιρεία, επωνυμία, 会社名, 企業名, 法人名, 会社, 取引先名, 取引先, 公司, 公司名称, 公司名稱, 企业名称, 企业, 单位名称, 客户名称, 회사, 회사명, 기업명, 업체명
    شركة, الشركة, اسم الشركة, المؤسسة, اسم المؤسسة, חברה, שם החברה, שם חברה, ארגון`,
  company_website: `
    sito web, sito internet, sito, website bedrijf, strona www, strona internetowa, webbplats, hemsida, hjemmeside, nettside, webové stránky, web
    web sitesi, internet sitesi, web adresi, сайт, веб сайт, сайт компании, вебсайт, ιστοσελίδα
    Webサイト, WebサイトURL, ホームページ, ホームページURL, 会社URL, 企業URL, 网站, 网址, 公司网站, 公司网址, 官网, 網站, 网站地址, 홈페이지, 웹사이트
    الموقع الإلكتروني, موقع الشركة, الموقع, אתר, אתר אינטרנט, אתר החברה`,
  company_size: `
    dipendenti, numero dipendenti, numero di dipendenti, n dipendenti, dimensione azienda, aantal medewerkers, aantal werknemers, medewerkers, bedrijfsgrootte
    liczba pracowników, wielkość firmy, zatrudnienie, antal anställda, anställda, antal ansatte, antall ansatte, ansatte, počet zaměstnanců, velikost firmy
    çalışan sayısı, personel sayısı, şirket büyüklüğü, firma büyüklüğü, количество сотрудников, кол во сотрудников, число сотрудников, численность, размер компании
    кількість співробітників, розмір компанії, αριθμός εργαζομένων, 従業員数, 従業員規模, 社員数, 企業規模, 会社規模, 员工人数, 员工数, 公司规模, 企业规模, 人员规模, 員工人數, 직원수, 직원 수, 회사규모, 사원수
    عدد الموظفين, حجم الشركة, מספר עובדים, גודל החברה`,
  industry: `
    settore, settore di attività, branche, bedrijfstak, sector, branża, sektor, bransch, branche, bransje, odvětví, obor, sektör, faaliyet alanı
    отрасль, сфера деятельности, индустрия, галузь, κλάδος, 業種, 業界, 業態, 行业, 所属行业, 行業, 업종, 산업, 업계
    القطاع, المجال, الصناعة, תחום, ענף, תעשייה`,
  contact_name: `
    nome e cognome, nome completo, contatto, referente, persona di contatto, contactpersoon, naam contactpersoon, volledige naam
    osoba kontaktowa, imię i nazwisko, kontaktperson, kontaktní osoba, jméno a příjmení, celé jméno
    yetkili, yetkili kişi, ad soyad, adı soyadı, ilgili kişi, isim soyisim, контакт, контактное лицо, фио, полное имя, имя контакта, контактна особа, піб
    ονοματεπώνυμο, υπεύθυνος, 氏名, お名前, 担当者, 担当者名, ご担当者名, 名前, 姓名, 联系人, 联系人姓名, 聯絡人, 客户姓名, 담당자, 담당자명, 이름, 성명, 고객명
    الاسم, الاسم الكامل, اسم جهة الاتصال, جهة الاتصال, שם, שם מלא, איש קשר, שם איש קשר`,
  first_name: `
    nome di battesimo, voornaam, imię, förnamn, fornavn, jméno, křestní jméno, adı, isim, имя, імя, όνομα, 名
    الاسم الأول, שם פרטי`,
  last_name: `
    cognome, achternaam, nazwisko, efternamn, efternavn, etternavn, příjmení, soyad, soyadı, soyisim, фамилия, прізвище, επώνυμο, 姓, 성
    اسم العائلة, الاسم الأخير, اللقب, שם משפחה`,
  name_infix:
    'tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, voorvoegsel achternaam, prefisso cognome, particella',
  second_last_name: 'secondo cognome, tweede achternaam',
  contact_email: `
    posta elettronica, indirizzo email, e mailadres, emailadres, adres e mail, adres email, e postadress, e post, epost, mejl, e mailová adresa
    e posta, eposta, e posta adresi, mail adresi, рабочий e mail, электронная почта, эл почта, почта, адрес электронной почты, имейл, електронна пошта, пошта
    ηλεκτρονικό ταχυδρομείο, メールアドレス, メール, Eメール, E-mailアドレス, 电子邮箱, 电子邮件, 邮箱, 邮件, 邮箱地址, 電子郵件, 信箱, 이메일, 이메일 주소, 메일
    البريد الإلكتروني, البريد الالكتروني, بريد إلكتروني, الايميل, אימייל, דואל, כתובת אימייל, דואר אלקטרוני`,
  contact_phone: `
    numero di telefono, cellulare, telefoonnummer, telefoon, mobiel, numer telefonu, telefon komórkowy, komórka, telefonnummer, mobilnummer, telefonní číslo
    telefon numarası, cep telefonu, gsm, iş telefonu, телефон, рабочий телефон, номер телефона, мобильный телефон, мобильный, номер телефону, τηλέφωνο, κινητό
    電話番号, 電話, TEL, 代表電話, 会社電話番号, 携帯電話, 携帯番号, 携帯電話番号, 电话, 手机, 手机号, 手机号码, 联系电话, 电话号码, 電話號碼, 手機, 전화번호, 전화, 휴대폰, 휴대폰번호, 핸드폰, 연락처
    الهاتف, رقم الهاتف, الجوال, رقم الجوال, الموبايل, טלפון, מספר טלפון, נייד, טלפון נייד`,
  contact_title: `
    ruolo, posizione, qualifica, mansione, titolo, functie, functietitel, stanowisko, befattning, stilling, pozice, funkce, pracovní pozice
    ünvan, unvan, görev, görevi, pozisyon, должность, посада, θέση, 役職, 役職名, 肩書き, 肩書, 職位, 职位, 职务, 职称, 岗位, 직책, 직위, 직함
    المسمى الوظيفي, الوظيفة, المنصب, תפקיד`,
  contact_linkedin_url: `profilo linkedin, linkedin profiel, profil linkedin, linkedin profili, ссылка на linkedin, профиль linkedin, LinkedInのURL`,
  country: `
    paese, nazione, land, kraj, ülke, země, stát, страна, країна, χώρα, 国, 国名, 国 地域, 国家, 國家, 国家 地区, 국가, 나라
    الدولة, البلد, ארץ, מדינה`,
  source: `
    fonte, origine, provenienza, fonte lead, bron, leadbron, herkomst, źródło, źródło leada, källa, kilde, zdroj, kaynak, müşteri kaynağı
    источник, источник лида, джерело, πηγή, リードソース, 流入元, 流入経路, 獲得経路, 来源, 线索来源, 客户来源, 來源, 유입경로, 출처
    المصدر, مصدر العميل, מקור, מקור הליד`,
  notes: `
    note, commenti, descrizione, osservazioni, notities, opmerkingen, opmerking, omschrijving, uwagi, notatki, opis, komentarz, anteckningar, kommentar, noter, notater, poznámky, poznámka
    notlar, açıklama, açıklamalar, комментарий, комментарии, примечание, примечания, заметки, описание, коментар, примітки, σημειώσεις, σχόλια
    備考, メモ, コメント, お問い合わせ内容, 備考欄, 备注, 备注信息, 备忘, 留言, 備註, 비고, 메모, 문의내용
    ملاحظات, الملاحظات, تعليقات, הערות`,
  external_id: `
    codice cliente, klantnummer, numer klienta, kundnummer, kundenummer, číslo zákazníka, müşteri no, müşteri numarası, müşteri kodu, id клиента, номер клиента, код клиента
    顧客ID, 顧客番号, 顧客コード, 取引先ID, 客户编号, 客户ID, 线索编号, 编号, 고객번호, 고객ID
    رقم العميل, معرف العميل, מספר לקוח`,
};
