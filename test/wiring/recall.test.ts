import { describe, expect, it } from 'vitest';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { silentLog } from '#lib/logger.ts';
import { createRecall, type RecallTools } from '#wiring/run-investigation.ts';
import { baseline, quick } from '../support/baseline.ts';
import { event, evidence, foundEvidence, healthyRun, log, ZERO } from '../support/evidence.ts';
import { worked } from '../support/parts.ts';
import { past } from '../support/past.ts';

const present = 'Container image "baby-analyzer:2" already present on machine';
const said = log(900, 'grpc', 'error', 'ERROR disk full');
const request = 'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live';

function recalling(history: Partial<RecallTools['history']> = {}) {
  const asked: object[] = [];
  const warnings: object[] = [];
  const recall = createRecall({
    history: {
      knownErrors: async (environment, signatures) => {
        asked.push({ environment, signatures });
        return { investigations: 12, knownErrors: [] };
      },
      baseline: async (question) => {
        asked.push(question);
        return baseline(quick);
      },
      past: async (query, count) => {
        asked.push({ ...query, count });
        return [];
      },
      lastWorked: async (environment, before) => {
        asked.push({ lastWorkedOf: environment, before });
        return undefined;
      },
      ...history,
    },
    log: { ...silentLog, warn: (fields) => warnings.push(fields) },
  });
  return { recall, asked, warnings };
}

describe('what is recalled of earlier investigations', () => {
  it('is which errors were known, and what was usual for this request before it began', async () => {
    const { recall, asked } = recalling();
    expect(await recall('staging', evidence([...healthyRun, said]))).toEqual({
      investigations: 12,
      knownErrors: [],
      usual: baseline(quick),
    });
    expect(asked).toEqual([
      { environment: 'staging', signatures: [signatureOf('ERROR disk full')] },
      { environment: 'staging', request, before: ZERO },
      { environment: 'staging', request, watched: false, verdict: 'healthy', to: ZERO, count: 10 },
      { lastWorkedOf: 'staging', before: ZERO },
      { environment: 'staging', from: ZERO - 86_400_000, to: ZERO, count: 10 },
    ]);
  });

  it('is asked of runs that had the image as this one had it, where that was seen', async () => {
    const { recall, asked } = recalling();
    await recall('staging', evidence([...healthyRun, event(700, 'Pulled', present)]));
    expect(asked).toContainEqual({ environment: 'staging', request, imageCached: true, before: ZERO });
  });

  it('has nothing usual where too few runs tell', async () => {
    const { recall } = recalling({ baseline: async () => undefined });
    expect(await recall('staging', evidence(healthyRun))).toEqual({ investigations: 12, knownErrors: [] });
  });

  it('is what the last healthy runs looked like, where their lines tell', async () => {
    const signals = { 'pod.node': 'worker-node' };
    const lines = [past({ investigation: 'h1', signals }), past({ investigation: 'h2' })];
    const { recall } = recalling({ past: async () => lines });
    const { startedAt } = past();
    expect(await recall('staging', evidence(healthyRun))).toMatchObject({
      healthy: [{ investigation: 'h1', startedAt, signals }],
    });
  });

  it('has nothing usual of a job that somebody else started, whose parameters nobody knows', async () => {
    const { recall, asked } = recalling();
    expect(await recall('staging', foundEvidence(healthyRun))).toEqual({ investigations: 12, knownErrors: [] });
    expect(asked).toEqual([
      { environment: 'staging', signatures: [] },
      { lastWorkedOf: 'staging', before: ZERO },
      { environment: 'staging', from: ZERO - 86_400_000, to: ZERO, count: 10 },
    ]);
  });

  it('is what the environment was made of when it last worked, also for a job that somebody else started', async () => {
    const { recall } = recalling({ lastWorked: async () => worked() });
    expect(await recall('staging', foundEvidence(healthyRun))).toMatchObject({ lastWorked: worked() });
  });

  it('is how the stack treated the jobs before, and nothing of a run that cannot tell', async () => {
    const lines = [
      past({ jobId: '5-45', standing: 'request', verdict: 'broken' }),
      past({ jobId: '4-44', standing: 'blind', verdict: 'inconclusive' }),
      past({ jobId: '3-43', standing: 'fails', verdict: 'broken' }),
      past({ jobId: '2-42', standing: 'open', verdict: 'broken' }),
      past({ jobId: '1-41', standing: 'slow', verdict: 'degraded' }),
      past({ standing: 'fails', verdict: 'broken' }),
    ];
    const { recall } = recalling({ past: async (query) => ('request' in query ? [] : lines) });
    const { startedAt } = past();
    expect(await recall('staging', evidence(healthyRun))).toMatchObject({
      recent: [
        { startedAt, jobId: '3-43', worked: false },
        { startedAt, jobId: '2-42', worked: false },
        { startedAt, jobId: '1-41', worked: true },
      ],
    });
  });

  it.each(['knownErrors', 'baseline', 'past', 'lastWorked'] as const)(
    'is nothing, and said in the log, where %s fails',
    async (part) => {
      const away = async () => {
        throw new Error('Redis is away');
      };
      const { recall, warnings } = recalling({ [part]: away });
      expect(await recall('staging', evidence(healthyRun))).toBeUndefined();
      expect(warnings).toEqual([{ investigation: 'inv1', error: 'Redis is away' }]);
    },
  );
});
