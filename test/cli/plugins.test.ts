import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidence, log, noConsumerRun } from '../support/evidence.ts';
import { bundleOf } from '../support/recorded.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const licences = path.resolve('examples/plugin/site-licences.ts');
const fails = `export const plugin = { rules: [{
  id: 'site-fails', means: 'the site fails', standsBefore: 'own-settings', needs: [], explains: [], blames: 'stack',
  find: ({ evidence }) => evidence.observations.some(({ fact }) => fact.kind === 'log-line') ? evidence.site.at(0) : undefined,
}] };`;
const noSeat = evidence([...noConsumerRun, log(2_000, 'grpc', 'error', 'LIC|3|no seat free (12 of 12 taken)')]);
const noData = evidence([...noConsumerRun, log(2_000, 'backend', 'error', 'no consumer for 19-7')]);

describe('focus with plugins', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  beforeAll(async () => {
    terminal = openTerminal();
    writeFileSync(path.join(terminal.folder, 'seat.zip'), await bundleOf(noSeat));
    writeFileSync(path.join(terminal.folder, 'data.zip'), await bundleOf(noData));
    writeFileSync(path.join(terminal.folder, 'fails.mjs'), fails);
  });
  afterAll(() => terminal.close());
  const use = (...plugins: readonly string[]) =>
    writeFileSync(
      path.join(terminal.folder, 'focus.yml'),
      `plugins: ${JSON.stringify(plugins)}\nenvironments: { staging: { focusServer: { url: "https://focus.lab" } } }\n`,
    );

  it('judges a bundle by their rules, and says that other rules judged it before', async () => {
    use(licences);
    const { out, err, code } = await terminal.process('replay', 'seat.zip');
    expect(out).toContain('job 19-7 waits for a licence seat');
    expect(err).toMatch(/^Other rules judged it then: .* today it is broken \(licence-seats-taken\)$/m);
    expect(code).toBe(1);
  });

  it('judges on where a rule of theirs throws, and says what it could not judge', async () => {
    use('./fails.mjs', licences);
    const { out, code } = await terminal.process('replay', 'seat.zip');
    expect(out).toContain('job 19-7 waits for a licence seat');
    expect(out).toMatch(
      /\*\*whether the site fails:\*\* the rule site-fails of the plugin \.\/fails\.mjs could not judge: Cannot read/,
    );
    expect(code).toBe(1);
  });

  it('masks what their patterns match', async () => {
    use(licences);
    const { out } = await terminal.given('asked with LK-1234567890123456\n', 'redact');
    expect(out).toMatch(/^asked with LK-‹hidden [0-9a-f]{4}›\n$/);
  });

  it('tells a wrong one as a wrong setting, and judges nothing', async () => {
    use('./gone.ts');
    for (const typed of [['replay', 'data.zip'], ['bundle', 'i1'], ['timing']]) {
      const { out, err, code } = await terminal.process(...typed);
      expect({ out, code }).toEqual({ out: '', code: 3 });
      expect(err).toMatch(/^ {2}focus\.yml: plugins\.0: came "\.\/gone\.ts", there is no such file as seen from \//m);
      expect(err).not.toMatch(/\n\s+at /);
    }
  });

  it('names what is loaded where a doctor looks', async () => {
    use(licences);
    const { out } = await terminal.process('doctor');
    expect(out).toContain(
      `plugin ${licences}: rule licence-seats-taken before no-data-source, log reader licence-lines, 1 redact pattern`,
    );
  });
});
