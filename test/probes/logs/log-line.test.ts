import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobNames, jobNames } from '#investigation/job-id.ts';
import { redact } from '#lib/redact.ts';
import { logLine, writtenLine } from '#probes/logs/log-line.ts';
import { anyCharacters } from '../../support/any-characters.ts';
import { canaries } from '../../support/canaries.ts';

const from = { source: 'backend', pod: 'backend-1', container: 'main' } as const;

function read(line: string, names?: JobNames, most?: number) {
  const { stamp, text } = writtenLine(line);
  return logLine({ stamp, text: redact(text) }, from, names, most);
}

describe('reading a log line', () => {
  it("takes the kubelet's stamp off and keeps its nanoseconds", () => {
    const line = read('2025-11-13T15:34:15.123456789Z 2025-11-13T15:34:15+0000 INFO pz.focus_server hello');
    expect(line).toEqual({
      kind: 'log-line',
      ...from,
      stamp: Date.parse('2025-11-13T15:34:15Z') + 123.456789,
      level: 'info',
      namesJob: false,
      text: '2025-11-13T15:34:15+0000 INFO pz.focus_server hello',
    });
  });

  it('reads a stamp of a node that is not on UTC', () => {
    const { stamp, text } = read('2025-11-13T17:34:15.5+02:00 hello');
    expect({ stamp, text }).toEqual({ stamp: Date.parse('2025-11-13T15:34:15.500Z'), text: 'hello' });
  });

  it('keeps an empty line empty', () => {
    expect(read('2025-11-13T15:34:15Z ')).toMatchObject({
      text: '',
      stamp: expect.any(Number),
      level: 'unknown',
    });
    expect(read('2025-11-13T15:34:15Z')).toMatchObject({ text: '', stamp: expect.any(Number) });
  });

  it('leaves a line without a stamp whole', () => {
    expect(read('unable to retrieve container logs')).not.toHaveProperty('stamp');
    expect(read('2025-11-13 hello')).toMatchObject({ text: '2025-11-13 hello' });
  });

  it('knows its job by the exact id', () => {
    const names = jobNames('1-16');
    expect(read('Applied YAML from /tmp/job-1-16.yml', names).namesJob).toBe(true);
    expect(read('Applied YAML from /tmp/job-1-163.yml', names).namesJob).toBe(false);
    expect(read('2025-11-13T15:34:15Z 2025-1-16 nothing', names).namesJob).toBe(false);
  });

  it('finds the job beyond the cut', () => {
    const { namesJob, text } = read(`${'x'.repeat(2_000)} job-1-16`, jobNames('1-16'));
    expect({ namesJob, length: text.length }).toEqual({ namesJob: true, length: 1_000 });
  });

  it('takes terminal commands out', () => {
    const { level, text } = read('\u001b[31mERROR\u001b[0m \u001b]0;title\u0007bad\u0000\r');
    expect({ level, text }).toEqual({ level: 'error', text: 'ERROR bad\ufffd' });
  });

  it('cuts to 1,000 whole characters, and says how long the line was', () => {
    const { text } = read('😀'.repeat(1_500));
    expect([...text]).toHaveLength(1_000);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/😀 … \[cut, 6 KB\]$/);
  });

  it('leaves a line whole that has 1,000 characters', () => {
    expect(read('😀'.repeat(1_000)).text).toBe('😀'.repeat(1_000));
  });

  it('keeps as much as it is told to', () => {
    const { text } = read('x'.repeat(1_200_000), undefined, 8_192);
    expect(text).toHaveLength(8_192);
    expect(text).toMatch(/x … \[cut, 1\.2 MB\]$/);
  });

  it('masks before it cuts: a part of a secret need not show that it is one', () => {
    const onOneLine = canaries.filter(({ text }) => !text.includes('\n'));
    const leaks = onOneLine.filter(({ text, secrets }) => {
      const [secret = ''] = secrets;
      const before = 'x'.repeat(990 - text.indexOf(secret) - Math.floor(secret.length / 2));
      return read(`${before} ${text}`).text.includes(secret.slice(0, 6));
    });
    expect(onOneLine.length).toBeGreaterThan(200);
    expect(leaks.map(({ name }) => name)).toEqual([]);
  });

  it('shows what ends a line or turns its direction as what it is not', () => {
    expect(read('a\u2028b\u202ec\u2066d\re').text).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
  });

  it('takes any line', () => {
    fc.assert(
      fc.property(anyCharacters({ maxLength: 3_000 }), (line) => {
        const { text, kind } = read(line, jobNames('1-16'));
        expect(kind).toBe('log-line');
        expect([...text].length).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
