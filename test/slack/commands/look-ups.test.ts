import { describe, expect, it } from 'vitest';
import { questions } from '#lookups/questions.ts';
import { type LookUpTools, lookUpCommand } from '#slack/commands/look-up.ts';
import { routeCommand } from '#slack/commands/route.ts';
import { asker } from '../../support/ask-slack.ts';
import { lookUps } from '../../support/look-ups.ts';
import { expectAcceptable } from '../../support/message.ts';

function commandsWith(lookUp: LookUpTools['lookUp']) {
  const world = {
    environments: ['staging', 'production'],
    defaultEnvironment: 'staging',
    checks: [{ name: 'nightly', environment: 'staging' }],
    causes: [],
  };
  return questions.map((question) => lookUpCommand(question, { ...world, lookUp }));
}

/** Types a whole line, as in Slack after `/focus`. */
async function type(line: string, queue: { workers: number | undefined; ahead?: number } = { workers: 1 }) {
  const { asked, lookUp } = lookUps(queue.workers, queue.ahead);
  const person = asker();
  const route = routeCommand(line, commandsWith(lookUp));
  if ('unknown' in route) throw new Error(`no command for ${line}`);
  await route.command.run(person.types(route.rest));
  for (const answer of person.answers) expectAcceptable(answer);
  return { asked, texts: person.answers.map(({ text }) => text) };
}

const asked = { requestedBy: 'U0ASKER', channel: 'C0OPS', triggerId: 'trigger-1' };

describe('a look-up', () => {
  it.each([
    [
      'logs production grpc-job-19-7-8rlgb grep=“no queue” level=error follow=30s',
      {
        lookup: {
          kind: 'logs',
          request: { jobId: '19-7', pods: 'all', previous: false, grep: 'no queue', level: 'error' },
          followMs: 30_000,
        },
        environment: 'production',
      },
    ],
    [
      'logs 19-7',
      { lookup: { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } }, environment: 'staging' },
    ],
    ['job 19–7', { lookup: { kind: 'job', jobId: '19-7' }, environment: 'staging' }],
    ['jobs', { lookup: { kind: 'jobs' }, environment: 'staging' }],
    ['jobs Production', { lookup: { kind: 'jobs' }, environment: 'production' }],
  ])('goes on the queue and leaves the talking to the worker: %s', async (line, lookup) => {
    expect(await type(line)).toEqual({ asked: [{ ...lookup, ...asked }], texts: [] });
  });

  it('is told only to the asker when nothing can be looked up, with every mistake', async () => {
    expect(await type('logs 19_7 stagin tail=0')).toEqual({
      asked: [],
      texts: [
        [
          'Nothing was looked up:',
          '• 19_7 is not a job id; a job id is two numbers joined by a dash; did you mean 19-7?',
          '• there is no environment stagin; did you mean staging? (there is staging, production)',
          '• tail=0 is outside 1 to 100000; the nearest is tail=1',
          'See `/focus help logs`. `/focus jobs` shows which jobs are alive.',
        ].join('\n'),
      ],
    });
    expect((await type('job')).texts[0]).toMatch(/the job id is missing[\s\S]+See `\/focus help job`/);
    expect((await type('jobs moon')).texts[0]).toMatch(/no environment moon .+\nSee `\/focus help jobs`\.$/);
  });

  it('repeats nothing of a mistake that Slack would act on, and stays short', async () => {
    for (const name of ['logs', 'job', 'jobs']) {
      const hostile = await type(`${name} <!channel> <@U0VICTIM>=1 \`x\`=*y*`);
      expect(hostile.texts[0]).toContain('&lt;!channel&gt;');
      const { texts } = await type(`${name} ${'wrong=1 '.repeat(60)}`);
      expect(texts[0]).toMatch(/• and 5\d more\n/);
      expect(texts[0]?.length).toBeLessThan(3_000);
    }
  });

  it('tells the asker at once that it waits, and how many are before it', async () => {
    expect((await type('status', { workers: 1, ahead: 8 })).texts).toEqual([
      'Your request for staging waits: 8 before it are not answered yet. `/focus cancel` takes it back.',
    ]);
  });

  it('tells the asker when no worker is up or the queue went silent', async () => {
    for (const line of ['logs 19-7', 'job 19-7', 'jobs']) {
      expect((await type(line, { workers: 0 })).texts).toEqual([
        'Your request for staging is kept, but no worker is up. It starts as soon as one is.',
      ]);
      expect((await type(line, { workers: undefined })).texts).toEqual([
        'Your request for staging is kept, but the queue does not answer now. It starts when it does.',
      ]);
    }
  });

  it('lets the failure of the queue fly', async () => {
    for (const command of commandsWith(() => Promise.reject(new Error('queue is down')))) {
      const one = ['logs', 'job', 'history'].includes(command.name) ? '19-7' : '';
      const text = command.name === 'diff' ? '19-7 19-8' : one;
      await expect(command.run(asker().types(text))).rejects.toThrow('queue is down');
    }
  });

  it('gives examples that work as they are', async () => {
    const examples = commandsWith(lookUps(1).lookUp).flatMap((command) => command.examples ?? []);
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const example of examples) expect((await type(example.replace('/focus ', ''))).texts).toEqual([]);
  });

  it('has help without anything that Slack would take for a mention', () => {
    for (const { usage, summary, details = [] } of commandsWith(lookUps(1).lookUp))
      expect([usage, summary, ...details].join('\n')).not.toMatch(/[<>]/);
  });
});
