import { describe, expect, it } from 'vitest';
import { cutEntry, tellingLine } from '#investigation/log-entry.ts';
import { createEntries, type EntryLine } from '#investigation/log-reading/entries.ts';
import { levelOf } from '#investigation/log-reading/level.ts';

const line = (text: string, stamp: number | undefined = 1_000): EntryLine => ({ stamp, text, level: levelOf(text) });

function entriesOf(texts: readonly (string | EntryLine)[]): readonly EntryLine[] {
  const entries = createEntries<EntryLine>();
  const lines = texts.map((text) => (typeof text === 'string' ? line(text) : text));
  return [...lines.flatMap((each) => entries.add(each)), ...entries.end()];
}

const textsOf = (texts: readonly (string | EntryLine)[]) => entriesOf(texts).map(({ text }) => text);
const lines = (text: string) => text.split('\n');

const INTRO = '2025-11-13T15:34:15+0000 ERROR pz.focus_server could not set up consumer';
const PYTHON = `Traceback (most recent call last):
  File "/opt/venv/pz/consumer.py", line 41, in attach
    channel.basic_consume(queue)
pika.exceptions.ConnectionClosedByBroker: (320, 'CONNECTION_FORCED')`;
const JAVA = `java.lang.IllegalStateException: no queue
\tat com.lab.Consumer.attach(Consumer.java:41) ~[app.jar:na]
\tat java.base/java.lang.Thread.run(Thread.java:829)
Caused by: java.net.ConnectException: Connection refused
\t... 12 more`;
const GO = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47b]

goroutine 1 [running]:
main.attach(...)
\t/src/main.go:12 +0x1d
created by main.main
exit status 2`;
const NODE = `Error: connect ECONNREFUSED 10.0.0.7:5672
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
    at async attach (file:///app/consumer.js:41:3) {
  errno: -111,
  code: 'ECONNREFUSED'
}`;
const traces = { PYTHON, JAVA, GO, NODE };
const cases = Object.entries(traces).map(([name, trace]) => [name, trace] as const);

describe('log entries', () => {
  it.each(cases)('are one of a trace of %s, at level error, with the line that introduces it', (_name, trace) => {
    const [before, entry, after, ...more] = entriesOf(['INFO before', INTRO, ...lines(trace), 'INFO after']);
    expect(before?.text).toBe('INFO before');
    expect(entry).toMatchObject({ level: 'error', text: `${INTRO}\n${trace}` });
    expect(after?.text).toBe('INFO after');
    expect(more).toEqual([]);
  });

  it.each(cases)('are one of a trace of %s that nothing introduces', (_name, trace) => {
    expect(textsOf(['INFO before', ...lines(trace), 'INFO after'])).toEqual(['INFO before', trace, 'INFO after']);
  });

  it('are two of two traces in a row', () => {
    expect(textsOf([...lines(PYTHON), ...lines(PYTHON)])).toEqual([PYTHON, PYTHON]);
  });

  it('are one of an exception that came while another was handled', () => {
    const chain = `${PYTHON}\n\nDuring handling of the above exception, another exception occurred:\n\n${PYTHON}`;
    expect(textsOf([...lines(chain), '', 'INFO after'])).toEqual([chain, '', 'INFO after']);
  });

  it('begin when their first line was written', () => {
    const [entry] = entriesOf([line(INTRO, 1_000), ...lines(PYTHON).map((text, i) => line(text, 1_001 + i))]);
    expect(entry).toMatchObject({ stamp: 1_000 });
  });

  it('have no line that was written long before', () => {
    const [earlier, entry] = entriesOf([line(INTRO, 1_000), ...lines(PYTHON).map((text) => line(text, 9_000))]);
    expect(earlier?.text).toBe(INTRO);
    expect(entry?.text).toBe(PYTHON);
  });

  it('hold only what may belong to what comes next', () => {
    const entries = createEntries<EntryLine>();
    expect(entries.add(line('INFO fine'))).toHaveLength(1);
    expect(entries.isOpen).toBe(false);
    expect(entries.add(line(INTRO))).toEqual([]);
    expect(entries.isOpen).toBe(true);
    expect(entries.end().map(({ text }) => text)).toEqual([INTRO]);
    expect(entries.isOpen).toBe(false);
  });

  it('never swallow a word of the kubelet, or a line of which only the beginning was read', () => {
    const cut = { ...line('  File "x"'), bytes: 100_000 };
    const [header = '', ...rest] = lines(PYTHON);
    expect(textsOf([header, line('rpc error: code = NotFound', Number.NaN), ...rest]).join('\n')).toContain(
      'rpc error',
    );
    expect(entriesOf([header, cut, ...rest])).toContainEqual(cut);
    const word = { stamp: undefined, text: '  unable to retrieve', level: 'unknown' } as const;
    expect(entriesOf([header, word, ...rest])).toContainEqual(word);
  });

  it('lose nothing of lines that only look like a trace', () => {
    const odd = ['    at the beginning', 'panic: no, really', 'it is over', '', '  indented', 'error: x', '}'];
    expect(textsOf(odd)).toEqual(odd);
  });

  it('stay bounded, and keep the last line', () => {
    const frames = Array.from({ length: 5_000 }, (_, i) => `  File "deep.py", line ${i}, in dive ${'x'.repeat(3_000)}`);
    const [entry, ...more] = textsOf(['Traceback (most recent call last):', ...frames, 'RecursionError: too deep']);
    expect(more).toEqual([]);
    expect(entry?.length).toBeLessThan(500_000);
    expect(entry).toMatch(/^Traceback .*\n {2}… 4802 lines …\n.*\nRecursionError: too deep$/s);
  });
});

describe('the line of an entry that tells', () => {
  it.each([
    [PYTHON, "pika.exceptions.ConnectionClosedByBroker: (320, 'CONNECTION_FORCED')"],
    [JAVA, 'Caused by: java.net.ConnectException: Connection refused'],
    [GO, 'panic: runtime error: invalid memory address or nil pointer dereference'],
    [NODE, 'Error: connect ECONNREFUSED 10.0.0.7:5672'],
  ])('is the exception, also after what introduces it, and when the entry is cut: %#', (trace, telling) => {
    expect(tellingLine(trace)).toBe(telling);
    expect(tellingLine(`${INTRO}\n${trace}`)).toBe(telling);
  });

  it('is the line itself where there is one', () => {
    expect(tellingLine(INTRO)).toBe(INTRO);
  });

  it('is there when the entry is cut', () => {
    const frames = Array.from({ length: 100 }, (_, i) => `  File "deep.py", line ${i}`).join('\n');
    const cut = cutEntry(`${INTRO}\nTraceback (most recent call last):\n${frames}\nRecursionError: too deep`, 500);
    expect(cut.length).toBeLessThanOrEqual(500);
    expect(cut.startsWith(`${INTRO}\n`)).toBe(true);
    expect(tellingLine(cut)).toBe('RecursionError: too deep');
  });
});
