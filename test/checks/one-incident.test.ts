import { describe, expect, it } from 'vitest';
import { advance, emptyBook } from '#checks/advance.ts';
import { statusParts } from '#checks/check.ts';
import { judgeTiming } from '#checks/judge-timing.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { summarize } from '#investigation/past/summarize.ts';
import { outcomeOf } from '#lookups/status/check-outcome.ts';
import { judgeStatus } from '#lookups/status/judge.ts';
import { check, MINUTE, NOON, runResult } from '../support/book.ts';
import { ack, broker, database, evidence, gap, metadata, notConfigured, withGaps, ZERO } from '../support/evidence.ts';
import {
  byAmqp,
  seen,
  silent,
  silentDatabase,
  silentKubernetes,
  stackEvidence,
  unseen,
} from '../support/stack-seen.ts';

const KUBERNETES = ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event', 'log-line'] as const;
const denial = 'listing pods answered 403: User "bot" cannot list resource "pods" in API group ""';
const timedOut = 'no answer in 3 s';

const serverError = notConfigured({ status: 500, detail: 'ServerSelectionTimeoutError', answeredAt: ZERO + 15_000 });
const unreachable = notConfigured({ outcome: 'unreachable', detail: timedOut, answeredAt: ZERO + 3_000 });
const historic = {
  request: {
    view: 'multichannel' as const,
    channels: { min: 1, max: 50 },
    nfft: 1024,
    frequency: { min: 0, max: 500 },
    duration: 10,
    height: 1000,
    recording: { from: 1, to: 2 },
  },
};

/** What a timing check and a status check of one environment each saw of the same trouble. */
const troubles: Readonly<Record<string, readonly [timing: Evidence, status: Evidence]>> = {
  'MongoDB is down': [
    evidence([[15_000, serverError], ack(4, true), database(20, false)], { subject: historic }),
    stackEvidence({ database: silentDatabase }),
  ],
  'Kubernetes refuses the bot': [
    withGaps(evidence([metadata(500, 'server-error'), ack(4, true)]), gap(100, KUBERNETES, 'refused', denial)),
    stackEvidence({ namespace: unseen('refused', denial) }),
  ],
  'nothing answers': [
    withGaps(
      evidence([[3_000, unreachable], ack(3_000, false), broker(3_000, false), database(3_000, false)]),
      gap(3_100, KUBERNETES, 'timed-out', timedOut),
    ),
    stackEvidence({
      ...silent,
      ...silentKubernetes,
      ack: seen({ kind: 'ack-answer' as const, ok: false, tookMs: 3_000, detail: timedOut }),
      broker: seen([byAmqp({ reachable: false, detail: timedOut })]),
      database: silentDatabase,
      queues: unseen('timed-out', timedOut),
    }),
  ],
};

describe('a timing check and a status check of one environment', () => {
  it.each(Object.entries(troubles))('open one incident where %s', async (_, [timed, looked]) => {
    const checks = [check('timing'), check('ready')];
    const report = explain(timed);
    const line = summarize({ evidence: timed, report });
    const judged = {
      timing: await judgeTiming({ report, line, limits: [], usual: async () => undefined }),
      ready: outcomeOf(judgeStatus(looked), statusParts),
    };
    let book = emptyBook;
    for (const at of [NOON, NOON + MINUTE])
      for (const name of ['timing', 'ready'] as const) {
        const result = { ...runResult(name, judged[name].outcome, at), ...judged[name] };
        book = advance(book, { kind: 'run', at, result }, checks);
      }
    const incidents = Object.values(book.incidents);
    expect(incidents.map(({ members }) => members.map((each) => [each.check, each.cause]))).toHaveLength(1);
    expect(incidents[0]?.members.map((member) => member.check)).toEqual(['timing', 'ready']);
  });
});
