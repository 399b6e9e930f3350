import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { maskSeen } from '#bundle/mask-seen.ts';
import { createLineMask, maskLines } from '#investigation/log-reading/mask-lines.ts';
import type { Observation } from '#investigation/observation.ts';
import { SLICE } from '#lib/lines.ts';
import { knownRedactor, redact } from '#lib/redact.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import { atLeast, atMost, type Bench, ofAll, type Row } from './bench.ts';
import { type Form, readForms, readHarmless, survivors } from './secrets/corpus.ts';
import { hardTexts, ordinaryLines, speedOf } from './secrets/speed.ts';

const ORDINARY_BYTES = 20_000_000;
const HARD_BYTES = 200_000;
const STORED_LINES = 20_000;
const BODY_BYTES = 1_000_000;

/** What masking lets through, what it spoils, how fast it is, and how long it holds the event loop. */
export const secrets: Bench = {
  name: 'secrets',
  about: 'masking: what gets through, what it spoils, MB/s of ordinary and of hostile texts, the longest hold',
  async run({ say }) {
    const [forms, harmless] = [readForms(), readHarmless()];
    const passed = forms.filter(getsThrough);
    const spoiled = harmless.filter((text) => redact(text) !== text || asLines(text) !== text);
    for (const { kind, text } of passed) say(`gets through, ${kind}: ${text}`);
    for (const text of spoiled) say(`is spoiled: ${text}`);
    const lines = ordinaryLines(ORDINARY_BYTES);
    const ordinary = speedOf(lines, 3);
    const texts = hardTexts(HARD_BYTES);
    // A worker has compiled what it runs long before; the last text needs all of it.
    for (const { lines } of texts.slice(-1)) speedOf(lines, 3);
    const hard = texts.map(({ name, lines }) => ({ name, speed: speedOf(lines, 2), lines }));
    const [worst] = hard.toSorted((a, b) => a.speed.wall - b.speed.wall);
    const works: number[] = [];
    const held = await longestHold(async () => {
      for (const texts of [lines, ...hard.map(({ lines }) => lines)]) works.push(await maskStream(texts));
    });
    const stored = [lines.slice(0, STORED_LINES), ...hard.slice(-1).map(({ lines }) => lines)];
    const heldByStored = await longestHold(async () => {
      for (const texts of stored) await maskSeen(seenOf(texts));
    });
    const body = texts.map(({ lines }) => lines.join('\n').repeat(BODY_BYTES / HARD_BYTES));
    const heldByBody = await longestHold(async () => {
      for (const text of body) {
        inOneLine(text, 500);
        await nextTurn();
      }
    });
    return {
      targets: [
        atLeast('forms of secrets', forms.length, 'texts', 600),
        atMost('secrets that get through', passed.length, `texts ${ofAll(passed.length, forms.length)}`, 0),
        atLeast('harmless texts', harmless.length, 'texts', 200),
        atMost('harmless texts that are spoiled', spoiled.length, `texts ${ofAll(spoiled.length, harmless.length)}`, 0),
        atLeast('ordinary lines', ordinary.wall, 'MB/s', 50),
        atLeast(`the worst of ${hard.length} hostile texts`, worst?.speed.wall ?? 0, 'MB/s', 5),
        atMost('the event loop is held by a log', held, 'ms', 50),
        atMost('the event loop is held by what was stored', heldByStored, 'ms', 50),
        atMost('the event loop is held by an answer of 1 MB', heldByBody, 'ms', 50),
      ],
      rows: [{ name: 'ordinary lines', speed: ordinary }, ...hard].map(
        ({ name, speed }, i): Row => ({
          what: name,
          speed: tenths(speed.wall),
          'of the processor': tenths(speed.cpu),
          'its ms for the longest slice': tenths(works[i] ?? 0),
        }),
      ),
    };
  },
};

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function getsThrough(form: Form): boolean {
  return [redact(form.text), asLines(form.text)].some((masked) => survivors(form, masked).length > 0);
}

function asLines(text: string): string {
  return maskLines(text.split('\n'), knownRedactor)
    .filter((line) => line !== undefined)
    .join('\n');
}

async function longestHold(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  await nextTurn();
  delay.disable();
  return delay.max / 1e6;
}

/** As a log that is read; how many ms of the processor the longest slice took. */
async function maskStream(lines: readonly string[]): Promise<number> {
  const mask = createLineMask(knownRedactor);
  let most = 0;
  for (const slice of slicesOf(lines)) {
    const before = process.cpuUsage();
    mask.add(slice);
    const { user, system } = process.cpuUsage(before);
    most = Math.max(most, (user + system) / 1_000);
    await nextTurn();
  }
  mask.end();
  await nextTurn();
  return most;
}

function seenOf(texts: readonly string[]): { readonly observations: readonly Observation[] } {
  const where = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main' } as const;
  return {
    observations: texts.map((text, i) => {
      const fact = { kind: 'log-line', ...where, level: 'info', namesJob: false, stamp: i, text } as const;
      return { id: `o${i}`, at: i, probe: 'job-logs', fact };
    }),
  };
}

function slicesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const slices: string[][] = [[]];
  let size = 0;
  for (const line of lines) {
    if (size + line.length > SLICE && size > 0) {
      slices.push([]);
      size = 0;
    }
    slices.at(-1)?.push(line);
    size += line.length + 1;
  }
  return slices;
}
