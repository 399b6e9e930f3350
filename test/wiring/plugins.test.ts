import { afterEach, describe, expect, it } from 'vitest';
import type { Plugin } from '#config/plugins/read.ts';
import type { LogReader } from '#investigation/log-reading/level.ts';
import { levelOf } from '#investigation/log-reading/level.ts';
import { builtInRules, pageOf, rules } from '#investigation/rules/index.ts';
import { version } from '#lib/version.ts';
import { usePlugins } from '#wiring/plugins.ts';
import { plugin as licences } from '../../examples/plugin/site-licences.ts';

const plugin = (over: Partial<Plugin>): Plugin => ({
  ...{ name: './site.ts', rules: [], logReaders: [], redact: [], fingerprint: 'f1' },
  ...over,
});

describe('plugins in use', () => {
  const told: string[] = [];
  const use = (...plugins: readonly Partial<Plugin>[]) =>
    usePlugins(plugins.map(plugin), (trouble) => told.push(trouble));
  afterEach(() => {
    use();
    told.length = 0;
  });

  it('judge in the place that their rules name, and have no page', () => {
    use({ rules: licences.rules ?? [] });
    const ids = rules.map(({ id }) => id);
    expect(ids.indexOf('licence-seats-taken')).toBe(ids.indexOf('no-data-source') - 1);
    expect(ids.filter((id) => id !== 'licence-seats-taken')).toEqual(builtInRules.map(({ id }) => id));
    expect(pageOf('https://docs.lab/', { id: 'licence-seats-taken' })).toBeUndefined();
    expect(pageOf('https://docs.lab/', { id: 'pod-crashed' })).toBe('https://docs.lab/rules/pod-crashed.md');
  });

  it('make another fingerprint of the rules', () => {
    const own = version().rules;
    use({ fingerprint: 'f1' });
    const first = version().rules;
    use({ fingerprint: 'f2' });
    expect(new Set([own, first, version().rules]).size).toBe(3);
    use();
    expect(version().rules).toBe(own);
  });

  it('read lines of their own format, and leave the others', () => {
    use({ logReaders: licences.logReaders ?? [] });
    expect(levelOf('LIC|3|no seat free')).toBe('error');
    expect(levelOf('LIC|1|no error')).toBe('info');
    expect(levelOf('{"message":"LIC|2|few seats"}')).toBe('warning');
    expect(levelOf('WARNING: disk almost full')).toBe('warning');
  });

  it.each<[string, LogReader['levelOf'], string]>([
    ['throws', () => JSON.parse('no'), 'Unexpected token'],
    ['gives no level', () => 'loud' as never, '"loud" is no level: debug, info, warning, error, unknown are'],
  ])('are told of once where a reader %s, and the line is read as any other', (_how, levelOfOwn, why) => {
    use({ logReaders: [{ id: 'lines', levelOf: levelOfOwn }] });
    expect([levelOf('ERROR no'), levelOf('WARN no')]).toEqual(['error', 'warning']);
    expect(told).toEqual([
      expect.stringContaining(`the log reader lines of the plugin ./site.ts cannot read a line: ${why}`),
    ]);
  });
});
