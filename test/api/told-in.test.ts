import { describe, expect, it } from 'vitest';
import { toldIn } from '#api/told-in.ts';

const link = (host: string) => ({ slack_message: `https://${host}/archives/C0123456789/p1763041234567890` });
const told = (host: string, own: { host: string; isOfEnterprise: boolean }) =>
  toldIn(link(host), { workspace: async () => own });
const place = { channel: 'C0123456789', thread: '1763041234.567890' };

describe('where an answer is told too', () => {
  it('is a message of the bot’s workspace', async () => {
    expect(await told('acme.slack.com', { host: 'acme.slack.com', isOfEnterprise: false })).toEqual(place);
    await expect(
      told('acme.slack.com.evil.slack.com', { host: 'acme.slack.com', isOfEnterprise: false }),
    ).rejects.toThrow();
  });

  it('is none where Slack does not tell which workspace that is', async () => {
    await expect(told('acme.slack.com', { host: '', isOfEnterprise: false })).rejects.toThrow();
  });

  it('is also one by the address of its Enterprise organization, where it has one', async () => {
    const by = (isOfEnterprise: boolean) =>
      told('acme.enterprise.slack.com', { host: 'acme-lab.slack.com', isOfEnterprise });
    expect(await by(true)).toEqual(place);
    await expect(by(false)).rejects.toThrow();
  });

  it('asks for no workspace where no link came', async () => {
    const workspace = () => Promise.reject(new Error('Slack was asked'));
    expect(await toldIn({ channel: 'C0123456789' }, { workspace })).toEqual({ channel: 'C0123456789' });
    expect(await toldIn({}, { workspace })).toEqual({});
  });
});
