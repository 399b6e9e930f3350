import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import type { Fact, FactKind, Observation } from '#investigation/observation.ts';
import { observe } from '#investigation/observe.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Earlier, SoFar } from '#investigation/resume.ts';
import { evidence, log, metadata, type Seen, ZERO } from '../support/evidence.ts';
import { manualClock } from '../support/manual-clock.ts';

const { subject } = evidence([]);
const CUT = 2_000;
const BACK = 9_800;

/** What an earlier run left that was cut at 2 s: facts, and probes that had ended or not. */
function earlier(seen: readonly Seen[], ended: readonly string[] = []): Earlier {
  const observations = seen.map(
    ([at, fact], i): Observation => ({ id: `o${i + 1}`, at: ZERO + at, probe: `probe-of-${fact.kind}`, fact }),
  );
  const begun = ['metadata', 'pods', 'ack'].map((probe) => ({ probe, sees: seesOf(probe), from: ZERO + 300 }));
  return {
    observations,
    gaps: [],
    begun,
    ended: begun
      .filter(({ probe }) => ended.includes(probe))
      .map((watch) => ({ ...watch, to: ZERO + CUT, ended: 'complete' })),
    seenTo: ZERO + CUT,
  };
}

function seesOf(id: string): readonly FactKind[] {
  if (id === 'pods') return ['pod-state'];
  return id === 'ack' ? ['ack-answer'] : ['metadata-answer'];
}

/** Tells these when it is asked, and ends. */
function tells(id: string, facts: readonly Fact[], asked: string[]): Probe {
  return {
    id,
    sees: seesOf(id),
    about: id === 'ack' ? 'environment' : 'job',
    ...(id === 'metadata' && { answers: 'metadata' as const }),
    async *watch() {
      asked.push(id);
      for (const fact of facts) yield { at: ZERO + BACK, fact };
    },
  };
}

async function resumed(before: Earlier | undefined, facts: readonly Fact[] = [], back = BACK) {
  const clock = manualClock(ZERO + back);
  const asked: string[] = [];
  const heard: Observation[] = [];
  let seen: SoFar | undefined;
  const observing = observe(subject, {
    probes: ['metadata', 'pods', 'ack'].map((id) => tells(id, id === 'metadata' ? facts : [], asked)),
    clock,
    signal: new AbortController().signal,
    onObservation: (observation) => void heard.push(observation),
    onBegin: (soFar) => {
      seen = soFar;
    },
    ...(before && { earlier: before }),
  });
  await clock.advance(2_000);
  return { evidence: await observing, asked, heard, seen };
}

describe('an investigation that goes on from an earlier run', () => {
  const [, unknown] = metadata(1_500, 'id-unknown');
  const [, ready] = metadata(BACK, 'ready');

  it('begins with what that run saw, and counts on from there', async () => {
    const { evidence, heard, seen } = await resumed(earlier([[1_500, unknown]]), [ready]);
    expect(evidence.observations.map(({ id, fact }) => [id, fact])).toEqual([
      ['o1', unknown],
      ['o2', ready],
    ]);
    expect(heard).toEqual(evidence.observations);
    expect(seen?.observations).toEqual(evidence.observations);
    expect(evidence.watches.find(({ probe }) => probe === 'metadata')?.from).toBe(ZERO + 300);
  });

  it('has a gap over the stretch that nobody saw, for each probe and the kinds that change', async () => {
    const { evidence } = await resumed(earlier([[1_500, unknown]]), [ready]);
    const gap = { reason: 'bot-away', from: ZERO + CUT, at: ZERO + BACK };
    expect(evidence.gaps).toMatchObject([
      { ...gap, probe: 'metadata', kinds: ['metadata-answer'] },
      { ...gap, probe: 'pods', kinds: ['pod-state'] },
    ]);
    expect(evidence.gaps[0]?.detail).toContain('nobody looked from 2.0 s to 9.8 s');
  });

  it('has that gap from the answer of configure on where nothing of that run is left', async () => {
    const { evidence } = await resumed(undefined, [ready]);
    expect(evidence.gaps[0]).toMatchObject({ reason: 'bot-away', from: subject.configure?.answeredAt });
  });

  it('does not ask again what that run had seen to its end', async () => {
    const { asked, evidence } = await resumed(earlier([[1_500, unknown]], ['ack']), [ready]);
    expect(asked).toEqual(['metadata', 'pods']);
    expect(evidence.watches.find(({ probe }) => probe === 'ack')?.to).toBe(ZERO + CUT);
  });

  it('looks at nothing more where the answer was there', async () => {
    const { asked, evidence } = await resumed(earlier([metadata(1_900, 'ready')], ['metadata']));
    expect(asked).toEqual([]);
    expect(evidence).toMatchObject({ endedAt: ZERO + CUT, gaps: [] });
    expect(explain(evidence).verdict).toBe('healthy');
  });

  it('of a job whose consumer was there takes nothing for lost that went with the job, which nobody drives', async () => {
    const [, gone] = metadata(39_000, 'id-unknown');
    const { asked, evidence } = await resumed(earlier([metadata(1_900, 'ready')]), [gone], 39_000);
    expect(asked).toEqual([]);
    expect(evidence.gaps).toMatchObject([
      { reason: 'bot-away', from: ZERO + CUT, at: ZERO + 39_000, kinds: ['metadata-answer'] },
      { kinds: ['pod-state'] },
    ]);
    expect(explain(evidence)).toMatchObject({ verdict: 'healthy' });
    const before = await resumed(earlier([metadata(1_900, 'ready')]), [gone], 37_000);
    expect(before.asked).toEqual(['metadata', 'pods', 'ack']);
    const unseen = await resumed(earlier([[1_500, unknown]]), [gone], 39_000);
    expect(unseen.asked).toEqual(['metadata', 'pods', 'ack']);
  });

  it('does not learn a log line twice that is read again', async () => {
    const [, line] = log(1_000, 'grpc', 'info', 'connected', { stamp: 17 });
    const [, other] = log(1_000, 'grpc', 'info', 'listening', { stamp: 18 });
    const { evidence } = await resumed(earlier([[1_200, line]]), [line, other, ready]);
    expect(evidence.observations.map(({ fact }) => fact)).toEqual([line, other, ready]);
  });
});
