import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { wasSeen } from '#investigation/evidence.ts';
import type { Fact, FactKind, Observation } from '#investigation/observation.ts';
import { observe } from '#investigation/observe.ts';
import { BlindError, type Probe, type Sighting } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import { createRedactor, type Redactor } from '#lib/redact.ts';
import { configured, evidence, log, notConfigured, queue, streamPort, ZERO } from '../support/evidence.ts';
import { keptOf } from '../support/kept.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { manualClock } from '../support/manual-clock.ts';

const { subject } = evidence([]);
const jobless: Subject = (() => {
  const { job: _none, ...rest } = { ...subject, configure: notConfigured({ status: 503 }) };
  return rest;
})();

type Script = (clock: ManualClock, signal: AbortSignal) => AsyncIterable<Sighting>;

function probe(clock: ManualClock, id: string, script: Script, over: Partial<Probe> = {}): Probe {
  return { id, sees: ['log-line'], about: 'job', watch: (_subject, signal) => script(clock, signal), ...over };
}

/** Tells a line at each of these ms of the clock, then goes on as told. */
function tells(
  atMs: readonly number[],
  then: (clock: ManualClock, signal: AbortSignal) => Promise<unknown> = async () => {},
): Script {
  return async function* (clock, signal) {
    for (const at of atMs) {
      await clock.sleep(ZERO + at - clock.now(), signal);
      yield line(clock, `line of ${at}`);
    }
    await then(clock, signal);
  };
}

const endsAt = (ms: number): Script => tells([], (clock, signal) => clock.sleep(ZERO + ms - clock.now(), signal));
const untilStopped = (clock: ManualClock, signal: AbortSignal) => clock.sleep(3_600_000, signal).catch(() => {});

function line(clock: ManualClock, text: string): Sighting {
  return { at: clock.now(), fact: log(0, 'backend', 'error', text)[1] };
}

interface Watching {
  readonly subject?: Subject;
  readonly probes: (clock: ManualClock) => readonly Probe[];
  readonly signal?: AbortSignal;
  readonly whenAt?: readonly [ms: number, act: () => void];
  readonly redactor?: Redactor;
}

/** Lets the clock go on until the evidence is there. */
async function watch({
  subject: about = subject,
  probes,
  signal = new AbortController().signal,
  whenAt,
  redactor,
}: Watching) {
  const clock = manualClock(ZERO);
  const heard: Observation[] = [];
  let done = false;
  const observing = observe(about, {
    probes: probes(clock),
    clock,
    signal,
    onObservation: (observation) => void heard.push(observation),
    ...(redactor && { redactor }),
  });
  const finished = observing.finally(() => {
    done = true;
  });
  for (let steps = 0; !done && steps < 2_000; steps += 1) {
    if (whenAt && clock.now() === ZERO + whenAt[0]) whenAt[1]();
    await clock.advance(50);
  }
  return { evidence: await finished, heard, clock };
}

const texts = (observations: readonly Observation[]) =>
  observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact.text] : []));

describe('watching a job', () => {
  it('begins with the answer of configure and numbers what is learned in its order', async () => {
    const { evidence: seen, heard } = await watch({
      probes: (clock) => [
        probe(clock, 'a', tells([100, 300])),
        probe(clock, 'b', tells([200])),
        probe(clock, 'metadata', endsAt(1_000), { answers: 'metadata' }),
      ],
    });
    expect(seen.observations.map(({ id, probe, fact }) => [id, probe, fact.kind])).toEqual([
      ['o1', 'trigger', 'configure-answer'],
      ['o2', 'a', 'log-line'],
      ['o3', 'b', 'log-line'],
      ['o4', 'a', 'log-line'],
    ]);
    expect(heard).toEqual(seen.observations);
    expect(seen.watches[0]).toMatchObject({ probe: 'trigger', sees: ['configure-answer'], ended: 'complete' });
  });

  it('stops everything soon after the answering probe has ended', async () => {
    const { evidence: seen, clock } = await watch({
      probes: (clock) => [
        probe(clock, 'slow', tells([500, 1_200, 9_000], untilStopped)),
        probe(clock, 'metadata', endsAt(1_000), { answers: 'metadata' }),
      ],
    });
    expect(texts(seen.observations)).toEqual(['line of 500', 'line of 1200']);
    expect(seen.endedAt - ZERO).toBeLessThanOrEqual(2_000);
    expect(seen.watches.map(({ probe, ended }) => [probe, ended])).toEqual([
      ['trigger', 'complete'],
      ['slow', 'complete'],
      ['metadata', 'complete'],
    ]);
    expect(seen.gaps).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  it('spares the stack for a job that is only watched: some probes look where it is late, and some never', async () => {
    const watched: Subject = { ...subject, watched: true, timeoutMs: 10_000 };
    const endOf = async (endMs: number) => {
      const { evidence: seen } = await watch({
        subject: watched,
        probes: (clock) => [
          probe(clock, 'late', tells([5_000]), { ofWatched: 'when-late', beforeVerdict: true, sees: ['log-line'] }),
          probe(clock, 'never', tells([100]), { ofWatched: 'never' }),
          probe(clock, 'metadata', endsAt(endMs), { answers: 'metadata', sees: ['metadata-answer'] }),
        ],
      });
      return { told: texts(seen.observations), sees: seen.watches.map(({ probe, sees }) => [probe, ...sees]), seen };
    };
    const early = await endOf(1_000);
    expect(early.told).toEqual([]);
    expect(early.sees).toEqual([['trigger', 'configure-answer'], ['late'], ['metadata', 'metadata-answer']]);
    expect(wasSeen(early.seen, 'log-line')).toBe(false);
    const late = await endOf(8_000);
    expect(late.told).toEqual(['line of 5000']);
    expect(late.sees).toContainEqual(['late', 'log-line']);
  });

  describe('whose stream is known', () => {
    const streaming: Subject = { ...subject, job: { id: '19-7', stream: { host: '10.0.0.7', port: 12_319 } } };
    const looks = (atMs: readonly number[], openAt: number, detail = 'connect ECONNREFUSED'): Script =>
      async function* (clock, signal) {
        for (const at of atMs) {
          await clock.sleep(ZERO + at - clock.now(), signal);
          const [, fact] = streamPort(at, at === openAt, at === openAt ? 'accepted' : detail);
          yield { at: clock.now(), fact };
        }
        await untilStopped(clock, signal);
      };
    const endOf = async (stream: Script, about: Subject, rest: (clock: ManualClock) => readonly Probe[] = () => []) => {
      const { evidence: seen, clock } = await watch({
        subject: about,
        probes: (clock) => [
          probe(clock, 'metadata', endsAt(1_000), { answers: 'metadata' }),
          probe(clock, 'stream-port', stream, { answers: 'stream', sees: ['stream-port'] }),
          ...rest(clock),
        ],
      });
      expect(clock.waiting).toBe(0);
      return seen.endedAt - ZERO;
    };

    it('goes on past the answer until its stream was seen', async () => {
      expect(await endOf(looks([500, 7_000], 7_000), streaming)).toBe(7_400);
    });

    it('goes on to the end of its time for one that refuses', async () => {
      expect(await endOf(looks([500, 7_000, 20_000], -1), { ...streaming, timeoutMs: 30_000 })).toBe(30_400);
    });

    it('counts as answered by who looks on, and says so', async () => {
      const looksOn: Script = async function* (clock, signal) {
        await clock.sleep(1_000, signal);
        yield { at: clock.now(), isAnswered: true };
        await untilStopped(clock, signal);
      };
      const { evidence: seen } = await watch({
        probes: (clock) => [probe(clock, 'metadata', looksOn, { answers: 'metadata' })],
      });
      expect(seen.endedAt - ZERO).toBe(1_400);
    });

    it('does not wait for one that is out of the bot’s reach', async () => {
      expect(await endOf(looks([2_000, 4_000], -1, 'no answer in 2 s'), streaming)).toBe(4_400);
    });

    it('waits for its consumer at RabbitMQ where that counts, whatever metadata does', async () => {
      const [, attached] = queue(5_000, { consumers: 1 });
      const rabbitmq = (clock: ManualClock) => [
        probe(
          clock,
          'queue',
          async function* (clock, signal) {
            await clock.sleep(5_000, signal);
            yield { at: clock.now(), fact: attached };
            await untilStopped(clock, signal);
          },
          { about: 'environment', sees: ['queue-state'] },
        ),
      ];
      expect(await endOf(looks([500, 2_000], 2_000), { ...streaming, ready: 'queue' }, rabbitmq)).toBe(5_400);
    });
  });

  it('ends with no verdict before the questions that give its answers their meaning are asked', async () => {
    const { evidence: seen } = await watch({
      probes: (clock) => [
        probe(clock, 'controls', tells([2_900]), { about: 'environment', beforeVerdict: true }),
        probe(clock, 'metadata', endsAt(100), { answers: 'metadata' }),
      ],
    });
    expect(texts(seen.observations)).toEqual(['line of 2900']);
    expect(seen.gaps).toEqual([]);
  });

  it('goes on with the rest when one probe fails, keeps what that one saw before, and says what is missing', async () => {
    const blind = async () => {
      throw new BlindError('timed-out', 'GET /pods: no answer in 5 s');
    };
    const { evidence: seen } = await watch({
      probes: (clock) => [
        probe(clock, 'broken', tells([100], blind), { sees: ['log-line', 'pod-state'] }),
        probe(clock, 'whole', tells([200, 900])),
        probe(clock, 'metadata', endsAt(1_000), { answers: 'metadata', sees: ['metadata-answer'] }),
      ],
    });
    expect(texts(seen.observations)).toEqual(['line of 100', 'line of 200', 'line of 900']);
    expect(seen.gaps).toEqual([
      {
        at: ZERO + 100,
        probe: 'broken',
        kinds: ['log-line', 'pod-state'],
        reason: 'timed-out',
        detail: 'GET /pods: no answer in 5 s',
      },
    ]);
    expect(seen.watches.find(({ probe }) => probe === 'broken')).toMatchObject({
      ended: 'failed',
      from: ZERO,
      to: ZERO + 100,
    });
    expect(wasSeen(seen, 'pod-state')).toBe(false);
    expect(wasSeen(seen, 'metadata-answer')).toBe(true);
  });

  it('takes a bug of a probe for a gap too', async () => {
    const bug = async () => {
      throw new TypeError('x is not a function');
    };
    const { evidence: seen } = await watch({
      probes: (clock) => [
        probe(clock, 'buggy', tells([], bug)),
        probe(clock, 'metadata', endsAt(500), { answers: 'metadata' }),
      ],
    });
    expect(seen.gaps).toMatchObject([{ probe: 'buggy', reason: 'failed', detail: 'x is not a function' }]);
  });

  it('keeps what a probe cannot see while the rest of it goes on', async () => {
    const gap = { kinds: ['service-state'] as const, reason: 'refused' as const, detail: '403 Forbidden' };
    const partly: Script = async function* (clock, signal) {
      yield { at: clock.now(), gap };
      yield* tells([300])(clock, signal);
    };
    const { evidence: seen } = await watch({
      probes: (clock) => [
        probe(clock, 'partly', partly),
        probe(clock, 'metadata', endsAt(500), { answers: 'metadata' }),
      ],
    });
    expect(seen.gaps).toEqual([{ at: ZERO, probe: 'partly', ...gap }]);
    expect(texts(seen.observations)).toEqual(['line of 300']);
    expect(seen.watches.find(({ probe }) => probe === 'partly')?.ended).toBe('complete');
  });

  it('takes an error after the stop for the stop, and blindness for blindness', async () => {
    const failsWhenStopped = (error: Error) => async (clock: ManualClock, signal: AbortSignal) => {
      await untilStopped(clock, signal);
      throw error;
    };
    const { evidence: seen } = await watch({
      probes: (clock) => [
        probe(clock, 'torn', tells([], failsWhenStopped(new Error('socket hang up')))),
        probe(
          clock,
          'blind',
          tells([], failsWhenStopped(new BlindError('cut-short', 'the end came before the first list'))),
        ),
        probe(clock, 'metadata', endsAt(500), { answers: 'metadata' }),
      ],
    });
    expect(seen.gaps).toMatchObject([{ probe: 'blind', reason: 'cut-short' }]);
  });

  it('leaves a probe behind that does not stop, says so, and hears no more of it', async () => {
    const deaf: Script = async function* (clock) {
      for (let at = 400; at < 8_000; at += 400) {
        await clock.sleep(400);
        yield line(clock, `line of ${at}`);
      }
      throw new BlindError('failed', 'too late to tell');
    };
    const {
      evidence: seen,
      heard,
      clock,
    } = await watch({
      probes: (clock) => [probe(clock, 'deaf', deaf), probe(clock, 'metadata', endsAt(500), { answers: 'metadata' })],
    });
    expect(seen.endedAt - ZERO).toBeLessThanOrEqual(2_500);
    expect(seen.gaps).toEqual([
      {
        at: seen.endedAt,
        probe: 'deaf',
        kinds: ['log-line'],
        reason: 'cut-short',
        detail: 'deaf had not stopped 1 s after the end',
      },
    ]);
    expect(seen.watches.find(({ probe }) => probe === 'deaf')).toMatchObject({
      from: ZERO,
      to: seen.endedAt,
      ended: 'failed',
    });

    const then = structuredClone(seen);
    const heardThen = heard.length;
    await clock.advance(10_000);
    expect(seen).toEqual(then);
    expect(heard).toHaveLength(heardThen);
  });

  it('ends at once when it is aborted, with what was seen until then', async () => {
    const abort = new AbortController();
    const { evidence: seen, clock } = await watch({
      probes: (clock) => [
        probe(clock, 'slow', tells([100, 5_000], untilStopped)),
        probe(clock, 'metadata', endsAt(30_000), { answers: 'metadata' }),
      ],
      signal: abort.signal,
      whenAt: [700, () => abort.abort()],
    });
    expect(seen.endedAt).toBe(ZERO + 700);
    expect(texts(seen.observations)).toEqual(['line of 100']);
    expect(seen.gaps).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  it('does not begin to wait when it was aborted before', async () => {
    const { evidence: seen } = await watch({
      probes: (clock) => [probe(clock, 'metadata', endsAt(30_000), { answers: 'metadata' })],
      signal: AbortSignal.abort(),
    });
    expect(seen.endedAt).toBe(ZERO);
  });
});

describe('where there is no job', () => {
  it('asks about the environment alone, and waits only for what is soon over', async () => {
    const asked: string[] = [];
    const noting =
      (id: string, script: Script): Script =>
      (clock, signal) => {
        asked.push(id);
        return script(clock, signal);
      };
    const { evidence: seen } = await watch({
      subject: jobless,
      probes: (clock) => [
        probe(clock, 'metadata', noting('metadata', endsAt(30_000)), { answers: 'metadata' }),
        probe(clock, 'pods', noting('pods', tells([100]))),
        probe(clock, 'ack', noting('ack', tells([800])), { about: 'environment', once: true }),
        probe(clock, 'backend-pods', noting('backend-pods', tells([900, 5_000], untilStopped)), {
          about: 'environment',
        }),
      ],
    });
    expect(asked).toEqual(['ack', 'backend-pods']);
    expect(texts(seen.observations)).toEqual(['line of 800', 'line of 900']);
    expect(seen.endedAt - ZERO).toBeLessThanOrEqual(1_800);
    expect(seen.watches.map(({ probe }) => probe)).toEqual(['trigger', 'ack', 'backend-pods']);
  });

  it('ends though there is nothing to ask at all', async () => {
    const { evidence: seen } = await watch({ subject: jobless, probes: () => [] });
    expect(seen.observations.map(({ fact }) => fact.kind)).toEqual(['configure-answer']);
  });
});

describe('secrets', () => {
  const url = 'amqp://panda:hunter2@rabbitmq:5672';
  const secret = /hunter2/;

  it('are masked in every text of a fact, of a gap and of what the listener hears', async () => {
    const fact: Fact = {
      kind: 'broker-state',
      reachable: false,
      via: 'amqp',
      alarms: [`alarm of ${url}`],
      detail: `connect ${url}`,
    };
    const leaky: Script = async function* (clock) {
      yield { at: clock.now(), fact };
      yield {
        at: clock.now(),
        gap: { kinds: ['queue-state'] satisfies FactKind[], reason: 'failed', detail: `GET ${url}` },
      };
      throw new Error(`lost ${url}`, { cause: new BlindError('failed', `because of ${url}`) });
    };
    const { evidence: seen, heard } = await watch({
      subject: { ...subject, configure: { ...configured(), detail: `no route to ${url}` } },
      probes: (clock) => [probe(clock, 'leaky', leaky), probe(clock, 'metadata', endsAt(500), { answers: 'metadata' })],
    });
    expect(JSON.stringify(seen)).not.toMatch(secret);
    expect(JSON.stringify(heard)).not.toMatch(secret);
    expect(seen.gaps).toHaveLength(2);
    expect(seen.observations.find(({ fact }) => fact.kind === 'broker-state')?.fact).toEqual({
      ...fact,
      alarms: ['alarm of amqp://panda:‹hidden 0fe1›@rabbitmq:5672'],
      detail: 'connect amqp://panda:‹hidden 0fe1›@rabbitmq:5672',
    });
  });

  it('masks what patterns of one’s own match, before anyone hears of it', async () => {
    const says: Script = async function* (clock) {
      yield line(clock, 'ERROR badge 12345678 refused');
    };
    const { evidence: seen, heard } = await watch({
      probes: (clock) => [probe(clock, 'logs', says), probe(clock, 'metadata', endsAt(500), { answers: 'metadata' })],
      redactor: createRedactor([/badge (?<secret>\d{8})/]),
    });
    expect(texts(seen.observations)).toEqual([expect.stringMatching(/^ERROR badge ‹hidden [0-9a-f]{4}› refused$/)]);
    expect(JSON.stringify([seen, heard])).not.toContain('12345678');
  });

  it('leaves nothing at a signal that outlives it', async () => {
    const { signal } = new AbortController();
    const kept = await keptOf(30, async () => {
      const { evidence: seen } = await watch({
        probes: (clock) => [probe(clock, 'metadata', endsAt(500), { answers: 'metadata' })],
        signal,
      });
      return seen;
    });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    // The last one may still be on the stack.
    expect(kept).toBeLessThanOrEqual(1);
  });
});
