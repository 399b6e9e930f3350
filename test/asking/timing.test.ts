import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMistakes, findTimeoutMistakes } from '#asking/limits.ts';
import { parseTiming, type TimingWorld, timingArguments } from '#asking/timing.ts';
import { describeRequest } from '#investigation/subject.ts';
import { anyCharacters } from '../support/any-characters.ts';

const now = Date.parse('2025-11-13T16:00:00Z');
const world: TimingWorld = {
  environments: ['staging', 'production', 'kefar-saba'],
  defaultEnvironment: 'staging',
  defaultsOf: () => ({}),
  now,
};

function ask(text: string, changes: Partial<TimingWorld> = {}) {
  const timing = parseTiming(text.split(' '), { ...world, ...changes });
  if (timing.kind === 'mistakes') throw new Error(timing.mistakes.map(({ message }) => message).join('\n'));
  return timing;
}

function mistakesOf(text: string): string[] {
  const timing = parseTiming(text.split(' '), world);
  return timing.kind === 'mistakes' ? timing.mistakes.map(({ message }) => message) : [];
}

describe('a series', () => {
  it('is so many runs, one after the other unless told', () => {
    expect(ask('runs=10').series).toEqual({ runs: 10, parallel: 1 });
    expect(ask('parallel=3 staging --runs=4 nfft=2048')).toMatchObject({
      series: { runs: 4, parallel: 3 },
      request: { nfft: 2048 },
    });
    expect(ask('')).not.toHaveProperty('series');
  });

  it('is refused by name, with what is allowed', () => {
    expect(mistakesOf('runs=0')).toEqual(['runs=0 is outside 2 to 20; the nearest is runs=2']);
    expect(mistakesOf('runs=1')).toEqual(['runs=1 is outside 2 to 20; one run needs no runs']);
    expect(mistakesOf('runs=500 parallel=9')).toEqual([
      'runs=500 is outside 2 to 20; the nearest is runs=20',
      'parallel=9 is outside 1 to 3; the nearest is parallel=3',
    ]);
    expect(mistakesOf('runs=many')).toEqual(['runs=many is not a whole number; write it like runs=10']);
    expect(mistakesOf('parallel=2')).toEqual(['parallel has no meaning without runs; write runs=10 too']);
  });
});

describe('what may be asked for', () => {
  it('is the usual request in the usual environment when nothing is typed', () => {
    expect(ask('')).toEqual({
      kind: 'timing',
      environment: 'staging',
      request: {
        view: 'multichannel',
        channels: { min: 1, max: 50 },
        nfft: 1024,
        frequency: { min: 0, max: 500 },
        duration: 10,
        height: 1000,
      },
      timeoutMs: 30_000,
    });
  });

  it('takes every argument', () => {
    const text =
      'production view=multichannel channels=10-20 nfft=65536 frequency=100-1000 duration=2.5 height=1 ' +
      'from=1762990000 to=1762990060 timeout=2min';
    expect(ask(text)).toEqual({
      kind: 'timing',
      environment: 'production',
      request: {
        view: 'multichannel',
        channels: { min: 10, max: 20 },
        nfft: 65_536,
        frequency: { min: 100, max: 1000 },
        duration: 2.5,
        height: 1,
        recording: { from: 1_762_990_000, to: 1_762_990_060 },
      },
      timeoutMs: 120_000,
    });
  });

  it('does not take what is never sent: a waterfall has neither NFFT, frequencies nor duration', () => {
    expect(() => ask('view=waterfall nfft=512 duration=5 height=900')).toThrow(
      'nfft has no meaning with view=waterfall; leave it out\nduration has no meaning with view=waterfall; leave it out',
    );
    expect(ask('view=waterfall height=900').request).toMatchObject({ view: 'waterfall', height: 900 });
  });

  it('takes channels=7 for channel 7 alone', () => {
    expect(ask('view=singlechannel channels=7').request.channels).toEqual({ min: 7, max: 7 });
  });

  it('takes what the environment usually asks for where nothing is typed', () => {
    const defaultsOf = (environment: string) => (environment === 'production' ? { nfft: 4096, height: 500 } : {});
    expect(ask('production height=900', { defaultsOf }).request).toMatchObject({ nfft: 4096, height: 900 });
    expect(ask('staging', { defaultsOf }).request).toMatchObject({ nfft: 1024, height: 1000 });
  });

  it.each([
    'channels=1–50 “production” nfft=2048',
    'Production channels = 1 - 50 nfft = 2048',
    'environment=production  channels=1—50   NFFT="2048"',
    'nfft=2048 channels=1-50 ‘production’',
    '\u200bproduction\u00a0channels=1-50 nfft=2048',
  ])('forgives quotes, dashes, spaces and capitals: %s', (text) => {
    const { environment, request } = ask(text);
    expect({ environment, channels: request.channels, nfft: request.nfft }).toEqual({
      environment: 'production',
      channels: { min: 1, max: 50 },
      nfft: 2048,
    });
  });

  it.each(['timeout=45s', 'timeout=45 s', 'timeout=45sec', 'timeout=0.75min'])('reads %s', (text) => {
    expect(ask(text).timeoutMs).toBe(45_000);
  });

  it('takes units where people write them', () => {
    expect(ask('frequency=0-250 Hz duration=20 s').request).toMatchObject({
      frequency: { min: 0, max: 250 },
      duration: 20,
    });
  });

  it.each([
    'from=1763047800 to=1763048400',
    'from=2025-11-13T15:30 to=2025-11-13T15:40',
    'from=2025-11-13T15:30:00Z to=2025-11-13T15:40:00.000Z',
    'from=2025-11-13T17:30+02:00 to=2025-11-13T17:40+0200',
    'from=2025-11-13 15:30 to=2025-11-13 15:40',
  ])('reads the recording %s', (text) => {
    expect(ask(text).request.recording).toEqual({ from: 1_763_047_800, to: 1_763_048_400 });
  });

  it('reads each example of the help', () => {
    expect(mistakesOf(timingArguments.map(({ example }) => example).join(' '))).toEqual([]);
  });
});

describe('what may not be asked for', () => {
  it.each([
    ['nftt=1024', 'there is no argument nftt; did you mean nfft?'],
    ['nfft=1000', 'nfft=1000 is not a power of two from 128 to 65536; the nearest is nfft=1024'],
    ['nfft=1500', 'nfft=1500 is not a power of two from 128 to 65536; the nearest is nfft=1024'],
    ['nfft=64', 'nfft=64 is not a power of two from 128 to 65536; the nearest is nfft=128'],
    ['nfft=131072', 'nfft=131072 is not a power of two from 128 to 65536; the nearest is nfft=65536'],
    ['nfft=-1', 'nfft=-1 is not a power of two from 128 to 65536; the nearest is nfft=128'],
    ['nfft=1k', 'nfft=1k is not a whole number; write it like nfft=1024'],
    ['nfft 1024', 'nfft has no value; write nfft=1024 with no space'],
    ['nfft=', 'nfft has no value; write nfft= with the value after it'],
    ['nfft=1024 nfft=2048', 'nfft is given twice, nfft=1024 and nfft=2048; keep one'],
    ['channels=0-50', 'channels=0-50 is outside 1-2222; the nearest is channels=1-50'],
    ['channels=1-3000', 'channels=1-3000 is outside 1-2222; the nearest is channels=1-2222'],
    ['channels=50-1', 'channels=50-1 is upside down; write channels=1-50'],
    ['channels=all', 'channels=all is not a range of channels; write it like channels=1-50 or channels=7'],
    [
      'view=singlechannel channels=3-4',
      'channels=3-4 is more than one channel, and view=singlechannel takes one; write channels=3',
    ],
    [
      'view=multi-channel',
      'view=multi-channel is not a view; a view is multichannel, singlechannel or waterfall; did you mean view=multichannel?',
    ],
    ['frequency=0-2000', 'frequency=0-2000 is outside 0-1000 Hz; the nearest is frequency=0-1000'],
    ['frequency=500', 'frequency=500 is not a range in Hz; write it like frequency=0-500'],
    ['frequency=500-100', 'frequency=500-100 is upside down; write frequency=100-500'],
    ['duration=0', 'duration=0 is not more than 0; write it like duration=10'],
    ['duration=long', 'duration=long is not a number of seconds; write it like duration=10'],
    ['height=-5', 'height=-5 is not more than 0; write it like height=1000'],
    ['height=10.5', 'height=10.5 is not a whole number; write it like height=1000'],
    ['timeout=3s', 'timeout=3s is outside 5s to 120s; the nearest is timeout=5s'],
    ['timeout=5min', 'timeout=300s is outside 5s to 120s; the nearest is timeout=120s'],
    ['timeout=30', 'timeout=30 has no unit; write timeout=30s'],
    ['from=2025-11-13T15:30', 'to is missing; a recording needs both from and to'],
    ['to=2025-11-13T15:30', 'from is missing; a recording needs both to and from'],
    [
      'from=2025-11-13T15:40 to=2025-11-13T15:30',
      'from=2025-11-13T15:40:00Z is not before to=2025-11-13T15:30:00Z; from is the earlier one',
    ],
    [
      'from=2025-11-13T15:30 to=2025-11-13T16:01',
      'to=2025-11-13T16:01:00Z is in the future; a recording ends in the past',
    ],
    [
      'from=2025-02-30T10:00 to=2025-03-02T11:00',
      'from=2025-02-30T10:00 is not a time; write epoch seconds or a date like 2025-11-13T15:34 (UTC) or …T15:34+02:00',
    ],
    ['from=1763047800000 to=1763048400', 'from=1763047800000 is in milliseconds; write the seconds, 1763047800'],
    ['stagin', 'there is no environment stagin; did you mean staging? (there is staging, production, kefar-saba)'],
    ['moon', 'there is no environment moon (there is staging, production, kefar-saba)'],
    ['staging now', 'now is one word too many; write arguments as name=value'],
    [
      'colour=red',
      'there is no argument colour; the arguments are environment, view, channels, nfft, frequency, duration, height, from, to, timeout, runs, parallel',
    ],
  ])('explains %s', (text, message) => {
    expect(mistakesOf(text)).toEqual([message]);
  });

  it('names all mistakes at once', () => {
    expect(mistakesOf('stagin nftt=1 channels=9-3 timeout=1s view=x')).toHaveLength(5);
  });

  it('keeps what it repeats of a long text short', () => {
    const [message] = mistakesOf(`nfft=${'9'.repeat(1500)}`);
    expect(message?.length).toBeLessThan(120);
  });

  it('never lets a request through that breaks a rule, whatever is typed', () => {
    const name = fc.constantFrom('environment', ...timingArguments.map((argument) => argument.name), 'nftt', '');
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.tuple(fc.nat(3000), fc.nat(3000)).map((r) => r.join('-')),
    );
    const word = fc.oneof(
      anyCharacters(),
      fc.tuple(name, value).map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const timing = parseTiming(words, world);
        if (timing.kind === 'mistakes') return timing.mistakes.every(({ message }) => message.length < 400);
        return findMistakes(timing.request, now).length + findTimeoutMistakes(timing.timeoutMs).length === 0;
      }),
    );
  });
});

describe('describeRequest', () => {
  it('words a live request', () => {
    expect(describeRequest(ask('').request)).toBe(
      'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live',
    );
  });

  it('words one channel of a recording', () => {
    expect(
      describeRequest(ask('view=singlechannel channels=7 from=2025-11-13T15:30 to=2025-11-13T15:40').request),
    ).toBe(
      'singlechannel, channel 7, NFFT 1024, 0-500 Hz, 10 s, height 1000, ' +
        'recording 2025-11-13T15:30:00Z to 2025-11-13T15:40:00Z',
    );
  });
});
