import { describe, expect, it } from 'vitest';
import { mailboxKind } from './mailbox.js';

describe('mailboxKind', () => {
  it.each(
    'info sales.emea info+fair contact-us support24 it hr rh kontakt office vertrieb ventas contabilidad info.de sales-team INFO info-berlin kontakt.wien human.resources poststelle biuro satis facturation front.desk newbusiness'.split(
      ' ',
    ),
  )('%s@ is a role', (local) => {
    expect(mailboxKind(local)).toBe('role');
  });

  it.each(
    'noreply no-reply do_not_reply mailer-daemon bounces no-reply-sales noreply.support nichtantworten auto-reply'.split(
      ' ',
    ),
  )('mail to %s@ is not read', (local) => {
    expect(mailboxKind(local)).toBe('unread');
  });

  it.each(
    'jane jane.doe j.smith office.berlin sales.jones max.info max.power inform hr.mueller dev.patel infante contardo'.split(
      ' ',
    ),
  )('%s@ is a person', (local) => {
    expect(mailboxKind(local)).toBe('person');
  });

  it('knows the roles of a profile', () => {
    expect(mailboxKind('Fuhrpark', ['fuhrpark'])).toBe('role');
    expect(mailboxKind('fuhrpark')).toBe('person');
  });

  it('reads hostile text', () => {
    expect(mailboxKind('.'.repeat(100_000))).toBe('person');
    expect(mailboxKind('info-'.repeat(50_000))).toBe('role');
  });
});
