import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { logsAction, logsShownAction } from '#slack/actions/logs.ts';
import { asker } from '../../support/ask-slack.ts';
import { evidence, log } from '../../support/evidence.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const TRACE =
  'ERROR no free consumer worker\nTraceback (most recent call last):\n  File "a.py", line 7\n\nKeyError: <none>';

const seen = evidence([
  log(1_000, 'backend', 'info', 'INFO Applied YAML'),
  log(3_000, 'grpc', 'error', TRACE),
  log(2_000, 'grpc', 'info', 'INFO starting'),
]);

async function use(value: string, kept: Evidence | undefined, action = logsAction) {
  const person = asker();
  await action({ evidenceOf: async () => kept }).run(person.clicks(value));
  const [answer] = person.answers;
  if (answer === undefined || person.answers.length > 1) throw new Error('not exactly one answer');
  expectAcceptable(answer);
  return answer;
}

const preformatted = (answer: Parameters<typeof wordsOf>[0]) =>
  JSON.stringify(answer.blocks).includes('rich_text_preformatted');

describe('the button Logs', () => {
  it('shows the errors of that investigation whole, line by line as they were written', async () => {
    const words = wordsOf(await use('inv-1', seen));
    expect(words).toContain(TRACE);
    expect(words).not.toContain('Applied YAML');
  });

  it('shows others instead, in the order in which they were written, when they are chosen', async () => {
    const all = wordsOf(await use('all:inv-1', seen, logsShownAction));
    expect(all).toMatch(/Applied YAML[\s\S]+INFO starting[\s\S]+Traceback/);
    expect(wordsOf(await use('backend:inv-1', seen, logsShownAction))).not.toContain('INFO starting');
    expect(wordsOf(await use('pod:inv-1', seen, logsShownAction))).not.toContain('Applied YAML');
  });

  it('says how many there are of each, and shows all where there is no error', async () => {
    const calm = evidence([log(1_000, 'backend', 'info', 'INFO Applied YAML')]);
    const words = wordsOf(await use('inv-1', calm));
    for (const label of ['Errors (0)', 'Backend (1)', 'Pod (0)', 'All (1)']) expect(words).toContain(label);
    expect(words).toContain('Applied YAML');
    expect(preformatted(await use('errors:inv-1', calm, logsShownAction))).toBe(false);
  });

  it('shows the last ones where there is no room for all, and says where the others are', async () => {
    const facts = Array.from({ length: 300 }, (_, i) =>
      log(i * 10, 'grpc', 'info', `INFO step ${i} ${'x'.repeat(90)}`),
    );
    const answer = await use('inv-1', evidence(facts));
    expect(wordsOf(answer)).toContain('step 299');
    expect(wordsOf(answer)).not.toContain('step 0 ');
    expect(answer.text).toMatch(/the last \d+ of 300, times in UTC. Evidence attaches all of them/);
  });

  it('says politely that they are gone, or that there was none', async () => {
    expect((await use('<!channel>', undefined)).text).toBe(
      'The log entries of investigation &lt;!channel&gt; are no longer kept. *Run again* collects new ones.',
    );
    expect((await use('inv-1', evidence([]))).text).toBe('No log entry was seen in this investigation.');
  });
});
