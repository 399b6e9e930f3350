import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMask, maskInTurns, maskLines } from '#investigation/log-reading/mask-lines.ts';
import { createRedactor, knownRedactor, type Redactor, redact } from '#lib/redact.ts';
import { canaries, keys } from '../../support/canaries.ts';
import { lineSecrets, ownPatterns } from '../../support/line-secrets.ts';

const PADDING = 'frame of the stream took 12 ms, and the queue has no messages at all';
const own = createRedactor(ownPatterns);

/** Everything that a mask gives for texts that come so many at once. */
function maskedAll(texts: readonly string[], atOnce: number, redactor = own): readonly (string | undefined)[] {
  const lines = createLineMask(redactor);
  const given: (string | undefined)[] = [];
  for (let i = 0; i < texts.length; i += atOnce) given.push(...lines.add(texts.slice(i, i + atOnce)));
  return [...given, ...lines.end()];
}

/** The same of lines that are given one by one, before the next is known. */
function maskedOneByOne(texts: readonly string[], redactor = own): readonly (string | undefined)[] {
  const lines = createLineMask(redactor);
  return texts.flatMap((text) => [...lines.add([text]), ...lines.first(1)]);
}

function padded(before: number, lines: readonly string[], after: number): readonly string[] {
  const padding = (count: number) => Array.from({ length: count }, (_, i) => `${i} ${PADDING}`);
  return [...padding(before), ...lines, ...padding(after)];
}

describe('masking lines', () => {
  it('gives every line that holds no secret as it is, in order', () => {
    const texts = padded(0, [], 5_000);
    expect(maskedAll(texts, 7)).toEqual(texts);
    expect(maskedOneByOne(texts)).toEqual(texts);
  });

  it('hides a key that stands on many lines, wherever it falls among thousands', () => {
    const key = keys.encrypted.split('\n');
    const secrets = key.filter((line) => /^[\w+/]{30,}=*$/.test(line));
    for (let before = 1_640; before < 1_720; before += 1) {
      const text = maskedAll(padded(before, key, 300), 50).join('\n');
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it('leaves what stands around a key in its place', () => {
    const key = keys.RSA.split('\n');
    const texts = ['before', ...key, 'after', 'password=Hunter2x and', 'last'];
    const masked = maskLines(texts, own);
    expect(masked).toHaveLength(texts.length);
    expect([masked[0], masked[1], masked[2]]).toEqual([
      'before',
      expect.stringMatching(/^‹hidden .{4}› \[5 lines\]$/),
      undefined,
    ]);
    expect(masked.slice(-3)).toEqual(['after', expect.stringMatching(/^password=‹hidden .{4}› and$/), 'last']);
  });

  it('shows no secret of any canary whose lines come one by one, and the words around it', () => {
    for (const mask of [maskedOneByOne, (texts: readonly string[]) => maskedAll(texts, 1)]) {
      const leaks = canaries.filter(({ text, secrets }) => {
        const shown = mask(padded(3, text.split(/\r?\n/), 3)).join('\n');
        return secrets.some((secret) => secret.split('\n').some((line) => shown.includes(line)));
      });
      expect(leaks.map(({ name }) => name)).toEqual([]);
    }
    const lost = canaries.filter(({ text, stays }) => {
      const shown = maskedOneByOne(text.split(/\r?\n/)).join('\n');
      return stays.flatMap((stay) => stay.split('\n')).some((word) => !shown.includes(word.trim()));
    });
    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  it.each(lineSecrets.map((secret) => [secret.name, secret] as const))(
    'hides %s, however many lines come at once',
    (_name, { lines, secrets }) => {
      for (const before of [0, 3, 1_650]) {
        const texts = padded(before, lines, 400);
        const shown = maskedAll(texts, 1).join('\n');
        expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
        for (const atOnce of [2, 7, 100, 10_000]) expect(maskedAll(texts, atOnce).join('\n')).toBe(shown);
      }
    },
  );

  it('shows the data of what is no secret', () => {
    const lines = ['kind: ConfigMap', 'data:', '  mode: production', '  level: debug', 'metadata:', '  name: panda'];
    expect(maskedOneByOne(lines)).toEqual(lines);
  });

  it('hides the values of a secret that says first that it is one, and no further', () => {
    const lines = ['kind: Secret', 'stringData:', '  mode: hunter2', 'type: Opaque', 'mode: hunter3'];
    const shown = maskedOneByOne(lines).join('\n');
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('type: Opaque\nmode: hunter3');
  });

  it('shows of a line that holds two secrets, one of many lines, what stands before and after both', () => {
    const key = keys.EC.split('\n');
    const [first, ...rest] = ['a token=abcdef1234 b', ...key].join(' ').split('-----BEGIN');
    const texts = [`${first}-----BEGIN${rest.join('')}`.split('-----')[0] ?? '', ...key];
    const shown = maskLines([`2025 ${texts[0]}${key[0]}`, ...key.slice(1), 'end'], own);
    expect(shown[0]).toMatch(/^2025 a token=‹hidden .{4}›/);
    expect(shown.at(-1)).toBe('end');
    for (const line of key.slice(1, -1)) expect(shown.join('\n')).not.toContain(line);
  });
});

describe('what a mask of lines hides', () => {
  const word = fc.constantFrom(
    ...['password=abc', 'key: |', '  aGVsbG8=', 'kind: Secret', 'data:', '', 'plain', 'pin 1234', '"token":', '  "x1"'],
    ...[
      'passwords: [',
      '"a1", "b2",',
      ']',
      '--token',
      'value: "v1"',
      '- name: A_SECRET',
      'Authorization:',
      'Bearer a1b2c3d4',
    ],
    ...['the seal of office:', 'sealed', 'end of the seal', 'Cookie: a=b;', 'c=d', '("password",', '"p1")'],
    ...[...keys.EC.split('\n'), ...canaries.filter((_, i) => i % 9 === 0).flatMap(({ text }) => text.split('\n'))],
  );
  const logs = fc.array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: fc.constant(PADDING) }), {
    maxLength: 300,
  });

  it('has as many places as it was given lines, whatever they hold', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 50 }), (texts, atOnce) => {
        expect(maskedAll(texts, atOnce)).toHaveLength(texts.length);
        expect(maskedOneByOne(texts)).toHaveLength(texts.length);
      }),
      { numRuns: 50 },
    );
  });

  it('is whatever a line hides by itself and all lines hide together', () => {
    fc.assert(
      fc.property(fc.array(logs, { maxLength: 3 }), (parts) => {
        const texts = parts.flatMap((part) => [...part, ...padded(0, [], 20)]);
        const masked = maskedAll(texts, 1_000);
        const together = own.redact(texts.join('\n')).split('\n');
        const shows = texts.flatMap((text, i) => {
          const isHiddenTogether = together.length === texts.length && together[i] !== text;
          return masked[i] === text && (own.redact(text) !== text || isHiddenTogether) ? [text] : [];
        });
        expect(shows).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is all that is hidden in a canary whose words stand on lines of their own', () => {
    const leaks = canaries.flatMap(({ name, text, secrets }) =>
      [/(?<=[:=[{(,]) ?/g, / /g].flatMap((places) => {
        const broken = text.replace(places, '\n  ');
        const isHidden = (shown: string) => secrets.every((secret) => !shown.includes(secret));
        const shown = maskedAll(padded(20, broken.split('\n'), 20), 100).join('\n');
        return isHidden(redact(broken)) && !isHidden(shown) ? [`${name}: ${broken}`] : [];
      }),
    );
    expect(leaks).toEqual([]);
  });
});

describe('masking a long log in turns', () => {
  it('hides the same, and lets others have their turn after each window', async () => {
    const lines = Array.from({ length: 4_000 }, (_, n) => `frame ${n} of 50 was read, password: Hop9-Skip${n}`);
    let turns = 0;
    const shown = await maskInTurns(lines, knownRedactor, async () => {
      turns += 1;
    });
    expect(shown).toEqual(maskLines(lines, knownRedactor));
    expect(turns).toBeGreaterThanOrEqual(2);
  });
});

describe('the work of masking lines', () => {
  /** Counts what is masked. */
  function counting() {
    let chars = 0;
    const count = (text: string) => {
      chars += text.length;
      return text;
    };
    const redactor: Redactor = {
      ...knownRedactor,
      redact: (text) => knownRedactor.redact(count(text)),
      redactLines: (lines) => knownRedactor.redactLines(lines.map(count)),
    };
    return { redactor, chars: () => chars };
  }

  it('masks each text no more than a few times, however many there are', () => {
    const { redactor, chars } = counting();
    const texts = padded(0, [], 20_000);
    maskedAll(texts, 500, { ...redactor, reach: () => 'near' });
    expect(chars()).toBeGreaterThan(texts.join('\n').length * 0.9);
    expect(chars()).toBeLessThan(3 * texts.join('\n').length);
  });

  it('masks no line by itself too where nothing goes over its end', () => {
    const { redactor, chars } = counting();
    const texts = Array.from({ length: 50 }, (_, n) => `password: Hop9-Skip${n} and token=Hop9-Skip${n}`);
    expect(maskedAll(texts, 50, redactor).join('\n')).not.toContain('Hop9-Skip');
    expect(chars()).toBeLessThanOrEqual(texts.join('\n').length);
  });

  it('looks no further at lines that cannot hold a secret', () => {
    const { redactor, chars } = counting();
    const texts = padded(10_000, ['password=abc'], 10_000);
    const masked = maskedAll(texts, 500, redactor);
    expect(masked[10_000]).toMatch(/^password=‹hidden/);
    expect(chars()).toBeLessThan(0.01 * texts.join('\n').length);
  });

  it('gives lines of any length, and holds few of them back', () => {
    const lines = createLineMask(knownRedactor);
    const long = 'x'.repeat(70_000);
    let given = 0;
    for (let i = 0; i < 100; i += 1) given += lines.add([long]).length;
    expect(given).toBeGreaterThanOrEqual(97);
    expect(given + lines.end().length).toBe(100);
  });
});
