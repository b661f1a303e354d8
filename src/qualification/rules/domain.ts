/** Mail providers whose addresses say nothing of an employer; of those with many endings, the first label. */
const FREE_MAIL = new Set(
  (
    'gmail.com googlemail.com outlook.com outlook.de outlook.fr live.com live.co.uk live.fr live.nl msn.com icloud.com ' +
    'me.com mac.com aol.com web.de t-online.de freenet.de proton.me protonmail.com pm.me mail.com mail.ru inbox.ru ' +
    'list.ru bk.ru ya.ru qq.com 163.com 126.com sina.com naver.com orange.fr wanadoo.fr free.fr laposte.net libero.it ' +
    'zoho.com fastmail.com tutanota.com hey.com rediffmail.com comcast.net verizon.net att.net mailinator.com'
  ).split(' '),
);
const FREE_MAIL_FAMILIES = new Set(['yahoo', 'ymail', 'hotmail', 'gmx', 'yandex']);

/** Longer addresses are refused before they are parsed: no browser takes them either. */
const LONGEST_URL = 2048;

/** The host of a website, with or without a scheme, in its ASCII form and without "www."; null if there is none. */
export function websiteDomain(website: string): string | null {
  const url = /^https?:\/\//i.test(website) ? website : `https://${website}`;
  if (url.length > LONGEST_URL || /\s/.test(url) || !URL.canParse(url)) return null;
  const host = new URL(url).hostname.replace(/^www\./, '').replace(/\.$/, '');
  return host.includes('.') ? host : null;
}

/** The domain of an e-mail address in its ASCII form, or null where the address cannot be one. */
export function emailDomain(email: string): string | null {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return at > 0 && /^[^\s/:?#@]+$/.test(domain) ? websiteDomain(domain) : null;
}

export function isFreeMail(domain: string): boolean {
  return FREE_MAIL.has(domain) || FREE_MAIL_FAMILIES.has(domain.slice(0, domain.indexOf('.')));
}

/** Whether two domains belong together: equal, or one below the other ("eu.acme.com" and "acme.com"). */
export function areRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
