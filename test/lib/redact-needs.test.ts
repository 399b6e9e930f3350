import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorFinder } from '#lib/redact/anchors.ts';
import { type Kind, mask } from '#lib/redact/kind.ts';
import { redact } from '#lib/redact.ts';
import { canaries } from '../support/canaries.ts';
import { beginnings, heads } from '../support/hostile.ts';
import { innocent } from '../support/innocent.ts';
import { kinds, redactByAllKinds } from '../support/redact-by-all-kinds.ts';

const anchorsOf = ({ needs }: Kind): readonly string[] => (typeof needs === 'function' ? [] : needs);
const anchors = [...new Set(kinds.flatMap(anchorsOf))];
const also = [...new Set(kinds.flatMap((kind) => kind.also ?? []))];
const fragments = [...new Set(canaries.flatMap(({ text }) => text.split(/(?<=[^\w])|(?=[^\w])/)))];
const separators = [...' \t\n\r"\'`\\/:=,;.|&?@<>()[]{}-_$*%'].concat(
  '\\n',
  '\\"',
  '\\\\',
  '://',
  ' = ',
  '--',
  '‹hidden 3f9a›',
  '\uE000',
);

/** In the case in which tokens have them. */
const anchored = fc.constantFrom(
  ...anchors.flatMap((it) => [it, it.toUpperCase()]),
  'AIza',
  'GOCSPX-',
  'SG.',
  '1Q~',
  ':AA',
  'eyJ',
);
const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...fragments) },
  { weight: 3, arbitrary: fc.constantFrom(...separators) },
  { weight: 3, arbitrary: fc.constantFrom(...anchors, ...also) },
  { weight: 1, arbitrary: fc.constantFrom(...canaries.map(({ text }) => text), ...heads, ...beginnings, ...innocent) },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9+/]{60,80}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/) },
  { weight: 1, arbitrary: fc.tuple(anchored, fc.stringMatching(/^[A-Za-z0-9]{16,40}$/)).map((both) => both.join('')) },
);
const cased = fc
  .tuple(part, fc.constantFrom('as it is', 'lower', 'upper'))
  .map(([text, how]) => (how === 'lower' ? text.toLowerCase() : how === 'upper' ? text.toUpperCase() : text));
const texts = fc
  .array(fc.oneof({ weight: 5, arbitrary: part }, { weight: 1, arbitrary: cased }), { maxLength: 14 })
  .map((parts) => parts.join(''));

const names = [
  ...[
    'password',
    'passwd',
    'passphrase',
    'db_pass',
    'db-pass',
    'dbPwd',
    'secret',
    'token',
    'credential',
    'credentials',
  ],
  ...[
    'api',
    'access',
    'secret',
    'private',
    'account',
    'signing',
    'encryption',
    'shared_access',
    'sharedAccess',
  ].flatMap((of) => [`${of}key`, `${of}Key`, `${of}_key`, `${of}-key`, `${of}_key_base`]),
  ...['clientkeydata', 'client_key_data', 'client-key-data', 'x-amz-signature', 'x-amz-credential', 'x-goog-signature'],
];
const inContext = [
  ...["{'auth': '%'}", '{"auth":"%"}', '{\\"auth\\":\\"%\\"}', 'amqp:\\/\\/u:%@h', 'amqp://u:%@h', 'amqp://%@h'],
  ...['-u u:%', '-u\tu:%', '-u=u:%', '--user u:%', '--user\tu:%', '--user=u:%', 'sshpass -p %', 'mysql -uroot -p%'],
  ...[
    'redis-cli -a %',
    'docker login -p %',
    'IDENTIFIED BY %',
    '--from-literal=a=%',
    'Bearer %',
    'Basic %',
    'Cookie: a=%',
  ],
  ...['_auth=%', '?sig=%', '&sig=%', ';sig=%', 'pwd="%"', ' pwd: x%'],
];
const syntaxes = [
  ...['N=%', 'N: %', '"N": "%"', "N='%'", '--x-N %', "--x-N '%'", '<N>%</N>', "('N', '%')", 'N: ["%", "%"]'],
  ...['name: N\n  value: %', '{"name":"N","value":"%"}', 'N: |\n  %\n', '{\\"N\\":\\"%\\"}', 'N: `% x`', "['N', '%']"],
];
const value = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6';
const issued = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'npm_', 'pypi-', 'dckr_pat_', 'hf_', 'AIza', 'ya29.'],
  ...['pat', 'dt', 'rt', 'cbt', 'ptt', 'ft', 'imt', 'agent', 'soat', 'oas'].map((kind) => `gl${kind}-`),
  ...['sk', 'rk', 'pk'].flatMap((kind) => [`${kind}_live_`, `${kind}_test_`]),
  ...['GOCSPX-', 'whsec_', 'sk-', `SG.${value}.`, 'hvs.', 'hvb.', 'hvr.', 'dop_v1_', 'doo_v1_', 'dor_v1_'],
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_', '123456789:AA', 'abc1Q~', 'xoxb-', 'xoxe.xoxp-', 'xapp-'],
].map((begin) => `${begin}${value}`);
const keyIds = ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'AGPA', 'AIDA', 'AROA'].map((begin) => `${begin}A1B2C3D4E5F6A7B8`);

describe('looking only for what a text may hold', () => {
  it('finds what has any of the telling names, in any syntax', () => {
    const named = names.flatMap((name) =>
      syntaxes.flatMap((it) => [it.replace('N', name), it.replace('N', name.toUpperCase())]),
    );
    for (const text of [...named, ...inContext].map((it) => it.replaceAll('%', value))) {
      expect(redact(text)).toBe(redactByAllKinds(text));
      expect(redact(text)).not.toContain(value);
    }
  });

  it.each([...issued, ...keyIds])('finds the token %s', (token) => {
    expect(redact(`got ${token}, now`)).toMatch(/^got ‹hidden [0-9a-f]{4}›, now$/);
  });

  it('masks the same as looking for all in canaries, and leaves the same of what is no secret', () => {
    for (const text of [...canaries.map(({ text }) => text), ...innocent]) {
      for (const form of [text, text.toUpperCase(), text.toLowerCase()])
        expect(redact(form)).toBe(redactByAllKinds(form));
    }
  });

  it('masks the same as looking for all in hostile texts', () => {
    for (const head of heads) {
      for (const text of beginnings.map((beginning) => head + beginning.repeat(50)))
        expect(redact(text)).toBe(redactByAllKinds(text));
    }
  });

  it('masks the same as looking for all, whatever stands beside each other', () => {
    const masksTheSame = fc.property(texts, (text) => {
      expect(redact(text)).toBe(redactByAllKinds(text));
    });
    fc.assert(masksTheSame, { numRuns: 10_000 });
  });
});

describe('what a kind needs', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('stands in every text that hides %s', (_name, kind) => {
    const { needs: _needs, also: _also, ...wherever } = kind;
    const found = fc.property(texts, (text) => {
      if (mask(text, wherever) !== text) expect([text, holdsNeeds(kind, text)]).toEqual([text, true]);
    });
    fc.assert(found, { numRuns: 1_000 });
  });

  it('is in lower case, and nothing that a mark brings', () => {
    for (const kind of kinds) {
      for (const anchor of anchorsOf(kind)) {
        expect(anchor).toBe(anchor.toLowerCase());
        expect(anchor).not.toMatch(/[\uE000-\uE002]/);
        const inMark = `"\uE000${anchor}\uE001${'A1'.repeat(40)}"`;
        if (/^[0-9a-f]{1,4}$/.test(anchor)) expect(inMark.match(kind.find)).toBeNull();
      }
    }
  });
});

function holdsNeeds({ needs, also }: Kind, text: string): boolean {
  if (also && !also.some((it) => text.includes(it))) return false;
  return typeof needs === 'function' ? needs(text) : needs.some((it) => text.toLowerCase().includes(it));
}

describe('the search for anchors', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abAB‹é-'), maxLength: 30 });
  const anchor = fc.string({ unit: fc.constantFrom(...'ab‹-'), minLength: 1, maxLength: 4 });

  it('tells of each set whether one of its anchors stands in a text, in any case', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anchor, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 31 }),
        letters,
        (sets, text) => {
          const expected = sets.map((set) => set.some((it) => text.toLowerCase().includes(it)));
          const found = anchorFinder(sets)(text);
          expect(sets.map((_, set) => (found & (1 << set)) !== 0)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads texts of any length', () => {
    const find = anchorFinder([['needle'], ['é']]);
    for (const length of [0, 1, 5, 6, 7, 100, 4_089, 4_095, 4_096, 4_097, 10_000]) {
      const hay = '-'.repeat(length);
      expect(find(hay)).toBe(0);
      for (const at of [0, length >> 1, length]) {
        expect(find(`${hay.slice(0, at)}NEEDLE${hay.slice(at)}`)).toBe(1);
        expect(find(`${hay.slice(0, at)}éneedle${hay.slice(at)}`)).toBe(3);
        expect(find(`é${hay.slice(0, at)}needle`)).toBe(3);
      }
    }
  });

  it('says when there are more sets than bits', () => {
    expect(() => anchorFinder(Array.from({ length: 32 }, () => ['a']))).toThrow(
      '32 sets of anchors, only 31 have a bit',
    );
  });
});
