import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readBundle } from '#bundle/read-bundle.ts';
import { unzip } from '#bundle/unzip.ts';
import { ExplainedError } from '#lib/errors.ts';
import { evidence, healthyRun } from '../support/evidence.ts';
import { bundleOf } from '../support/recorded.ts';

const bytes = await bundleOf(evidence(healthyRun));
const folder = 'focus-inv1';
const text = (content: string) => new TextEncoder().encode(content);
const METHOD = 10;
const DECLARED = 24;

/** The bundle with files added, replaced, or taken away. */
function withFiles(changes: Readonly<Record<string, string | undefined>>): Uint8Array {
  const files = new Map(unzip(bytes));
  for (const [name, content] of Object.entries(changes))
    if (content === undefined) files.delete(name);
    else files.set(name, text(content));
  return zipSync(Object.fromEntries(files));
}

function withManifest(change: (manifest: Record<string, unknown>) => object): Uint8Array {
  const manifest = new TextDecoder().decode(unzip(bytes).get(`${folder}/manifest.json`));
  return withFiles({ [`${folder}/manifest.json`]: JSON.stringify(change(JSON.parse(manifest))) });
}

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ExplainedError && error.advice !== '') return error.message;
    throw error;
  }
  return '';
}

const bundleComplaint = (zip: Uint8Array) => complaint(() => readBundle(zip));

describe('reading a bundle', () => {
  it('takes it back, also in a folder of another name, in none, and with entries for folders', () => {
    const files = [...unzip(bytes)].map(([name, content]) => [name.slice(folder.length + 1), content] as const);
    const renamed = zipSync({ moved: Object.fromEntries(files) } as Zippable);
    for (const zip of [bytes, renamed, zipSync(Object.fromEntries(files))])
      expect(readBundle(zip).manifest.investigation).toBe('inv1');
  });

  it.each([
    [
      'a changed file',
      { [`${folder}/report.md`]: '# Healthy: all is well\n' },
      'report.md has 23 bytes, its manifest says',
    ],
    ['a missing file', { [`${folder}/timeline.svg`]: undefined }, 'there is no timeline.svg in it'],
    ['a file that came later', { [`${folder}/run.exe`]: 'x' }, 'run.exe is not in its manifest'],
    ['no manifest', { [`${folder}/manifest.json`]: undefined }, 'there is no manifest.json in it'],
    ['a manifest that is no JSON', { [`${folder}/manifest.json`]: '{' }, 'manifest.json cannot be read as JSON'],
    ['a second folder', { 'other/x.log': 'x' }, 'its files lie in 2 folders, one is expected'],
  ])('names %s', (_title, changes, words) => {
    expect(bundleComplaint(withFiles(changes))).toContain(words);
  });

  it('names a file of the right size and the wrong hash', () => {
    const report = new TextDecoder().decode(unzip(bytes).get(`${folder}/report.md`));
    const forged = withFiles({ [`${folder}/report.md`]: report.replace('healthy', 'HEALTHY') });
    expect(bundleComplaint(forged)).toBe(
      'The bundle cannot be read: report.md has another SHA-256 than its manifest says',
    );
  });

  it('names what is wrong with the manifest', () => {
    expect(bundleComplaint(withManifest((manifest) => ({ ...manifest, format: 2 })))).toContain(
      'its format is 2, known is 1',
    );
    expect(bundleComplaint(withManifest((manifest) => ({ ...manifest, files: 'all' })))).toContain('files: came "all"');
    expect(bundleComplaint(withManifest((manifest) => ({ ...manifest, investigation: 'inv2' })))).toContain(
      'its manifest is of investigation inv2, its evidence of inv1',
    );
    const unlisted = withManifest((manifest) => ({ ...manifest, files: [] }));
    expect(bundleComplaint(unlisted)).toContain('evidence.json is not in its manifest');
  });

  it('is an explained error for whatever is cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(bundleComplaint(bytes.subarray(0, length))).toMatch(/^The (?:zip file|bundle) cannot be read: /);
      }),
      { numRuns: 60 },
    );
  });

  it('is the bundle itself or an explained error for whatever is damaged', () => {
    const whole = readBundle(bytes);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (flips) => {
          const damaged = bytes.slice();
          for (const [at, value] of flips) damaged[at] = value;
          let read: unknown;
          const said = complaint(() => {
            read = readBundle(damaged).evidence;
          });
          if (said === '') expect(read).toEqual(whole.evidence);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is an explained error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        expect(bundleComplaint(any)).not.toBe('');
      }),
    );
  });
});

describe('a hostile zip file', () => {
  it.each([
    '../../etc/cron.d/x',
    '/etc/passwd',
    'focus-x/../../x',
    'C:\\x',
    'focus-x/./x',
    'focus-x//x',
    '.ssh/x',
    'a/b/c/d/e',
    'x\u0000.log',
    '',
    `focus-x/${'a'.repeat(300)}`,
  ])('has no entry called %j', (name) => {
    expect(complaint(() => unzip(zipSync({ [name]: text('x') })))).toMatch(/it has an entry .*; plain names/);
  });

  const zeros = { 'f/a.log': new Uint8Array(1024 * 1024) };
  const hello = { 'f/a.log': text('hello') };

  it('is not unpacked beyond the size that is read', () => {
    const bomb = forge(zipSync(zeros), 'f/a.log', DECLARED, 64 * 1024 * 1024 + 1);
    expect(complaint(() => unzip(bomb))).toMatch(/have more than 67108864 bytes when unpacked/);
    expect(complaint(() => unzip(new Uint8Array(64 * 1024 * 1024 + 1)))).toContain('it has 67108865 bytes');
  });

  it('is not unpacked beyond the size that it declares', () => {
    const bomb = forge(zipSync(zeros), 'f/a.log', DECLARED, 100);
    expect(complaint(() => unzip(bomb))).toContain('bytes packed, too many for the 100 that it declares');
    const clipped = forge(zipSync(zeros), 'f/a.log', DECLARED, 2_000);
    expect(unzip(clipped).get('f/a.log')).toHaveLength(2_000);
    const report = unzip(bytes).get(`${folder}/report.md`)?.length ?? 0;
    expect(bundleComplaint(forge(bytes, `${folder}/report.md`, DECLARED, report - 1))).toBe(
      `The bundle cannot be read: report.md has ${report - 1} bytes, its manifest says ${report}`,
    );
  });

  it('is refused where it unpacks to less than it declares, packed or as it is', () => {
    for (const level of [0, 6] as const) {
      const cut = forge(zipSync(hello, { level }), 'f/a.log', DECLARED, 9);
      expect(complaint(() => unzip(cut))).toContain('"f/a.log" unpacks to 5 bytes, it declares 9');
    }
  });

  it('is not copied beyond the size that it declares where it is stored as it is', () => {
    const stored = forge(zipSync(zeros, { level: 0 }), 'f/a.log', DECLARED, 0);
    expect(complaint(() => unzip(stored))).toContain('has 1048576 bytes packed, too many for the 0 that it declares');
  });

  it('has no more than 500 entries, and none twice', () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f/${i}.log`, text('')]));
    expect(complaint(() => unzip(zipSync(many)))).toContain('it has more than 500 entries');
    const twins = zipSync({ 'f/a.log': text('1'), 'f/b.log': text('2') });
    const name = Buffer.from(twins).lastIndexOf('f/b.log');
    twins.set(text('f/a.log'), name);
    expect(complaint(() => unzip(twins))).toContain('"f/a.log" is in it twice');
  });

  it('names an entry that is packed in a way that is not known', () => {
    const zip = forge(zipSync(hello), 'f/a.log', METHOD, 99);
    expect(complaint(() => unzip(zip))).toContain('"f/a.log": it is damaged or cut off: unknown compression type 99');
  });

  it('is no trouble where it is an honest one: stored, or with a comment at its end', () => {
    const stored = zipSync(hello, { level: 0 });
    const commented = new Uint8Array([...zipSync(hello), ...text('a comment')]);
    for (const zip of [stored, commented]) expect(new TextDecoder().decode(unzip(zip).get('f/a.log'))).toBe('hello');
  });
});

/** The zip file with another number at an offset of an entry in its directory: PKWARE's APPNOTE 4.3.12. */
function forge(zip: Uint8Array, name: string, offset: number, value: number): Uint8Array {
  const forged = zip.slice();
  const at = Buffer.from(forged).lastIndexOf(name) - 46;
  const view = new DataView(forged.buffer);
  if (offset === METHOD) view.setUint16(at + offset, value, true);
  else view.setUint32(at + offset, value, true);
  return forged;
}
