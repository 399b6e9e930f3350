import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusParts } from '#checks/check.ts';
import type { PartRow, StatusReport } from '#lookups/status/report.ts';
import { statusMessage } from '#slack/blocks/status.ts';
import type { Content } from '#slack/message/content.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { reportOn, seen, silent, silentBroker, silentDatabase, silentKubernetes } from '../../support/stack-seen.ts';

function messageOf(report: StatusReport): Content {
  const content = statusMessage(report);
  expectAcceptable(content);
  return content;
}

describe('the status of an environment', () => {
  it('is told in a sentence first, in the notification too', () => {
    const content = messageOf(reportOn({ broker: silentBroker }));
    const headline = 'staging is NOT ready for live and historic jobs: RabbitMQ does not answer the bot.';
    expect(content.text).toBe(`:red_circle: ${headline}`);
    expect(wordsOf(content).startsWith(` \n${headline}\n`)).toBe(true);
  });

  it('has each part with its state, value and age, the worst first', () => {
    expect(wordsOf(messageOf(reportOn({ broker: silentBroker })))).toContain(
      ' RabbitMQ\n, unwell: RabbitMQ does not answer the bot: connect ECONNREFUSED 127.0.0.1:1 · 1 s ago\n Focus Server\n: 200 in 12 ms · 1 s ago\n',
    );
  });

  it('tells what to do about each part that is not well, and one remedy once', () => {
    const words = wordsOf(messageOf(reportOn({ broker: silentBroker, database: silentDatabase })));
    expect(words).toMatch(/What to do\nRabbitMQ: Bring the RabbitMQ pod back.*\nMongoDB: Bring MongoDB back/);
    expect(wordsOf(messageOf(reportOn()))).not.toContain('What to do');
    const blind = wordsOf(
      messageOf(reportOn({ ...silent, ...silentKubernetes, broker: silentBroker, database: silentDatabase })),
    );
    expect(blind.match(/Check the network from where the bot runs/g)).toHaveLength(1);
  });

  it('says who asked, where, and when that was true', () => {
    expect(wordsOf(messageOf(reportOn()))).toMatch(
      /Asked by <@U0ASKER> · staging · seen <!date\^1763048049\^[^>]*> · look-up look-1$/,
    );
  });

  it.each([
    ['large_green_circle', {}],
    ['large_yellow_circle', { routes: seen({ kind: 'route-list' as const, served: true, routes: ['/ack'] }) }],
    ['white_circle', silentKubernetes],
    ['red_circle', { database: silentDatabase }],
  ])('is marked with %s', (mark, over) => {
    expect(messageOf(reportOn(over)).text.startsWith(`:${mark}: `)).toBe(true);
  });
});

it('is accepted by Slack and inert for any report', () => {
  const text = anyText;
  const part: fc.Arbitrary<PartRow> = fc.record(
    {
      part: fc.constantFrom(...statusParts),
      label: text,
      state: fc.constantFrom<PartRow['state'][]>('well', 'strained', 'unwell', 'not-seen'),
      value: text,
      at: fc.double(),
      cause: text,
      remedy: text,
    },
    { requiredKeys: ['part', 'label', 'state', 'value', 'at'] },
  );
  const status = fc.constantFrom<StatusReport['live'][]>('ready', 'not-ready', 'unclear');
  const any: fc.Arbitrary<StatusReport> = fc.record({
    lookup: text,
    environment: text,
    requestedBy: fc.oneof(fc.constant('U0ASKER'), text),
    at: fc.double(),
    headline: text,
    live: status,
    historic: status,
    parts: fc.oneof(fc.array(part, { maxLength: 7 }), fc.array(part, { minLength: 90, maxLength: 130 })),
    nextStep: text,
  });
  holdsForAny(any, (hostile) => expectAcceptable(statusMessage(hostile)));
});
