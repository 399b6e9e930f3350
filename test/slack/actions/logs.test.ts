import { describe, expect, it } from 'vitest';
import type { Report } from '#investigation/report/report.ts';
import { logsAction } from '#slack/actions/logs.ts';
import { asker } from '../../support/ask-slack.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { report } from '../../support/report.ts';

async function click(value: string, reports: readonly Report[]) {
  const person = asker();
  const reportOf = async (id: string) => reports.find(({ investigation }) => investigation === id);
  await logsAction({ reportOf }).run(person.clicks(value));
  const [answer] = person.answers;
  if (answer === undefined || person.answers.length > 1) throw new Error('not exactly one answer');
  expectAcceptable(answer);
  return answer;
}

describe('the button Logs', () => {
  it('shows the telling lines of that investigation, as they are', async () => {
    const answer = await click('inv-7f3a', [report({ investigation: 'other', logLines: [] }), report()]);
    expect(wordsOf(answer)).toContain('ERROR pz.focus_server GPU quota: nvidia.com/gpu.shared <none> & `none`');
  });

  it('says politely that a report is gone', async () => {
    const answer = await click('<!channel>', []);
    expect(answer.text).toBe(
      'The log lines of investigation &lt;!channel&gt; are no longer kept. *Run again* collects new ones.',
    );
  });

  it('says that there was none, and whether something could not be seen', async () => {
    const blind = await click('inv-7f3a', [report({ logLines: [] })]);
    expect(blind.text).toBe(
      'No telling log line was seen in this investigation. Not everything could be seen; the thread says what and why.',
    );
    const sighted = await click('inv-7f3a', [report({ logLines: [], notSeen: [] })]);
    expect(sighted.text).toBe('No telling log line was seen in this investigation.');
  });
});
